"""Which files a configuration was read from, with digests of their bytes, for the record beside results."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Sources", "sources_of"]


class Sources(dict[str, str]):
    """SHA-256 in hex by the name of a file. All are equal: where settings were read from does not tell them apart."""

    def __eq__(self, other: object) -> bool:
        """Whether the other is one as well."""
        return isinstance(other, Sources)

    def __ne__(self, other: object) -> bool:
        """Whether the other is something else."""
        return not self == other

    __hash__ = None


def sources_of(files: Iterable[Path], first: Path) -> Sources:
    """Digests of files as they are now, named from the folder of the first one; a file that is gone is left out."""
    found = Sources()
    for file in files:
        try:
            content = file.read_bytes()
        except OSError:
            continue
        found[_name(file, first)] = hashlib.sha256(content).hexdigest()
    return found


def _name(file: Path, first: Path) -> str:
    try:
        return Path(os.path.relpath(file, first.parent)).as_posix()
    except ValueError:  # another drive
        return file.as_posix()
