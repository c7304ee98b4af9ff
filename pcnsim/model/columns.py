"""What the simulation holds: one small table of columns per kind of thing, rows are agents or ties.

A table is a NumPy record array, so that compiled rules read ``gps.strain[gp]`` and plain Python reads the same, and a
compiled function takes a whole table as one argument (which is what keeps compiling short). P practices, G GP posts,
N PCNs, T teams, S systems (integrated care boards), W owners (five a system), E ties between practices; ties between
GPs fill the first ``count`` rows of their columns. Units stand behind each column. "Flows" are what happened in the
week just run; everything else is lasting state.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import Annotated, Any, NamedTuple, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rates: TypeAlias = Any
"""The record of all parameters (pcnsim.config.record): one float field each, tables as small arrays."""

ByClass: TypeAlias = Annotated[Floats, 5]
ByService: TypeAlias = Annotated[Floats, 8]
TeamByService: TypeAlias = Annotated[Ints, 8]
ByInitiative: TypeAlias = Annotated[Floats, 6]
ByOwner: TypeAlias = Annotated[Floats, 5]
ByRole: TypeAlias = Annotated[Floats, 5]
ByShare: TypeAlias = Annotated[Floats, 6]
TwoStocks: TypeAlias = Annotated[Floats, 2]


class Table:
    """A record array whose columns are the annotations of a class; ``table`` makes one."""


AnyTable = TypeVar("AnyTable", bound=Table)


@functools.cache
def column_dtypes(kind: type[Table]) -> np.dtype[Any]:
    """The record layout of a kind of table: 8-byte floats and integers, flags, and rows of floats."""
    letters = {Floats: "f8", Ints: "i8", Flags: "?"}
    fields: list[Any] = []
    for name, annotation in get_type_hints(kind, include_extras=True).items():
        if get_origin(annotation) is Annotated:
            column, width = get_args(annotation)
            fields.append((name, letters[column], (width,)))
        else:
            fields.append((name, letters[annotation]))
    return np.dtype(fields, align=True)


def table(kind: type[AnyTable], rows: int, /, **columns: Any) -> AnyTable:
    """A table of so many rows: the given columns (arrays or one value for all), zeros and false elsewhere."""
    layout = column_dtypes(cast(Hashable, kind))  # mypy does not see that classes are hashable
    records = np.zeros(rows, dtype=layout).view(np.recarray)
    for name, values in columns.items():
        records[name] = values
    return cast(AnyTable, records)


def column_names(kind: type[Table]) -> tuple[str, ...]:
    """Names of a table's columns, in order."""
    return column_dtypes(cast(Hashable, kind)).names or ()


class Gps(Table):
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
    network_role_held: Flags  # holds or held the role of a network-role GP
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
    """Professional ties between two GPs (amendment A1); the first ``count[0]`` rows are in use, shape (capacity,).

    ``count`` is a column here, not the method of tuples that it hides from the type checker.
    """

    count: Ints  # type: ignore[assignment]  # shape (1,): ties in use
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


class Practices(Table):
    """GP practices: lasting state; shape (P,) or (P, ...)."""

    pcn: Ints
    list_size: Floats  # registered patients
    deprivation: Floats  # standard deviations from England's mean
    fifth: Ints  # fifth of deprivation by population, 1 least to 5 most, 0 where not known
    demand_factor: ByClass  # contacts per person relative to England's mean: age and deprivation
    need_distance: Floats  # distance of local need from the standard design
    general_trust: Floats  # readiness to trust without contact, 0-1
    pathway_knowledge: ByClass  # knowledge of pathways above the usual, by class, 0-1
    open: Flags
    signed: Flags  # signed the network contract
    weeks_understaffed: Floats
    backlog: ByClass  # contacts waiting
    returning: ByClass  # contacts that come back next week: failed cases and hidden return
    coordination_hours: Floats  # GP hours a week, used in the coming week
    adopted: ByInitiative  # 1 where adopted
    design_fit: ByInitiative  # fit of the design that was adopted, 0-1
    mandated: ByInitiative  # share of the adoption that was imposed, 0-1
    weeks_adopted: ByInitiative  # (P, initiative)
    effect: ByInitiative  # working effect, 0-1.3
    prevention_stock: TwoStocks  # slow effect of prevention (and, beside it, of wider determinants)
    service_good: ByService  # evidence on the tie practice-service, with the general disposition in it
    service_bad: ByService  # (P, service)
    service_match: ByService  # lasting quality of the relationship, mean about 1
    centre_good: Floats  # evidence on the tie practice-centre (legitimacy of the vertical line)
    centre_bad: Floats
    team: TeamByService  # row of the team that serves the practice's PCN
    decision_weight: Floats  # cumulative weight in local decisions


