"""The network contract and its terms: who signs, how a network sets itself up, deadlines and bids (SM2, SM3).

The money that the contract brings, and what its withdrawal stops, is where it is spent: the coordination budget in
``rules/leadership``, the bank in ``rules/money``, additional roles in their own module.
"""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import Clock, PcnFlows, Pcns, PracticeFlows, Practices, PracticeTies, Rates, Systems
from pcnsim.model.compiled import rule, woven
from pcnsim.model.random import uniform
from pcnsim.model.rules.arithmetic import chance_in_a_week, chance_of, logistic
from pcnsim.model.rules.environment import help_for_embryonic, money_is_bid_for, money_is_cut


@rule
def practices_sign_up(p: Rates, clock: Clock, practices: Practices, flows: PracticeFlows) -> None:
    """Unsigned practices sign, sooner where GPs are engaged; disengaged practices may opt out again.

    An unsigned practice has no additional staff, no meetings, no adoption and no vote. Once the money is cut nobody
    signs, and opting out is ten times as likely (specification SM2).
    """
    cut = money_is_cut(p, clock.week)
    opt_out = min(1.0, 10.0 * p.opt_out_rate) if cut else p.opt_out_rate
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        if not practices.signed[practice]:
            hazard = 0.0 if cut else p.sign_up_rate * (0.3 + flows.engagement[practice])
            if uniform(clock.seed, draws.SIGN_UP, clock.week, practice) < chance_of(hazard):
                practices.signed[practice] = True
        elif flows.engagement[practice] < 0.35 and (
            uniform(clock.seed, draws.OPT_OUT, clock.week, practice) < chance_in_a_week(opt_out)
        ):
            practices.signed[practice] = False


@woven
def deadline_falls(p: Rates, clock: Clock, practices: Practices, pcns: Pcns, ties: PracticeTies) -> None:
    """At the deadline agreement and account stand everywhere, and all sign: decided before trust could be built.

    Each tie inside a PCN that was not set up takes bad evidence, the more the less progress it had made (assumption;
    seed 002 calls the timetable very ambitious and trust the condition of success). A new rule of ours.
    """
    if p.contract_deadline == 0.0 or clock.contract_week != p.contract_deadline_week:
        return
    for practice in range(practices.pcn.shape[0]):
        if practices.open[practice]:
            practices.signed[practice] = True
    for tie in range(ties.first.shape[0]):
        progress = pcns.set_up[practices.pcn[ties.first[tie]]]
        if ties.live[tie] and ties.inside[tie] and progress < 1.0:
            ties.bad[tie] += p.deadline_evidence * (1.0 - progress)
            ties.trust[tie] = ties.good[tie] / (ties.good[tie] + ties.bad[tie])
    for pcn in range(pcns.set_up.shape[0]):
        pcns.set_up[pcn] = 1.0


@woven
def networks_bid(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows, systems: Systems) -> None:
    """Each round, PCNs that are set up bid for pooled coordination money; last week's leadership decides the odds.

    ``bid_won`` is a PCN's share of its system's pool per head, relative to the mean: winners share by population,
    losers have 0, and where nobody wins the money goes by formula (1 each). Its population-weighted mean is always 1,
    so that bids move money and make none.
    """
    if not money_is_bid_for(p, clock.week):
        return
    if (clock.week - p.bids_start_week) % p.bid_round_weeks != 0.0:
        return
    for system in range(systems.pcns.shape[0]):
        everybody = winners = 0.0
        for pcn in range(pcns.system.shape[0]):
            if pcns.system[pcn] != system:
                continue
            everybody += flows.population[pcn]
            chance = logistic(p.bid_leadership_effect * (flows.leadership[pcn] - 0.5))
            pcns.bid_won[pcn] = 0.0
            if pcns.set_up[pcn] >= 1.0 and uniform(clock.seed, draws.BID, clock.week, pcn) < chance:
                pcns.bid_won[pcn] = 1.0
                winners += flows.population[pcn]
        for pcn in range(pcns.system.shape[0]):
            if pcns.system[pcn] == system:
                pcns.bid_won[pcn] = pcns.bid_won[pcn] * everybody / winners if winners > 0.0 else 1.0


@rule
def networks_set_up(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows) -> None:
    """Legal agreement and bank account progress with leadership and trust, slower in large networks.

    Development support makes embryonic networks faster.
    """
    for pcn in range(pcns.set_up.shape[0]):
        pace = flows.leadership[pcn] * (0.4 + 1.2 * flows.practice_trust[pcn])
        pace *= 1.0 + help_for_embryonic(p, clock.week, pcns.prior_collaboration[pcn])
        weeks = p.set_up_weeks * (1.0 + 0.05 * max(0.0, flows.members[pcn] - 5.0))
        pcns.set_up[pcn] = min(1.0, pcns.set_up[pcn] + pace / weeks)
