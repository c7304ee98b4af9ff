"""Area folders: plain CSV tables and a provenance file, written whole or not at all, and read with every check.

    practices.csv  pcns.csv  trusts.csv  [ages.csv]  provenance.json

Nothing that changes from one run to the next (a date, a path of this machine) is written, so the same area gives the
same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from pcnsim.area.area import (
    AGES_COLUMNS,
    COUNT_COLUMNS,
    PCN_COLUMNS,
    PRACTICE_COLUMNS,
    TEXT_COLUMNS,
    TRUST_COLUMNS,
    Area,
)
from pcnsim.area.checks import check_area
from pcnsim.config.errors import InputError

FORMAT: Final = 1
"""Version of the folder's layout, in provenance.json."""

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "practices": PRACTICE_COLUMNS,
    "pcns": PCN_COLUMNS,
    "trusts": TRUST_COLUMNS,
    "ages": AGES_COLUMNS,
}
PROVENANCE: Final = "provenance.json"


def write_area(area: Area, folder: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write an area to a folder, which is made; all files appear at once.

    A folder that holds the same area already is left as it is. One that holds another area is replaced only with
    ``force``; any other file or folder is never touched.

    Raises InputError when the area breaks a check, when the folder is taken, or when it cannot be written.
    """
    target = Path(folder)
    check_area(area)
    contents = files_of(area)
    if not _must_write(target, contents, force):
        return target
    try:
        parent = target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
        try:
            # mkdtemp keeps others out; an area folder is as open as the folders a user makes.
            fresh.chmod(0o777 & ~_umask())
            for name, content in contents.items():
                (fresh / name).write_bytes(content)
            _replace(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"the area cannot be written there: {error.strerror or error}",
            where=str(target),
            remedy="Name a folder that can be made.",
        ) from error
    return target


def check_target(folder: str | os.PathLike[str]) -> None:
    """Say early, before a long import, that a folder cannot be written; see ``write_area``.

    Raises InputError when it is a file or holds other things than an area.
    """
    _holds_area(Path(folder))


def read_area(folder: str | os.PathLike[str]) -> Area:
    """Read an area folder and check every row.

    Raises InputError, naming file, row and remedy, for a missing or unreadable file, wrong columns, and every
    breach that ``checks.check_area`` knows.
    """
    source = Path(folder)
    if not source.is_dir():
        raise InputError(
            "there is no such area folder",
            where=str(source),
            remedy="Make one with `pcnsim area import` or `pcnsim area synthetic`.",
        )
    missing = [f"{name}.csv" for name in TABLES if name != "ages" and not (source / f"{name}.csv").is_file()]
    if not (source / PROVENANCE).is_file():
        missing.append(PROVENANCE)
    if missing:
        raise InputError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            where=str(source),
            remedy="An area folder holds practices.csv, pcns.csv, trusts.csv and provenance.json; make it again.",
        )
    provenance = _read_provenance(source / PROVENANCE)
    area = Area(
        name=str(provenance.pop("name", source.name)),
        practices=_read_table(source, "practices"),
        pcns=_read_table(source, "pcns"),
        trusts=_read_table(source, "trusts"),
        ages=_read_table(source, "ages") if (source / "ages.csv").is_file() else None,
        provenance=provenance,
    )
    check_area(area, lambda table: str(source / f"{table}.csv"))
    return Area(
        area.name,
        area.practices.sort_values(["pcn_code", "practice_code"], ignore_index=True),
        area.pcns.sort_values(["system_code", "pcn_code"], ignore_index=True),
        area.trusts,
        area.ages,
        area.provenance,
    )


def fingerprint(area: Area) -> str:
    """SHA-256 (hex) of the area's tables as they would be written: equal for equal areas, wherever they came from."""
    digest = hashlib.sha256()
    for name, content in files_of(area).items():
        if name != PROVENANCE:
            digest.update(name.encode())
            digest.update(content)
    return digest.hexdigest()


def files_of(area: Area) -> dict[str, bytes]:
    """The files of an area folder by name: tables as CSV, and where its figures came from."""
    tables = {"practices": area.practices, "pcns": area.pcns, "trusts": area.trusts, "ages": area.ages}
    files = {f"{name}.csv": _csv(table) for name, table in tables.items() if table is not None}
    described = {"format": FORMAT, "name": area.name, **area.provenance}
    files[PROVENANCE] = (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()
    return files


def _csv(table: pd.DataFrame) -> bytes:
    """UTF-8 CSV; figures that are whole are written without a decimal point, gaps are empty."""
    written = table.copy(deep=False)
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            values = table[column].to_numpy()
            known = values[~np.isnan(values)]
            if (known == np.rint(known)).all():
                written[column] = table[column].astype("Int64")
    buffer = io.StringIO()
    written.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


def _holds_area(target: Path) -> bool:
    """Whether there is an area already; InputError when anything else is in the way."""
    if not target.exists():
        return False
    if not target.is_dir():
        raise InputError("there is a file of that name", where=str(target), remedy="Name another folder.")
    present = {item.name for item in target.iterdir()}
    if not present:
        return False
    if not (present <= {*(f"{name}.csv" for name in TABLES), PROVENANCE} and PROVENANCE in present):
        raise InputError(
            "the folder holds other things than an area, and is left as it is",
            where=str(target),
            remedy="Name another folder.",
        )
    return True


def _must_write(target: Path, contents: Mapping[str, bytes], force: bool) -> bool:
    if not _holds_area(target):
        return True
    present = {item.name for item in target.iterdir()}
    if present == set(contents) and all(
        (target / name).read_bytes() == content for name, content in contents.items()
    ):
        return False
    if not force:
        raise InputError(
            "the folder holds another area",
            where=str(target),
            remedy="Name another folder, or replace the area with --force.",
        )
    return True


def _replace(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    old = fresh.with_name(fresh.name + "-old")
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _read_provenance(path: Path) -> dict[str, Any]:
    try:
        provenance = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise InputError(
            f"this is no readable JSON ({error})", where=str(path), remedy="Make the area folder again."
        ) from error
    if not isinstance(provenance, dict) or provenance.pop("format", None) != FORMAT:
        raise InputError(
            f"this is not the provenance of an area of format {FORMAT}",
            where=str(path),
            remedy="Make the area folder again with this version of pcnsim.",
        )
    return provenance


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    columns = TABLES[name]
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:  # pandas' parser errors and decoding errors are ValueErrors
        raise InputError(
            f"this is no readable CSV ({str(error).strip()})", where=str(path), remedy="Save it as UTF-8 CSV."
        ) from error
    missing = [column for column in columns if column not in raw.columns]
    unknown = [str(column) for column in raw.columns if column not in columns]
    if missing or unknown:
        parts = [f"missing {', '.join(missing)}"] if missing else []
        parts += [f"unknown {', '.join(unknown)}"] if unknown else []
        raise InputError(
            f"wrong columns: {'; '.join(parts)}",
            where=str(path),
            remedy=f"The columns are {', '.join(columns)}.",
        )
    return pd.DataFrame({column: _typed(raw[column], path) for column in columns})


def _typed(values: pd.Series[str], path: Path) -> pd.Series[Any]:
    column = str(values.name)
    if column in TEXT_COLUMNS:
        return values.str.strip()
    numbers = pd.to_numeric(values.where(values != ""), errors="coerce").astype("float64")
    bad = (values != "") & numbers.isna()
    if column in COUNT_COLUMNS:
        bad |= numbers.isna() | (numbers != np.rint(numbers)) | np.isinf(numbers)
    if bad.any():
        position = int(np.flatnonzero(bad.to_numpy())[0])
        kind = "a whole number" if column in COUNT_COLUMNS else "a number"
        shown = repr(values.iloc[position]) if values.iloc[position] else "empty"
        raise InputError(
            f"{column} is {shown}, not {kind}",
            where=f"{path}, line {position + 2}",
            remedy="Correct the cell."
            if column in COUNT_COLUMNS
            else "Correct it, or leave it empty if unknown.",
        )
    return numbers.astype("int64") if column in COUNT_COLUMNS else numbers
