"""Parts: what is stored while runs are under way, in files that only grow, every line with a checksum of its own.

A part is a table (runs.csv or failures.csv) with one more cell in each row: the CRC-32 of the rest of the line, in hex.
A line that was torn off or altered does not fit its checksum and does not count. A session never goes on with the part
of an earlier one, whose last line may be torn.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

__all__ = ["CHECKSUM", "PartWriter", "checked", "sound_lines", "with_checksum"]

CHECKSUM: Final = "crc32"
"""Heading of the last column of a part."""

_SYNC_SECONDS: Final = 1.0
"""Lines are handed to the system at once, and forced to the disk not more often than this."""

_HEX_DIGITS: Final = 8


def with_checksum(row: bytes) -> bytes:
    """A row without line feed as a line of a part."""
    return b"%b,%08x\n" % (row, zlib.crc32(row))


def checked(line: bytes) -> bytes | None:
    """The row of a line of a part, without checksum and line feed; None where the line is not whole."""
    row, comma, checksum = line[:-1].rpartition(b",")
    whole = line[-1:] == b"\n" and comma and checksum == b"%08x" % zlib.crc32(row)
    return row if whole else None


def sound_lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """The rows of a part whose checksum is right, each with its place in the file in bytes."""
    start = 0
    with path.open("rb") as file:
        for line in file:
            if (row := checked(line)) is not None:
                yield row, start
            start += len(line)


class PartWriter:
    """A part that is being written: made with its first rows."""

    def __init__(self, folder: Path, table: str, header: bytes) -> None:
        """table: ending of the name, such as `runs`. header: that of the table, without line feed."""
        self._folder = folder
        self._table = table
        self._header = header
        self._number: int | None = None
        self._synced = 0.0
        self.path: Path | None = None
        self.size = 0

    def append(self, rows: Iterable[bytes]) -> list[int]:
        """Write rows (without line feeds), all handed to the system when this returns; where each begins, in bytes.

        Raises `OSError`; rows of that call do not count then, and the next ones begin a new part.
        """
        lines = [with_checksum(row) for row in rows]
        if self._number is None:
            self._begin()
        assert self._number is not None
        starts, end = [], self.size
        for line in lines:
            starts.append(end)
            end += len(line)
        try:
            _write_all(self._number, b"".join(lines))
            if time.monotonic() - self._synced > _SYNC_SECONDS:
                self.sync()
        except BaseException:
            self._abandon()
            raise
        self.size = end
        return starts

    def sync(self) -> None:
        """Force what was written to the disk."""
        if self._number is not None:
            os.fsync(self._number)
            self._synced = time.monotonic()

    def close(self) -> None:
        """End the part. Raises `OSError` where the system could not keep what it took."""
        if self._number is None:
            return
        try:
            self.sync()
        finally:
            self._abandon()

    def _begin(self) -> None:
        """Make the file under the next free number, so that parts stand in the order of their sessions."""
        taken = [
            int(path.name.split(".")[0])
            for path in self._folder.glob(f"*.{self._table}.csv")
            if path.name.split(".")[0].isdigit()
        ]
        self.path = self._folder / f"{max(taken, default=0) + 1:06d}.{self._table}.csv"
        self._number = os.open(
            self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
        )
        self._synced = time.monotonic()
        head = b"%b,%b\n" % (self._header, CHECKSUM.encode())
        try:
            _write_all(self._number, head)
        except BaseException:
            self._abandon()
            raise
        self.size = len(head)

    def _abandon(self) -> None:
        number, self._number = self._number, None
        if number is not None:
            os.close(number)


def _write_all(number: int, content: bytes) -> None:
    """Write everything: the system may take a part of it only, and tell why with the next attempt."""
    left = memoryview(content)
    while left:
        left = left[os.write(number, left) :]
