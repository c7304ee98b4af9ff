"""GPs of the idiomatic model: coming and going, meeting one another, strain and engagement."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from mesa import Agent

from experiments.benchmarks.idiomatic.arithmetic import WEEK, cut, pressure

if TYPE_CHECKING:
    from experiments.benchmarks.idiomatic.model import IdiomaticModel
    from experiments.benchmarks.idiomatic.practices import Practice


class GP(Agent):  # type: ignore[misc]
    """A GP post, filled or vacant."""

    model: IdiomaticModel

    def __init__(self, model: IdiomaticModel, practice: Practice, person: dict[str, Any]) -> None:
        """Take the person in post from a dict of sessions, age, engagement and so on."""
        super().__init__(model)
        self.practice, self.pcn = practice, practice.pcn
        self.filled: bool = person["filled"]
        self.sessions: float = person["sessions"]
        self.age: float = person["age"]
        self.disposition: float = person["disposition"]
        self.engagement: float = person["engagement"]
        self.orientation: float = person["orientation"]
        self.role_identity: float = person["role_identity"]
        self.strain: float = person["strain"]
        self.pace: float = person["pace"]
        self.left = self.arrived = False
        self.contacts_per_day = self.attendance = self.tie_hours = self.wish = 0.0
        self.spare = 1.0
        self.ties = self.ties_outside = 0
        self.lean = self.warmth = 0.0
        practice.gps.append(self)
        practice.pcn.gps.append(self)

    def leave_or_arrive(self) -> None:
        """``gps_leave``, ``posts_are_filled`` and ``people_age``."""
        model, p, random = self.model, self.model.p, self.random
        self.left = self.arrived = False
        if self.filled:
            chance = p.leaving_rate * exp(p.strain_effect_on_leaving * (self.strain - 0.5))
            if self.age > 57.0:
                chance += p.retirement_rate
            if random.random() < 1.0 - (1.0 - min(0.9, chance)) ** WEEK:
                self.filled, self.left = False, True
                model.leavers += 1
        if not self.filled:
            practice = self.practice
            hazard = practice.attraction * model.supply * (1.5 - practice.strain)
            if random.random() < 1.0 - exp(-max(hazard, 0.0)):
                self.start()
        self.age += WEEK

    def start(self) -> None:
        """Somebody new comes into post."""
        p, random = self.model.p, self.random
        draw = random.random()
        if draw < p.disengaged_share:
            self.disposition, orientation = random.betavariate(2.0, 6.0), random.betavariate(3.0, 3.0)
        else:
            inward = draw < 0.5 * (1.0 + p.disengaged_share)
            self.disposition = random.betavariate(5.0, 2.5)
            orientation = random.betavariate(2.0, 5.0) if inward else random.betavariate(5.0, 2.0)
        self.engagement = self.disposition
        self.orientation = cut(0.5 + p.goal_spread * (orientation - 0.5) + self.practice.goals_lean, 0.0, 1.0)
        self.role_identity = random.betavariate(2.0, 4.0)
        self.age = cut(random.gauss(35.0, 5.0), 28.0, 67.0)
        self.pace = exp(p.pace_spread * random.gauss(0.0, 1.0) - 0.5 * p.pace_spread**2)
        self.strain = 0.4
        self.filled = self.arrived = True

    def plan_contacts(self) -> None:
        """``people_attend`` and ``hours_for_ties``: meetings attended, and how much of the wished contact fits in."""
        p = self.model.p
        attention = 1.0 - p.strain_squeeze * cut((self.strain - 0.3) / 0.6, 0.0, 1.0)
        self.attendance = 0.0
        if self.filled:
            self.attendance = self.engagement * attention * (1.0 - 0.5 * pressure(self.practice.load))
        self.spare = min(1.0, p.tie_hours_limit * attention / self.wish) if self.wish > 0.0 else 1.0
        self.wish = self.tie_hours = self.lean = self.warmth = 0.0
        self.ties = self.ties_outside = 0

    def welcome(self) -> None:
        """``colleagues_welcome``: a newcomer is tied to most or some of the practice's GPs."""
        model, p, random = self.model, self.model.p, self.random
        colleagues = [gp for gp in self.practice.gps if gp.filled and gp is not self]
        if colleagues:
            chance = p.within_practice_pairs * min(1.0, p.practice_circle / len(colleagues))
            for gp in colleagues:
                if random.random() < chance and not model.gp_ties.has_edge(self, gp):
                    model.form_tie(self, gp)

    def meet_somebody(self) -> None:
        """``meetings_introduce``: at a PCN meeting a GP may get to know one of another practice."""
        model, p, random, pcn = self.model, self.model.p, self.random, self.pcn
        chance = p.meeting_introductions * self.attendance * self.spare * pcn.meetings * pcn.boost
        if random.random() >= chance:
            return
        other = random.choice(pcn.gps)
        if other.practice is self.practice or not other.filled:
            return
        taken_to = other.attendance * model.liking(self, other) * model.freely(self, other)
        if random.random() < taken_to and not model.gp_ties.has_edge(self, other):
            model.form_tie(self, other)

    def be_introduced(self) -> None:
        """``contacts_introduce``: a contact introduces one of their contacts."""
        model, random = self.model, self.random
        if not self.filled or not self.ties:
            return
        if random.random() >= model.p.triadic_rate * self.spare * self.pcn.boost:
            return
        ties = model.gp_ties
        through = random.choice(list(ties[self]))
        other = random.choice(list(ties[through]))
        if other is self or not other.filled:
            return
        liking = ties[self][through]["trust"] * ties[through][other]["trust"] * model.liking(self, other)
        if other.practice is not self.practice:
            liking *= model.freely(self, other)
        if random.random() < liking and not ties.has_edge(self, other):
            model.form_tie(self, other)

    def change(self) -> None:
        """``strain_follows_load`` and ``people_change``, without a director and with nothing adopted."""
        if not self.filled:
            return
        p, practice = self.model.p, self.practice
        load = self.contacts_per_day / 25.0 + practice.load_of_all
        felt = 1.0 / (1.0 + exp(-(load - p.strain_midpoint_load) / p.strain_load_width))
        self.strain = cut(self.strain + p.strain_speed * (felt - self.strain), 0.0, 1.0)
        engagement, orientation = self.engagement, self.orientation
        target = (
            self.disposition
            + p.peer_engagement * self.warmth
            - p.strain_to_engagement * (self.strain - 0.5)
            - p.directive_cost_to_engagement * 0.5 * (1.0 - p.facilitative_style)
        )
        self.engagement = cut(
            engagement + p.engagement_speed * (cut(target, 0.0, 1.0) - engagement), 0.0, 1.0
        )
        self.orientation = cut(
            orientation + (0.3 + 0.7 * engagement) * p.goal_influence_rate * self.lean, 0.0, 1.0
        )
        self.role_identity *= 1.0 - 0.3 * p.role_identity_rate * (1.0 - p.facilitative_style)
