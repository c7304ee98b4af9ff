"""What an import did, in words and for provenance.json: what joined, what did not, what was filled in and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["joined", "left out", "missing", "imputed", "warning"]

SHOWN = 100
"""Characters of codes that a line of the report shows; provenance.json has them all."""


@dataclass(frozen=True)
class Finding:
    """One thing found in an import: a sentence, and the codes it is about."""

    kind: Kind
    text: str
    codes: tuple[str, ...] = ()

    def line(self) -> str:
        """The finding as one line, with as many codes as are easily read."""
        if not self.codes:
            return self.text
        shown = [self.codes[0]]
        for code in self.codes[1:]:
            if len(", ".join([*shown, code])) > SHOWN:
                break
            shown.append(code)
        more = len(self.codes) - len(shown)
        return f"{self.text}: {', '.join(shown)}{f' and {more:,} more' if more else ''}"


@dataclass
class ImportReport:
    """What was read, what the area holds, and the findings in order.

    ``read_*`` count what the patients file holds before any selection.
    """

    read_practices: int = 0
    read_pcns: int = 0
    read_patients: int = 0
    unallocated: tuple[str, ...] = ()
    unallocated_patients: int = 0
    area: str = ""
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: Kind, text: str, codes: Sequence[str] = ()) -> None:
        """Note a finding."""
        self.findings.append(Finding(kind, text, tuple(str(code) for code in codes)))

    def of(self, kind: Kind) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.kind == kind]

    def headline(self) -> str:
        """What was read, and who belongs to no PCN."""
        text = (
            f"{counted(self.read_practices, 'practice')}, {counted(self.read_pcns, 'PCN')}"
            f" and {counted(self.read_patients, 'patient')} read"
        )
        if not self.unallocated:
            return text
        lost = Finding(
            "left out",
            f"{counted(len(self.unallocated), 'practice')} ({counted(self.unallocated_patients, 'patient')})"
            f" {'belongs' if len(self.unallocated) == 1 else 'belong'} to no PCN"
            f" and {'is' if len(self.unallocated) == 1 else 'are'} left out of the area",
            self.unallocated,
        )
        return f"{text}; {lost.line()}"

    def text(self) -> str:
        """The whole report, for a terminal."""
        lines = [self.headline(), f"The area: {self.area}."]
        titles: dict[Kind, str] = {
            "joined": "Joined",
            "left out": "Left out",
            "missing": "Missing, and left missing",
            "imputed": "Filled in",
            "warning": "Take care",
        }
        for kind, title in titles.items():
            found = self.of(kind)
            if found:
                lines += [f"{title}:", *(f"  - {finding.line()}" for finding in found)]
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """For provenance.json, every code included."""
        return {
            "read": {
                "practices": self.read_practices,
                "pcns": self.read_pcns,
                "patients": self.read_patients,
            },
            "belong_to_no_pcn": {
                "practices": list(self.unallocated),
                "patients": self.unallocated_patients,
            },
            "area": self.area,
            "findings": [
                {"kind": finding.kind, "text": finding.text, "codes": list(finding.codes)}
                for finding in self.findings
            ],
        }


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 practice", "2 practices"."""
    plural = noun if number == 1 else (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
    return f"{number:,} {plural}"
