"""The idiomatic Mesa model and the compiled rules it is timed against are the same model.

Both start from the same people and ties and differ in luck alone, so means over replications may differ by their
standard error only. With 21 outcomes at two settings a bound of four standard errors fails by chance once in some 350
sets of seeds (t with 11 degrees of freedom: 0.0021 each, outcomes strongly correlated); the seeds are fixed.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from experiments.benchmarks.idiomatic.gps import GP
from experiments.benchmarks.idiomatic.model import OUTCOMES, IdiomaticModel
from experiments.benchmarks.idiomatic.practices import Practice
from experiments.benchmarks.sizes import again, agents_and_ties
from experiments.benchmarks.subset import OUTCOMES as COLUMNS
from experiments.benchmarks.subset import SUBSET, prepared, run_subset
from pcnsim.area.synthetic import draw_area
from pcnsim.config import load

REPLICATIONS, WEEKS, LAST = 12, 78, 39
BOUND = 4.0
PRESSED = (
    "community_capacity=0.35",
    "unsigned_partner_success=0.9",
    "demand_scale=1.15",
    "leaving_rate=0.3",
    "triadic_rate=0.05",
    "meeting_introductions=0.1",
    "demand_growth.simple=0.1",
)
"""Teams with queues and refusals, pressed owners, practices beyond their limits, people and ties that come and go."""


def _ends(sets: tuple[str, ...], structure: str) -> tuple[np.ndarray, np.ndarray]:
    """Means of the last weeks of both models, (replications, outcomes) each."""
    config = load(None, ('start="established"', "burn_in_weeks=0", *sets))
    place = draw_area(pcns=5, seed=3)
    objects, compiled = [], []
    for seed in range(REPLICATIONS):
        start = prepared(place, seed, structure, config)
        model = IdiomaticModel(start, 1000 + seed)
        for _ in range(WEEKS):
            model.step()
        collected = model.datacollector.get_model_vars_dataframe()
        assert list(collected.columns) == list(OUTCOMES)
        objects.append(collected.to_numpy()[-LAST:].mean(axis=0))
        compiled.append(run_subset(start, WEEKS)[-LAST:].mean(axis=0))
    return np.array(objects), np.array(compiled)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("sets", "structure"),
    [((), "hybrid"), (PRESSED, "network"), (PRESSED, "hierarchy")],
    ids=["default", "network", "hierarchy"],
)
def test_outcomes_agree(sets: tuple[str, ...], structure: str) -> None:
    objects, compiled = _ends(sets, structure)
    differences = objects - compiled
    error = differences.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
    # The floor is rounding: an outcome that luck does not reach has a standard error of nothing.
    distance = np.abs(differences.mean(axis=0)) / (error + 1e-12)
    far = {name: round(float(d), 1) for name, d in zip(OUTCOMES, distance, strict=True) if d > BOUND}
    assert not far, f"standard errors apart: {far}"
    assert np.isfinite(objects).all()


@pytest.mark.statistical
def test_the_comparison_would_notice() -> None:
    """The same comparison against rules with slightly other parameters fails, so it has power."""
    objects, _ = _ends((), "hybrid")
    changed = _ends(("confirmation=0.55",), "hybrid")[1]
    differences = objects - changed
    error = differences.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
    distance = dict(zip(OUTCOMES, np.abs(differences.mean(axis=0)) / (error + 1e-12), strict=True))
    assert min(distance["service_trust"], distance["centre_trust"], distance["owner_trust"]) > BOUND


NO_LUCK = (
    "leaving_rate=0", "retirement_rate=0", "vacancy_fill_rate=0", "meeting_introductions=0", "triadic_rate=0",
    "demand_scale=0.2", "tie_drop_evidence=3.9",
)  # fmt: skip
"""Nobody comes or goes, no tie forms, nobody works a full week: then no luck reaches ties in the first week."""


@pytest.mark.unit
def test_a_week_of_ties_is_the_same_to_rounding() -> None:
    start = prepared(
        draw_area(pcns=5, seed=3),
        4,
        "hybrid",
        load(None, ('start="established"', "burn_in_weeks=0", *NO_LUCK)),
    )
    model = IdiomaticModel(start, 1)
    before = model.gp_ties.number_of_edges()
    model.step()
    run_subset(start, 1)
    rows = {gp: row for row, gp in enumerate(model.agents_by_type[GP])}
    objects = {
        tuple(sorted((rows[one], rows[other]))): (tie["good"], tie["bad"], tie["trust"], tie["contact"])
        for one, other, tie in model.gp_ties.edges(data=True)
    }
    ties = start.state.gp_ties
    used = range(int(ties.count[0]))
    compiled = {
        (ties.first[t], ties.second[t]): (ties.good[t], ties.bad[t], ties.trust[t], ties.contact[t])
        for t in used
    }
    assert objects.keys() == compiled.keys()
    assert 0 < len(objects) < before, "some ties faded, some stayed"
    for pair, values in objects.items():
        assert values == pytest.approx(compiled[pair], rel=1e-12), pair
    trust = [tie["trust"] for _, _, tie in model.practice_ties.edges(data=True)]
    assert sorted(trust) == pytest.approx(sorted(start.state.practice_ties.trust.tolist()), rel=1e-12)
    hours = [gp.tie_hours for gp in model.agents_by_type[GP]]
    assert hours == pytest.approx(start.state.gps.tie_hours.tolist(), rel=1e-12)


@pytest.mark.unit
def test_both_start_from_the_same_agents_and_ties() -> None:
    start = prepared(draw_area(pcns=3, seed=2), 5)
    model = IdiomaticModel(start, 1)
    graphs = (model.gp_ties, model.practice_ties, model.service_ties, model.owner_ties)
    assert all(isinstance(graph, nx.Graph) for graph in graphs)
    agents, ties = agents_and_ties(start)
    assert len(model.agents) == agents
    assert sum(graph.number_of_edges() for graph in graphs) == ties
    gps = start.state.gps
    assert [gp.strain for gp in model.agents_by_type[GP]] == gps.strain.tolist()
    sizes = [practice.list_size for practice in model.agents_by_type[Practice]]
    assert sizes == start.state.practices.list_size.tolist()
    trust = sorted(tie["trust"] for _, _, tie in model.gp_ties.edges(data=True))
    assert trust == sorted(start.state.gp_ties.trust[: start.state.gp_ties.count[0]].tolist())


@pytest.mark.unit
def test_equal_seeds_give_equal_runs_and_other_seeds_others() -> None:
    start = prepared(draw_area(pcns=2, seed=2), 5)

    def final(seed: int) -> dict[str, float]:
        model = IdiomaticModel(start, seed)
        for _ in range(3):
            model.step()
        return model.latest

    assert final(1) == final(1)
    assert final(1) != final(2)


@pytest.mark.unit
def test_the_subset_goes_on_where_the_room_for_ties_ends() -> None:
    start = prepared(draw_area(pcns=2, seed=2), 5)
    tight = again(start)
    ties = start.state.gp_ties
    used = int(ties.count[0])
    cut = {
        name: column if name in ("count", "half") else column[: used + 1]
        for name, column in ties._asdict().items()
    }
    tight.state = tight.state._replace(
        gp_ties=type(ties)(**{name: column.copy() for name, column in cut.items()})
    )
    assert len(OUTCOMES) == COLUMNS
    assert len(set(SUBSET)) == len(SUBSET)
    np.testing.assert_array_equal(run_subset(tight, 6), run_subset(start, 6))
