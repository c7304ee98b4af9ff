"""The `pcnsim` program: which commands there are, and how it ends.

A command's module imports typer and the standard library only; what is heavy it imports when it runs, so that
`pcnsim --help` answers at once (tests/architecture holds this).

Exit codes: 0 done, 1 some runs failed or came out otherwise (or an error of ours, with its traceback), 2 bad input,
130 interrupted (Ctrl-C), 143 told to end (SIGTERM: a queue's time limit, a machine that shuts down).
"""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from pcnsim import __version__
from pcnsim.cli.area import app as area
from pcnsim.cli.experiment import experiment
from pcnsim.cli.explain import explain
from pcnsim.cli.export import export
from pcnsim.cli.interruptions import Termination, taken_tidily
from pcnsim.cli.merge import merge
from pcnsim.cli.options import told_warnings
from pcnsim.cli.replay import replay
from pcnsim.cli.run import run
from pcnsim.cli.sensitivity import sensitivity
from pcnsim.cli.status import status
from pcnsim.cli.verify import verify
from pcnsim.cli.view import view

BAD_INPUT = 2
INTERRUPTED = 130
TERMINATED = 143


app = typer.Typer(
    name="pcnsim",
    help="Simulate how English primary care is organised: hierarchy, hybrid and network compared.",
    epilog="Each command explains itself: pcnsim COMMAND --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("experiment")(experiment)
app.command("run")(run)
app.command("view")(view)
app.command("export")(export)
app.command("merge")(merge)
app.command("status")(status)
app.command("replay")(replay)
app.command("verify")(verify)
app.add_typer(area, name="area", help="Where the simulated place comes from: NHS files, or drawn.")
app.command("sensitivity")(sensitivity)
app.command("explain")(explain)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pcnsim {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Options of the program itself."""


def main() -> None:
    """Run the command line, and end with the exit code that says how it went.

    A command lets `InputError` and `KeyboardInterrupt` pass; it may tell how to go on after an interruption with
    `interruption.add_note(...)`.
    """
    try:
        with taken_tidily(), told_warnings():
            app(prog_name="pcnsim")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _stop(end)
        raise
    except KeyboardInterrupt as interruption:
        _stop(interruption)
    except Exception as error:
        from pcnsim.config.errors import InputError

        if not isinstance(error, InputError):
            raise
        _say(str(error))
        sys.exit(BAD_INPUT)


def _say(message: str) -> None:
    """Print one message on standard error, plainly, so that it reads the same in a log file."""
    print(f"pcnsim: {message}", file=sys.stderr)


def _stop(end: BaseException) -> NoReturn:
    """Say that the program was stopped, by whom, and what the command noted about going on; end it.

    typer hides the interruption in `end`, and one may follow another while the program tidies up.
    """
    found: list[KeyboardInterrupt] = []
    cause: BaseException | None = end
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            found.append(cause)
        cause = cause.__context__
    noted = (getattr(one, "__notes__", None) for one in found)
    notes = next((notes for notes in noted if notes), ["The same command starts it again."])
    told = any(isinstance(one, Termination) for one in found)
    _say(" ".join(["told to end (SIGTERM)." if told else "interrupted.", *notes]))
    sys.exit(TERMINATED if told else INTERRUPTED)
