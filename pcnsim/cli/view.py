"""`pcnsim view`: the model in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcnsim.cli.options import Seed, Sets, StartingStructure, Weeks


def view(
    config: Annotated[
        Path | None,
        typer.Argument(
            metavar="[CONFIG]", help="A TOML file; without one, a synthetic city.", show_default=False
        ),
    ] = None,
    seed: Seed = None,
    structure: StartingStructure = None,
    sets: Sets = None,
    weeks: Weeks = None,
    port: Annotated[
        str, typer.Option("--port", metavar="N", help="Port; 0 takes any that is free.")
    ] = "8765",
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="Address to listen on; this machine alone by default."
        ),
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only say the address; open no browser.")
    ] = False,
) -> None:
    """Watch a run in the browser: play it, change it, compare the structures, take it away."""
    from pcnsim.cli.options import compiling, load, say

    number = _port(port)
    chosen = load(config, sets, structure=structure, seed=seed, weeks=weeks)

    from pcnsim.model.compiled import is_compiled_before
    from pcnsim.view.app.server import serve

    if not is_compiled_before():
        say(compiling())
    serve(
        chosen,
        host=host,
        port=number,
        open_browser=not no_browser,
        ready=lambda address: say(f"the page is at {address} (stop with Ctrl-C)"),
    )
    say("stopped")


def _port(typed: str) -> int:
    """The number of a port as it was typed."""
    if typed.isascii() and typed.isdigit() and int(typed) <= 65535:
        return int(typed)
    from pcnsim.config.errors import InputError

    raise InputError(
        f"{typed!r} is not a whole number from 0 to 65535",
        where="--port",
        remedy="leave it out, or give a number such as 8765; 0 takes any that is free",
    )
