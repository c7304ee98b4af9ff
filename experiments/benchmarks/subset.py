"""The idiomatic model's subset of rules, compiled: pcnsim's own rules called in its order, and the same outcomes."""

from __future__ import annotations

import numpy as np

from pcnsim.area import Area
from pcnsim.config import Config, load
from pcnsim.config.structure import Structure
from pcnsim.model.columns import Clock, Floats, Rates, State
from pcnsim.model.compiled import rule
from pcnsim.model.initial_ties import headroom, with_room
from pcnsim.model.rules.access import patients_wait_or_leave
from pcnsim.model.rules.capacity import clinical_time, each_gps_load, gps_deliver
from pcnsim.model.rules.cases import (
    cases_are_answered,
    cases_are_routed,
    desk_works,
    trust_in_centre,
    trust_in_service,
)
from pcnsim.model.rules.community import cases_end, teams_are_staffed, teams_work
from pcnsim.model.rules.coordination import coordination_takes_time, pcns_meet
from pcnsim.model.rules.demand import patients_ask
from pcnsim.model.rules.gp_ties import gps_meet_and_judge, hours_for_ties, people_attend
from pcnsim.model.rules.introductions import colleagues_welcome, contacts_introduce, meetings_introduce
from pcnsim.model.rules.leadership import (
    bridging_staff_bridge,
    coordination_budget_is_split,
    local_shares,
    pcn_means,
)
from pcnsim.model.rules.partners import (
    OWNERS_IN_A_SYSTEM,
    owners_and_pcns_meet,
    owners_feel_pressure,
    owners_take_stock,
    trust_in_owner,
)
from pcnsim.model.rules.people import people_change, strain_follows_load
from pcnsim.model.rules.trust import (
    practices_trust_each_other,
    practices_trust_services,
    practices_trust_the_centre,
)
from pcnsim.model.rules.workforce import gps_leave, people_age, posts_are_filled, practice_means
from pcnsim.model.simulation import ESTABLISHED_YEARS, Simulation
from pcnsim.model.week import Scratch, Setting

SUBSET = (
    "gps_leave", "posts_are_filled", "people_age", "practice_means", "patients_ask", "clinical_time", "gps_deliver",
    "each_gps_load", "patients_wait_or_leave", "teams_are_staffed", "cases_are_routed", "desk_works",
    "cases_are_answered", "teams_work", "cases_end", "people_attend", "hours_for_ties", "gps_meet_and_judge",
    "colleagues_welcome", "meetings_introduce", "contacts_introduce", "coordination_takes_time",
    "practices_trust_services", "practices_trust_the_centre", "practices_trust_each_other", "owners_and_pcns_meet",
    "owners_feel_pressure", "owners_take_stock", "strain_follows_load", "people_change",
)  # fmt: skip
"""Rules of the subset, in the order of the week."""

CONTRACT_AGE = 52 * ESTABLISHED_YEARS


def prepared(area: Area, seed: int, structure: str = "hybrid", config: Config | None = None) -> Simulation:
    """A simulation at the state that both models start from: established, at a structure, fixed things worked out."""
    config = load(None, ('start="established"', "burn_in_weeks=0")) if config is None else config
    simulation = Simulation(config, area, seed)
    simulation.state.pcns.shares[:] = Structure.at(structure).as_tuple()
    fix(simulation.record[0], _clock(seed, 0), simulation.state, simulation.scratch.by_system)
    return simulation


def run_subset(simulation: Simulation, weeks: int) -> Floats:
    """Run the subset for so many weeks; returns its outcomes, (weeks, outcomes of ``model.OUTCOMES``)."""
    p = simulation.record[0]
    series = np.full((weeks, OUTCOMES), np.nan)
    room = headroom(p, len(simulation.state.gps.practice))
    week = 0
    while week < weeks:
        week = int(
            subset_weeks(
                p, simulation.setting, simulation.scratch, simulation.state, week, weeks, room, series[week:]
            )
        )
        if week < weeks:
            ties = simulation.state.gp_ties
            simulation.state = simulation.state._replace(
                gp_ties=with_room(ties, 2 * len(ties.first) + 2 * room)
            )
    return series


def _clock(seed: int, week: int) -> Clock:
    return Clock(seed, week, True, week + CONTRACT_AGE, False)


OUTCOMES = 21


@rule
def fix(p: Rates, clock: Clock, state: State, by_system: Floats) -> None:
    """Work out once what the subset takes as given."""
    practice_means(state.gps, state.practices, state.practice_flows, state.systems, state.pcns.system)
    pcn_means(
        p, clock, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.practice_ties
    )
    local_shares(state.pcns, state.pcn_flows, state.systems, by_system)
    coordination_budget_is_split(p, clock, state.pcns, state.pcn_flows, state.systems)
    bridging_staff_bridge(p, state.pcns, state.pcn_flows)
    pcns_meet(p, clock, state.pcns, state.pcn_flows)


