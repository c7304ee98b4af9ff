"""The points of a list: written in the file or read from a CSV file, checked, and their columns as factors."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pcnsim.config.draft import DESIGN, Draft
from pcnsim.config.factors import canonical, is_factor, level_fault, parameter_behind, unknown_factor
from pcnsim.config.files import listed
from pcnsim.config.layers import Setting

__all__ = ["read_points"]

_KEY: Final = f"{DESIGN}points"
_MOST_TOLD: Final = 5
"""Faulty points told one by one; a table with a wrong column has many."""

_WHOLE = re.compile(r"[+-]?\d+")
_TRUTHS: Final[Mapping[str, bool]] = {
    word: truth for truth in (True, False) for word in (str(truth), str(truth).upper(), str(truth).lower())
}
_WRITE = 'write points = [{ structure = "network", general_trust = 0.3 }], or points = "points.csv"'

Row = tuple[str, Mapping[str, Any]]
"""Where a point stands, and its levels."""


def read_points(draft: Draft) -> None:
    """Read points into the draft, and make its columns factors with the levels that occur, in their order."""
    setting = draft.settings.get(_KEY)
    if setting is None:
        draft.tell_design("kind", f"is list, which needs points; {_WRITE}")
        return
    before = len(draft.faults)
    found = _from_file(draft, setting) if isinstance(setting.value, str) else _from_list(draft, setting)
    if found is None or len(draft.faults) > before:
        draft.faulty.add(_KEY)
        return
    columns, rows = found
    _check_columns(draft, setting, columns)
    if len(draft.faults) == before:
        _check_cells(draft, setting, columns, rows)
    if len(draft.faults) > before:
        draft.faulty.add(_KEY)
        return
    draft.columns = tuple(columns)
    draft.design["points"] = [dict(point) for _, point in rows]
    for column in columns:
        levels = {canonical(column, point[column]): point[column] for _, point in reversed(rows)}
        in_order = dict.fromkeys(canonical(column, point[column]) for _, point in rows)
        value = [levels[one] for one in in_order]
        draft.factors[column] = Setting(value, setting.layer, _KEY, setting.order)


def _from_list(draft: Draft, setting: Setting) -> tuple[Sequence[str], list[Row]] | None:
    points = setting.value
    if not isinstance(points, list) or not all(isinstance(point, Mapping) for point in points):
        draft.tell(
            setting, _KEY, f"must be a list of tables or the path of a CSV file, not {points!r}; {_WRITE}"
        )
        return None
    if not points:
        draft.tell(setting, _KEY, f"has no point; {_WRITE}")
        return None
    columns = list(points[0])
    if not columns:
        draft.tell(setting, f"{_KEY}[1]", "sets no factor")
    for place, point in enumerate(points, start=1):
        missing = [one for one in columns if one not in point]
        more = [one for one in point if one not in columns]
        if missing or more:
            said = [f"lacks {', '.join(missing)}"] if missing else []
            said += [f"has {', '.join(more)}, which the first point has not"] if more else []
            text = f"{' and '.join(said)}; give every point a level for the same factors"
            draft.tell(setting, f"{_KEY}[{place}]", text)
    return columns, [(f"{_KEY}[{place}]", point) for place, point in enumerate(points, start=1)]


def _from_file(draft: Draft, setting: Setting) -> tuple[Sequence[str], list[Row]] | None:
    path = Path(setting.value)
    lines, problem = _lines(path)
    if problem is None and not lines:
        problem = "has no header; its first row names the factors"
    elif problem is None and len(lines) == 1:
        problem = "has a header but no points; each row below it is a point"
    if problem is None and len(lines[0][1]) == 1 and ";" in lines[0][1][0]:
        problem = "has its columns parted by semicolons; save it with commas"
    if problem is not None:
        draft.tell(setting, _KEY, f"{path.name} {problem}")
        return None
    header = [cell.strip() for cell in lines[0][1]]
    rows: list[Row] = []
    for number, cells in lines[1:]:
        where = f"{path.name}, line {number}"
        if len(cells) != len(header):
            text = f"{where} has {len(cells)} cells, but the header has {len(header)}"
            draft.tell(setting, _KEY, text)
            continue
        point = {name: _cell(cell) for name, cell in zip(header, cells, strict=True)}
        if isinstance(point.get("area"), str):
            point["area"] = str((path.parent / str(point["area"])).resolve())
        rows.append((where, point))
    return header, rows


def _lines(path: Path) -> tuple[list[tuple[int, list[str]]], str | None]:
    """Rows of a CSV file that are not blank, each with the number of its line, or what is wrong with the file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)], None
    except FileNotFoundError:
        return [], f"is not in {path.parent}{listed(path.parent.glob('*.csv'))}"
    except IsADirectoryError:
        return [], "is a folder; name a CSV file in it"
    except UnicodeDecodeError as error:
        return [], f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
    except csv.Error as error:
        return [], f"is no CSV file ({error})"
    except OSError as error:
        return [], f"cannot be read ({error.strerror or error})"


def _cell(text: str) -> str | bool | int | float:
    text = text.strip()
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def _check_columns(draft: Draft, setting: Setting, columns: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for place, column in enumerate(columns, start=1):
        if not column:
            draft.tell(setting, _KEY, f"has no name in column {place}; name the factor")
        elif not is_factor(column):
            draft.tell(setting, _KEY, f"has a column {column}, which {unknown_factor(column)}")
        elif parameter_behind(column) in seen:
            other = seen[parameter_behind(column)]
            same = "twice" if other == column else f"and {other}, which vary the same"
            draft.tell(setting, _KEY, f"has a column {column} {same}; keep one")
        elif draft.fixed_after(column, setting.order):
            text = f"has a column {column}, which a later file or --set fixes; take the column out, or do not fix it"
            draft.tell(setting, _KEY, text)
        seen.setdefault(parameter_behind(column), column)


def _check_cells(draft: Draft, setting: Setting, columns: Sequence[str], rows: Sequence[Row]) -> None:
    faults = list(_cell_faults(columns, rows))
    for where, sentence in faults[:_MOST_TOLD]:
        inline = where.startswith(_KEY)
        draft.tell(setting, where if inline else _KEY, sentence if inline else f"{where}: {sentence}")
    if len(faults) > _MOST_TOLD:
        draft.tell(setting, _KEY, f"has {len(faults) - _MOST_TOLD} more mistakes of this kind")


def _cell_faults(columns: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[Any, ...], str] = {}
    for where, point in rows:
        problems = [
            f"{column} is empty" if point[column] == "" else f"{column} {fault}"
            for column in columns
            if point[column] == "" or (fault := level_fault(column, point[column]))
        ]
        yield from ((where, problem) for problem in problems)
        if problems:
            continue
        key = tuple(canonical(column, point[column]) for column in columns)
        if key in seen:
            yield where, f"repeats {seen[key]}; keep one (replications are set by experiment.replications)"
        seen.setdefault(key, where)
