"""Places in the network picture: nobody on anybody else, and everybody always in the same place."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pcnsim.area import draw_area
from pcnsim.config import load
from pcnsim.model import Simulation
from pcnsim.view.network_data import network_data
from pcnsim.view.positions import Places, Positions, packed, positions, sunflower
from tests.view.networks import FOOTPRINT, simulated

WIDE = (900.0, 560.0)


def places(pcns: int, seed: int = 1) -> Places:
    """Of an area of so many PCNs with practices as they are."""
    area = draw_area(pcns=pcns, seed=seed)
    return network_data(Simulation(load(None, ("burn_in_weeks=0",)), area, 1)).places()


def everybody(at: Positions) -> np.ndarray:
    return np.concatenate([at.practices, at.pcns, at.services, at.owners, at.systems, at.executives])


def distances(points: np.ndarray) -> np.ndarray:
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return apart


@pytest.mark.property
@pytest.mark.parametrize("pcns", [1, 2, 9, 36, 61])
def test_nobody_stands_on_anybody_else(pcns: int) -> None:
    who = places(pcns)
    at = positions(who, *WIDE)
    reach = at.radius[:, None] + at.radius[None]
    np.fill_diagonal(reach, -np.inf)
    assert (distances(at.pcns) > reach).all(), "discs of PCNs"
    home = np.asarray(who.practice_pcn)
    away = np.hypot(*(at.practices - at.pcns[home]).T)
    assert (away < at.radius[home]).all(), "practices stand in their PCN's disc"
    if len(at.practices) > 1:
        assert distances(at.practices).min() > 0.8 * at.apart
    others = np.concatenate([at.services, at.owners, at.systems, at.executives])
    assert distances(others).min() > 5
    for point in others:
        assert (np.hypot(*(at.pcns - point).T) > at.radius).all(), "nobody else stands in a disc"
    points = everybody(at)
    assert (points >= 0).all()
    assert (points <= WIDE).all()


@pytest.mark.property
@pytest.mark.parametrize(("count", "aspect"), list(itertools.product([2, 3, 17, 150], [0.6, 1.0, 2.0])))
def test_discs_of_all_sizes_are_packed_without_overlap_and_tightly(count: int, aspect: float) -> None:
    radii = np.random.default_rng(count).uniform(0.5, 3.0, count)
    centres = packed(radii, aspect)
    reach = radii[:, None] + radii[None]
    assert (distances(centres) >= reach - 1e-9).all()
    sides = (centres + radii[:, None]).max(axis=0) - (centres - radii[:, None]).min(axis=0)
    assert np.pi * (radii**2).sum() > 0.35 * sides.prod(), "at least a third of the room is taken"
    if count > 3:
        wider = packed(radii, 2.5 * aspect)
        others = (wider + radii[:, None]).max(axis=0) - (wider - radii[:, None]).min(axis=0)
        assert others[0] / others[1] > 1.3 * sides[0] / sides[1]


@pytest.mark.unit
def test_a_sunflower_is_even_and_as_large_as_its_number() -> None:
    for seeds in (2, 5, 12, 40):
        points = sunflower(seeds)
        assert points.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
        assert 0.8 < distances(points).min() <= 1.01
        assert np.hypot(*points.T).max() < 0.65 * np.sqrt(seeds)


@pytest.mark.unit
def test_places_are_the_same_in_every_week_structure_and_run_and_depend_on_no_draw() -> None:
    first = network_data(simulated("structure=hierarchy", weeks=0)).places()
    assert network_data(simulated("structure=network", weeks=60, seed=99)).places() == first
    before = everybody(positions(first, *WIDE))
    positions.cache_clear()
    np.random.seed(1)  # noqa: NPY002 what draws from it would differ
    assert (everybody(positions(first, *WIDE)) == before).all()


@pytest.mark.unit
def test_teams_of_pcns_move_nobody() -> None:
    hubs = positions(network_data(simulated(weeks=0)).places(), *WIDE)
    data = network_data(simulated(FOOTPRINT, weeks=0))
    both = positions(data.places(), *WIDE)
    for name in ("practices", "pcns", "owners", "systems"):
        assert (getattr(both, name) == getattr(hubs, name)).all()
    old = data.services["pcn"] == ""
    assert (both.services[old] == hubs.services).all()
    assert not old.all()
    pcn = [list(data.pcns["code"]).index(code) for code in data.services["pcn"][~old]]
    away = np.hypot(*(both.services[~old] - both.pcns[pcn]).T)
    assert away == pytest.approx(both.radius[pcn]), "they stand at their PCN"


@pytest.mark.unit
def test_systems_stand_apart_each_with_its_own_people() -> None:
    who = places(130)
    count = max(who.pcn_system) + 1
    assert count > 1
    at = positions(who, *WIDE)
    system = np.asarray(who.pcn_system)
    boxes = []
    for number in range(count):
        owners = at.owners[np.asarray(who.owner_system) == number]
        mine = np.concatenate([at.pcns[system == number], owners, at.systems[[number]]])
        boxes.append((mine.min(axis=0), mine.max(axis=0)))
    for (low, high), (other_low, other_high) in itertools.combinations(boxes, 2):
        assert (low > other_high).any() or (other_low > high).any()
