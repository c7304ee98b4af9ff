"""A system of hierarchies and networks side by side: each half behaves like its structure, and the sums are right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pcnsim.config.structure import Structure
from pcnsim.model.simulation import Simulation
from tests.model.world import area, at, config, simulation, two_systems, weeks_of

HALF = np.array([True, True, False, False])
"""PCNs of the hierarchical half; the others are networks."""

QUICK = {
    "set_up_weeks": 1.0,
    "proposals_per_meeting": 5.0,
    "central_decision_weeks": 0.5,
    "mandate_adoption_rate": 0.5,
    "own_interest_adoption_rate": 0.3,
}

PLACE = area(4, 3)


def mixed(*later: str, weeks: int = 16, **values: float) -> Simulation:
    """Four PCNs of three practices; the first two turn hierarchies in week 0, the others networks."""
    codes = [str(code) for code in PLACE.pcns["pcn_code"][:2]]
    changes = [f"{{week=0, structure='hierarchy', pcns={codes}}}", *later]
    made = config(f"structure_changes=[{', '.join(changes)}]", weeks=weeks, values={**QUICK, **values})
    return simulation(made.with_factors({"structure": "network"}), PLACE)


def pure(structure: str, weeks: int = 16, **values: float) -> Simulation:
    return simulation(at(structure, weeks=weeks, values={**QUICK, **values}), PLACE)


def of_pcns(run: Simulation, column: str) -> Any:
    """A column of practices' flows, summed over each PCN."""
    state = run.state
    return np.array(
        [state.practice_flows[column][state.practices.pcn == pcn].sum() for pcn in range(len(HALF))]
    )


@pytest.mark.property
def test_each_half_starts_as_it_would_in_a_pure_system() -> None:
    both, hierarchy, network = mixed().run(5), pure("hierarchy").run(5), pure("network").run(5)
    for column in ("direct", "pathway", "accepted_direct", "accepted_pathway"):
        found = both.state.practice_flows[column]
        half = HALF[both.state.practices.pcn]
        assert (found[half] == hierarchy.state.practice_flows[column][half]).all(), column
        assert (found[~half] == network.state.practice_flows[column][~half]).all(), column
    for column in ("meetings", "desk_hours", "facilitation_hours", "desk_in", "director_hours"):
        found = both.state.pcn_flows[column]
        assert (found[HALF] == hierarchy.state.pcn_flows[column][HALF]).all(), column
        assert (found[~HALF] == network.state.pcn_flows[column][~HALF]).all(), column
        assert (found[HALF] != network.state.pcn_flows[column][HALF]).all(), column
    assert (both.state.pcn_flows.budget_hours == network.state.pcn_flows.budget_hours).all()


@pytest.mark.property
def test_each_half_goes_on_like_its_structure_and_the_sums_are_right() -> None:
    run = mixed(weeks=20)
    for _, state in weeks_of(run):
        if run.week <= 0:
            continue
        half = HALF[state.practices.pcn]
        flows, pcns = state.practice_flows, state.pcns
        assert (flows.direct[half] == 0.0).all()
        assert (flows.pathway[~half] == 0.0).all()
        assert (flows.direct[~half].sum(axis=1) > 0.0).all()
        assert (state.pcn_flows.desk_in[~HALF] == 0.0).all()
        assert (pcns.approved[HALF] == 0.0).all()
        assert (state.practices.mandated[~half] == 0.0).all()
        population = np.bincount(state.practices.pcn, weights=state.practices.list_size)
        local = population[~HALF].sum() / population.sum()
        assert state.systems.local_share[0] == pytest.approx(local, rel=1e-12)
        row = run.weekly().iloc[-1]
        cases = flows.direct.sum() + flows.pathway.sum()
        assert row["desk_share"] == pytest.approx(of_pcns(run, "pathway")[HALF].sum() / cases, rel=1e-12)
        settled = of_pcns(run, "joint_resolved")
        assert row["joint_resolution"] == pytest.approx(settled.sum() / of_pcns(run, "cases").sum(), rel=1e-9)
        np.testing.assert_allclose(
            settled[HALF].sum() + settled[~HALF].sum(),
            (flows.cases - flows.failed_class.sum(axis=1)).sum(),
            rtol=1e-9,
        )
    state = run.state
    half = HALF[state.practices.pcn]
    assert state.systems.approved.sum() > 0.0
    assert state.pcns.approved[~HALF].sum() > 0.0
    assert (state.practices.mandated[half] * state.practices.adopted[half]).sum() > 0.0
    assert state.practices.adopted[~half].sum() > 0.0
    assert (state.practices.decision_weight[half] == 0.0).all()
    assert state.practices.decision_weight[~half].sum() > 0.0


@pytest.mark.property
def test_halves_may_change_places_at_a_week() -> None:
    codes = [str(code) for code in PLACE.pcns["pcn_code"]]
    run = mixed(
        f"{{week=8, structure='network', pcns={codes[:2]}}}",
        f"{{week=8, structure='hierarchy', pcns={codes[2:]}}}",
    )
    for before, state in weeks_of(run):
        if run.week <= 0:
            continue
        lateral = HALF if run.week > 8 else ~HALF
        half = lateral[state.practices.pcn]
        assert (state.practice_flows.pathway[half] == 0.0).all()
        assert (state.practice_flows.direct[~half] == 0.0).all()
        # a desk that is closed hands back what waits there: nothing is handled without hours, nothing vanishes
        flows = state.pcn_flows
        np.testing.assert_allclose(
            before.pcns.desk_queue + flows.desk_in,
            flows.desk_handled + flows.desk_bounced + state.pcns.desk_queue,
            rtol=1e-9,
            atol=1e-9,
        )
    expected = [Structure.at("network" if one else "hierarchy").as_tuple() for one in HALF]
    np.testing.assert_allclose(run.state.pcns.shares, expected)


@pytest.mark.property
def test_the_pcn_that_is_named_changes_in_whatever_order_systems_come() -> None:
    """PCNs stand system by system in the order in which the area first names the systems, sorted or not."""
    place = two_systems()
    pcns = place.pcns.copy()
    pcns["system_code"] = pcns["system_code"].to_numpy()[::-1]  # the first PCN's system comes last by code
    place = replace(place, pcns=pcns)
    assert list(pcns["system_code"]) != sorted(pcns["system_code"])
    for code in place.pcns["pcn_code"]:
        made = config(f"structure_changes=[{{week=1, structure='network', pcns=['{code}']}}]")
        run = simulation(made.with_factors({"structure": "hierarchy"}), place).run(4 + 2)
        table = run.tables()["pcns"].set_index("pcn")
        assert (table["direct_case_share"] == (table.index == code)).all()


@pytest.mark.property
def test_teams_on_footprints_serve_both_halves() -> None:
    """Closeness helps direct work alone, so in the week of the move only the network half settles more."""
    values = {"colocation_stands_in": 0.3, "colocation_saving": 0.0, "footprint_start_week": 3}
    hub, footprint = (mixed(community_footprint=on, **values).run(4 + 4) for on in (0, 1))
    one, other = of_pcns(hub, "accepted_pathway"), of_pcns(footprint, "accepted_pathway")
    np.testing.assert_allclose(one, other, rtol=1e-12)
    one, other = of_pcns(hub, "accepted_direct"), of_pcns(footprint, "accepted_direct")
    assert (one[HALF] == 0.0).all()
    assert (other[HALF] == 0.0).all()
    assert (other[~HALF] > one[~HALF]).all()
    teams = footprint.state.teams
    assert set(np.asarray(teams.pcn)[teams.working].tolist()) == {-1, 0, 1, 2, 3}
