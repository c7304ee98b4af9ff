"""SM10 Trust between organisations: evidence that fades, weighs bad news more and is read in line with trust.

Every tie keeps good and bad evidence (a Beta reputation with forgetting, Josang and Ismail 2002) in which the general
disposition has a fixed weight; trust is good over all. Personal ties of GPs follow the same rule in ``gp_ties``.
"""

from __future__ import annotations

import math

from pcnsim.model.columns import (
    Clock,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
    Teams,
)
from pcnsim.model.compiled import rule
from pcnsim.model.rules.arithmetic import confirmed
from pcnsim.model.rules.cases import on_footprint, standard_fit, trust_in_centre, trust_in_service
from pcnsim.model.rules.environment import surge
from pcnsim.model.vocabulary import MEETINGS


@rule
def remembered(keep: float, prior: float, old: float, disposition: float, new: float) -> float:
    """One side of the evidence a week later: part is kept, the disposition fills in, new experience is added."""
    return keep * old + (1.0 - keep) * prior * disposition + new


@rule
def practices_trust_services(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    teams: Teams,
) -> None:
    """Ties practice-service learn from cases (pathway cases leave less contact) and from meetings, planned or not.

    Those who share a PCN's footprint meet informally as well, in so far as people there work by meeting.
    """
    keep, prior, bad_weight = p.trust_forgetting, p.trust_prior_mass, p.bad_news_weight
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        pcn = practices.pcn[practice]
        disposition = practices.general_trust[practice]
        for service in range(flows.direct.shape[1]):
            trust = trust_in_service(practices, practice, service)
            direct = flows.direct[practice, service]
            cases = direct + flows.pathway[practice, service]
            contacts = direct + p.pathway_contact_share * flows.pathway[practice, service]
            weight = p.case_evidence * (1.0 - math.exp(-contacts / p.case_evidence_saturation))
            quality = 0.5
            if cases > 0.0:
                quality = (
                    flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
                ) / cases
            read = confirmed(quality, trust, p.confirmation)
            good = weight * read
            bad = weight * (1.0 - read)
            if clock.contract:
                met = (
                    pcns.shares[pcn, MEETINGS]
                    * p.team_meetings_per_week
                    * flows.attention[practice]
                    * (0.5 + 0.5 * pcns.partner[pcn, service])
                    + 0.5 * pcn_flows.facilitation_reach[pcn]
                    + pcn_flows.bridge[pcn, service]
                    + p.colocation_contact
                    * on_footprint(teams, practices.team[practice, service])
                    * pcns.shares[pcn, MEETINGS]
                    * flows.attention[practice]
                )
                weight = p.meeting_evidence * (1.0 - math.exp(-met))
                read = confirmed(p.meeting_quality, trust, p.confirmation)
                good += weight * read
                bad += weight * (1.0 - read)
            practices.service_good[practice, service] = remembered(
                keep, prior, practices.service_good[practice, service], disposition, good
            )
            practices.service_bad[practice, service] = remembered(
                keep, prior, practices.service_bad[practice, service], 1.0 - disposition, bad_weight * bad
            )


@rule
def practices_trust_the_centre(
    p: Rates, clock: Clock, pcns: Pcns, practices: Practices, flows: PracticeFlows
) -> None:
    """Ties practice-centre learn from pathway cases and from fresh mandates (as good as the mandate fits)."""
    keep, prior, bad_weight = p.trust_forgetting, p.trust_prior_mass, p.bad_news_weight
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        disposition = practices.general_trust[practice]
        trust = trust_in_centre(practices, practice)
        cases = settled = 0.0
        for service in range(flows.pathway.shape[1]):
            cases += flows.pathway[practice, service]
            settled += flows.accepted_pathway[practice, service]
        weight = p.case_evidence * (1.0 - math.exp(-cases / (4.0 * p.case_evidence_saturation)))
        read = confirmed(settled / cases if cases > 0.0 else 0.5, trust, p.confirmation)
        good = weight * read
        bad = weight * (1.0 - read)
        if clock.contract:
            fresh = 0.0
            for initiative in range(practices.adopted.shape[1]):
                if (
                    practices.adopted[practice, initiative] > 0.0
                    and practices.weeks_adopted[practice, initiative] < p.initiative_ramp_weeks
                ):
                    fresh += practices.mandated[practice, initiative]
            fit = standard_fit(
                p, practices.need_distance[practice], pcns.local_knowledge[practices.pcn[practice]]
            )
            good += p.mandate_evidence * fresh * fit
            bad += p.mandate_evidence * fresh * (1.0 - fit)
        practices.centre_good[practice] = remembered(
            keep, prior, practices.centre_good[practice], disposition, good
        )
        practices.centre_bad[practice] = remembered(
            keep, prior, practices.centre_bad[practice], 1.0 - disposition, bad_weight * bad
        )


