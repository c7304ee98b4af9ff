"""Axes reach all that is drawn, and the numbers of events never lie on each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.view.bands import Band
from pcnsim.view.weekly_axes import BOX, HEAD, Grid, levels, reach, ticks

pytestmark = pytest.mark.property

VALUES = st.lists(st.floats(-1e4, 1e4) | st.just(float("nan")), max_size=30)


@given(VALUES, st.floats(0, 0.5), st.lists(st.floats(-100, 100), max_size=2))
def test_an_axis_reaches_all_values_and_leaves_room(
    values: list[float], room: float, at: list[float]
) -> None:
    bands = [Band("strain", low, low, "", "") for low in at]
    axis = reach([np.array(values)], bands, room)
    known = [value for value in values if value == value]
    shown = known + [band.low for band in bands if band not in axis.beyond]
    assert axis.low < axis.high
    assert axis.step > 0
    slack = 1e-6 * axis.step
    for value in shown:
        assert (
            axis.low - slack <= value <= axis.high - room * (axis.high - axis.low) + axis.step * 1e-3 + slack
        )
    steps = (axis.high - axis.low) / axis.step
    assert abs(steps - round(steps)) < 1e-6
    assert steps <= 4 / (1 - room) + 4, "so many numbers can be read"
    for band in axis.beyond:
        assert known
        assert not min(known) <= band.low <= max(known)


@given(st.lists(st.integers(-26, 400), unique=True, max_size=40).map(sorted), st.floats(200, 600))
def test_numbers_of_events_do_not_overlap(weeks: list[int], width: float) -> None:
    found = levels(weeks, -26, 400, width)
    places = [((week + 26) / 426 * width, level) for week, level in zip(weeks, found, strict=True)]
    for (x, level), (other, beside) in itertools.combinations(places, 2):
        assert level != beside or abs(x - other) >= BOX - 1e-9
    if len(weeks) == 1:
        assert found == [0]


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
