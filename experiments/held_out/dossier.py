"""Two held-out facts of the evidence dossier (section 4): what brokers carry, and what is left when posts end."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import networkx as nx
import numpy as np

from experiments.arms import Floats
from experiments.findings import Finding, condition, ratio_condition
from experiments.held_out.setting import Setting, difference, year_of
from pcnsim.config import load
from pcnsim.experiment.plan import area_seed, run_seed
from pcnsim.experiment.work import make_area
from pcnsim.model.rules.workforce import role_falls_vacant
from pcnsim.model.simulation import Simulation

REMOVED = 0.05
"""Share of GPs who are taken out."""

HALF_YEAR = 26
INTEGRATION = ("integration_composite",)


def working_ties(simulation: Simulation) -> dict[str, Any]:
    """Ties across sectors that work: share of practice-service pairs with trust above one half."""
    practices = simulation.state.practices
    good, bad = practices.service_good[practices.open], practices.service_bad[practices.open]
    return {"working": np.mean(good / (good + bad) > 0.5)}


def brokers(simulation: Simulation, count: int, outside_ties: bool) -> list[int]:
    """The GPs through whom most of the shortest ways between people run (betweenness, Freeman 1977): their posts.

    People's ties are those between GPs and, with ``outside_ties``, those that directors have with owners and
    network-role GPs with services.
    """
    state = simulation.state
    used = int(state.gp_ties.count[0])
    ties: nx.Graph[Hashable] = nx.Graph()
    ties.add_edges_from(
        zip(state.gp_ties.first[:used].tolist(), state.gp_ties.second[:used].tolist(), strict=True)
    )
    leading = zip(state.pcns.director, state.pcns.network_gp, strict=True)
    for pcn, (director, bridge) in enumerate(leading if outside_ties else ()):
        outside = (
            (director, "owner", state.pcns.director_good),
            (bridge, "service", state.pcns.network_good),
        )
        for post, kind, evidence in outside:
            known = np.flatnonzero(evidence[pcn] > 0) if post >= 0 else np.empty(0, dtype=int)
            ties.add_edges_from((int(post), (kind, int(other))) for other in known)
    central = nx.betweenness_centrality(ties)
    posts = [node for node in central if isinstance(node, int)]
    return sorted(posts, key=lambda post: (-central[post], post))[:count]


def without(simulation: Simulation, posts: list[int]) -> Simulation:
    """The same simulation from this week on with these GPs gone: posts vacant, roles vacant, ties lost."""
    other = simulation.branch(simulation.config)
    gps, ties = other.state.gps, other.state.gp_ties
    for post in posts:
        gps.filled[post] = False
        role_falls_vacant(gps, other.state.pcns, post)
    gone = np.isin(ties.first, posts) | np.isin(ties.second, posts)
    ties.good[gone] = ties.bad[gone] = (
        0.0  # else whoever fills the post in the same week would take them over
    )
    return other


def losses(setting: Setting, week: int, scheme: bool) -> dict[str, Floats]:
    """Integration lost in the half year after brokers, or as many GPs by lot, are gone: (removal, replication).

    scheme: with network-role GPs in post, and ties beyond general practice counted in who is a broker.
    """
    config = load(None, (f"seed={setting.seed}", f"weeks={week + HALF_YEAR}", f"area.pcns={setting.pcns}"))
    config = config.with_factors({"network_role_gps": int(scheme)})
    lost: dict[str, list[list[float]]] = {name: [] for name in INTEGRATION}
    for replication in range(setting.replications):
        area = make_area(config.area, area_seed(config.seed, replication))
        simulation = Simulation(config, area, run_seed(config.seed, replication))
        simulation.run(week - simulation.week)
        present = np.flatnonzero(simulation.state.gps.filled)
        count = max(1, round(REMOVED * len(present)))
        chance = np.random.default_rng((setting.seed, replication))
        removals = [
            [],
            brokers(simulation, count, scheme),
            chance.choice(present, count, replace=False).tolist(),
        ]
        after = [without(simulation, posts).run().weekly().tail(HALF_YEAR).mean() for posts in removals]
        for name in INTEGRATION:
            lost[name].append([float(after[0][name] - one[name]) for one in after[1:]])
    return {name: np.array(values).T for name, values in lost.items()}


def v5(setting: Setting) -> Finding:
    """Bridging roles raise cross-sector ties, and the loss of brokers costs more than that of others.

    Source: Cunningham; Victoria primary care partnerships (evidence dossier, fact V5, emergent). Test: with
    network-role GPs the share of practice-service ties with trust above one half is higher at week 26 than without
    (hybrid); and in the half year after the 5 % of GPs with most betweenness on ties between GPs are gone (week 104),
    the integration composite loses more than twice what it loses without as many GPs drawn by lot. Beside it, defined
    after a first look: with network-role GPs in post (week 52), and ties beyond general practice counted.
    """
    arms = setting.run(
        {"none": {}, "network-role GPs": {"network_role_gps": 1}},
        HALF_YEAR,
        look=working_ties,
        at=(HALF_YEAR - 1,),
    )
    working = np.asarray(arms.seen["working"], dtype=float)[..., 0]
    top, by_lot = losses(setting, 104, scheme=False)["integration_composite"]
    wider = losses(setting, 52, scheme=True)["integration_composite"]
    return Finding(
        "V5", "Bridging roles raise cross-sector ties; losing brokers costs over twice what losing others does",
        "Cunningham; Victoria primary care partnerships (dossier V5)",
        (
            condition(
                "working practice-service ties at week 26, share more with network-role GPs",
                working[1] - working[0], above=0,
            ),
            ratio_condition("integration lost without brokers / without GPs by lot", top, by_lot, above=2),
        ),
        setting.replications,
        beside=(
            condition("integration composite lost without brokers", top),
            condition("integration composite lost without as many by lot", by_lot),
            condition("brokers minus by lot", top - by_lot),
            ratio_condition("the ratio with network-role GPs and ties beyond general practice", *wider),
            condition("brokers minus by lot, the same", np.subtract(*wider)),
        ),
    )  # fmt: skip


def v6(setting: Setting) -> Finding:
    """Integration gains partly vanish after time-limited posts end; more is kept where people were funded.

    Source: S0, S4 (evidence dossier, fact V6, emergent). Test: network-role GPs for 52 weeks, then stopped, with the
    hours going into people or into a clinic: of the gain in joint resolution in the second half of the scheme's year
    less than all is kept in year 3, in both, and the kept share is greater with people (hybrid).
    """
    stopped = {"network_role_gps": 1, "network_role_policy": 0}
    arms = setting.run({"none": {}, "people": stopped, "service": {**stopped, "network_role_arm": 1}}, 156)
    during = [difference(arms, "joint_resolution", HALF_YEAR, 52, arm=arm) for arm in (1, 2)]
    after = [difference(arms, "joint_resolution", *year_of(3), arm=arm) for arm in (1, 2)]
    # kept(people) > kept(service) where both gained, without dividing by a gain that may be nil
    kept_more = after[0] * during[1].mean() - after[1] * during[0].mean()
    return Finding(
        "V6", "Gains partly vanish after time-limited posts end, less where people were funded",
        "S0, S4 (dossier V6)",
        (
            condition("joint resolution gained with people in the scheme's year", during[0], above=0),
            condition("joint resolution gained with a service in the scheme's year", during[1], above=0),
            ratio_condition("share kept in year 3, people", after[0], during[0], below=1),
            ratio_condition("share kept in year 3, service", after[1], during[1], below=1),
            condition("kept with people minus kept with a service (times both gains)", kept_more, above=0),
        ),
        setting.replications,
        beside=(
            condition("gain in year 3, people", after[0]),
            condition("gain in year 3, service", after[1]),
        ),
    )  # fmt: skip
