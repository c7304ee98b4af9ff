"""Held-out patterns of programmes and shocks: closure, surge, posts that end, brokers, mandate, breach, footprint."""

from __future__ import annotations

import numpy as np

from experiments.arms import Arms, Floats, mean_over_weeks
from experiments.findings import Condition, Finding, condition
from experiments.held_out.setting import Setting, difference, year_of
from experiments.readings import networks_now, next_door, over_weeks, practices_now

HALF_YEAR = 26


def h7(setting: Setting) -> Finding:
    """Closure of a practice pushes list and waits up next door.

    Source: Hutchinson 2023. Test: the largest practice with a neighbour in its PCN closes at week 104; over the year
    after, lists and waits of the other practices of its PCN are above those of the same practices without closure, and
    the population of the area is the same to a millionth (hybrid).
    """
    week = 104
    levels = {"practice_closure": 1, "closure_week": week}
    arms = setting.run(
        {"no closure": {}, "closure": levels}, week + 52, look=practices_now, at=range(week, week + 52)
    )
    lists, waits, totals = [], [], []
    for replication in range(setting.replications):
        seen = {
            name: [over_weeks(values[arm][replication]) for arm in (0, 1)]
            for name, values in arms.seen.items()
        }  # each (week, practice)
        near = next_door(seen["open"][0], seen["open"][1], seen["pcn"][1][0])
        if near.any():
            grown = seen["list"][1][:, near].sum() / seen["list"][0][:, near].sum() - 1
            lists.append(float(grown))
            by_practice = [mean_over_weeks(seen["wait"][arm][:, near].T) for arm in (0, 1)]
            waits.append(float((by_practice[1] - by_practice[0]).mean()))
        else:
            lists.append(np.nan)
            waits.append(np.nan)
        total = [seen["list"][arm].sum(axis=1) for arm in (0, 1)]
        totals.append(float(np.abs(total[1] / total[0] - 1).max()))
    return Finding(
        "H7", "Closure of a practice pushes list and waits up next door", "Hutchinson 2023",
        (
            condition("lists next door, share more than without closure", np.array(lists), above=0),
            condition("waits next door, weeks more than without closure", np.array(waits), above=0),
            condition("population, largest relative change", np.array(totals), below=1e-6),
        ),
        setting.replications,
    )  # fmt: skip


def h9(setting: Setting) -> Finding:
    """Work under a shared threat builds trust where leadership works.

    Source: Checkland 2023. Test: half a year after a winter surge (weeks 76 to 88; mean of the 13 weeks around) trust
    between the practices of a PCN is above that without surge, in PCNs whose leadership capacity without surge is at
    or above the middle one's as it begins (hybrid). Beside it: the other PCNs, and all.
    """
    start, end = 76, 88
    after = range(end + HALF_YEAR - 6, end + HALF_YEAR + 7)
    arms = setting.run(
        {"no surge": {}, "surge": {"winter_surge": 1, "surge_start_week": start, "surge_end_week": end}},
        after[-1] + 1, look=networks_now, at=(start - 1, *after),
    )  # fmt: skip
    gains: dict[str, list[float]] = {"led": [], "other": [], "all": []}
    for replication in range(setting.replications):
        trust = [over_weeks(arms.seen["trust"][arm][replication][1:]).mean(axis=0) for arm in (0, 1)]
        leadership = np.asarray(arms.seen["leadership"][0][replication][0], dtype=float)
        gain = trust[1] - trust[0]
        led = leadership >= np.nanmedian(leadership)
        for name, chosen in (("led", led), ("other", ~led), ("all", np.full(len(led), True))):
            known = gain[chosen & np.isfinite(gain)]
            gains[name].append(float(known.mean()) if len(known) else np.nan)
    return Finding(
        "H9", "Work under a shared threat builds trust where leadership works", "Checkland 2023",
        (condition("practice trust half a year after a surge, well-led PCNs", np.array(gains["led"]), above=0),),
        setting.replications,
        beside=(
            condition("the same, other PCNs", np.array(gains["other"])),
            condition("the same, all PCNs", np.array(gains["all"])),
        ),
    )  # fmt: skip


def h14(setting: Setting) -> Finding:
    """When the money stops leadership capacity fades, and people stay developed.

    Source: S4 (deputies for twelve months); fellowship schemes. Test: deputies from week 0, withdrawn after a year:
    PCNs' leadership capacity is above that without deputies in year 1, the gain in year 3 is below half of it, and
    the share of GPs who are ready to lead is still above that without deputies in year 5 (hybrid). The second of
    these also for network-role GPs whose scheme stops after its year (S0).
    """
    arms = setting.run(
        {
            "none": {},
            "deputies": {"deputy_directors": 1, "deputy_policy": 0},
            "network-role GPs": {"network_role_gps": 1, "network_role_policy": 0},
        },
        260,
    )
    ready = [difference(arms, "ready_leaders", *year_of(5), arm=arm) for arm in (1, 2)]
    year_1, year_3 = (difference(arms, "leadership", *year_of(year)) for year in (1, 3))
    return Finding(
        "H14", "When money stops leadership capacity fades and people stay developed", "S4; fellowship schemes",
        (
            condition("leadership capacity gained by deputies, year 1", year_1, above=0),
            condition("gain in year 3 minus half the gain in year 1", year_3 - year_1 / 2, below=0),
            condition("ready leaders gained by deputies, year 5", ready[0], above=0),
            condition("ready leaders gained by network-role GPs, year 5", ready[1], above=0),
        ),
        setting.replications,
        beside=(condition("leadership capacity gained by deputies, year 3", year_3),),
    )  # fmt: skip


