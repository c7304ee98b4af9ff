"""How long an experiment takes is told before it starts, from its arms, replications, weeks and PCNs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcnsim.area import draw_area
from pcnsim.area.folder import write_area
from pcnsim.cli.progress import announce
from pcnsim.config import Config, load
from pcnsim.experiment.designs.build import design_size
from pcnsim.experiment.duration import SECONDS_A_PCN_WEEK, SECONDS_A_RUN, seconds_of

pytestmark = pytest.mark.unit


def config(*sets: str) -> Config:
    return load(None, ["weeks=260", "burn_in_weeks=52", *sets])


def test_the_time_grows_with_runs_and_shrinks_with_workers() -> None:
    one = seconds_of(config("experiment.replications=1"), 1)
    assert one == pytest.approx(SECONDS_A_RUN + SECONDS_A_PCN_WEEK * 9 * 312)
    design = config("experiment.replications=50", "experiment.factors.structure=['hierarchy', 'network']")
    assert design_size(design) == 2
    assert seconds_of(design, 1) == pytest.approx(100 * one)
    assert seconds_of(design, 4) == pytest.approx(25 * one)
    assert seconds_of(config("experiment.replications=1"), 4) == one


def test_the_time_grows_with_the_pcns_wherever_they_are_given(tmp_path: Path) -> None:
    def seconds(*sets: str) -> float:
        return seconds_of(config("experiment.replications=1", *sets), 1)

    twenty = seconds("area.pcns=20")
    write_area(draw_area(pcns=20, seed=1), tmp_path / "area")
    assert seconds(f"area={tmp_path / 'area'}") == twenty
    assert seconds("experiment.factors={'area.pcns'=[10, 30]}") == pytest.approx(2 * twenty)


def test_only_a_long_experiment_is_announced(capsys: pytest.CaptureFixture[str]) -> None:
    announce(config("experiment.replications=20"), 1)
    assert capsys.readouterr().err == ""
    announce(many := config("experiment.replications=1_000_000"), 1)
    hours = int(seconds_of(many, 1) // 3600)
    assert f"1,000,000 runs (1 arm x 1,000,000 replications), roughly {hours} h" in capsys.readouterr().err
    announce(config("experiment.replications=1_000_000_000"), 2)
    assert " days in all" in capsys.readouterr().err
