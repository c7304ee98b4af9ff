"""Entering settings: what is typed becomes a change that a file can say, or is refused in words and nothing happens."""

from __future__ import annotations

import json
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcnsim.config import declared, load
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.config.so_far import so_far
from pcnsim.experiment import run
from pcnsim.view.app import settings_form
from pcnsim.view.app.fields import POSITION, Field, field_of, main_groups, programme_groups
from pcnsim.view.app.session import Session
from pcnsim.view.app.settings import enter, position_at, state_of, value_now
from pcnsim.view.app.typed import parse

SETS = ("seed=11", "weeks=40", "burn_in_weeks=4", "area.pcns=2", "area.practices_per_pcn=3")


@pytest.fixture
def session() -> Session:
    return Session(load(None, SETS))


def played(session: Session, weeks: int) -> Session:
    for _ in range(weeks):
        session.step()
    return session


def done(session: Session, name: str, text: str) -> str:
    """Enter something that is taken; the note."""
    told = enter(session, name, text)
    assert told.problem == ""
    return told.note


def refused(session: Session, name: str, text: str) -> str:
    """Enter something that is refused; why."""
    config, number = session.config, session.number
    told = enter(session, name, text)
    assert told.problem
    assert session.config is config
    assert session.number == number
    return told.problem


def texts(session: Session) -> dict[str, str]:
    values: dict[str, str] = settings_form.now(session)["values"]
    return values


def listed(session: Session) -> list[str]:
    return [one["text"] for one in settings_form.now(session)["changes"]]


@pytest.mark.unit
def test_a_parameter_acts_from_this_week_and_at_week_0_from_the_beginning(session: Session) -> None:
    done(session, "trust_forgetting", "0,97")
    assert session.config.parameters.trust_forgetting == 0.97
    assert listed(session) == []
    played(session, 5)
    done(session, "trust_forgetting", "0.98")
    assert session.config.parameters.trust_forgetting == 0.97
    assert listed(session) == ["Week 5: Trust forgetting 0.97 → 0.98"]
    assert texts(session)["trust_forgetting"] == "0.98"


@pytest.mark.unit
def test_what_cannot_be_used_is_told_and_nothing_is_done(session: Session) -> None:
    assert refused(session, "trust_forgetting", "7") == (
        "Trust forgetting cannot be 7. Type a number from 0 to 1 (share kept per week)."
    )
    assert "Hybrid" in refused(session, POSITION, "hybird")
    assert session.trouble is None  # told at the field, not for the whole page


@pytest.mark.unit
def test_the_same_value_again_is_no_change(session: Session) -> None:
    played(session, 3)
    number = session.number
    done(session, "trust_forgetting", "0.9850")
    done(session, POSITION, "Hybrid")
    done(session, "programmes.executive.enabled", "off")
    assert session.number == number
    assert listed(session) == []


@pytest.mark.unit
def test_a_switch_that_is_no_programme_can_be_switched(session: Session) -> None:
    done(session, "additional_roles", "off")
    assert session.config.parameters.additional_roles == 0
    played(session, 3)
    done(session, "additional_roles", "on")
    shown = settings_form.now(session, [field_of("additional_roles")])
    assert shown["values"]["additional_roles"] == "true"
    assert [one["text"] for one in shown["changes"]] == ["Week 3: Additional roles Off → On"]
    played(session, 3)
    np.testing.assert_array_equal(session.frame.series(), series_so_far(session))


@pytest.mark.unit
def test_structure_by_word_and_place(session: Session) -> None:
    done(session, POSITION, "network")
    played(session, 4)
    done(session, POSITION, "0.25")
    assert [position_at(session.config, week) for week in (0, 3, 4, 30)] == [1, 1, 0.25, 0.25]
    assert settings_form.now(session)["structure"] == "Between hierarchy and hybrid (0.25)"
    assert listed(session) == ["Week 4: structure network → 0.25"]


@pytest.mark.unit
def test_a_structure_that_is_no_place_on_the_line_is_not_called_one() -> None:
    config = load(None, [*SETS, "meeting_share=1"])
    assert position_at(config, 0) is None
    assert settings_form.now(Session(config))["structure"].startswith("Not one place")


