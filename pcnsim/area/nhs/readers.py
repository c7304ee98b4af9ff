"""Opens files as NHS bodies publish them: zip, CSV or XLSX, byte-order marks, line breaks in headers.

A ``Sheet`` is one table of text with a tidied header. What the columns mean is said in ``kinds``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pcnsim.config.errors import InputError


@dataclass(frozen=True)
class Source:
    """One file the user gave: its path, the option it was given to, its size in bytes and SHA-256."""

    path: Path
    option: str
    size: int
    sha256: str

    @property
    def where(self) -> str:
        """What to call the file in a message."""
        return f"{self.option} {self.path}"


@dataclass(frozen=True)
class Sheet:
    """One table in a file, as text.

    ``header`` is the first row tidied (see ``tidy``), ``first`` the first row as it stands, ``name`` the member of
    the zip or the sheet of the workbook, if any.
    """

    source: Source
    name: str | None
    header: tuple[str, ...]
    first: tuple[str, ...]
    data: bytes | pd.DataFrame = field(repr=False)

    @property
    def where(self) -> str:
        """What to call the table in a message."""
        return f"{self.source.where} ({self.name})" if self.name else self.source.where

    def read(self, columns: Mapping[str, int], *, headed: bool = True) -> pd.DataFrame:
        """Read columns by position, renamed by the keys of ``columns``; every cell is stripped text, gaps are "".

        The index counts lines as a spreadsheet shows them (the first line is 1). Raises InputError for a table
        that is cut short or ragged.
        """
        if isinstance(self.data, bytes):
            table = self._read_csv(sorted(set(columns.values())), headed)
        else:
            table = self.data.iloc[1 if headed else 0 :]
        picked = {name: table[position].fillna("").str.strip() for name, position in columns.items()}
        result = pd.DataFrame(picked)
        result.index = pd.RangeIndex(2 if headed else 1, len(result) + (2 if headed else 1))
        if result.empty:
            raise InputError(
                "there are no rows below the header", where=self.where, remedy="Download it again."
            )
        return result

    def _read_csv(self, positions: list[int], headed: bool) -> pd.DataFrame:
        assert isinstance(self.data, bytes)
        try:
            table = pd.read_csv(
                io.BytesIO(self.data),
                header=0 if headed else None,
                usecols=positions,
                dtype=str,
                keep_default_na=False,
                encoding="utf-8",
            )
        except ValueError as error:  # pandas' parser errors are ValueErrors
            raise InputError(
                f"the CSV cannot be read ({str(error).strip()})",
                where=self.where,
                remedy="Download it again, or save it as plain CSV.",
            ) from error
        table.columns = pd.Index(positions)
        return table


def tidy(cell: object) -> str:
    """A header cell for comparison: whitespace (also line breaks) and hyphens to "_", upper case, no BOM."""
    text = str(cell).replace("\ufeff", "").strip()
    return re.sub(r"[\s\-_]+", "_", text).upper()


def open_sheets(path: str | Path, option: str) -> list[Sheet]:
    """The tables in a file: the CSV or XLSX itself, or those in a zip.

    Raises InputError when the file is missing, is a folder, is empty, is no table, or is a damaged zip or workbook.
    """
    path = Path(path)
    where = f"{option} {path}"
    if not path.exists():
        raise InputError("there is no such file", where=where, remedy="Check the path.")
    if path.is_dir():
        raise InputError("this is a folder, not a file", where=where, remedy="Name the file in it.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", where=where, remedy="Check it.") from error
    source = Source(path, option, len(data), hashlib.sha256(data).hexdigest())
    sheets = _sheets_of(source, None, path.name, data)
    if not sheets:
        raise InputError(
            "there is no CSV or XLSX table in it",
            where=where,
            remedy="Give the file as NHS England publishes it.",
        )
    return sheets


def _sheets_of(source: Source, member: str | None, name: str, data: bytes) -> list[Sheet]:
    where = f"{source.where} ({member})" if member else source.where
    if not data.strip():
        raise InputError("the file is empty", where=where, remedy="Download it again.")
    if data[:4] == b"PK\x03\x04":
        return _sheets_of_zip(source, member, name, data)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise InputError(
            "this is a workbook of the old kind (.xls)", where=where, remedy="Save it as .xlsx or CSV."
        )
    if name.lower().endswith((".zip", ".xlsx", ".xlsm")):
        kind = "zip" if name.lower().endswith(".zip") else "workbook"
        raise InputError(
            f"this is no {kind}, whatever its name says", where=where, remedy="Download it again."
        )
    if b"\x00" in data[:4096] or data[:5] == b"%PDF-":
        raise InputError("this is no CSV, zip or XLSX file", where=where, remedy="Give the published file.")
    if data.lstrip()[:1] == b"<":
        raise InputError(
            "this is a web page, not a table", where=where, remedy="Download the file itself from that page."
        )
    return [_csv_sheet(source, member, data)]


def _sheets_of_zip(source: Source, member: str | None, name: str, data: bytes) -> list[Sheet]:
    where = f"{source.where} ({member})" if member else source.where
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return _workbook_sheets(source, member, data)
            tables = [
                entry
                for entry in sorted(names)
                if entry.lower().endswith((".csv", ".xlsx")) and not entry.startswith("__MACOSX")
            ]
            # A definitions workbook beside a CSV is no candidate.
            csvs = [entry for entry in tables if entry.lower().endswith(".csv")]
            sheets: list[Sheet] = []
            for entry in csvs or tables:
                sheets += _sheets_of(source, entry, entry, archive.read(entry))
            return sheets
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        kind = "workbook" if name.lower().endswith((".xlsx", ".xlsm")) else "zip"
        raise InputError(
            f"the {kind} is damaged or was cut short ({error})", where=where, remedy="Download it again."
        ) from error


def _csv_sheet(source: Source, member: str | None, data: bytes) -> Sheet:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", errors="replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = data.decode("cp1252", errors="replace").encode()
    try:
        first = next(row for row in csv.reader(io.StringIO(data[:200_000].decode("utf-8", "ignore"))) if row)
    except (StopIteration, csv.Error) as error:
        where = f"{source.where} ({member})" if member else source.where
        raise InputError("this is no CSV table", where=where, remedy="Give the published file.") from error
    return Sheet(source, member, tuple(tidy(cell) for cell in first), tuple(first), data)


def _workbook_sheets(source: Source, member: str | None, data: bytes) -> list[Sheet]:
    where = f"{source.where} ({member})" if member else source.where
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl on styles and validations it drops
            books: dict[Any, pd.DataFrame] = pd.read_excel(
                io.BytesIO(data),
                sheet_name=None,
                header=None,
                dtype=str,
                engine="openpyxl",
                keep_default_na=False,
            )
    except Exception as error:  # openpyxl raises whatever its parser meets
        raise InputError(
            f"the workbook is damaged or cannot be read ({error})", where=where, remedy="Download it again."
        ) from error
    sheets = []
    for name, table in books.items():
        if table.empty:
            continue
        first = tuple("" if pd.isna(cell) else str(cell) for cell in table.iloc[0])
        label = f"{member}, sheet {name}" if member else f"sheet {name}"
        sheets.append(Sheet(source, label, tuple(tidy(cell) for cell in first), first, table))
    return sheets
