"""SM14 Influence: general practice's voice beside the trusts in the system, and the growth that it wins."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model.columns import Clock, Owners, Rates, Systems
from pcnsim.model.compiled import rule


@rule
def general_practice_has_a_voice(p: Rates, clock: Clock, owners: Owners, systems: Systems) -> None:
    """Influence share of general practice: its voice against the partners' (amendment A2).

    An executive speaks for all PCNs as far as its mandate and capacity carry; without one, many PCNs are heard less.
    Partners weigh less the more they lean to neighbourhood working. At each year's end general practice's influence
    wins growth in coordination and community capacity.
    """
    number = systems.pcns.shape[0]
    trust = np.zeros(number)
    priority = np.zeros(number)
    count = np.zeros(number)
    for owner in range(owners.kind.shape[0]):
        system = owners.system[owner]
        trust[system] += owners.trust[owner]
        priority[system] += owners.priority[owner]
        count[system] += 1.0
    for system in range(number):
        voice = (
            p.voice_without_executive
            * (1.0 + 0.5 * trust[system] / count[system])
            / (1.0 + 0.15 * math.log(systems.pcns[system]))
        )
        if systems.executive[system]:
            voice = systems.mandate[system] * (0.3 + 0.7 * systems.capacity[system])
        ours = p.general_practice_voice_weight * voice
        theirs = (
            p.partners_voice_weight * p.trusts_weight_in_system * (1.5 - priority[system] / count[system])
        )
        systems.influence[system] = ours / (ours + theirs)
        if clock.contract and (clock.contract_week + 1) % 52 == 0:
            systems.growth[system] += p.contestable_growth * systems.influence[system]
