"""A structure taken apart (amendment A7): by hand or by name, per PCN, from a week on, one mechanism at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pcnsim.config import SHARES, Config, InputError, Structure
from pcnsim.model.simulation import BEFORE_THE_CONTRACT, Simulation
from tests.model.world import STRUCTURES, area, at, bytes_of, config, differing, simulation


def by_hand(structure: str | float, **how: object) -> Config:
    """A structure through its six shares, with the dial pointing elsewhere."""
    shares = dict(zip(SHARES, Structure.at(structure).as_tuple(), strict=True))
    return config(values={"network_position": 0.77, **shares}, **how)  # type: ignore[arg-type]


def started(made: Config) -> Simulation:
    return simulation(made, area(3, 3))


def codes() -> list[str]:
    return list(area(3, 3).pcns["pcn_code"])


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
@pytest.mark.parametrize("structure", [*STRUCTURES, 0.3])
def test_six_shares_set_by_hand_are_the_structure_to_the_bit(structure: str | float, start: str) -> None:
    named = config(f"start={start}", weeks=30).with_factors({"structure": structure})
    hand = by_hand(structure, weeks=30)
    hand = hand.model_copy(update={"start": start})
    assert hand.parameters != named.parameters
    one, other = started(named).run(), started(hand).run()
    assert differing(one, other) == []
    assert np.asarray(one.state.pcns.shares).tolist() == [list(Structure.at(structure).as_tuple())] * 3


@pytest.mark.unit
@pytest.mark.parametrize("point", [0.0, 0.25, 0.5, 1.0])
def test_five_shares_follow_the_dial_and_bridging_its_parabola(point: float) -> None:
    assert Structure.at(point).as_tuple() == (point,) * 5 + (pytest.approx(0.2 * 4 * point * (1 - point)),)
    run = started(at(point, burn_in=3)).run(3)
    assert np.asarray(run.state.pcns.shares).tolist() == [list(BEFORE_THE_CONTRACT.as_tuple())] * 3
    run.step()
    assert np.asarray(run.state.pcns.shares).tolist() == [list(Structure.at(point).as_tuple())] * 3


@pytest.mark.property
@pytest.mark.parametrize("share", SHARES)
def test_each_share_acts_alone_and_only_from_week_0(share: str) -> None:
    soon = {"set_up_weeks": 1.0, "proposals_per_meeting": 5.0, "central_decision_weeks": 0.5}
    value = 0.4 if share == "bridging_share" else 0.9
    one = started(at("hybrid", weeks=30, burn_in=5, values=soon)).run(5)
    other = started(at("hybrid", weeks=30, burn_in=5, values={**soon, share: value})).run(5)
    assert differing(one, other) == []
    for run in (one, other):
        run.run()
    found = np.asarray(one.state.pcns.shares) != np.asarray(other.state.pcns.shares)
    assert found.any(axis=0).tolist() == [name == share for name in SHARES]
    assert "practices" in differing(one, other)


@pytest.mark.property
def test_swapping_one_share_after_another_leads_from_one_structure_to_the_other() -> None:
    network = dict(zip(SHARES, Structure.at("network").as_tuple(), strict=True))
    steps = [started(at("hierarchy", weeks=12)).run()]
    swapped: dict[str, float] = {}
    for share in (
        "meeting_share",
        *(name for name in SHARES if name not in ("meeting_share", "bridging_share")),
    ):
        swapped[share] = network[share]
        steps.append(started(at("hierarchy", weeks=12, values=dict(swapped))).run())
    assert all(differing(one, other) for one, other in pairwise(steps))
    assert differing(steps[-1], started(at("network", weeks=12)).run()) == []


def changed(*changes: str, weeks: int = 12, structure: str = "hybrid", start: str = "founding") -> Simulation:
    made = config(f"structure_changes=[{', '.join(changes)}]", f"start={start}", weeks=weeks)
    return started(made.with_factors({"structure": structure}))


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
@pytest.mark.parametrize("week", [0, 1, 7])
def test_a_change_acts_from_its_week_on(start: str, week: int) -> None:
    plain = started(config(f"start={start}", weeks=12).with_factors({"structure": "hybrid"}))
    switch = changed(f"{{week={week}, structure='network'}}", start=start)
    while plain.week < week:
        plain.step()
        switch.step()
        assert differing(plain, switch) == []
    plain.step()
    switch.step()
    assert "pcns" in differing(plain, switch)
    assert np.asarray(switch.state.pcns.shares).tolist() == [list(Structure.at("network").as_tuple())] * 3


@pytest.mark.property
def test_a_change_in_week_0_is_the_structure_itself() -> None:
    switch = changed("{week=0, structure='network'}", structure="hierarchy").run()
    assert differing(switch, started(at("network", weeks=12)).run()) == []


@pytest.mark.property
def test_a_change_of_one_pcn_acts_there_and_then_only_there() -> None:
    plain = started(at("hybrid", weeks=12)).run(9)
    switch = changed(f"{{week=5, structure='hierarchy', pcns=['{codes()[1]}']}}").run(9)
    assert differing(plain, switch) == []
    plain.step()
    switch.step()
    shares = np.asarray(switch.state.pcns.shares)
    assert shares[1].tolist() == list(Structure.at("hierarchy").as_tuple())
    assert (shares[[0, 2]] == np.asarray(plain.state.pcns.shares)[[0, 2]]).all()
    one, other = plain.state, switch.state
    there = np.asarray(one.practices.pcn) == 1
    for column in ("direct", "pathway"):
        left, right = one.practice_flows[column], other.practice_flows[column]
        assert (left[~there] == right[~there]).all()
        assert (left[there] != right[there]).all()
    for column in ("desk_hours", "facilitation_hours", "bridging_hours", "meetings", "director_hours"):
        left, right = one.pcn_flows[column], other.pcn_flows[column]
        assert (left[[0, 2]] == right[[0, 2]]).all()
        assert left[1] != right[1]
    assert (one.pcn_flows.budget_hours == other.pcn_flows.budget_hours).all()


@pytest.mark.property
def test_a_change_of_one_share_leaves_the_others() -> None:
    run = changed("{week=3, meeting_share=0.1}", "{week=6, structure='network', direct_case_share=0.4}").run(
        4 + 4
    )
    assert np.asarray(run.state.pcns.shares)[0].tolist() == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.1, 0.2])
    run.run(3)
    assert np.asarray(run.state.pcns.shares)[2].tolist() == pytest.approx([0.4, 1.0, 1.0, 1.0, 1.0, 0.0])


@pytest.mark.property
def test_pcns_may_change_differently_in_one_week_and_naming_all_is_naming_none() -> None:
    only = changed("{week=4, structure='network'}").run()
    assert differing(changed(f"{{week=4, structure='network', pcns={codes()}}}").run(), only) == []
    one = f"{{week=4, structure='hierarchy', pcns={codes()[2:]}}}"
    both = changed(one, f"{{week=4, structure='network', pcns={codes()[:2]}}}").run(9)
    found = np.asarray(both.state.pcns.shares).tolist()
    assert found == [list(Structure.at(name).as_tuple()) for name in ("network", "network", "hierarchy")]


@pytest.mark.property
def test_a_change_to_what_is_there_is_no_change() -> None:
    same = changed("{week=4, structure='hybrid'}").run()
    assert bytes_of(same) == bytes_of(started(at("hybrid", weeks=12)).run())


@pytest.mark.unit
def test_an_unknown_pcn_is_named_with_the_nearest() -> None:
    code = codes()[0]
    with pytest.raises(InputError) as raised:
        changed(f"{{week=4, structure='network', pcns=['{code}X']}}")
    assert f"'{code}X'" in str(raised.value)
    assert "structure_changes[1].pcns" in str(raised.value)
    assert f"did you mean {code}?" in str(raised.value)
