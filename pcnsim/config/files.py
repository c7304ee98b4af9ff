"""What to tell about a configuration file that is not there or is no TOML: where it was looked for, what is near."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["listed", "mended", "missing_file"]

CONFIGS: Final = "configs"
"""The folder in which projects keep their configurations."""

MOST_LISTED: Final = 8


def missing_file(path: Path, child: Path | None = None) -> str:
    """Where a file was looked for, and which one may be meant: of a similar name, or any, there or in configs/.

    child: the file that extends it, if one does.
    """
    folder = path.parent
    if not folder.is_dir():
        return f"there is no file {path}: there is no folder {folder.absolute()}"
    found = [*_toml_files(folder), *_toml_files(folder / CONFIGS)]
    if folder.name == CONFIGS:
        found += _toml_files(folder.parent)
    found = [one for one in found if one != child]
    what = f"there is no file {path.name} in {folder.absolute()}"
    by_stem = {other.stem: other for other in reversed(found)}
    near = difflib.get_close_matches(path.name.removesuffix(".toml"), by_stem, n=1)
    return f"{what}; did you mean {by_stem[near[0]]}?" if near else f"{what}{listed(found)}"


def listed(files: Iterable[Path]) -> str:
    """Some files, to be named after what is wrong; empty where there are none."""
    names = sorted(str(one) for one in files)
    if not names:
        return ""
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f"; there {'is' if len(names) == 1 else 'are'} {', '.join(names[:MOST_LISTED])}{more}"


def mended(reason: str, text: str) -> str:
    """How a line that is no TOML may be mended. reason: what the parser said, with the line's number."""
    line = re.search(r"at line (\d+)", reason)
    lines = text.splitlines()
    if line and 0 < int(line[1]) <= len(lines):
        value = re.search(r"=\s*(\w+)", lines[int(line[1]) - 1])
        if value and value[1] in ("True", "False", "TRUE", "FALSE"):
            return f"write {value[1].lower()} in small letters"
        if value and value[1].lower() in ("yes", "no", "on", "off"):
            return "write true or false"
        if value and value[1].isalpha() and "Invalid value" in reason:
            return f'text stands in quotes: "{value[1]}"'
    return "correct that line (https://toml.io)"


def _toml_files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.toml"))
    except OSError:
        return []
