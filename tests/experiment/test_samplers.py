"""Points in the unit cube against what defines each design, and against the libraries' own way of saying it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from pcnsim.config.design import Design
from pcnsim.config.errors import InputError
from pcnsim.experiment.designs.samplers import sample_size, unit_sample

DESIGNS = {
    "latin-hypercube": {"samples": 10},
    "sobol": {"samples": 16},
    "saltelli": {"samples": 8},
    "morris": {"trajectories": 3},
}


def design(kind: str, **changes: Any) -> Design:
    return Design(kind=kind, **{**DESIGNS[kind], **changes})


@pytest.mark.unit
@pytest.mark.parametrize("dimensions", [1, 2, 7])
@pytest.mark.parametrize("kind", DESIGNS)
def test_sample_has_the_size_said_and_lies_in_the_cube(kind: str, dimensions: int) -> None:
    sample = unit_sample(design(kind), dimensions, 5)
    assert sample.dtype == np.float64
    assert sample.shape == (sample_size(design(kind), dimensions), dimensions)
    assert sample.min() >= 0
    assert sample.max() <= 1


@pytest.mark.unit
def test_sizes_by_arithmetic() -> None:
    assert sample_size(design("latin-hypercube"), 500) == 10
    assert sample_size(design("sobol"), 500) == 16
    assert sample_size(design("saltelli", samples=64), 500) == 64 * 502
    assert sample_size(design("saltelli", samples=64, second_order=True), 500) == 64 * 1002
    assert sample_size(design("morris", trajectories=10), 500) == 10 * 501


@pytest.mark.unit
def test_latin_hypercube_has_one_point_in_each_stratum() -> None:
    sample = unit_sample(design("latin-hypercube", samples=37), 6, 1)
    for column in sample.T:
        assert sorted(np.floor(column * 37).astype(int)) == list(range(37))


@pytest.mark.unit
def test_sobol_points_are_balanced() -> None:
    """A scrambled (t, m, s)-net: one point in each interval of 1/n, and a quarter of them in each quadrant."""
    sample = unit_sample(design("sobol", samples=64), 5, 2)
    for column in sample.T:
        assert sorted(np.floor(column * 64).astype(int)) == list(range(64))
    quadrants = np.floor(sample[:, 0] * 2) * 2 + np.floor(sample[:, 1] * 2)
    assert np.bincount(quadrants.astype(int)).tolist() == [16, 16, 16, 16]


@pytest.mark.unit
@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_blocks_are_a_mixed_and_b(second_order: bool) -> None:
    dimensions = 4
    sample = unit_sample(design("saltelli", second_order=second_order), dimensions, 3)
    for block in sample.reshape(8, -1, dimensions):
        a, b = block[0], block[-1]
        assert (a != b).all()
        for k in range(dimensions):
            taken = np.arange(dimensions) == k
            assert np.array_equal(block[1 + k], np.where(taken, b, a))
            if second_order:
                assert np.array_equal(block[1 + dimensions + k], np.where(taken, a, b))
        assert len(block) == (2 * dimensions + 2 if second_order else dimensions + 2)


@pytest.mark.unit
@pytest.mark.parametrize("levels", [None, 4, 6])
def test_morris_moves_one_dimension_at_a_time_by_delta_on_the_grid(levels: int | None) -> None:
    dimensions, p = 5, levels or 4
    sample = unit_sample(design("morris", trajectories=12, levels=levels), dimensions, 4)
    assert set(np.unique(sample)) <= {k / (p - 1) for k in range(p)}
    for trajectory in sample.reshape(12, dimensions + 1, dimensions):
        steps = np.diff(trajectory, axis=0)
        moved = np.argwhere(steps != 0)
        assert sorted(moved[:, 1]) == list(range(dimensions))
        assert moved[:, 0].tolist() == list(range(dimensions))
        assert np.allclose(np.abs(steps[steps != 0]), p / (2 * (p - 1)), rtol=0, atol=1e-15)


@pytest.mark.unit
@pytest.mark.parametrize("kind", DESIGNS)
def test_points_follow_from_the_seed_alone(kind: str) -> None:
    first = unit_sample(design(kind), 4, 11)
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - to show that it is left alone
    assert np.array_equal(first, unit_sample(design(kind), 4, 11))
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    assert not np.array_equal(first, unit_sample(design(kind), 4, 12))


_PRINT = """
import hashlib
from pcnsim.config.design import Design
from pcnsim.experiment.designs.samplers import unit_sample
for kind in ("latin-hypercube", "sobol", "saltelli", "morris"):
    print(hashlib.sha256(unit_sample(Design(kind=kind, samples=8, trajectories=3), 4, 11).tobytes()).hexdigest())
"""


@pytest.mark.unit
def test_points_are_the_same_in_another_process() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert len(set(printed.pop().split())) == 4


@pytest.mark.unit
def test_luck_of_points_is_not_that_of_runs() -> None:
    from pcnsim.experiment.designs import samplers
    from pcnsim.experiment.plan import area_seed, run_seed

    def first(key: tuple[int, ...]) -> int:
        return int(np.random.SeedSequence(7, spawn_key=key).generate_state(1, np.uint64)[0]) >> 1

    runs = {seed(7, replication) for seed in (run_seed, area_seed) for replication in range(1000)}
    assert first((3,)) in runs
    assert first(samplers._DESIGN_STREAM) not in runs


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "dimensions", "sentence"),
    [
        (Design(kind="grid"), 3, "grid is not sampled"),
        (Design(kind="sobol", samples=12), 3, "power of 2 .* 8 or 16"),
        (Design(kind="saltelli", samples=8), 10601, "21202"),
        (Design(kind="sobol", samples=8), 21202, "21201"),
        (Design(kind="morris", trajectories=4, levels=5), 3, "even number"),
        (Design(kind="morris", samples=4), 3, "needs trajectories"),
        (Design(kind="latin-hypercube", samples=4), 0, "nothing varies"),
    ],
)
def test_sizes_that_cannot_be_are_refused(asked: Design, dimensions: int, sentence: str) -> None:
    for function in (lambda: sample_size(asked, dimensions), lambda: unit_sample(asked, dimensions, 1)):
        with pytest.raises(InputError, match=sentence):
            function()


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_missing_library_says_how_to_get_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(InputError, match=r"pip install 'pcnsim\[sensitivity\]'"):
        unit_sample(design(kind), 2, 1)
