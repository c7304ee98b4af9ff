"""Reading, extending, setting and writing configurations; what a digest depends on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcnsim.config import Config, Declaration, Structure, declared, load
from pcnsim.config.parameters import PROGRAMMES

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and gives its path."""

    def writer(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return writer


@pytest.mark.unit
def test_an_empty_file_is_the_defaults(write: Write) -> None:
    config = load(write("empty.toml", ""))
    assert config == Config() == load(None)
    assert (config.weeks, config.burn_in_weeks, config.start, config.seed) == (260, 52, "founding", 1)
    assert config.structure == Structure.at("hybrid")
    assert config.area.pcns == 9
    assert config.experiment.reference == {}


@pytest.mark.unit
def test_a_child_wins_setting_by_setting(write: Write) -> None:
    write(
        "base.toml",
        "weeks = 100\nseed = 4\n[parameters]\ndemand_scale = 1.1\nminutes_per_contact.simple = 10\n",
    )
    write("middle.toml", 'extends = "base.toml"\nseed = 5\n[parameters.minutes_per_contact]\ncomplex = 18\n')
    child = write("sub/child.toml", 'extends = "../middle.toml"\n[parameters]\ndemand_scale = 0.9\n')
    config = load(child)
    assert (config.weeks, config.seed) == (100, 5)
    assert config.parameters.changed() == {
        "demand_scale": 0.9,
        "minutes_per_contact.simple": 10,
        "minutes_per_contact.complex": 18,
    }


@pytest.mark.unit
def test_folders_belong_to_the_file_that_names_them(write: Write, tmp_path: Path) -> None:
    (tmp_path / "areas" / "here").mkdir(parents=True)
    base = write("configs/base.toml", 'area = "../areas/here"')
    child = write("elsewhere/deep/child.toml", 'extends = "../../configs/base.toml"')
    for config in (load(base), load(child)):
        assert config.area.folder == str(tmp_path / "areas" / "here")
    synthetic = load(write("configs/back.toml", 'extends = "base.toml"\n[area]\npcns = 3'))
    assert synthetic.area.synthetic
    assert load(base, ["area.pcns=3"]).area == synthetic.area
    named = write("configs/named.toml", 'extends = "back.toml"\n[area]\nfolder = "../areas/here"')
    assert load(named).area == load(base).area


@pytest.mark.unit
def test_set_reaches_everything(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "city").mkdir()
    sets = [
        "seed=7",
        "weeks = 30",
        "structure=network",
        "start=established",
        "established_structure=0.25",
        "name=a name",
        "description=2026",
        "area=city",
        "demand_scale=1.1",
        "minutes_per_contact.urgent=11",
        "experiment.replications=3",
        'experiment.factors.structure=["hybrid", 1]',
        "experiment.factors.agency_mix.child.family_support=[0.3, 0.4]",
        "experiment.baseline.structure=hybrid",
        'experiment.outcomes=["waits"]',
    ]
    config = load(write("x.toml", ""), sets)
    assert (config.seed, config.weeks, config.start) == (7, 30, "established")
    assert (config.name, config.description) == ("a name", "2026")
    assert config.structure == Structure.at("network")
    assert config.structure_before == Structure.at(0.25)
    assert config.area.folder == str(tmp_path / "city")
    assert config.parameters.value("minutes_per_contact.urgent") == 11
    assert config.experiment.factors == {
        "structure": ("hybrid", 1),
        "agency_mix.child.family_support": (0.3, 0.4),
    }
    assert config.experiment.reference == {"structure": "hybrid"}
    assert config.experiment.outcomes == ("waits",)


@pytest.mark.unit
def test_the_dial_is_the_structure(write: Write) -> None:
    by_name = load(write("a.toml", "structure = 0.3"))
    assert by_name == load(write("b.toml", "[parameters]\nnetwork_position = 0.3"))
    assert by_name == load(write("c.toml", 'structure = "network"'), ["network_position=0.3"])
    assert (
        by_name
        == Config().with_factors({"network_position": 0.3})
        == Config().with_factors({"structure": 0.3})
    )


FULL = """
name = "full"
description = "ümlaut \\" and quote"
seed = 3
weeks = 104
start = "established"
established_structure = "network"
structure = 0.3
[area]
pcns = 4
practices_per_pcn = 5
seed = 9
[parameters]
demand_scale = 1.0500000000000003
span_of_control = 7
meeting_share = 0.25
agency_mix.child.family_support = 0.5
[[structure_changes]]
week = 10
structure = "network"
pcns = ["U1", "U2"]
[[structure_changes]]
week = 10
direct_case_share = 0
pcns = ["U3"]
[experiment]
replications = 4
outcomes = ["trust"]
baseline = { structure = "hybrid", demand_scale = 1 }
[experiment.factors]
structure = ["hierarchy", 0.5, "network"]
demand_scale = [0.9, 1.0, 1.1]
"area.pcns" = [3, 6]
minutes_per_contact.simple = [9, 10]
"""


@pytest.mark.unit
def test_what_is_written_loads_to_the_same(write: Write) -> None:
    config = load(write("full.toml", FULL))
    again = load(write("again.toml", config.to_toml()))
    assert again == config
    assert again.digest() == config.digest()
    assert again.to_toml() == config.to_toml()


@pytest.mark.unit
def test_area_folders_are_written_absolute_or_relative(write: Write, tmp_path: Path) -> None:
    (tmp_path / "areas" / "x").mkdir(parents=True)
    (tmp_path / "areas" / "y").mkdir(parents=True)
    text = 'area = "areas/x"\n[experiment]\n'
    text += 'factors = { area = ["areas/x", "areas/y"] }\nbaseline = { area = "areas/y" }'
    config = load(write("real.toml", text))
    assert load(write("far/away/absolute.toml", config.to_toml())) == config
    relative = config.to_toml(relative_to=tmp_path / "results" / "one")
    assert str(tmp_path) not in relative
    assert load(write("results/one/config.toml", relative)) == config


SWITCHES = {one.switch for one in PROGRAMMES.values()}
# Without switches: programmes that are on may contradict themselves.
FREE = [one for one in declared().values() if one.name not in SWITCHES]


def within(one: Declaration) -> tuple[float, float]:
    """Return the plausible range as far as it lies within the limits."""
    return max(one.low, one.low if one.minimum is None else one.minimum), one.high


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_round_trip_of_any_parameters(data: st.DataObject, write: Write) -> None:
    chosen = data.draw(st.lists(st.sampled_from(FREE), max_size=6, unique_by=lambda one: one.name))
    values: dict[str, Any] = {}
    for one in chosen:
        numbers: st.SearchStrategy[Any] = (
            st.integers(int(one.low), int(one.high)) if one.whole else st.floats(*within(one))
        )
        values[one.name] = data.draw(numbers)
    config = Config().model_copy(update={"parameters": Config().parameters.with_values(values)})
    again = load(write("any.toml", config.to_toml()))
    assert again.parameters == config.parameters
    assert again.digest() == config.digest()
    by_set = load(None, [f"{name}={value!r}" for name, value in values.items()])
    assert by_set.parameters == config.parameters


@pytest.mark.unit
def test_a_file_of_another_name_does_not_keep_the_description_of_the_file_it_extends(write: Write) -> None:
    write("base.toml", 'name = "base"\ndescription = "About the base."')
    assert load(write("a.toml", 'extends = "base.toml"')).description == "About the base."
    assert load(write("b.toml", 'extends = "base.toml"\nname = "b"')).description == ""
    own = write("c.toml", 'extends = "b.toml"\nname = "c"\ndescription = "About c."')
    assert load(own).description == "About c."
    assert load(own, ["name=d"]).description == "About c."


@pytest.mark.unit
def test_what_a_later_layer_fixes_no_longer_varies(write: Write) -> None:
    base = write(
        "base.toml",
        """
[programmes.executive]
enabled = true
[experiment]
factors = { structure = ["hierarchy", "network"], general_trust = [0.3, 0.5], programmes.executive.powers = [0.2, 0.4] }
baseline = { structure = "network", general_trust = 0.3 }
""",
    )

    def design(*sets: str) -> tuple[list[str], list[str]]:
        config = load(base, sets)
        return list(config.experiment.factors), list(config.experiment.baseline)

    powers = "programmes.executive.powers"
    assert design() == (["structure", "general_trust", powers], ["structure", "general_trust"])
    assert design("structure=network") == (["general_trust", powers], ["general_trust"])
    assert design("general_trust=0.4") == (["structure", powers], ["structure"])
    for key in (powers, "executive_powers"):
        assert design(f"{key}=0.3") == (["structure", "general_trust"], ["structure", "general_trust"])
    child = write("child.toml", 'extends = "base.toml"\nstructure = "network"')
    assert load(child).structure == Structure.at("network")
    assert "structure" not in load(child).experiment.factors
    again = write(
        "again.toml", 'extends = "child.toml"\n[experiment.factors]\nstructure = ["hybrid", "network"]'
    )
    assert load(again).experiment.factors["structure"] == ("hybrid", "network")
    assert list(load(write("whole.toml", load(base).to_toml())).experiment.factors) == design()[0]


@pytest.mark.unit
def test_a_design_point(write: Write) -> None:
    config = load(write("full.toml", FULL))
    point = config.with_factors(
        {"structure": "hierarchy", "demand_scale": 1.1, "area.pcns": 6, "start": "founding"}
    )
    assert point.structure == Structure.at("hierarchy", meeting_share=0.25)
    assert point.parameters.demand_scale == 1.1
    assert (point.area.pcns, point.area.practices_per_pcn, point.area.seed) == (6, 5, 9)
    assert point.start == "founding"
    assert list(point.experiment.factors) == ["minutes_per_contact.simple"]
    assert config.parameters.demand_scale == 1.0500000000000003
    assert load(write("point.toml", point.to_toml())).digest() == point.digest()


@pytest.mark.unit
def test_the_digest_changes_with_what_determines_a_run_and_with_nothing_else(write: Write) -> None:
    base = load(write("full.toml", FULL))
    same = [
        base.with_seed(99),
        load(write("full.toml", FULL), ["name=other", "description=other", "experiment.replications=9"]),
    ]
    assert {one.digest() for one in same} == {base.digest()}
    different = [
        load(write("full.toml", FULL), [one])
        for one in (
            "weeks=105",
            "burn_in_weeks=51",
            "established_structure=hybrid",
            "structure=0.31",
            "area.pcns=5",
            "area.practices_per_pcn=6",
            "area.seed=10",
            "demand_scale=1.06",
            "agency_mix.child.family_support=0.6",
            "meeting_share=0.26",
            "structure_changes=[{ week = 11, structure = 'network' }]",
        )
    ]
    assert len({base.digest(), *(one.digest() for one in different)}) == 1 + len(different)


@pytest.mark.unit
def test_equal_structures_have_equal_digests() -> None:
    by_hand = {
        "direct_case_share": 1,
        "local_decision_share": 1,
        "peer_spread_share": 1,
        "facilitation_share": 1,
    }
    hand = [f"{name}={value}" for name, value in {**by_hand, "meeting_share": 1, "bridging_share": 0}.items()]
    assert (
        load(None, hand).digest()
        == load(None, ["structure=network"]).digest()
        == load(None, ["structure=1"]).digest()
    )
    assert load(None, ["established_structure=0.4", "start=established"]).digest() != load(None).digest()


@pytest.mark.unit
def test_the_digest_of_a_folder_is_that_of_its_tables(tmp_path: Path) -> None:
    digests = []
    for name, table in (("one", "a,b\n1,2\n"), ("two", "a,b\n1,2\n"), ("three", "a,b\n1,3\n")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "practices.csv").write_text(table, encoding="utf-8")
        (folder / "provenance.json").write_text(name, encoding="utf-8")
        digests.append(load(None, [f"area={folder}"]).digest())
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.unit
def test_the_digest_is_the_same_in_every_process() -> None:
    script = (
        "from pcnsim.config import load; print(load(None, ['structure=0.3', 'demand_scale=1.1']).digest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert found == {load(None, ["structure=0.3", "demand_scale=1.1"]).digest()}


@pytest.mark.unit
def test_byte_order_marks_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes('\ufeffweeks = 10\r\nname = "w"\r\n'.encode())
    assert load(path).weeks == 10
