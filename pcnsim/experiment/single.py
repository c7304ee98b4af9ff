"""One run with everything recorded: weekly series, outcomes, agents, ties and network, beside its manifest.

It is a run of the experiment that the configuration describes: its first replication unless another is asked for,
with the same seeds, so that it repeats the row of that arm in runs.csv.
"""

from __future__ import annotations

import io
import itertools
import math
import time
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.experiment.plan import RESULTS_SCHEMA, area_seed, run_id, run_seed
from pcnsim.experiment.provenance import inputs as record
from pcnsim.experiment.store.folder import CONFIG, MANIFEST, check_free, make_folder, manifest_bytes
from pcnsim.experiment.store.records import csv_bytes, frame_bytes
from pcnsim.experiment.work import make_area

if TYPE_CHECKING:
    import networkx as nx

    from pcnsim.area import Area
    from pcnsim.config import Config
    from pcnsim.model import Simulation

MEASURED_PRACTICES: Final = 500
"""Practices up to which a run's network is measured; betweenness takes a minute or so there."""

RUN: Final = "pcnsim run"
"""What the manifest of such a folder says it is."""


def run(
    config: Config,
    area: Area | None = None,
    seed: int | None = None,
    out: str | PathLike[str] | None = None,
    *,
    replication: int = 0,
    fresh: bool = False,
    notes: Mapping[str, Any] | None = None,
) -> Simulation:
    """Run one configuration to its end, and write everything to a folder if one is named.

    area: the place; None takes the one that the configuration describes. seed: of the experiment, in place of the
    configuration's; the luck of the run and a drawn area follow from it and from `replication`, as in an experiment.
    out: a folder, made; docs/outputs.md lists its files. fresh: replace another run that the folder holds. notes:
    more to put into the manifest.

    Factors of the configuration's experiment do not vary here: the configuration itself is run.

    Raises `InputError` where something cannot be used or the folder holds something else; nothing is written then.
    """
    from pcnsim.area import fingerprint
    from pcnsim.model.simulation import Simulation

    config = config if seed is None else config.with_seed(seed)
    luck, place = _seeds(config, area, replication)
    name = run_id(config.digest(), luck, place)
    manifest: dict[str, Any] = {
        "kind": RUN,
        "schema_version": RESULTS_SCHEMA,
        "name": config.name,
        "run_id": name,
        **record.origin(),
        "seed_entropy": config.seed,
        "spawn_key": [replication],
        "seed": luck,
        "area_seed": place if isinstance(place, int) else None,
        "structure": config.structure.name,
        "started": record.now(),
        **(notes or {}),
    }
    folder = None if out is None else Path(out)
    if folder is not None:
        same = {"schema_version": RESULTS_SCHEMA, "run_id": name, "model_sources": manifest["model_sources"]}
        check_free(folder, RUN, same, fresh, "a run")
    begun = time.monotonic()
    if area is None:
        area = make_area(config.area, place if isinstance(place, int) else None)
    simulation = Simulation(config, area, luck).run()
    if folder is not None:
        manifest.update(
            {
                "finished": record.now(),
                "seconds": round(time.monotonic() - begun, 2),
                "area": {"name": area.name, "size": area.describe(), "digest": fingerprint(area)},
                "inputs": record.inputs(config, design=False),
                "parameters_outside_plausible_range": record.implausible(config, design=False),
                "imputed": dict(simulation.imputed),
            }
        )
        make_folder(folder, _files(simulation, config, manifest, folder))
    return simulation


def name_of(config: Config, area: Area | None = None, *, replication: int = 0) -> str:
    """Name of the run that `run` would make with the same arguments."""
    return run_id(config.digest(), *_seeds(config, area, replication))


def _seeds(config: Config, area: Area | None, replication: int) -> tuple[int, int | str | None]:
    """The run's seed, and what determines the area beside the configuration (see `plan.run_id`)."""
    from pcnsim.area import fingerprint

    luck = run_seed(config.seed, replication)
    if area is not None:
        return luck, fingerprint(area)
    if not config.area.synthetic:
        return luck, None
    return luck, area_seed(config.seed, replication) if config.area.seed is None else config.area.seed


def _files(
    simulation: Simulation, config: Config, manifest: dict[str, Any], folder: Path
) -> dict[str, bytes]:
    import networkx as nx

    from pcnsim.model.network import graph

    network = io.BytesIO()
    drawn = graph(simulation)
    nx.write_graphml(drawn, network)
    return {
        CONFIG: config.to_toml(folder.absolute()).encode(),
        "weekly.csv": frame_bytes(simulation.weekly()),
        "outcomes.csv": _outcomes(simulation),
        **{f"{name}.csv": frame_bytes(table) for name, table in simulation.tables().items()},
        "network.graphml": network.getvalue(),
        "network_measures.csv": _measures(drawn),
        MANIFEST: manifest_bytes(manifest),
    }


def _measures(network: nx.Graph[str]) -> bytes:
    """Integration measured on the graph; without the measures that would take minutes in a large area."""
    from pcnsim.model.network import attribute, measures

    small = list(attribute(network, "kind").values()).count("practice") <= MEASURED_PRACTICES
    return csv_bytes(("measure", "value"), measures(network).items() if small else ())


def _outcomes(simulation: Simulation) -> bytes:
    from pcnsim.model.outcomes.declared import OUTCOMES, RUN_OUTCOMES

    values = simulation.outcomes()
    weekly = (
        (one.name, one.domain, one.unit, values[one.name], values[f"{one.name}_all_weeks"])
        for one in OUTCOMES
    )
    whole = ((one.name, one.domain, one.unit, math.nan, values[one.name]) for one in RUN_OUTCOMES)
    return csv_bytes(
        ("outcome", "domain", "unit", "last_52_weeks", "all_weeks"), itertools.chain(weekly, whole)
    )
