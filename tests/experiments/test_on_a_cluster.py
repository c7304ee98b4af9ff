"""Job arrays and dask-jobqueue without a cluster: the real scripts, and a `sbatch` that does what it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pcnsim
from pcnsim.analysis import merge_results, run_experiment
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.shards import runs_of
from pcnsim.experiment.store.records import read_table
from tests.small import contents, small, small_file

ROOT = Path(pcnsim.__file__).parents[1]
CLUSTERS = ROOT / "configs" / "clusters"

pytest.importorskip("dask_jobqueue", reason="needs the extra cluster")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs bash")

SBATCH = """#!/bin/bash
# Runs the job at once, in a session of its own, as a node would.
echo "$1" >> "$JOBS/submitted"
cp "$1" "$JOBS/job.sh"
setsid bash "$JOBS/job.sh" > "$JOBS/log" 2>&1 &
echo $! > "$JOBS/pid"
echo "Submitted batch job 4711"
"""
SCANCEL = """#!/bin/bash
echo "$@" >> "$JOBS/cancelled"
kill -- -$(cat "$JOBS/pid")
"""
PCNSIM = f"""#!/bin/bash
exec {sys.executable} -m pcnsim "$@"
"""


def programs(folder: Path, **scripts: str) -> dict[str, str]:
    """An environment in which these programs are found first."""
    folder.mkdir()
    for name, text in scripts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "JOBS": str(folder)}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("slurm", ["#SBATCH -p standard", "#SBATCH --cpus-per-task=16", "#SBATCH -t 04:00:00"]),
        ("pbs", ["#PBS -q workq", "#PBS -l select=1:ncpus=16:mem=32gb", "#PBS -l walltime=04:00:00"]),
    ],
)
def test_the_settings_make_a_job_of_workers_with_one_thread_each(kind: str, lines: list[str]) -> None:
    program = (
        "import sys; from pathlib import Path; from experiments.on_a_cluster import start\n"
        "with start(Path(sys.argv[1])) as cluster: print(cluster.job_script())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(CLUSTERS / f"{kind}.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    script = answer.stdout.splitlines()
    assert not [line for line in lines if line not in script]
    (start,) = [line for line in script if "dask_worker" in line]
    assert "--nthreads 1" in start
    assert "--nworkers 16" in start
    assert "--death-timeout 60" in start


@pytest.mark.end_to_end
def test_jobs_that_a_scheduler_starts_run_the_experiment(tmp_path: Path) -> None:
    settings = tmp_path / "slurm.yaml"
    text = (CLUSTERS / "slurm.yaml").read_text("utf-8")
    for before, after in (("cores: 16", "cores: 1"), ("processes: 16", "processes: 1"), ("32GB", "2GB")):
        assert before in text
        text = text.replace(before, after)
    settings.write_text(f"{text}  scheduler_options: {{host: 127.0.0.1}}\n")
    environment = programs(tmp_path / "bin", sbatch=SBATCH, scancel=SCANCEL)
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "experiments.on_a_cluster", str(settings), str(small_file(tmp_path))),
            *("--out", str(tmp_path / "out")),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    assert "9 runs are in" in answer.stdout
    assert len((tmp_path / "bin" / "submitted").read_text().splitlines()) == 1
    run_experiment(small(tmp_path), tmp_path / "here", workers=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "here")


@pytest.mark.end_to_end
def test_a_job_array_runs_part_after_part(tmp_path: Path) -> None:
    environment = programs(tmp_path / "bin", pcnsim=PCNSIM)
    config = str(small_file(tmp_path))
    out = tmp_path / "out"
    jobs = [
        (["slurm-array.sh", config, str(out), "2"], {"SLURM_ARRAY_TASK_ID": "1"}),
        (["pbs-array.sh"], {"PBS_ARRAY_INDEX": "2", "CONFIG": config, "OUT": str(out), "PARTS": "2"}),
    ]
    for (script, *arguments), settings in jobs:
        answer = subprocess.run(
            ["bash", str(CLUSTERS / script), *arguments],
            cwd=tmp_path,
            env={**environment, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    folders = [tmp_path / "out-shard-1-of-2", tmp_path / "out-shard-2-of-2"]
    run_experiment(small(tmp_path), tmp_path / "here", workers=1)
    merge_results(folders, tmp_path / "merged")
    assert contents(tmp_path / "merged") == contents(tmp_path / "here")
    plan = make_plan(small(tmp_path))
    for part in (1, 2):
        rows = read_table(tmp_path / f"out-shard-{part}-of-2" / "runs.csv")
        own = np.flatnonzero(runs_of(plan, (part, 2)))
        assert list(rows["run_id"]) == [plan.run(*divmod(int(n), 3)).run_id for n in own]
