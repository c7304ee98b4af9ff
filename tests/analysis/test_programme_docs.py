"""docs/programmes.md says what the declarations say, and its blocks can be copied."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pcnsim.analysis.programme_docs import COMMAND, document, main
from pcnsim.config import blocks, declared, load
from pcnsim.config.parameters import PROGRAMMES

pytestmark = pytest.mark.unit


def test_the_list_of_programmes_is_up_to_date(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "programmes.md"
    main([str(path)])
    assert path.read_text("utf-8") == (root / "docs" / "programmes.md").read_text("utf-8"), f"run: {COMMAND}"


def test_every_programme_key_and_parameter_has_its_line() -> None:
    text = document()
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(PROGRAMMES)
    for name, section in sections.items():
        rows = re.findall(r"^\| `(\w+)` \|.*\| `(\w+)` \|$", section, re.MULTILINE)
        assert dict(rows) == dict(PROGRAMMES[name].keys)
        for one in declared().values():
            if one.programme == name:
                assert f"`{one.name}`" in section


def test_its_blocks_load_and_turn_the_programme_on(tmp_path: Path) -> None:
    found = re.findall(r"```toml\n(.*?)```", document(), re.DOTALL)
    assert len(found) == len(PROGRAMMES)
    for text, (name, programme) in zip(found, PROGRAMMES.items(), strict=True):
        assert list(tomllib.loads(text)["programmes"]) == [name]
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        assert load(path).parameters.changed() == {programme.switch: 1}


def test_what_docs_experiments_shows_of_programmes_loads(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "experiments.md").read_text("utf-8")
    section = page.partition("## Programmes")[2].partition("\n## ")[0]
    found = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    assert len(found) == 2
    for number, text in enumerate(found):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        config = load(path)
        assert config.parameters.deputy_directors == 1
        assert set(config.experiment.factors) - {"structure"} <= set(blocks.block_keys())
