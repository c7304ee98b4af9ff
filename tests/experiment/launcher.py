"""Starts `pcnsim` again and again without its imports: a process that has everything loaded, and forks.

    python -m tests.experiment.launcher

Reads one JSON object a line, answers each with one. What is forked is a process of its own, in a session of its own,
with a command line, a working folder and files for what it says; from `main()` on it is what `python -m pcnsim` is.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing.util
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
PLANTED = Path(__file__).parent / "planted"


def environment(**more: str) -> dict[str, str]:
    """Where processes find pcnsim, and what a test plants."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(PLANTED), str(ROOT)]), **more}


@dataclass
class Started:
    """A `pcnsim` that runs, and leads a process group of its own. `errors`: the file of what it says."""

    pid: int
    errors: Path
    process: subprocess.Popen[bytes] | None
    launcher: Launcher | None
    begun: float
    code: int | None = None

    def poll(self) -> int | None:
        """Exit code, or minus the signal; None while it runs."""
        if self.code is None:
            if self.process is not None:
                self.code = self.process.poll()
            elif self.launcher is not None:
                self.code = self.launcher.ask(poll=self.pid)
        return self.code

    def wait(self, seconds: float = 60.0) -> int:
        """Exit code once it has ended."""
        deadline = time.monotonic() + seconds
        while (code := self.poll()) is None:
            assert time.monotonic() < deadline, f"still running: {self.said}"
            time.sleep(0.01)
        return code

    @property
    def said(self) -> str:
        """Standard error so far."""
        return self.errors.read_text("utf-8")

    @property
    def shown(self) -> str:
        """Standard output so far."""
        return _output(self.errors).read_text("utf-8")


def start(arguments: Sequence[str], folder: Path, planted: Mapping[str, str]) -> Started:
    """`python -m pcnsim` with these arguments, in this folder."""
    errors = _fresh(folder)
    begun = time.monotonic()
    with errors.open("wb") as file, _output(errors).open("wb") as output:
        # A shell that runs tests in the background may have told its children to ignore Ctrl-C.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "pcnsim", *arguments],
                cwd=folder,
                env=environment(**planted),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=file,
                start_new_session=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)
    return Started(process.pid, errors, process, None, begun)


class Launcher:
    """The process that forks; to be used as `with launcher() as one: one.start(...)`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, arguments: Sequence[str], folder: Path, planted: Mapping[str, str]) -> Started:
        """`pcnsim` with these arguments, in this folder."""
        errors = _fresh(folder)
        for file in (errors, _output(errors)):
            file.touch()  # it may be killed before it opens them
        begun = time.monotonic()
        asked = {
            "start": list(arguments),
            "folder": str(folder),
            "errors": str(errors),
            "planted": dict(planted),
        }
        return Started(self.ask(**asked), errors, None, self, begun)

    def ask(self, **question: Any) -> Any:
        """The answer to a question."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextlib.contextmanager
def launcher() -> Iterator[Launcher]:
    """A launcher until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.experiment.launcher"],
        cwd=ROOT,
        env=environment(COUNTED=os.devnull),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Launcher(process)
        assert process.stdin is not None
        process.stdin.close()


def _fresh(folder: Path) -> Path:
    """A file for what a process says, of a name not used before."""
    return folder / f"said-{time.monotonic_ns()}.txt"


def _output(errors: Path) -> Path:
    return errors.with_suffix(".out")


def serve(questions: IO[str], answers: IO[str]) -> None:
    """Fork and look after what was forked, until nobody asks any more."""
    import plotly.subplots  # noqa: F401

    import pcnsim.analysis.comparison
    import pcnsim.analysis.table
    import pcnsim.cli.app
    import pcnsim.experiment.backends.here
    import pcnsim.experiment.backends.processes
    import pcnsim.experiment.runner
    import pcnsim.experiment.weekly.merge
    import pcnsim.experiment.weekly.parquet
    import pcnsim.view.figures  # noqa: F401
    from pcnsim.experiment import warm

    warm.compile_model()
    for line in questions:
        asked = json.loads(line)
        answer: int | None
        if "start" in asked:
            answer = os.fork()
            if not answer:
                _be(asked)
        else:
            ended, status = os.waitpid(asked["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _be(asked: Mapping[str, Any]) -> NoReturn:
    """Be `pcnsim` from now on."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDWR)
        errors = Path(asked["errors"])
        files = [os.open(path, os.O_WRONLY) for path in (_output(errors), errors)]
        for number, file in enumerate((nothing, *files)):
            os.dup2(file, number)
        os.chdir(asked["folder"])
        os.environ.update(asked["planted"])
        sys.argv = ["pcnsim", *asked["start"]]

        from pcnsim.cli.app import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            multiprocessing.util._exit_function()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
