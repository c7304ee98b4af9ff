"""Conditions of a design against Python's own arithmetic, and the levels of ranges."""

from __future__ import annotations

import itertools
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.config import Config, InputError, declared
from pcnsim.config.constraints import Constraints
from pcnsim.config.design import Range


@pytest.mark.property
@settings(deadline=None)
@given(
    st.floats(0.001, 1e6),
    st.floats(1.001, 1e3),
    st.integers(2, 30),
    st.sampled_from(["linear", "log", "whole"]),
)
def test_levels_of_a_range_are_evenly_spaced(low: float, ratio: float, count: int, scale: str) -> None:
    high = low * ratio
    if scale == "whole":
        low, high = math.floor(low), math.floor(low) + math.ceil(ratio)
    levels = Range(low=low, high=high, scale=scale, levels=count).spaced()
    assert levels[0] == low
    assert levels[-1] == high
    if scale == "whole":
        assert all(isinstance(one, int) for one in levels)
        assert len(levels) == min(count, high - low + 1)
        assert all(two > one for one, two in itertools.pairwise(levels))
        return
    assert len(levels) == count
    steps = [two / one if scale == "log" else two - one for one, two in itertools.pairwise(levels)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-6)


NUMBERS = {
    "minutes_per_contact.simple": declared()["minutes_per_contact.simple"].default,
    "demand_scale": 1.0,
}
operand = st.sampled_from([*NUMBERS, "general_trust", "initial_trust_gps", "2", "0.5"])


@st.composite
def conditions(draw: st.DrawFn) -> str:
    sides = [f"({draw(operand)} {draw(st.sampled_from('+-*'))} {draw(operand)})" for _ in range(4)]
    compared = [
        f"{a} {draw(st.sampled_from(['<', '<=', '>', '!=']))} {b}" for a, b in itertools.pairwise(sides)
    ]
    return f" {draw(st.sampled_from(['and', 'or']))} ".join(compared)


@pytest.mark.property
@settings(deadline=None, max_examples=60)
@given(conditions(), st.floats(0, 1), st.floats(0, 1))
def test_conditions_mean_what_python_means(text: str, trust: float, gps: float) -> None:
    levels = {"general_trust": trust, "initial_trust_gps": gps}
    plain = text
    for name, value in {**NUMBERS, **levels}.items():
        plain = plain.replace(name, repr(value))
    expected = eval(plain, {"__builtins__": {}})  # numbers only
    assert Constraints([text], Config()).broken(levels) == (None if expected else text)


@pytest.mark.unit
def test_conditions_know_structures_shares_words_and_sizes() -> None:
    base = Config().with_factors({"structure": "hierarchy", "meeting_share": 0.8})

    def meets(text: str, **levels: object) -> bool:
        return Constraints([text], base).broken({k.replace("__", "."): v for k, v in levels.items()}) is None  # type: ignore[misc]

    assert meets("direct_case_share == 0")
    assert meets("direct_case_share == 1", structure="network")
    assert meets("direct_case_share == 0.3", network_position=0.3)
    assert meets("network_position == 0.5", structure="hybrid")
    assert meets("bridging_share == 0.2", structure="hybrid")
    assert meets("meeting_share == 0.8", structure="network")
    assert meets("meeting_share == 0.1", meeting_share=0.1)
    assert not meets("programmes.executive.enabled")
    assert meets("programmes.executive.enabled", executive=1)
    assert meets("executive == 1", programmes__executive__enabled=True)
    assert meets("programmes.deputy_directors.at_year_end == 'keep'", deputy_policy=2)
    assert meets("area.pcns * 2 == 18 and area.pcns < weeks")
    assert meets("area.pcns == 3 and start == 'founding'", area__pcns=3)
    assert meets("not min(demand_scale, 2) > 1 or abs(demand_scale) < 0")


@pytest.mark.unit
def test_the_first_broken_condition_is_told_and_quickly() -> None:
    texts = ["general_trust < 0.6", "initial_trust_gps > general_trust", "minutes_per_contact.simple < 99"]
    constraints = Constraints(texts, Config())
    assert constraints.broken({"general_trust": 0.7}) == texts[0]
    assert constraints.broken({"initial_trust_gps": 0.3}) == texts[1]
    start = time.perf_counter()
    for _ in range(2000):
        constraints.broken({"general_trust": 0.3, "initial_trust_gps": 0.5})
    assert (time.perf_counter() - start) / 2000 < 1e-3  # 10 microseconds; a thousand would be a mistake


@pytest.mark.unit
def test_a_condition_that_cannot_be_evaluated_says_where() -> None:
    constraints = Constraints(["demand_scale / area.practices_per_pcn > 1"], Config())
    with pytest.raises(InputError, match=r"cannot be evaluated .* where .*area.practices_per_pcn = 0"):
        constraints.broken({})
