"""Whether a line of parts/ is whole: the last cell is the CRC-32, in hex, of all that stands before it."""

from __future__ import annotations

import zlib

__all__ = ["sound"]


def sound(line: bytes) -> bytes | None:
    """The line as it belongs into the table, without the checksum and with its line feed; None where it is torn."""
    if not line.endswith(b"\n"):
        return None
    inside, comma, checksum = line[:-1].rpartition(b",")
    try:
        given = int(checksum, 16)
    except ValueError:
        return None
    whole = comma and len(checksum) == 8 and given == zlib.crc32(inside)
    return inside + b"\n" if whole else None
