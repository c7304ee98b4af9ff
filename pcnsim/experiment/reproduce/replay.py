"""Does one run of an experiment again, from its name, and compares it with its row cell by cell."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.provenance import origin as provenance
from pcnsim.experiment.provenance.caution import NotReproducedWarning
from pcnsim.experiment.reproduce.lookup import Kept, Planned, find_run, kept_row, open_experiment
from pcnsim.experiment.store.folder import RUNS
from pcnsim.experiment.store.records import cell, identity, run_columns

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.experiment.plan import Plan, PlannedRun
    from pcnsim.model import Simulation

SHOWN_DIFFERENCES: Final = 20
"""Cells that a warning or an error names before it says how many more there are."""

MOST_SHOWN: Final = 8
"""Levels of a design point that a line names before it says how many more there are."""


@dataclass(frozen=True)
class Difference:
    """A cell of runs.csv that the run done again does not repeat."""

    column: str
    kept: str
    now: str

    def __str__(self) -> str:
        return f"{self.column}: {self.kept or 'empty'} in {RUNS}, {self.now or 'empty'} now"


@dataclass(frozen=True)
class Replay:
    """A run done again. `state` tells whether its row was there to compare with.

    `differences`: cells that differ. `reasons`: what may have made them differ, most likely first.
    """

    simulation: Simulation
    run_id: str
    state: Kept
    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]
    folder: Path | None

    @property
    def identical(self) -> bool:
        """Whether the row was there and every cell of it came out again."""
        return self.state == "finished" and not self.differences

    @property
    def contradicts(self) -> bool:
        """Whether the experiment holds something else for this run: other numbers, or a failure."""
        return bool(self.differences) or self.state == "failed"


def replay(
    folder: str | PathLike[str], run_id: str, out: str | PathLike[str] | None = None, *, fresh: bool = False
) -> Simulation:
    """Do one run of an experiment again, exactly, and give it with everything that happened in it.

    folder: of the experiment. run_id: as in runs.csv, plan.csv or failures.csv, or a beginning of it of at least four
    characters that no other run shares. out: a folder for the files of `pcnsim.run`; None writes none. fresh: replace
    another run that `out` holds.

    Gives a `NotReproducedWarning` where the result is another than that in the folder. What makes a run fail is raised
    as it is. Raises `InputError` where there is no such experiment or run; nothing is written then.
    """
    done = replay_run(folder, run_id, None if out is None else Path(out), fresh=fresh)
    if done.contradicts:
        warnings.warn(disagreement(done), NotReproducedWarning, stacklevel=2)
    return done.simulation


def replay_run(
    folder: str | PathLike[str], run_id: str, out: Path | None = None, *, fresh: bool = False
) -> Replay:
    """The same as `replay`, with what the comparison came to."""
    experiment = open_experiment(Path(folder))
    found = find_run(experiment, run_id)
    provenance.warn_of_other_version(experiment.manifest, stacklevel=4)
    return replay_planned(experiment.path, experiment.plan, experiment.manifest, found, out, fresh=fresh)


def replay_planned(
    folder: Path, plan: Plan, manifest: Mapping[str, Any], found: Planned, out: Path | None, *, fresh: bool
) -> Replay:
    """Do a run of a plan again and compare it with the row that the folder keeps of it."""
    from pcnsim.experiment.single import run as run_once

    run = found.run
    point = plan.points[run.design_point]
    levels = dict(zip(plan.factors, plan.shown(point), strict=True))
    described = {
        "name": plan.config.name,
        "folder": folder.absolute().name,
        "experiment_id": manifest.get("experiment_id"),
        "run_id": found.run_id,
        "design_point": run.design_point,
        "levels": levels,
        "replication": run.replication,
    }
    try:
        simulation = run_once(
            alone(plan, run),
            replication=run.replication,
            out=out,
            fresh=fresh,
            notes={"replay_of": described},
        )
    except InputError:
        raise
    except Exception as error:
        words = in_words(levels)
        error.add_note(
            f"This is run {found.run_id} of {folder}: design point {run.design_point}"
            f"{f' ({words})' if words else ''}, replication {run.replication}."
        )
        raise
    state, row = kept_row(folder, found.run_id)
    differences = () if row is None else compared(row, expected_row(plan, found, simulation))
    reasons: tuple[str, ...] = ()
    if differences:
        reasons = likely_reasons(folder, manifest)
    elif state == "failed":
        reasons = likely_reasons(folder, manifest, otherwise=_FROM_OUTSIDE)
    return Replay(simulation, found.run_id, state, differences, reasons, out)


def in_words(levels: Mapping[str, object]) -> str:
    """The levels of a design point in a line: the first ones, and how many more there are."""
    shown = ", ".join(f"{name} = {level}" for name, level in islice(levels.items(), MOST_SHOWN))
    left = len(levels) - MOST_SHOWN
    return f"{shown} and {left} more (plan.csv)" if left > 0 else shown


def alone(plan: Plan, run: PlannedRun) -> Config:
    """The configuration of a run's design point without the experiment around it."""
    from pcnsim.config import Experiment

    kept = Experiment(
        replications=plan.config.experiment.replications, outcomes=plan.config.experiment.outcomes
    )
    return plan.points[run.design_point].config.model_copy(update={"experiment": kept})


