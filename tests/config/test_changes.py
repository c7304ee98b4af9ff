"""Parameters that take new values from a week on: read, refused, written, and put in and taken out of a config."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pcnsim.config import Config, InputError, ParameterChange, declared, load
from pcnsim.config.changes import DRAW_THE_START, changeable
from pcnsim.config.digests import content_of
from pcnsim.config.parameters import PROGRAMMES
from tests.config.test_mistakes import message

CHANGES = """
[[parameter_changes]]
week = 40
trust_forgetting = 0.95
minutes_per_contact.simple = 9          # as under [parameters]
[[parameter_changes]]
week = 12
"minutes_per_contact.simple" = 8
minutes_per_contact = { complex = 20 }
[parameter_changes.programmes.executive]
powers = 0.4
management = "federation"
[[parameter_changes]]
week = 40
trust_forgetting = 0.97
network_role_sessions = 3
"""


def changed(tmp_path: Path, text: str, *sets: str) -> Config:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, sets)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return changed(tmp_path, CHANGES)


@pytest.mark.unit
def test_changes_are_read_merged_and_put_in_order(config: Config) -> None:
    assert [(one.week, one.parameters) for one in config.parameter_changes] == [
        (
            12,
            {
                "minutes_per_contact.simple": 8.0,
                "minutes_per_contact.complex": 20.0,
                "executive_powers": 0.4,
                "executive_management": 2,
            },
        ),
        (40, {"trust_forgetting": 0.97, "minutes_per_contact.simple": 9.0, "network_role_sessions": 3.0}),
    ]


@pytest.mark.unit
def test_parameters_at_a_week_are_those_of_the_start_with_all_changes_up_to_it(config: Config) -> None:
    plain = Config().parameters
    for week in (-52, 0, 11):
        assert config.parameters_at(week) == plain
    assert config.parameters_at(12) == config.parameters_at(39)
    assert config.parameters_at(12).value("minutes_per_contact.simple") == 8
    assert config.parameters_at(12).value("minutes_per_contact.child") == plain.value(
        "minutes_per_contact.child"
    )
    late = config.parameters_at(259)
    assert late == config.parameters_at(40)
    assert (late.value("minutes_per_contact.simple"), late.value("minutes_per_contact.complex")) == (9, 20)


@pytest.mark.unit
def test_what_is_written_loads_to_the_same(config: Config, tmp_path: Path) -> None:
    again = changed(tmp_path, config.to_toml())
    assert again == config
    assert again.digest() == config.digest()
    assert again.to_toml() == config.to_toml()
    assert 'management = "federation"' in config.to_toml()


@pytest.mark.unit
def test_the_digest_tells_changes_apart_and_knows_nothing_of_their_order() -> None:
    one, other = {"trust_forgetting": 0.9}, {"general_trust": 0.3}
    base = Config()
    both = base.with_parameter_change(3, one).with_parameter_change(3, other)
    assert both.digest() == base.with_parameter_change(3, {**other, **one}).digest()
    different = {
        base.digest(),
        both.digest(),
        base.with_parameter_change(3, one).digest(),
        base.with_parameter_change(4, one).digest(),
        base.with_parameter_change(4, {"trust_forgetting": 0.91}).digest(),
    }
    assert len(different) == 5
    assert (
        both.without_parameter_change(3, "general_trust").without_parameter_change(3, "trust_forgetting")
        == base
    )
    # A configuration without changes keeps its digest, and so results/reference and run ids stay.
    assert b"parameter_changes" not in content_of(base)


MISTAKES = {
    "number": ("parameter_changes = 3", "x.toml, parameter_changes: must be a list", "[[parameter_changes]]"),
    "one bracket": ("[parameter_changes]\nweek = 3", "parameter_changes: must be a list", "double brackets"),
    "no week": ("trust_forgetting = 0.9", "parameter_changes[1].week: is missing", "say the week"),
    "half a week": ("week = 1.5\ntrust_forgetting = 0.9", "parameter_changes[1].week", "must be a whole number"),
    "in the burn-in": ("week = -1\ntrust_forgetting = 0.9", "[1].week: is -1", "under [parameters]"),
    "after the end": ("week = 260\ntrust_forgetting = 0.9", "[1].week: is 260, after the end", "259"),
    "nothing": ("week = 3", "parameter_changes[1]: changes nothing", "give a parameter"),
    "unknown": (
        "week = 3\ntrust_forgeting = 0.9",
        "parameter_changes[1].trust_forgeting: there is no parameter",
        "did you mean trust_forgetting?",
    ),
    "a table": ("week = 3\nminutes_per_contact = 9", "[1].minutes_per_contact", "name one of its elements"),
    "limits": ("week = 3\ntrust_forgetting = 2", "[1].trust_forgetting: is 2, above", "1"),
    "text": ('week = 3\ntrust_forgetting = "high"', "[1].trust_forgetting: must be a number", "'high'"),
    "whole": ("week = 3\nexecutive_review_weeks = 9.5", "[1].executive_review_weeks: must be a whole", "9.5"),
    "start": ("week = 3\npcns_per_hub = 2", "[1].pcns_per_hub: only draws the start", "set pcns_per_hub under"),
    "structure": ('week = 3\nstructure = "network"', "[1].structure: is no parameter", "[[structure_changes]]"),
    "position": ("week = 3\nnetwork_position = 1", "[1].network_position: belongs", "[[structure_changes]]"),
    "share": ("week = 3\nmeeting_share = 1", "[1].meeting_share: belongs", "[[structure_changes]]"),
    "PCNs": ('week = 3\npcns = ["U1"]\ntrust_forgetting = 0.9', "[1].pcns: is no parameter", "leave pcns out"),
    "switch": ("week = 3\nexecutive = 1", "[1].executive: says whether", "enabled in its block [programmes.executive]"),
    "begin": ("week = 3\nprogrammes.executive.start_week = 9", "start_week: says whether, when", "in its block"),
    "rows": ("week = 3\nprogrammes.network_role_gps.gps_per_pcn = 1", "gps_per_pcn: says", "in its block"),
    "word": ('week = 3\nprogrammes.executive.management = "us"', "management: must be none, system_lead", "'us'"),
    "key": ("week = 3\nprogrammes.executive.power = 1", "programmes.executive.power: there is no key", "powers?"),
    "twice": (
        "week = 3\nexecutive_powers = 0.3\nprogrammes.executive.powers = 0.4",
        "[1].programmes.executive.powers: says the same as executive_powers",
        "keep one",
    ),
    "end behind": ("week = 9\nexecutive_end_week = 8", "[1].executive_end_week: is 8, before", "week 9 or later"),
    "end before the start": (
        "week = 9\nprogrammes.executive.end_week = 20\n[programmes.executive]\nenabled = true\nstart_week = 30",
        "[1].programmes.executive.end_week: is 20, but the programme starts in week 30",
        "later",
    ),
    "nobody left": (
        "week = 9\nprogrammes.executive.clinical_hours = 0\n"
        '[programmes.executive]\nenabled = true\nmanagement = "none"\npowers = 0.5',
        "parameter_changes[1]: contradicts programmes.executive.powers, which is 0.5, but nobody has time",
        "give one",
    ),
}  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("case", sorted(MISTAKES))
def test_a_mistake_names_place_and_remedy(case: str, tmp_path: Path) -> None:
    text, beginning, remedy = MISTAKES[case]
    text = text if text.startswith(("parameter_changes", "[")) else f"[[parameter_changes]]\n{text}"
    said = message(tmp_path, text)
    assert beginning in said
    assert remedy in said
    assert said.startswith("x.toml, parameter_changes")
    assert "\n" not in said


@pytest.mark.unit
def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "[[parameter_changes]]\nweek = 3\nx = 1\npcns_per_hub = 2\n[[parameter_changes]]\nweek = -3\ny = 1"
    assert message(tmp_path, text).startswith("4 mistakes:")


@pytest.mark.unit
def test_a_factor_that_changes_later_is_judged_by_the_new_value(tmp_path: Path) -> None:
    """The change wins in every arm, so levels make the weeks after it neither wrong nor right."""
    programme = "[programmes.executive]\nenabled = true\nstart_week = 30\nmanagement = 'none'\n"
    nobody = "week = 35\nexecutive_powers = 0\nexecutive_clinical_hours = 0"
    powers = f"[experiment.factors]\nexecutive_powers = [0, 0.5]\n[[parameter_changes]]\n{nobody}"
    config = changed(tmp_path, f"{programme}{powers}")
    for level in (0, 0.5):
        arm = config.with_factors({"executive_powers": level})
        assert arm.parameters_at(34).executive_powers == level
        assert arm.parameters_at(35).executive_powers == 0
    ends = "[experiment.factors]\nexecutive_end_week = [40, 50]\n[[parameter_changes]]\nweek = 5\n"
    said = message(tmp_path, f"{programme}{ends}executive_end_week = 25")
    assert (
        "parameter_changes[1].programmes.executive.end_week: is 25, but the programme starts in week 30"
        in said
    )


@pytest.mark.unit
def test_every_parameter_can_change_or_is_refused_with_a_remedy() -> None:
    refused = {name for name in declared() if changeable(name)}
    switches = {one.switch for one in PROGRAMMES.values()}
    assert switches <= refused
    assert {one.field for one in declared().values()} >= DRAW_THE_START
    for name in declared():
        value = declared()[name].low
        if name in refused:
            with pytest.raises(InputError, match=r"set .* (under|in its block)|\[\[structure_changes\]\]"):
                ParameterChange(week=0, parameters={name: value})
        else:
            change = ParameterChange(week=0, parameters={name: value})
            assert change.parameters == {name: value}


# ------------------------------------------------------------------------------------------- copies with one change


@pytest.mark.unit
def test_changes_are_put_in_and_taken_out() -> None:
    config = Config().with_parameter_change(9, {"trust_forgetting": 0.9, "programmes.executive.powers": 0.2})
    config = config.with_parameter_change(9, {"trust_forgetting": 0.8}).with_parameter_change(
        4, {"general_trust": 0.3}
    )
    assert [one.week for one in config.parameter_changes] == [4, 9]
    assert config.parameter_changes[1].parameters == {"trust_forgetting": 0.8, "executive_powers": 0.2}
    left = config.without_parameter_change(9, "programmes.executive.powers").without_parameter_change(
        4, "general_trust"
    )
    assert left == Config().with_parameter_change(9, {"trust_forgetting": 0.8})
    with pytest.raises(InputError, match="trust_forgetting: does not change in week 4; it changes in week 9"):
        config.without_parameter_change(4, "trust_forgetting")


@pytest.mark.unit
def test_structures_are_put_in_and_taken_out(tmp_path: Path) -> None:
    entries = "{week = 5, structure = 1, pcns = ['A']}, {week = 9, structure = 0}"
    some = f"structure_changes = [{entries}]"
    config = changed(tmp_path, some)
    made = config.with_structure_change(9, "network").with_structure_change(2, 0.25)
    assert [(one.week, one.structure) for one in made.structure_changes] == [
        (2, 0.25),
        (5, 1.0),
        (9, "network"),
    ]
    assert made.without_structure_change(2).without_structure_change(9) == config.without_structure_change(9)
    with pytest.raises(InputError, match=r"structure_changes \(week 5\)\.pcns: changes all PCNs in week 5"):
        config.with_structure_change(5, "network")
    with pytest.raises(InputError, match="week 5; they do in week 9"):
        config.without_structure_change(5)


@pytest.mark.unit
def test_a_programme_is_set_in_the_words_of_its_block() -> None:
    config = Config().with_programme(
        "executive", {"enabled": True, "start_week": 30, "management": "federation"}
    )
    p = config.parameters
    assert (p.executive, p.executive_start_week, p.executive_management) == (1, 30, 2)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.with_parameter_change(260, {"trust_forgetting": 0.9}), r"\(week 260\)\.week: is 260"),
        (lambda c: c.with_parameter_change(3, {"trust": 0.9}), r"parameter_changes \(week 3\)\.trust: there is no"),
        (lambda c: c.with_parameter_change(3, {"x": 1, "pcns_per_hub": 2}), "2 mistakes"),
        (lambda c: c.with_parameter_change(3, {}), "changes nothing"),
        (lambda c: c.with_structure_change(260, 1), r"structure_changes \(week 260\)\.week: is 260"),
        (lambda c: c.with_structure_change(3, "netwrk"), "did you mean network?"),
        (lambda c: c.with_programme("executiv", {}), "did you mean executive?"),
        (lambda c: c.with_programme("executive", {"power": 1}), "did you mean powers?"),
        (lambda c: c.with_programme("executive", {"powers": 9}), "programmes.executive.powers: is 9"),
        (
            lambda c: c.with_programme("executive", {"enabled": True, "start_week": 37, "end_week": 30}),
            "programmes.executive.end_week: is 30, but the programme starts in week 37",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(change: Callable[[Config], Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        change(Config())
