"""Held-out patterns: what the specification and the dossier expect and nothing was set by, put to the finished model.

Asked: do patterns H1 to H21 of the specification (section 1.4, those that are listed) and the dossier's facts V5 and V6
come out of the model at its defaults? None was used to set a value, and nothing is tuned to one now: a pattern that
fails is printed as failing. The specification knew the patterns, so some directions follow from rules that were written
with them in mind; the column "label" says so: E emergent, B in part built in.

Varied: in each pattern the one thing it is about, on common random numbers, in synthetic places of 20 PCNs. Look at:
verdict and intervals (experiments/findings.py). Takes two to four minutes once the model is compiled:

    python -m experiments.held_out_patterns [--replications 30] [--only H1,H2] [--write-docs docs/patterns.md]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rich import box
from rich.table import Table

import pcnsim
from experiments.findings import Condition, Finding
from experiments.held_out import dossier, networks, programmes
from experiments.held_out.setting import Setting
from experiments.tables import console
from pcnsim.config.errors import InputError
from pcnsim.experiment.provenance.inputs import git

PATTERNS: dict[str, tuple[Callable[[Setting], Finding], str]] = {
    "H1": (networks.h1, "E"),
    "H2": (networks.h2, "B"),
    "H3": (networks.h3, "E"),
    "H4": (networks.h4, "E"),
    "H7": (programmes.h7, "B"),
    "H8": (networks.h8, "B"),
    "H9": (programmes.h9, "B"),
    "H10": (networks.h10, "B"),
    "H14": (programmes.h14, "B"),
    "H15": (programmes.h15, "B"),
    "H16": (programmes.h16, "B"),
    "H18": (programmes.h18, "B"),
    "H20": (networks.h20, "B"),
    "H21": (programmes.h21, "B"),
    "V5": (dossier.v5, "B"),
    "V6": (dossier.v6, "B"),
}
"""Every held-out pattern by its id: how it is tested, and its label."""

BUILT_IN: dict[str, str] = {
    "H2": "additional staff are less integrated and leave sooner where they work in more practices, and large "
    "networks take longer to set up, by rule; what that weighs per head is not",
    "H7": "a closed practice's patients are moved to its neighbours by rule; the waits are not",
    "H8": "those who worked together before begin with more trust, and trust speeds set-up, by rule; that it "
    "shows in joint working is not",
    "H9": "a surge is evidence on ties between practices by rule, and better where they are led well and "
    "agree; what is left of it half a year later is not",
    "H10": "a local decision asks a quorum that grows with the practices, and large networks take longer to "
    "set up, by rule; when the first is reached is not",
    "H14": "posts end, and skill grows in a role and stays with its holder, by rule; how many become ready "
    "leaders and are still there is not",
    "H15": "a GP's hours are shared by the practices covered; what that does to joint working is not",
    "H16": "PCNs judge an executive by what they hear of it, by rule; what the hours that feedback takes cost "
    "it is not",
    "H18": "trust in services enters direct working alone by rule, and a hierarchy has none; how much is not",
    "H20": "no PCN decides anything itself before its agreement and account are in place, by rule; how fast "
    "practices then adopt is not",
    "H21": "teams on footprints lose scale and gain contact by rule; the balance in each structure is not",
    "V5": "bridging work is contact on ties between practices and services by rule; what the loss of brokers "
    "costs is not (the dossier calls the whole emergent)",
    "V6": "a clinic leaves nothing behind, and what people taught fades, by rule; how much of it joint "
    "working keeps is not (the dossier calls the whole emergent)",
}
"""What of a pattern labelled B follows from a rule."""

REMARKS: dict[str, str] = {
    "V5": "A first look with three replications was unclear, and a second definition of brokers was tried after it: "
    "with network-role GPs in post, and counting directors' ties with owners and network-role GPs' ties with services. "
    "It stands beside the first, which alone decides, since a test chosen after a look is none. By the second most "
    "brokers hold a role, whose work stops by rule while it is vacant.",
}
"""What else must be known to read a result."""


PREFACE = """\
Patterns of the specification (section 1.4: H) and facts of the evidence dossier (section 4: V) that no value was set
by, put to the model at its defaults. Nothing was tuned to one afterwards: what fails stands here as failing. How each
claim was turned into a test was written down before it was run (experiments/held_out).

