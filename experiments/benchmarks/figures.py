"""What a benchmark gives: figures with their units and aims, the machine they were taken on, and how they are shown."""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pcnsim import __version__

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Figure:
    """One measured figure; ``aim`` is a bound on it (at most, or at least where ``at_least``)."""

    benchmark: str
    what: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    @property
    def aim_words(self) -> str:
        """The aim as the table shows it."""
        return "" if self.aim is None else f"{'≥' if self.at_least else '≤'} {self.aim:g}"

    @property
    def verdict(self) -> str:
        """Met, not met or nothing."""
        return "" if self.met is None else ("met" if self.met else "not met")


def rounded(value: float) -> str:
    """Three significant digits without exponent."""
    if value == 0.0:
        return "0"
    digits = max(0, 2 - int(f"{abs(value):e}".split("e")[1]))
    return f"{value:,.{digits}f}"


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    found = {"date": date.today().isoformat(), "machine": f"{os.cpu_count()} cores"}
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024.0**3
        found["machine"] += f", {memory:.0f} GiB"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = (
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        )
        found["processor"] = next(models, platform.machine())
    else:
        found["processor"] = platform.machine()
    found["system"] = platform.system()
    if hasattr(os, "getloadavg"):
        found["load when it began"] = f"{os.getloadavg()[0]:.1f}"
    found["python"] = platform.python_version()
    found["pcnsim"] = __version__
    for package in ("numba", "numpy", "mesa", "networkx"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def show(console: Console, figures: Iterable[Figure], about: dict[str, str]) -> None:
    """Print the table, with the machine below."""
    table = Table(title="pcnsim benchmarks", title_justify="left")
    for name, justify in (("benchmark", "left"), ("figure", "left"), ("value", "right"), ("unit", "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    table.add_column("aim", justify="right")
    table.add_column("")
    last = ""
    for figure in figures:
        colour = {True: "green", False: "red", None: ""}[figure.met]
        verdict = f"[{colour}]{figure.verdict}[/]" if colour else ""
        if last and figure.benchmark != last:
            table.add_section()
        shown = figure.benchmark if figure.benchmark != last else ""
        last = figure.benchmark
        table.add_row(shown, figure.what, rounded(figure.value), figure.unit, figure.aim_words, verdict)
    console.print(table)
    console.print("; ".join(f"{name} {value}" for name, value in about.items()), style="dim")


def write(folder: Path, figures: Sequence[Figure], about: dict[str, str]) -> None:
    """Write benchmarks.json and benchmarks.csv; each replaces the old one only when it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    text = folder / ".benchmarks.json.part"
    text.write_text(
        json.dumps({"about": about, "figures": rows}, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    text.replace(folder / "benchmarks.json")
    part = folder / ".benchmarks.csv.part"
    with part.open("w", newline="", encoding="utf-8") as stream:
        names = list(rows[0]) if rows else [*Figure.__dataclass_fields__, "met"]
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    part.replace(folder / "benchmarks.csv")


def write_docs(page: Path, figures: Sequence[Figure], about: dict[str, str]) -> None:
    """Put the table between the markers of a Markdown page, and leave the rest of the page as it is.

    Raises ValueError where the page has no markers.
    """
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no lines {BEGIN} and {END}")
    lines = [
        ", ".join(f"{name} {value}" for name, value in about.items()) + ".",
        "",
        "| benchmark | figure | value | unit | aim | | note |",
        "| --- | --- | ---: | --- | ---: | --- | --- |",
    ]
    for figure in figures:
        cells = (
            figure.benchmark,
            figure.what,
            rounded(figure.value),
            figure.unit,
            figure.aim_words,
            figure.verdict,
        )
        lines.append(f"| {' | '.join(cells)} | {figure.note} |")
    part = page.with_name(f".{page.name}.part")
    part.write_text(f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{after}", "utf-8")
    part.replace(page)
