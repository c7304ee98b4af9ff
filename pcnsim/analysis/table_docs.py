"""Descriptions of the columns of agent and tie tables for docs/outputs.md, made from the model's own comments.

Which columns there are is asked of a simulation; what they mean and their units stand behind each column in
`pcnsim.model.columns`. `WORDS` explains the few that have no column of their own there.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from itertools import groupby
from typing import Final

from pcnsim.model import columns
from pcnsim.model.vocabulary import SHARES

SOURCES: Final = {
    "gps": ("Gps",),
    "practices": ("Practices", "PracticeFlows"),
    "pcns": ("Pcns", "PcnFlows"),
    "services": ("Teams",),
    "owners": ("Owners",),
    "systems": ("Systems",),
    "gp_ties": ("GpTies",),
    "practice_ties": ("PracticeTies",),
    "service_ties": (),
    "owner_ties": (),
    "programme_ties": (),
}
"""The tables that `pcnsim run` writes, and the classes whose columns are in them."""

TITLES: Final = {
    "gps": "GP posts, filled or vacant",
    "practices": "practices, with what happened in the last week",
    "pcns": "primary care networks, with what happened in the last week",
    "services": "community teams and the acute interface",
    "owners": "provider trusts and other owners of services",
    "systems": "integrated care systems",
    "gp_ties": "professional ties between GPs",
    "practice_ties": "live ties between practices",
    "service_ties": "ties between open practices and the services they work with",
    "owner_ties": "ties between PCNs and the owners of services",
    "programme_ties": "ties of executives with PCNs and owners, and of network-role GPs with services",
}

WORDS: Final = {
    "gp": "code of the post: practice and number",
    "practice": "ODS code of the practice",
    "pcn": "ODS code of the PCN",
    "system": "code of the system (ICB)",
    "service": "code of the team: kind of service, and hub, PCN or system",
    "hub_team": "of a team on a PCN footprint: code of the hub team it came out of; empty for a hub team",
    "owner": "code of the owner: kind, and system",
    "kind": "kind of service or owner",
    "code": "ODS code of the organisation, where known",
    "name": "name",
    "role": "role of the GP in post",
    "first": "code of one end",
    "second": "code of the other end",
    "tie": "kind of tie: pcn_executive (the mandate), executive_owner or gp_service",
    "reach": "how far apart the ends work",
    "director": "code of the clinical director's post; empty where vacant",
    "deputy": "code of the deputy director's post; empty where there is none",
    "deputy_stage": "how far the programme of deputy directors has got",
    "network_gp": "code of the post of the network-role GP who serves the PCN; empty where there is none",
    "network_stage": "how far the scheme of network-role GPs has got",
    "first_member": "code of the post of an executive's member from outside the directors; empty where there is none",
    "second_member": "code of the post of the other member from outside the directors",
    "director_member": "code of the post of the director who sits on the executive",
    "hub": "number of the hub",
    "practices": "number of practices",
    "gps": "number of GP posts",
    "open": "False once it has closed",
    "signed": "signed the network contract",
    "trust": "trust on the tie, 0-1",
    "evidence": "remembered experience on the tie, pseudo-observations",
    "age_weeks": "weeks since the tie was formed",
    "centre_trust": "trust in the centre, 0-1",
    "match": "lasting quality of the relationship, mean about 1",
    "direct": "cases over the direct channel in the last week",
    "pathway": "cases over the pathway in the last week",
    "accepted": "of these, cases accepted",
    "of_director": "part of the evidence that the present director brought",
    "of_executive": "part of the evidence that the executive brought, the same for all PCNs of a system",
    "weeks_understaffed": "weeks understaffed in a row",
    "weeks_without_director": "weeks of the contract without a clinical director, in all",
    "weeks_adopted": "weeks since adoption",
    "failed_class": "failed cases by class in the last week",
    "out_of_hours": "contacts seen out of hours",
    "pharmacy": "contacts that went to a pharmacy",
    "gave_up": "contacts given up",
    "supervision_hours": "GP hours a week supervising additional staff",
    "clinical_sessions": "sessions a week for patients",
    "contacts_per_day": "contacts per GP per two-session day",
    "desk_hours": "hours a week of the coordination budget for the desk",
    "facilitation_hours": "hours a week of the coordination budget for facilitation",
    "bridging_hours": "hours a week of the coordination budget for bridging",
    "unpaid_hours": "hours a week of the director beyond the funded sessions",
    "population": "registered patients",
    "signed_population": "registered patients of signed practices",
    "desk_handled": "cases handled at the desk in the last week",
    "desk_bounced": "cases the desk could not take in the last week",
    "capacity": "cases a week, with the staff in post",
    "arriving": "referrals that came in the last week",
    "seen": "referrals seen in the last week",
    "refused": "referrals refused in the last week",
    "strain": "mean over filled posts, 0-1",
    "engagement": "mean over filled posts, 0-1",
    "role_identity": "mean over filled posts, 0-1",
    "wider_determinants_stock": "slow effect of work on wider determinants of health",
    "prevention_stock": "slow effect of prevention",
    "filled_posts": "GP posts with somebody in them",
    "bridge_good": "good evidence on personal ties of the bridging staff, pseudo-observations",
    "bridge_bad": "bad evidence on personal ties of the bridging staff, pseudo-observations",
    "network_bad": "bad evidence on that GP's own ties with services, pseudo-observations",
    "executive_bad": "bad evidence that the executive gathered with it, pseudo-observations",
    "goals": "mean orientation, 0 own practice, 1 community",
    **dict.fromkeys(SHARES, "share of the structure, 0-1 (docs/model.md)"),
}
"""What a column means that has no comment of its own; comments in the model come first."""


@cache
def comments(kind: str) -> dict[str, str]:
    """Comments behind the columns of one class of the model's tables, by column."""
    found = re.findall(
        r"^    (\w+): \w+(?:  # (.*))?$", inspect.getsource(getattr(columns, kind)), re.MULTILINE
    )
    # (P, service) and the like repeat the shape, which a file does not have.
    return {name: "" if text.startswith("(") else text for name, text in found}


