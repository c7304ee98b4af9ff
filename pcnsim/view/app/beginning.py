"""Seed, area and length of a run as typed on the page: what they may be, and a configuration that begins with them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pcnsim.config import Config, InputError
from pcnsim.config.configuration import AreaChoice

__all__ = ["area_text", "with_beginning"]

MOST_PCNS: Final = 1500
"""PCNs that the page draws; England has some 1,250."""

MOST_WEEKS: Final = 5200
"""A hundred years."""


def with_beginning(
    config: Config, *, seed: object = None, area: object = None, weeks: object = None
) -> Config:
    """A copy that begins with another seed, area or length.

    seed: 0 .. 2**63 - 1; weeks: 1 .. 5,200; area: a number of PCNs to draw, or the folder of an area. Texts are taken
    as they are typed; None leaves things as they are. Raises InputError that says what may be typed.
    """
    changes: dict[str, object] = {}
    if seed is not None:
        changes["seed"] = _whole(seed, "seed", 0, 2**63 - 1)
    if weeks is not None:
        changes["weeks"] = _whole(weeks, "weeks", 1, MOST_WEEKS)
    if area is not None and str(area).strip() != area_text(config):
        changes["area"] = _area(str(area).strip(), config)
    return config.model_copy(update=changes)


def area_text(config: Config) -> str:
    """The area of a configuration as it would be typed."""
    return str(config.area.pcns) if config.area.folder is None else config.area.folder


def _whole(typed: object, name: str, low: int, high: int) -> int:
    text = str(typed).strip()
    plain = text.replace(",", "").replace(" ", "")
    try:
        number = int(plain)
    except ValueError:
        number = -1
    if plain.startswith("-") or not low <= number <= high:
        limits = "from 0 on, of at most 18 digits" if high == 2**63 - 1 else f"from {low} to {high:,}"
        raise InputError(
            f"{text!r} is not a whole number {limits}"
            if text
            else f"is empty; it is a whole number {limits}",
            where=name,
            remedy="the run goes on as it was; correct it and press Reset again",
        )
    return number


def _area(text: str, config: Config) -> AreaChoice:
    if text.replace(",", "").isdigit():
        pcns = _whole(text, "area", 1, MOST_PCNS)
        return AreaChoice(pcns=pcns, practices_per_pcn=config.area.practices_per_pcn, seed=config.area.seed)
    folder = Path(text).expanduser()
    if not text or not folder.is_dir():
        raise InputError(
            f"there is no folder {text}" if text else "is empty",
            where="area",
            remedy=f"type a number of PCNs to draw (1 to {MOST_PCNS:,}), or the folder that pcnsim area import made",
        )
    return AreaChoice(folder=str(folder.absolute()))
