"""Files to take away: the run so far as `pcnsim run` writes it, its settings, and the pictures."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import solara

from pcnsim.config import InputError
from pcnsim.config.so_far import ahead
from pcnsim.view.app import take_away
from pcnsim.view.app.downloads import Downloads
from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import frame_of
from pcnsim.view.figures import network_figure, series_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from pcnsim.model import Simulation

__all__ = ["TakeAwayTab"]

ZIP: Final = "everything.zip"
SO_FAR: Final = "config.toml"
WHOLE: Final = "config-whole.toml"
PICTURES: Final = {"network": "Network", "series": "Outcomes"}

KINDS: Final = {
    "zip": "application/zip",
    "csv": "text/csv",
    "graphml": "application/xml",
    "toml": "application/toml",
    "html": "text/html",
    "png": "image/png",
}
"""Media types by the ending of a name."""


@dataclass(frozen=True)
class _Asked:
    """A file that was asked for, of the frame that was shown then."""

    number: int
    name: str
    frame: Simulation


@solara.component
def TakeAwayTab(session: Session) -> None:
    """Everything that can be taken away, and how to make it again without the page."""
    frame = frame_of(session)
    asked, set_asked = solara.use_state(None)
    count, set_count = solara.use_state(0)
    made = solara.use_thread(
        lambda: (asked, _made(asked)),
        dependencies=[asked.number if asked else 0],
        intrusive_cancel=False,  # it would trace every line, which takes twice as long
    )

    def ask(name: str) -> None:
        set_count(count + 1)
        set_asked(_Asked(count + 1, name, session.frame))

    # What was made last may be another file: a thread is begun after the drawing that asks for it.
    ready = made.value[1] if asked and made.value and made.value[0] is asked else None
    content, trouble = ready or (None, "")
    if trouble:
        with solara.Div(attributes={"role": "alert"}):
            solara.Error(trouble, dense=True)
    Downloads(
        groups=_groups(frame),
        busy=asked.name if asked and ready is None else "",
        number=asked.number if asked and content else 0,
        filename=_filename(asked.frame, asked.name) if asked else "",
        kind=KINDS.get(asked.name.rpartition(".")[2], "") if asked else "",
        content=content,
        on_ask=ask,
        on_save=lambda number: set_asked(lambda now: None if now and now.number == number else now),
    )


def _made(asked: _Asked | None) -> tuple[bytes | None, str] | None:
    """The file, or what is wrong."""
    if asked is None:
        return None
    frame = asked.frame
    try:
        if asked.name == ZIP:
            return take_away.run_zip(frame), ""
        if asked.name == SO_FAR:
            return take_away.config_toml(frame), ""
        if asked.name == WHOLE:
            return take_away.whole_config_toml(frame), ""
        picture, _, ending = asked.name.partition(".")
        if picture in PICTURES and ending == "png":
            return str(_figure(frame, picture).to_json()).encode(), ""  # the browser makes the image
        if picture in PICTURES and ending == "html":
            title = f"{PICTURES[picture]}, {frame.area.name}, week {frame.week}"
            return take_away.picture_html(_figure(frame, picture), title), ""
        return take_away.one_file(frame, asked.name), ""
    except InputError as error:
        return None, str(error)
    except Exception as error:  # no memory left, an area whose folder has gone: the button is to come back
        logging.getLogger(__name__).exception("%s could not be made", asked.name)
        return None, f"{asked.name} could not be made ({type(error).__name__}: {error})."


def _figure(frame: Simulation, name: str) -> Figure:
    return network_figure(frame) if name == "network" else series_figure(frame)


def _filename(frame: Simulation, name: str) -> str:
    stem = take_away.name_of(frame)
    return f"{stem}.zip" if name == ZIP else f"{stem}-{name}"


def _groups(frame: Simulation) -> list[dict[str, Any]]:
    """What is offered, under headings."""
    run = frame.week > 0
    weeks = f"{frame.week:,} week{'s' if frame.week != 1 else ''}"
    later = ahead(frame.config, frame.week)
    started = (
        f"The run so far: {weeks}. What you changed on the way is in the settings, so the same run can be made again "
        "anywhere, to the last digit."
        if run
        else "No week has been run yet: press Step or ▶ at the side. Until then only settings and pictures can be had."
    )
    if run and later:
        started += f" Left out, because it begins later: {'; '.join(later)}."
    area = frame.config.area
    place = (
        "The area is drawn again from the seed."
        if area.synthetic
        else f"The area is read from {area.folder}; in the zip its tables come along."
    )
    return [
        {
            "heading": "Everything",
            "text": started,
            "items": [
                _item(
                    ZIP,
                    "Everything as a zip",
                    "All files below, with a note on how to make them again.",
                    run,
                    main=True,
                )
            ],
            "command": f"unzip {take_away.name_of(frame)}.zip\n{take_away.command(frame)}" if run else "",
        },
        {
            "heading": "Settings",
            "text": f"{place} The design of an experiment (factors, replications) is left out.",
            "items": [
                _item(
                    SO_FAR, "Settings so far", "What these weeks were run with (TOML): for pcnsim run.", run
                ),
                _item(
                    WHOLE,
                    "Settings of the whole run",
                    "To its last week, with all that is to begin: for pcnsim view.",
                    True,
                ),
            ],
        },
        {
            "heading": "Pictures",
            "text": "",
            "items": [
                item
                for name, title in PICTURES.items()
                for item in (
                    _item(
                        f"{name}.html",
                        f"{title}: page",
                        "To zoom and point at, without the internet (5 MB).",
                        True,
                    ),
                    _item(f"{name}.png", f"{title}: PNG", "For slides and texts.", True),
                )
            ],
        },
        {
            "heading": "Single files",
            "text": "CSV for Excel, R or Python; columns and units are in docs/outputs.md.",
            "items": [_item(name, name, words, run) for name, words in take_away.FILES.items()],
        },
    ]


def _item(name: str, label: str, words: str, there: bool, main: bool = False) -> dict[str, Any]:
    return {"name": name, "label": label, "words": words, "there": there, "main": main}
