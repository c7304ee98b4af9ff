"""Every mistake in a configuration is one message that names file, key and remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pcnsim.config import InputError, load

pytestmark = pytest.mark.unit


def message(tmp_path: Path, text: str, *sets: str) -> str:
    """Return what `load` says about a file of this text, with its folder left out."""
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path, sets)
    return str(caught.value).replace(f"{tmp_path}{os.sep}", "")


ONE_MISTAKE = {
    "no TOML": ("weeks = 3\nseed = = 4\n", "x.toml: is not TOML", "line 2"),
    "TOML cut short": ("weeks =", "x.toml: is not TOML", "line 1"),
    "key twice": ("seed = 1\nseed = 2\n", "x.toml: is not TOML", "line 2"),
    "True in capitals": ("[parameters]\nx = True", "x.toml: is not TOML", "write true in small letters"),
    "yes": ("[programmes.executive]\nenabled = yes", "x.toml: is not TOML", "write true or false"),
    "text without quotes": ("structure = network", "is not TOML", 'text stands in quotes: "network"'),
    "name with folders": ('name = "a/../../b"', "x.toml, name: is 'a/../../b', which cannot", "leave out /"),
    "name of two points": ('name = ".."', "x.toml, name: is '..', which cannot", "full stops"),
    "no name": ('name = ""', "x.toml, name: is '', which cannot", "blanks"),
    "baseline of what does not vary": (
        "[experiment]\nfactors = { structure = [0, 1] }\nbaseline = { general_trust = 0.3 }",
        "x.toml, experiment.baseline.general_trust: is no factor",
        "its factors are structure",
    ),
    "baseline without factors": (
        "[experiment]\nbaseline = { general_trust = 0.3 }",
        "x.toml, experiment.baseline.general_trust: is no factor",
        "it has none",
    ),
    "unknown key": ("sed = 1", "x.toml, sed: there is no setting", "did you mean seed?"),
    "unknown area key": ("[area]\npnc = 1", "x.toml, area.pnc:", "did you mean area.pcns?"),
    "unknown experiment key": (
        "[experiment]\nreplication = 1",
        "x.toml, experiment.replication:",
        "experiment.replications?",
    ),
    "unknown parameter": (
        "[parameters]\ntrsut_forgetting = 0.9",
        "x.toml, parameters.trsut_forgetting: there is no parameter",
        "did you mean trust_forgetting?",
    ),
    "unknown element": (
        "[parameters]\nminutes_per_contact.simpel = 9",
        "parameters.minutes_per_contact.simpel",
        "minutes_per_contact.simple?",
    ),
    "parameter outside its table": ("demand_scale = 1", "x.toml, demand_scale:", "write demand_scale there"),
    "table as number": ("[parameters]\nminutes_per_contact = 9", "is a table", "minutes_per_contact.simple"),
    "number as text": (
        '[parameters]\ndemand_scale = "1"',
        "parameters.demand_scale: must be a number",
        "'1'",
    ),
    "number as truth": ("[parameters]\ndemand_scale = true", "must be a number", "True"),
    "nan": ("[parameters]\ndemand_scale = nan", "must be a finite number", "nan"),
    "fraction": ("[parameters]\nspan_of_control = 6.5", "must be a whole number", "6.5"),
    "above limit": ("[parameters]\ntrust_forgetting = 1.5", "is 1.5, above", "1 (share kept per week)"),
    "below limit": ("[parameters]\ndemand_scale = -1", "is -1, below", "0 (multiplier)"),
    "parameter twice": (
        '[parameters]\n"minutes_per_contact.simple" = 9\nminutes_per_contact.simple = 10',
        "x.toml, parameters.minutes_per_contact.simple:",
        "is set twice",
    ),
    "weeks 0": ("weeks = 0", "x.toml, weeks: must be at least 1", "not 0"),
    "weeks as fraction": ("weeks = 10.5", "x.toml, weeks: must be a whole number", "10.5"),
    "negative burn-in": ("burn_in_weeks = -1", "x.toml, burn_in_weeks: must be at least 0", "-1"),
    "negative seed": ("seed = -1", "x.toml, seed: must be at least 0", "-1"),
    "seed as truth": ("seed = true", "x.toml, seed: must be a whole number", "True"),
    "name as number": ("name = 3", "x.toml, name: must be text", "3"),
    "unknown start": ('start = "found"', "x.toml, start: must be founding or established", "'found'"),
    "unknown structure": (
        'structure = "hybird"',
        "x.toml, structure: must be hierarchy",
        "did you mean hybrid?",
    ),
    "structure off the line": ("structure = 1.5", "x.toml, structure:", "a number from 0 to 1"),
    "structure twice": (
        "structure = 0.5\n[parameters]\nnetwork_position = 1",
        "parameters.network_position:",
        "keep one",
    ),
    "established structure": (
        'established_structure = "network"',
        "x.toml, established_structure:",
        'set start = "established"',
    ),
    "no PCNs": ("[area]\npcns = 0", "x.toml, area.pcns: must be at least 1", "0"),
    "area as number": ("area = 3", "x.toml, area: must be a table [area] or the path", "3"),
    "no area folder": (
        'area = "nowhere"',
        "x.toml, area.folder: there is no area folder",
        "pcnsim area import",
    ),
    "area folder with its command": (
        '[area]\nfolder = "nowhere"\nmade_by = "pcnsim area import --map M"',
        "there is no area folder",
        "make it with `pcnsim area import --map M`",
    ),
    "area is a file": ('area = "x.toml"', "is a file, not an area folder", "name the folder"),
    "folder and PCNs": (
        '[area]\nfolder = "."\npcns = 3',
        "x.toml, area.pcns: describes a synthetic area",
        "keep one",
    ),
    "command without folder": ('[area]\nmade_by = "x"', "x.toml, area.made_by:", "needs area.folder"),
    "replications 0": (
        "[experiment]\nreplications = 0",
        "x.toml, experiment.replications: must be at least 1",
        "0",
    ),
    "experiment as number": ("experiment = 1", "x.toml, experiment: must be a table", "1"),
    "factors as list": (
        "[experiment]\nfactors = [1]",
        "experiment.factors: must be a table of names and levels",
        "[1]",
    ),
    "outcomes as text": (
        '[experiment]\noutcomes = "trust"',
        "experiment.outcomes: must be a list",
        "'trust'",
    ),
    "unknown factor": (
        "[experiment.factors]\nstrcture = [0, 1]",
        "experiment.factors.strcture: is no factor",
        "did you mean structure?",
    ),
    "setting as factor": (
        "[experiment.factors]\nweeks = [1, 2]",
        "experiment.factors.weeks: is no factor",
        "the same in all arms",
    ),
    "factor is a table": ("[experiment.factors]\ndemand_growth = [1]", "is a table", "demand_growth.simple"),
    "factor without list": ("[experiment.factors]\ndemand_scale = 1", "must be a list of levels", "[1]"),
    "factor without levels": ("[experiment.factors]\nstructure = []", "has no levels", "give at least one"),
    "level twice": ("[experiment.factors]\ndemand_scale = [1, 1.0]", "has the level 1.0 twice", "keep one"),
    "structure level twice": (
        '[experiment.factors]\nstructure = ["hybrid", 0.5]',
        "has the level 0.5 twice",
        "keep one",
    ),
    "bad level": ("[experiment.factors]\ntrust_forgetting = [0.9, 2]", "level is 2, above", "1"),
    "bad structure level": (
        '[experiment.factors]\nstructure = ["hierachy"]',
        "level must be hierarchy",
        "did you mean hierarchy?",
    ),
    "bad start level": (
        '[experiment.factors]\nstart = ["new"]',
        "level must be founding or established",
        "'new'",
    ),
    "bad area level": (
        '[experiment.factors]\narea = ["nowhere"]',
        "cannot be had: there is no area folder",
        "pcnsim area import",
    ),
    "area level as number": (
        "[experiment.factors]\narea = [3]",
        "must be the path of an area folder",
        "area.pcns",
    ),
    "bad size level": ('[experiment.factors]\n"area.pcns" = [0]', "must be a whole number", "0"),
    "size of a folder": (
        'area = "."\n[experiment.factors]\n"area.pcns" = [3]',
        "experiment.factors.area.pcns:",
        "the area is a folder",
    ),
    "dial twice": (
        "[experiment.factors]\nstructure = [0, 1]\nnetwork_position = [0, 1]",
        "experiment.factors.network_position: varies the same",
        "keep one",
    ),
    "factor without effect": (
        "[parameters]\ndirect_case_share=0\nlocal_decision_share=0\npeer_spread_share=0\nfacilitation_share=0\n"
        "meeting_share=0\nbridging_share=0\n[experiment.factors]\nstructure = [0, 1]",
        "x.toml, experiment.factors.structure: has no effect",
        "take some of them out",
    ),
    "unknown baseline": (
        "[experiment]\nfactors = { structure = [0] }\nbaseline = { strcture = 0 }",
        "experiment.baseline.strcture",
        "did you mean structure?",
    ),
    "baseline off the design": (
        "[experiment]\nfactors = { structure = [0] }\nbaseline = { structure = 1 }",
        "x.toml, experiment.baseline.structure: is 1, which is no level",
        "its levels are 0",
    ),
    "change after the end": (
        "weeks = 9\n[[structure_changes]]\nweek = 9\nstructure = 1",
        "structure_changes[1].week: is 9, after the end",
        "8",
    ),
    "change before the start": (
        "[[structure_changes]]\nweek = -53\nstructure = 1",
        "structure_changes[1].week: is -53, before",
        "52",
    ),
    "change of nothing": (
        "[[structure_changes]]\nweek = 3",
        "structure_changes[1]: changes nothing",
        "give structure",
    ),
    "change without week": (
        "[[structure_changes]]\nstructure = 1",
        "structure_changes[1].week: is missing",
        "say the week",
    ),
    "change with a wrong key": (
        "[[structure_changes]]\nweek = 1\nstructre = 1",
        "structure_changes[1].structre",
        "did you mean structure?",
    ),
    "change to nowhere": (
        '[[structure_changes]]\nweek = 1\nstructure = "netwrk"',
        "structure_changes[1].structure: must be",
        "network?",
    ),
    "change of a share off the line": (
        "[[structure_changes]]\nweek = 1\nmeeting_share = 2",
        "structure_changes[1].meeting_share: must be at most 1",
        "2",
    ),
    "change of no PCN": (
        "[[structure_changes]]\nweek = 1\nstructure = 1\npcns = []",
        "structure_changes[1].pcns: names no PCN",
        "leave it out",
    ),
    "change of PCNs as text": (
        '[[structure_changes]]\nweek = 1\nstructure = 1\npcns = "U1"',
        "structure_changes[1].pcns: must be a list",
        "'U1'",
    ),
    "changes as number": ("structure_changes = 3", "x.toml, structure_changes: must be a list", "3"),
    "same PCN twice": (
        '[[structure_changes]]\nweek = 1\nstructure = 1\npcns = ["A", "B"]\n'
        '[[structure_changes]]\nweek = 1\nstructure = 0\npcns = ["B"]',
        "structure_changes[2].pcns: changes PCN B in week 1, which structure_changes[1] does too",
        "make them one change",
    ),
    "all and one PCN": (
        '[[structure_changes]]\nweek = 1\nstructure = 1\n[[structure_changes]]\nweek = 1\nstructure = 0\npcns = ["B"]',
        "structure_changes[2].pcns: changes PCN B in week 1, which structure_changes[1] does too",
        "make them one change",
    ),
    "one and all PCNs": (
        '[[structure_changes]]\nweek = 1\nstructure = 1\npcns = ["B"]\n[[structure_changes]]\nweek = 1\nstructure = 0',
        "structure_changes[2].pcns: changes all PCNs in week 1, which structure_changes[1] does too",
        "make them one change",
    ),
    "extends as number": ("extends = 3", "x.toml, extends: must be the name of one file", "3"),
    "extends nothing": (
        'extends = "y.toml"',
        "x.toml, extends: there is no file y.toml in ",
        "y.toml",
    ),
    "extends itself": (
        'extends = "x.toml"',
        "x.toml, extends: extends itself: x.toml -> x.toml",
        "take one `extends` out",
    ),
}


@pytest.mark.parametrize("case", sorted(ONE_MISTAKE))
def test_one_mistake(case: str, tmp_path: Path) -> None:
    text, beginning, remedy = ONE_MISTAKE[case]
    said = message(tmp_path, text)
    assert beginning in said
    assert remedy in said
    assert "x.toml" in said
    assert "\n" not in said
    assert "pydantic" not in said.lower()


SETS = {
    "no value": ("trust_forgetting", "must be NAME=VALUE"),
    "empty value": ("trust_forgetting=", "must be NAME=VALUE"),
    "unknown": (
        "trsut_forgetting=0.9",
        "there is no parameter trsut_forgetting; did you mean trust_forgetting?",
    ),
    "key of a block without programmes": (
        "executive.powers=0.3",
        "did you mean programmes.executive.powers?",
    ),
    "misspelt programmes": ("programme.executive.powers=0.3", "did you mean programmes.executive.powers?"),
    "word for a number": (
        "deputy_policy=review",
        "programmes.deputy_directors.at_year_end (withdraw, review",
    ),
    "short name of a setting": ("replications=3", "did you mean the setting experiment.replications?"),
    "unknown area key": ("area.pnc=3", "did you mean area.pcns?"),
    "text": ("demand_scale=much", "must be a number (multiplier), not 'much'"),
    "out of limits": (
        "network_position=2",
        "must be hierarchy, hybrid, network or a number from 0 to 1, not 2",
    ),
    "extends": ("extends=y.toml", "can only stand in a file"),
    "no folder": ("area=nowhere-at-all", "there is no area folder nowhere-at-all"),
    "no list": ("experiment.factors.structure=hybrid", "must be a list of levels"),
    "seed": ("seed=1.5", "must be a whole number, not 1.5"),
}


@pytest.mark.parametrize("case", sorted(SETS))
def test_a_mistake_in_set(case: str, tmp_path: Path) -> None:
    assignment, expected = SETS[case]
    said = message(tmp_path, "", assignment)
    assert said.startswith(f"--set {assignment}: ")
    assert expected in said


def test_several_mistakes_are_all_named_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = 'weeks = 0\nsed = 1\n[parameters]\ndemand_scale = "a"\nnothing_like_it = 1\n[experiment]\nreplications = 0\n'
    said = message(tmp_path, text, "trsut_forgetting=1")
    lines = said.splitlines()
    assert lines[0] == "6 mistakes:"
    for line, place in zip(
        lines[1:],
        [
            "weeks",
            "sed",
            "parameters.demand_scale",
            "parameters.nothing_like_it",
            "experiment.replications",
            "--set",
        ],
        strict=True,
    ):
        assert place in line


def test_a_mistake_is_named_in_the_file_that_makes_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("weeks = 0\n[parameters]\ndemand_scale = -1", encoding="utf-8")
    said = message(tmp_path, 'extends = "base.toml"\nweeks = 10')
    assert said.startswith("base.toml, parameters.demand_scale: is -1")


def test_a_circle_of_files_is_printed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"', encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "x.toml"', encoding="utf-8")
    said = message(tmp_path, 'extends = "a.toml"')
    assert "x.toml -> a.toml -> b.toml -> x.toml" in said


@pytest.mark.parametrize("levels", ['"network"', "[]", '["network", "network"]', '["netwrok"]'])
def test_levels_that_are_wrong_are_not_held_against_the_baseline(tmp_path: Path, levels: str) -> None:
    said = message(
        tmp_path, f'[experiment]\nbaseline = {{ structure = "hybrid" }}\nfactors.structure = {levels}'
    )
    assert "experiment.factors.structure" in said
    assert "baseline" not in said


def test_a_missing_file_is_told_with_where_it_was_looked_for_and_what_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(name: str) -> str:
        with pytest.raises(InputError) as caught:
            load(name)
        return str(caught.value)

    monkeypatch.chdir(tmp_path)
    assert said("structures") == f"there is no file structures in {tmp_path}"
    assert (
        said("nowhere/a.toml")
        == f"there is no file nowhere/a.toml: there is no folder {tmp_path / 'nowhere'}"
    )
    (tmp_path / "configs").mkdir()
    for name in ("structures", "deputy-withdrawal"):
        (tmp_path / "configs" / f"{name}.toml").touch()
    assert said("deputy-withdrawal").endswith(f"did you mean {Path('configs/deputy-withdrawal.toml')}?")
    assert said("configs/strutcures.toml").endswith(f"did you mean {Path('configs/structures.toml')}?")
    assert f"; there are {Path('configs/deputy-withdrawal.toml')}, configs" in said("nonsense.toml")
    (tmp_path / "deputy-withdrawal.toml").touch()
    assert said("deputy-withdrawal").endswith("did you mean deputy-withdrawal.toml?")
    for number in range(9):
        (tmp_path / f"{number}.toml").touch()
    assert said("xyz").endswith("7.toml and 4 more")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        load(tmp_path / "none.toml")
    with pytest.raises(InputError, match="is a folder; name a TOML file in it"):
        load(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(InputError, match="is not UTF-8 text"):
        load(latin)
    if os.name == "posix" and os.geteuid() != 0:
        latin.chmod(0)
        with pytest.raises(InputError, match="cannot be read"):
            load(latin)


def test_an_established_start_may_be_a_factor(tmp_path: Path) -> None:
    path = tmp_path / "ok.toml"
    path.write_text(
        'established_structure = "network"\n[experiment.factors]\nstart = ["founding", "established"]',
        encoding="utf-8",
    )
    assert load(path).with_factors({"start": "established"}).structure_before.name == "network"
