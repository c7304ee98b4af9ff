"""How a rule becomes compiled code, and where the compiled code is kept between runs.

This is the one module of the model that knows of a folder: numba writes what it compiled to a cache, so that only the
first run after an installation waits for the compiler. A cached rule is keyed by its own file alone, so a rule that
calls another would go on running the old version of it after an edit. The cache folder is therefore named after a
hash of *all* sources that compiled code is made from: any edit there compiles afresh, and nothing stale can ever run.

Set the environment variable ``NUMBA_CACHE_DIR`` to choose the folder, ``NUMBA_DISABLE_JIT=1`` to run every rule as
plain Python under a debugger.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

Rule = TypeVar("Rule", bound=Callable[..., Any])


CONSTANTS = frozenset({"columns.py", "draws.py", "vocabulary.py"})
"""Modules without rules whose constants and layouts are frozen into compiled code."""


def sources_hash() -> str:
    """Twelve hexadecimal digits that change with every module that has rules or that rules take constants from."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for source in sorted(folder.rglob("*.py")):
        text = source.read_bytes()
        if b"@rule" in text or source.name in CONSTANTS:
            digest.update(source.relative_to(folder).as_posix().encode())
            digest.update(text)
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """The folder in which compiled rules of exactly these sources, at this place, are kept.

    numba also keys by the place of a file, so that another checkout of the same sources finds nothing compiled; a
    folder of its own lets ``is_compiled_before`` tell.
    """
    place = hashlib.sha256(str(Path(__file__).resolve().parent).encode()).hexdigest()[:8]
    return Path(platformdirs.user_cache_dir("pcnsim", appauthor=False)) / f"compiled-{sources_hash()}-{place}"


def is_compiled_before() -> bool:
    """Whether a cache for these sources is there, so that a first run need not wait for the compiler."""
    if numba.config.DISABLE_JIT:
        return True
    return next(Path(numba.config.CACHE_DIR).rglob("*run_weeks*.nbc"), None) is not None


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(cache_folder())


def rule(function: Rule) -> Rule:
    """Compile a function of columns with numba, cached on disk, releasing the interpreter lock.

    Arithmetic is strict (no reordering, no fused operations), so that compiled and uncompiled runs agree to rounding
    and the same machine code gives the same bytes on every machine of one kind.
    """
    return cast(Rule, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Rule) -> Rule:
    """A ``rule`` that the compiler must merge into its callers, so that a loop of it becomes vector instructions."""
    return cast(Rule, numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


def woven(function: Rule) -> Rule:
    """A ``rule`` that is written into its one caller before compiling, so that the two are compiled once, not twice."""
    return cast(Rule, numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))
