"""Runs an experiment on a SLURM or PBS cluster: Dask starts the jobs, pcnsim fills them, results come back here.

    python -m experiments.on_a_cluster configs/clusters/slurm.yaml configs/structures.toml --jobs 10

Start it where jobs may be submitted and leave it running (in `tmux`, say). Stopped, it goes on when started again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import dask
import yaml
from dask_jobqueue import PBSCluster, SLURMCluster

import pcnsim

KINDS = {"slurm": SLURMCluster, "pbs": PBSCluster}


def start(settings: Path) -> SLURMCluster | PBSCluster:
    """A cluster with what the file asks for, and no job yet."""
    ((kind, job),) = yaml.safe_load(settings.read_text("utf-8")).items()
    with dask.config.set({"distributed.scheduler.allowed-failures": 3}):
        return KINDS[kind](**job)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("cluster", type=Path, help="what a job asks for, as in configs/clusters/")
    words.add_argument("experiment", type=Path, help="the experiment's TOML file")
    words.add_argument("--jobs", type=int, default=1, help="jobs to submit")
    words.add_argument("--out", type=Path, help="result folder; results/NAME by default")
    chosen = words.parse_args()

    config = pcnsim.load(chosen.experiment)
    with start(chosen.cluster) as cluster:
        cluster.scale(jobs=chosen.jobs)
        result = pcnsim.run_experiment(
            config, chosen.out or Path("results") / config.name, scheduler=cluster.scheduler_address
        )
    print(f"{len(result.runs)} runs are in {result.folder}")


if __name__ == "__main__":
    main()
