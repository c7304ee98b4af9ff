"""A session: changes act from the week they are made in, and its configuration repeats it to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pcnsim.config import Config, InputError, load
from pcnsim.config.changes import StructureChange
from pcnsim.experiment import run
from pcnsim.view.app.session import STRUCTURES, Scheduled, Session
from pcnsim.view.app.settings_form import key_of_change

SMALL = """
name = "page"
seed = 11
weeks = 30
burn_in_weeks = 4

[area]
pcns = 2
practices_per_pcn = 3
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "page.toml").write_text(SMALL, "utf-8")
    return load(tmp_path / "page.toml")


def played(session: Session, weeks: int) -> Session:
    for _ in range(weeks):
        session.step()
    return session


def series_of(config: Config) -> np.ndarray:
    """The series of `pcnsim run` of a configuration: another path to the same numbers."""
    return run(config).series()


@pytest.mark.unit
def test_the_page_opens_at_week_0_with_the_burn_in_behind_it(config: Config) -> None:
    session = Session(config)
    assert session.week == 0
    assert session.frame.first_week == -4
    assert not session.ended


@pytest.mark.unit
def test_played_to_the_end_it_is_the_run_of_the_command_line_and_stays_there(config: Config) -> None:
    session = played(Session(config), 35)
    assert session.ended
    assert session.week == 30
    np.testing.assert_array_equal(session.frame.series(), series_of(config))


@pytest.mark.unit
def test_what_is_changed_on_the_way_stands_in_the_configuration(config: Config) -> None:
    session = played(Session(config), 5)
    session.change(structure="network")
    played(session, 4)
    session.change(parameters={"trust_forgetting": 0.9})
    played(session, 3)
    session.change(programme=("deputy_directors", {"enabled": True, "start_week": session.week}))
    played(session, 30)
    fresh = series_of(session.config)
    np.testing.assert_array_equal(session.frame.series(), fresh)
    assert not np.array_equal(fresh, series_of(config), equal_nan=True)
    assert session.scheduled() == [
        Scheduled(5, "structure", "structure", "network"),
        Scheduled(9, "parameter", "trust_forgetting", 0.9),
        Scheduled(12, "programme", "deputy_directors", None),
    ]


@pytest.mark.unit
def test_at_week_0_a_change_is_the_beginning_burn_in_included(config: Config) -> None:
    session = Session(config)
    session.change(structure="hierarchy", parameters={"trust_forgetting": 0.9})
    assert session.week == 0
    assert session.config.parameter_changes == ()
    assert session.config.structure.name == "hierarchy"
    from_the_start = config.with_factors({"structure": "hierarchy", "trust_forgetting": 0.9})
    np.testing.assert_array_equal(played(session, 30).frame.series(), series_of(from_the_start))


@pytest.mark.unit
def test_starting_again_replays_the_changes_in_their_weeks(config: Config) -> None:
    session = played(Session(config), 6)
    session.change(structure="network")
    once = played(session, 30).frame.series()
    session.restart(seed="11")
    assert session.week == 0
    np.testing.assert_array_equal(played(session, 30).frame.series(), once)


@pytest.mark.unit
def test_a_change_taken_back_leaves_no_trace(config: Config) -> None:
    session = played(Session(config), 6)
    session.change(structure="network")
    session.change(parameters={"trust_forgetting": 0.9})
    played(session, 4)
    for one in session.scheduled():
        session.remove(one)
    assert session.week == 10
    assert session.scheduled() == []
    np.testing.assert_array_equal(played(session, 30).frame.series(), series_of(config))


@pytest.mark.unit
def test_changes_of_single_pcns_and_shares_are_listed_and_can_be_taken_back(config: Config) -> None:
    written = [
        StructureChange(week=3, pcns=("N0002",), structure="network"),
        StructureChange(week=3, pcns=("N0001",), meeting_share=0.2),
        StructureChange(week=8, direct_case_share=1.0),
    ]
    session = played(Session(config.model_copy(update={"structure_changes": tuple(written)})), 6)
    listed = session.scheduled()
    assert [(one.week, one.value, one.pcns) for one in listed] == [
        (3, None, ("N0001",)),
        (3, "network", ("N0002",)),
        (8, None, None),
    ]
    assert len({key_of_change(one) for one in listed}) == 3
    session.remove(listed[0])
    session.remove(listed[2])
    assert session.config.structure_changes == (written[0],)
    with pytest.raises(InputError, match="PCNs N0001 do not change structure in week 3"):
        session.remove(listed[0])
    expected = config.model_copy(update={"structure_changes": (written[0],)})
    np.testing.assert_array_equal(played(session, 30).frame.series(), series_of(expected))


