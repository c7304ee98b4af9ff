"""The six shares of a structure: named points, the line between, and shares set alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.config import SHARES, InputError, Parameters, Structure, StructureChange


@pytest.mark.unit
def test_named_points() -> None:
    assert Structure.at("hierarchy").as_tuple() == (0, 0, 0, 0, 0, 0)
    assert Structure.at("hybrid").as_tuple() == (0.5, 0.5, 0.5, 0.5, 0.5, 0.2)
    assert Structure.at("network").as_tuple() == (1, 1, 1, 1, 1, 0)
    assert [Structure.at(name).name for name in ("hierarchy", "hybrid", "network", 0.4)] == [
        "hierarchy",
        "hybrid",
        "network",
        "mixed",
    ]


@pytest.mark.unit
@pytest.mark.parametrize("name", ["hierarchy", "hybrid", "network"])
def test_setting_every_share_by_hand_equals_the_named_structure_to_the_bit(name: str) -> None:
    target = Structure.at(name)
    by_hand = dict(zip(SHARES, target.as_tuple(), strict=True))
    assert Structure.at(0.77, **by_hand) == target
    assert Structure.of(Parameters().with_values({"network_position": 0.77, **by_hand})) == target
    change = StructureChange(week=3, **by_hand)
    assert change.applied_to(Structure.at(0.77)) == target


@pytest.mark.property
@given(position=st.floats(0, 1))
def test_shares_follow_the_position(position: float) -> None:
    shares = Structure.at(position).as_tuple()
    assert set(shares[:5]) == {position}
    # An inverted parabola with the value 0.2 in the middle, written another way.
    assert shares[5] == pytest.approx(0.2 - 0.8 * (position - 0.5) ** 2, abs=1e-12)


@pytest.mark.unit
def test_a_change_moves_all_shares_or_only_those_given() -> None:
    start = Structure.at("hybrid", meeting_share=0.9)
    assert StructureChange(week=0, structure="network").applied_to(start) == Structure.at("network")
    mixed = StructureChange(week=0, structure="network", meeting_share=0.1).applied_to(start)
    assert (mixed.meeting_share, mixed.direct_case_share) == (0.1, 1)
    only = StructureChange(week=0, direct_case_share=0).applied_to(start)
    assert only == Structure.at("hybrid", meeting_share=0.9, direct_case_share=0)


@pytest.mark.unit
@pytest.mark.parametrize("point", ["hybird", -0.1, 1.1, True, float("nan"), None])
def test_points_off_the_line_are_refused(point: object) -> None:
    with pytest.raises(InputError, match="must be hierarchy, hybrid, network or a number from 0 to 1"):
        Structure.at(point)  # type: ignore[arg-type]