class PracticeFlows(Table):
    """Practices: what happened in the week just run; shape (P,) or (P, ...)."""

    expected: ByClass  # expected contacts asked for
    inflow: ByClass  # contacts asked for, with returns and transferred work
    by_staff: ByClass  # taken by additional staff
    served: ByClass  # GP contacts
    turned_away: ByClass  # found no suitable offer; counted in spilled
    spilled: ByClass  # went elsewhere or gave up
    resolved: ByClass  # need that went away while waiting
    waiting: ByClass  # weeks of waiting
    unserved: ByClass  # left over after the week's work, before spill
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
    direct: ByService  # cases over the direct channel
    pathway: ByService  # cases over the pathway
    accepted_direct: ByService  # (P, service)
    accepted_pathway: ByService  # (P, service)
    accepted_class: ByClass  # cases settled jointly, by class
    case_class: ByClass  # cases by class
    failed_class: ByClass  # (P, class)
    joint_resolved: Floats  # cases resolved jointly
    cases: Floats  # multi-agency cases
    delay: Floats  # case-weeks of delay (cases times weeks)
    escalations: Floats  # emergency escalations of cases
    personal_exposure: ByInitiative  # adopters known through GPs' own ties
    peer_exposure: ByInitiative  # trust-weighted adopting neighbours


class Pcns(Table):
    """Primary care networks: lasting state; shape (N,) or (N, ...)."""

    system: Ints
    hub: Ints
    first_practice: Ints  # practices of a PCN stand together: rows first .. first + practices - 1
    practices: Ints
    first_gp: Ints  # GP posts of a PCN stand together too
    gps: Ints
    shares: ByShare  # the structure: vocabulary.SHARES
    prior_collaboration: Floats  # 0-1
    set_up: Floats  # progress of agreement and account, 0-1
    director: Ints  # post of the clinical director, or -1
    staff: ByRole  # additional staff, FTE
    staff_experience: ByRole  # 0-1
    partner: ByService  # 1 where a partner has signed
    approved: ByInitiative  # 1 where approved locally
    desk_queue: Floats  # cases waiting at the coordination desk
    local_knowledge: Floats  # what the centre knows of local need, 0-1
    bank: Floats  # balance, GBP
    bridge_good: ByService  # personal ties of the bridging staff: evidence
    bridge_bad: ByService
    owner_good: ByOwner  # tie PCN-owner: evidence of cases, with the disposition in it
    owner_bad: ByOwner
    director_good: ByOwner  # what the present director brings to that tie: evidence of meetings
    director_bad: ByOwner
    deputy: Ints  # post of the deputy director, or -1
    deputy_stage: Ints  # one of vocabulary.DEPUTY_STAGES
    network_gp: Ints  # post of the network-role GP who serves this PCN, or -1
    network_stage: Ints  # one of vocabulary.NETWORK_ROLE_STAGES
    network_good: ByService  # that GP's own ties with services: evidence
    network_bad: ByService
    success: Floats  # joint resolution, smoothed over about a year
    success_before: Floats  # the same as deputies began
    network_success_before: Floats  # the same as network-role GPs began
    applicants: Floats  # GPs who applied for a network role, in all rounds (first PCN of a group)
    places: Floats  # network roles filled, in all rounds (first PCN of a group)
    mandate_good: Floats  # tie PCN-executive: evidence, with the disposition in it
    mandate_bad: Floats
    redesigned: Floats  # 1 once care was redesigned from its purpose
    weeks_redesigned: Floats  # weeks since
    bid_won: Floats  # share of the money of this round of bids, per head relative to the mean
    weeks_deciding: Floats  # weeks of the contract with initiatives still undecided here
    decision_weight: Floats  # cumulative decisions made by the director
    weeks_without_director: Floats  # weeks of the contract without one, in all


