"""The week: the fixed sequence of rules, in the order of the specification, and many weeks in one compiled call."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pcnsim.model.columns import Clock, Flags, Floats, Ints, Rates, State
from pcnsim.model.compiled import rule, woven
from pcnsim.model.outcomes.observe import observe
from pcnsim.model.programmes.additional_roles import additional_staff_come_and_go, additional_staff_work
from pcnsim.model.programmes.bridging import network_role_gps_work
from pcnsim.model.programmes.contract import (
    deadline_falls,
    networks_bid,
    networks_set_up,
    practices_sign_up,
)
from pcnsim.model.programmes.deputies import deputies_come_and_go
from pcnsim.model.programmes.directors import directors_appointed, directors_resign
from pcnsim.model.programmes.executive import (
    executive_gives_feedback,
    executive_meets_owners,
    executive_sits,
    executive_works,
)
from pcnsim.model.programmes.network_roles import network_role_gps_come_and_go
from pcnsim.model.programmes.shocks import closure_strikes, owner_breaks_trust
from pcnsim.model.rules.access import out_of_hours_is_limited, patients_wait_or_leave
from pcnsim.model.rules.adoption import (
    initiatives_work_or_lapse,
    neighbours_adopt,
    outside_ties_by_practice,
    practices_adopt,
)
from pcnsim.model.rules.capacity import clinical_time, each_gps_load, gps_deliver, practices_help, supervision
from pcnsim.model.rules.cases import cases_are_answered, cases_are_routed, desk_works
from pcnsim.model.rules.community import (
    cases_end,
    success_is_remembered,
    teams_are_staffed,
    teams_move,
    teams_work,
)
from pcnsim.model.rules.coordination import coordination_takes_time, pcns_meet
from pcnsim.model.rules.decisions import (
    centre_decides,
    partners_sign,
    pcns_decide,
    pcns_redesign,
    weeks_of_deciding,
)
from pcnsim.model.rules.demand import patients_ask
from pcnsim.model.rules.gp_ties import adopters_known, gps_meet_and_judge, hours_for_ties, people_attend
from pcnsim.model.rules.influence import general_practice_has_a_voice
from pcnsim.model.rules.introductions import colleagues_welcome, contacts_introduce, meetings_introduce
from pcnsim.model.rules.leadership import (
    bridging_staff_bridge,
    coordination_budget_is_split,
    directors_divide_their_time,
    local_shares,
    pcn_means,
)
from pcnsim.model.rules.money import networks_bank, week_costs
from pcnsim.model.rules.partners import owners_and_pcns_meet, owners_feel_pressure, owners_take_stock
from pcnsim.model.rules.people import centre_learns, people_change, strain_follows_load
from pcnsim.model.rules.trust import (
    bridging_staff_are_known,
    practices_trust_each_other,
    practices_trust_services,
    practices_trust_the_centre,
)
from pcnsim.model.rules.workforce import (
    gps_leave,
    people_age,
    posts_are_filled,
    practice_means,
    practices_close,
)


class Setting(NamedTuple):
    """What a run is given besides parameters and state; it never changes while the run lasts."""

    seed: int
    contract_from: int  # week in which the network contract begins
    contract_age: int  # weeks of contract that lie behind at that week (established networks: several years)
    change_week: Ints  # (K,) weeks at which structures change, in order
    change_pcn: Ints  # (K,) the PCN that changes, or -1 for all
    change_shares: Floats  # (K, 6) the new shares; nan leaves a share as it is
    owner_of_service: Ints  # (service,)
    quantiles: Floats  # (7, steps) Beta distributions that people are drawn from
    practice_goals: Floats  # (P,) lasting lean of each practice's people
    hubs: int


class Scratch(NamedTuple):
    """Room to work in that one week leaves to the next and nothing remembers."""

    left: Flags  # (G,) left this week
    arrived: Flags  # (G,) came this week
    cases: Floats  # (P, class)
    tied: Ints  # (P,)
    outside: Ints  # (P,)
    by_system: Floats  # (S,)
    owner_cases: Floats  # (N, owner)
    owner_settled: Floats  # (N, owner)
    costs: Floats  # (11,)


@rule
def structures_change(setting: Setting, pcn_shares: Floats, week: int) -> None:
    """Set the shares that change in this week, for one PCN or all."""
    for change in range(setting.change_week.shape[0]):
        if setting.change_week[change] != week:
            continue
        for pcn in range(pcn_shares.shape[0]):
            if setting.change_pcn[change] < 0 or setting.change_pcn[change] == pcn:
                for share in range(pcn_shares.shape[1]):
                    if not np.isnan(setting.change_shares[change, share]):
                        pcn_shares[pcn, share] = setting.change_shares[change, share]


@woven
def one_week(p: Rates, setting: Setting, scratch: Scratch, state: State, week: int, row: Floats) -> None:
    """Run one week and fill one row of outcomes."""
    gps, gp_ties, practices, flows = state.gps, state.gp_ties, state.practices, state.practice_flows
    pcns, pcn_flows, teams, owners = state.pcns, state.pcn_flows, state.teams, state.owners
    systems, ties = state.systems, state.practice_ties
    contract = week >= setting.contract_from
    contract_week = week - setting.contract_from + setting.contract_age
    clock = Clock(setting.seed, week, contract, contract_week, not contract)

    # SM1 environment and shocks
    structures_change(setting, pcns.shares, week)
    closure_strikes(p, clock, gps, practices, pcns, ties)
    owner_breaks_trust(p, clock, practices, pcns, setting.owner_of_service)
    # SM2 workforce, sign-up, roles
    leavers = gps_leave(p, clock, gps, pcns, scratch.left)
    posts_are_filled(
        p, clock, gps, practices, flows, setting.quantiles, setting.practice_goals, scratch.arrived
    )
    people_age(gps)
    practices_close(p, gps, practices, pcns, ties)
    practice_means(gps, practices, flows, systems, pcns.system)
    if contract:
        practices_sign_up(p, clock, practices, flows)
        deadline_falls(p, clock, practices, pcns, ties)
        directors_resign(p, clock, gps, gp_ties, pcns, pcn_flows)
        directors_appointed(p, clock, gps, pcns, practices, week == setting.contract_from)
        deputies_come_and_go(p, clock, gps, pcns, pcn_flows, practices)
    network_role_gps_come_and_go(p, clock, gps, gp_ties, practices, pcns)
    if contract:
        executive_sits(p, clock, gps, pcns, pcn_flows, owners, systems, scratch.left)
    # SM3 leadership and the coordination budget
    pcn_means(p, clock, pcns, pcn_flows, practices, flows, ties)
    local_shares(pcns, pcn_flows, systems, scratch.by_system)
    if contract:
        networks_bid(p, clock, pcns, pcn_flows, systems)
    coordination_budget_is_split(p, clock, pcns, pcn_flows, systems)
    bridging_staff_bridge(p, pcns, pcn_flows)
    network_role_gps_work(p, week, gps, practices, pcns, pcn_flows)
    directors_divide_their_time(p, clock, gps, pcns, pcn_flows, systems)
    if contract:
        networks_set_up(p, clock, pcns, pcn_flows)
    pcns_meet(p, clock, pcns, pcn_flows)
    # SM4 demand
    patients_ask(p, clock, practices, flows, pcns, owners, systems)
    # SM5a additional staff
    additional_staff_work(p, pcns, pcn_flows, practices, flows)
    # SM6 capacity, delivery, help
    clinical_time(p, clock, gps, practices, flows, systems, pcns)
    gps_deliver(p, practices, flows)
    practices_help(p, practices, flows, pcns)
    each_gps_load(gps, practices, flows)
    # SM7 waiting and spill
    patients_wait_or_leave(p, practices, flows)
    out_of_hours_is_limited(p, pcns, pcn_flows, practices, flows, setting.hubs)
    # SM8 multi-agency cases
    teams_move(p, clock, pcns, practices, teams)
    teams_are_staffed(p, clock, teams, owners, systems)
    cases_are_routed(p, clock, pcns, pcn_flows, practices, flows, scratch.cases)
    desk_works(p, pcns, pcn_flows, practices, flows, systems)
    cases_are_answered(p, pcns, pcn_flows, practices, flows, teams, owners)
    # SM9 community teams, failures, coordination hours
    teams_work(p, teams)
    cases_end(p, clock, pcn_flows, practices, flows, teams, scratch.cases)
    success_is_remembered(pcns, pcn_flows, practices, flows)
    supervision(p, pcns, pcn_flows, practices, flows)
    # A1 ties between GPs
    people_attend(p, gps, practices, flows)
    hours_for_ties(p, clock, gps, gp_ties)
    gps_meet_and_judge(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties, scratch.left)
    colleagues_welcome(p, clock, gps, gp_ties, practices, pcns, ties, scratch.arrived)
    meetings_introduce(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties)
    contacts_introduce(p, clock, gps, gp_ties, practices, pcns, pcn_flows, ties)
    coordination_takes_time(p, clock, gps, pcns, pcn_flows, practices, flows, systems, ties, teams)
    # SM10 trust between organisations, and A2 owners
    practices_trust_services(p, clock, pcns, pcn_flows, practices, flows, teams)
    practices_trust_the_centre(p, clock, pcns, practices, flows)
    executive_gives_feedback(p, pcns, pcn_flows, practices, systems)
    practices_trust_each_other(p, clock, pcns, pcn_flows, practices, flows, ties)
    bridging_staff_are_known(p, clock, pcns, pcn_flows)
    owners_and_pcns_meet(
        p, pcns, pcn_flows, practices, flows, owners, setting.owner_of_service,
        scratch.owner_cases, scratch.owner_settled,
    )  # fmt: skip
    executive_meets_owners(p, owners, systems)
    owners_feel_pressure(p, teams, owners)
    owners_take_stock(p, clock, pcns, pcn_flows, owners, systems, teams)
    if contract:
        # SM11 decisions, partners, redesign
        weeks_of_deciding(pcns, systems)
        centre_decides(p, clock, pcns, pcn_flows, systems, scratch.by_system)
        pcns_decide(p, clock, pcns, pcn_flows, practices)
        partners_sign(p, clock, pcns, pcn_flows, practices, owners, systems, setting.owner_of_service)
        pcns_redesign(p, clock, pcns, pcn_flows)
        # SM12 adoption
        neighbours_adopt(practices, flows, ties, scratch.tied)
        adopters_known(gps, gp_ties, practices, flows)
        outside_ties_by_practice(gps.practice, gps.ties_outside, scratch.outside)
        practices_adopt(p, clock, pcns, pcn_flows, practices, flows, systems, scratch.tied, scratch.outside)
        initiatives_work_or_lapse(p, clock, pcns, pcn_flows, practices, flows)
        # SM5b additional staff come and go
        additional_staff_come_and_go(p, clock, pcns, pcn_flows)
    # SM13 people
    strain_follows_load(p, gps, pcn_flows, practices, flows)
    people_change(p, clock, gps, pcns, pcn_flows, practices, flows)
    centre_learns(p, pcns, pcn_flows, systems)
    # SM14 executive and influence
    executive_works(p, clock, gps, pcns, pcn_flows, systems)
    general_practice_has_a_voice(p, clock, owners, systems)
    # SM15 money
    week_costs(p, clock, pcns, pcn_flows, practices, flows, teams, systems, leavers, scratch.costs)
    if contract:
        networks_bank(p, clock, pcns, pcn_flows)
    # SM16 observation
    observe(p, clock, state, leavers, scratch.costs, row)


@rule
def run_weeks(
    p: Rates,
    setting: Setting,
    scratch: Scratch,
    state: State,
    first: int,
    last: int,
    headroom: int,
    series: Floats,
) -> int:
    """Run weeks ``first`` to ``last - 1``; ``series`` (last - first, outcomes) takes a row each.

    Stops early where fewer than ``headroom`` rows are free for new ties between GPs, and returns the week that comes
    next, so that the caller can make room and go on.
    """
    for week in range(first, last):
        if state.gp_ties.first.shape[0] - state.gp_ties.count[0] < headroom:
            return week
        one_week(p, setting, scratch, state, week, series[week - first])
    return last
