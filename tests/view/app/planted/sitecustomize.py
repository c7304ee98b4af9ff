"""Python imports this at its start where a test puts the folder on PYTHONPATH: tells what every thread does.

At SIGUSR1 their stacks are added to the file that STACKS names. The product knows nothing of this.
"""

from __future__ import annotations

import faulthandler
import os
import signal

if "STACKS" in os.environ:
    faulthandler.register(signal.SIGUSR1, file=open(os.environ["STACKS"], "a"), all_threads=True)  # noqa: SIM115
