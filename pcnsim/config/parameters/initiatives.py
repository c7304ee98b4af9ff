"""What initiatives take and what they do once they work (SM12, SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["InitiativeParameters"]


class InitiativeParameters(ParameterGroup):
    """What initiatives take and what they do once they work."""

    submodel: ClassVar[str] = "Initiatives and redesign (SM12, SM13)"

    initiative_ramp_weeks: float = parameter(
        13.0,
        low=13,
        high=13,
        unit="weeks",
        symbol="const_ramp_init",
        seed="S1-hard",
        minimum=1,
        source="assumption",
        description="Time in which an initiative reaches its working effect.",
    )

    implementation_weeks: float = parameter(
        26.0,
        low=26,
        high=26,
        unit="weeks",
        symbol="const_impl_weeks",
        seed="S1-hard",
        source="assumption",
        description="Time during which an initiative takes effort.",
    )

    initiatives_at_once: float = parameter(
        2.0,
        low=2,
        high=2,
        unit="initiatives",
        symbol="const_busy_max",
        seed="S1-hard",
        minimum=1,
        source="assumption",
        description="Initiatives a practice can put to work at the same time.",
    )

    back_office_saving: float = parameter(
        0.05,
        low=0,
        high=0.1,
        unit="share of minutes",
        symbol="eff_bo",
        seed="S1-internal",
        source="assumption",
        description="Contact time saved by shared back offices.",
    )

    technology_saving: float = parameter(
        0.04,
        low=-0.02,
        high=0.08,
        unit="share of minutes",
        symbol="eff_tech",
        seed="S1-internal",
        source="assumption: pilots were inconclusive (Greenwich 2016)",
        description="Contact time saved by technology.",
    )

    demand_management_saving: float = parameter(
        0.03,
        low=0,
        high=0.08,
        unit="share of simple and urgent demand",
        symbol="eff_sdm",
        seed="S1-internal",
        source="assumption: trials of triage are mixed",
        description="Demand met by shared triage and signposting.",
    )

    integrated_team_effect: float = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="share of failures",
        symbol="eff_int",
        seed="S1-external",
        source="assumption: team meetings have small effects on use (Stokes 2015)",
        description="Failures avoided by an integrated neighbourhood team.",
    )

    prevention_effect: float = parameter(
        0.06,
        low=0,
        high=0.12,
        unit="share of demand",
        symbol="prev_max",
        seed="S1-external",
        source="assumption",
        description="Complex, mental and urgent demand avoided by prevention at most.",
    )

    wider_determinants_effect: float = parameter(
        0.05,
        low=0,
        high=0.1,
        unit="share of demand",
        symbol="wd_max",
        seed="S1-external",
        source="assumption: link workers",
        description="Simple, complex and mental demand avoided by work on wider determinants at most.",
    )

    prevention_lag: float = parameter(
        104.0,
        low=52,
        high=260,
        unit="weeks",
        symbol="L_prev",
        seed="S1-external",
        minimum=1,
        source="assumption",
        description="Lag of prevention.",
    )

    redesign: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch: 0 incremental, 1 transformational allowed",
        symbol="redesign",
        scale="binary",
        seed="S1-fundamental",
        programme="redesign",
        source="policy switch; seed 001, Miller 2018",
        description="Whether PCNs may redesign care from its purpose.",
    )

    redesign_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="redesign_start_week",
        scale="discrete",
        seed="S1-sequence",
        programme="redesign",
        source="policy choice",
        description="Week from which PCNs may redesign care.",
    )

    redesign_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="redesign_end_week",
        scale="discrete",
        seed="S1-sequence",
        programme="redesign",
        source="policy choice; the default lasts to the end of the run",
        description="Week from which no further PCN redesigns care.",
    )

    redesign_rate: float = parameter(
        0.02,
        low=0.005,
        high=0.05,
        unit="per week",
        symbol="h_T",
        seed="S1-fundamental",
        programme="redesign",
        source="assumption",
        description="Hazard of redesign once a PCN is ready.",
    )

    redesign_readiness: float = parameter(
        0.5,
        low=0.35,
        high=0.65,
        unit="readiness",
        symbol="theta_T",
        seed="S1-sequence",
        programme="redesign",
        source="assumption",
        description="Readiness at which redesign becomes likely.",
    )

    redesign_gain: float = parameter(
        0.4,
        low=0,
        high=0.8,
        unit="share",
        symbol="xi_T",
        seed="S1-fundamental",
        programme="redesign",
        source="assumption",
        description="How much better initiatives work after redesign.",
    )

    redesign_dip: float = parameter(
        0.03,
        low=0,
        high=0.08,
        unit="share",
        symbol="dip_T",
        seed="S1-hard",
        programme="redesign",
        source="assumption",
        description="Productivity lost for 26 weeks after redesign.",
    )

    redesign_dip_weeks: float = parameter(
        26.0,
        low=26,
        high=26,
        unit="weeks",
        symbol="redesign_dip_weeks",
        seed="S1-hard",
        programme="redesign",
        source="assumption: specification SM6",
        description="Weeks of lower productivity after a redesign.",
    )

    prevention_crowding_out: float = parameter(
        0.0,
        low=0,
        high=1,
        unit="share",
        symbol="prevention_crowding_out",
        seed="S2-prevention-crowdout",
        source="assumption: workload squeezes prevention (seed 002, side headline); 0 leaves it out",
        description="Share of the effect of prevention and of work on wider determinants that full pressure of work takes away.",
    )
