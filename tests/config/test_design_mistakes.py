"""Every mistake in a design is one message that names file, key and remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pcnsim.config import Config, InputError, load

pytestmark = pytest.mark.unit


def message(tmp_path: Path, text: str, *sets: str) -> str:
    """What `load` says about a file of this text, with its folder left out."""
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path, sets)
    return str(caught.value).replace(f"{tmp_path}{os.sep}", "")


def design(kind: str, rest: str = "", factors: str = "", before: str = "") -> str:
    """A file with a design."""
    return f"{before}\n[experiment.design]\nkind = '{kind}'\n{rest}\n[experiment.factors]\n{factors}"


TRUST = "general_trust = {}"
TWO = "general_trust = [0.3, 0.4]\ninitial_trust_gps = [0.5, 0.6]"
PAIR = "together = [['general_trust', 'initial_trust_gps']]"

ONE_MISTAKE = {
    # the kind, and what it uses
    "unknown kind": (
        design("sobl"),
        "experiment.design.kind: there is no kind of design 'sobl'",
        "mean sobol?",
    ),
    "strange kind": (design("x"), "there is no kind of design 'x'", "kinds are grid, list"),
    "design as text": (
        "[experiment]\ndesign = 'sobol'",
        "experiment.design: must be a table of settings",
        "kind",
    ),
    "unknown key": (
        design("sobol", "samples = 8\nsampels = 8", TRUST),
        "experiment.design.sampels",
        "mean experiment.design.samples?",
    ),
    "key of another kind": (
        design("sobol", "samples = 8\ntrajectories = 3", TRUST),
        "experiment.design.trajectories: has no use: the kind is sobol",
        "trajectories is for morris",
    ),
    "samples of a grid": (
        "[experiment.design]\nsamples = 8",
        "experiment.design.samples: has no use: the kind is by default grid",
        "latin-hypercube, sobol, saltelli",
    ),
    "vary in a grid": (
        design("grid", "vary = ['trust']"),
        "vary: brings in ranges, but a grid",
        "another kind",
    ),
    "vary in a list": (
        design("list", "vary = ['trust']\npoints = [{ structure = 0 }]"),
        "vary: brings in ranges, but a list takes its factors from points",
        "another kind",
    ),
    "names as number": (
        design("sobol", "samples = 8\nvary = 3", TRUST),
        "vary: must be a list of texts",
        "3",
    ),
    "name twice": (
        design("sobol", "samples = 8\nvary = ['trust', 'trust']"),
        "vary: has 'trust' twice",
        "keep one",
    ),
    "no truth": (
        design("saltelli", "samples = 8\nsecond_order = 'yes'", TRUST),
        "second_order: must be true or false",
        "'yes'",
    ),
    "weekly as text": ("[experiment]\nweekly = 'yes'", "experiment.weekly: must be true or false", "'yes'"),
    # numbers
    "no samples": (design("sobol", "", TRUST), "kind: is sobol, which needs samples", "add samples = 64"),
    "zero samples": (
        design("sobol", "samples = 0", TRUST),
        "samples: must be a whole number of at least 1",
        "0",
    ),
    "half a sample": (design("sobol", "samples = 8.0", TRUST), "samples: must be a whole number", "8.0"),
    "unbalanced": (
        design("sobol", "samples = 100", TRUST),
        "samples: is 100; a Sobol sequence",
        "take 64 or 128",
    ),
    "unbalanced indices": (design("saltelli", "samples = 3", TRUST), "samples: is 3; a Sobol", "take 2 or 4"),
    "no trajectories": (
        design("morris", "", TRUST),
        "is morris, which needs trajectories",
        "add trajectories",
    ),
    "one trajectory": (
        design("morris", "trajectories = 1", TRUST),
        "trajectories: must be a whole",
        "at least 2",
    ),
    "odd levels": (design("morris", "trajectories = 9\nlevels = 5", TRUST), "levels: is 5;", "take 6"),
    "nothing to sample": (
        design("latin-hypercube", "samples = 9", "structure = [0, 1]"),
        "kind: is latin-hypercube, but no factor has a range to sample",
        'vary = ["all"]',
    ),
    # ranges
    "range in a grid": (
        design("grid", "", TRUST),
        "general_trust: has a range, and a grid takes levels",
        "levels = 3",
    ),
    "range in a list": (
        design("list", "points = [{ structure = 0 }]\ncross = ['general_trust']", TRUST),
        "general_trust: has a range, but the points of a list have levels",
        "list levels",
    ),
    "levels of what is sampled": (
        design("sobol", "samples = 8", "general_trust = { levels = 3 }"),
        "asks for levels, but sobol samples",
        "take levels out",
    ),
    "below the declared range": (
        design("sobol", "samples = 8", "trust_forgetting = { low = 0.9 }"),
        "trust_forgetting: has low = 0.9, outside the declared range 0.96 to 0.995",
        "list single levels, which may lie outside",
    ),
    "beyond what has a meaning": (
        design("sobol", "samples = 8", "trust_forgetting = { high = 1.5 }"),
        "has high = 1.5, above the largest meaningful value 1",
        "trust_forgetting",
    ),
    "ends in the wrong order": (
        design("sobol", "samples = 8", "general_trust = { low = 0.6, high = 0.4 }"),
        "has low = 0.6 and high = 0.4",
        "low must be the smaller one",
    ),
    "end as text": (
        design("sobol", "samples = 8", "general_trust = { low = 'a' }"),
        "has low = 'a'",
        "a number",
    ),
    "end not finite": (
        design("sobol", "samples = 8", "general_trust = { low = nan }"),
        "has low = nan",
        "a number",
    ),
    "log of nothing": (
        design("sobol", "samples = 8", "network_position = { scale = 'log' }"),
        "has the scale log, which must start above 0",
        "raise low, or take linear",
    ),
    "unknown scale": (
        design("sobol", "samples = 8", "general_trust = { scale = 'uniform' }"),
        "has the scale 'uniform'",
        "scales are linear, log and whole",
    ),
    "scale of whole numbers": (
        design("sobol", "samples = 8", "span_of_control = { scale = 'linear' }"),
        "takes whole numbers",
        "leave scale out",
    ),
    "whole scale of a share": (
        design("sobol", "samples = 8", "general_trust = { scale = 'whole' }"),
        "has the scale whole, but takes any number",
        "choose linear or log",
    ),
    "fraction of a whole number": (
        design("sobol", "samples = 8", "span_of_control = { low = 4.5 }"),
        "has low = 4.5; span_of_control takes whole numbers",
        "x.toml",
    ),
    "more levels than numbers": (
        design("grid", "", "span_of_control = { low = 4, high = 6, levels = 5 }"),
        "asks for 5 levels, but there are 3 whole numbers from 4 to 6",
        "x.toml",
    ),
    "one level of a range": (
        design("grid", "", "general_trust = { levels = 1 }"),
        "has levels = 1; it must be a whole number of at least 2",
        "x.toml",
    ),
    "unknown key of a range": (
        design("sobol", "samples = 8", "general_trust = { lo = 0.3 }"),
        "general_trust.lo: is no key of a range",
        "did you mean low?",
    ),
    "unknown key of a range beside sound ones": (
        design("sobol", "samples = 8", "general_trust = { low = 0.3, hihg = 0.5, scale = 'linear' }"),
        "general_trust.hihg: is no key of a range",
        "did you mean high?",
    ),
    "unknown kind and a range, which a grid could not take": (
        design("lhs", "samples = 8", "general_trust = {}"),
        "there is no kind of design 'lhs'",
        "latin-hypercube",
    ),
    "one at a time of nothing": (
        design("one-at-a-time"),
        "experiment.design.kind: is one-at-a-time, but nothing varies",
        "name factors",
    ),
    "levels as text": (
        design("grid", "", "general_trust = '0.3, 0.4'"),
        "must be a list of levels, such as [0.3, 0.4], or a range",
        "not '0.3, 0.4'",
    ),
    "structure as a range": (
        design("sobol", "samples = 8", "structure = {}"),
        "experiment.factors.structure: can have no range",
        "vary network_position",
    ),
    "start as a range": (
        design("sobol", "samples = 8", "start = {}"),
        "start: can have no range",
        "list its levels",
    ),
    "words as a range": (
        design("sobol", "samples = 8", "programmes.executive.enabled = {}"),
        "takes words; list them",
        "vary the parameter executive as a range",
    ),
    "fixed": (
        design("sobol", "samples = 8", "deprivation_mean = {}"),
        "deprivation_mean is fixed: it is declared at 23.5",
        "list its levels",
    ),
    "size without ends": (
        design("sobol", "samples = 8", "area.pcns = { low = 3 }"),
        "area.pcns: has no declared range",
        "give low and high between 1 and 20000",
    ),
    "table as a range": (
        design("sobol", "samples = 8", "contact_share = {}"),
        "contact_share is a table",
        "contact_share.simple",
    ),
    # vary
    "vary nothing known": (
        design("sobol", "samples = 8\nvary = ['trsut_forgetting']"),
        "vary: names 'trsut_forgetting', which is no parameter",
        "did you mean trust_forgetting?",
    ),
    "vary what is fixed": (
        design("sobol", "samples = 8\nvary = ['deprivation_mean']", TRUST),
        "vary: names deprivation_mean, which is fixed",
        "list its levels",
    ),
    "leave out what does not vary": (
        design("sobol", "samples = 8\nvary = ['trust']\nleave_out = ['demand_scale']"),
        "leave_out: names demand_scale, which vary does not bring in",
        "take it out",
    ),
    "leave out of nothing": (
        design("sobol", "samples = 8\nleave_out = ['trust']", TRUST),
        "leave_out: leaves out of vary, but vary names nothing",
        "take it out",
    ),
    # the same twice
    "block and parameter": (
        design(
            "sobol", "samples = 8", "programmes.executive.powers = {}\nexecutive_powers = {}", "executive = 1"
        ).replace("executive = 1", "[programmes.executive]\nenabled = true"),
        "executive_powers: varies the same as the factor programmes.executive.powers",
        "keep one of the two",
    ),
    "structure and dial": (
        design("sobol", "samples = 8", "structure = [0, 1]\nnetwork_position = {}"),
        "experiment.factors.network_position: varies the same",
        "keep one",
    ),
    "factor quoted and nested": (
        "[experiment.factors]\n'area.pcns' = [1]\narea.pcns = [2]",
        "experiment.factors.area.pcns: is set twice",
        "x.toml",
    ),
    # together
    "no groups": (
        design("grid", "together = ['general_trust', 'initial_trust_gps']", TWO),
        "together: must be a list of groups",
        "such as [[",
    ),
    "group of one": (
        design("grid", "together = [['general_trust']]", TWO),
        "group 1 has one factor",
        "take it out",
    ),
    "group of no factor": (
        design("grid", "together = [['general_trust', 'initial_trust_gsp']]", TWO),
        "group 1 names initial_trust_gsp, which is no factor",
        "did you mean initial_trust_gps?",
    ),
    "factor in two groups": (
        design("grid", f"{PAIR[:-1]}, ['demand_scale', 'general_trust']]", f"{TWO}\ndemand_scale = [1, 1.1]"),
        "group 2 moves general_trust, which group 1 moves too",
        "make them one group",
    ),
    "factor twice in a group": (
        design("grid", "together = [['general_trust', 'general_trust']]", TWO),
        "group 1 names a factor twice",
        "keep one",
    ),
    "levels and ranges": (
        design("sobol", f"samples = 8\n{PAIR}", "general_trust = {}\ninitial_trust_gps = [0.3, 0.4]"),
        "group 1 mixes general_trust, which has a range, with initial_trust_gps, which has levels",
        "give both the same",
    ),
    "out of step": (
        design("grid", PAIR, "general_trust = [0.3, 0.4]\ninitial_trust_gps = [0.3]"),
        "general_trust has 2, initial_trust_gps has 1",
        "give them the same number",
    ),
    "ranges out of step": (
        design("grid", PAIR, "general_trust = { levels = 3 }\ninitial_trust_gps = { levels = 4 }"),
        "general_trust has 3, initial_trust_gps has 4",
        "give them the same number",
    ),
    # cross
    "cross in a grid": (
        design("grid", "cross = ['general_trust']", TWO),
        "cross: is not needed: listed levels are combined",
        "take it out",
    ),
    "cross a range": (
        design("one-at-a-time", "cross = ['general_trust']", TRUST),
        "cross: names general_trust, which has a range",
        "list its levels",
    ),
    "cross no factor": (
        design("one-at-a-time", "cross = ['structure']", TRUST),
        "cross: names structure, which is no factor",
        "add it to [experiment.factors]",
    ),
    "neither crossed nor a column": (
        design("list", "points = [{ structure = 0 }]", "general_trust = [0.3, 0.4]"),
        "experiment.factors.general_trust: is no column of the points",
        'cross = ["general_trust"]',
    ),
    "column and factor": (
        design("list", "points = [{ structure = 0 }]", "structure = [0, 1]"),
        "experiment.factors.structure: is a column of the points already",
        "keep one",
    ),
    # constraints
    "constraints of indices": (
        design("saltelli", "samples = 8\nconstraints = ['general_trust < 0.5']", TRUST),
        "constraints: would leave points out, and the points of a saltelli design belong together",
        "take latin-hypercube or sobol",
    ),
    "unknown name": (
        design("grid", "constraints = ['genral_trust < 0.5']", TWO),
        "constraints: 1 (genral_trust < 0.5) names genral_trust, which there is not",
        "did you mean general_trust?",
    ),
    "table in a constraint": (
        design("grid", "constraints = ['contact_share < 0.5']", TWO),
        "names contact_share",
        "contact_share.simple",
    ),
    "structure in a constraint": (
        design("grid", "constraints = ['structure == 1']", TWO),
        "names structure",
        "name network_position instead",
    ),
    "one equals sign": (
        design("grid", "constraints = ['general_trust = 0.5']", TWO),
        "cannot be read",
        "equality is written ==",
    ),
    "cut short": (
        design("grid", "constraints = ['general_trust <']", TWO),
        "cannot be read",
        "write it like",
    ),
    "function": (
        design("grid", "constraints = ['__import__(\"os\") == 1']", TWO),
        "calls __import__, which is not allowed",
        "functions are abs, max, min, round",
    ),
    "no condition": (
        design("grid", "constraints = ['general_trust + 1']", TWO),
        "is no condition",
        "compare",
    ),
    "lambda": (design("grid", "constraints = ['(lambda: 1) == 1']", TWO), "uses Lambda", "and, or, not"),
    "ampersand": (
        design("grid", "constraints = ['(general_trust < 1) & (demand_scale < 2)']", TWO),
        "uses &, which cannot stand in a constraint",
        "write and, or, not",
    ),
    # baseline
    "baseline of a range": (
        "[experiment.baseline]\ngeneral_trust = 0.3\n" + design("sobol", "samples = 8", TRUST),
        "experiment.baseline.general_trust: has a range",
        "name a factor with listed levels",
    ),
    "baseline one at a time": (
        "[experiment.baseline]\ngeneral_trust = 0.3\n" + design("one-at-a-time", "", TWO),
        "experiment.baseline.general_trust: varies one at a time",
        "set its value there",
    ),
    "baseline out of step": (
        "[experiment.baseline]\ngeneral_trust = 0.3\ninitial_trust_gps = 0.6\n" + design("grid", PAIR, TWO),
        "experiment.baseline.initial_trust_gps: is not in step with general_trust",
        "has 0.5 there",
    ),
    "part of a point as baseline": (
        "[experiment.baseline]\nstructure = 0\n"
        + design(
            "list",
            "points = [{ structure = 0, general_trust = 0.3 }, { structure = 1, general_trust = 0.4 }]",
        ),
        "experiment.baseline.structure: names a part of a point",
        "name general_trust too",
    ),
    "baseline that is no point": (
        "[experiment.baseline]\nstructure = 0\ngeneral_trust = 0.4\n"
        + design(
            "list",
            "points = [{ structure = 0, general_trust = 0.3 }, { structure = 1, general_trust = 0.4 }]",
        ),
        "is no point of the list",
        "name one of them",
    ),
    # programmes
    "range over a programme that is off": (
        design("sobol", "samples = 8", "executive_powers = {}"),
        "executive_powers: has no effect while the programme is off",
        "programmes.executive.enabled = true",
    ),
    "never in the run": (
        design(
            "sobol",
            "samples = 8",
            "executive_start_week = { low = 60 }",
            "weeks = 52\n[programmes.executive]\nenabled = true",
        ),
        "executive_start_week: has the level 60, after the end of the run",
        "choose an earlier week",
    ),
    # points
    "no points": (design("list"), "kind: is list, which needs points", 'points = "points.csv"'),
    "points as number": (design("list", "points = 3"), "points: must be a list of tables or the path", "3"),
    "not one point": (design("list", "points = []"), "points: has no point", "write points"),
    "ragged": (
        design(
            "list", "points = [{ structure = 0, demand_scale = 1 }, { structure = 1, general_trust = 0.3 }]"
        ),
        "points[2]: lacks demand_scale and has general_trust, which the first point has not",
        "the same factors",
    ),
    "unknown column": (
        design("list", "points = [{ strcture = 0 }]"),
        "points: has a column strcture, which is no factor",
        "did you mean structure?",
    ),
    "columns that are the same": (
        design("list", "points = [{ structure = 0, network_position = 1 }]"),
        "has a column network_position and structure, which vary the same",
        "keep one",
    ),
    "bad level of a point": (
        design("list", "points = [{ structure = 0 }, { structure = 'netwrk' }]"),
        "points[2]: structure must be hierarchy",
        "did you mean network?",
    ),
    "point twice": (
        design("list", "points = [{ structure = 1 }, { structure = 'network' }]"),
        "points[2]: repeats experiment.design.points[1]",
        "keep one",
    ),
    "no file of points": (design("list", "points = 'p.csv'"), "points: p.csv is not in ", "p.csv"),
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


FILES = {
    "empty": (b"", "has no header"),
    "header alone": (b"structure\n", "has a header but no points"),
    "not UTF-8": (b"structure\n\xff\n", "is not UTF-8 text (byte 10); save it as UTF-8"),
    "semicolons": (b"structure;general_trust\n0;0.3\n", "parted by semicolons; save it with commas"),
    "row too short": (b"structure,general_trust\n0\n", "line 2 has 1 cells, but the header has 2"),
    "nameless column": (b"structure,\n0,1\n", "has no name in column 2"),
    "column twice": (b"structure,structure\n0,1\n", "has a column structure twice"),
    "text for a number": (b"general_trust\n0.3\nmuch\n", "p.csv, line 3: general_trust must be a number"),
    "empty cell": (b"structure,general_trust\n0,0.3\n1,\n", "p.csv, line 3: general_trust is empty"),
    "nan": (b"general_trust\nnan\n", "line 2: general_trust must be a finite number"),
    "out of limits": (b"general_trust\n1.5\n", "line 2: general_trust is 1.5, above"),
    "row twice": (b"general_trust\n0.3\n0.30\n", "line 3: repeats p.csv, line 2; keep one"),
    "quotes": (b'structure\n"network\n', "is no CSV file"),
}


@pytest.mark.parametrize("case", sorted(FILES))
def test_a_file_of_points(case: str, tmp_path: Path) -> None:
    content, expected = FILES[case]
    (tmp_path / "p.csv").write_bytes(content)
    said = message(tmp_path, design("list", "points = 'p.csv'"))
    assert said.startswith("x.toml, experiment.design.points: p.csv") or "column" in said
    assert expected in said


def test_many_bad_cells_are_counted_and_other_files_named(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("general_trust\n" + "much\n" * 9, encoding="utf-8")
    said = message(tmp_path, design("list", "points = 'p.csv'"))
    assert said.startswith("6 mistakes:")
    assert "has 4 more mistakes of this kind" in said
    assert "; there is p.csv" in message(tmp_path, design("list", "points = 'q.csv'"))
    (tmp_path / "r.csv").mkdir()
    assert "r.csv is a folder" in message(tmp_path, design("list", "points = 'r.csv'"))


def test_mistakes_are_all_told_at_once(tmp_path: Path) -> None:
    said = message(
        tmp_path,
        design(
            "sobol",
            "samples = 60\ntrajectories = 3\ntogether = [['general_trust']]\nconstraints = ['x < 1']",
            "general_trust = { low = 0 }\nstructure = []\ndemand_scale = {}",
        ),
    )
    assert said.startswith("6 mistakes:")
    for place in ("samples", "trajectories", "together", "constraints", "general_trust", "structure"):
        assert place in said


def test_a_list_says_that_what_it_varies_cannot_be_fixed(tmp_path: Path) -> None:
    said = message(
        tmp_path, design("list", "points = [{ structure = 0 }, { structure = 1 }]"), "structure=0.5"
    )
    assert "has a column structure, which a later file or --set fixes" in said


def test_mistakes_in_set_name_it(tmp_path: Path) -> None:
    said = message(tmp_path, design("sobol", "samples = 8", TRUST), "experiment.design.samples=7")
    assert said.startswith("--set experiment.design.samples=7: is 7; a Sobol sequence")
    said = message(tmp_path, "", "samples=8")
    assert "did you mean the setting experiment.design.samples?" in said


def test_mistakes_in_python() -> None:
    with pytest.raises(InputError) as caught:
        Config().with_design(kind="saltlli", sampels=8, factors={"general_tust": None, "demand_scale": "1"})
    said = str(caught.value)
    for text in (
        "with_design, experiment.factors.general_tust: is no factor; did you mean general_trust?",
        "with_design, experiment.factors.demand_scale: must be a list of levels",
        "did you mean saltelli?",
        "did you mean experiment.design.samples?",
    ):
        assert text in said


def test_constraints_keep_arms_from_contradicting_themselves(tmp_path: Path) -> None:
    text = design(
        "grid",
        "constraints = ['executive_end_week > executive_start_week']",
        "executive_start_week = [0, 60]\nexecutive_end_week = [52, 104]",
        "[programmes.executive]\nenabled = true",
    )
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    assert len(load(path).experiment.factors) == 2
    said = message(tmp_path, text.replace("constraints = ['executive_end_week > executive_start_week']", ""))
    assert "the programme starts in week 60" in said
    together = "together = [['executive_start_week', 'executive_end_week']]"
    path.write_text(
        text.replace("constraints = ['executive_end_week > executive_start_week']", together), "utf-8"
    )
    assert load(path).experiment.design.together
