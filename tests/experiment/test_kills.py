"""Sweeps that are killed, interrupted, spoilt and started twice end with the bytes of one that nobody disturbed.

Longer, and with real command lines only: python -m tests.experiment.kills --kills 200
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pcnsim.analysis import run_experiment
from pcnsim.experiment import Progress
from tests.experiment.kills import (
    PLANNED,
    Campaign,
    Held,
    Reference,
    Watch,
    Way,
    campaign,
    children_of,
    command,
    differences,
    files_of,
    lines,
    log_to,
    seconds_until_gone,
)
from tests.experiment.launcher import Launcher, Started, launcher, start
from tests.small import SMALL, contents, small, small_file

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes and signals"),
]


@pytest.fixture(scope="module")
def forks() -> Iterator[Launcher]:
    with launcher() as one:
        yield one


@pytest.fixture(scope="module")
def undisturbed(forks: Launcher, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("undisturbed")
    return Campaign(folder, np.random.default_rng(0), forks, print).reference(False)


def test_thirty_kills_change_nothing(forks: Launcher, tmp_path: Path) -> None:
    log = tmp_path / "kills.log"
    print(f"\nlog: {log}")
    # Once with its real command line and two worker processes; then without the time for imports.
    ways = itertools.chain([Way(2)], itertools.cycle([Way(1, weekly=True, forked=True), Way(1, forked=True)]))
    done = campaign(tmp_path, 30, ways, 4, forks, log_to(log))
    # Where a kill lands in the end is the machine's affair: merging takes some hundredths of a second.
    phases = {kill.phase for kill in done.kills}
    assert {"start", "planning", "running"} <= phases
    assert {"merging", "tables"} & phases
    assert len(done.kills) >= 30
    assert any("worker" in kill.victims for kill in done.kills)


def test_three_dask_workers_killed(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    from tests.experiment.dask_here import dask_here

    config = small(tmp_path, "area.pcns=10", "weeks=200", "experiment.replications=20")
    expected = run_experiment(config, tmp_path / "here", workers=1)
    assert expected.folder is not None
    draws = np.random.default_rng(5)
    instants = sorted(draws.choice(np.arange(1, 45), size=3, replace=False).tolist())
    with dask_here(tmp_path) as here:
        here.add(2)

        def kill(progress: Progress) -> None:
            while instants and progress.finished >= instants[0]:
                alive = [worker for worker in here.workers if worker.poll() is None]
                victim = alive[int(draws.integers(len(alive)))]
                time.sleep(float(draws.random()) * 0.05)
                here.kill(victim)
                print(f"killed a Dask worker when {progress.finished} of 60 runs were stored")
                instants.pop(0)
                if instants:
                    here.add(1)

        run_experiment(config, tmp_path / "out", scheduler=here.address, progress=kill)
    assert not instants
    assert contents(tmp_path / "out") == contents(expected.folder)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_planted_errors_leave_all_other_runs_done(forks: Launcher, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    asked = ["experiment", "small.toml", "--out"]
    right = forks.start([*asked, "right", "--workers", "1"], tmp_path, {})
    assert right.wait() == 0
    rows = {f"{row['seed']}:{row['structure']}": row for row in table(tmp_path / "right" / "plan.csv")}
    names = list(rows)  # three replications of hierarchy, of hybrid, of network
    errors, deaths = [names[0], names[4], names[8]], [names[3]]
    planted = {"ERRORS": " ".join(errors), "DEATHS": " ".join(deaths)}

    spoilt = forks.start([*asked, "out", "--workers", "2"], tmp_path, planted)
    assert spoilt.wait() == 1
    assert "Traceback" not in spoilt.said
    last = spoilt.said.splitlines()[-1]
    assert re.search(r"4 of 9 runs failed; out/failures.csv says which \(first: ", last)
    assert "--retry-failed does them again" in last
    failed = {f"{row['seed']}:{row['structure']}": row for row in table(tmp_path / "out" / "failures.csv")}
    assert list(failed) == [name for name in names if name in {*errors, *deaths}], "in plan order"
    for name, row in failed.items():
        assert row["run_id"] == rows[name]["run_id"]
        assert row["replication"] == rows[name]["replication"]
    for name in errors:
        assert failed[name]["error"] == "ArithmeticError"
        assert failed[name]["message"] == f"planted in {name}"
        assert failed[name]["where"].startswith("sitecustomize.py:")
    assert failed[deaths[0]]["error"] == "WorkerDied"
    everything = (tmp_path / "right" / "runs.csv").read_bytes().splitlines(keepends=True)
    spared = [
        row for row in everything if row.split(b",")[0].decode() not in {r["run_id"] for r in failed.values()}
    ]
    assert (tmp_path / "out" / "runs.csv").read_bytes() == b"".join(spared)

    told = forks.start(["status", "out"], tmp_path, {})
    assert told.wait() == 0
    assert "finished with failures" in told.shown
    assert "5 of 9 runs finished (100 %), 4 failed" in told.shown
    assert "planted in" in told.shown or "WorkerDied" in told.shown
    assert "--retry-failed" in told.shown
    replay = ["replay", "out", failed[errors[0]]["run_id"], "--out"]
    replayed = forks.start([*replay, "still"], tmp_path, planted)
    assert replayed.wait() == 1
    assert f"planted in {errors[0]}" in replayed.said
    replayed = forks.start([*replay, "now"], tmp_path, {})
    assert replayed.wait() == 1
    assert "the run failed in the experiment and does not fail now" in replayed.said
    assert "what failed lay outside the run" in replayed.said

    again = forks.start([*asked, "out", "--workers", "1"], tmp_path, {})
    assert again.wait() == 1, "failed runs stay as they are"
    retried = forks.start([*asked, "out", "--workers", "1", "--retry-failed"], tmp_path, {})
    assert retried.wait() == 0, retried.said
    assert files_of(tmp_path / "out") == files_of(tmp_path / "right")


def interrupt(process: Started, phase: str, share: float, delay: float, out: Path, number: int) -> bool:
    """Send a signal to the whole group, as a terminal does, at an instant; whether it was in time."""
    watch = Watch(out, process)
    while not watch.reached(phase, share, PLANNED - len(Held.of(out).stored)):
        if process.poll() is not None:
            return False
        time.sleep(0.002)
    time.sleep(delay)
    if process.poll() is not None:
        return False
    os.killpg(process.pid, number)
    return True


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [(signal.SIGINT, 130, "pcnsim: interrupted. "), (signal.SIGTERM, 143, "pcnsim: told to end (SIGTERM). ")],
)
def test_interruptions_at_odd_places_end_tidily(
    forks: Launcher, undisturbed: Reference, tmp_path: Path, number: int, code: int, words: str
) -> None:
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    draws = np.random.default_rng(number)
    way, out = Way(1, forked=True), tmp_path / "out"
    phases = [
        "planning",
        "planning",
        "running",
        "running",
        "merging",
        "merging",
        "merging",
        "tables",
        "tables",
    ]
    codes: Counter[int] = Counter()
    for phase in phases:
        process = forks.start(command(way, out), tmp_path, {})
        sent = interrupt(process, phase, float(draws.random()), float(draws.random()) * 0.03, out, number)
        ended = process.wait()
        codes[ended] += 1
        said = process.said
        print(f"{signal.Signals(number).name} in {phase}: exit {ended}: {said.splitlines()[-1]}")
        assert "Traceback" not in said
        assert ended in (0, code)
        if ended == code:
            assert sent
            last = said.splitlines()[-1]
            assert last.startswith(words)
            assert re.search(
                r"\d+ finished runs of 36 are kept in .*out; the same command goes on from there\.$"
                r"|The same command starts it again\.$"
                r"|All runs and tables are in out; the same command shows them\.$",
                last,
            )
        assert not list(out.rglob(".writing-*")), "it tidied up"
    assert codes[code] >= 5
    assert forks.start(command(way, out), tmp_path, {}).wait() == 0
    assert files_of(out) == undisturbed.files, differences(files_of(out), undisturbed.files)


def test_a_queue_that_ends_all_processes_leaves_none(undisturbed: Reference, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    process = start(command(Way(2), tmp_path / "out"), tmp_path, {})
    watch = Watch(tmp_path / "out", process)
    while not watch.reached("running", 0.2, PLANNED):
        assert process.poll() is None, process.said
        time.sleep(0.001)
    children = children_of(process.pid)
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait() == 143
    assert re.search(
        r"told to end \(SIGTERM\)\. \d+ finished runs of 36 are kept in out; the same", process.said
    )
    assert "Traceback" not in process.said
    assert seconds_until_gone(children) < 10


def test_two_starts_at_the_same_instant(forks: Launcher, undisturbed: Reference, tmp_path: Path) -> None:
    small_file(tmp_path)
    outcomes: Counter[str] = Counter()
    expected = {True: undisturbed.files}
    for number in range(6):
        out, counted = tmp_path / f"out-{number}", tmp_path / f"counted-{number}"
        # Some that do nothing until the other has waited in vain, most so short that the other finds everything done.
        held = number in (0, 3)
        more = () if held else ("--weeks", "3", "--replications", "1", "--set", "area.pcns=1")
        planted = {"COUNTED": str(counted)}
        if held:
            planted["UNTIL"] = str(tmp_path / f"refused-{number}")
        both = [forks.start(command(Way(1), out, *more), tmp_path, planted) for _ in range(2)]
        if held:
            deadline = time.monotonic() + 60
            while all(one.poll() is None for one in both):
                assert time.monotonic() < deadline, [one.said for one in both]
                time.sleep(0.01)
            Path(planted["UNTIL"]).touch()
        codes = sorted(one.wait() for one in both)
        said = [one.said for one in both]
        assert not any("Traceback" in one for one in said), said
        runs = lines(counted)
        assert len(runs) == len(set(runs)) == (PLANNED if held else 3), "each run was simulated once"
        if codes == [0, 2]:
            worker, refused = sorted(both, key=lambda one: one.code or 0)
            assert f"another pcnsim works in this folder (process {worker.pid} on " in refused.said
            outcomes["refused"] += 1
        else:
            assert codes == [0, 0], said
            assert sum("runs are there already" in one for one in said) == 1
            outcomes["found all done"] += 1
        files = files_of(out)
        assert files == expected.setdefault(held, files), differences(files, expected[held])
        assert json.loads((out / "manifest.json").read_text("utf-8"))["state"] == "finished"
        assert not list(out.rglob(".writing-*"))
    print(dict(outcomes))
    assert outcomes["refused"] >= 2