@pytest.mark.unit
def test_changes_of_single_pcns_and_shares_are_told_in_words(tmp_path: Path) -> None:
    changes = [
        'pcns = ["N0002"]\nstructure = "network"',
        'pcns = ["N0001", "N0003", "N0004", "N0005", "N0006", "N0007"]\nstructure = 0.25\nmeeting_share = 1',
        "direct_case_share = 0.5\nbridging_share = 0",
    ]
    text = "".join(f"[[structure_changes]]\nweek = {week}\n{one}\n" for week, one in enumerate(changes, 3))
    (tmp_path / "changes.toml").write_text(text, "utf-8")
    session = Session(load(tmp_path / "changes.toml", [*SETS[:3], "area.pcns=7", "area.practices_per_pcn=1"]))
    assert listed(session) == [
        "Week 3: structure of PCN N0002 → network",
        "Week 4: structure of PCNs N0001, N0003, N0004, N0005 and 2 more → 0.25, meeting share → 1",
        "Week 5: structure, direct case share → 0.5, bridging share → 0",
    ]


@pytest.mark.unit
def test_what_draws_the_start_waits_for_reset(session: Session) -> None:
    played(session, 3)
    config = session.config
    done(session, "initial_trust_gps", "0.7")
    done(session, "meeting_share", "0.2")
    assert session.config is config
    shown = settings_form.now(session, [field_of("meeting_share")])
    assert shown["waiting"] == ["initial_trust_gps", "meeting_share"]
    assert shown["values"]["initial_trust_gps"] == "0.7"
    assert "from 0 to 1" in refused(session, "initial_trust_gps", "2")
    session.restart()
    assert session.config.parameters.initial_trust_gps == 0.7
    assert session.config.parameters.meeting_share == 0.2
    assert settings_form.now(session)["waiting"] == []
    done(session, "meeting_share", "")
    assert session.config.parameters.meeting_share is None
    played(session, 2)
    np.testing.assert_array_equal(session.frame.series(), series_so_far(session))


@pytest.mark.unit
def test_what_waits_can_be_taken_back(session: Session) -> None:
    played(session, 1)
    done(session, "initial_trust_gps", "0.7")
    done(session, "initial_trust_gps", "0.55")
    assert settings_form.now(session)["waiting"] == []


@pytest.mark.unit
def test_a_programme_switched_on_begins_this_week_and_keeps_its_length(session: Session) -> None:
    played(session, 6)
    done(session, "programmes.winter_surge.enabled", "on")
    assert texts(session)["programmes.winter_surge.start_week"] == "6"
    assert texts(session)["programmes.winter_surge.end_week"] == "18"  # 12 weeks, as declared
    assert listed(session) == ["Week 6: start of a surge of demand, over by week 18"]
    assert settings_form.now(session)["states"]["winter_surge"] == "weeks 6 to 17"


@pytest.mark.unit
def test_a_programme_switched_on_at_week_0_begins_when_it_says_and_later_when_it_was_typed(
    session: Session,
) -> None:
    done(session, "programmes.contract_deadline.enabled", "on")
    assert listed(session) == ["Week 9: a deadline for agreement and account"]
    played(session, 5)
    note = done(session, "programmes.executive.start_week", "20")
    assert note == "Kept until the programme is switched on."
    done(session, "programmes.executive.enabled", "on")
    assert listed(session)[1] == "Week 20: start of a local general practice executive"
    assert state_of(session.config, "executive", 5).words == "from week 20"
    assert state_of(session.config, "executive", 25).words == "since week 20"


@pytest.mark.unit
def test_a_programme_switched_off_ends_with_this_week_and_what_it_did_stays(session: Session) -> None:
    done(session, "programmes.deputy_directors.enabled", "on")
    played(session, 6)
    done(session, "programmes.deputy_directors.enabled", "off")
    played(session, 4)
    assert texts(session)["programmes.deputy_directors.enabled"] == "false"
    assert state_of(session.config, "deputy_directors", 10).words == "was in force in weeks 0 to 5"
    np.testing.assert_array_equal(session.frame.series(), series_so_far(session))
    assert "remove it" in refused(session, "programmes.deputy_directors.enabled", "on")
    session.remove(session.scheduled()[0])
    done(session, "programmes.deputy_directors.enabled", "on")
    assert state_of(session.config, "deputy_directors", 12).words == "since week 10"


@pytest.mark.unit
def test_off_and_on_in_the_same_week_is_as_if_nothing_had_been_done(session: Session) -> None:
    done(session, "programmes.deputy_directors.enabled", "on")
    played(session, 6)
    before = session.config.parameters
    done(session, "programmes.deputy_directors.enabled", "off")
    done(session, "programmes.deputy_directors.enabled", "on")
    assert session.config.parameters == before


