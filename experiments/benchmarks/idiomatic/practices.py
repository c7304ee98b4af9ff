"""Practices of the idiomatic model: requests, GP time, waiting, cases with other services, coordination, trust."""

from __future__ import annotations

from math import exp, log1p, sqrt
from typing import TYPE_CHECKING, Any

from mesa import Agent

from experiments.benchmarks.idiomatic.arithmetic import SIMPLE, URGENT, WEEK, Edge, cut, pressure

if TYPE_CHECKING:
    from experiments.benchmarks.idiomatic.gps import GP
    from experiments.benchmarks.idiomatic.model import IdiomaticModel
    from experiments.benchmarks.idiomatic.partners import PCN, Service


LONGEST_WAIT = 25.0
"""Weeks at which a wait is cut (``people.LONGEST_WAIT``)."""


class Practice(Agent):  # type: ignore[misc]
    """A practice: its patients' requests, its GPs' time, its cases with other services."""

    model: IdiomaticModel

    def __init__(self, model: IdiomaticModel, pcn: PCN, start: dict[str, Any]) -> None:
        """Take list, need and trust from a dict of columns of one row."""
        super().__init__(model)
        p = model.p
        self.pcn = pcn
        self.list_size: float = start["list_size"]
        self.general_trust: float = start["general_trust"]
        self.goals_lean: float = start["goals_lean"]
        self.usual_contacts = [
            self.list_size * WEEK * p.contacts_per_person_year * share * factor * p.demand_scale
            for share, factor in zip(p.contact_share, start["demand_factor"], strict=True)
        ]
        self.attraction = p.vacancy_fill_rate * exp(-p.deprivation_effect_on_filling * start["deprivation"])
        self.fit = exp(-p.misfit_loss * start["need_distance"] * (1.0 - pcn.local_knowledge))
        self.backlog: list[float] = start["backlog"]
        self.returning: list[float] = start["returning"]
        self.coordination_hours: float = start["coordination_hours"]
        self.centre_good: float = start["centre_good"]
        self.centre_bad: float = start["centre_bad"]
        self.share_of_pcn = 0.0  # set once all lists are known
        self.gps: list[GP] = []
        self.service_ties: list[tuple[Service, Edge]] = []
        self.tied = 0  # ties with other practices
        self.strain = self.engagement = self.role_identity = self.goals = 0.5
        self.load = self.load_of_all = self.delay = self.settled = 0.0
        pcn.practices.append(self)

    def take_stock(self) -> None:
        """``practice_means``."""
        present = [gp for gp in self.gps if gp.filled]
        if not present:
            self.strain = self.engagement = self.role_identity = self.goals = 0.5
            return
        number, engaged = len(present), sum(gp.engagement for gp in present)
        self.strain = sum(gp.strain for gp in present) / number
        self.role_identity = sum(gp.role_identity for gp in present) / number
        self.goals = sum(gp.engagement * gp.orientation for gp in present) / engaged if engaged > 0.0 else 0.5
        self.engagement = engaged / number

    def patients_ask(self) -> None:
        """``patients_ask``: this week's requests by class, with returns and work moved from hospital."""
        gauss = self.random.gauss
        inflow = []
        total = 0.0
        for usual, season, returning in zip(
            self.usual_contacts, self.model.season, self.returning, strict=True
        ):
            expected = usual * season
            total += expected
            inflow.append(max(0.0, expected + sqrt(expected) * gauss(0.0, 1.0)) + returning)
        inflow[SIMPLE] += total * self.pcn.transferred
        self.inflow = inflow

    def gps_deliver(self) -> None:
        """``clinical_time``, ``gps_deliver`` and ``each_gps_load``: urgent patients first, the others in proportion."""
        p, inflow, backlog = self.model.p, self.inflow, self.backlog
        present = [gp for gp in self.gps if gp.filled]
        self.sessions = sum(gp.sessions for gp in present)
        paced = sum(gp.sessions * gp.pace for gp in present)
        whole = p.contact_minutes_per_session * paced
        net = max(whole - 60.0 * self.coordination_hours, p.clinical_time_floor * whole)
        minutes = p.minutes_per_contact
        work = sum((i + 0.15 * b) * m for i, b, m in zip(inflow, backlog, minutes, strict=True))
        self.load = work / net if net > 0.0 else (1.3 if work > 0.0 else 0.0)
        pressed = pressure(self.load)
        self.overtime, self.shortening = p.overtime_limit * pressed, p.quick_contact_limit * pressed
        left = net * (1.0 + self.overtime) / (1.0 - self.shortening)
        self.turned_away = [p.no_suitable_offer * i for i in inflow]
        waiting = [b + i - t for b, i, t in zip(backlog, inflow, self.turned_away, strict=True)]
        urgent = min(waiting[URGENT], left / minutes[URGENT])
        left -= urgent * minutes[URGENT]
        needed = sum(w * m for w, m in zip(waiting, minutes, strict=True)) - waiting[URGENT] * minutes[URGENT]
        share = min(1.0, max(left, 0.0) / needed) if needed > 0.0 else 0.0
        served = [w * share for w in waiting]
        served[URGENT] = urgent
        self.served, self.unserved = served, [w - s for w, s in zip(waiting, served, strict=True)]
        self.contacts = sum(served)
        rate = 2.0 * self.contacts / paced if paced > 0.0 else 0.0
        for gp in self.gps:
            gp.contacts_per_day = rate * gp.pace if gp.filled else 0.0

    def patients_wait_or_leave(self) -> None:
        """``patients_wait_or_leave``: part of what is left over resolves, part goes elsewhere, the rest waits."""
        p = self.model.p
        self.emergency = self.out_of_hours = self.pharmacy = self.gave_up = self.spilled = 0.0
        for need_class, left in enumerate(self.unserved):
            asked = self.backlog[need_class] + self.inflow[need_class]
            wait = left / max(self.served[need_class], p.wait_floor * asked) if left > 0.0 else 0.0
            tolerance = p.wait_tolerance[need_class]
            width = p.patience_spread * tolerance
            if width <= 0.0:
                excess = max(0.0, wait - tolerance)
            else:
                x = (wait - tolerance) / width
                excess = wait - tolerance if x > 30.0 else width * log1p(exp(x))
            resolved = left * (1.0 - exp(-p.self_resolving * excess))
            spilled = (left - resolved) * (1.0 - exp(-p.spill_scale * p.spill_rate[need_class] * excess))
            self.backlog[need_class] = left - resolved - spilled
            spilled += self.turned_away[need_class]
            emergency, out_of_hours, pharmacy, gave_up = p.spill_goes_to[need_class]
            self.spilled += spilled
            self.emergency += spilled * emergency
            self.out_of_hours += spilled * out_of_hours
            self.pharmacy += spilled * pharmacy
            self.gave_up += spilled * gave_up
            self.returning[need_class] = p.hidden_return * spilled * gave_up

    def refer(self) -> None:
        """``cases_are_routed``: contacts that need another service take one of two channels."""
        p, pcn = self.model.p, self.pcn
        self.attention = 1.0 - p.strain_squeeze * cut((self.strain - 0.3) / 0.6, 0.0, 1.0)
        self.cases = cases = [s * need for s, need in zip(self.served, p.case_share, strict=True)]
        trust_centre = self.centre_good / (self.centre_good + self.centre_bad)
        lateral, strength = pcn.direct_share, p.channel_choice_strength
        by_pathway = (1.0 - lateral) * exp(strength * trust_centre)
        pathway_cases = 0.0
        for service, tie in self.service_ties:
            wanted = sum(c * m for c, m in zip(cases, service.mix, strict=True))
            own = tie["good"] / (tie["good"] + tie["bad"])
            trust = 1.0 - (1.0 - own) * (1.0 - pcn.bridge[service.kind])
            by_hand = lateral * exp(strength * trust)
            tie["trust"], tie["bridged"] = own, trust
            tie["direct"] = direct = wanted * by_hand / (by_hand + by_pathway)
            tie["pathway"] = wanted - direct
            pathway_cases += wanted - direct
        pcn.desk_in += pathway_cases

    def hear_back(self) -> None:
        """``cases_are_answered``: what the other services accept."""
        p, pcn = self.model.p, self.pcn
        trust_centre = self.centre_good / (self.centre_good + self.centre_bad)
        ceiling = p.joint_success_ceiling * (1.0 - pcn.ambiguity)
        known, without = p.pathway_success_without_trust, pcn.direct_success_without_trust
        by_pathway = (
            ceiling
            * self.fit
            * (known + (1.0 - known) * trust_centre)
            * exp(-pcn.desk_delay / p.joint_plan_decay)
            * pcn.desk_passed
        )
        pathway_chance = cut(by_pathway * p.unsigned_partner_success, 0.0, 0.98)
        warmth = 0.7 + 0.3 * self.engagement
        attention = max(self.attention, 0.01)
        self.delay = 0.0
        for service, tie in self.service_ties:
            trust, direct, pathway = tie["bridged"], tie["direct"], tie["pathway"]
            lag = p.direct_response_time * (1.6 - trust) / attention
            by_direct = (
                ceiling
                * tie["match"]
                * (without + (1.0 - without) * trust)
                * warmth
                * exp(-lag / p.joint_plan_decay)
            )
            available = pcn.time_of[service]
            tie["accepted_direct"] = (
                direct * available * cut(by_direct * p.unsigned_partner_success, 0.0, 0.98)
            )
            tie["accepted_pathway"] = pathway * available * pathway_chance
            tie["accepted"] = accepted = tie["accepted_direct"] + tie["accepted_pathway"]
            service.arriving += accepted
            self.delay += direct * (lag + service.wait) + pathway * (pcn.desk_delay + service.wait)

    def cases_end(self) -> None:
        """``cases_end``: which cases are settled; the others fail, and part of them comes back as work."""
        p, cases = self.model.p, self.cases
        settled_by_class = [0.0] * len(cases)
        self.settled = 0.0
        for service, tie in self.service_ties:
            wanted = tie["direct"] + tie["pathway"]
            if wanted <= 0.0:
                continue
            settled = tie["accepted"] * service.kept
            self.settled += settled
            share = settled / wanted
            for need_class, part in enumerate(service.mix):
                settled_by_class[need_class] += cases[need_class] * part * share
        self.escalations = self.failed = 0.0
        for need_class, settled in enumerate(settled_by_class):
            failed = max(0.0, cases[need_class] - settled)
            self.failed += failed
            self.returning[need_class] += p.failed_case_return * failed
            self.escalations += (
                p.escalation_scale
                * p.escalation_probability[need_class]
                * (failed + p.escalation_if_resolved * settled)
            )

    def coordinate(self) -> None:
        """``coordination_takes_time``: GP hours that working with others costs next week; and what load it adds."""
        p, pcn = self.model.p, self.pcn
        number = len(self.service_ties)
        upkeep = pcn.direct_share * p.tie_upkeep_minutes * self.attention / 60.0
        upkeep *= number + p.practice_tie_upkeep * self.tied
        handling = sum(
            tie["direct"] * p.direct_case_minutes * (1.5 - tie["bridged"])
            + tie["pathway"] * p.referral_minutes
            for _, tie in self.service_ties
        )
        handling *= pcn.handled_twice / 60.0
        chasing = p.chasing_minutes * self.failed / 60.0
        meetings = pcn.meetings * p.meeting_hours
        meetings += pcn.meeting_share * p.team_meetings_per_week * p.team_meeting_hours * self.attention / 4.0
        personal = sum(gp.tie_hours for gp in self.gps)
        offset = (
            p.facilitator_offset * (pcn.facilitation_hours + 0.5 * pcn.bridging_hours) * self.share_of_pcn
        )
        taken_over = min(0.5 * (upkeep + meetings + 0.5 * handling), offset)
        self.coordination_hours = max(
            0.0, upkeep + handling + chasing + meetings + pcn.assurance_hours + personal - taken_over
        )
        clinical_hours = p.hours_per_session * self.sessions
        load = p.quick_contact_load_weight * self.shortening
        if clinical_hours > 0.0:
            load += p.coordination_load_weight * self.coordination_hours / clinical_hours
        if p.overtime_limit > 0.0:
            load += 0.15 * self.overtime / p.overtime_limit
        left = sum(self.unserved)
        wait = 0.0 if left <= 0.0 else left / self.contacts if self.contacts > 0.0 else LONGEST_WAIT
        self.load_of_all = load + p.waiting_load_weight * min(1.0, wait / 3.0)

    def learn(self) -> None:
        """``practices_trust_services`` and ``practices_trust_the_centre``."""
        p, pcn = self.model.p, self.pcn
        keep, bad_weight, confirmation = p.trust_forgetting, p.bad_news_weight, p.confirmation
        filled_in = (1.0 - keep) * p.trust_prior_mass * self.general_trust
        filled_in_bad = (1.0 - keep) * p.trust_prior_mass - filled_in
        team_meetings = pcn.meeting_share * p.team_meetings_per_week * self.attention * 0.5 + pcn.facilitated
        pathway = settled = 0.0
        for service, tie in self.service_ties:
            trust, direct = tie["trust"], tie["direct"]
            cases = direct + tie["pathway"]
            contacts = direct + p.pathway_contact_share * tie["pathway"]
            weight = p.case_evidence * (1.0 - exp(-contacts / p.case_evidence_saturation))
            quality = tie["accepted"] / cases if cases > 0.0 else 0.5
            read = cut(quality + confirmation * (trust - 0.5), 0.0, 1.0)
            good, bad = weight * read, weight * (1.0 - read)
            weight = p.meeting_evidence * (1.0 - exp(-(team_meetings + pcn.bridge[service.kind])))
            read = cut(p.meeting_quality + confirmation * (trust - 0.5), 0.0, 1.0)
            tie["good"] = keep * tie["good"] + filled_in + good + weight * read
            tie["bad"] = keep * tie["bad"] + filled_in_bad + bad_weight * (bad + weight * (1.0 - read))
            pathway += tie["pathway"]
            settled += tie["accepted_pathway"]
        trust = self.centre_good / (self.centre_good + self.centre_bad)
        weight = p.case_evidence * (1.0 - exp(-pathway / (4.0 * p.case_evidence_saturation)))
        read = cut((settled / pathway if pathway > 0.0 else 0.5) + confirmation * (trust - 0.5), 0.0, 1.0)
        self.centre_good = keep * self.centre_good + filled_in + weight * read
        self.centre_bad = keep * self.centre_bad + filled_in_bad + bad_weight * weight * (1.0 - read)
