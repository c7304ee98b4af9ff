"""Tables of the network picture: the same as the graph's, from a simulation and from its folder alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pcnsim.analysis import run_experiment
from pcnsim.config import InputError, load
from pcnsim.experiment import run
from pcnsim.model import Model, Simulation
from pcnsim.model.network import graph
from pcnsim.view.network_data import KINDS, TIE_KINDS, NetworkData, network_data
from tests.small import small
from tests.view.networks import EXECUTIVE, FOOTPRINT, NETWORK_GPS, NOT_OF_GPS, place, simulated


def ties_of(data: NetworkData, kind: str) -> dict[tuple[str, str], float]:
    """Trust by pair of codes."""
    rows = data.ties["kind"] == list(TIE_KINDS).index(kind)
    first, second = (data.codes[data.ties[end][rows]] for end in ("first", "second"))
    pairs = [tuple(sorted(pair)) for pair in zip(first, second, strict=True)]
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, data.ties["trust"][rows], strict=True))


@pytest.mark.unit
@pytest.mark.parametrize(
    "sets",
    [("structure=network",), (EXECUTIVE, FOOTPRINT), (NETWORK_GPS,)],
    ids=["plain", "executive", "gps"],
)
def test_agents_and_ties_are_those_of_the_graph(sets: tuple[str, ...]) -> None:
    simulation = simulated(*sets, weeks=40)
    network, data = graph(simulation), network_data(simulation, TIE_KINDS)
    for kind in NOT_OF_GPS:
        expected = {
            tuple(sorted(pair[:2])): pair[2]["trust"]
            for pair in network.edges(data=True)
            if pair[2]["kind"] == kind
        }
        assert ties_of(data, kind) == pytest.approx(expected), kind
    at = dict(simulation.tables()["gps"][["gp", "practice"]].itertuples(index=False))
    for kind in ("gp", "gp_service"):
        found: dict[tuple[str, ...], list[float]] = {}
        for one, other, tie in network.edges(data=True):
            pair = tuple(sorted((at.get(one, one), at.get(other, other))))
            if tie["kind"] == kind and pair[0] != pair[1]:
                found.setdefault(pair, []).append(tie["trust"])
        assert ties_of(data, kind) == pytest.approx(
            {pair: np.mean(trust) for pair, trust in found.items()}
        ), kind
    for practice, size, posts in zip(
        *(data.practices[key] for key in ("code", "list_size", "gps")), strict=True
    ):
        assert network.nodes[practice]["list_size"] == size
        assert sum(network.nodes[other]["kind"] == "gp" for other in network[practice]) == posts


@pytest.mark.unit
def test_programmes_ties_are_there() -> None:
    kinds = network_data(simulated(EXECUTIVE, weeks=40)).ties["kind"]
    assert {"pcn_executive", "executive_owner"} <= {list(TIE_KINDS)[kind] for kind in kinds}
    kinds = network_data(simulated(NETWORK_GPS, weeks=40)).ties["kind"]
    assert "gp_service" in {list(TIE_KINDS)[kind] for kind in kinds}


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    "programme", [EXECUTIVE, NETWORK_GPS, FOOTPRINT], ids=["executive", "gps", "footprint"]
)
def test_a_folder_gives_the_same_as_the_simulation_that_wrote_it(tmp_path: Path, programme: str) -> None:
    simulation = run(small(tmp_path, "weeks=40", programme), out=tmp_path / "out")
    live, kept = network_data(simulation, TIE_KINDS), network_data(tmp_path / "out", TIE_KINDS)
    assert (kept.area, kept.week, kept.structure) == (live.area, live.week, live.structure)
    for table in ("practices", "pcns", "services", "owners", "systems", "ties"):
        one, other = getattr(live, table), getattr(kept, table)
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], other[name], err_msg=f"{table}.{name}")


@pytest.mark.unit
def test_a_model_is_its_simulation() -> None:
    config = load(None, ("burn_in_weeks=0",))
    model, simulation = Model(config, place(), 3).run(5), Simulation(config, place(), 3).run(5)
    for name, values in network_data(model).ties.items():
        np.testing.assert_array_equal(values, network_data(simulation).ties[name])


@pytest.mark.unit
def test_what_is_read_is_no_part_of_the_running_state() -> None:
    simulation = simulated(weeks=5)
    data = network_data(simulation, TIE_KINDS)
    kept = {name: values.copy() for name, values in data.practices.items()}
    trust = data.ties["trust"].copy()
    simulation.run(10)
    assert all(
        (data.practices[name] == values)[data.practices["open"]].all() for name, values in kept.items()
    )
    np.testing.assert_array_equal(data.ties["trust"], trust)


@pytest.mark.unit
def test_workload_is_not_known_before_a_week_has_been_run() -> None:
    data = network_data(Simulation(load(None, ("burn_in_weeks=0",)), place(), 3))
    assert np.isnan(data.practices["contacts_per_day"]).all()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("sets", "weeks", "words"),
    [
        (("structure=hierarchy",), 0, "hierarchy"),
        (("structure=network",), 9, "network"),
        (("structure=0.3",), 9, "30 % of the way from hierarchy to network"),
        (("structure=hierarchy", "structure_changes=[{week=9, structure='network'}]"), 8, "hierarchy"),
        (("structure=hierarchy", "structure_changes=[{week=9, structure='network'}]"), 9, "network"),
        (
            ("structure_changes=[{week=9, structure='network', pcns=['N0001']}]",),
            9,
            "structures differ between PCNs",
        ),
        (("structure_changes=[{week=9, meeting_share=0.1}]",), 9, "a mixed structure"),
    ],
)
def test_the_structure_is_the_one_of_the_week_to_come(sets: tuple[str, ...], weeks: int, words: str) -> None:
    assert network_data(simulated(*sets, weeks=weeks)).structure == words


@pytest.mark.unit
def test_one_pcn_is_its_practices_their_services_and_the_owners() -> None:
    whole = network_data(simulated(weeks=20))
    one = whole.of_pcn("N0002")
    assert set(one.practices["code"]) == {
        code for code in whole.practices["code"] if code.startswith("N0002")
    }
    assert list(one.pcns["code"]) == ["N0002"]
    assert set(one.owners["code"]) == set(whole.owners["code"])
    shown = {
        *one.practices["code"],
        "N0002",
        *one.services["code"],
        *one.owners["code"],
        *one.systems["code"],
    }
    for kind in ("practice", "practice_service", "pcn_owner"):
        expected = {pair: trust for pair, trust in ties_of(whole, kind).items() if {*pair} <= shown}
        assert expected
        assert ties_of(one, kind) == expected
    with pytest.raises(InputError, match="no PCN 'N9999'"):
        whole.of_pcn("N9999")


@pytest.mark.unit
def test_pcns_stand_for_their_practices_with_means_of_their_ties() -> None:
    data = network_data(simulated(weeks=20), ["practice", "practice_service", "practice_centre"])
    small_data = data.by_pcn()
    pcn = dict(zip(data.practices["code"], data.practices["pcn"], strict=True))
    for kind in ("practice", "practice_service", "practice_centre"):
        found: dict[tuple[str, ...], list[float]] = {}
        for pair, trust in ties_of(data, kind).items():
            one, other = sorted(pcn.get(code, code) for code in pair)
            if one != other:
                found.setdefault((one, other), []).append(trust)
        assert ties_of(small_data, kind) == pytest.approx(
            {pair: np.mean(trust) for pair, trust in found.items()}
        )


@pytest.mark.unit
def test_numbers_name_agents_in_the_order_of_kinds() -> None:
    data = network_data(simulated(EXECUTIVE, weeks=20))
    codes = data.codes
    assert len(set(codes)) == len(codes)
    for kind, first in (("practice", "N0001-01"), ("pcn", "N0001"), ("executive", "executive:SYS1")):
        assert codes[data.first_number(kind)] == first
    assert KINDS[-1] == "executive"


@pytest.mark.unit
def test_what_cannot_be_drawn_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no kind of tie 'friends'.*practice_service"):
        network_data(simulated(weeks=0), ["practice", "friends"])
    with pytest.raises(InputError, match=r"cannot be drawn: a Config"):
        network_data(load(None, ()))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"not the folder of a finished run.*pcnsim run"):
        network_data(tmp_path)
    for damaged in ("{", "[]", '{"kind": "pcnsim run"}', '{"kind": "pcnsim run", "area": "Leeds"}'):
        (tmp_path / "manifest.json").write_text(damaged)
        with pytest.raises(InputError, match=r"not the folder of a finished run"):
            network_data(tmp_path)


@pytest.mark.end_to_end
def test_an_experiment_is_told_how_to_get_a_network(tmp_path: Path) -> None:
    run_experiment(small(tmp_path, "experiment.replications=1"), tmp_path / "out", workers=1)
    with pytest.raises(InputError, match=r"holds an experiment.*pcnsim replay"):
        network_data(tmp_path / "out")


@pytest.mark.end_to_end
def test_a_folder_that_lacks_a_table_is_named(tmp_path: Path) -> None:
    run(small(tmp_path), out=tmp_path / "out")
    (tmp_path / "out" / "owner_ties.csv").unlink()
    with pytest.raises(InputError, match=r"owner_ties\.csv: is missing"):
        network_data(tmp_path / "out")
    (tmp_path / "out" / "gps.csv").write_text("gp,practice\n1,2\n")
    with pytest.raises(InputError, match=r"gps\.csv: is missing or is not what"):
        network_data(tmp_path / "out")
