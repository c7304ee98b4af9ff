"""The command: `python -m experiments.benchmarks [--quick] [--only NAME] [--write-docs]`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from experiments.benchmarks.measure import ROOT

if TYPE_CHECKING:
    from experiments.benchmarks.figures import Figure
    from experiments.benchmarks.sizes import Scale

ASKED = ("view",)
"""What is measured only when it is named: it needs a browser."""

NAMES = ("city", "england", "growth", "start", "rules", "ratio", "sweep")


def main(
    quick: Annotated[
        bool, typer.Option("--quick", help="Tiny sizes: shows that all works, measures nothing.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help=", ".join((*NAMES, *ASKED)))
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = ROOT / "results" / "benchmarks",
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="Put the table into docs/benchmarks.md.")
    ] = False,
) -> None:
    """Measure pcnsim's speed beside an idiomatic Mesa model; tables go to results/benchmarks."""
    unknown = [name for name in only or () if name not in (*NAMES, *ASKED)]
    if unknown:
        raise typer.BadParameter(
            f"no benchmark {unknown[0]!r}; there are {', '.join((*NAMES, *ASKED))}", param_hint="--only"
        )
    if write_docs and (quick or only):
        raise typer.BadParameter("needs a full run, without --quick and --only", param_hint="--write-docs")
    from experiments.benchmarks import figures, sizes

    errors = Console(stderr=True)
    scale = sizes.QUICK if quick else sizes.FULL
    about = figures.machine()
    found: list[figures.Figure] = []
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[turns]}"), TimeElapsedColumn(),
        console=errors,
    ) as progress:  # fmt: skip
        for name in only or NAMES:
            task = progress.add_task(f"measuring {name}", total=None, turns="")
            turns = iter(range(1, 1_000_000))

            def told(task: object = task, turns: object = turns) -> None:
                progress.update(task, turns=f"{next(turns)} done")  # type: ignore[call-overload]

            found += _benchmark(name)(scale, told)
            progress.update(task, description=f"measured {name}", total=1, completed=1)
    if quick:
        found = [replace(figure, aim=None) for figure in found]
        about["sizes"] = "quick: too small to mean anything"
    figures.show(Console(), found, about)
    figures.write(out, found, about)
    if write_docs:
        figures.write_docs(ROOT / "docs" / "benchmarks.md", found, about)
    errors.print(f"Written to {out}/ (benchmarks.json, benchmarks.csv)")


def _benchmark(name: str) -> Callable[[Scale, Callable[[], None]], list[Figure]]:
    """The function that measures it, imported only now."""
    home = import_module(
        f"experiments.benchmarks.{name if name in ('ratio', 'rules', 'sweep', 'view') else 'speed'}"
    )
    return getattr(home, name)  # type: ignore[no-any-return]


if __name__ == "__main__":
    typer.run(main)
