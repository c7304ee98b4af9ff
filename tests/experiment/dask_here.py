"""A Dask scheduler and workers on this machine, as real processes, for tests."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pcnsim

ROOT = Path(pcnsim.__file__).parents[1]


@dataclass
class DaskHere:
    """A scheduler and its workers, one thread each. `folder` is where they leave their logs."""

    folder: Path
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the scheduler on a free port."""
        self.scheduler = self._program(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"
        )
        self.address = self._said("scheduler", r"Scheduler at:\s+(tcp://\S+)")

    def add(self, count: int = 1, *options: str, path: str = str(ROOT)) -> None:
        """Start workers, and wait until the scheduler has them. path: where they find pcnsim."""
        for _ in range(count):
            name = f"worker-{len(self.workers)}"
            arguments = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0", *options)
            self.workers.append(
                self._program("worker", self.address, "--name", name, *arguments, log=name, path=path)
            )
        for number in range(len(self.workers) - count, len(self.workers)):
            self._said(f"worker-{number}", r"Registered to:\s+(tcp://\S+)")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """What the kernel does: no goodbye."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End all of them."""
        for process in [*self.workers, self.scheduler]:
            if process is not None and process.poll() is None:
                self.kill(process)

    def _program(
        self, kind: str, *arguments: str, log: str | None = None, path: str = str(ROOT)
    ) -> subprocess.Popen[bytes]:
        with (self.folder / f"{log or kind}.log").open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments],
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": path},
            )

    def _said(self, log: str, pattern: str) -> str:
        begun = time.monotonic()
        while True:
            text = (self.folder / f"{log}.log").read_text("utf-8")
            if found := re.search(pattern, text):
                return found[1]
            assert time.monotonic() - begun < 30, text
            time.sleep(0.05)


@contextlib.contextmanager
def dask_here(folder: Path) -> Iterator[DaskHere]:
    """A scheduler without workers, until the end of the block."""
    here = DaskHere(folder)
    try:
        here.start()
        yield here
    finally:
        here.stop()
