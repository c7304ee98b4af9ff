"""Sensitivity of outcomes to factors: the measure that fits the design, for each combination of crossed factors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.analysis.responses import Responses, how_to_complete, read_responses, require_finished
from pcnsim.analysis.sensitivity_measures import (
    constant,
    elementary_effects,
    noise_share,
    rank_correlations,
    sobol_indices,
)
from pcnsim.analysis.sensitivity_result import SensitivityResult
from pcnsim.config.design import SAMPLED, SENSITIVITY
from pcnsim.config.errors import InputError
from pcnsim.experiment.designs.samplers import LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.config.design import Level
    from pcnsim.experiment import Plan

__all__ = ["sensitivity"]

FEW: Final = {"morris": (10, 20), "saltelli": (64, 512)}
"""Trajectories and samples below which even the intervals are rough, and from which on numbers can be reported;
*assumption*."""

NOISY: Final = 0.1
"""Share of chance from which a caution is given; *assumption*."""

_BOOTSTRAP_STREAM: Final = (0, 3)
"""Spawn key of the bootstrap: runs have keys (replication,), areas (replication, 1), the sampler (0, 2)."""


def sensitivity(
    result: ExperimentResult | str | PathLike[str], outcomes: str | Sequence[str] | None = None
) -> SensitivityResult:
    """How sensitive outcomes are to the factors of a sampled design.

    result: of `run_experiment`, or a result folder. outcomes: names; "all"; None for those the experiment names, or the
    main ones. What is analysed is an outcome's mean over the replications of a design point; all points share the luck
    of a replication.

    Elementary effects for a morris design, Sobol indices for saltelli, rank correlations for latin-hypercube and sobol;
    for every combination of the levels of crossed factors by itself. Raises `InputError` for other designs, and for
    morris and saltelli with a run missing or failed, which it names.
    """
    if isinstance(result, str | PathLike):
        from pcnsim.analysis.study import read_result

        require_finished(Path(result))
        result = read_result(result)
    _check_kind(result)
    names = _names(result, outcomes)
    responses = read_responses(result, names)
    if result.config.experiment.design.kind in SENSITIVITY:
        responses.require_all()
    return _analysed(result, responses)


def _check_kind(result: ExperimentResult) -> None:
    kind = result.config.experiment.design.kind
    if kind not in SAMPLED:
        raise InputError(
            f"the experiment there is of kind {kind}, from which no measures of sensitivity can be had",
            where=str(result.folder) if result.folder else None,
            remedy='Give an experiment ranges and [experiment.design] kind = "morris" to screen many factors, or '
            '"saltelli" for shares of the variance (docs/sensitivity.md).',
        )


def _names(result: ExperimentResult, outcomes: str | Sequence[str] | None) -> list[str]:
    """The outcomes asked for, in order, each once."""
    from pcnsim.analysis.labels import shown_outcomes
    from pcnsim.experiment.plan import check_outcomes
    from pcnsim.model.outcomes.declared import headline_names

    if outcomes is None:
        return shown_outcomes(result.config)
    names = [outcomes] if isinstance(outcomes, str) else list(outcomes)
    if names == ["all"]:
        return list(headline_names())
    try:
        check_outcomes(tuple(names))
    except InputError as error:
        raise InputError(error.what, where="outcome", remedy=error.remedy) from error
    return list(dict.fromkeys(names))


def _analysed(result: ExperimentResult, responses: Responses) -> SensitivityResult:
    import pandas as pd

    plan, design = result.plan, result.config.experiment.design
    factors = [" + ".join(names) for names in plan.design.dimensions]
    notes: list[str] = []
    known = _known(responses, notes)
    tables: list[pd.DataFrame] = []
    pairs: list[pd.DataFrame] = []
    for levels, points in _arms(plan):
        points = points[responses.complete[points]]
        unit = _unit(plan, points)
        for outcome in known:
            values = responses.values[points, :, responses.outcomes.index(outcome)]
            measures = _measures(result, unit, values.mean(axis=1))
            head: dict[str, Any] = {**levels, "outcome": outcome}
            square = {name: measures.pop(name) for name in ("S2", "S2_conf") if name in measures}
            tables.append(
                pd.DataFrame({**head, "factor": factors, **measures, "noise_share": noise_share(values)})
            )
            if square:
                first, second = np.triu_indices(len(factors), 1)
                columns: dict[str, Any] = {
                    "factor": [factors[i] for i in first],
                    "with_factor": [factors[i] for i in second],
                    **{name: matrix[first, second] for name, matrix in square.items()},
                }
                pairs.append(pd.DataFrame({**head, **columns}))
            if constant(values.mean(axis=1)):
                notes.append(f"{_in(outcome, levels)} does not vary: no factor moves it.")
    if not tables:
        raise InputError(
            "none of the outcomes is known in every run",
            where=str(result.folder or ""),
            remedy="Name others.",
        )
    table = pd.concat(tables, ignore_index=True)
    return SensitivityResult(
        name=result.config.description or result.config.name,
        kind=design.kind,
        crossed=plan.design.crossed,
        outcomes=tuple(known),
        table=table,
        pairs=pd.concat(pairs, ignore_index=True) if pairs else None,
        points=len(_base(plan)),
        replications=plan.replications,
        notes=(*notes, *_cautions(table, plan)),
        folder=result.folder,
    )


def _base(plan: Plan) -> NDArray[np.float64]:
    unit = plan.design.unit
    assert unit is not None, "a sampled design keeps its sample"
    return unit


def _arms(plan: Plan) -> Iterator[tuple[dict[str, Level | None], NDArray[np.int64]]]:
    """Levels of the crossed factors, and the design points that have them, in the order of the sample."""
    arm = plan.design.places % plan.design.width
    for number in np.unique(arm):
        points = np.flatnonzero(arm == number)
        shown = dict(zip(plan.factors, plan.shown(plan.points[int(points[0])]), strict=True))
        yield {name: shown[name] for name in plan.design.crossed}, points


def _unit(plan: Plan, points: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sample at these design points. Raises `InputError` where points that belong together are not all there."""
    base = plan.design.base_points[points]
    if plan.config.experiment.design.kind in SENSITIVITY and not np.array_equal(
        base, np.arange(len(_base(plan)))
    ):
        raise InputError(
            "constraints took points out of the design, whose points belong together",
            where="experiment.design.constraints",
            remedy="Take them away, or use a latin-hypercube design.",
        )
    return _base(plan)[base]