@pytest.mark.unit
def test_all_changes_are_taken_back_at_once(config: Config) -> None:
    session = played(Session(config), 3)
    session.change(structure="network", programme=("executive", {"enabled": True, "start_week": 3}))
    played(session, 2)
    session.revert()
    assert session.week == 5
    np.testing.assert_array_equal(session.frame.series(), run(config).series()[:9])


@pytest.mark.unit
def test_another_seed_and_area_are_another_run_and_a_grouped_number_is_read(config: Config) -> None:
    session = Session(config)
    session.restart(seed=" 1,234 ", area="3", weeks="12")
    assert (session.config.seed, session.config.area.pcns, session.config.weeks) == (1234, 3, 12)
    assert len(session.frame.area.pcns) == 3


@pytest.mark.unit
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"seed": "abc"}, "'abc' is not a whole number"),
        ({"seed": "-1"}, "'-1' is not a whole number"),
        ({"seed": "1.5"}, "'1.5' is not a whole number"),
        ({"seed": ""}, "is empty"),
        ({"seed": str(2**63)}, "is not a whole number"),
        ({"weeks": "0"}, "from 1 to 5,200"),
        ({"area": "0"}, "from 1 to 1,500"),
        ({"area": "no/such/folder"}, "there is no folder no/such/folder"),
        ({"area": ""}, "is empty"),
    ],
)
def test_what_cannot_be_typed_is_told_and_the_run_stays(
    config: Config, typed: dict[str, str], told: str
) -> None:
    session = played(Session(config), 3)
    before = session.frame
    with pytest.raises(InputError, match=told):
        session.restart(**typed)
    assert session.frame is before
    assert session.config == config
    played(session, 1)
    assert session.week == 4


@pytest.mark.unit
def test_a_folder_that_is_no_area_is_told(config: Config, tmp_path: Path) -> None:
    session = Session(config)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        session.restart(area=str(tmp_path / "empty"))
    assert session.config == config


@pytest.mark.unit
@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {"trust_forgetting": 7.0}},
        {"parameters": {"no_such_parameter": 1.0}},
        {"structure": 1.5},
        {"structure": "netwrok"},
        {"programme": ("executive", {"enabled": True, "start_week": 1})},
        {"programme": ("no_such_programme", {"enabled": True})},
    ],
)
@pytest.mark.parametrize("week", [0, 4])
def test_a_change_that_cannot_be_made_leaves_the_run_as_it_was(
    config: Config, change: dict[str, object], week: int
) -> None:
    if week == 0 and "executive" in str(change):
        change = {"programme": ("executive", {"enabled": True, "start_week": -5})}
    session = played(Session(config), week)
    before = session.frame
    with pytest.raises(InputError):
        session.change(**change)  # type: ignore[arg-type]
    assert session.frame is before
    assert session.config == config


@pytest.mark.unit
def test_structures_beside_each_other_share_seed_week_and_everything_else(config: Config) -> None:
    session = played(Session(config), 4)
    session.compare(True)
    session.change(parameters={"trust_forgetting": 0.9}, structure="network")
    played(session, 6)
    assert list(session.beside) == list(STRUCTURES)
    for name, frame in session.beside.items():
        alone = config.with_parameter_change(4, {"trust_forgetting": 0.9}).with_factors({"structure": name})
        assert frame.week == 10
        np.testing.assert_array_equal(frame.series(), series_of(alone)[:14])
    session.compare(False)
    assert session.beside == {}


@pytest.mark.unit
def test_frames_stand_still_while_the_run_goes_on(config: Config) -> None:
    session = Session(config)
    frame = session.frame
    trust = frame.state.gp_ties.trust.copy()
    played(session, 5)
    assert frame.week == 0
    np.testing.assert_array_equal(frame.state.gp_ties.trust, trust)


@pytest.mark.unit
def test_sessions_share_nothing(config: Config) -> None:
    one, other = Session(config), Session(config)
    one.change(structure="network")
    played(one, 5)
    assert other.week == 0
    assert other.config == config
    np.testing.assert_array_equal(played(other, 30).frame.series(), series_of(config))


@pytest.mark.unit
def test_a_block_changed_after_its_programme_has_begun_is_the_run_of_that_block(config: Config) -> None:
    session = played(Session(config), 2)
    session.change(programme=("deputy_directors", {"enabled": True, "start_week": 2}))
    played(session, 5)
    session.change(programme=("deputy_directors", {"sessions": 2}))
    assert session.week == 7
    played(session, 30)
    np.testing.assert_array_equal(session.frame.series(), series_of(session.config))
