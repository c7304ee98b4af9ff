"""The part of a configuration that has been carried out by a week."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcnsim.config import Config, InputError, load
from pcnsim.config.parameters import PROGRAMMES
from pcnsim.config.so_far import ahead, so_far
from pcnsim.experiment.single import begin

pytestmark = pytest.mark.unit

HERE, LATER = 6, 20


def toml(folder: Path, text: str) -> Config:
    path = folder / "one.toml"
    path.write_text(text, "utf-8")
    return load(path)


def reloaded(folder: Path, config: Config) -> Config:
    return toml(folder, config.to_toml(folder))


def test_what_lies_ahead_is_left_out_and_told(tmp_path: Path) -> None:
    config = toml(
        tmp_path,
        """
        weeks = 200
        structure = "hierarchy"
        [[structure_changes]]
        week = 10
        structure = "network"
        [[structure_changes]]
        week = 40
        structure = "hybrid"
        [[parameter_changes]]
        week = 12
        programmes.executive.powers = 0.5
        trust_forgetting = 0.9
        [[parameter_changes]]
        week = 50
        "minutes_per_contact.simple" = 11
        [programmes.executive]
        enabled = true
        start_week = 30
        [programmes.winter_surge]
        enabled = true
        start_week = 5
        end_week = 100
        [programmes.network_role_gps]
        enabled = true
        start_week = 2
        transfer_week = 35
        transfer_to = "frailty"
        [experiment.factors]
        "programmes.executive.start_week" = [30, 104]
        """,
    )
    part = so_far(config, 30)
    assert part.weeks == 30
    assert [change.week for change in part.structure_changes] == [10]
    assert [change.week for change in part.parameter_changes] == [12]
    assert not part.parameters.executive
    assert part.parameters.winter_surge
    assert part.parameters.network_role_gps
    assert part.experiment.factors == {}
    assert ahead(config, 30) == [
        "week 30: a local general practice executive",
        "week 35: network-role GPs move to another specialty",
        "week 40: the structure changes",
        "week 50: new values of minutes per contact.simple",
    ]
    assert ahead(part, 30) == []
    # It is a configuration like any other: what it says can be loaded, which the whole one with fewer weeks cannot.
    assert reloaded(tmp_path, part) == part
    with pytest.raises(InputError, match="after the end of the run"):
        reloaded(tmp_path, config.model_copy(update={"weeks": 30, "experiment": part.experiment}))
    assert so_far(config, 51).structure_changes == config.structure_changes
    assert so_far(config, 51).parameter_changes == config.parameter_changes
    assert ahead(config, 51) == []


def test_before_the_first_week_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing has been run yet"):
        so_far(load(None), 0)


@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_a_programme_that_lies_ahead_has_done_nothing(name: str) -> None:
    key = PROGRAMMES[name].begin_key
    sets = ["area.pcns=2", "weeks=40", "burn_in_weeks=4", "seed=3", f"programmes.{name}.enabled=true"]
    config = load(None, [*sets, f"programmes.{name}.{key}={LATER}"])
    whole = begin(config).run(4 + HERE)
    part = begin(so_far(config, HERE)).run()
    assert whole.week == part.week == HERE
    assert whole.weekly().equals(part.weekly())
