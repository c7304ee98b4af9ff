"""What the network picture says of agents and ties in words: names, labels, and the figures shown on hovering."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.view.look import literal
from pcnsim.view.network.scales import SAFE_CONTACTS
from pcnsim.view.network_data import TIE_KINDS

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats
    from pcnsim.view.network_data import Columns, NetworkData

_SMALL: Final = frozenset(("and", "at", "for", "in", "of", "on", "the", "with"))
_KEPT: Final = frozenset(("GP", "GPS", "HIV", "ICB", "ICS", "NHS", "PCN", "II", "III", "UK"))
_SERVICES: Final = {
    "community_mental_health": "Mental health",
    "adult_social_care": "Social care",
    "community_pharmacy": "Pharmacy",
    "acute_interface": "Hospital interface",
}


def readable(name: str) -> str:
    """A name as one writes it: NHS files have capitals only."""
    name = literal(name)
    if not name.isupper() or not re.search(r"[A-Z]{4}", name):
        return name
    words = [
        word
        if word.strip("()") in _KEPT
        else word.lower()
        if word.lower() in _SMALL and place
        else _title(word)
        for place, word in enumerate(name.split())
    ]
    return " ".join(words)


def _title(word: str) -> str:
    return re.sub(r"(^|[^A-Za-z'’])([a-z])", lambda found: found[1] + found[2].upper(), word.lower())


def pcn_label(name: str) -> str:
    """A PCN's name without the word PCN, which the picture says once."""
    short = re.sub(r"\s+(PCN|Primary Care Network)$", "", readable(name), flags=re.IGNORECASE)
    return short or name


def owner_label(name: str, kind: str, longest: int = 24) -> str:
    """A trust's name, short; of trusts without a name their kind."""
    if not name or re.search(r" \([^)]+\)$", name):
        return words(kind)
    short = re.sub(r"\s+(University\s+)?(NHS\s+)?(Foundation\s+)?Trust$", "", readable(name))
    return shortened(short, longest)


def service_label(code: str, kind: str) -> str:
    """A team's service and where it works."""
    place = code.partition(":")[2]
    hub = f", hub {place[3:]}" if place.startswith("hub") else ""
    return f"{_SERVICES.get(kind, words(kind))}{hub}"


def words(name: str) -> str:
    """A name of the model in words."""
    return name.replace("_", " ").capitalize()


def shortened(text: str, longest: int) -> str:
    """A text of so many characters at most."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip(' ,&(')}…"


# ------------------------------------------------------------------ hovering


def practice_hover(data: NetworkData, means: Floats, ties: Floats) -> list[str]:
    """A practice's figures, a line each; `means` and `ties`: trust and number of every agent's ties."""
    names = dict(zip(data.pcns["code"], (readable(name) for name in data.pcns["name"]), strict=True))
    table = data.practices
    columns = [
        table[name].tolist() for name in ("code", "name", "pcn", "list_size", "open", "contacts_per_day")
    ]
    more = [table[name].tolist() for name in ("gps", "backlog", "strain")]
    lines = []
    for number, (code, name, pcn, size, is_open, contacts, gps, backlog, strain) in enumerate(
        zip(*columns, *more, strict=True)
    ):
        head = f"<b>{readable(name)}</b><br>{code}, {names[pcn]}"
        if not is_open:
            lines.append(f"{head}<br>closed; its patients went to other practices")
            continue
        lines.append(
            f"{head}<br>{size:,.0f} patients, {gps} GP{'s' if gps != 1 else ''} in post<br>{contacts_words(contacts)}"
            f"<br>{backlog:,.0f} contacts waiting<br>strain of its GPs {strain:.2f} (0 to 1)"
            f"<br>{trust_words(means[number], ties[number])}"
        )
    return lines


def pcn_hover(data: NetworkData, means: Floats, ties: Floats) -> list[str]:
    """A PCN's figures."""
    start = data.first_number("pcn")
    table = data.pcns
    sums = sums_by_pcn(data)
    lines = []
    for row, (code, name) in enumerate(zip(table["code"], table["name"], strict=True)):
        director = "a clinical director" if table["director"][row] else "no clinical director"
        lines.append(
            f"<b>{readable(name)}</b><br>{code}<br>{sums['open'][row]:.0f} of {sums['practices'][row]:.0f} "
            f"practices open, {sums['list_size'][row]:,.0f} patients<br>{contacts_words(sums['contacts_per_day'][row])}"
            f"<br>{director}, leadership {table['leadership'][row]:.2f} (0 to 1)"
            f"<br>trust between its practices {table['practice_trust'][row]:.2f}"
            f"<br>{trust_words(means[start + row], ties[start + row])}"
        )
    return lines


def service_hover(data: NetworkData, means: Floats, ties: Floats) -> list[str]:
    """A team's figures."""
    start = data.first_number("service")
    owners = {
        code: owner_label(name, kind, 60)
        for code, name, kind in zip(*(data.owners[key] for key in ("code", "name", "kind")), strict=True)
    }
    pcns = {code: readable(name) for code, name in zip(data.pcns["code"], data.pcns["name"], strict=True)}
    table = data.services
    lines = []
    for row, (code, kind, owner, pcn) in enumerate(
        zip(*(table[name] for name in ("code", "kind", "owner", "pcn")), strict=True)
    ):
        where = f" of {pcns[pcn]}" if pcn else ""
        lines.append(
            f"<b>{service_label(code, kind)}{where}</b><br>{code}<br>team of {owners[owner]}"
            f"<br>room for {table['capacity'][row]:,.0f} referrals a week, {table['queue'][row]:,.0f} waiting"
            f"<br>{trust_words(means[start + row], ties[start + row])}"
        )
    return lines


