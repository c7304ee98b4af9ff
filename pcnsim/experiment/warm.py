"""Compiles the model before work begins, once on a machine, however many processes ask for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def compile_once(tell: Callable[[], None] = lambda: None) -> bool:
    """Compile the model unless it is compiled; wait while another process on this machine is at it.

    tell: called before a long wait. Returns whether there was anything to do.
    """
    from filelock import FileLock

    from pcnsim.model.compiled import is_compiled_before

    if is_compiled_before():
        return False
    import numba

    tell()
    folder = Path(numba.config.CACHE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "compiling.lock"):
        if not is_compiled_before():
            compile_model()
    return True


def compile_model() -> float:
    """Compile the model, or load what was compiled, by running a week of a tiny area; return the seconds."""
    from pcnsim.area import draw_area
    from pcnsim.config import Config
    from pcnsim.model.simulation import Simulation

    # Two PCNs: ties between practices of different PCNs are rules of their own.
    begun = time.monotonic()
    config = Config(weeks=1, burn_in_weeks=1)
    Simulation(config, draw_area(2, seed=0, practices_per_pcn=2), 0).run()
    return time.monotonic() - begun
