"""Memory of the store and of the analysis hardly grows with the number of runs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from pcnsim.analysis import statistics, study
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.opening import open_folder, write_tables
from pcnsim.experiment.store.places import Places
from pcnsim.experiment.store.records import csv_bytes, read_table
from pcnsim.model.outcomes import declared
from tests.small import small
from tests.stored import LongPlan, manifest

pytestmark = pytest.mark.unit

MEGABYTE = 2**20


def peak(act: Callable[[], object]) -> float:
    tracemalloc.start()
    act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE


def sweep(path: Path, plan: LongPlan) -> study.ExperimentResult:
    """Store all runs in two sessions, merge, open again, summarise."""
    tail = b",".join([b"0.12345678901234567"] * (len(declared.headline_names()) - 1)) + b"\n"
    for session in range(2):
        with open_folder(path, plan, manifest(plan)) as store:  # type: ignore[arg-type]
            store.begin()
            for first in range(session * 100, len(plan), 200):
                rows = {}
                for number in range(first, first + 100):
                    run = plan.run(*divmod(number, plan.replications))
                    cells = [run.run_id, run.design_point, run.design_point / 4, run.replication]
                    rows[number] = csv_bytes((), [[*cells, ""]], header=False)[:-1] + b"%d," % number + tail
                store.append(Report(rows=rows))
            if session:
                assert store.merge() == (len(plan), 0)
                store.write_manifest({**store.manifest(), "runs": {"failed": 0}})
            said = store.manifest()
    result = study.ExperimentResult(plan.config, plan, said, path, path)  # type: ignore[arg-type]
    write_tables(path, study._tables(result))
    return result


def test_twenty_thousand_runs_take_little_more_than_two_thousand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few outcomes written at length: rows as large as real ones that take a traced test less time.
    names = declared.headline_names()[:50]
    monkeypatch.setattr(declared, "headline_names", lambda: names)
    chosen = [names[0], names[1], names[-1]]
    monkeypatch.setattr(statistics, "reported_outcomes", lambda plan: chosen)
    plans = [LongPlan(small(tmp_path), points) for points in (200, 2000)]
    sweep(tmp_path / "warm", LongPlan(plans[0].config, 20))
    small_one, large_one = (peak(partial(sweep, tmp_path / f"{len(plan)}", plan)) for plan in plans)
    # 45 bytes in arrays for each of 18,000 runs more, for some moments twice
    assert large_one - small_one < 3.0, f"{small_one:.1f} and {large_one:.1f} MB"
    path = tmp_path / "20000"
    assert (path / "runs.csv").stat().st_size > 18 * MEGABYTE
    summary = read_table(path / "summary.csv", text=("outcome",))
    first = summary[summary["outcome"] == chosen[0]]
    assert first["n"].tolist() == [10] * 2000
    np.testing.assert_allclose(first["mean"], np.arange(2000) * 10 + 4.5)


def test_places_take_bytes_not_objects() -> None:
    assert peak(lambda: Places(100_000)) < 2.0
