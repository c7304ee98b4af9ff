"""Kills sweeps with SIGKILL at random instants, again and again, and holds what they leave to its word.

    python -m tests.experiment.kills --kills 200

A sweep is started, killed, started again with the same command, and so on until it ends. After every kill the folder is
read by rules of its own (not the product's): no row that was stored is ever lost, stored twice or simulated again; the
next attempt finds exactly the rows that were there; no worker outlives its parent; the final files are the bytes of a
sweep that nobody disturbed. Instants are drawn: while it starts, plans, runs, merges, and writes tables.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import fnmatch
import itertools
import json
import os
import re
import signal
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
import psutil

from tests.experiment.launcher import Launcher, Started, launcher, start
from tests.small import SMALL

SETTINGS = ("--replications", "12", "--weeks", "100", "--set", "area.pcns=8")
"""36 runs of some 15 milliseconds."""

PLANNED = 36

PHASES = ("start", "planning", "running", "merging", "tables")

KEPT_OUT = {"manifest.json", ".lock", ".owner.json"}
"""Files that hold times and processes, or nothing."""


@dataclass(frozen=True)
class Way:
    """How a sweep is run. forked: by the launcher, which spares the imports."""

    workers: int
    weekly: bool = False
    forked: bool = False

    def __str__(self) -> str:
        return f"{self.workers} worker{'s' * (self.workers > 1)}{', weekly' * self.weekly}{', forked' * self.forked}"


@dataclass(frozen=True)
class Aim:
    """What a kill is aimed at; the two shares say where in the phase."""

    phase: str
    victim: str
    share: float
    delay: float


@dataclass
class Held:
    """What a result folder holds, as anybody can read it."""

    rows: Counter[str]
    """Whole rows in the parts, by name of the run."""
    torn: int
    merged: list[str]
    state: str
    half_written: list[str]

    @classmethod
    def of(cls, folder: Path) -> Held:
        rows: Counter[str] = Counter()
        torn = 0
        for part in _there(folder / "parts", "*.runs.csv"):
            content = b""
            with contextlib.suppress(OSError):
                content = part.read_bytes()
            for line in content.split(b"\n")[1:]:
                row, _, checksum = line.rpartition(b",")
                if line and checksum == b"%08x" % zlib.crc32(row):
                    rows[row.split(b",")[0].decode()] += 1
                elif line:
                    torn += 1
        table = folder / "runs.csv"
        merged = (
            [line.split(",")[0] for line in table.read_text("utf-8").splitlines()[1:]]
            if table.is_file()
            else []
        )
        half = sorted(path.relative_to(folder).as_posix() for path in folder.rglob(".writing-*"))
        return cls(rows, torn, merged, state_of(folder), half)

    @property
    def stored(self) -> set[str]:
        return {*self.rows, *self.merged}

    def __str__(self) -> str:
        torn = f" and {self.torn} torn" if self.torn else ""
        half = f", {len(self.half_written)} half-written" if self.half_written else ""
        return f"{self.rows.total()} rows{torn} in parts, {len(self.merged)} merged, state {self.state}{half}"


def _there(folder: Path, pattern: str) -> list[Path]:
    """Files of a folder that may go away this moment."""
    with contextlib.suppress(OSError):
        return [folder / name for name in sorted(fnmatch.filter(os.listdir(folder), pattern))]
    return []


def state_of(folder: Path) -> str:
    try:
        return str(json.loads((folder / "manifest.json").read_text("utf-8"))["state"])
    except (OSError, ValueError):
        return "none"


def files_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that must come out the same."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in KEPT_OUT
    }


@dataclass
class Reference:
    """A sweep that nobody disturbed: its files, and when its phases began, in seconds."""

    files: dict[str, str]
    runs: dict[str, str]
    """Name of each run by its seed and structure."""
    row_bytes: float
    times: dict[str, float]


@dataclass
class Kill:
    """A line of the log."""

    number: int
    way: Way
    sweep: int
    attempt: int
    aim: Aim
    instant: float
    victims: str
    held: Held
    phase: str
    """What it came upon, as far as the folder tells."""
    gone: float | None
    found: str = "nothing said"
    lost: int = 0

    def __str__(self) -> str:
        gone = "" if self.gone is None else f"; no process left after {self.gone:.2f} s"
        return (
            f"kill {self.number:3d} | {self.way}, sweep {self.sweep}, attempt {self.attempt} | {self.victims} at "
            f"{self.instant:.3f} s, {self.phase}{gone} | {self.held} | then: {self.found}"
        )


@dataclass
class Campaign:
    """Sweeps and kills in a folder, until there were so many kills."""

    folder: Path
    draws: np.random.Generator
    forks: Launcher
    tell: Callable[[str], None]
    kills: list[Kill] = field(default_factory=list)
    sweeps: int = 0
    missed: int = 0
    lost: int = 0
    """Runs simulated and not stored when a kill came."""

    def __post_init__(self) -> None:
        self._references: dict[bool, Reference] = {}
        self._file = self.folder / "small.toml"
        self._file.write_text(SMALL, "utf-8")

    def reference(self, weekly: bool) -> Reference:
        """The undisturbed sweep, once."""
        if weekly not in self._references:
            way = Way(1, weekly, forked=True)
            out = self.folder / f"reference-{weekly}"
            process, times = self._begin(way, out, self.folder / "uncounted"), {}
            watch = Watch(out, process)
            for phase in PHASES[1:]:
                while not watch.reached(phase, 0.0, PLANNED) and process.poll() is None:
                    time.sleep(0.001)
                times[phase] = time.monotonic() - process.begun
            assert process.wait() == 0, process.said
            times["end"] = time.monotonic() - process.begun
            with (out / "plan.csv").open(encoding="utf-8") as file:
                runs = {f"{row['seed']}:{row['structure']}": row["run_id"] for row in csv.DictReader(file)}
            row_bytes = (out / "runs.csv").stat().st_size / (len(runs) + 1)
            self._references[weekly] = Reference(files_of(out), runs, row_bytes, times)
            spent = ", ".join(f"{name} from {at:.2f} s" for name, at in times.items())
            self.tell(f"undisturbed ({way}): {len(files_of(out))} files; {spent}")
        return self._references[weekly]

    def sweep(self, way: Way, aims: list[Aim]) -> None:
        """One sweep from its first start to its end, killed at each of the aims that it comes to."""
        self.sweeps += 1
        reference = self.reference(way.weekly)
        out = self.folder / f"sweep-{self.sweeps}"
        counted = self.folder / f"counted-{self.sweeps}"
        waiting = list(aims)
        before: set[str] = set()
        open_line: Kill | None = None
        for attempt in itertools.count(1):
            process = self._begin(way, out, counted)
            already = lines(counted)
            watch = Watch(out, process)
            ended = False
            while waiting and not ended:
                if watch.finished and waiting[0].phase in ("running", "merging"):
                    waiting.pop(0)  # too late for that in this sweep
                    continue
                aim = waiting.pop(0)
                if not self._wait_for(aim, watch, reference, len(before)):
                    self.missed += 1
                    break
                kill = self._kill(aim, way, process, watch, attempt)
                if kill is None:
                    self.missed += 1
                    break
                self._check_found(process, open_line, before)
                open_line, ended = (kill, True) if kill.gone is not None else (open_line, False)
                if kill.gone is None:
                    self._log(kill, "the parent went on")
                else:
                    self._check(kill, out, before, lines(counted)[len(already) :], reference)
                    before = kill.held.stored
            if not ended:
                code = process.wait()
                assert code == 0, process.said
                self._check_found(process, open_line, before)
                again = {reference.runs[name] for name in lines(counted)[len(already) :]} & before
                assert not again, f"simulated again though stored: {again}"
                break
        files = files_of(out)
        assert files == reference.files, differences(files, reference.files)
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        assert manifest["state"] == "finished"
        assert manifest["runs"] == {"planned": PLANNED, "finished": PLANNED, "failed": 0}
        vouched = {name: digest for name, digest in files.items() if name != "comparison.html"}
        assert manifest["files"] == vouched
        self.tell(
            f"sweep {self.sweeps} ({way}) ended in attempt {attempt}: all {len(files)} files as undisturbed"
        )

    def _begin(self, way: Way, out: Path, counted: Path) -> Started:
        run = self.forks.start if way.forked else start
        return run(command(way, out), self.folder, {"COUNTED": str(counted)})

    def _wait_for(self, aim: Aim, watch: Watch, reference: Reference, stored: int) -> bool:
        """Wait for the instant; False where the process ended before it came."""
        times = reference.times
        length = {
            "start": 0.8,
            "planning": max(times["running"] - times["planning"], 0.1),
            "running": 0.03,
            "merging": 0.7 * (times["tables"] - times["merging"]),
            "tables": times["end"] - times["tables"],
        }[aim.phase]
        if aim.phase == "start":
            length = 0.8 if watch.process.launcher is None else 0.05
        while not watch.reached(aim.phase, aim.share, PLANNED - stored, reference.row_bytes):
            if watch.process.poll() is not None:
                return False
            time.sleep(0.002)
        time.sleep(aim.delay * length)
        return watch.process.poll() is None

    def _kill(self, aim: Aim, way: Way, process: Started, watch: Watch, attempt: int) -> Kill | None:
        """Kill now; None where nobody was there any more."""
        children = children_of(process.pid)
        workers = [child for child in children if _is_worker(child)]
        victim = aim.victim if workers else "parent"
        struck = []
        instant = time.monotonic() - process.begun
        if victim in ("worker", "both"):
            one = workers[int(aim.share * len(workers))]
            one.kill()
            struck.append(f"worker {one.pid}")
        if victim in ("parent", "both"):
            os.kill(process.pid, signal.SIGKILL)
            struck.append(f"parent {process.pid}")
            if process.wait() != -signal.SIGKILL:
                return None  # it had ended by itself just before
            gone: float | None = seconds_until_gone(children)
        else:
            gone = None
        number = len(self.kills) + 1
        held = Held.of(watch.folder)
        phase = watch.phase(held, PLANNED)
        kill = Kill(number, way, self.sweeps, attempt, aim, instant, " and ".join(struck), held, phase, gone)
        self.kills.append(kill)
        return kill

    def _check(
        self, kill: Kill, out: Path, before: set[str], simulated: list[str], reference: Reference
    ) -> None:
        """After a kill of the parent: nothing stored is lost, there twice, or was simulated once more."""
        held = kill.held
        assert before <= held.stored, f"lost {before - held.stored}"
        twice = [run for run, count in held.rows.items() if count > 1]
        assert not twice, f"stored twice: {twice}"
        assert len(held.merged) == len(set(held.merged))
        runs = [reference.runs[name] for name in simulated]
        again = set(runs) & before
        assert not again, f"simulated again though stored: {again}"
        kill.lost = len(set(runs) - held.stored)
        self.lost += kill.lost

    def _check_found(self, process: Started, last: Kill | None, stored: set[str]) -> None:
        """Whether an attempt found what was there, as far as it came to say so; the line of the kill before ends so."""
        if last is None or last.found != "nothing said":
            return
        said = process.said
        found = (
            re.search(r"([\d,]+) of [\d,]+ runs are there already", said)
            or re.search(r"all ([\d,]+) runs are there already", said)
            or re.search(r"running ()[\d,]+ runs", said)
        )
        if found:
            count = int(found[1] or 0)
            assert count == len(stored), f"{count} found, {len(stored)} were stored"
        lost = f", {kill_lost} lost in flight" if (kill_lost := last.lost) else ""
        self._log(last, f"{count} of {PLANNED} found{lost}" if found else f"killed before it looked{lost}")

    def _log(self, kill: Kill, then: str) -> None:
        kill.found = then
        self.tell(str(kill))

    def summary(self) -> str:
        phases = Counter(kill.phase for kill in self.kills)
        victims = Counter("both" if " and " in k.victims else k.victims.split()[0] for k in self.kills)
        gone = max((kill.gone for kill in self.kills if kill.gone is not None), default=0.0)
        most = max((kill.lost for kill in self.kills), default=0)
        return (
            f"{len(self.kills)} kills in {self.sweeps} sweeps, all ended with the bytes of an undisturbed one; "
            f"by phase {dict(phases)}; killed {dict(victims)}; {self.missed} came too late; "
            f"{self.lost} runs lost in flight in all, {most} by one kill at most; no process left after {gone:.2f} s"
        )


class Watch:
    """Sees from outside how far a process is."""

    def __init__(self, folder: Path, process: Started) -> None:
        self.folder = folder
        self.process = process
        self._parts = self._size()
        self.finished = state_of(folder) in ("finished", "incomplete")

    def _size(self) -> int:
        total = 0
        for part in _there(self.folder / "parts", "*.runs.csv"):
            with contextlib.suppress(OSError):
                total += part.stat().st_size
        return total

    def reached(self, phase: str, share: float, left: int, row_bytes: float = 3000.0) -> bool:
        """Whether a phase has begun; of `running`, whether this share of what was left of the rows is there."""
        if phase == "start":
            return True
        if phase == "planning":
            return self.owned()
        grown = self._size() - self._parts
        if phase == "running":
            return grown >= (1 + share * 0.6 * left) * row_bytes or self._done()
        if phase == "merging":
            if grown < 0.9 * left * row_bytes:
                return self._done()
            if share < 0.5:
                return Held.of(self.folder).rows.total() >= PLANNED or self._done()
            half = [*_there(self.folder, ".writing-*"), *_there(self.folder / "weekly", ".writing-*")]
            return bool(half) or self._done()
        return self._done() and self.owned()

    def owned(self) -> bool:
        """Whether the folder is this process's: its number is there."""
        try:
            owner = json.loads((self.folder / ".owner.json").read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(owner["pid"] == self.process.pid)

    def _done(self) -> bool:
        return state_of(self.folder) in ("finished", "incomplete")

    def phase(self, held: Held, planned: int) -> str:
        """How far the process was when it was killed."""
        if not self.owned():
            return "figure" if self._done() and not self.finished else "start"
        if held.state in ("finished", "incomplete"):
            return "tables"
        if len(held.stored) >= planned:
            return "merging"
        return "running" if self._size() > self._parts else "planning"


def command(way: Way, out: Path, *more: str) -> list[str]:
    """Arguments of `pcnsim` for a sweep."""
    weekly = ["--weekly"] if way.weekly else []
    own = ["--workers", str(way.workers), *weekly, *SETTINGS, *more]
    return ["experiment", "small.toml", "--out", out.name, *own]


def children_of(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def seconds_until_gone(children: list[psutil.Process]) -> float:
    """Wait until none of these lives; what has ended and only waits to be taken note of does not count."""
    begun = time.monotonic()
    while alive := [child for child in children if _lives(child)]:
        assert time.monotonic() - begun < 10, f"still there 10 s after their parent was killed: {alive}"
        time.sleep(0.005)
    return time.monotonic() - begun


def _lives(child: psutil.Process) -> bool:
    try:
        return child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_worker(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.Error:
        return False


def lines(path: Path) -> list[str]:
    """Runs that were simulated; a line that a kill cut off does not count."""
    return path.read_text("utf-8").split("\n")[:-1] if path.is_file() else []


def differences(files: dict[str, str], right: dict[str, str]) -> str:
    return ", ".join(
        f"{name} ({'missing' if name not in files else 'too many' if name not in right else 'other bytes'})"
        for name in sorted({*files, *right})
        if files.get(name) != right.get(name)
    )


def aims(draws: np.random.Generator, way: Way) -> list[Aim]:
    """Kills of one sweep, in the order in which a sweep comes to the phases, with early ones in between.

    It is struck three times while it runs: with worker processes, once the parent, once a worker, once both.
    """
    most = ["merging", "merging", "tables"]
    few = 1 if way.workers > 1 else 2  # of those that cost a start of every worker
    drawn = [*draws.choice(most, size=few), *(["running"] * 3)]
    drawn.sort(key=PHASES.index)
    drawn.insert(int(draws.integers(2)), "planning")
    for _ in range(few):
        drawn.insert(int(draws.integers(len(drawn) + 1)), draws.choice(["start", "planning"]))
    victims = itertools.cycle(draws.permutation(["parent", "worker", "both"]))
    return [
        Aim(
            str(phase),
            str(next(victims)) if way.workers > 1 and phase == "running" else "parent",
            float(draws.random()),
            float(draws.random()),
        )
        for phase in drawn
    ]


def campaign(
    folder: Path, kills: int, ways: Iterator[Way], seed: int, forks: Launcher, tell: Callable[[str], None]
) -> Campaign:
    """So many kills, by sweep after sweep."""
    made = Campaign(folder, np.random.default_rng(seed), forks, tell)
    while len(made.kills) < kills:
        way = next(ways)
        made.sweep(way, aims(made.draws, way))
    tell(made.summary())
    return made


def log_to(path: Path) -> Callable[[str], None]:
    """A function that prints a line and keeps it in a file."""

    def tell(line: str) -> None:
        print(line, flush=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return tell


def main() -> None:
    """The long variant: real command lines only."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forked", action="store_true", help="spare the imports, except of workers")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pcnsim-kills-"))
    print(f"log: {folder / 'kills.log'}", flush=True)
    ways = itertools.cycle(
        [Way(workers, weekly, given.forked) for weekly in (False, True) for workers in (2, 1)]
    )
    with launcher() as forks:
        campaign(folder, given.kills, ways, given.seed, forks, log_to(folder / "kills.log"))


if __name__ == "__main__":
    main()