@rule
def practices_trust_each_other(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    ties: PracticeTies,
) -> None:
    """Ties practice-practice learn from meetings, help, a shared threat, and contacts between their GPs (A1).

    A surge of demand is a threat that practices of the contract face together, the better the better they are led and
    the more they agree.
    """
    keep, prior, bad_weight = p.trust_forgetting, p.trust_prior_mass, p.bad_news_weight
    threat = p.help_evidence * min(1.0, (surge(p, clock.week) - 1.0) / 0.25)
    for tie in range(ties.first.shape[0]):
        if not ties.live[tie]:
            continue
        first, second = ties.first[tie], ties.second[tie]
        pcn, other_pcn = practices.pcn[first], practices.pcn[second]
        trust = ties.trust[tie]
        good = bad = 0.0
        if clock.contract and ties.inside[tie] and practices.signed[first] and practices.signed[second]:
            weight = (
                p.meeting_evidence
                * (1.0 - math.exp(-pcn_flows.meetings[pcn] / 0.25))
                * (0.5 + 0.5 * pcn_flows.leadership[pcn])
            )
            quality = (
                p.meeting_quality
                * (0.6 + 0.4 * pcn_flows.consensus[pcn])
                * (0.9 + 0.1 * p.facilitative_style)
            )
            read = confirmed(quality, trust, p.confirmation)
            good += weight * read
            bad += weight * (1.0 - read)
        elif clock.contract and not ties.inside[tie]:
            share = 0.5 * (pcns.shares[pcn, MEETINGS] + pcns.shares[other_pcn, MEETINGS])
            good += 0.3 * p.meeting_evidence * share * p.meeting_quality
            bad += 0.3 * p.meeting_evidence * share * (1.0 - p.meeting_quality)
        helped = 0.5 * (min(1.0, 10.0 * flows.helped[first]) + min(1.0, 10.0 * flows.helped[second]))
        if ties.inside[tie] and helped > 0.0:
            good += p.help_evidence * helped * 0.9
            bad += p.help_evidence * helped * 0.1
        if threat > 0.0 and practices.signed[first] and practices.signed[second]:
            together = 0.5 + 0.25 * (
                pcn_flows.leadership[pcn] * pcn_flows.consensus[pcn]
                + pcn_flows.leadership[other_pcn] * pcn_flows.consensus[other_pcn]
            )
            read = confirmed(together, trust, p.confirmation)
            good += threat * read
            bad += threat * (1.0 - read)
        contact = ties.contact[tie]
        if contact > 0.0:
            weight = p.contact_evidence * (1.0 - math.exp(-contact))
            read = confirmed(ties.contact_quality[tie] / contact, trust, p.confirmation)
            good += weight * read
            bad += weight * (1.0 - read)
        disposition = 0.5 * (practices.general_trust[first] + practices.general_trust[second])
        ties.good[tie] = remembered(keep, prior, ties.good[tie], disposition, good)
        ties.bad[tie] = remembered(keep, prior, ties.bad[tie], 1.0 - disposition, bad_weight * bad)
        ties.trust[tie] = ties.good[tie] / (ties.good[tie] + ties.bad[tie])


@rule
def bridging_staff_are_known(p: Rates, clock: Clock, pcns: Pcns, pcn_flows: PcnFlows) -> None:
    """The bridging staff's own ties with services grow with the hours they have, and fade without (amendment A1)."""
    for pcn in range(pcns.bridge_good.shape[0]):
        for service in range(pcns.bridge_good.shape[1]):
            total = pcns.bridge_good[pcn, service] + pcns.bridge_bad[pcn, service] + p.trust_prior_mass
            trust = (pcns.bridge_good[pcn, service] + p.trust_prior_mass * p.general_trust) / total
            weight = p.meeting_evidence * pcn_flows.bridging_reach[pcn] if clock.contract else 0.0
            read = confirmed(p.meeting_quality, trust, p.confirmation)
            pcns.bridge_good[pcn, service] = (
                p.trust_forgetting * pcns.bridge_good[pcn, service] + weight * read
            )
            pcns.bridge_bad[pcn, service] = p.trust_forgetting * pcns.bridge_bad[
                pcn, service
            ] + weight * p.bad_news_weight * (1.0 - read)
