"""What the simulation holds: one small table of columns per kind of thing, rows are agents or ties.

A table is a named tuple of numpy arrays, so that compiled rules read ``gps.strain[gp]`` and plain Python reads the
same. P practices, G GP posts, N PCNs, T teams, S systems (integrated care boards), W owners (five a system), E ties
between practices; ties between GPs fill the first ``count`` rows of their columns. Units stand behind each column.
"Flows" are what happened in the week just run; everything else is lasting state.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rates: TypeAlias = Any
"""The record of all parameters (pcnsim.config.record): one float field each, tables as small arrays."""


class Gps(NamedTuple):
    """GP posts, filled or vacant; shape (G,)."""

    practice: Ints  # row of the practice
    pcn: Ints  # row of the PCN
    filled: Flags  # is somebody in post?
    sessions: Floats  # contracted sessions a week
    age: Floats  # years
    disposition: Floats  # lasting disposition to engage, 0-1
    engagement: Floats  # engagement now, 0-1
    orientation: Floats  # 0 own practice, 1 community
    role_identity: Floats  # 0 autonomous owner, 1 contributor to a team
    strain: Floats  # 0-1
    leadership_skill: Floats  # 0-1
    pace: Floats  # contacts per session relative to the mean GP
    role: Ints  # one of vocabulary.GP_ROLES
    arrivals: Ints  # how many people have come into this post since the start
    # flows of the week
    clinical_sessions: Floats  # sessions a week left for patients
    contacts_per_day: Floats  # contacts per two-session day
    attendance: Floats  # share of the PCN's meetings attended
    spare: Floats  # share of wished-for self-started contact that fits the hours, 0-1
    tie_hours: Floats  # hours a week on professional ties outside the practice
    ties: Ints  # professional ties held
    ties_outside: Ints  # of these, with GPs of other practices
    peer_orientation: Floats  # pull of the ties on orientation, trust-weighted mean difference
    peer_engagement: Floats  # the same for engagement


class GpTies(NamedTuple):
    """Professional ties between two GPs (amendment A1); the first ``count[0]`` rows are in use, shape (capacity,)."""

    count: Ints  # shape (1,): ties in use
    first: Ints  # post of one end, the smaller row number
    second: Ints  # post of the other end
    reach: Ints  # one of vocabulary.TIE_REACH
    good: Floats  # remembered good experience, pseudo-observations
    bad: Floats  # remembered bad experience, pseudo-observations
    trust: Floats  # 0-1
    contact: Floats  # contact in the last week, 0 none to 1 full
    age: Floats  # weeks since it was formed
    practice_tie: Ints  # the tie between the two practices that it is part of, or -1
    next_of_first: Ints  # next half-tie of the post at the first end, or -1
    next_of_second: Ints  # the same for the other end
    half: Ints  # shape (G,): first half-tie of each post, or -1; half-tie 2*tie or 2*tie + 1


class Practices(NamedTuple):
    """GP practices: lasting state; shape (P,) or (P, ...)."""

    pcn: Ints
    list_size: Floats  # registered patients
    deprivation: Floats  # standard deviations from England's mean
    fifth: Ints  # fifth of deprivation by population, 1 least to 5 most
    demand_factor: Floats  # (P, class) contacts per person relative to England's mean: age and deprivation
    need_distance: Floats  # distance of local need from the standard design
    general_trust: Floats  # readiness to trust without contact, 0-1
    open: Flags
    signed: Flags  # signed the network contract
    weeks_understaffed: Floats
    backlog: Floats  # (P, class) contacts waiting
    returning: Floats  # (P, class) contacts that come back next week: failed cases and hidden return
    coordination_hours: Floats  # GP hours a week, used in the coming week
    adopted: Floats  # (P, initiative) 1 where adopted
    design_fit: Floats  # (P, initiative) fit of the design that was adopted, 0-1
    mandated: Floats  # (P, initiative) share of the adoption that was imposed, 0-1
    weeks_adopted: Floats  # (P, initiative)
    effect: Floats  # (P, initiative) working effect, 0-1.3
    prevention_stock: Floats  # (P, 2) slow effect of prevention and of wider determinants
    service_good: Floats  # (P, service) evidence on the tie practice-service, with the general disposition in it
    service_bad: Floats  # (P, service)
    service_match: Floats  # (P, service) lasting quality of the relationship, mean about 1
    centre_good: Floats  # evidence on the tie practice-centre (legitimacy of the vertical line)
    centre_bad: Floats
    team: Ints  # (P, service) row of the team that serves the practice's PCN


class PracticeFlows(NamedTuple):
    """Practices: what happened in the week just run; shape (P,) or (P, ...)."""

    expected: Floats  # (P, class) expected contacts asked for
    inflow: Floats  # (P, class) contacts asked for, with returns and transferred work
    by_staff: Floats  # (P, class) taken by additional staff
    served: Floats  # (P, class) GP contacts
    spilled: Floats  # (P, class) went elsewhere or gave up
    resolved: Floats  # (P, class) need that went away while waiting
    waiting: Floats  # (P, class) weeks of waiting
    unserved: Floats  # (P, class) left over after the week's work, before spill
    emergency: Floats  # contacts that went to the emergency department
    out_of_hours: Floats
    pharmacy: Floats
    gave_up: Floats
    load: Floats  # work over minutes, 1 = full
    overtime: Floats  # share of extra minutes
    shortening: Floats  # share by which contacts get shorter
    clinical_minutes: Floats  # before coordination is taken off
    minutes: Floats  # GP minutes for patients, after coordination, overtime and shortening
    clinical_sessions: Floats
    contacts_per_day: Floats
    helped: Floats  # share of capacity given to or received from other practices
    supervision_hours: Floats
    attention: Floats  # share of relationship work that strain leaves, 0-1
    engagement: Floats  # means over filled posts
    strain: Floats
    role_identity: Floats
    goals: Floats  # engagement-weighted mean orientation
    filled_posts: Floats
    direct: Floats  # (P, service) cases over the direct channel
    pathway: Floats  # (P, service) cases over the pathway
    accepted_direct: Floats  # (P, service)
    accepted_pathway: Floats  # (P, service)
    accepted_class: Floats  # (P, class) accepted cases by class
    case_class: Floats  # (P, class) cases by class
    failed_class: Floats  # (P, class)
    joint_resolved: Floats  # cases resolved jointly
    cases: Floats  # multi-agency cases
    delay: Floats  # case-weeks of delay (cases times weeks)
    escalations: Floats  # emergency escalations of cases
    personal_exposure: Floats  # (P, initiative) adopters known through GPs' own ties
    peer_exposure: Floats  # (P, initiative) trust-weighted adopting neighbours


class Pcns(NamedTuple):
    """Primary care networks: lasting state; shape (N,) or (N, ...)."""

    system: Ints
    hub: Ints
    first_practice: Ints  # practices of a PCN stand together: rows first .. first + practices - 1
    practices: Ints
    first_gp: Ints  # GP posts of a PCN stand together too
    gps: Ints
    shares: Floats  # (N, 6) the structure: vocabulary.SHARES
    prior_collaboration: Floats  # 0-1
    set_up: Floats  # progress of agreement and account, 0-1
    director: Ints  # post of the clinical director, or -1
    staff: Floats  # (N, role) additional staff, FTE
    staff_experience: Floats  # (N, role) 0-1
    partner: Floats  # (N, service) 1 where a partner has signed
    approved: Floats  # (N, initiative) 1 where approved locally
    desk_queue: Floats  # cases waiting at the coordination desk
    local_knowledge: Floats  # what the centre knows of local need, 0-1
    bank: Floats  # balance, GBP
    bridge_good: Floats  # (N, service) personal ties of the bridging staff: evidence
    bridge_bad: Floats
    owner_good: Floats  # (N, owner) tie PCN-owner: evidence of cases, with the disposition in it
    owner_bad: Floats
    director_good: Floats  # (N, owner) what the present director brings to that tie: evidence of meetings
    director_bad: Floats
    success_memory: Floats  # smoothed joint resolution, 0-1
    decision_weight: Floats  # cumulative decisions made by the director
    weeks_without_director: Floats


class PcnFlows(NamedTuple):
    """PCNs: what happened in the week just run; shape (N,) or (N, ...)."""

    population: Floats
    members: Floats  # practices that count (signed; before the contract: open), at least 1
    signed_population: Floats
    budget_hours: Floats  # coordination budget, hours a week
    desk_hours: Floats
    facilitation_hours: Floats
    bridging_hours: Floats
    fixed_hours: Floats  # spent on keeping channels open
    facilitation_reach: Floats  # 0-1
    bridging_reach: Floats  # 0-1
    bridge: Floats  # (N, service) share of distrust that bridging staff span
    external_share: Floats  # share of the director's time outside the PCN
    director_hours: Floats  # worked
    unpaid_hours: Floats
    leadership: Floats  # leadership capacity, 0-1
    represented: Floats  # share of wanted meetings with partners that were held
    consensus: Floats  # goal consensus, 0-1
    engagement: Floats  # population-weighted means over practices
    strain: Floats
    role_identity: Floats
    goals: Floats
    practice_trust: Floats  # mean trust between practices
    integration: Floats  # integration of additional staff into teams, 0-1
    desk_in: Floats  # cases a week, with duplicates
    desk_handled: Floats
    desk_bounced: Floats
    desk_delay: Floats  # weeks
    meetings: Floats  # PCN meetings this week


class Teams(NamedTuple):
    """Community teams, one per service and hub (the acute interface: one per system); shape (T,)."""

    service: Ints
    owner: Ints  # row of the owner
    system: Ints
    base_capacity: Floats  # accepted cases a week when fully staffed
    wte: Floats  # whole-time equivalents
    queue: Floats  # referrals waiting
    # flows
    capacity: Floats
    arriving: Floats
    seen: Floats
    refused: Floats
    availability: Floats  # how ready a team is to accept, 0-1
    owner_trust: Floats  # mean trust between its owner and the PCNs, 0-1


class Owners(NamedTuple):
    """Provider trusts and the other owners of services (amendment A2), five a system; shape (W,)."""

    system: Ints
    kind: Ints  # one of vocabulary.OWNERS
    pressure: Floats  # 0-1
    priority: Floats  # priority given to neighbourhood working, 0-1
    agreed: Floats  # 1 once it works on PCN footprints
    trust: Floats  # mean trust of its PCNs, 0-1 (flow)
    withdrawn: Floats  # team time pulled back, cases a week (flow)


class Systems(NamedTuple):
    """Integrated care systems: commissioner and centre; shape (S,) or (S, ...)."""

    pcns: Floats  # number of PCNs
    population: Floats
    layers: Floats  # layers between a practice and the centre
    approved: Floats  # (S, initiative) 1 where decided centrally
    influence: Floats  # share of general practice in the system's decisions, 0-1
    growth: Floats  # contested growth won so far, share of the coordination budget
    decision_weight: Floats  # cumulative decision weight of the commissioner
    local_share: Floats  # population-weighted mean of the PCNs' local decision share (flow)
    transferred: Floats  # work moved from the hospital to practices, contacts a week (flow)
    vacancy: Floats  # share of GP posts vacant (flow)


class PracticeTies(NamedTuple):
    """Ties between practices, inside a PCN and across neighbouring PCNs; shape (E,)."""

    first: Ints  # practice
    second: Ints  # practice
    inside: Flags  # both in one PCN
    live: Flags  # false once an end has closed
    good: Floats  # evidence, with the general disposition in it
    bad: Floats
    trust: Floats
    contact: Floats  # contacts between the two practices' GPs this week (flow)
    contact_quality: Floats  # sum of their quality (flow)


class PracticePower(NamedTuple):
    """Decision weight of practices, shape (P,): part of the lasting state that only the outcomes read."""

    decision_weight: Floats


class State(NamedTuple):
    """Everything a week reads and writes: copy it and the model can go on from there to the same bytes."""

    gps: Gps
    gp_ties: GpTies
    practices: Practices
    practice_flows: PracticeFlows
    pcns: Pcns
    pcn_flows: PcnFlows
    teams: Teams
    owners: Owners
    systems: Systems
    practice_ties: PracticeTies
    power: PracticePower


class Clock(NamedTuple):
    """What a week is: passed to rules that depend on the date."""

    seed: int
    week: int  # 0 is the first week of the contract (1 July); the burn-in is negative
    contract: bool  # is the network contract in force?
    contract_week: int  # weeks since the contract began
    restrained: bool  # before the contract: coordination capacity is smaller
