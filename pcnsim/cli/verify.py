"""`pcnsim verify`: whether a result folder is as it was written, and a sample of its runs comes out again."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pcnsim.experiment.reproduce.verify import Mismatch, Verification

MISMATCHES_SHOWN = 20


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The experiment's result folder.")],
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", min=1, help="Runs to do again; about 30 s of them by default."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Do every run again.")] = False,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", min=0, help="The lot by which runs are drawn.")
    ] = 1,
) -> None:
    """Check a result folder; do some runs again.

    Files against the hashes in manifest.json, plan.csv against config.toml, rows against the plan; then rows of
    runs.csv, drawn by lot, against new runs, cell by cell. Nothing is written. The exit code is 1 where anything
    differs.
    """
    from pcnsim.cli.options import compiling, say
    from pcnsim.config.errors import InputError
    from pcnsim.experiment.reproduce.lookup import manifest_in
    from pcnsim.experiment.reproduce.verify import verify as check
    from pcnsim.model.compiled import is_compiled_before

    if every and sample is not None:
        raise InputError("--sample and --all exclude each other", remedy="Give one of them.")
    manifest_in(folder)
    if not is_compiled_before():
        say(compiling())
    result = check(folder, sample, every=every, seed=seed, progress=_shown())
    _print(result)
    if not result.identical:
        raise typer.Exit(1)


def _shown() -> Callable[[int, int | None], None]:
    """A function that tells now and then how many rows were done again."""
    from pcnsim.cli.options import say

    last = time.monotonic()

    def show(done: int, wanted: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= 10.0:
            last = time.monotonic()
            say(f"{done:,} {f'of {wanted:,} ' if wanted else ''}rows done again")

    return show


def _print(result: Verification) -> None:
    import pcnsim
    from pcnsim.cli.options import shown, warn
    from pcnsim.cli.wording import duration
    from pcnsim.experiment.provenance.origin import origin

    made = origin()
    say = typer.echo
    say(
        f"{shown(result.folder)}, checked with pcnsim {pcnsim.__version__} (model sources {made['model_sources']}):"
    )
    if result.files:
        states = result.files.values()
        wrong = [f"{name} {state}" for name, state in result.files.items() if state != "identical"]
        say(f"  files: {list(states).count('identical')} of {len(result.files)} as they were written")
        for one in wrong:
            say(f"    {one}")
    else:
        say("  files: the manifest holds no hashes to check them by")
    agree = "NOT CONSISTENT" if result.faults else "consistent"
    say(f"  plan and rows: {agree}; {result.rows:,} of {result.planned:,} runs are in runs.csv")
    for fault in result.faults:
        say(f"    {fault}")
    same = result.checked - len(result.mismatches)
    verdict = (
        "identical" if not result.mismatches else f"{same:,} identical, {len(result.mismatches):,} DIFFERENT"
    )
    say(
        f"  runs done again: {result.checked:,} of {result.rows:,} rows: {verdict} ({duration(result.seconds)})"
    )
    for mismatch in result.mismatches[:MISMATCHES_SHOWN]:
        say(f"    {mismatch.run_id}: {_words(mismatch)}")
    if len(result.mismatches) > MISMATCHES_SHOWN:
        say(f"    and {len(result.mismatches) - MISMATCHES_SHOWN:,} more")
    if not result.mismatches and result.rows:
        say(f"  {_confidence(result)}")
    for reason in result.reasons:
        warn(f"likely reason: {reason}")


def _words(mismatch: Mismatch) -> str:
    from pcnsim.experiment.reproduce.replay import listed

    if mismatch.error:
        return f"fails now ({mismatch.error})"
    return listed(mismatch.differences, 3)


def _confidence(result: Verification) -> str:
    if result.bound == 0.0:
        return "every row was done again"
    return f"a share of wrong rows above {100 * result.bound:.2g} % would have shown with 95 % probability"
