"""`python -m pcnsim.analysis.mechanisms docs/seeds.md` writes the ledger of mechanisms to the file that is named."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pcnsim.analysis.mechanisms.report import document


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the document."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    Path(name).write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
