"""X9: shocks: a winter surge, the closure of a practice, a breach of trust: how deep, and how long?

Asked: which structure bears a shock best; how many weeks until it is over; what does it leave? Varied: structure; the
shock, and its size or who breaks trust (configs/shocks-surge.toml, shocks-closure.toml, shocks-breach.toml). Look at:
the deepest point of the paired difference (means of 4 weeks) and the weeks from the shock's end until it is down to a
tenth; for a closure, in the practices of the same PCN.

Takes 10 to 20 seconds each once the model is compiled: python -m experiments.shocks [surge closure breach]
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import numpy as np

from experiments.arms import Arms, Floats, configured, mean_over_weeks, options, run_config
from experiments.readings import next_door, over_weeks, practices_now
from experiments.tables import NIL, headed, legend, show, show_differences
from pcnsim.config import Config

SHOCKS: Mapping[str, tuple[str, ...]] = {
    "surge": ("wait", "spill", "hospital_contacts", "strain", "joint_resolution"),
    "closure": ("wait", "spill", "strain", "joint_resolution"),
    "breach": ("joint_resolution", "service_trust", "owner_trust", "escalations"),
}
"""What to look at after each shock."""

SMOOTH = 4
OVER = 0.1


def course(gap: Floats, start: int, end: int) -> tuple[float, float]:
    """Deepest point of a difference by week from its start, and weeks from the shock's end until it is over."""
    smoothed = np.convolve(gap[start:], np.ones(SMOOTH) / SMOOTH, mode="valid")
    if not len(smoothed) or not np.isfinite(smoothed).all():
        return float("nan"), float("nan")
    deepest = int(np.abs(smoothed).argmax())
    later = np.abs(smoothed[max(deepest, end - start) :]) <= OVER * abs(smoothed[deepest])
    weeks = float(later.argmax() + max(deepest, end - start) - (end - start)) if later.any() else float("inf")
    return float(smoothed[deepest]), weeks


def in_words(depth: float, weeks: float) -> str:
    """Depth and recovery of a shock."""
    if np.isnan(depth):
        return "unknown"
    if abs(depth) < NIL:
        return "≈0"
    text = f"{depth:+.1f}" if abs(depth) >= 10 else f"{depth:+.4f}" if abs(depth) < 0.01 else f"{depth:+.3f}"
    return f"{text}, {'not over' if np.isinf(weeks) else f'{weeks:.0f} weeks'}"


def near_a_closure(arms: Arms, arm: int, name: str) -> Floats:
    """Mean difference by week in practices next door to the one that closed, over replications; nan if none."""
    gaps = []
    for replication in range(arms.weekly.shape[1]):
        of = {
            one: [over_weeks(arms.seen[one][place][replication]) for place in (arms.references[arm], arm)]
            for one in ("open", "pcn", name)
        }
        near = next_door(of["open"][0], of["open"][1], of["pcn"][1][0])
        if near.any():
            gaps.append(mean_over_weeks(of[name][1][:, near] - of[name][0][:, near]))
    return np.mean(gaps, axis=0) if gaps else np.full(arms.weeks, np.nan)


def report(shock: str, config: Config) -> None:
    """Run one shock and print its course."""
    parameters = config.parameters
    start, end = {
        "surge": (parameters.surge_start_week, parameters.surge_end_week),
        "closure": (parameters.closure_week, parameters.closure_week),
        "breach": (parameters.breach_week, parameters.breach_week),
    }[shock]
    closure = shock == "closure"
    arms = run_config(
        config, look=practices_now if closure else None, at=range(start, config.weeks) if closure else ()
    )
    rows = []
    for arm in arms.compared:
        means = {one: arms.series(one).mean(axis=1) for one in SHOCKS[shock]}
        gaps = {
            one: course(mean[arm] - mean[arms.references[arm]], start, end) for one, mean in means.items()
        }
        if closure:
            near = {f"{one} next door": near_a_closure(arms, arm, one) for one in ("wait", "strain")}
            gaps = {**{one: course(gap, 0, 0) for one, gap in near.items()}, **gaps}
        rows.append([arms.names[arm], *(in_words(*gap) for gap in gaps.values())])
    near_by = {"wait next door": "wait next door\n(weeks)", "strain next door": "strain next door\n(0-1)"}
    columns = ["", *(near_by.get(one) or headed(one) for one in gaps)]
    show(
        f"{shock.capitalize()} in week {start}: deepest paired difference, weeks from its end until a tenth is left",
        columns,
        rows,
    )
    title = f"{shock.capitalize()}: the half year after its end, paired"
    after = Arms(arms.names, arms.weekly[:, :, : end + 26], {}, arms.references)
    show_differences(after, SHOCKS[shock], title, last_weeks=26)
    legend(arms)


def main() -> None:
    """Run from the command line."""
    which = argparse.ArgumentParser(add_help=False)
    which.add_argument("shocks", nargs="*", default=list(SHOCKS), metavar="SHOCK", help=", ".join(SHOCKS))
    given = options(__doc__, which)
    for shock in given.shocks:
        report(shock, configured(f"shocks-{shock}", given))


if __name__ == "__main__":
    main()