def describe(table: str, column: str) -> tuple[str, str] | None:
    """The column's family (itself, or the wide column it is a part of) and its meaning; None if nothing is known."""
    known: dict[str, str] = {}
    for kind in SOURCES[table]:
        known = {
            **known,
            **{name: text for name, text in comments(kind).items() if name not in known or text},
        }
    plain = column.removeprefix("last_week_")
    own = WORDS if table.endswith("_ties") or column in _CODES else {}
    if column in own:
        return column, own[column]
    if meaning := known.get(plain) or WORDS.get(plain):
        return column, meaning
    families = [name for name in (*known, *WORDS) if column.startswith(f"{name}_")]
    if not families:
        return None
    family = max(families, key=len)
    meaning = known.get(family) or WORDS.get(family, "")
    return (family, meaning) if meaning else None


_CODES: Final = frozenset(
    {"gp", "practice", "pcn", "system", "service", "owner", "kind", "role", "director", "hub"}
    | {"deputy", "deputy_stage", "network_gp", "network_stage"}
    | {"first_member", "second_member", "director_member"}
)


def tables_described() -> str:
    """Markdown: a list of columns for each table, parts of a wide column together."""
    parts = []
    for table, names in table_columns().items():
        described = [(name, describe(table, name) or (name, "")) for name in names]
        parts.append(f"**{table}.csv**: {TITLES[table]}\n\n| Column | Meaning and unit |\n|---|---|")
        for (_, meaning), group in groupby(described, key=lambda one: one[1]):
            members = [name for name, _ in group]
            shown = f"`{members[0]}`" if len(members) == 1 else f"`{members[0]}` … `{members[-1]}`"
            parts[-1] += f"\n| {shown} | {meaning} |"
    return "\n\n".join(parts)


def table_columns() -> dict[str, list[str]]:
    """Columns of every table, as a simulation of the smallest area has them."""
    from pcnsim.area import draw_area
    from pcnsim.config import Config
    from pcnsim.model import Simulation

    tables = Simulation(Config(), draw_area(1, seed=0, practices_per_pcn=2), 0).tables()
    return {name: [str(column) for column in table.columns] for name, table in tables.items()}
