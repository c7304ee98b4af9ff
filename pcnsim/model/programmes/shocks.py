"""Shocks from outside that happen in one week: a practice closes, an owner of services breaks trust (SM1).

The surge of demand lasts for weeks and is a factor in ``rules/environment``; the funding cut is a term of the contract.
"""

from __future__ import annotations

from pcnsim.model.columns import Clock, Gps, Ints, Pcns, Practices, PracticeTies, Rates
from pcnsim.model.compiled import rule, woven
from pcnsim.model.rules.workforce import close_practice
from pcnsim.model.vocabulary import BRIDGING


@rule
def can_close(practice: int, practices: Practices, pcns: Pcns) -> bool:
    """Whether a practice is open and its PCN has another open one to take its patients."""
    if not practices.open[practice]:
        return False
    first = pcns.first_practice[practices.pcn[practice]]
    for other in range(first, first + pcns.practices[practices.pcn[practice]]):
        if other != practice and practices.open[other]:
            return True
    return False


@woven
def closure_strikes(
    p: Rates, clock: Clock, gps: Gps, practices: Practices, pcns: Pcns, ties: PracticeTies
) -> None:
    """In ``closure_week`` one practice closes: the one of rank ``closure_rank`` by list among those that can.

    Where fewer can close it is the smallest of them; of equal lists the first row comes first. Nobody is lost:
    patients, posts and waiting work go where ``close_practice`` sends them.
    """
    if p.practice_closure == 0.0 or clock.week != p.closure_week:
        return
    chosen = -1
    for _ in range(int(p.closure_rank)):
        best = -1
        for practice in range(practices.pcn.shape[0]):
            size = practices.list_size[practice]
            if best >= 0 and size <= practices.list_size[best]:
                continue
            if chosen >= 0:
                last = practices.list_size[chosen]
                if size > last or (size == last and practice <= chosen):
                    continue
            if can_close(practice, practices, pcns):
                best = practice
        if best < 0:
            break
        chosen = best
    if chosen >= 0:
        close_practice(chosen, gps, practices, pcns, ties)


@woven
def owner_breaks_trust(
    p: Rates, clock: Clock, practices: Practices, pcns: Pcns, owner_of_service: Ints
) -> None:
    """In ``breach_week`` every tie with one kind of owner and its services takes ``breach_evidence`` on the bad side.

    That is: ties of practices with its services, ties of PCNs with the owner, and the personal ties of bridging staff
    and network-role GPs with its services.
    """
    if p.breach_of_trust == 0.0 or clock.week != p.breach_week:
        return
    owner = int(p.breach_owner)
    for service in range(owner_of_service.shape[0]):
        if owner_of_service[service] != owner:
            continue
        for practice in range(practices.pcn.shape[0]):
            if practices.open[practice]:
                practices.service_bad[practice, service] += p.breach_evidence
        for pcn in range(pcns.system.shape[0]):
            if pcns.shares[pcn, BRIDGING] > 0.0:
                pcns.bridge_bad[pcn, service] += p.breach_evidence
            if pcns.network_gp[pcn] >= 0:
                pcns.network_bad[pcn, service] += p.breach_evidence
    for pcn in range(pcns.system.shape[0]):
        pcns.owner_bad[pcn, owner] += p.breach_evidence