def expected_row(plan: Plan, found: Planned, simulation: Simulation) -> dict[str, str]:
    """The row of runs.csv that a finished run makes, as text by column."""
    from pcnsim.model.outcomes.declared import headline_names

    outcomes = simulation.outcomes()
    values = [
        found.run_id,
        *identity(plan, found.run)[1:],
        found.run.replication,
        *(outcomes[name] for name in headline_names()),
    ]
    return dict(zip(run_columns(plan.factors), map(cell, values), strict=True))


def compared(kept: Mapping[str, str], now: Mapping[str, str]) -> tuple[Difference, ...]:
    """Cells of two rows that differ; a column that only one of them has counts as empty in the other."""
    names: Iterable[str] = dict.fromkeys([*kept, *now])
    return tuple(
        Difference(name, kept.get(name, ""), now.get(name, ""))
        for name in names
        if kept.get(name, "") != now.get(name, "")
    )


_SAME: Final = "versions, sources and machine are the same as in the manifest: "
_EDITED: Final = f"{_SAME}a cell was edited, or memory or disk erred"
_FROM_OUTSIDE: Final = (
    f"{_SAME}what failed lay outside the run, such as too little memory (see --retry-failed)"
)


def likely_reasons(folder: Path, manifest: Mapping[str, Any], otherwise: str = _EDITED) -> tuple[str, ...]:
    """Why numbers may be others than those in a folder, most likely first; never empty.

    otherwise: what is left where nothing differs from what the manifest tells.
    """
    from pcnsim.experiment.store.hashes import altered

    reasons = [
        f"{name} has been changed since pcnsim wrote it"
        for name in altered(folder, manifest)
        if name != "manifest.json"
    ]
    reasons += [_said(name, then, here) for name, (then, here) in provenance.changes(manifest).items()]
    for name, (then, here) in _sessions_apart(manifest).items():
        reasons.append(f"the rows are of several sessions, with {name} {then} and {here}")
    return tuple(reasons) or (otherwise,)


def disagreement(done: Replay) -> str:
    """What a replay that contradicts its experiment came to, in one sentence."""
    reasons = "; ".join(done.reasons)
    if done.state == "failed":
        return f"run {done.run_id} failed in the experiment and does not fail now ({reasons})"
    return f"run {done.run_id} differs from its row: {listed(done.differences)} ({reasons})"


def listed(differences: Sequence[Difference], most: int = SHOWN_DIFFERENCES) -> str:
    """Differences one after another, the first ones."""
    more = f"; and {len(differences) - most} more" if len(differences) > most else ""
    return "; ".join(map(str, differences[:most])) + more


_WORDS: Final = {
    "pcnsim_version": "pcnsim was {then}, is {here} now",
    "model_sources": "the model's rules have other sources now ({then} then, {here} now)",
    "package_sources": "pcnsim's own files differ ({then} then, {here} now)",
    "python": "Python was {then}, is {here} now",
    "platform": "the platform was {then}, is {here} now",
    "processor": "the processor was {then}, is {here} now",
}


def _said(name: str, then: Any, here: Any) -> str:
    if name == "compiled":
        plain = "plain Python (NUMBA_DISABLE_JIT)"
        return (
            f"the rules ran {'compiled' if then else f'as {plain}'} then, {'compiled' if here else f'as {plain}'} now, "
            "and the two agree to rounding only"
        )
    return _WORDS.get(name, f"{name} was {{then}}, is {{here}} now").format(
        then=then or "not there", here=here or "not there"
    )


def _sessions_apart(manifest: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for one in manifest.get("sessions", ()):
        found.update({name: tuple(values) for name, values in one.get("changes", {}).items()})
    return found
