"""What an experiment says while it runs: a bar, lines, rate and time left."""

from __future__ import annotations

import io
import sys
import time

import pytest

from pcnsim.cli import progress as shown
from pcnsim.cli.progress import Pace, shown_progress
from pcnsim.cli.wording import duration, rate, size
from pcnsim.experiment import Progress

pytestmark = pytest.mark.unit


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_rate_is_that_of_the_last_minute() -> None:
    pace = Pace()
    assert pace.rate is None
    for second in range(101):  # ten a second for 100 s, then one a second for 120 s
        pace.add(float(second), 10 * second)
    assert pace.rate == pytest.approx(10.0)
    for second in range(101, 221):
        pace.add(float(second), 1000 + second - 100)
    assert pace.rate == pytest.approx(1.0)


def test_slow_runs_have_a_rate_over_the_last_reports() -> None:
    pace = Pace()
    pace.add(0.0, 0)
    assert pace.rate is None
    for report in range(1, 40):
        pace.add(300.0 * report, report)
    assert pace.rate == pytest.approx(1 / 300)


def test_two_reports_at_one_time_are_one() -> None:
    pace = Pace()
    for done in (0, 3):
        pace.add(0.0, done)
    assert pace.rate is None
    pace.add(1.0, 5)
    assert pace.rate == pytest.approx(2.0)


def lines_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seconds: int, runs: int
) -> list[str]:
    """What a sweep of that many runs at an even rate says in a log file, one report a second."""
    clock = [1000.0]
    monkeypatch.setattr(shown.time, "monotonic", lambda: clock[0])
    with shown_progress(quiet=False) as show:
        for second in range(seconds + 1):
            show(Progress("running", runs, 0, runs * second // seconds, 0, float(second)))
            clock[0] += 1.0
    return capsys.readouterr().err.splitlines()


def test_lines_become_rarer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    short = lines_of(monkeypatch, capsys, 45, 450)
    assert len(short) == 1 + 4 + 1  # the beginning, every ten seconds, the end
    assert "100 of 450 runs, 10.0 a second, about 35 s left" in short[1]
    assert short[-1] == "pcnsim: 450 of 450 runs done: 450 in 45 s, 10.0 a second, none failed"
    ten_minutes = lines_of(monkeypatch, capsys, 600, 6000)
    assert len(ten_minutes) == 1 + 6 + 8 + 1  # then every minute
    night = lines_of(monkeypatch, capsys, 8 * 3600, 100_000)
    assert 100 <= len(night) <= 110  # then every hundredth
    slow = lines_of(monkeypatch, capsys, 24 * 3600, 10)
    assert 144 <= len(slow) <= 144 + 20  # and never rarer than every ten minutes


def test_a_bar_is_drawn_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    begun = time.perf_counter()
    with shown_progress(quiet=False) as show:
        for done in range(20_001):
            show(Progress("running", 20_000, 0, done, 0, done / 1000))
    assert time.perf_counter() - begun < 5.0  # 0.1 s where it was written
    said = terminal.getvalue()
    assert said.startswith("pcnsim: running 20,000 runs\n")
    assert "20000/20000" in said
    assert said.endswith(
        "pcnsim: 20,000 of 20,000 runs done: 20,000 in 20 s, 1,000.0 a second, none failed\n"
    )
    assert len(said) < 20_000
    assert "\x1b[3" not in said  # no colours


def test_failures_and_time_left_stand_beside_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(shown, "SECONDS_BETWEEN_UPDATES", 0.001)
    with shown_progress(quiet=False) as show:
        show(Progress("running", 100, 10, 0, 0, 0.0))
        time.sleep(0.01)
        show(Progress("running", 100, 10, 19, 1, 2.0))
        time.sleep(0.5)
    assert "10.0 a second, about 7 s left, 1 failed" in terminal.getvalue()


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("FORCE_COLOR", "1")])
def test_where_no_bar_can_be_drawn_there_are_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    if name == "TERM":
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown_progress(quiet=False) as show:
        show(Progress("running", 10, 0, 0, 0, 0.0))
        show(Progress("running", 10, 0, 10, 0, 2.0))
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert len(said.splitlines()) == 2


def test_nothing_more_is_said_where_all_was_there_or_it_was_interrupted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown_progress(quiet=False) as show:
        show(Progress("running", 10, 10, 0, 0, 0.0))
    assert capsys.readouterr().err == "pcnsim: all 10 runs are there already\n"

    def interrupted() -> None:
        with shown_progress(quiet=False) as show:
            show(Progress("running", 10, 0, 0, 0, 0.0))
            show(Progress("running", 10, 0, 4, 0, 1.0))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert capsys.readouterr().err == "pcnsim: running 10 runs\n"
    with shown_progress(quiet=True) as show:
        show(Progress("running", 10, 0, 10, 0, 1.0))
    assert capsys.readouterr().err == ""


def test_words_for_numbers() -> None:
    assert [duration(seconds) for seconds in (0.4, 89, 600, 2 * 3600, 3 * 24 * 3600)] == [
        "0 s",
        "89 s",
        "10 min",
        "2 h 0 min",
        "3 days",
    ]
    assert [rate(one) for one in (1234.5, 0.1, 1 / 600)] == ["1,234.5 a second", "10.0 s each", "10 min each"]
    assert [size(count) for count in (0, 999, 1000, 45_600_000, 123e9, 5e15)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "45.6 MB",
        "123 GB",
        "5,000 TB",
    ]
