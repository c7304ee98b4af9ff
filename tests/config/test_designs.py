"""Designs in a file and in Python: ranges, kinds, what varies, what moves together, points, constraints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pcnsim.config import Config, InputError, declared, load
from pcnsim.config.arms import arms
from pcnsim.config.design import KINDS, Design, Range
from pcnsim.config.explain import explain
from pcnsim.config.selection import chosen

pytestmark = pytest.mark.unit

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "x.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


KINDS_OF_DESIGN = {
    "grid": "[experiment.factors]\ngeneral_trust = { levels = 3 }\nstructure = ['network', 0.2]",
    "grid of groups": (
        "[experiment.design]\ntogether = [['general_trust', 'initial_trust_gps']]\n[experiment.factors]\n"
        "general_trust = [0.3, 0.4]\ninitial_trust_gps = [0.5, 0.6]\nstart = ['founding', 'established']"
    ),
    "list": (
        "[experiment]\nbaseline = { structure = 0, programmes.executive.enabled = false }\n"
        "[experiment.design]\nkind = 'list'\ncross = ['general_trust']\npoints = [\n"
        "{ structure = 'network', programmes.executive.enabled = true },\n"
        "{ structure = 'hierarchy', programmes.executive.enabled = false }]\n"
        "[experiment.factors]\ngeneral_trust = [0.3, 0.4]"
    ),
    "list of areas": ("[experiment.design]\nkind = 'list'\npoints = [{ area = 'a' }, { area = 'b' }]"),
    "one-at-a-time": (
        "[experiment.design]\nkind = 'one-at-a-time'\nvary = ['contact_share']\ncross = ['structure']\n"
        "[experiment.factors]\nstructure = [0, 1]\nspan_of_control = {levels = 3}"
    ),
    "latin-hypercube": (
        "[experiment.design]\nkind = 'latin-hypercube'\nsamples = 7\nconstraints = ['general_trust < 0.6']\n"
        "[experiment.factors]\nstructure = [0, 1]\ngeneral_trust = {low = 0.3}\n'area.pcns' = {low = 2, high = 5}"
    ),
    "sobol": "[experiment]\nweekly = true\n[experiment.design]\nkind = 'sobol'\nsamples = 8\nvary = 'trust'",
    "saltelli": (
        "[experiment.design]\nkind = 'saltelli'\nsamples = 8\nsecond_order = true\nvary = ['all']\n"
        "leave_out = ['programmes.executive.enabled', 'Demand']"
    ),
    "morris": "[experiment.design]\nkind = 'morris'\ntrajectories = 4\nvary = ['all']",
}


@pytest.mark.parametrize("case", sorted(KINDS_OF_DESIGN))
def test_what_is_written_is_complete_and_loads_to_the_same(case: str, write: Write, tmp_path: Path) -> None:
    for folder in ("a", "b", "elsewhere"):
        (tmp_path / folder).mkdir()
    config = load(write(KINDS_OF_DESIGN[case]))
    assert config.experiment.design.kind == case.partition(" ")[0]
    for value in config.experiment.factors.values():
        if isinstance(value, Range):
            assert None not in (value.low, value.high, value.scale)
    for relative_to in (None, tmp_path, tmp_path / "elsewhere"):
        text = config.to_toml(relative_to)
        again = load(
            write(text, f"{relative_to.name if relative_to == tmp_path / 'elsewhere' else '.'}/y.toml")
        )
        assert again == config
        assert list(again.experiment.factors) == list(config.experiment.factors)
        assert again.to_toml(relative_to) == text


def test_every_kind_is_tried_here() -> None:
    assert {case.partition(" ")[0] for case in KINDS_OF_DESIGN} == set(KINDS)


def test_all_are_the_parameters_with_a_range_in_declared_order() -> None:
    config = Config().with_design(kind="morris", trajectories=4, vary="all")
    names = [
        one.name for one in declared().values() if one.low < one.high and one.default is not None
    ]  # a share without default follows the structure
    assert list(config.experiment.factors) == names
    assert list(config.experiment.design.drawn) == names
    scales = {"uniform": "linear", "loguniform": "log", "discrete": "whole", "binary": "whole"}
    for name, found in config.experiment.factors.items():
        one = declared()[name]
        assert isinstance(found, Range)
        assert found.scale == scales[one.scale]
        assert found.high == one.high
        assert found.low == one.low
        assert one.fault(found.low) is None
        assert one.fault(found.high) is None


def test_names_that_stand_for_several() -> None:
    trust = [one.name for one in declared().values() if one.submodel == "Trust on ties (SM10)"]
    for name in ("Trust on ties (SM10)", "trust on ties", "trust", "SM10", "sm10"):
        assert chosen(name) == trust
    assert chosen("contact_share") == [one for one in declared() if one.startswith("contact_share.")]
    assert chosen("programmes.executive.powers") == ["executive_powers"]
    assert chosen("executive") == chosen("programmes.executive")
    assert {"executive", "executive_powers", "executive_start_week"} <= set(chosen("executive"))
    assert {one.submodel for one in map(declared().__getitem__, chosen("SM9"))} == {
        title for title in {one.submodel for one in declared().values()} if "SM9" in title
    }
    assert chosen("nothing") == chosen("") == []


def test_explain_knows_submodels_by_their_code_and_the_range_of_a_design() -> None:
    assert "trust_prior_mass" in explain(["SM10"])
    assert "varies it over 0.96 to 0.995, linear scale" in explain(["trust_forgetting"])
    assert "varies it over 4 to 10, whole numbers" in explain(["span_of_control"])
    assert "varies it" not in explain(["deprivation_mean"])


def test_a_range_takes_what_it_lacks_from_the_declaration(write: Write) -> None:
    path = write("[experiment.design]\nkind = 'sobol'\nsamples = 64")
    found = load(path, ["experiment.factors.trust_forgetting={low=0.97,high=0.99}"]).experiment
    assert found.factors == {"trust_forgetting": Range(low=0.97, high=0.99, scale="linear")}
    found = load(path, ["experiment.factors.minutes_per_contact.simple={scale='log'}"]).experiment
    one = declared()["minutes_per_contact.simple"]
    assert found.factors == {one.name: Range(low=one.low, high=one.high, scale="log")}
    found = load(path, ["experiment.factors.network_position={}", "experiment.design.samples=128"]).experiment
    assert found.factors == {"network_position": Range(low=0.0, high=1.0, scale="linear")}
    assert found.design.samples == 128
    block = load(path, ["executive=1", "experiment.factors.programmes.executive.powers={high=0.5}"])
    assert block.experiment.factors == {
        "programmes.executive.powers": Range(low=0.0, high=0.5, scale="linear")
    }


def test_files_that_extend_win_key_by_key(write: Write) -> None:
    write(
        "[experiment.design]\nkind = 'saltelli'\nsamples = 64\nsecond_order = true\nvary = ['trust']\n"
        "[experiment.factors]\ndemand_scale = { low = 0.9, high = 1.1 }",
        "base.toml",
    )
    path = write("extends = 'base.toml'\n[experiment.design]\nkind = 'morris'\ntrajectories = 4")
    design = load(path).experiment.design
    assert (design.kind, design.samples, design.second_order, design.levels) == ("morris", None, False, 4)
    assert "demand_scale" in load(path).experiment.factors
    path = write("extends = 'base.toml'\n[experiment.factors]\ndemand_scale = [0.9, 1.0]")
    found = load(path).experiment
    assert found.factors["demand_scale"] == (0.9, 1.0)
    assert found.reference == {"demand_scale": 0.9}


def test_main_parameters_vary_by_one_word() -> None:
    config = Config().with_design(kind="sobol", samples=2, vary=["main"], factors={"structure": ["hybrid"]})
    stars = [one.name for one in declared().values() if one.main and one.name != "network_position"]
    assert 20 < len(stars) < 60
    assert set(config.experiment.factors) == {"structure", *stars}
    assert all(isinstance(config.experiment.factors[name], Range) for name in stars)


def test_what_is_fixed_later_does_not_vary(write: Write) -> None:
    path = write(
        "[parameters]\ntrust_forgetting = 0.97\n[experiment.design]\nkind = 'sobol'\nsamples = 8\nvary = ['all']\n"
        "together = [['general_trust', 'initial_trust_gps']]"
    )
    found = load(path).experiment
    assert {"trust_forgetting", "network_position", "general_trust"} <= set(found.factors)
    later = load(path, ["trust_forgetting=0.98", "structure=network", "general_trust=0.4"])
    assert not {"trust_forgetting", "network_position", "general_trust"} & set(later.experiment.factors)
    assert len(later.experiment.factors) == len(found.factors) - 3
    assert later.experiment.design.together == ()
    off = load(path, ["programmes.executive.enabled=false"])
    assert "executive" not in off.experiment.factors
    assert "executive_powers" in off.experiment.factors  # without effect, but asked for with all
    assert load(write(off.to_toml(), "y.toml")) == off


def test_factors_keep_their_own_levels_beside_vary() -> None:
    design = {"kind": "latin-hypercube", "samples": 5}
    config = Config().with_design(
        **design, vary=["all"], factors={"structure": [0, 1], "trust_forgetting": {"low": 0.97}}
    )
    factors = config.experiment.factors
    assert list(factors)[:2] == ["structure", "trust_forgetting"]
    assert "network_position" not in factors
    assert factors["trust_forgetting"] == Range(low=0.97, high=0.995, scale="linear")
    assert "trust_forgetting" not in config.experiment.design.drawn
    assert config.experiment.reference == {"structure": 0}


POINTS = (
    "\ufeffstructure, general_trust,programmes.executive.enabled,area\r\n"
    "network,0.4,TRUE,a\r\n\r\n0.25,.5,false,b\r\n"
)


def test_points_from_a_file(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
    (folder / "points.csv").write_text(POINTS, encoding="utf-8")
    config = load(write("[experiment.design]\nkind = 'list'\npoints = 'data/points.csv'"))
    first, second = config.experiment.design.points
    assert first == {
        "structure": "network",
        "general_trust": 0.4,
        "programmes.executive.enabled": True,
        "area": str(folder / "a"),
    }
    assert second["structure"] == 0.25
    assert second["programmes.executive.enabled"] is False
    assert list(config.experiment.factors) == list(first)
    assert config.experiment.factors["structure"] == ("network", 0.25)
    assert config.experiment.reference == first
    (folder / "points.csv").unlink()
    assert load(write(config.to_toml(), "y.toml")) == config, "the written config holds the points"


@pytest.mark.parametrize(
    "design",
    [
        "kind = 'list'\npoints = [{ programmes.executive.enabled = true }, { programmes.executive.enabled = false }]",
        "kind = 'morris'\ntrajectories = 4\nvary = ['executive']",
    ],
)
def test_a_design_may_switch_a_programme(design: str, write: Write) -> None:
    block = "[programmes.executive]\npowers = 0.4\n"
    assert load(write(f"{block}[experiment.design]\n{design}")).parameters.executive_powers == 0.4
    with pytest.raises(InputError, match="does not say whether it is on"):
        load(write(block))


def test_points_from_python(tmp_path: Path) -> None:
    import pandas as pd

    points = [{"structure": "network", "general_trust": 0.4}, {"structure": 0.5, "general_trust": 0.5}]
    expected = Config().with_design(kind="list", points=points).experiment
    assert expected.design.points == tuple(points)
    assert Config().with_design(kind="list", points=pd.DataFrame(points)).experiment == expected
    path = tmp_path / "p.csv"
    pd.DataFrame(points).to_csv(path, index=False)
    assert Config().with_design(kind="list", points=path).experiment == expected


def test_a_design_in_python_is_that_of_a_file(write: Write) -> None:
    path = write(KINDS_OF_DESIGN["latin-hypercube"] + "\n[experiment.baseline]\nstructure = 1")
    made = Config().with_design(
        kind="latin-hypercube",
        samples=7,
        constraints=("general_trust < 0.6",),
        factors={"structure": (0, 1), "general_trust": Range(low=0.3), "area.pcns": {"low": 2, "high": 5}},
        baseline={"structure": 1},
    )
    assert made == load(path)
    more = made.with_design(kind="sobol", samples=8, replications=3, weekly=True)
    assert more.experiment.factors == made.experiment.factors
    assert more.experiment.baseline == {"structure": 1}
    assert (more.experiment.replications, more.experiment.weekly) == (3, True)
    assert more.experiment.design == Design(kind="sobol", samples=8)
    import numpy as np

    spaced = Config().with_design(factors={"general_trust": np.linspace(0.3, 0.5, 3)}).experiment
    assert spaced.factors == {"general_trust": tuple(np.linspace(0.3, 0.5, 3).tolist())}


def test_what_differences_are_taken_from() -> None:
    def reference(**design: object) -> dict[str, object]:
        return dict(Config().with_design(**design).experiment.reference)  # type: ignore[arg-type]

    groups = [["general_trust", "initial_trust_gps"]]
    levels = {"general_trust": [0.3, 0.4], "initial_trust_gps": [0.5, 0.6], "structure": [0, 1]}
    assert reference(factors=levels) == {"general_trust": 0.3}
    assert reference(factors=levels, together=groups) == {"general_trust": 0.3, "initial_trust_gps": 0.5}
    assert reference(factors=levels, together=groups, baseline={"initial_trust_gps": 0.6}) == {
        "initial_trust_gps": 0.6,
        "general_trust": 0.4,
    }
    assert reference(kind="one-at-a-time", factors=levels) == {}
    assert reference(kind="one-at-a-time", factors=levels, cross=["structure"]) == {}
    assert reference(kind="sobol", samples=8, factors={"general_trust": None}) == {}


def test_setting_factors_leaves_a_design_that_can_be_written(write: Write) -> None:
    for case, text in KINDS_OF_DESIGN.items():
        if case == "list of areas":
            continue
        config = load(write(text))
        values = config.experiment.factors
        point = {name: one.high if isinstance(one, Range) else one[0] for name, one in values.items()}
        one = config.with_factors(point)
        assert one.experiment.factors == {}
        ranges = {name for name, value in values.items() if isinstance(value, Range) and name in declared()}
        drawn = ranges if config.experiment.design.sampled else set(config.experiment.design.drawn)
        assert set(one.experiment.design.drawn) == drawn
        assert one.experiment.design == Design(drawn=one.experiment.design.drawn)
        assert load(write(one.to_toml(), "y.toml")) == one
        if len(point) > 1:
            part = config.with_factors(dict(list(point.items())[:1]))
            assert load(write(part.to_toml(), "y.toml")) == part


def test_a_point_of_a_sweep_may_contradict_itself_and_is_written(write: Write) -> None:
    config = load(
        write(
            "[programmes.executive]\nenabled = true\n[experiment.design]\nkind = 'latin-hypercube'\nsamples = 4\n"
            "[experiment.factors]\nprogrammes.executive.start_week = {}\nprogrammes.executive.end_week = {}"
        )
    )
    point = config.with_factors({"programmes.executive.start_week": 104, "programmes.executive.end_week": 52})
    assert load(write(point.to_toml(), "y.toml")) == point
    assert point.experiment.design.drawn == ("executive_start_week", "executive_end_week")
    plain = Config().with_factors({"executive": 1, "executive_start_week": 104, "executive_end_week": 52})
    with pytest.raises(InputError, match="the programme starts in week 104"):
        load(write(plain.to_toml(), "z.toml"))


def test_arms_are_those_of_the_design() -> None:
    def of(names: set[str], **design: object) -> list[list[dict[str, object]]]:
        return list(arms(Config().with_design(**design).experiment, names))  # type: ignore[arg-type,misc]

    levels = {"general_trust": [0.3, 0.4], "initial_trust_gps": [0.5, 0.6], "structure": [0, 1]}
    groups = [["general_trust", "initial_trust_gps"]]
    assert len(of(set(levels), factors=levels)) == 8
    in_step = of(set(levels), factors=levels, together=groups)
    assert [tuple(one.values()) for (one,) in in_step] == [
        (0.3, 0.5, 0),
        (0.3, 0.5, 1),
        (0.4, 0.6, 0),
        (0.4, 0.6, 1),
    ]
    assert of({"general_trust"}, factors=levels) == [[{"general_trust": 0.3}], [{"general_trust": 0.4}]]
    alone = of(set(levels), kind="one-at-a-time", factors=levels, cross=["structure"])
    assert len(alone) == (1 + 2 + 2) * 2
    sampled = of(
        {"general_trust", "trust_forgetting", "structure"},
        kind="sobol",
        samples=8,
        factors={"general_trust": None, "trust_forgetting": None, "structure": [0, 1]},
    )
    assert [len(ends) for ends in sampled] == [4, 4]
    rows = [{"general_trust": 0.3, "demand_scale": 1}, {"general_trust": 0.3, "demand_scale": 1.1}]
    assert of({"general_trust"}, kind="list", points=rows) == [[{"general_trust": 0.3}]]


def test_the_sweeps_that_are_here(root: Path) -> None:
    varied = len(chosen("all"))
    for name in ("screening-morris", "variance-saltelli"):
        config = load(root / "configs" / f"{name}.toml")
        assert len(config.experiment.factors) == varied
        head = (root / "configs" / f"{name}.toml").read_text("utf-8").partition("\nname")[0]
        assert str(varied) in head or f"{varied + 1}" in head
    config = load(root / "configs" / "sweep-trust-size.toml")
    points = list(arms(config.experiment, set(config.experiment.factors)))
    assert len(points) == 60


def test_the_examples_of_the_docs(root: Path, write: Write) -> None:
    page = (root / "docs" / "experiments.md").read_text("utf-8")
    section = page.partition("## Designs")[2].partition("\n## ")[0]
    levels, kinds, held = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    sampled = levels.replace("levels = 4", "")
    assert (
        len(load(write(f"{sampled}\n[experiment.design]\nkind = 'sobol'\nsamples = 8")).experiment.factors)
        == 4
    )
    assert len(load(write(held)).experiment.factors) == 6
    tried = []
    for text in kinds.split("[experiment.design]")[1:]:
        factor = "" if "vary" in text or "samples" not in text else "[experiment.factors]\ngeneral_trust = {}"
        tried.append(load(write(f"[experiment.design]{text}\n{factor}")).experiment.design.kind)
    assert tried == list(KINDS)