EXECUTIVE_END = "programmes.executive.end_week"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("first_end", "week", "expected"),
    [
        (NEVER, 5, (5, {})),  # the file's change lies ahead
        (NEVER, 12, (12, {})),  # behind
        (4, 12, (4, {10: 30, 12: 12})),  # behind, and the programme had ended before it
    ],
)
def test_off_is_off_though_the_file_changes_the_end(
    first_end: int, week: int, expected: tuple[int, dict[int, int]]
) -> None:
    plain = load(None, SETS).with_programme("executive", {"enabled": True, "end_week": first_end})
    session = played(Session(plain.with_parameter_change(10, {EXECUTIVE_END: 30})), week)
    run_so_far = session.frame.series()
    done(session, "programmes.executive.enabled", "off")
    np.testing.assert_array_equal(session.frame.series(), run_so_far)
    done(session, "programmes.executive.enabled", "on")
    assert state_of(session.config, "executive", 39).words == "since week 0"
    done(session, "programmes.executive.enabled", "off")
    assert not any(state_of(session.config, "executive", later).on for later in range(week, 40))
    played(session, 40 - week)
    np.testing.assert_array_equal(session.frame.series(), series_so_far(session))
    end, changes = expected
    by_hand = plain.with_programme("executive", {"end_week": end})
    for when, value in changes.items():
        by_hand = by_hand.with_parameter_change(when, {EXECUTIVE_END: value})
    np.testing.assert_array_equal(session.frame.series(), run(by_hand).series())


@pytest.mark.unit
@pytest.mark.parametrize("week", [5, 12])
def test_an_end_that_is_typed_holds_though_the_file_changes_the_end(session: Session, week: int) -> None:
    config = session.config.with_programme("executive", {"enabled": True})
    session = played(Session(config.with_parameter_change(10, {EXECUTIVE_END: 30})), week)
    done(session, EXECUTIVE_END, "20")
    assert texts(session)[EXECUTIVE_END] == "20"
    played(session, 35)
    by_hand = config.with_programme("executive", {"end_week": 20})
    np.testing.assert_array_equal(session.frame.series(), run(by_hand).series())


@pytest.mark.unit
def test_network_roles_that_end_before_their_gps_were_to_move_move_nobody(session: Session) -> None:
    done(session, "programmes.network_role_gps.transfer_to", "mental_health")
    done(session, "programmes.network_role_gps.transfer_week", "20")
    done(session, "programmes.network_role_gps.enabled", "on")
    played(session, 6)
    done(session, "programmes.network_role_gps.enabled", "off")
    assert texts(session)["programmes.network_role_gps.transfer_week"] == ""
    assert state_of(session.config, "network_role_gps", 6).words == "was in force in weeks 0 to 5"
    played(session, 30)
    np.testing.assert_array_equal(session.frame.series(), series_so_far(session))


@pytest.mark.unit
def test_a_week_that_is_played_meanwhile_does_not_get_between_a_change_and_its_week(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = threading.Thread(target=session.step)
    change = session.change

    def slow(**changes: object) -> None:
        player.start()
        player.join(0.2)
        change(**changes)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "change", slow)
    played(session, 4)
    done(session, "programmes.deputy_directors.enabled", "on")
    player.join(4)
    assert [one.week for one in session.scheduled()] == [4]
    assert session.week == 5


@pytest.mark.unit
def test_sizes_of_a_programme_under_way_change_from_this_week(session: Session) -> None:
    done(session, "programmes.executive.enabled", "on")
    done(session, "programmes.executive.powers", "0.6")
    played(session, 3)
    done(session, "programmes.executive.powers", "0.2")
    done(session, "programmes.executive.management", "shared manager")
    assert session.config.parameters.executive_powers == 0.6
    assert listed(session)[1:] == [
        "Week 3: a local general practice executive, management Federation → Shared manager",
        "Week 3: a local general practice executive, powers 0.6 → 0.2",
    ]
    assert texts(session)["programmes.executive.management"] == "shared_manager"


@pytest.mark.unit
def test_weeks_that_have_been_run_cannot_be_changed(session: Session) -> None:
    done(session, "programmes.executive.enabled", "on")
    done(session, "programmes.practice_closure.week", "2")
    done(session, "programmes.practice_closure.enabled", "on")
    played(session, 5)
    assert "began in week 0" in refused(session, "programmes.executive.start_week", "9")
    assert "week 5 or later" in refused(session, "programmes.executive.end_week", "4")
    assert "happened in week 2" in refused(session, "programmes.practice_closure.rank_by_list", "2")
    assert "happened in week 2" in refused(session, "programmes.practice_closure.enabled", "off")
    done(session, "programmes.executive.end_week", "5")
    played(session, 1)
    assert "ended in week 5" in refused(session, "programmes.executive.end_week", "9")


