"""Keeps Dask's own log lines and warnings off the terminal, where they would bury our one message."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from typing import Final

LOGGERS: Final = ("distributed", "tornado", "asyncio", "dask")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No log lines of Dask and no warnings of it in this block."""
    with contextlib.suppress(ImportError):
        import distributed  # noqa: F401  (sets up its loggers when it is imported)
    names = [*LOGGERS, *(name for name in logging.root.manager.loggerDict if name.startswith(LOGGERS))]
    before = {name: logging.getLogger(name).disabled for name in names}
    for name in names:
        logging.getLogger(name).disabled = True
    try:
        with warnings.catch_warnings():
            # Versions are compared by ourselves, by what matters to a result.
            warnings.filterwarnings("ignore", module=r"distributed(\..*)?$")
            yield
    finally:
        for name, disabled in before.items():
            logging.getLogger(name).disabled = disabled
