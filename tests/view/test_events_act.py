"""The model does in a week what the figure says: runs of equal luck part in the week of the event and not before."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from pcnsim.area.synthetic import draw_area
from pcnsim.config import load
from pcnsim.config.parameters import PROGRAMMES
from pcnsim.model.columns import Floats
from pcnsim.model.simulation import Simulation
from pcnsim.view.events import events_of

pytestmark = pytest.mark.unit

AREA = draw_area(pcns=3, seed=3, practices_per_pcn=4)
BEGIN, END, LATE = 30, 100, 150

BY_AND_BY = {"deputy_directors": 5, "change_of_focus": 1, "redesign": 90}
"""Weeks that pass until something shows: posts are filled, meetings held, redesigns begun by and by."""


def on(name: str, end: int) -> tuple[str, ...]:
    keys = PROGRAMMES[name].keys
    begin = "start_week" if "start_week" in keys else "week"
    ends = (f"programmes.{name}.end_week={end}",) if "end_week" in keys else ()
    return (f"programmes.{name}.enabled=true", f"programmes.{name}.{begin}={BEGIN}", *ends)


@functools.cache
def series(*sets: str) -> Floats:
    config = load(None, sets)
    return Simulation(config, AREA, 5).run(config.burn_in_weeks + 120).series()[config.burn_in_weeks :]


def parted(one: Floats, other: Floats) -> int | None:
    """The first week from week 0 in which two runs differ."""
    equal = (one == other) | (np.isnan(one) & np.isnan(other))
    weeks = np.flatnonzero(~equal.all(axis=1))
    return int(weeks[0]) if len(weeks) else None


@pytest.mark.parametrize("name", [name for name in PROGRAMMES if name != "contract_deadline"])
def test_programmes_begin_and_end_in_the_weeks_told(name: str) -> None:
    """But for the deadline: here all PCNs are set up by then, so that it does nothing."""
    weeks = [event.week for event in events_of(load(None, on(name, END)))]
    assert BEGIN in weeks
    found = parted(series(), series(*on(name, LATE)))
    assert found is not None
    assert BEGIN <= found <= BEGIN + BY_AND_BY.get(name, 0)
    if "end_week" in PROGRAMMES[name].keys:
        assert END in weeks
        found = parted(series(*on(name, LATE)), series(*on(name, END)))
        assert found == END or (name == "redesign" and found is not None and found > END)


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("deputy_directors", "at_year_end", ("withdraw", "keep")),
        ("network_role_gps", "after_first_year", ("stop", "extend")),
    ],
)
def test_what_follows_a_first_year_shows_in_the_week_told(
    name: str, key: str, words: tuple[str, str]
) -> None:
    runs = [(*on(name, LATE), f"programmes.{name}.{key}={word}") for word in words]
    week = parted(*(series(*sets) for sets in runs))
    assert week == BEGIN + 52
    for sets in runs:
        assert week in [event.week for event in events_of(load(None, sets))]


def test_the_transfer_and_the_end_of_the_extended_scheme() -> None:
    sets = on("network_role_gps", LATE)
    moved = (*sets, "programmes.network_role_gps.transfer_week=60")
    assert parted(series(*sets), series(*moved)) == 60
    assert 60 in [event.week for event in events_of(load(None, moved))]
    short = (*sets, "programmes.network_role_gps.weeks=70")
    assert parted(series(*sets), series(*short)) == BEGIN + 70
    assert events_of(load(None, short))[-1].week == BEGIN + 70
