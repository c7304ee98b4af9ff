"""The network contract: practices sign up or opt out, the network sets itself up (specification SM2 and SM3)."""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import Clock, PcnFlows, Pcns, PracticeFlows, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.random import uniform
from pcnsim.model.rules.arithmetic import chance_in_a_week, chance_of


@rule
def practices_sign_up(p: Rates, clock: Clock, practices: Practices, flows: PracticeFlows) -> None:
    """Unsigned practices sign, sooner where GPs are engaged; disengaged practices may opt out again.

    An unsigned practice has no additional staff, no meetings, no adoption and no vote.
    """
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        if not practices.signed[practice]:
            hazard = p.sign_up_rate * (0.3 + flows.engagement[practice])
            if uniform(clock.seed, draws.SIGN_UP, clock.week, practice) < chance_of(hazard):
                practices.signed[practice] = True
        elif flows.engagement[practice] < 0.35 and (
            uniform(clock.seed, draws.OPT_OUT, clock.week, practice) < chance_in_a_week(p.opt_out_rate)
        ):
            practices.signed[practice] = False


@rule
def networks_set_up(p: Rates, pcns: Pcns, flows: PcnFlows) -> None:
    """Legal agreement and bank account progress with leadership and trust, slower in large networks."""
    for pcn in range(pcns.set_up.shape[0]):
        pace = flows.leadership[pcn] * (0.4 + 1.2 * flows.practice_trust[pcn])
        weeks = p.set_up_weeks * (1.0 + 0.05 * max(0.0, flows.members[pcn] - 5.0))
        pcns.set_up[pcn] = min(1.0, pcns.set_up[pcn] + pace / weeks)