class PcnFlows(Table):
    """PCNs: what happened in the week just run; shape (N,) or (N, ...)."""

    population: Floats
    members: Floats  # practices that count (signed; before the contract: open), at least 1
    signed_population: Floats
    budget_hours: Floats  # coordination budget, hours a week
    desk_hours: Floats
    facilitation_hours: Floats
    bridging_hours: Floats
    fixed_hours: Floats  # spent on keeping channels open
    support_hours: Floats  # development support, in desk and facilitation hours beyond the budget
    facilitation_reach: Floats  # 0-1
    bridging_reach: Floats  # 0-1
    bridge: ByService  # share of distrust that bridging staff and network-role GPs span
    network_hours: Floats  # hours a week of network-role GPs for this PCN
    network_reach: Floats  # how far their bridging reaches its practices, 0-1
    clinic_reach: Floats  # how far a clinic of theirs reaches its practices, 0-1
    success: Floats  # joint resolution this week, 0-1
    mandate: Floats  # trust of the PCN in the executive, 0-1; .5 without one
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


class Teams(Table):
    """Community teams, one per service and hub (the acute interface: one per system); shape (T,)."""

    service: Ints
    owner: Ints  # row of the owner
    system: Ints
    hub_team: Ints  # of a team on a PCN footprint: row of the hub team it came out of; -1 of a hub team
    hub_share: Floats  # of a team on a PCN footprint: share of the hub team's work
    pcn: Ints  # of a team on a PCN footprint: its PCN; -1 of a hub team
    working: Flags  # hub teams, or teams on PCN footprints
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


class Owners(Table):
    """Provider trusts and the other owners of services (amendment A2), five a system; shape (W,)."""

    system: Ints
    kind: Ints  # one of vocabulary.OWNERS
    pressure: Floats  # 0-1
    priority: Floats  # priority given to neighbourhood working, 0-1
    agreed: Floats  # 1 once it works on PCN footprints
    executive_good: Floats  # what the executive built with it at meetings: evidence
    executive_bad: Floats
    trust: Floats  # mean trust of its PCNs, 0-1 (flow)
    withdrawn: Floats  # team time pulled back, cases a week (flow)


class Systems(Table):
    """Integrated care systems: commissioner and centre; shape (S,) or (S, ...)."""

    pcns: Floats  # number of PCNs
    population: Floats
    layers: Floats  # layers between a practice and the centre
    approved: ByInitiative  # 1 where decided centrally
    influence: Floats  # share of general practice in the system's decisions, 0-1
    growth: Floats  # contested growth won so far, share of the coordination budget
    decision_weight: Floats  # cumulative decision weight of the commissioner
    executive: Flags  # is there a local general practice executive?
    first_member: Ints  # posts of its members, or -1: two from outside the directors, and a director
    second_member: Ints
    director_member: Ints
    powers: Floats  # delegated powers, 0-1
    capacity: Floats  # hours supplied over hours asked for, at most 1 (lags a week)
    mandate: Floats  # population-weighted trust of PCNs in the executive, 0-1
    executive_weight: Floats  # cumulative decision weight of its three seats
    local_share: Floats  # population-weighted mean of the PCNs' local decision share (flow)
    transferred: Floats  # work moved from the hospital to practices, contacts a week (flow)
    vacancy: Floats  # share of GP posts vacant (flow)


class PracticeTies(Table):
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


class Clock(NamedTuple):
    """What a week is: passed to rules that depend on the date."""

    seed: int
    week: int  # 0 is the first week of the contract (1 July); the burn-in is negative
    contract: bool  # is the network contract in force?
    contract_week: int  # weeks since the contract began
    restrained: bool  # before the contract: coordination capacity is smaller
