"""How far an experiment is, seen from outside: reads its folder only, whether it runs, stopped or is done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any, Final, Literal

from pcnsim.experiment.provenance.origin import other_version
from pcnsim.experiment.reproduce.lookup import cells_of, lines_of, manifest_in
from pcnsim.experiment.store.files import files_in, size_of
from pcnsim.experiment.store.folder import CONFIG, FAILURES, PARTS, RUNS
from pcnsim.experiment.store.lock import is_busy
from pcnsim.experiment.store.tally import Tally

__all__ = ["Status", "Watcher", "runs_planned", "status"]

State = Literal["planned", "running", "stopped", "finished", "finished with failures"]

WINDOW: Final = 180.0
"""Seconds of watching over which the rate is taken."""


@dataclass(frozen=True)
class Status:
    """How far an experiment is.

    state: `planned`, with no run begun; `running`; `stopped` before its end; `finished`; `finished with failures`:
    nothing left to do, but some runs failed.
    rate: runs a second, over the last minutes where the folder was watched, else since the session began; None where
    nothing runs or nothing came yet. seconds_left: at that rate. since: when the session, or the experiment, began.
    shard: which part of how many the folder holds; None for a whole. bytes: size of the folder. other_version: a
    sentence where another version of the model made the results.
    """

    folder: str
    name: str
    state: State
    planned: int
    finished: int
    failed: int
    rate: float | None
    seconds_left: float | None
    since: str | None
    last_result: str | None
    workers: int | None
    scheduler: str | None
    pid: int | None
    host: str | None
    sessions: int
    shard: tuple[int, int] | None
    bytes: int
    last_failure: str | None
    other_version: str | None
    go_on: str | None

    @property
    def left(self) -> int:
        """Runs that are still to be done."""
        return max(0, self.planned - self.finished - self.failed)


def status(folder: str | PathLike[str]) -> Status:
    """How far the experiment of a folder is. Takes no lock and writes nothing.

    Raises `InputError` where the folder holds no experiment.
    """
    return Watcher(Path(folder)).look()


class Watcher:
    """Looks at a folder again and again: what was counted before is not read again, and the rate is the latest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tally = Tally()
        self._seen: deque[tuple[float, int]] = deque()

    def look(self) -> Status:
        """How far the experiment is now."""
        folder, manifest = self.folder, manifest_in(self.folder)
        owner = is_busy(folder)
        counts = manifest.get("runs") or {}
        planned = runs_planned(manifest)
        parts = files_in(folder / PARTS, "*.csv")
        if parts or owner is not None or "finished" not in counts:
            finished, failed = self._tally.count(folder)
        else:
            finished, failed = counts["finished"], counts.get("failed", 0)
        left = planned - finished - failed
        state: State = "running" if owner is not None else "stopped" if left > 0 else "finished"
        if state == "finished" and failed:
            state = "finished with failures"
        if state == "stopped" and not finished + failed and manifest.get("state") == "planned":
            state = "planned"
        session = (manifest.get("sessions") or [{}])[-1]
        since = session.get("started") or (owner and owner.started) or manifest.get("started")
        last_change = max((_changed(path) for path in [*parts, folder / RUNS]), default=0.0)
        rate = self._rate(finished + failed, since, session.get("found", 0)) if owner is not None else None
        return Status(
            folder=str(folder),
            name=manifest.get("name", ""),
            state=state,
            planned=planned,
            finished=finished,
            failed=failed,
            rate=rate,
            seconds_left=max(0, left) / rate if rate else None,
            since=since,
            last_result=datetime.fromtimestamp(last_change, UTC).isoformat(timespec="seconds")
            if last_change
            else None,
            workers=session.get("workers", manifest.get("workers")),
            scheduler=session.get("scheduler"),
            pid=None if owner is None else owner.pid,
            host=None if owner is None else owner.host,
            sessions=len(manifest.get("sessions") or ()),
            shard=(part := manifest.get("shard")) and (int(part[0]), int(part[1])),
            bytes=size_of(folder),
            last_failure=_last_failure(folder) if failed else None,
            other_version=other_version(manifest),
            go_on=_go_on(folder, state, manifest),
        )

    def _rate(self, done: int, since: str | None, found: int) -> float | None:
        """Runs a second over the last minutes of watching; before there are any, since the session began."""
        clock = time.monotonic()
        self._seen.append((clock, done))
        while len(self._seen) > 2 and clock - self._seen[0][0] > WINDOW:
            self._seen.popleft()
        then, before = self._seen[0]
        if done > before and clock - then > 10:
            return (done - before) / (clock - then)
        began = _time(since)
        seconds = None if began is None else time.time() - began
        return (done - found) / seconds if seconds and seconds > 0 and done > found else None


def runs_planned(manifest: Mapping[str, Any]) -> int:
    """Runs that belong into a folder: those of the plan, or of its shard (about, before it was begun)."""
    for known in (manifest.get("runs") or {}, (manifest.get("sessions") or [{}])[-1]):
        if "planned" in known:
            return int(known["planned"])
    _, parts = manifest.get("shard") or (1, 1)
    return round(int(manifest.get("design_points", 0)) * int(manifest.get("replications", 0)) / int(parts))


def _go_on(folder: Path, state: State, manifest: Mapping[str, Any]) -> str | None:
    if state in ("running", "finished"):
        return None
    again = f"pcnsim experiment {folder / CONFIG} --out {folder}"
    if "shard" in manifest:
        again += " --shard {}/{}".format(*manifest["shard"])
    if scheduler := (manifest.get("sessions") or [{}])[-1].get("scheduler"):
        again += f" --scheduler {scheduler}"
    return again if state in ("planned", "stopped") else f"{again} --retry-failed"


def _last_failure(folder: Path) -> str | None:
    """Run, error and message of the failure that was stored last."""
    files = sorted(files_in(folder / PARTS, "*.failures.csv"), key=_changed)[::-1]
    for path in (*files, folder / FAILURES):
        last = None
        for last in lines_of(path):  # noqa: B007
            pass
        if last is not None:
            row = dict(zip(cells_of(last[0]), cells_of(last[1]), strict=False))
            return f"{row.get('run_id', '')}: {row.get('error', '')}: {row.get('message', '')}"
    return None


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _time(text: str | None) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None
