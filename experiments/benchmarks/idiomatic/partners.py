"""PCNs with their coordination desk, community services and the trusts that own them, of the idiomatic model."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Any

from mesa import Agent

from experiments.benchmarks.idiomatic.arithmetic import Edge, cut

if TYPE_CHECKING:
    from experiments.benchmarks.idiomatic.gps import GP
    from experiments.benchmarks.idiomatic.model import IdiomaticModel
    from experiments.benchmarks.idiomatic.practices import Practice


class PCN(Agent):  # type: ignore[misc]
    """A network of practices: its coordination desk and its ties with the owners of services."""

    model: IdiomaticModel

    def __init__(self, model: IdiomaticModel, start: dict[str, Any]) -> None:
        """Take what is fixed from a dict; see ``start.fixed_in_a_pcn``."""
        super().__init__(model)
        self.practices: list[Practice] = []
        self.gps: list[GP] = []
        self.owner_ties: list[tuple[Trust, Edge]] = []
        self.time_of: dict[Service, float] = {}
        self.services: list[Service] = []
        self.population: float = start["population"]
        self.local_knowledge: float = start["local_knowledge"]
        self.direct_share: float = start["direct_share"]
        self.meeting_share: float = start["meeting_share"]
        self.meetings: float = start["meetings"]
        self.boost: float = start["boost"]
        self.bridge: list[float] = start["bridge"]
        self.facilitated: float = start["facilitated"]
        self.facilitation_hours: float = start["facilitation_hours"]
        self.bridging_hours: float = start["bridging_hours"]
        self.assurance_hours: float = start["assurance_hours"]
        self.meeting_weight: float = start["meeting_weight"]
        self.meeting_quality: float = start["meeting_quality"]
        self.direct_success_without_trust: float = start["direct_success_without_trust"]
        self.ambiguity: float = start["ambiguity"]
        self.handled_twice: float = start["handled_twice"]
        self.desk_capacity: float = start["desk_capacity"]
        self.layer_delay: float = start["layer_delay"]
        self.influence: float = start["influence"]
        self.acute_trust: Edge = {}
        self.acute_owner: Trust
        self.desk_queue = self.desk_in = self.desk_delay = self.transferred = 0.0
        self.desk_passed = 1.0

    def expect_transfers(self) -> None:
        """``transferred_share``: the share of demand that the hospital moves to practices this week."""
        p, tie = self.model.p, self.acute_trust
        trust = tie["good"] / (tie["good"] + tie["bad"])
        share = (
            p.transferred_work
            * (1.0 - 0.5 * trust)
            * (1.0 - p.influence_on_transferred_work * self.influence)
        )
        self.transferred = max(
            0.0, share * (1.0 + p.pressure_on_transfer * (self.acute_owner.pressure - 0.5))
        )
        self.desk_in = 0.0

    def run_desk(self) -> None:
        """``desk_works``, and ``assigned_time`` of each service for this PCN."""
        p, capacity = self.model.p, self.desk_capacity
        inflow = self.desk_in * self.handled_twice
        waiting = self.desk_queue + inflow
        handled = min(waiting, capacity)
        queue = min(waiting - handled, p.desk_queue_limit * capacity)
        bounced = waiting - handled - queue
        self.desk_delay = self.layer_delay + (self.desk_queue / capacity if capacity > 0.0 else 0.0)
        self.desk_passed = max(0.0, 1.0 - bounced / inflow) if inflow > 0.0 else 1.0
        self.desk_queue = queue
        trust_in = {owner: tie["good"] / (tie["good"] + tie["bad"]) for owner, tie in self.owner_ties}
        for service in self.services:
            shift = p.assignment_gain * (trust_in[service.owner] - service.owner_trust)
            self.time_of[service] = cut(service.availability + shift, 0.0, 1.0)

    def learn(self) -> None:
        """``owners_and_pcns_meet``, without a director: ties with owners learn from the cases handled."""
        p = self.model.p
        for _, tie in self.owner_ties:
            tie["cases"] = tie["accepted"] = 0.0
        ties = dict(self.owner_ties)
        for practice in self.practices:
            for service, case in practice.service_ties:
                tie = ties[service.owner]
                tie["cases"] += case["direct"] + case["pathway"]
                tie["accepted"] += case["accepted"]
        keep, prior = p.trust_forgetting, (1.0 - p.trust_forgetting) * p.trust_prior_mass
        for owner, tie in self.owner_ties:
            good, bad, cases = tie["good"], tie["bad"], tie["cases"]
            weight = p.case_evidence * (1.0 - exp(-cases / (4.0 * p.case_evidence_saturation)))
            quality = tie["accepted"] / cases if cases > 0.0 else 0.5
            read = cut(quality + p.confirmation * (good / (good + bad) - 0.5), 0.0, 1.0)
            good = keep * good + prior * p.general_trust + weight * read
            bad = keep * bad + prior * (1.0 - p.general_trust) + weight * p.bad_news_weight * (1.0 - read)
            tie["good"], tie["bad"] = good, bad
            owner.trust_felt += good / (good + bad) * self.population


class Service(Agent):  # type: ignore[misc]
    """A community team that takes cases."""

    model: IdiomaticModel

    def __init__(self, model: IdiomaticModel, owner: Trust, start: dict[str, Any]) -> None:
        """Take size and kind from a dict of columns of one row."""
        super().__init__(model)
        self.owner = owner
        self.kind: int = start["service"]
        self.mix: list[float] = [row[self.kind] for row in model.p.agency_mix]
        self.base_capacity: float = start["base_capacity"]
        self.variation = model.p.team_staffing_variation / sqrt(start["wte"])
        self.owner_trust: float = start["owner_trust"]
        self.queue = self.arriving = self.wait = 0.0
        self.availability = self.kept = 1.0
        self.capacity = self.base_capacity
        owner.services.append(self)

    def staff(self) -> None:
        """``teams_are_staffed``."""
        p, owner = self.model.p, self.owner
        full = self.base_capacity * exp(self.variation * self.random.gauss(0.0, 1.0)) * self.model.staff_left
        pulled_back = p.pull_back * max(0.0, 2.0 * owner.pressure - 1.0) * full
        owner.withdrawn += pulled_back
        self.capacity = full - pulled_back
        felt = self.queue / self.base_capacity if self.base_capacity > 0.0 else 0.0
        floor = p.acceptance_floor
        self.availability = floor + (1.0 - floor) * exp(-felt / p.team_wait_felt)
        self.wait = self.queue / self.capacity if self.capacity > 0.0 else p.team_queue_limit
        self.arriving = 0.0

    def work(self) -> None:
        """``teams_work``."""
        waiting = self.queue + self.arriving
        seen = min(waiting, self.capacity)
        queue = min(waiting - seen, self.model.p.team_queue_limit * self.base_capacity)
        refused = min(waiting - seen - queue, self.arriving)
        self.queue = waiting - seen - refused
        self.kept = 1.0 - refused / self.arriving if self.arriving > 0.0 else 1.0


class Trust(Agent):  # type: ignore[misc]
    """A provider trust or another owner of services."""

    model: IdiomaticModel

    def __init__(self, model: IdiomaticModel, start: dict[str, Any]) -> None:
        """Take pressure and priority from a dict of columns of one row."""
        super().__init__(model)
        self.services: list[Service] = []
        self.population: float = start["population"]
        self.local_share: float = start["local_share"]
        self.influence: float = start["influence"]
        self.pressure: float = start["pressure"]
        self.priority: float = start["priority"]
        self.agreed = False
        self.trust_felt = self.withdrawn = self.trust = 0.0

    def take_stock(self) -> None:
        """``owners_feel_pressure`` and ``owners_take_stock``."""
        p = self.model.p
        capacity = sum(service.base_capacity for service in self.services)
        weeks = sum(service.queue for service in self.services) / capacity if capacity > 0.0 else 0.0
        felt = weeks / (weeks + p.pressure_midpoint_weeks)
        self.pressure += p.trust_pressure_speed * (felt - self.pressure)
        self.withdrawn = 0.0
        self.trust, self.trust_felt = self.trust_felt / self.population, 0.0
        wanted = self.trust * (1.0 - p.pressure_lowers_priority * self.pressure)
        self.priority += p.priority_speed * (wanted - self.priority)
        if not self.agreed:
            hazard = (
                (1.0 - self.local_share)
                * p.owner_agreement_rate
                * (0.3 + self.influence)
                * (0.5 + self.priority)
            )
            self.agreed = self.random.random() < 1.0 - exp(-max(hazard, 0.0))
        for service in self.services:
            service.owner_trust = self.trust
