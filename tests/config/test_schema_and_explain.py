"""The schema for editors, what `pcnsim explain` says, and the configs that come with the project."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pcnsim.config import InputError, Parameters, declared, load
from pcnsim.config.explain import explain
from pcnsim.config.layers import SETTINGS
from pcnsim.config.schema import json_schema, schema_text

pytestmark = pytest.mark.unit


def test_the_schema_in_the_docs_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "config.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(), "run: python -m pcnsim.config.schema docs/config.schema.json"


def test_the_schema_knows_every_setting_and_parameter() -> None:
    schema = json_schema()

    def inside(table: dict[str, Any], name: str) -> dict[str, Any]:
        for part in name.split("."):
            table = next(one for one in (table, *table.get("anyOf", [])) if "properties" in one)[
                "properties"
            ][part]
        return table

    for name in SETTINGS:
        assert inside(schema, name)
    for name, one in declared().items():
        found = inside(schema["properties"]["parameters"], name)
        assert found.get("default") == one.default
        assert name in schema["properties"]["experiment"]["properties"]["factors"]["properties"]


def test_without_names_the_main_parameters_are_shown_and_the_rest_counted() -> None:
    said = explain([])
    main = [one.name for one in declared().values() if one.main]
    assert all(f"{name}*" in said for name in main)
    assert "general_trust_spread" not in said
    assert f"{len(declared()) - len(main)} more" in said


def test_a_card_tells_everything() -> None:
    said = explain(["trust_forgetting"])
    one = declared()["trust_forgetting"]
    for text in ("0.985", "0.96 to 0.995", one.unit, one.source, "phi", "S2-deep-trust", one.description):
        assert text in said
    assert explain(["phi"]) == said
    assert "complex    17 (13 to 22)" in explain(["minutes_per_contact"])
    assert "trust_prior_mass" in explain(["trust"])


def test_all_and_json() -> None:
    everything = json.loads(explain([], everything=True, as_json=True))
    assert {one["name"] for one in everything} == set(declared())
    assert [one["main"] for one in everything] == sorted((one["main"] for one in everything), reverse=True)
    said = explain([], everything=True)
    assert all(name in said for name in declared())
    (card,) = json.loads(explain(["span_of_control"], as_json=True))
    assert (card["default"], card["minimum"], card["scale"]) == (6, 2, "discrete")


def test_a_typo_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean trust_forgetting"):
        explain(["trsut_forgetting"])


def test_the_city_of_the_readme(root: Path) -> None:
    config = load(root / "configs" / "structures.toml")
    assert config.experiment.factors == {"structure": ("hierarchy", "hybrid", "network")}
    assert (config.experiment.replications, config.area.pcns, config.weeks) == (20, 9, 260)
    assert config.area.seed is None
    assert config.parameters == Parameters()


def test_nottingham_is_the_same_design_and_says_how_to_make_its_area(root: Path, tmp_path: Path) -> None:
    path = root / "configs" / "nottingham.toml"
    config = load(path, [f"area={tmp_path}"])
    assert config.experiment == load(root / "configs" / "structures.toml").experiment
    assert config.name == "nottingham"
    if not (root / "areas" / "nottingham").is_dir():
        with pytest.raises(InputError, match=r"pcnsim area import --map .*U94342 --out areas/nottingham"):
            load(path)


def test_the_age_mix_is_that_of_the_published_file(nhs_files: Path) -> None:
    bounds = [0, 5, 15, 45, 65, 75, 85]
    counts = [0] * len(bounds)
    with zipfile.ZipFile(nhs_files / "gp-reg-pat-prac-quin-age.zip") as packed:
        (name,) = packed.namelist()
        with packed.open(name) as raw:
            for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")):
                # The totals of each ICB by age: another level of the file than the practices it was made from.
                if row["ORG_TYPE"] == "ICB" and row["SEX"] != "ALL" and row["AGE_GROUP_5"] != "ALL":
                    age = int(row["AGE_GROUP_5"].partition("_")[0].rstrip("+"))
                    counts[sum(age >= bound for bound in bounds) - 1] += int(row["NUMBER_OF_PATIENTS"])
    shares = [count / sum(counts) for count in counts]
    assert Parameters().england_age_mix.flat() == pytest.approx(shares, abs=2e-6)
