"""Which outcomes carry the measures asked for: M1 to M22 of the evidence dossier, section 8 of the specification.

The tables of docs/outputs.md are made from here, and a test holds that every outcome they name exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Measure:
    """A measure that was asked for, the outcomes that carry it, and what differs or why there is none.

    `outcomes` are columns of runs.csv; `graph` are rows of network_measures.csv; `function` one of pcnsim.analysis.
    """

    name: str
    asked: str
    outcomes: tuple[str, ...] = ()
    differs: str = ""
    graph: tuple[str, ...] = ()
    function: str = ""


def _fifths(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_fifth_{fifth}" for fifth in range(1, 6))


MEASURES: Final = (
    Measure(
        "M1",
        "trust-weighted density of ties between primary care and other sectors, in contact within 13 weeks",
        ("cross_sector_density",),
        "over practices and services instead of people; the chance of contact instead of a yes or no. Pathway cases "
        "count with the share of contact that SM10 leaves them",
        ("trust_density_across",),
    ),
    Measure(
        "M2",
        "trust within a PCN, over pairs of practices' representatives",
        ("practice_trust",),
        "over pairs of practices that are tied; GPs' own ties are in gp_trust",
        ("trust_density_within",),
    ),
    Measure(
        "M3",
        "rainbow index: 100 x the mean of six proxies of integration, weights equal",
        ("integration_mean", "integration_composite", "integration_minimum", "integration_functional"),
        "0-1, of the specification's six parts, which are not the dossier's proxies; three other ways to put them "
        "together show how much the weights matter",
    ),
    Measure(
        "M4",
        "complex cases of which every sector acts within 28 days",
        ("joint_resolution", "timeliness"),
        "cases are rates, not persons: settled jointly, and how late, stand apart",
    ),
    Measure(
        "M5",
        "median days from need to joint plan",
        ("coordination_delay",),
        "the case-weighted mean; the model has a mean delay for each practice, no distribution of days",
    ),
    Measure(
        "M6",
        "hand-offs lost, bounced or to the wrong service, per 100",
        ("handoff_failures", "team_refusals"),
        "wrong services do not exist; what is bounced, not accepted or refused does",
    ),
    Measure(
        "M7",
        "share of M1 that goes with the three agents of most betweenness",
        ("broker_dependence",),
        "weekly, of the brokers of three PCNs; by betweenness on the graph in network_measures.csv",
        ("broker_dependence",),
    ),
    Measure(
        "M8", "fit of pathways with local need", ("design_fit", "local_knowledge"), "fit of adopted designs"
    ),
    Measure(
        "M9",
        "first week in which half have adopted; adoption after 52 and 104 weeks",
        ("weeks_to_half_adoption", "adopted"),
        "of six initiatives together; adoption at any week is in weekly.csv",
    ),
    Measure(
        "M10",
        "contacts per GP in a day of two sessions, mean and share above 25",
        ("contacts_per_day", "gp_days_above_25", "contacts_above_25"),
    ),
    Measure(
        "M11",
        "hours of coordination per GP; directors' hours over funded hours",
        ("coordination_hours", "director_hours", "director_unpaid_hours"),
        "the ratio is director_hours / (director_hours − director_unpaid_hours)",
    ),
    Measure(
        "M12",
        "backlog in days of capacity",
        ("backlog", "wait"),
        "wait is the backlog over a week's contacts, in weeks: 7 times it is days",
    ),
    Measure(
        "M13",
        "requests unmet; overflow to emergency departments and urgent care",
        ("spill", "gave_up", "emergency_after_no_access", "out_of_hours"),
        "spill is all that stops waiting unanswered; gave_up the part that goes nowhere",
    ),
    Measure("M14", "share of GPs burnt out; leavers", ("burnt_out", "leaving")),
    Measure(
        "M15",
        "usual-provider index: contacts with the GP seen most / contacts",
        ("continuity",),
        "a proxy: the model has no patients, so nobody can ask for their own GP; it shows what list sizes, vacancies, "
        "sessions and additional staff allow, not what booking makes of it",
    ),
    Measure("M16", "share of GPs engaged", ("engaged_gps", "engagement")),
    Measure(
        "M17",
        "members' acceptance of executive or director; days from issue to decision",
        ("legitimacy", "decision_latency", "executive_mandate"),
        "weeks for each initiative taken up; issues do not arise one by one",
    ),
    Measure(
        "M18",
        "share of the system's decisions that match GPs' priorities",
        ("influence",),
        "the share of general practice in decisions, not a count of them; growth won with it is in systems.csv",
    ),
    Measure(
        "M19",
        "M1 a year after a programme's end over M1 at its end",
        ("persistence",),
        "means over 13 weeks, of the earliest end 13 weeks after the start and a year before the end of a run",
    ),
    Measure(
        "M20",
        "cost of one more completed complex case against the baseline, same stream of demand",
        ("cost_total", "settled_cases"),
        "differences of arms, with Fieller's interval",
        function="cost_per_extra_case",
    ),
    Measure(
        "M21",
        "slope index of M4 and M13 across fifths of deprivation",
        (
            "slope_joint_resolution",
            "slope_spill",
            *_fifths("joint_resolution"),
            *_fifths("spill"),
            *_fifths("wait"),
        ),
        "share for each fifth; 100 times it is percentage points. The other measures are not split by fifth",
    ),
    Measure(
        "M22",
        "misreferred referrals; referrals per 1,000",
        ("cases", "handoff_failures"),
        "cases are the referrals of the model. None is misreferred: the model gives each case to the service it needs",
    ),
)
"""Measures of section 6 of the evidence dossier."""

SECTION_8: Final = (
    Measure(
        "Integration I1 to I6",
        "six parts",
        (
            "joint_resolution",
            "timeliness",
            "service_trust",
            "reach_floor",
            "partners_signed",
            "external_change",
        ),
    ),
    Measure(
        "Composite I",
        "geometric mean, each at least .02; arithmetic mean and minimum beside it",
        ("integration_composite", "integration_mean", "integration_minimum"),
    ),
    Measure("Functional composite", "geometric mean of I1, I2, I4", ("integration_functional",)),
    Measure(
        "Contacts",
        "per GP per day; excess over 25",
        ("contacts_per_day", "contacts_above_25", "gp_days_above_25"),
        "the excess GP by GP (A6)",
    ),
    Measure("Wait and backlog", "weeks; per 1,000", ("wait", "backlog")),
    Measure("Strain, leaving, vacancy, GPs", "", ("strain", "leaving", "vacancy", "gps_per_100000")),
    Measure("Coordination and supervision hours", "per FTE GP", ("coordination_hours", "supervision_hours")),
    Measure("Directors' hours", "worked; unpaid", ("director_hours", "director_unpaid_hours")),
    Measure(
        "Access",
        "spill share; wait by class",
        ("spill", "wait_simple", "wait_complex", "wait_child", "wait_mental", "wait_urgent"),
    ),
    Measure(
        "Hospital",
        "emergency after no access; escalations; total",
        ("emergency_after_no_access", "escalations", "hospital_contacts"),
    ),
    Measure(
        "Equity",
        "Ginis; deprivation ratio and gap",
        ("gini_joint_resolution", "gini_wait", "deprivation_ratio", "deprivation_gap"),
    ),
    Measure(
        "Power",
        "decision Gini; desk share",
        ("decision_gini", "desk_share"),
        "an executive's seats count once they have decided something",
    ),
    Measure(
        "Leadership",
        "ready leaders; vacant directors; deputies kept",
        ("ready_leaders", "director_vacancy", "deputies_kept"),
    ),
    Measure(
        "Cost",
        "by kind and in all",
        ("cost_programme", "cost_coordination", "cost_hospital", "cost_turnover", "cost_total"),
        "and by who pays: `cost_to_…`",
    ),
)
"""Outcomes of section 8 of the specification."""


def measure_table(measures: tuple[Measure, ...], title: str) -> str:
    """Measures as a Markdown table: what was asked for, what carries it, what differs."""
    lines = [f"| {title} | Asked for | Carried by | What differs |", "|---|---|---|---|"]
    for one in measures:
        carried = [f"`{name}`" for name in _shortened(one.outcomes)]
        carried += [f"`{name}` of network_measures.csv" for name in one.graph]
        carried += [f"`pcnsim.analysis.{one.function}`"] if one.function else []
        lines.append(f"| {one.name} | {one.asked} | {', '.join(carried) or 'nothing'} | {one.differs} |")
    return "\n".join(lines)


def measures_described() -> str:
    """Both tables."""
    return f"{measure_table(MEASURES, 'Measure')}\n\n{measure_table(SECTION_8, 'Section 8')}"


def _shortened(names: tuple[str, ...]) -> list[str]:
    """Names, with the five of a measure by fifth as first … last."""
    shown = []
    for name in names:
        if name.endswith("_fifth_1"):
            shown.append(f"{name}` … `{name.removesuffix('1')}5")
        elif "_fifth_" not in name:
            shown.append(name)
    return shown
