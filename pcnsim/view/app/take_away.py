"""What a user takes away from the page: the files of `pcnsim run` for the weeks so far, settings, and the picture.

All of it is made from a frame (a copy of the run that nobody steps), so that it belongs to one week while the run goes
on.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config import InputError
from pcnsim.config.so_far import ahead, so_far
from pcnsim.view.look import CONFIG

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from pcnsim.config import Config
    from pcnsim.model.simulation import Simulation

__all__ = [
    "FILES",
    "command",
    "config_toml",
    "name_of",
    "one_file",
    "picture_html",
    "run_zip",
    "whole_config_toml",
]

FILES: Final[Mapping[str, str]] = {
    "weekly.csv": "Every outcome, week by week; weeks before the contract have negative numbers.",
    "outcomes.csv": "Every outcome with its unit: mean over the last 52 weeks, and over all weeks from week 0.",
    "practices.csv": "Practices: list, waiting patients, workload, strain and initiatives.",
    "gps.csv": "GP posts: who works how much, engagement, strain, leading role.",
    "pcns.csv": "PCNs: structure, director, additional staff, coordination desk, money.",
    "services.csv": "Community teams and the acute interface: staff, referrals waiting and refused.",
    "owners.csv": "Trusts and the other owners of services: pressure, priority, trust of their PCNs.",
    "systems.csv": "Commissioners (ICBs): influence of general practice, executive, vacancies.",
    "practice_ties.csv": "Ties between practices, with trust.",
    "service_ties.csv": "Ties between practices and services, with trust and cases.",
    "owner_ties.csv": "Ties between PCNs and the owners of services, with trust.",
    "gp_ties.csv": "Professional ties between GPs, with trust and contact.",
    "programme_ties.csv": "Ties that programmes make: of an executive, and of network-role GPs.",
    "network.graphml": "Everything as one graph, for Gephi, igraph, networkx and other network programs.",
    "network_measures.csv": "Integration measured on that graph (areas of up to 500 practices).",
}
"""Files with results that `pcnsim run` writes, and what each holds, in the order in which the page offers them."""

FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip: the same files give the same bytes."""

MADE_BY: Final = "the browser view (pcnsim view)"

AREA: Final = "area"
"""Folder of a zip that holds the tables of an area that was not drawn."""

PICTURE: Final = "pcnsim-picture"


def run_zip(frame: Simulation) -> bytes:
    """All files of the run so far in one folder of a zip, with what is needed to repeat it elsewhere.

    An area that was read from a folder is put in, and config.toml refers to it there. Raises `InputError` in week 0.
    """
    config, simulation = _run_so_far(frame)
    folder = Path.cwd() / AREA
    contents = {} if config.area.synthetic else _area_files(frame)
    if contents:
        there = config.area.model_copy(update={"folder": str(folder), "made_by": None})
        config = config.model_copy(update={"area": there})
    contents |= _contents(frame, config, simulation, folder.parent)
    stem = name_of(frame)
    contents["README.txt"] = _readme(frame, stem).encode()
    return _zipped({f"{stem}/{name}": contents[name] for name in sorted(contents)})


def one_file(frame: Simulation, name: str) -> bytes:
    """One of `FILES`. Raises `InputError` in week 0, and for a name that is none of them."""
    from pcnsim.experiment.single import result_files

    if name not in FILES:
        raise InputError(f"there is no file {name}", remedy=f"there are {', '.join(FILES)}")
    _, simulation = _run_so_far(frame)
    return result_files(simulation)[name]()


def config_toml(frame: Simulation) -> bytes:
    """The configuration of the weeks so far: `pcnsim run` of it gives the files of this week.

    The path of an area folder is written in full, since nobody knows where the file will lie. Raises `InputError` in
    week 0.
    """
    return so_far(frame.config, frame.week).to_toml().encode()


def whole_config_toml(frame: Simulation) -> bytes:
    """The configuration of the run to its end, with what is to begin later; in week 0 too.

    Left out is what was to begin after the end of a run that has been made shorter: a file with it would be refused.
    """
    return so_far(frame.config, frame.config.weeks).to_toml().encode()


def command(frame: Simulation) -> str:
    """What to type, beside the unpacked zip, to make the same files again."""
    stem = name_of(frame)
    return f"pcnsim run {stem}/config.toml --out {stem}-again"


def name_of(frame: Simulation) -> str:
    """Name of a download without its ending: area, structure, seed and week."""
    config = frame.config
    area = (
        f"{config.area.pcns}-pcns" if config.area.synthetic else _plain(Path(config.area.folder or "").name)
    )
    structure = config.structure.name
    if structure == "mixed":
        structure = f"{config.parameters.network_position:g}"
    changed = "-changed" if any(change.week < frame.week for change in config.structure_changes) else ""
    return f"{area}-{structure}{changed}-seed-{config.seed}-week-{max(frame.week, 0)}"


def picture_html(figure: Figure, title: str) -> bytes:
    """A figure as a page that needs nothing else, and no network."""
    from html import escape

    drawn: str = figure.to_html(CONFIG, include_plotlyjs=True, full_html=False, div_id=PICTURE)
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{drawn}\n</body>\n</html>\n"
    ).encode()


def _run_so_far(frame: Simulation) -> tuple[Config, Simulation]:
    """The configuration of the weeks so far, and its run.

    A programme that is switched on and lies ahead may have left a place for itself in the tables; then the weeks are
    run again without it, which gives the same weeks.
    """
    from pcnsim.experiment.single import begin

    config = so_far(frame.config, frame.week)
    if not ahead(frame.config, frame.week):
        return config, frame
    return config, begin(config, frame.area).run()


def _contents(frame: Simulation, config: Config, simulation: Simulation, folder: Path) -> dict[str, bytes]:
    """What `pcnsim run` writes into a folder."""
    from pcnsim.experiment.single import files_of, manifest_of_run

    notes: dict[str, Any] = {"made_by": MADE_BY, "weeks": frame.week}
    if later := ahead(frame.config, frame.week):
        notes["left_out"] = later
    manifest = manifest_of_run(simulation, so_far(frame.config, frame.week), notes=notes)
    return files_of(simulation, config, manifest, folder)


def _area_files(frame: Simulation) -> dict[str, bytes]:
    from pcnsim.area.folder import files_of

    return {f"{AREA}/{name}": content for name, content in files_of(frame.area).items()}


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, FIRST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def _readme(frame: Simulation, stem: str) -> str:
    config = frame.config
    lines = [
        f"A run of pcnsim, taken from the browser view after {frame.week} weeks of the contract.",
        f"{frame.area.describe()}, structure {config.structure.name} at the start, seed {config.seed}.",
        "",
        "To make the same files again, type beside this folder:",
        f"  pcnsim run {stem}/config.toml --out {stem}-again",
        "To watch it again in the browser:",
        f"  pcnsim view {stem}/config.toml",
        "",
        "config.toml     all settings of these weeks",
        "manifest.json   versions, seeds and where everything came from",
        *(
            []
            if config.area.synthetic
            else ["area/           the tables of the area that config.toml refers to"]
        ),
        *(f"{name:<23} {words}" for name, words in FILES.items()),
        "",
        "Columns and units: docs/outputs.md of pcnsim.",
    ]
    if later := ahead(config, frame.week):
        lines += ["", "Left out, because it was to begin later:", *(f"  {one}" for one in later)]
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    """A name as a part of a file name that every system takes."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40] or "area"
