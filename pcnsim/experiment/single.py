"""One run with everything recorded: weekly series, outcomes, agents, ties and network, beside its manifest.

It is a run of the experiment that the configuration describes: its first replication unless another is asked for,
with the same seeds, so that it repeats the row of that arm in runs.csv.
"""

from __future__ import annotations

import functools
import io
import itertools
import math
import time
from collections.abc import Callable, Mapping
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
    import pandas as pd

    from pcnsim.area import Area
    from pcnsim.config import Config
    from pcnsim.model import Simulation

MEASURED_PRACTICES: Final = 500
"""Practices up to which a run's network is measured; betweenness takes a minute or so there."""

RUN: Final = "pcnsim run"
"""What the manifest of such a folder says it is."""

TABLES: Final = (
    *("gps", "practices", "pcns", "services", "owners", "systems"),
    *("gp_ties", "practice_ties", "service_ties", "owner_ties", "programme_ties"),
)
"""Agents and ties that are written as they are after the last week, a file each."""


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
    config = config if seed is None else config.with_seed(seed)
    manifest = _planned(config, area, replication, notes)
    folder = None if out is None else Path(out)
    if folder is not None:
        same = {
            "schema_version": RESULTS_SCHEMA,
            "run_id": manifest["run_id"],
            "model_sources": manifest["model_sources"],
        }
        check_free(folder, RUN, same, fresh, "a run")
    started, clock = record.now(), time.monotonic()
    simulation = begin(config, area, replication=replication).run()
    if folder is not None:
        manifest |= {
            "started": started,
            "finished": record.now(),
            "seconds": round(time.monotonic() - clock, 2),
            **_went_in(simulation, config),
        }
        make_folder(folder, files_of(simulation, config, manifest, folder))
    return simulation


def begin(config: Config, area: Area | None = None, *, replication: int = 0) -> Simulation:
    """The simulation that `run` runs, before its first week: with the same area and luck.

    Raises `InputError` where the area cannot be made or the configuration does not fit it.
    """
    from pcnsim.model.simulation import Simulation

    if area is None:
        area = make_area(config.area, _drawn_with(config, replication))
    return Simulation(config, area, run_seed(config.seed, replication))


def files_of(
    simulation: Simulation, config: Config, manifest: Mapping[str, Any], folder: Path | None = None
) -> dict[str, bytes]:
    """What `run` writes, by the name of the file, of a simulation at the week that it has reached.

    config: what the simulation has run so far, all of it and nothing that lies ahead (`pcnsim.config.so_far`).
    folder: where the files are to lie, for the path of an area folder in config.toml; None writes that in full.
    """
    return {
        CONFIG: config.to_toml(None if folder is None else folder.absolute()).encode(),
        **{name: make() for name, make in result_files(simulation).items()},
        MANIFEST: manifest_bytes(manifest),
    }


def result_files(simulation: Simulation) -> dict[str, Callable[[], bytes]]:
    """What makes each of the files that hold results: one that is not asked for costs nothing."""
    from pcnsim.model.network import graph

    drawn = functools.cache(lambda: graph(simulation))
    agents = functools.cache(simulation.tables)
    return {
        "weekly.csv": lambda: frame_bytes(simulation.weekly()),
        "outcomes.csv": lambda: _outcomes(simulation),
        **{f"{name}.csv": functools.partial(_table, agents, name) for name in TABLES},
        "network.graphml": lambda: _graphml(drawn()),
        "network_measures.csv": lambda: _measures(drawn()),
    }


def manifest_of_run(
    simulation: Simulation, config: Config, *, notes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The manifest of a run that something else than `run` carried out: the same entries, but for its times."""
    return {**_planned(config, None, 0, notes), "written": record.now(), **_went_in(simulation, config)}


def name_of(config: Config, area: Area | None = None, *, replication: int = 0) -> str:
    """Name of the run that `run` would make with the same arguments."""
    return run_id(config.digest(), *_seeds(config, area, replication))


def _seeds(config: Config, area: Area | None, replication: int) -> tuple[int, int | str | None]:
    """The run's seed, and what determines the area beside the configuration (see `plan.run_id`)."""
    from pcnsim.area import fingerprint

    luck = run_seed(config.seed, replication)
    return luck, _drawn_with(config, replication) if area is None else fingerprint(area)


def _drawn_with(config: Config, replication: int) -> int | None:
    """The seed of a synthetic area; None where the area lies in a folder."""
    if not config.area.synthetic:
        return None
    return area_seed(config.seed, replication) if config.area.seed is None else config.area.seed


def _planned(
    config: Config, area: Area | None, replication: int, notes: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What a manifest says of a run before it is run."""
    luck, place = _seeds(config, area, replication)
    return {
        "kind": RUN,
        "schema_version": RESULTS_SCHEMA,
        "name": config.name,
        "run_id": run_id(config.digest(), luck, place),
        **record.origin(),
        "seed_entropy": config.seed,
        "spawn_key": [replication],
        "seed": luck,
        "area_seed": place if isinstance(place, int) else None,
        "structure": config.structure.name,
        **(notes or {}),
    }


def _went_in(simulation: Simulation, config: Config) -> dict[str, Any]:
    """What a manifest says of the area and the values that a run started from."""
    from pcnsim.area import fingerprint

    area = simulation.area
    return {
        "area": {"name": area.name, "size": area.describe(), "digest": fingerprint(area)},
        "inputs": record.inputs(config, design=False),
        "parameters_outside_plausible_range": record.implausible(config, design=False),
        "imputed": dict(simulation.imputed),
    }


def _table(agents: Callable[[], Mapping[str, pd.DataFrame]], name: str) -> bytes:
    return frame_bytes(agents()[name])


def _graphml(network: nx.Graph[str]) -> bytes:
    import networkx as nx

    file = io.BytesIO()
    nx.write_graphml(network, file)
    return file.getvalue()


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
