"""Where an interruption is raised: after an import, not in it, and not where Python would lose it."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pcnsim.cli import interruptions
from pcnsim.cli.interruptions import Termination, taken_tidily

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals"),
]

BOTH = pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Termination)]
)


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    # A shell that runs tests in the background may have told its children to ignore Ctrl-C.
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    now = {number: signal.signal(number, handler) for number, handler in before.items()}
    assert now == usual, "all is as it was"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write a module that can be imported, and return its name."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(source: str) -> str:
        name = f"interrupted_{tmp_path.name}"
        (tmp_path / f"{name}.py").write_text(source, "utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.invalidate_caches()
        return name

    return write


def wait(seconds: float = 5.0) -> None:
    """Do something of Python's, until something comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.001)


def interruption_of(program: Callable[[], object]) -> KeyboardInterrupt | None:
    """What ends a program that waits a while after all it does."""
    try:
        with taken_tidily():
            program()
            wait()
    except KeyboardInterrupt as interruption:
        return interruption
    return None


@BOTH
def test_an_interruption_waits_for_the_end_of_an_import(
    number: int, raised: type[BaseException], module: Callable[[str], str]
) -> None:
    # An import that swallows whatever interrupts it, as some libraries do, is none the wiser.
    name = module(
        "import os, time\n"
        "try:\n"
        f"    os.kill(os.getpid(), {int(number)})\n"
        "    time.sleep(0.1)\n"
        "    whole = True\n"
        "except BaseException:\n"
        "    whole = False\n"
    )
    assert type(interruption_of(lambda: importlib.import_module(name))) is raised
    assert sys.modules[name].whole


def test_an_interruption_ends_what_the_program_waits_for(module: Callable[[str], str]) -> None:
    name = module("import os\nos.kill(os.getpid(), 2)\n")
    begun = time.monotonic()
    assert interruption_of(lambda: (importlib.import_module(name), time.sleep(20)))
    assert time.monotonic() - begun < 10


def test_an_endless_import_is_interrupted_in_the_end(
    module: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruptions, "PATIENCE", 0.1)
    name = module("import os, time\nos.kill(os.getpid(), 2)\ntime.sleep(20)\n")
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), taken_tidily():
        importlib.import_module(name)
    assert 0.1 <= time.monotonic() - begun < 10


def test_a_program_started_by_an_import_is_interrupted_at_once(module: Callable[[str], str]) -> None:
    name = module(
        "import os, time\n"
        "from pcnsim.cli.interruptions import taken_tidily\n"
        "try:\n"
        "    with taken_tidily():\n"
        "        os.kill(os.getpid(), 2)\n"
        "        time.sleep(20)\n"
        "except KeyboardInterrupt:\n"
        "    raised = True\n"
    )
    begun = time.monotonic()
    assert importlib.import_module(name).raised
    assert time.monotonic() - begun < interruptions.PATIENCE


class Loses:
    """Is interrupted where Python cannot pass it on."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self.number)
        wait()


@BOTH
def test_an_interruption_that_python_would_lose_comes_again(
    number: int, raised: type[BaseException], capfd: pytest.CaptureFixture[str]
) -> None:
    done = []
    assert type(interruption_of(lambda: (Loses(number), done.append("what follows")))) is raised
    assert done
    assert capfd.readouterr().err == ""


def test_many_interruptions_in_an_import_are_one(module: Callable[[str], str]) -> None:
    name = module(
        "import os, time\nfor _ in range(20):\n    os.kill(os.getpid(), 2)\n    time.sleep(0.003)\n"
    )
    came = []
    with taken_tidily():
        for program in (lambda: importlib.import_module(name), lambda: None):
            try:
                program()
                wait(10 * interruptions.LATER)
            except KeyboardInterrupt as interruption:
                came.append(interruption)
    assert len(came) == 1


def test_none_comes_after_the_program(module: Callable[[str], str]) -> None:
    name = module("import os\nos.kill(os.getpid(), 2)\n")
    with taken_tidily():
        importlib.import_module(name)
    wait(3 * interruptions.LATER)


def test_other_errors_that_python_cannot_pass_on_are_told_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(lost.exc_type))

    class Fails:
        def __del__(self) -> None:
            raise ArithmeticError

    with taken_tidily():
        Fails()
    assert told == [ArithmeticError]


def test_what_the_starter_settled_stays() -> None:
    seen = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ended = interruption_of(
            lambda: (seen.append(signal.getsignal(signal.SIGINT)), os.kill(os.getpid(), signal.SIGTERM))
        )
    finally:
        after = signal.signal(signal.SIGINT, signal.default_int_handler)
    assert [*seen, after] == [signal.SIG_IGN] * 2
    assert type(ended) is Termination
