"""The program as a whole: how fast it answers, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pcnsim import __version__
from pcnsim.cli import app as program
from pcnsim.config.errors import InputError


def pcnsim(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pcnsim", *arguments], capture_output=True, text=True, check=False, cwd=cwd
    )


@pytest.mark.end_to_end
def test_help_answers_at_once_and_names_every_command() -> None:
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        answer = pcnsim("--help")
        took.append(time.perf_counter() - begun)
    assert answer.returncode == 0
    assert min(took) < 0.5
    assert all(command in answer.stdout for command in ("experiment", "run", "area", "explain"))


@pytest.mark.end_to_end
def test_version() -> None:
    assert pcnsim("--version").stdout == f"pcnsim {__version__}\n"


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("experiment",), ("run", "--nonsense"), ("area", "nonsense")]
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    answer = pcnsim(*arguments, cwd=tmp_path)
    assert answer.returncode == 2
    assert "Usage: pcnsim" in answer.stderr
    assert not list(tmp_path.iterdir())


def ending(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int | str | None:
    """Run `pcnsim explain` with a command that ends in an error, and return the exit code."""

    def explain() -> None:
        raise error

    command = next(info for info in program.app.registered_commands if info.name == "explain")
    monkeypatch.setattr(command, "callback", explain)
    monkeypatch.setattr(sys, "argv", ["pcnsim", "explain"])
    with pytest.raises(SystemExit) as end:
        program.main()
    return end.value.code


@pytest.mark.unit
def test_bad_input_is_one_message_and_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = InputError("is no number", where="a.toml, weeks", remedy="Give a whole number.")
    assert ending(monkeypatch, error) == 2
    said = capsys.readouterr()
    assert said.err == f"pcnsim: {error}\n"
    assert said.out == ""


@pytest.mark.unit
def test_an_interruption_says_how_to_go_on_and_is_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interruption = KeyboardInterrupt()
    interruption.add_note("12 finished runs are kept.")
    assert ending(monkeypatch, interruption) == 130
    assert capsys.readouterr().err == "pcnsim: interrupted. 12 finished runs are kept.\n"
    assert ending(monkeypatch, KeyboardInterrupt()) == 130
    assert "same command" in capsys.readouterr().err


@pytest.mark.unit
def test_a_second_interruption_does_not_hide_what_the_first_noted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = KeyboardInterrupt(), program.Termination()
    first.add_note("12 finished runs are kept.")
    second.__context__ = first
    assert ending(monkeypatch, second) == 143
    assert capsys.readouterr().err == "pcnsim: told to end (SIGTERM). 12 finished runs are kept.\n"


@pytest.mark.unit
def test_an_error_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        ending(monkeypatch, ZeroDivisionError("ours"))


@pytest.mark.end_to_end
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "told to end")]
)
def test_a_real_interruption_says_so(number: int, code: int, word: str) -> None:
    waiting = (
        "import signal, sys, time; from pcnsim.cli import app\n"
        # a shell that runs tests in the background may have told its children to ignore Ctrl-C
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "command = next(c for c in app.app.registered_commands if c.name == 'explain')\n"
        "command.callback = lambda: (print('ready', flush=True), time.sleep(30))\n"
        "sys.argv = ['pcnsim', 'explain']; app.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", waiting], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert word in said
    assert "Traceback" not in said
