"""The idiomatic Mesa model: its week, ties between GPs and between practices, and what it collects."""

from __future__ import annotations

from math import cos, exp, pi
from types import SimpleNamespace
from typing import TYPE_CHECKING

import networkx as nx
from mesa import Model
from mesa.datacollection import DataCollector

from experiments.benchmarks.idiomatic.arithmetic import BEYOND_PCN, SAME_PCN, SAME_PRACTICE, Edge, cut
from experiments.benchmarks.idiomatic.gps import GP
from experiments.benchmarks.idiomatic.partners import PCN, Service, Trust
from experiments.benchmarks.idiomatic.practices import Practice
from experiments.benchmarks.idiomatic.start import parameters, populate

if TYPE_CHECKING:
    from pcnsim.model.simulation import Simulation

OUTCOMES = (
    "contacts_per_day", "strain", "vacancy", "leavers_a_week", "wait", "backlog", "spilled", "joint_resolution",
    "service_trust", "centre_trust", "practice_trust", "gp_trust", "gp_ties", "gp_ties_outside", "engagement",
    "orientation", "coordination_hours", "tie_hours", "owner_trust", "owner_pressure", "team_wait",
)  # fmt: skip
"""What both collect each week, in this order; names and units as in pcnsim's outcomes, hours per practice."""


