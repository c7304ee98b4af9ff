"""Parts: what is torn or altered does not count, and what is whole does."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.experiment.store.parts import PartWriter, checked, sound_lines, with_checksum

HEADER = b"run_id,design_point,level"
ROWS = [b"00aa,0,1.5", b'00ab,1,"a, b"', b"00ac,2,", b"00ad,3,0.25"]


def part(folder: Path, rows: list[bytes] = ROWS) -> Path:
    writer = PartWriter(folder, "runs", HEADER)
    writer.append(rows)
    writer.close()
    assert writer.path is not None
    return writer.path


@pytest.mark.unit
def test_a_part_is_a_table_with_the_crc_of_each_line(tmp_path: Path) -> None:
    lines = part(tmp_path).read_bytes().splitlines()
    assert lines[0] == HEADER + b",crc32"
    for row, line in zip(ROWS, lines[1:], strict=True):
        assert line == row + f",{zlib.crc32(row):08x}".encode()


@pytest.mark.property
def test_a_part_cut_off_at_any_byte_keeps_the_lines_before_and_invents_none(tmp_path: Path) -> None:
    path = part(tmp_path)
    whole = path.read_bytes()
    found = list(sound_lines(path))
    assert [row for row, _ in found] == ROWS
    ends = [start + len(with_checksum(row)) for row, start in found]
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        assert [row for row, _ in sound_lines(path)] == ROWS[: sum(end <= length for end in ends)]
        # The disk may have given the file its length before its content.
        path.write_bytes(whole[:length] + bytes(len(whole) - length))
        assert [row for row, _ in sound_lines(path)] == ROWS[: sum(end <= length for end in ends)]


@pytest.mark.property
def test_every_altered_byte_is_found(tmp_path: Path) -> None:
    path = part(tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for flip in (0x01, 0x20, 0x80, whole[place] ^ 0x0A):  # the last one makes a line feed of it
            altered = bytearray(whole)
            altered[place] ^= flip
            path.write_bytes(altered)
            found = [row for row, _ in sound_lines(path)]
            assert all(row in ROWS for row in found)
            # A header is no row; damage there costs a row at most, and elsewhere the rows that it touches.
            assert len(found) >= len(ROWS) - (0 if altered == whole else 2)
            if place > len(HEADER) + 6 and altered != whole:
                assert len(found) < len(ROWS)


@pytest.mark.property
@given(st.binary(max_size=60).filter(lambda row: b"\n" not in row))
def test_a_line_is_whole_only_with_its_own_checksum(row: bytes) -> None:
    line = with_checksum(row)
    assert checked(line) == row
    assert checked(line[:-1]) is None
    assert checked(line.upper()) in (None, row.upper() if row.upper() == row else None)


@pytest.mark.unit
def test_every_session_has_a_part_of_its_own(tmp_path: Path) -> None:
    names = [part(tmp_path).name for _ in range(3)]
    assert names == ["000001.runs.csv", "000002.runs.csv", "000003.runs.csv"]
    (tmp_path / "000001.runs.csv").unlink()
    assert part(tmp_path).name == "000004.runs.csv"


@pytest.mark.unit
def test_nothing_is_made_for_no_rows(tmp_path: Path) -> None:
    PartWriter(tmp_path, "runs", HEADER).close()
    assert list(tmp_path.iterdir()) == []
