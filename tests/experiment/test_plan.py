"""The plan: design points, seeds and names of runs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from pcnsim.area import draw_area, write_area
from pcnsim.config import InputError
from pcnsim.experiment.plan import make_plan
from tests.small import small

pytestmark = pytest.mark.unit

TWO = 'experiment.factors={structure=["hierarchy","network"], trust_forgetting=[0.97, 0.98, 0.99]}'


def two_factors(folder: Path, *sets: str) -> object:
    return small(folder, TWO, *sets)


def test_points_are_the_full_factorial_with_the_last_factor_fastest(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path, TWO, "experiment.baseline={structure='network'}"))
    shown = [plan.shown(point) for point in plan.points]
    assert shown == [
        (structure, level) for structure in ("hierarchy", "network") for level in (0.97, 0.98, 0.99)
    ]
    assert [point.number for point in plan.points] == list(range(6))
    assert len(plan) == 6 * 3 == len(list(plan))
    assert [run.number for run in plan] == list(range(18))
    assert plan.points[4].config.parameters.trust_forgetting == 0.98
    assert plan.points[4].config.structure.name == "network"


def test_without_factors_there_is_one_point(tmp_path: Path) -> None:
    config = small(tmp_path)
    config = config.model_copy(
        update={"experiment": config.experiment.model_copy(update={"factors": {}, "baseline": {}})}
    )
    plan = make_plan(config)
    assert len(plan.points) == 1
    assert plan.references == {}


def test_seeds_come_from_the_seed_sequence_and_are_shared_by_arms(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path))
    for run in plan:
        sequence = np.random.SeedSequence(7, spawn_key=(run.replication,))
        assert (run.seed_entropy, run.spawn_key) == (7, (run.replication,))
        assert run.seed == int(sequence.generate_state(1, np.uint64)[0]) // 2
        other = np.random.SeedSequence(7, spawn_key=(run.replication, 1))
        assert run.area_seed == int(other.generate_state(1, np.uint64)[0]) // 2
    assert len({run.seed for run in plan}) == 3
    assert len({run.area_seed for run in plan} | {run.seed for run in plan}) == 6
    assert len({run.run_id for run in plan}) == len(plan)
    assert all(re.fullmatch("[0-9a-f]{16}", run.run_id) for run in plan)


def test_more_replications_keep_the_seeds_of_the_first(tmp_path: Path) -> None:
    few, many = make_plan(small(tmp_path)), make_plan(small(tmp_path, "experiment.replications=50"))
    assert [few.run(1, r) for r in range(3)] == [
        few_run.__class__(
            **{**{s: getattr(many_run, s) for s in many_run.__slots__}, "number": few_run.number}
        )
        for few_run, many_run in ((few.run(1, r), many.run(1, r)) for r in range(3))
    ]
    assert len({run.seed for run in many}) == 50


def test_a_fixed_area_and_a_folder_are_shared_by_replications(tmp_path: Path) -> None:
    assert {run.area_seed for run in make_plan(small(tmp_path, "area.seed=5"))} == {5}
    write_area(draw_area(1, seed=1, practices_per_pcn=2), tmp_path / "area")
    assert {run.area_seed for run in make_plan(small(tmp_path, f"area={tmp_path / 'area'}"))} == {None}


def test_a_run_is_named_by_what_determines_it(tmp_path: Path) -> None:
    def name(*sets: str) -> str:
        return make_plan(small(tmp_path, *sets)).run(0, 0).run_id

    assert name() == name("name=other") == name("experiment.replications=9")
    others = {
        name("seed=8"),
        name("weeks=4"),
        name("trust_forgetting=0.97"),
        name("area.pcns=2"),
        name("area.seed=1"),
    }
    assert len(others | {name()}) == 6


def test_the_reference_keeps_the_levels_that_the_baseline_does_not_name(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path, TWO, "experiment.baseline={structure='network'}"))
    assert plan.references == {0: 3, 1: 4, 2: 5}
    whole = "experiment.baseline={structure='hierarchy', trust_forgetting=0.98}"
    assert make_plan(small(tmp_path, TWO, whole)).references == {0: 1, 2: 1, 3: 1, 4: 1, 5: 1}


def test_a_structure_is_the_same_by_name_and_by_number(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path, "experiment.factors={structure=[0, 0.5, 1]}"))
    assert plan.references == {0: 1, 2: 1}


def test_an_unknown_outcome_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean timeliness"):
        make_plan(small(tmp_path, 'experiment.outcomes=["timelines"]'))


@pytest.mark.parametrize(
    "setting", ["start=established", "burn_in_weeks=0", "structure_changes=[{week=-1, structure='network'}]"]
)
def test_no_burn_in_is_shared_where_structure_acts_in_it(tmp_path: Path, setting: str) -> None:
    plan = make_plan(small(tmp_path, setting))
    assert len(set(plan.burn_in_groups)) == len(plan.points)
