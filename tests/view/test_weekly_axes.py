"""Axes reach all that is drawn, and the numbers of events never lie on each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.view.bands import Band
from pcnsim.view.weekly_axes import BOX, HEAD, MOST_LEVELS, Grid, places, reach, ticks

pytestmark = pytest.mark.property

VALUES = st.lists(st.floats(-1e4, 1e4) | st.just(float("nan")), max_size=30)


@given(VALUES, VALUES, st.floats(0, 0.5), st.lists(st.floats(-100, 100), max_size=2), st.floats(0, 50))
def test_an_axis_reaches_all_that_is_drawn_and_leaves_room(
    values: list[float], edges: list[float], room: float, at: list[float], width: float
) -> None:
    bands = [Band("strain", low, low, "", "") for low in at[:1]] + [
        Band("strain", low, low + width, "", "") for low in at[1:]
    ]
    axis = reach([np.array(values)], [np.array(edges)], bands, room)
    known = [value for value in values if value == value]
    outside = [value for value in edges if value == value]
    if known and min(known) >= 0:
        outside = [max(value, 0.0) for value in outside]
        assert axis.low >= 0 or bands, "an interval is cut at nil"
    slack = 1e-6 * axis.step
    for value in known + outside:
        assert axis.low - slack <= value <= axis.high - room * (axis.high - axis.low) + slack
        assert value <= axis.highest + slack
    for band in bands:
        if band in axis.beyond:
            assert not any(band.low <= value <= band.high for value in known + outside)
        else:
            assert band.high >= axis.low - slack
            assert band.low <= axis.high + slack
    assert axis.low < axis.highest <= axis.high + slack
    steps = (axis.highest - axis.low) / axis.step
    assert abs(steps - round(steps)) < 1e-6
    assert 1 <= round(steps) <= 6, "so many numbers can be read"


@given(st.lists(st.integers(-26, 400), unique=True, max_size=40).map(sorted), st.floats(200, 600))
def test_numbers_of_events_do_not_overlap(weeks: list[int], width: float) -> None:
    found = places(weeks, -26, 400, width)
    assert {level for _, level in found} <= set(range(MOST_LEVELS))
    for (x, level), (other, beside) in itertools.combinations(found, 2):
        assert level != beside or abs(x - other) * width / 426 >= BOX - 1e-6
    for week, (x, _) in zip(weeks, found, strict=True):
        assert x >= week - 1e-9
        lonely = sum(abs(week - other) * width / 426 < 3 * BOX for other in weeks) <= MOST_LEVELS
        assert not lonely or x == pytest.approx(week) or len(weeks) > MOST_LEVELS
    if weeks:
        assert found[0] == (pytest.approx(weeks[0]), 0)


@given(st.integers(1, 12), st.integers(200, 2000))
def test_panels_do_not_overlap(panels: int, height: int) -> None:
    grid = Grid(panels, height)
    places = [(grid.across(panel), grid.upright(panel)) for panel in range(panels)]
    for (x, y), (other_x, other_y) in itertools.combinations(places, 2):
        apart = x[1] < other_x[0] or other_x[1] < x[0] or y[1] <= other_y[0] or other_y[1] <= y[0]
        assert apart
    assert (
        all(0 <= low < high <= 1 for x, y in places for low, high in (x, y))
        or grid.height / grid.rows <= HEAD
    )
    assert sum(grid.lowest(panel) for panel in range(panels)) == min(panels, grid.columns)


@given(st.integers(-52, 0), st.integers(1, 1100))
def test_weeks_named_are_few_and_even(first: int, last: int) -> None:
    weeks, words = ticks(first, last)
    assert len(weeks) == len(words) <= 10
    assert len(set(np.diff(weeks))) <= 1
    assert all(first <= week <= last for week in weeks)
    for week, word in zip(weeks, words, strict=True):
        assert word.startswith(str(week))
        if "year" in word:
            assert week == 52 * int(word.partition("<br>")[2].split()[0])