@pytest.mark.unit
def test_contradictions_are_told_with_labels(session: Session) -> None:
    done(session, "programmes.money_by_bids.share", "0")
    problem = refused(session, "programmes.money_by_bids.enabled", "on")
    assert problem.startswith("Share: is 0, so that nothing is bid for")
    assert "_" not in refused(session, "programmes.funding_cut.enabled", "on")


@pytest.mark.unit
def test_when_the_run_has_ended_only_what_waits_for_reset_is_taken(session: Session) -> None:
    done(session, "programmes.executive.enabled", "on")
    played(session, 50)
    taken = {"initial_trust_gps": "0.6", "programmes.deputy_directors.sessions": "2"}
    for name, text in taken.items():
        done(session, name, text)
    others = {
        "trust_forgetting": "0.9",
        POSITION: "0.2",
        "programmes.executive.powers": "0.9",
        "programmes.executive.enabled": "off",
        "programmes.deputy_directors.enabled": "on",
    }
    for name, text in others.items():
        assert "the run has ended; press Reset" in refused(session, name, text)


@pytest.mark.unit
def test_the_form_has_every_field_once_and_values_for_all() -> None:
    form = settings_form.form()
    fields = [
        form["structure"],
        *(field for one in form["programmes"] + form["groups"] for field in one["fields"]),
    ]
    names = [field["name"] for field in fields]
    assert len(set(names)) == len(names)
    session = Session(load(None, SETS))
    assert set(texts(session)) == set(names)
    assert settings_form.now(session)["original"] == texts(session)
    assert [one["id"] for one in form["programmes"]] == list(PROGRAMMES)
    assert all(one["fields"][0]["kind"] == "switch" for one in form["programmes"])


@pytest.mark.unit
def test_cautions_stand_by_what_is_outside_the_plausible_range_also_in_the_file() -> None:
    session = Session(load(None, [*SETS, "trust_forgetting=0.9"]))
    assert set(settings_form.now(session)["cautions"]) == {"trust_forgetting"}


SHOWN = [field for group in main_groups() for field in group.fields]
SHOWN += [field for one in programme_groups() for field in (one.switch, *one.fields)]
SWITCHES = [one.switch for one in programme_groups()]


@st.composite
def entries(draw: st.DrawFn) -> tuple[Field, str]:
    """A field and a text that may be meant for it; weeks near those of the run."""
    kinds = (
        st.sampled_from(SWITCHES),
        st.sampled_from(SHOWN),
        st.sampled_from(list(declared())).map(field_of),
    )
    field = draw(st.one_of(*kinds))
    if field.choices and field.name != POSITION:
        return field, str(draw(st.sampled_from([one.value for one in field.choices])))
    if field.unit == "week":
        return field, str(draw(st.one_of(st.integers(0, 45), st.just(NEVER))))
    low, high = field.low, field.high
    number = draw(st.integers(int(low), int(high))) if field.kind == "whole" else draw(st.floats(low, high))
    return field, draw(st.sampled_from([repr(number), repr(number), repr(number), "", "nonsense"]))


actions = st.lists(
    st.one_of(
        entries(),
        entries(),
        st.integers(1, 8),
        st.sampled_from(["remove", "restart", "revert"]),
    ),
    max_size=12,
)


@pytest.mark.property
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(actions=actions)
def test_whatever_is_entered_the_file_taken_away_repeats_the_run_to_the_bit(
    actions: list[tuple[Field, str] | int | str],
) -> None:
    session = Session(load(None, SETS))
    for action in actions:
        if isinstance(action, int):
            played(session, action)
        elif action == "remove":
            for one in session.scheduled()[:1]:
                session.remove(one)
        elif isinstance(action, str):
            getattr(session, action)()
        else:
            field, text = action
            before = session.config, session.at_reset
            told = enter(session, field.name, text)
            if told.problem:
                assert (session.config, session.at_reset) == before
            elif field.name not in session.at_reset and field.key != "enabled":
                assert value_now(session.config, field, session.week) == parse(field, text).value
        json.dumps(settings_form.now(session))
    if session.week > 0:
        np.testing.assert_array_equal(session.frame.series(), series_so_far(session))


def series_so_far(session: Session) -> np.ndarray:
    """The series of `pcnsim run` of the configuration as it would be taken away now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(so_far(session.config, session.week).to_toml(), "utf-8")
        return run(load(path)).series()
