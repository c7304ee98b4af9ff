"""Options that several commands share: how they are declared, and how they become settings of a configuration."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pcnsim.config import Config

Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="The same seed, the same files.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter or setting; may be given often."),
]
StartingStructure = Annotated[
    str | None,
    typer.Option(
        "--structure", metavar="S", help="hierarchy, hybrid, network, or a number from 0 to 1 between them."
    ),
]
Weeks = Annotated[
    str | None, typer.Option("--weeks", metavar="N", help="Weeks from the start of the contract.")
]

COMPILE_SECONDS = 60
"""How long the first compilation takes, about, on a machine of 2026."""

SETTING_OF_OPTION = {"replications": "experiment.replications"}
"""Settings that have an option of another name."""


def load(path: Path | None, sets: Iterable[str] | None, **options: object) -> Config:
    """The configuration of a file, or the defaults, with `--set` values and then options of their own on top."""
    from pcnsim.config import load as load_config

    given = {
        f"--{option}": (SETTING_OF_OPTION.get(option, option), value)
        for option, value in options.items()
        if value is not None
    }
    return load_config(path, sets or (), given)


def warn(message: str) -> None:
    """Say on standard error what the user should know but what stops nothing."""
    print(f"pcnsim: warning: {message}", file=sys.stderr)


def say(message: str) -> None:
    """Say on standard error what is going on."""
    print(f"pcnsim: {message}", file=sys.stderr, flush=True)


@contextmanager
def told_warnings() -> Iterator[None]:
    """Print pcnsim's own warnings as messages, each time they are given; others stay what they are."""
    from pcnsim.experiment.provenance.caution import NotReproducedWarning, OtherVersionWarning

    ours = (OtherVersionWarning, NotReproducedWarning)
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if issubclass(category, ours):
                warn(str(message))
            else:
                others(message, category, *where, **more)

        for category in ours:
            warnings.simplefilter("always", category)
        warnings.showwarning = show
        yield


def compiling() -> str:
    """What to say before the model is compiled."""
    return f"compiling the model, once, about {COMPILE_SECONDS} s; later runs find it compiled"


def shown(path: Path) -> str:
    """A path as people like to read it: from the working folder if it is inside."""
    here = Path.cwd()
    absolute = path.absolute()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)