class IdiomaticModel(Model):  # type: ignore[misc]
    """The subset as a Mesa model; ``simulation`` gives area, parameters and the state of week one."""

    def __init__(self, simulation: Simulation, seed: int) -> None:
        """Make agents and ties from the tables; start and structure are those of ``subset.prepared``."""
        super().__init__(rng=int(seed))
        self.p: SimpleNamespace = parameters(simulation)
        self.tick = 0
        self.leavers = 0
        self.season: list[float] = []
        self.supply = self.staff_left = 1.0
        self.gp_ties = nx.Graph()
        self.practice_ties = nx.Graph()
        self.service_ties = nx.Graph()
        self.owner_ties = nx.Graph()
        populate(self, simulation)
        self.population = sum(practice.list_size for practice in self.agents_by_type[Practice])
        self.gps, self.practices = self.agents_by_type[GP], self.agents_by_type[Practice]
        self.pcns, self.services = self.agents_by_type[PCN], self.agents_by_type[Service]
        self.trusts = self.agents_by_type[Trust]
        self.latest: dict[str, float] = {}
        self.datacollector = DataCollector(
            model_reporters={name: (lambda model, name=name: model.latest[name]) for name in OUTCOMES}
        )

    def step(self) -> None:
        """One week."""
        self.begin_week()
        self.gps.do("leave_or_arrive")
        self.practices.do("take_stock")
        self.pcns.do("expect_transfers")
        self.practices.do("patients_ask")
        self.practices.do("gps_deliver")
        self.practices.do("patients_wait_or_leave")
        self.services.do("staff")
        self.practices.do("refer")
        self.pcns.do("run_desk")
        self.practices.do("hear_back")
        self.services.do("work")
        self.practices.do("cases_end")
        self.wish_for_contact()
        self.gps.do("plan_contacts")
        self.gps_meet_and_judge()
        self.gps.select(lambda gp: gp.arrived).do("welcome")
        self.gps.shuffle_do("meet_somebody")
        self.gps.shuffle_do("be_introduced")
        self.practices.do("coordinate")
        self.practices.do("learn")
        self.practices_trust_each_other()
        self.pcns.do("learn")
        self.trusts.do("take_stock")
        self.gps.do("change")
        self.observe()
        self.datacollector.collect(self)
        self.tick += 1

    def begin_week(self) -> None:
        """What is the same for everybody this week: season and growth of demand, supply of GPs, team staff."""
        p, years = self.p, self.tick / 52.0
        turn = cos(2.0 * pi * (self.tick - p.season_peak_week) / 52.0)
        self.season = [
            (1.0 + amplitude * turn) * (1.0 + growth) ** years
            for amplitude, growth in zip(p.season_amplitude, p.demand_growth, strict=True)
        ]
        self.supply = exp(-p.gp_shortage_rate * years)
        self.staff_left = (1.0 - p.community_staff_decline) ** years
        self.leavers = 0

    def wish_for_contact(self) -> None:
        """``hours_for_ties``, its first half: hours that trust asks for on ties outside the practice."""
        hours = self.p.contact_minutes / 60.0
        for one, other, tie in self.gp_ties.edges(data=True):
            if tie["reach"] != SAME_PRACTICE:
                wish = hours * tie["trust"]
                one.wish += wish
                other.wish += wish

    def gps_meet_and_judge(self) -> None:
        """A week of every tie between GPs: contact, how it went, what is remembered; faded ties go."""
        p = self.p
        hours = p.contact_minutes / 60.0
        bad_weight, confirmation, prior = p.bad_news_weight, p.confirmation, p.gp_trust_prior_mass
        orientation_quality, strain_quality = p.orientation_quality, 0.5 * p.strain_quality
        bridge, embedded = p.bridge_forgetting, p.embedded_forgetting
        for _, _, tie in self.practice_ties.edges(data=True):
            tie["contact"] = tie["contact_quality"] = 0.0
        gone = []
        for one, other, tie in self.gp_ties.edges(data=True):
            if one.left or other.left:
                gone.append((one, other))
                continue
            trust, reach, between = tie["trust"], tie["reach"], tie["practices"]
            if reach == SAME_PRACTICE:
                contact, weight, keep = 1.0, p.contact_evidence, embedded
            else:
                met = one.attendance * other.attendance * one.pcn.meetings if reach == SAME_PCN else 0.0
                started = trust * min(one.spare, other.spare) * self.freely(one, other)
                one.tie_hours += hours * started
                other.tie_hours += hours * started
                contact = min(1.0, met + started)
                weight = p.meeting_evidence * min(met, 1.0) + p.contact_evidence * started
                keep = bridge + (embedded - bridge) * contact
            apart = other.orientation - one.orientation
            quality = (
                p.meeting_quality
                * (1.0 - orientation_quality * abs(apart))
                * (1.0 - strain_quality * (one.strain + other.strain))
            )
            read = cut(quality + confirmation * (trust - 0.5), 0.0, 1.0)
            good = keep * tie["good"] + weight * read
            bad = keep * tie["bad"] + weight * bad_weight * (1.0 - read)
            if good + bad < p.tie_drop_evidence:
                gone.append((one, other))
                continue
            trust = (good + prior * tie["disposition"]) / (good + bad + prior)
            if between is not None:
                between["contact"] += contact
                between["contact_quality"] += contact * quality
            lean, warmth = trust * apart, trust * (other.engagement - one.engagement)
            one.lean += lean
            other.lean -= lean
            one.warmth += warmth
            other.warmth -= warmth
            one.ties += 1
            other.ties += 1
            if reach != SAME_PRACTICE:
                one.ties_outside += 1
                other.ties_outside += 1
            tie["good"], tie["bad"], tie["trust"], tie["contact"] = good, bad, trust, contact
            tie["age"] += 1
        self.gp_ties.remove_edges_from(gone)
        for gp in self.gps:
            if gp.ties:
                gp.lean /= gp.ties
                gp.warmth /= gp.ties

    def form_tie(self, one: GP, other: GP) -> Edge:
        """``form_tie``: a new tie starts at the two practices' disposition."""
        p = self.p
        disposition = 0.5 * (one.practice.general_trust + other.practice.general_trust)
        between = None
        one.ties += 1
        other.ties += 1
        if one.practice is other.practice:
            reach = SAME_PRACTICE
        else:
            reach = SAME_PCN if one.pcn is other.pcn else BEYOND_PCN
            between = self.practice_ties.get_edge_data(one.practice, other.practice)
            one.ties_outside += 1
            other.ties_outside += 1
        tie = {
            "good": p.initial_gp_tie_evidence * disposition,
            "bad": p.initial_gp_tie_evidence * (1.0 - disposition),
            "trust": disposition,
            "disposition": disposition,
            "reach": reach,
            "practices": between,
            "contact": 0.0,
            "age": 0,
        }
        self.gp_ties.add_edge(one, other, **tie)
        return self.gp_ties[one][other]

    def freely(self, one: GP, other: GP) -> float:
        """``past_the_director``: how freely two GPs of different practices meet."""
        share = 0.5 * (one.pcn.meeting_share + other.pcn.meeting_share)
        return share + (1.0 - share) * self.p.contact_past_the_director

    def liking(self, one: GP, other: GP) -> float:
        """``homophily``."""
        age_gap = min(abs(one.age - other.age) / 30.0, 1.0)
        return exp(-self.p.homophily * (abs(one.orientation - other.orientation) + 0.25 * age_gap))

    def practices_trust_each_other(self) -> None:
        """Ties between practices learn from meetings and from contacts between their GPs."""
        p = self.p
        keep, bad_weight, confirmation = p.trust_forgetting, p.bad_news_weight, p.confirmation
        fresh = (1.0 - keep) * p.trust_prior_mass
        for first, second, tie in self.practice_ties.edges(data=True):
            trust = tie["trust"]
            if tie["inside"]:
                weight = first.pcn.meeting_weight
                read = cut(first.pcn.meeting_quality + confirmation * (trust - 0.5), 0.0, 1.0)
            else:
                weight = 0.3 * p.meeting_evidence * 0.5 * (first.pcn.meeting_share + second.pcn.meeting_share)
                read = p.meeting_quality
            good, bad = weight * read, weight * (1.0 - read)
            if tie["contact"] > 0.0:
                weight = p.contact_evidence * (1.0 - exp(-tie["contact"]))
                read = cut(tie["contact_quality"] / tie["contact"] + confirmation * (trust - 0.5), 0.0, 1.0)
                good += weight * read
                bad += weight * (1.0 - read)
            disposition = tie["disposition"]
            tie["good"] = good = keep * tie["good"] + fresh * disposition + good
            tie["bad"] = bad = keep * tie["bad"] + fresh * (1.0 - disposition) + bad_weight * bad
            tie["trust"] = good / (good + bad)

    def observe(self) -> None:
        """The week's outcomes, as ``subset.observe_subset`` defines them."""
        practices, population = self.practices, self.population
        filled = [gp for gp in self.gps if gp.filled]
        number, posts = len(filled), len(self.gps)
        sessions = sum(gp.sessions for gp in filled)
        left = done = asked = spilled = backlog = settled = cases = trust = centre = hours = 0.0
        for practice in practices:
            left += sum(practice.unserved)
            done += practice.contacts
            asked += sum(practice.inflow)
            spilled += practice.spilled
            backlog += sum(practice.backlog)
            settled += practice.settled
            cases += sum(practice.cases)
            hours += practice.coordination_hours
            ties = practice.service_ties
            mean = sum(tie["good"] / (tie["good"] + tie["bad"]) for _, tie in ties) / len(ties)
            trust += practice.list_size * mean
            centre += practice.list_size * practice.centre_good / (practice.centre_good + practice.centre_bad)
        inside = [tie["trust"] for _, _, tie in self.practice_ties.edges(data=True) if tie["inside"]]
        between = self.gp_ties.number_of_edges()
        gp_trust = sum(trust for _, _, trust in self.gp_ties.edges(data="trust"))
        owners = [tie["good"] / (tie["good"] + tie["bad"]) for _, _, tie in self.owner_ties.edges(data=True)]
        values = (
            2.0 * done / sessions,
            sum(gp.strain for gp in filled) / number,
            1.0 - number / posts,
            float(self.leavers),
            left / done,
            1000.0 * backlog / population,
            spilled / asked,
            settled / cases,
            trust / population,
            centre / population,
            sum(inside) / len(inside) if inside else 0.0,
            gp_trust / between if between else 0.0,
            2.0 * between / number,
            sum(gp.ties_outside for gp in filled) / number,
            sum(gp.engagement for gp in filled) / number,
            sum(gp.orientation for gp in filled) / number,
            hours / len(practices),
            sum(gp.tie_hours for gp in filled) / number,
            sum(owners) / len(owners),
            self.trusts.agg("pressure", sum) / len(self.trusts),
            self.services.agg("queue", sum) / self.services.agg("base_capacity", sum),
        )
        self.latest = dict(zip(OUTCOMES, values, strict=True))
