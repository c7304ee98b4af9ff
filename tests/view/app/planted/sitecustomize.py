"""Python imports this at its start where a test puts the folder on PYTHONPATH: tells what every thread does.

At SIGUSR1 their stacks are added to the file that STACKS names, and a line of END. The product knows nothing of this.
It is a handler in Python, which holds the interpreter's lock: faulthandler reads the stacks of threads that run, which
ends the process now and then.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

END = "end of the stacks"


def tell(_number: int, _frame: FrameType | None) -> None:
    """Add every thread's stack, a line for each call, innermost first, and an empty line after it."""
    lines = []
    for innermost in sys._current_frames().values():
        call: FrameType | None = innermost
        while call is not None:
            lines.append(f"{call.f_code.co_filename} in {call.f_code.co_name}")
            call = call.f_back
        lines.append("")
    with open(os.environ["STACKS"], "a") as file:
        file.write("\n".join([*lines, END, ""]))


if "STACKS" in os.environ:
    signal.signal(signal.SIGUSR1, tell)