@rule
def subset_week(p: Rates, setting: Setting, scratch: Scratch, state: State, week: int, row: Floats) -> None:
    """One week of the subset."""
    gps, gp_ties, practices, flows = state.gps, state.gp_ties, state.practices, state.practice_flows
    pcns, pcn_flows, teams, owners = state.pcns, state.pcn_flows, state.teams, state.owners
    systems, ties = state.systems, state.practice_ties
    clock = Clock(setting.seed, week, True, week + CONTRACT_AGE, False)
    leavers = gps_leave(p, clock, gps, pcns, scratch.left)
    posts_are_filled(
        p, clock, gps, practices, flows, setting.quantiles, setting.practice_goals, scratch.arrived
    )
    people_age(gps)
    practice_means(gps, practices, flows, systems, pcns.system)
    patients_ask(p, clock, practices, flows, pcns, owners, systems)
    clinical_time(p, clock, gps, practices, flows, systems, pcns)
    gps_deliver(p, practices, flows)
    each_gps_load(gps, practices, flows)
    patients_wait_or_leave(p, practices, flows)
    teams_are_staffed(p, clock, teams, owners, systems)
    cases_are_routed(p, clock, pcns, pcn_flows, practices, flows, scratch.cases)
    desk_works(p, pcns, pcn_flows, practices, flows, systems)
    cases_are_answered(p, pcns, pcn_flows, practices, flows, teams, owners)
    teams_work(p, teams)
    cases_end(p, clock, pcn_flows, practices, flows, teams, scratch.cases)
    people_attend(p, gps, practices, flows)
    hours_for_ties(p, clock, gps, gp_ties)
    gps_meet_and_judge(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties, scratch.left)
    colleagues_welcome(p, clock, gps, gp_ties, practices, pcns, ties, scratch.arrived)
    meetings_introduce(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties)
    contacts_introduce(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties)
    coordination_takes_time(p, clock, gps, pcns, pcn_flows, practices, flows, systems, ties, teams)
    practices_trust_services(p, clock, pcns, pcn_flows, practices, flows, teams)
    practices_trust_the_centre(p, clock, pcns, practices, flows)
    practices_trust_each_other(p, clock, pcns, pcn_flows, practices, flows, ties)
    owners_and_pcns_meet(
        p, pcns, pcn_flows, practices, flows, owners, setting.owner_of_service,
        scratch.owner_cases, scratch.owner_settled,
    )  # fmt: skip
    owners_feel_pressure(p, teams, owners)
    owners_take_stock(p, clock, pcns, pcn_flows, owners, systems, teams)
    strain_follows_load(p, gps, pcn_flows, practices, flows)
    people_change(p, clock, gps, pcns, pcn_flows, practices, flows)
    observe_subset(p, state, leavers, row)


@rule
def subset_weeks(
    p: Rates,
    setting: Setting,
    scratch: Scratch,
    state: State,
    first: int,
    last: int,
    headroom: int,
    series: Floats,
) -> int:
    """Weeks ``first`` to ``last - 1``; stops early where new ties would not fit, as ``week.run_weeks`` does."""
    for week in range(first, last):
        if state.gp_ties.first.shape[0] - state.gp_ties.count[0] < headroom:
            return week
        subset_week(p, setting, scratch, state, week, series[week - first])
    return last


@rule
def observe_subset(p: Rates, state: State, leavers: float, row: Floats) -> None:
    """The outcomes of ``model.OUTCOMES``, in their order."""
    gps, practices, flows, pcns = state.gps, state.practices, state.practice_flows, state.pcns
    filled = strain = sessions = outside = engagement = orientation = tie_hours = 0.0
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            filled += 1.0
            strain += gps.strain[gp]
            sessions += gps.sessions[gp]
            outside += gps.ties_outside[gp]
            engagement += gps.engagement[gp]
            orientation += gps.orientation[gp]
            tie_hours += gps.tie_hours[gp]
    left = done = asked = spilled = backlog = settled = cases = trust = centre = hours = population = 0.0
    number, classes = flows.served.shape
    services = flows.direct.shape[1]
    for practice in range(number):
        size = practices.list_size[practice]
        population += size
        settled += flows.joint_resolved[practice]
        cases += flows.cases[practice]
        hours += practices.coordination_hours[practice]
        centre += size * trust_in_centre(practices, practice)
        for need_class in range(classes):
            left += flows.unserved[practice, need_class]
            done += flows.served[practice, need_class]
            asked += flows.inflow[practice, need_class]
            spilled += flows.spilled[practice, need_class]
            backlog += practices.backlog[practice, need_class]
        for service in range(services):
            trust += size * trust_in_service(practices, practice, service) / services
    between = inside = 0.0
    for tie in range(state.practice_ties.first.shape[0]):
        if state.practice_ties.inside[tie]:
            between += state.practice_ties.trust[tie]
            inside += 1.0
    gp_trust = 0.0
    ties = state.gp_ties.count[0]
    for tie in range(ties):
        gp_trust += state.gp_ties.trust[tie]
    owner_trust = 0.0
    for pcn in range(pcns.system.shape[0]):
        for owner in range(OWNERS_IN_A_SYSTEM):
            owner_trust += trust_in_owner(p, pcns, state.owners, pcn, owner)
    row[0] = 2.0 * done / sessions
    row[1] = strain / filled
    row[2] = 1.0 - filled / gps.filled.shape[0]
    row[3] = leavers
    row[4] = left / done
    row[5] = 1000.0 * backlog / population
    row[6] = spilled / asked
    row[7] = settled / cases
    row[8] = trust / population
    row[9] = centre / population
    row[10] = between / inside if inside > 0.0 else 0.0
    row[11] = gp_trust / ties if ties > 0 else 0.0
    row[12] = 2.0 * ties / filled
    row[13] = outside / filled
    row[14] = engagement / filled
    row[15] = orientation / filled
    row[16] = hours / number
    row[17] = tie_hours / filled
    row[18] = owner_trust / (pcns.system.shape[0] * OWNERS_IN_A_SYSTEM)
    row[19] = state.owners.pressure.mean()
    row[20] = state.teams.queue.sum() / state.teams.base_capacity.sum()