def owner_hover(data: NetworkData, means: Floats, ties: Floats) -> list[str]:
    """Figures of a trust or another owner of services."""
    start = data.first_number("owner")
    table = data.owners
    return [
        f"<b>{readable(table['name'][row])}</b><br>{words(table['kind'][row])}"
        f"<br>pressure {table['pressure'][row]:.2f} (0 to 1)"
        f"<br>priority given to neighbourhood working {table['priority'][row]:.2f} (0 to 1)"
        f"<br>{trust_words(means[start + row], ties[start + row])}"
        for row in range(len(table["code"]))
    ]


def system_hover(data: NetworkData) -> list[str]:
    """Figures of a commissioner."""
    table = data.systems
    open_now = data.practices["open"]
    system_of = dict(zip(data.pcns["code"], data.pcns["system"], strict=True))
    at = np.array([system_of[pcn] for pcn in data.practices["pcn"]], dtype=object)
    lines = []
    for row, code in enumerate(table["code"]):
        trust = data.practices["centre_trust"][open_now & (at == code)]
        mean = f"{trust.mean():.2f}" if len(trust) else "not known"
        lines.append(
            f"<b>Commissioner {code}</b><br>integrated care board<br>mean trust of practices in it {mean}"
            f"<br>say of general practice in its decisions {table['influence'][row]:.2f} (0 to 1)"
        )
    return lines


def executive_hover(data: NetworkData, means: Floats, ties: Floats) -> list[str]:
    """Figures of the local executives, in force or not."""
    start = data.first_number("executive")
    table = data.systems
    return [
        f"<b>Local general practice executive</b><br>{code}<br>delegated powers {table['powers'][row]:.2f} (0 to 1)"
        f"<br>mandate {table['mandate'][row]:.2f} (0 to 1)<br>{trust_words(means[start + row], ties[start + row])}"
        for row, code in enumerate(table["code"])
    ]


def tie_hover(data: NetworkData, ties: Columns) -> list[str]:
    """What is said of ties: ends, kind, trust and evidence."""
    names = _names(data)
    kinds = list(TIE_KINDS.values())
    columns = [ties[name].tolist() for name in ("first", "second", "kind", "trust", "evidence", "pairs")]
    return [
        f"<b>{names[first]} – {names[second]}</b><br>{kinds[kind]}{f' ({pairs} ties, mean)' if pairs > 1 else ''}"
        f"<br>trust {trust:.2f}{'' if math.isnan(evidence) else f', evidence {evidence:.0f} encounters'}"
        for first, second, kind, trust, evidence, pairs in zip(*columns, strict=True)
    ]


def contacts_words(contacts: float) -> str:
    """A workload in words."""
    if math.isnan(contacts):
        return "contacts a GP a day not known"
    side = "above" if contacts > SAFE_CONTACTS else "within"
    return f"{contacts:.1f} contacts a GP a day ({side} the safe limit of {SAFE_CONTACTS})"


def trust_words(mean: float, ties: float) -> str:
    """The mean trust of an agent's ties in words."""
    return f"mean trust {mean:.2f} over {ties:.0f} tie{'s' if ties != 1 else ''}" if ties else "no ties shown"


def sums_by_pcn(data: NetworkData) -> Columns:
    """Practices, open practices and patients of each PCN; contacts a GP a day and strain, means weighted by lists."""
    row = {code: number for number, code in enumerate(data.pcns["code"])}
    home = np.array([row[pcn] for pcn in data.practices["pcn"]], dtype=np.int64)
    table = data.practices
    known = ~np.isnan(table["contacts_per_day"])

    def total(values: Any, rows: Any) -> Floats:
        sums: Floats = np.bincount(home[rows], weights=values[rows], minlength=len(row)).astype(float)
        return sums

    def mean(column: str) -> Floats:
        sums = total(table["list_size"] * np.where(known, table[column], 0.0), known)
        return np.where(patients > 0, sums / np.maximum(patients, 1e-12), np.nan)

    everywhere = np.ones(len(home), dtype=bool)
    patients = total(table["list_size"], known)
    return {
        "practices": total(np.ones(len(home)), everywhere),
        "open": total(np.ones(len(home)), table["open"]),
        "list_size": total(table["list_size"], everywhere),
        "contacts_per_day": mean("contacts_per_day"),
        "strain": mean("strain"),
    }


def _names(data: NetworkData) -> list[str]:
    """Every agent's name, by number."""
    return [
        *(readable(name) for name in data.practices["name"]),
        *(readable(name) for name in data.pcns["name"]),
        *(
            service_label(code, kind)
            for code, kind in zip(data.services["code"], data.services["kind"], strict=True)
        ),
        *(owner_label(n, k, 60) for n, k in zip(data.owners["name"], data.owners["kind"], strict=True)),
        *(f"Commissioner {code}" for code in data.systems["code"]),
        *("Local executive" for _ in data.systems["code"]),
    ]