def _measures(
    result: ExperimentResult, unit: NDArray[np.float64], values: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """The measure of the design for one outcome; the same bootstrap samples for each."""
    design = result.config.experiment.design
    generator = np.random.default_rng(np.random.SeedSequence(result.config.seed, spawn_key=_BOOTSTRAP_STREAM))
    if design.kind == "morris":
        return elementary_effects(unit, values, design.levels or LEVELS, generator)
    if design.kind == "saltelli":
        return sobol_indices(values, unit.shape[1], generator, second_order=design.second_order)
    return rank_correlations(unit, values)


def _known(responses: Responses, notes: list[str]) -> list[str]:
    """Outcomes that are known in every run that is there; a note on the others, and on runs that are not."""
    known = []
    for place, outcome in enumerate(responses.outcomes):
        unknown = int(np.isnan(responses.values[:, :, place][responses.finished]).sum())
        if unknown:
            notes.append(
                f"{outcome} is left out: it is unknown in {unknown:,} of {responses.finished.sum():,} runs."
            )
        else:
            known.append(outcome)
    if left := int((~responses.complete).sum()):
        notes.append(
            f"{left:,} of {len(responses.complete):,} design points are left out, with runs missing or failed. "
            + how_to_complete(responses.folder, failed=True)
        )
    return known


def _in(outcome: str, levels: dict[str, Any]) -> str:
    arm = ", ".join(f"{name} {level}" for name, level in levels.items())
    return f"{outcome} ({arm})" if arm else outcome


def _cautions(table: pd.DataFrame, plan: Plan) -> Iterator[str]:
    """What the reader should know of chance."""
    design = plan.config.experiment.design
    few, enough = FEW.get(design.kind, (0, 0))
    if design.kind == "morris":
        size, unit, beyond = design.trajectories or 0, "trajectories", ""
    else:
        size, unit, beyond = design.samples or 0, "samples", ", shares below 0 or above 1 are chance"
    if size < few:
        yield (
            f"{size:,} {unit} tell what stands out, no more: intervals are rough{beyond}; "
            f"take {enough} or more for numbers to report."
        )
    if plan.replications == 1:
        yield (
            "With one replication chance cannot be told from factors: what is measured holds for its luck alone. "
            "More replications also show the share of chance."
        )
        return
    shares = table.groupby("outcome", sort=False)["noise_share"].max()
    noisy = [f"{name} ({share:.0%})" for name, share in shares.items() if share > NOISY]
    if noisy:
        yield f"Chance is much of what varies in {', '.join(noisy)}: more replications would help."
