"""Every mistake in a block is one message that names the key as it was written, and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pcnsim.config import InputError, load

pytestmark = pytest.mark.unit

EXECUTIVE = "[programmes.executive]\nenabled = true\n"
DEPUTIES = "[programmes.deputy_directors]\nenabled = true\n"
ROLES = "[programmes.network_role_gps]\nenabled = true\n"

ONE_MISTAKE = {
    "unknown programme": (
        "[programmes.deputy_director]\nenabled = true",
        "x.toml, programmes.deputy_director: there is no programme deputy_director",
        "did you mean deputy_directors?",
    ),
    "programme like no other": (
        "[programmes.zzz]\nenabled = true",
        "there is no programme zzz",
        "there are ",
    ),
    "misspelt table": (
        "[programme.executive]\nenabled = true",
        "x.toml, programme: there is no",
        "the table programmes?",
    ),
    "unknown key": (
        f"{DEPUTIES}at_yearend = 'keep'",
        "x.toml, programmes.deputy_directors.at_yearend",
        "at_year_end?",
    ),
    "parameter as key": (
        f"{DEPUTIES}deputy_policy = 1",
        "no key deputy_policy",
        "is called at_year_end here",
    ),
    "parameter without key": (f"{DEPUTIES}review_benefit = 9", "no key review_benefit", "under [parameters]"),
    "not a block": (
        "[programmes]\nexecutive = true",
        "x.toml, programmes.executive: must be a block",
        "enabled",
    ),
    "programmes as list": ("programmes = []", "x.toml, programmes: must be a table [programmes]", "[]"),
    "block outside programmes": (
        "[executive]\nenabled = true",
        "x.toml, executive",
        "[programmes.executive]",
    ),
    "no switch": (
        "[programmes.executive]\npowers = 0.2",
        "x.toml, programmes.executive: does not say",
        "enabled = true",
    ),
    "empty block": ("[programmes.executive]", "programmes.executive: does not say whether", "enabled = true"),
    "switch as number": (
        "[programmes.executive]\nenabled = 1",
        "x.toml, programmes.executive.enabled: must be true or false",
        "1",
    ),
    "switch as text": ("[programmes.executive]\nenabled = 'yes'", "must be true or false", "'yes'"),
    "other switch": (
        f"{EXECUTIVE}with_director = 1",
        "programmes.executive.with_director: must be true or false",
        "1",
    ),
    "number for a word": (
        f"{DEPUTIES}at_year_end = 1",
        "x.toml, programmes.deputy_directors.at_year_end: must be withdraw, review or keep",
        "not 1",
    ),
    "wrong word": (
        f"{DEPUTIES}at_year_end = 'reviw'",
        "must be withdraw, review or keep",
        "did you mean review?",
    ),
    "word for a number": (
        f"{EXECUTIVE}powers = 'much'",
        "programmes.executive.powers: must be a number",
        "'much'",
    ),
    "truth for a number": (
        f"{EXECUTIVE}start_week = true",
        "programmes.executive.start_week: must be a number",
        "True",
    ),
    "fraction": (
        f"{EXECUTIVE}start_week = 1.5",
        "programmes.executive.start_week: must be a whole number",
        "1.5",
    ),
    "before the contract": (
        f"{EXECUTIVE}start_week = -4",
        "start_week: is -4, below its smallest",
        "0 (week)",
    ),
    "word under parameters": (
        "[parameters]\ndeputy_policy = 'review'",
        "x.toml, parameters.deputy_policy: must be a number",
        "words go in the programme's block: programmes.deputy_directors.at_year_end (withdraw, review, keep)",
    ),
    "truth under parameters": (
        "[parameters]\nexecutive = true",
        "must be a number",
        "programmes.executive.enabled",
    ),
    "twice in one file": (
        f"{DEPUTIES}at_year_end = 'keep'\n[parameters]\ndeputy_policy = 2",
        "x.toml, parameters.deputy_policy: says the same as programmes.deputy_directors.at_year_end",
        "keep one of the two",
    ),
    "twice, block last": (
        f"parameters.deputy_policy = 2\n{DEPUTIES}at_year_end = 'keep'",
        "x.toml, programmes.deputy_directors.at_year_end: says the same as parameters.deputy_policy",
        "keep one of the two",
    ),
    "key twice": (
        f"{EXECUTIVE}powers = 0.1\n[programmes]\n'executive.powers' = 0.2",
        "x.toml, programmes.executive.powers",
        "is set twice",
    ),
    "too many network-role GPs": (
        f"{ROLES}gps_per_pcn = 2",
        "programmes.network_role_gps.gps_per_pcn: is 2, above",
        "1 (",
    ),
    "sessions beyond a week": (
        f"{ROLES}sessions = 11",
        "programmes.network_role_gps.sessions: is 11, above",
        "10 (",
    ),
    "deputy beyond a week": (
        f"{DEPUTIES}sessions = 11",
        "programmes.deputy_directors.sessions: is 11, above",
        "10 (",
    ),
    "executive beyond a week": (f"{EXECUTIVE}clinical_hours = 41", "clinical_hours: is 41, above", "40 ("),
    "ends as it starts": (
        f"{EXECUTIVE}start_week = 20\nend_week = 20",
        "x.toml, programmes.executive.end_week: is 20, but the programme starts in week 20",
        "end it later",
    ),
    "ends before it starts": (
        f"{EXECUTIVE}start_week = 20\nend_week = 3",
        "end_week: is 3, but",
        "end it later",
    ),
    "default end before start": (
        "[programmes.winter_surge]\nenabled = true\nstart_week = 100",
        "x.toml, programmes.winter_surge.start_week: is 100, but the programme ends in week 88",
        "give a later end_week too",
    ),
    "starts after the run": (
        f"weeks = 20\n{EXECUTIVE}start_week = 20",
        "x.toml, programmes.executive.start_week: is 20, after the end of the run (weeks = 20",
        "earlier",
    ),
    "default start after the run": (
        "weeks = 76\n[programmes.winter_surge]\nenabled = true",
        "x.toml, programmes.winter_surge.enabled: start_week is 76 by default, after the end",
        "make the run longer",
    ),
    "one week after the run": (
        "weeks = 52\n[programmes.practice_closure]\nenabled = true\nweek = 52",
        "programmes.practice_closure.week: is 52, after the end",
        "earlier",
    ),
    "by its parameter": (
        "weeks = 52\n[parameters]\npractice_closure = 1\nclosure_week = 60",
        "x.toml, parameters.closure_week: is 60, after the end",
        "earlier",
    ),
    "deputies leave before their money ends": (
        f"{DEPUTIES}end_week = 26",
        "programmes.deputy_directors.end_week: is 26, before the money for 52 weeks",
        "fund fewer",
    ),
    "deputies' money outlasts them": (
        f"{DEPUTIES}end_week = 60\nfunded_weeks = 61",
        "programmes.deputy_directors.funded_weeks: is 61, longer than the 60 weeks",
        "fund no more",
    ),
    "moved before the start": (
        f"{ROLES}start_week = 52\ntransfer_week = 52",
        "programmes.network_role_gps.transfer_week: is 52, but the scheme starts in week 52",
        "later",
    ),
    "moved after the end": (
        f"{ROLES}after_first_year = 'stop'\ntransfer_week = 52",
        "programmes.network_role_gps.transfer_week: is 52, but the scheme is over by week 52",
        "earlier",
    ),
    "moved after the run": (
        f"weeks = 60\n{ROLES}transfer_week = 70",
        "transfer_week: is 70, after the end",
        "earlier",
    ),
    "moved at no time": (
        f"{ROLES}transfer_to = 'frailty'",
        "transfer_to: is frailty, but nobody moves",
        "transfer_week",
    ),
    "moved to where they are": (
        f"{ROLES}transfer_week = 60\ntransfer_to = 'child_health'",
        "transfer_to: is child_health, which is their specialty already",
        "another",
    ),
    "extended by nothing": (
        f"{ROLES}weeks = 52",
        "programmes.network_role_gps.weeks: is 52, no longer than",
        "raise",
    ),
    "deadline of what stands": (
        "start = 'established'\n[programmes.contract_deadline]\nenabled = true",
        "programmes.contract_deadline.enabled: is true, but an established start",
        "founding",
    ),
    "nothing to bid for": (
        "[programmes.money_by_bids]\nenabled = true\nshare = 0",
        "share: is 0, so that",
        "raise",
    ),
    "no change of focus": (
        "[programmes.change_of_focus]\nenabled = true\nfocus = 0.6\n[parameters]\nexternal_focus = 0.6",
        "programmes.change_of_focus.focus: is 0.6, what the focus is before",
        "another",
    ),
    "powers without time": (
        f"{EXECUTIVE}clinical_hours = 0\nmanagement = 'none'",
        "programmes.executive.clinical_hours: is 0, but nobody has time",
        "give one of them",
    ),
    "nothing cut": (
        "[programmes.funding_cut]\nenabled = true\ncoordination_left = 1\nadditional_roles_too = false",
        "programmes.funding_cut.coordination_left: is 1, and additional roles stay",
        "lower",
    ),
    "more than all left": (
        "[programmes.funding_cut]\nenabled = true\ncoordination_left = 1.1",
        "coordination_left: is 1.1, above",
        "1 (",
    ),
    "unknown factor": (
        "[experiment.factors]\nprogrammes.executive.power = [0.1]",
        "x.toml, experiment.factors.programmes.executive.power: there is no key power",
        "did you mean powers?",
    ),
    "block as factor": (
        "[experiment.factors]\nprogrammes.executive = [1]",
        "is a block",
        "programmes.executive.enabled",
    ),
    "wrong level": (
        "[experiment.factors]\nprogrammes.deputy_directors.at_year_end = ['keep', 'retain']",
        "at_year_end: level must be withdraw, review or keep",
        "'retain'",
    ),
    "level as number": (
        "[experiment.factors]\nprogrammes.executive.enabled = [false, 1]",
        "level must be true or false",
        "not 1",
    ),
    "level twice": (
        f"{DEPUTIES}[experiment.factors]\nprogrammes.deputy_directors.at_year_end = ['keep', 'keep']",
        "twice",
        "keep one",
    ),
    "varied twice": (
        f"{DEPUTIES}[experiment.factors]\nprogrammes.deputy_directors.at_year_end = ['keep']\ndeputy_policy = [1]",
        "x.toml, experiment.factors.deputy_policy: varies the same",
        "keep one",
    ),
    "varied while off": (
        "[experiment.factors]\nprogrammes.deputy_directors.at_year_end = ['keep', 'review']",
        "experiment.factors.programmes.deputy_directors.at_year_end: has no effect while the programme is off",
        "programmes.deputy_directors.enabled = true",
    ),
    "contradiction in one arm": (
        f"{EXECUTIVE}start_week = 30\n[experiment.factors]\nprogrammes.executive.end_week = [60, 20]",
        "experiment.factors.programmes.executive.end_week: has the level 20, but",
        "end it later",
    ),
    "contradiction in an arm that is on": (
        "[programmes.executive]\nstart_week = 300\n[experiment.factors]\nprogrammes.executive.enabled = [false, true]",
        "x.toml, programmes.executive.start_week: is 300, after the end",
        "earlier",
    ),
    "baseline off the design": (
        f"{DEPUTIES}[experiment.factors]\nprogrammes.deputy_directors.at_year_end = ['keep']\n"
        "[experiment.baseline]\nprogrammes.deputy_directors.at_year_end = 'review'",
        "is 'review', which is no level of that factor",
        "'keep'",
    ),
}


def said_of(tmp_path: Path, text: str, *sets: str) -> str:
    """Return what `load` says about a file of this text, with its folder left out."""
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path, sets)
    return str(caught.value).replace(f"{tmp_path}{os.sep}", "")


@pytest.mark.parametrize("case", sorted(ONE_MISTAKE))
def test_one_mistake(case: str, tmp_path: Path) -> None:
    text, beginning, remedy = ONE_MISTAKE[case]
    said = said_of(tmp_path, text)
    assert beginning in said
    assert remedy in said
    assert "x.toml" in said
    assert "\n" not in said


def test_what_is_off_may_be_anything(tmp_path: Path) -> None:
    text = (
        "[programmes.executive]\nenabled = false\nstart_week = 900\nend_week = 3\n"
        "clinical_hours = 0\nmanagement = 'none'"
    )
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    assert load(path).parameters.executive_start_week == 900


def test_the_edges_are_allowed() -> None:
    deputies = ["programmes.deputy_directors.enabled=true", "programmes.deputy_directors.end_week=52"]
    assert load(None, [*deputies, "weeks=53"]).parameters.deputy_end_week == 52
    assert load(None, ["programmes.executive.enabled=true", "programmes.executive.start_week=259"])
    roles = ["programmes.network_role_gps.enabled=true", "programmes.network_role_gps.transfer_week=103"]
    assert load(None, roles).parameters.network_role_transfer_week == 103
    # A factorial may have an arm in which the focus changes to what it was.
    focus = ["programmes.change_of_focus.enabled=true", "experiment.factors.external_focus=[0.2, 0.8]"]
    assert load(None, focus).experiment.factors == {"external_focus": (0.2, 0.8)}


def test_a_mistake_is_named_where_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(f"{EXECUTIVE}start_week = 30\n", encoding="utf-8")
    said = said_of(tmp_path, 'extends = "base.toml"', "programmes.executive.end_week=20")
    assert said.startswith(
        "--set programmes.executive.end_week=20: is 20, but the programme starts in week 30"
    )
    said = said_of(tmp_path, 'extends = "base.toml"\nweeks = 10')
    assert said.startswith("base.toml, programmes.executive.start_week: is 30, after the end")


def test_all_mistakes_in_blocks_are_told_in_order(tmp_path: Path) -> None:
    text = (
        "weeks = 0\n[programmes.executive]\nenabled = 1\npowers = 2\n"
        "[programmes.redesign]\nenabled = true\ngain = 'x'"
    )
    lines = said_of(tmp_path, text).splitlines()
    assert lines[0] == "4 mistakes:"
    places = ["weeks", "executive.enabled", "executive.powers", "redesign.gain"]
    assert [place in line for place, line in zip(places, lines[1:], strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("option", "setting", "value", "fault"),
    [
        ("--replications", "experiment.replications", 0, "must be at least 1, not 0"),
        ("--structure", "structure", "hybird", "must be hierarchy, hybrid, network"),
        ("--weeks", "weeks", 0, "must be at least 1, not 0"),
        ("--seed", "seed", -1, "must be at least 0, not -1"),
    ],
)
def test_an_option_is_named_as_it_was_typed(option: str, setting: str, value: object, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        load(None, (), {option: (setting, value)})
    assert str(caught.value).startswith(f"{option} {value}: {fault}")
