"""Every programme of the declarations is told, in the weeks in which the model acts on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcnsim.config import Config, load
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.model.outcomes.whole_run import ends_in_the_run
from pcnsim.view.events import TOLD, Event, events_of

pytestmark = pytest.mark.unit


def config(*sets: str) -> Config:
    return load(None, sets)


def on(name: str, *keys: str) -> tuple[str, ...]:
    """Settings that switch a programme on."""
    return (f"programmes.{name}.enabled=true", *(f"programmes.{name}.{key}" for key in keys))


def told(*sets: str) -> list[tuple[int, str]]:
    """Weeks and texts, without the start of the contract."""
    return [(event.week, event.text) for event in events_of(config(*sets))][1:]


def test_no_programme_is_missing() -> None:
    assert set(TOLD) == set(PROGRAMMES)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_told_when_it_is_on_and_not_when_it_is_off(name: str) -> None:
    keys = PROGRAMMES[name].keys
    begin = keys.get("start_week", keys.get("week"))
    assert begin is not None
    ends = () if "end_week" not in keys else ("end_week=110",)
    sets = on(name, f"{'start_week' if 'start_week' in keys else 'week'}=7", *ends)
    weeks = [event.week for event in events_of(config(*sets)) if event.kind != "contract"]
    assert weeks[0] == 7, "it begins"
    assert not ends or weeks[-1] <= 110
    assert not told(*sets, f"programmes.{name}.enabled=false")


@pytest.mark.parametrize("name", [name for name in PROGRAMMES if "end_week" in PROGRAMMES[name].keys])
def test_an_end_that_no_run_reaches_is_not_told(name: str) -> None:
    """Nor is anything told of a programme that ends before it begins: the model does nothing then (`in_force`)."""
    sets = on(name, "start_week=20", f"end_week={NEVER}")
    assert all(week < config().weeks for week, _ in told(*sets))
    keys = PROGRAMMES[name].keys
    never = {keys["enabled"]: 1, keys["start_week"]: 120, keys["end_week"]: 90}
    empty = config().model_copy(update={"parameters": config().parameters.with_values(never)})
    assert [event.kind for event in events_of(empty)] == ["contract"]


def test_ends_are_those_that_persistence_is_measured_from() -> None:
    """Two accounts of when money ends: that of the outcome and that of the figure."""
    names = ("deputy_directors", "network_role_gps", "development_support", "executive", "funding_cut")
    blocks = {name: on(name, "end_week=130") for name in names}
    for name, sets in blocks.items():
        for extra in {
            "deputy_directors": [
                (f"programmes.{name}.at_year_end={word}",) for word in ("withdraw", "review", "keep")
            ],
            "network_role_gps": [
                (f"programmes.{name}.after_first_year={word}",) for word in ("stop", "review", "extend")
            ],
        }.get(name, [()]):
            chosen = config(*sets, *extra)
            weeks = {event.week for event in events_of(chosen)}
            assert set(ends_in_the_run(chosen)) <= weeks, (name, extra)


def test_a_review_is_told_as_a_review() -> None:
    assert told(*on("deputy_directors", "start_week=4")) == [
        (4, "deputy directors on outside money"),
        (56, "deputies' outside money ends; each PCN reviews whether to pay"),
    ]
    withdrawn = told(*on("deputy_directors", "at_year_end=withdraw", "end_week=80"))
    assert [week for week, _ in withdrawn] == [0, 52], "nobody is left to stop in week 80"
    scheme = told(*on("network_role_gps", "after_first_year=review", "transfer_week=60", "weeks=100"))
    assert [week for week, _ in scheme] == [0, 52, 60, 100]
    assert "a review decides" in scheme[1][1]
    stopped = told(*on("network_role_gps", "after_first_year=stop"))
    assert [week for week, _ in stopped] == [0, 52]


def test_shocks_have_their_size_and_spell() -> None:
    events = events_of(config(*on("winter_surge", "size=0.4", "start_week=30", "end_week=36")))
    assert Event(30, "demand surges by 40 %", "shock", 36) in events
    assert (104, "breach of trust by the local authority") in told(
        *on("breach_of_trust", "owner=local_authority")
    )
    assert (52, "practice number 3 by list closes, if its PCN has another") in told(
        *on("practice_closure", "rank_by_list=3")
    )
    cut = told(*on("funding_cut", "coordination_left=0.5", "additional_roles_too=false"))
    assert cut == [(104, "contract money stops, 50 % of coordination money left")]


def test_structures_and_parameters_that_change(tmp_path: Path) -> None:
    path = tmp_path / "changes.toml"
    path.write_text(
        'structure_changes = [{ week = 104, structure = "network" }, '
        '{ week = 26, pcns = ["SYN-0001", "SYN-0002"], meeting_share = 0.75 }]\n',
        "utf-8",
    )
    changed = load(path)
    assert [(event.week, event.text) for event in events_of(changed)] == [
        (0, "network contract starts"),
        (26, "meeting share 0.75 in 2 PCNs"),
        (104, "change to network"),
    ]


def test_an_established_start_says_what_went_before() -> None:
    first = events_of(config("start=established", "established_structure=hierarchy", "structure=network"))[0]
    assert (first.week, first.text) == (0, "start of the run, networks established; hierarchy until now")
    assert "until" not in events_of(config("start=established", "established_structure=hybrid"))[0].text


def test_additional_roles_that_come_late_and_end() -> None:
    sets = ("additional_roles_start_week=52", "additional_roles_end_week=156")
    assert [week for week, _ in told(*sets)] == [52, 156]
    assert not told(*sets, "additional_roles=0")


def test_parameter_changes_are_told_with_their_values() -> None:
    changes = (
        "parameter_changes=[{week=8, trust_forgetting=0.95, surge_size=0.3, strain_speed=0.2, quorum=0.6}, "
        "{week=9, quorum=0.7}]",
    )
    first, second = events_of(config(*changes))[1:]
    assert (first.week, first.kind) == (8, "parameter")
    assert first.text.startswith("trust forgetting 0.95")
    assert "winter surge size 0.3" in first.text
    assert first.text.endswith("1 more")
    assert (second.week, second.text) == (9, "quorum 0.7")


def test_a_programme_follows_the_parameters_that_hold() -> None:
    """An end that is moved on the way is told where it is now, with the size that holds then."""
    sets = on("winter_surge", "start_week=20", "end_week=24")
    moved = config(*sets, "parameter_changes=[{week=22, surge_end_week=30}]")
    events = [(event.week, event.text, event.until) for event in events_of(moved) if event.kind == "shock"]
    assert events == [(20, "demand surges by 25 %", 30), (30, "surge over", None)]
    later = config(*sets, "parameter_changes=[{week=2, surge_size=0.4}, {week=26, surge_end_week=30}]")
    events = [(event.week, event.text, event.until) for event in events_of(later) if event.kind == "shock"]
    assert events == [(20, "demand surges by 40 %", 24), (24, "surge over", None), (30, "surge over", None)]
