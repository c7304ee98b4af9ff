"""Held-out patterns that need no programme: additional staff, turnover, prior collaboration, size, spread."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from experiments.arms import Arms, Floats
from experiments.findings import Finding, condition, rank_correlations
from experiments.held_out.setting import Setting, difference, first_week, year_of
from experiments.readings import networks_now, over_weeks
from pcnsim.model.simulation import Simulation

LAST_OF_YEAR_4 = 4 * 52 - 1
LAST_OF_YEAR_5 = 5 * 52 - 1


def h1(setting: Setting) -> Finding:
    """Additional staff first cost time, then save some.

    Source: REAL Centre 2022; King's Fund 2022; Francetic 2022. Test: waits with minus without additional roles are at
    least nil in the second year and below nil in the fifth (hybrid).
    """
    arms = setting.run({"without": {"additional_roles": 0}, "with": {"additional_roles": 1}}, 260)
    return Finding(
        "H1", "Additional staff first cost time, then save some",
        "REAL Centre 2022; King's Fund 2022; Francetic 2022",
        (
            condition("wait, weeks, with minus without, year 2", difference(arms, "wait", *year_of(2)), above=0),
            condition("wait, weeks, with minus without, year 5", difference(arms, "wait", *year_of(5)), below=0),
        ),
        setting.replications,
        beside=tuple(
            condition(f"wait, weeks, with minus without, year {year}", difference(arms, "wait", *year_of(year)))
            for year in (1, 3, 4)
        ),
    )  # fmt: skip


@functools.lru_cache(maxsize=1)
def staffing(setting: Setting) -> tuple[list[Floats], list[Floats], list[Floats]]:
    """Practices, additional staff per head and GP sessions per head of PCNs at the end of year 4, a list a run."""
    arms = setting.run({"hybrid": {}}, LAST_OF_YEAR_4 + 1, look=networks_now, at=(LAST_OF_YEAR_4,))
    names = ("practices", "staff_per_head", "sessions_per_head")
    practices, staff, sessions = ([run[0] for run in arms.seen[name][0]] for name in names)
    return practices, staff, sessions


def h2(setting: Setting) -> Finding:
    """Networks with fewer practices hire more per head.

    Source: Penfold 2024 (to year 4). Test: over PCNs, the rank correlation of practices with additional staff per
    patient at the end of year 4 is below nil (hybrid).
    """
    practices, staff, _ = staffing(setting)
    return Finding(
        "H2", "Networks with fewer practices hire more additional staff per head", "Penfold 2024",
        (condition("rank correlation of practices and staff per head", rank_correlations(practices, staff), below=0),),
        setting.replications,
    )  # fmt: skip


def h3(setting: Setting) -> Finding:
    """Areas with more GPs hire more roles.

    Source: Penfold 2024 (to year 4). Test: over PCNs, the rank correlation of filled GP sessions per patient with
    additional staff per patient at the end of year 4 is above nil (hybrid).
    """
    _, staff, sessions = staffing(setting)
    return Finding(
        "H3", "Areas with more GPs hire more additional staff", "Penfold 2024",
        (condition("rank correlation of GPs and staff per head", rank_correlations(sessions, staff), above=0),),
        setting.replications,
    )  # fmt: skip


def leavers_by_fifth(simulation: Simulation) -> dict[str, Any]:
    """GPs who left this week, and filled posts as it began, by fifth of deprivation (0: not known)."""
    gps, left = simulation.state.gps, simulation.scratch.left
    fifth = np.asarray(simulation.state.practices.fifth)[gps.practice]
    present = left | (gps.filled & ~simulation.scratch.arrived)
    return {
        "left": np.bincount(fifth, left.astype(float), minlength=6),
        "present": np.bincount(fifth, present.astype(float), minlength=6),
    }


def h4(setting: Setting) -> Finding:
    """Turnover is higher in deprived practices.

    Source: Parisi 2021, rate ratio 1.09. Test: leavers per post and year in the most deprived fifth of the population
    over those in the least deprived fifth, all five years, is 1.0 to 1.25 (hybrid; the mean of the runs' log ratios).
    """
    arms = setting.run({"hybrid": {}}, 260, look=leavers_by_fifth)
    left, present = (arms.seen[name][0].sum(axis=1) for name in ("left", "present"))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = left / present
        logs = np.log(rate[:, 5] / rate[:, 1])
    return Finding(
        "H4", "Turnover is higher in deprived practices (rate ratio 1.0 to 1.25)", "Parisi 2021",
        (
            condition(
                "log of the rate ratio, most to least deprived fifth", logs, above=0, below=float(np.log(1.25))
            ),
        ),
        setting.replications,
        beside=(condition("rate ratio, pooled over runs (no interval)", pooled(left, present)),),
    )  # fmt: skip


def pooled(left: Floats, present: Floats) -> Floats:
    """The rate ratio of the most to the least deprived fifth over all runs together, one value."""
    rate = left.sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    return np.array([rate[5] / rate[1] if rate[1] > 0 else np.nan])


def h8(setting: Setting) -> Finding:
    """Prior collaboration speeds set-up and still shows in year 2.

    Source: Checkland 2023; Smith 2022. Test: over PCNs, the rank correlation of prior collaboration with the week of
    set-up (agreement and account in place) is below nil, and with joint resolution in the second year above nil
    (hybrid). PCNs not set up in two years count as last.
    """
    arms = setting.run({"hybrid": {}}, 104, look=networks_now)
    prior = [run[0] for run in arms.seen["prior_collaboration"][0]]
    set_up = [first_week(run >= 1.0) for run in by_run(arms, "set_up")]
    success = [run[52:104].mean(axis=0) for run in by_run(arms, "success")]
    return Finding(
        "H8", "Prior collaboration speeds set-up and still shows in year 2", "Checkland 2023; Smith 2022",
        (
            condition("rank correlation with week of set-up", rank_correlations(prior, set_up), below=0),
            condition("rank correlation with joint resolution, year 2", rank_correlations(prior, success), above=0),
        ),
        setting.replications,
    )  # fmt: skip


def by_run(arms: Arms, name: str, arm: int = 0) -> list[Floats]:
    """What was seen of PCNs in each run of an arm: (week, PCN)."""
    return [over_weeks(run) for run in arms.seen[name][arm]]


def h10(setting: Setting) -> Finding:
    """Bigger networks decide later.

    Source: Provan & Kenis 2008. Test: in the network structure, over PCNs, the rank correlation of practices with the
    week of the first local decision is above nil. PCNs that never decide in five years count as last.
    """
    arms = setting.run({"network": {"structure": "network"}}, 260, look=networks_now)
    practices = [run[0] for run in arms.seen["practices"][0]]
    decided = [first_week(run > 0) for run in by_run(arms, "decided")]
    return Finding(
        "H10", "Bigger networks decide later", "Provan & Kenis 2008",
        (
            condition(
                "rank correlation of practices and week of first decision",
                rank_correlations(practices, decided), above=0,
            ),
        ),
        setting.replications,
    )  # fmt: skip


def h20(setting: Setting) -> Finding:
    """Spread is S-shaped under complex contagion, with a slow first year.

    Source: Centola & Macy 2007. Test: initiatives adopted in year 1 are below a fifth of those in year 5: means over
    the year, at the default structure (hybrid). Beside it: the network, and the year's last week.
    """
    structures = ("hybrid", "network", "hierarchy")
    arms = setting.run({name: {"structure": name} for name in structures}, 260)
    adopted = arms.series("adopted")
    first, fifth = (arms.year("adopted", year) for year in (1, 5))
    ends = adopted[..., 51], adopted[..., LAST_OF_YEAR_5]

    return Finding(
        "H20", "Spread is S-shaped: a slow first year", "Centola & Macy 2007",
        (condition("adopted in year 1 / in year 5, means of the year, hybrid", first[0] / fifth[0], below=0.2),),
        setting.replications,
        beside=(
            condition("the same at the last week of the year, hybrid", ends[0][0] / ends[1][0]),
            condition("means of the year, network", first[1] / fifth[1]),
            condition("last week of the year, network", ends[0][1] / ends[1][1]),
            condition("means of the year, hierarchy", first[2] / fifth[2]),
        ),
    )  # fmt: skip