A condition holds if its 95 % interval (Student's t over replications, paired on common random numbers where arms are
compared; Fieller's for ratios) lies wholly inside its limits, fails if wholly outside, and is unclear across them; a
pattern holds if all its conditions do and fails if one does. There is no correction for the number of patterns.

Label E: emergent, no rule states the result. B: in part built in, as said below; that such a pattern holds says little.
Holding is no validation of sizes: most effect sizes are assumptions."""


def chosen(only: str | None) -> list[str]:
    """Ids to be run, all by default."""
    if not only:
        return list(PATTERNS)
    ids = [part.strip().upper() for part in only.split(",") if part.strip()]
    if wrong := [one for one in ids if one not in PATTERNS]:
        raise InputError(
            f"there is no held-out pattern {wrong[0]}",
            where="--only",
            remedy=f"There are {', '.join(PATTERNS)}.",
        )
    return ids


def run(ids: Sequence[str], setting: Setting) -> list[Finding]:
    """Put the patterns to the model."""
    findings = []
    for one in ids:
        begun = time.perf_counter()
        finding = PATTERNS[one][0](setting)
        findings.append(replace(finding, seconds=time.perf_counter() - begun))
    return findings


def show(findings: Sequence[Finding]) -> None:
    """Print what became of each pattern."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in ("", "verdict", "label", "pattern and figures: mean (95 % interval)", "wanted", "n", "s"):
        table.add_column(column, justify="right" if column in ("n", "s") else "left")
    colours = {"holds": "green", "fails": "red", "unclear": "yellow"}
    for one in findings:
        colour = colours[one.verdict]
        table.add_row(
            one.id, f"[{colour}]{one.verdict}[/]", PATTERNS[one.id][1], f"[bold]{one.claim}[/]", "",
            str(one.replications), f"{one.seconds:.0f}",
        )  # fmt: skip
        for each in one.conditions:
            table.add_row(
                "", "", "", f"  {each.text}: {each.figures}", f"{each.limits} {each.verdict}", "", ""
            )
        for each in one.beside:
            table.add_row("", "", "", f"  [dim]{each.text}: {each.figures}[/]", "", "", "")
    out = console()
    out.print(table)
    out.print(counted(findings))


def counted(findings: Sequence[Finding]) -> str:
    """How many hold, fail and are unclear, and which."""
    parts = []
    for verdict in ("holds", "fails", "unclear"):
        ids = [one.id for one in findings if one.verdict == verdict]
        words = verdict if len(ids) == 1 or verdict == "unclear" else verdict.removesuffix("s")
        parts.append(f"{len(ids)} {words}" + (f" ({', '.join(ids)})" if ids else ""))
    return f"Of {len(findings)} patterns {'; '.join(parts)}."


def as_markdown(findings: Sequence[Finding], setting: Setting) -> str:
    """The page docs/patterns.md."""
    checkout = git(Path(pcnsim.__file__).parent)
    commit = checkout["commit"][:12] if checkout and checkout["commit"] else "unknown"
    changed = "" if not checkout or checkout["clean"] else " with uncommitted changes"
    lines = [
        "# Held-out patterns",
        "",
        *PREFACE.splitlines(),
        "",
        f"Made by `python -m experiments.held_out_patterns --replications {setting.replications} "
        f"--pcns {setting.pcns} --seed {setting.seed} --write-docs docs/patterns.md`, pcnsim {pcnsim.__version__} "
        f"at commit {commit}{changed}; each replication has a synthetic place of its own.",
        "",
        f"**{counted(findings)}**",
        "",
    ]
    for one in findings:
        lines += [
            f"## {one.id}: {one.verdict}",
            "",
            f"{one.claim} ({one.source}). Label {PATTERNS[one.id][1]}.",
            "",
        ]
        if note := BUILT_IN.get(one.id):
            lines += [f"In part built in: {note}.", ""]
        if remark := REMARKS.get(one.id):
            lines += [remark, ""]
        lines += [
            *wording_of(one.id),
            "",
            "| figure | mean (95 % interval) | wanted | |",
            "|---|---|---|---|",
        ]
        lines += [row(each, each.verdict) for each in one.conditions]
        lines += [row(each, "beside") for each in one.beside]
        lines += ["", f"{one.replications} replications, {one.seconds:.0f} s.", ""]
    run_now = {one.id for one in findings}
    for pattern in PATTERNS:
        if pattern not in run_now:
            lines += [f"## {pattern}: not run", "", claim_of(pattern), "", *wording_of(pattern), ""]
    return "\n".join(lines)


def claim_of(pattern: str) -> str:
    """The claim of a pattern: the first line of its function's docstring."""
    return (PATTERNS[pattern][0].__doc__ or "").splitlines()[0]


def wording_of(pattern: str) -> list[str]:
    """The test of a pattern as its function's docstring words it, from `Test:` on."""
    text = " ".join((PATTERNS[pattern][0].__doc__ or "").split())
    return [text[text.index("Test:") :]]


def row(condition: Condition, verdict: str) -> str:
    """A row of a pattern's table."""
    return f"| {condition.text} | {condition.figures} | {condition.limits} | {verdict} |"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=30)
    parser.add_argument("--pcns", type=int, default=20, help="PCNs of each place")
    parser.add_argument("--seed", type=int, default=2029)
    parser.add_argument("--only", help="ids with commas between, such as H1,H2")
    parser.add_argument("--write-docs", type=Path, metavar="FILE", help="write the results as a page")
    given = parser.parse_args()
    setting = Setting(given.replications, given.pcns, given.seed)
    try:
        ids = chosen(given.only)
    except InputError as error:
        parser.error(str(error))
    findings = run(ids, setting)
    show(findings)
    if given.write_docs:
        given.write_docs.write_text(as_markdown(findings, setting), "utf-8")


if __name__ == "__main__":
    main()
