"""How the program takes Ctrl-C and SIGTERM: as an exception, at a place where that does no harm and is not lost.

A signal may arrive anywhere. At two kinds of place an exception would do harm or be lost, and comes a little later:
while a module is imported (libraries build classes and caches there, and swallow, disguise or print what interrupts
them), and where Python cannot pass an exception on (`__del__`, callbacks): it would print "Exception ignored in ..."
and go on as if nobody had pressed Ctrl-C.
"""

from __future__ import annotations

import _thread  # threading takes locks that the interrupted code may hold
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

LATER: Final = 0.02
"""Seconds until an interruption that came at a bad place is tried again."""

PATIENCE: Final = 3.0
"""Seconds that imports may hold up an interruption; then it is raised wherever the program is."""

_USUAL: Final[dict[int, Any]] = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


class Termination(KeyboardInterrupt):
    """The program was told to end (SIGTERM), and ends as tidily as after Ctrl-C."""


@contextmanager
def taken_tidily() -> Iterator[None]:
    """Raise KeyboardInterrupt at SIGINT and `Termination` at SIGTERM, where it does no harm.

    A signal that whoever started this program settled otherwise stays as it is. Does nothing outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number, usual in _USUAL.items() if signal.getsignal(number) is usual]
    interruptions, hook = _Interruptions(), sys.unraisablehook

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        number = signal.SIGTERM if isinstance(lost.exc_value, Termination) else signal.SIGINT
        if issubclass(lost.exc_type, KeyboardInterrupt) and number in numbers:
            interruptions.come_again(number)
        else:
            hook(lost)

    for number in numbers:
        signal.signal(number, interruptions.come)
    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        interruptions.over = True
        sys.unraisablehook = hook
        for number in numbers:
            signal.signal(number, _USUAL[number])


class _Interruptions:
    """Those that arrive while the program runs."""

    def __init__(self) -> None:
        self.over = False
        self._imports_around = _imports(sys._getframe())
        self._held_up_since: float | None = None
        self._waiting: int | None = None

    def come(self, number: int, frame: FrameType | None) -> None:
        """Take a signal (a handler)."""
        if self._held_up_since is None:
            self._held_up_since = time.monotonic()
        held_up = time.monotonic() - self._held_up_since
        if _imports(frame) > self._imports_around and held_up < PATIENCE:
            self.come_again(number)
            return
        self._held_up_since = None
        raise Termination if number == signal.SIGTERM else KeyboardInterrupt

    def come_again(self, number: int) -> None:
        """Send the signal again a little later; of several, the last."""
        alone = self._waiting is None
        self._waiting = number
        if alone:
            with suppress(RuntimeError):  # Python itself ends
                _thread.start_new_thread(self._send, ())

    def _send(self) -> None:
        time.sleep(LATER)
        number, self._waiting = self._waiting, None
        if self.over or number is None:
            return
        if sys.platform == "win32":
            signal.raise_signal(number)
        else:  # to the main thread, which may wait for something
            signal.pthread_kill(threading.main_thread().ident or 0, number)


def _imports(frame: FrameType | None) -> int:
    """How many frames of Python's import machinery lead to a frame."""
    count = 0
    while frame is not None:
        count += frame.f_code.co_filename.startswith("<frozen importlib")
        frame = frame.f_back
    return count
