"""Every parameter that can be set, programmes' too, is read by some rule: setting it cannot silently do nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pcnsim.config.parameters import declared
from pcnsim.config.structure import SHARES


@pytest.mark.unit
def test_every_parameter_is_read_by_the_model(root: Path) -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((root / "pcnsim/model").rglob("*.py"))
    )
    read = set(re.findall(r"\bp\.(\w+)", sources)) | set(re.findall(r"p\[\"(\w+)\"\]", sources))
    of_structure = {"network_position", *SHARES}
    fields = {one.field for one in declared().values()}
    assert fields - of_structure - read == set()