def h15(setting: Setting) -> Finding:
    """Brokers dilute with span.

    Source: Long et al. 2013. Test: five practices a PCN; one network-role GP for one, two and four PCNs (5, 10 and 20
    practices): the gain in joint resolution of those practices in the second half of the scheme's first year, over
    no such GP, is less from 5 to 10 and from 10 to 20 (hybrid). Beside it: the gain with each span.
    """
    spans = {5: 1.0, 10: 0.5, 20: 0.25}
    levels = {
        f"{practices} practices": {"network_role_gps": 1, "network_role_gps_per_pcn": each}
        for practices, each in spans.items()
    }
    arms = setting.run({"none": {}, **levels}, 52, sets=("area.practices_per_pcn=5",))
    gains = [difference(arms, "joint_resolution", HALF_YEAR, 52, arm=arm) for arm in (1, 2, 3)]
    return Finding(
        "H15", "Brokers dilute with span", "Long et al. 2013",
        (
            condition("gain over 5 practices minus gain over 10", gains[0] - gains[1], above=0),
            condition("gain over 10 practices minus gain over 20", gains[1] - gains[2], above=0),
        ),
        setting.replications,
        beside=tuple(
            condition(f"joint resolution gained, one GP for {practices} practices", gain)
            for practices, gain in zip(spans, gains, strict=True)
        ),
    )  # fmt: skip


def h16(setting: Setting) -> Finding:
    """Power without feedback loses its mandate.

    Source: S3. Test: the mandate of an executive in year 3 is lower with feedback .1 than with .9 (hybrid).
    """
    arms = setting.run(
        {f"feedback {each}": {"executive": 1, "executive_feedback": each} for each in (0.9, 0.1)},
        156,
    )  # fmt: skip
    mandate = arms.year("executive_mandate", 3)
    return Finding(
        "H16", "Power without feedback loses its mandate", "S3",
        (condition("mandate in year 3, feedback .1 minus .9", mandate[1] - mandate[0], below=0),),
        setting.replications,
        beside=(
            condition("mandate in year 3, feedback .9", mandate[0]),
            condition("mandate in year 3, feedback .1", mandate[1]),
        ),
    )  # fmt: skip


def by_structure(setting: Setting, levels: dict[str, float], weeks: int) -> tuple[tuple[str, ...], Arms]:
    """Each structure without and with something: arms 0 and 1, 2 and 3, 4 and 5."""
    structures = ("hierarchy", "hybrid", "network")
    return structures, setting.run(
        {f"{name}{more}": {"structure": name, **extra} for name in structures
         for more, extra in (("", {}), (" with", levels))},
        weeks,
    )  # fmt: skip


def h18(setting: Setting) -> Finding:
    """A breach of trust hurts the network, not the hierarchy.

    Source: theory. Test: the drop in joint resolution in the half year from a breach by the community trust (week
    104), against the same run without it, is greater in the network than in the hybrid and in the hybrid than in the
    hierarchy.
    """
    week = 104
    structures, arms = by_structure(setting, {"breach_of_trust": 1, "breach_week": week}, week + HALF_YEAR)
    drop = {
        name: -difference(
            arms, "joint_resolution", week, week + HALF_YEAR, arm=2 * place + 1, reference=2 * place
        )
        for place, name in enumerate(structures)
    }
    return Finding(
        "H18", "A breach of trust hurts the network, not the hierarchy", "theory",
        (
            condition("drop in the network minus drop in the hybrid", drop["network"] - drop["hybrid"], above=0),
            condition("drop in the hybrid minus drop in the hierarchy", drop["hybrid"] - drop["hierarchy"], above=0),
        ),
        setting.replications,
        beside=tuple(condition(f"drop in joint resolution, {name}", drop[name]) for name in structures),
    )  # fmt: skip


def h21(setting: Setting) -> Finding:
    """Teams on PCN footprints are closer but less resilient.

    Source: Baird 2019 (S2). Test: footprint minus hub over the last year: in the network GP coordination time and
    hospital contacts (emergency attendances after no access and escalations) fall and the wait for teams rises; in the
    hierarchy the benefit is reversed: GP coordination time and hospital contacts rise.
    """
    structures, arms = by_structure(setting, {"community_footprint": 1}, 260)

    def gap(name: str, outcome: str) -> Floats:
        place = structures.index(name)
        return difference(arms, outcome, *year_of(5), arm=2 * place + 1, reference=2 * place)

    def test(name: str, outcome: str, **limits: float) -> Condition:
        return condition(
            f"{outcome.replace('_', ' ')}, footprint minus hub, {name}", gap(name, outcome), **limits
        )

    return Finding(
        "H21", "Footprint teams are closer but less resilient", "Baird 2019 (S2)",
        (
            test("network", "coordination_hours", below=0),
            test("network", "hospital_contacts", below=0),
            test("network", "team_wait", above=0),
            test("hierarchy", "coordination_hours", above=0),
            test("hierarchy", "hospital_contacts", above=0),
        ),
        setting.replications,
        beside=(test("hierarchy", "team_wait"), test("network", "escalations"), test("hierarchy", "escalations")),
    )  # fmt: skip
