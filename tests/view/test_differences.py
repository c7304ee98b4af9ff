"""The table of differences agrees with the outcomes that runs report themselves."""

from __future__ import annotations

import numpy as np
import pytest

from pcnsim.area.synthetic import draw_area
from pcnsim.config import InputError, load
from pcnsim.model.model import Model
from pcnsim.model.outcomes.declared import BY_NAME, NAMES
from pcnsim.model.simulation import Simulation
from pcnsim.view.figures import CAUTION, difference_table

pytestmark = pytest.mark.unit

AREA = draw_area(pcns=2, seed=3, practices_per_pcn=3)
NAMED = ("hierarchy", "hybrid", "network")


def runs(weeks: int = 70) -> dict[str, Simulation]:
    return {name: Simulation(load(None, (f"structure={name}",)), AREA, 5).run(52 + weeks) for name in NAMED}


def test_means_and_differences_are_those_of_the_outcomes() -> None:
    three = runs()
    for weeks, suffix in ((None, "_all_weeks"), (52, "")):
        table = difference_table(three, NAMES, last_weeks=weeks).set_index("outcome")
        outcomes = {name: run.outcomes() for name, run in three.items()}
        for name in NAMED:
            assert np.allclose(table[name], [outcomes[name][one + suffix] for one in NAMES], equal_nan=True)
        for name in ("hybrid", "network"):
            of = [outcomes[name][one + suffix] - outcomes["hierarchy"][one + suffix] for one in NAMES]
            assert np.allclose(table[f"{name} minus hierarchy"], of, equal_nan=True)
        assert "hierarchy minus hierarchy" not in table
        assert set(table["weeks"]) == {weeks or 70}
        assert set(table["from_week"]) == {18 if weeks else 0}


def test_the_last_weeks_are_those_of_the_series() -> None:
    three = runs(20)
    table = difference_table(three, ["strain"], last_weeks=13, reference="network")
    assert table["hybrid"].iloc[0] == pytest.approx(three["hybrid"].weekly()["strain"].iloc[-13:].mean())
    assert list(table.filter(like=" minus ")) == ["hierarchy minus network", "hybrid minus network"]


def test_words_say_unit_and_which_way_is_better() -> None:
    table = difference_table(runs(1), ["strain", "joint_resolution", "desk_share"])
    assert table["better"].tolist() == ["lower is better", "higher is better", "neither way is better"]
    assert table["unit"].tolist() == [BY_NAME[name].unit for name in table["outcome"]]
    assert "one replication" in CAUTION
    assert "pcnsim experiment" in CAUTION


def test_before_week_0_nothing_is_known() -> None:
    table = difference_table(runs(-10), ["strain"])
    assert table[list(NAMED)].isna().all(axis=None)
    assert table["weeks"].tolist() == [0]


def test_models_and_equal_runs() -> None:
    config = load(None, ())
    table = difference_table(
        {"one": Model(config, AREA, 5).run(60), "other": Simulation(config, AREA, 5).run(60)}
    )
    assert (table["other minus one"] == 0).all()


def test_what_cannot_be_compared_is_told() -> None:
    three = runs(1)
    with pytest.raises(InputError, match="differ in week: a 1, b 2"):
        difference_table({"a": three["hybrid"], "b": runs(2)["hybrid"]})
    with pytest.raises(InputError, match="differ in seed"):
        difference_table({"a": three["hybrid"], "b": Simulation(load(None, ()), AREA, 6).run(53)})
    with pytest.raises(InputError, match="no run hybird"):
        difference_table(three, reference="hybird")
    with pytest.raises(InputError, match=r"no weekly outcome waits.*Did you mean wait\?"):
        difference_table(three, ["waits"])
    with pytest.raises(InputError, match="empty"):
        difference_table({})
