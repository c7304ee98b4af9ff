"""How a simulation is run: in one call or many, branched, saved, with little room, compiled or as plain Python."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pcnsim.area import Area
from pcnsim.model.columns import GpTies, Pcns, State, column_names, table
from pcnsim.model.initial_ties import headroom, with_room
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation, simulate
from tests.model.world import (
    EVERYTHING,
    area,
    at,
    bytes_of,
    config,
    differing,
    simulation,
    two_systems,
    uncompiled,
)

BUSY = {
    "leaving_rate": 0.3, "vacancy_fill_rate": 0.2, "triadic_rate": 0.1, "proposals_per_meeting": 2.0,
    "own_interest_adoption_rate": 0.3, "central_decision_weeks": 1.0, "mandate_adoption_rate": 0.5,
    "partner_sign_up_rate": 0.3, "set_up_weeks": 3.0, "director_resignation_rate": 0.8,
}  # fmt: skip
"""Much happens in few weeks."""


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_one_call_many_steps_and_pieces_give_the_same_bytes(start: str) -> None:
    made = at("hybrid", f"start={start}", weeks=15, burn_in=6, values=BUSY)
    whole = simulate(made, area(), 5)
    steps = simulation(made)
    for _ in range(21):
        steps.step()
    pieces = simulation(made).run(1).run(6).run(0).run()
    assert whole.week == steps.week == pieces.week == 15
    assert differing(whole, steps) == []
    assert differing(whole, pieces) == []
    assert whole.weekly().equals(steps.weekly())
    assert whole.outcomes() == pytest.approx(steps.outcomes(), rel=0, abs=0, nan_ok=True)


@pytest.mark.unit
def test_the_series_has_a_row_a_week_and_a_column_an_outcome() -> None:
    run = simulation(at("network", weeks=5, burn_in=3))
    assert run.weekly().empty
    assert all(math.isnan(value) for value in run.run(3).outcomes().values())
    weekly = run.run().weekly()
    assert list(weekly.columns) == ["week", *NAMES]
    assert weekly["week"].tolist() == list(range(-3, 5))
    assert run.outcomes()["strain"] == pytest.approx(weekly["strain"][3:].mean())


@pytest.mark.unit
def test_headlines_are_means_of_the_last_year_and_of_all_weeks_without_what_is_unknown() -> None:
    run = simulation(at("hybrid", weeks=70, burn_in=4)).run()
    weekly = run.weekly()
    after = weekly[weekly["week"] >= 0]
    for name in NAMES:
        assert run.outcomes()[name] == pytest.approx(after[name][-52:].mean(), nan_ok=True)
        assert run.outcomes()[f"{name}_all_weeks"] == pytest.approx(after[name].mean(), nan_ok=True)


# ------------------------------------------------------------------------------------- branching and saving


@pytest.mark.property
@pytest.mark.parametrize("week", [-2, 0, 4])
def test_a_branch_goes_on_as_if_it_had_run_alone(week: int) -> None:
    change = "structure_changes=[{week=4, structure='network'}]"
    hybrid, other = at("hybrid", weeks=12, values=BUSY), at("hybrid", change, weeks=12, values=BUSY)
    if week <= 0:
        other = at("network", weeks=12, values=BUSY)
    parent = simulation(hybrid).run(week + 4)
    branch = parent.branch(other)
    before = bytes_of(parent)
    branch.run()
    assert bytes_of(parent) == before  # nothing is shared
    assert differing(branch, simulation(other).run()) == []
    assert branch.weekly().equals(simulation(other).run().weekly())
    assert differing(parent.run(), simulation(hybrid).run()) == []


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_a_saved_simulation_goes_on_to_the_same_bytes(start: str) -> None:
    made = at("network", f"start={start}", weeks=12, values=BUSY)
    run = simulation(made).run(7)
    file = io.BytesIO()
    np.savez(file, **run.snapshot())  # type: ignore[arg-type]
    file.seek(0)
    with np.load(file) as saved:
        again = simulation(made).restored({name: saved[name] for name in saved.files})
    assert again.week == run.week == 3
    assert differing(run, again) == []
    saved_before = run.snapshot()
    again.run()
    assert all(
        (run.snapshot()[name] == saved_before[name]).all() for name in saved_before if name != "series"
    )
    assert differing(run.run(), again) == []
    assert run.weekly().equals(again.weekly())


@pytest.mark.unit
def test_a_snapshot_is_a_copy() -> None:
    run = simulation(at("hybrid")).run(5)
    saved = run.snapshot()
    kept = {name: values.tobytes() for name, values in saved.items()}
    run.run()
    assert {name: values.tobytes() for name, values in saved.items()} == kept


# -------------------------------------------------------------------------------------------- room for ties


@pytest.mark.property
@pytest.mark.parametrize("room", ["none", "one week"])
def test_making_room_for_ties_changes_nothing(room: str) -> None:
    made = at(
        "network",
        weeks=40,
        values={**BUSY, "tie_drop_evidence": 0.0, "triadic_rate": 0.8, "leaving_rate": 0.0},
    )
    plain, tight = simulation(made, area(3, 3)), simulation(made, area(3, 3))
    used = int(tight.state.gp_ties.count[0])
    needed = headroom(tight.record[0], len(tight.state.gps)) if room == "one week" else 0
    tight.state = tight.state._replace(gp_ties=with_room(tight.state.gp_ties, used + needed))
    assert differing(plain, tight) == []
    plain.run()
    tight.run()
    assert tight.state.gp_ties.count[0] > used + needed or room == "one week"
    assert len(tight.state.gp_ties.first) > used + needed
    assert differing(plain, tight) == []


@pytest.mark.property
def test_there_is_room_for_every_tie_of_a_week_in_which_half_of_the_posts_are_filled() -> None:
    values = {"initial_vacancy": 0.5, "vacancy_fill_rate": 50.0, "triadic_rate": 1.0, "meeting_introductions": 1.0,
              "homophily": 0.0, "tie_drop_evidence": 0.0}  # fmt: skip
    run = simulation(at("network", weeks=3, burn_in=2, values=values), area(3, 1))
    room = headroom(run.record[0], len(run.state.gps))
    while run.week < run.last_week:
        before = int(run.state.gp_ties.count[0])
        run.step()
        assert int(run.state.gp_ties.count[0]) - before < room


# ------------------------------------------------------------------------------------------ as plain Python

PLAIN = """
import sys
import numpy as np
from tests.model.test_engine import small_run
np.savez(sys.argv[1], **small_run(*sys.argv[2:]).snapshot())
"""


def small_run(structure: str, start: str, programmes: str) -> Simulation:
    """One PCN of two practices, ten weeks of burn-in and eight more, in which much happens; or all programmes on.

    With programmes there are two PCNs and two practices, and all begin, act and end within the run.
    """
    if programmes == "all programmes":
        values = {
            **BUSY,
            **EVERYTHING,
            "redesign_rate": 0.5,
            "network_role_arm": float(structure == "network"),
        }
        return simulation(
            at(structure, f"start={start}", weeks=46, burn_in=3, values=values), area(2, 2), 3
        ).run()
    made = at(structure, f"start={start}", weeks=8, burn_in=10, values=BUSY)
    return simulation(made, area(1, 2), 3).run()


@pytest.mark.property
@pytest.mark.parametrize(
    ("structure", "start", "programmes"),
    [
        ("hybrid", "founding", "none"),
        ("network", "established", "none"),
        ("hierarchy", "founding", "none"),
        ("hybrid", "founding", "all programmes"),
        ("network", "established", "all programmes"),
    ],
)
def test_compiled_rules_do_what_the_same_rules_do_as_plain_python(
    structure: str, start: str, programmes: str, tmp_path: Path
) -> None:
    """Plain Python also stops at every division by zero and invalid value, which compiled code passes over."""
    uncompiled(PLAIN, str(tmp_path / "plain.npz"), structure, start, programmes)
    compiled = small_run(structure, start, programmes).snapshot()
    with np.load(tmp_path / "plain.npz") as plain:
        assert set(plain.files) == set(compiled)
        for name, values in compiled.items():
            for column in values.dtype.names or (None,):
                one, other = (
                    (values, plain[name]) if column is None else (values[column], plain[name][column])
                )
                if one.dtype.kind == "f":
                    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11, err_msg=f"{name}.{column}")
                else:
                    np.testing.assert_array_equal(one, other, err_msg=f"{name}.{column}")


NOTHING = (
    "no demand", "no gps", "no budget", "no patience", "no trust", "no ties", "no attention", "no director's work",
)  # fmt: skip

EXTREMES = """
import json, traceback
from tests.model.test_engine import NOTHING, extreme_run
found = {}
for which in NOTHING:
    try:
        found[which] = str(extreme_run(which).week)
    except Exception:
        found[which] = traceback.format_exc()
print(json.dumps(found))
"""


def extreme_run(which: str) -> Simulation:
    """Runs in which something is nothing."""
    made = {
        "no demand": at("hybrid", weeks=4, values={"contacts_per_person_year": 0.0}),
        "no gps": at("hierarchy", weeks=4, values={"initial_vacancy": 1.0, "vacancy_fill_rate": 0.0,
                                                  "leaving_rate": 0.9}),
        "no budget": at("hybrid", weeks=4, values={"coordination_hours_per_1000": 0.0}),
        "no patience": at("network", weeks=4, values={f"wait_tolerance.{n}": 0.0 for n in ("simple", "urgent")}),
        "no trust": at("network", weeks=4, values={"general_trust": 0.0, "initial_trust_services": 0.0,
                                                  "initial_trust_gps": 0.0}),
        "no ties": at("network", weeks=4, values={"practice_tie_density": 0.0, "within_practice_pairs": 0.0,
                                                  "ties_between_practices": 0.0, "ties_beyond_pcn": 0.0}),
        "no attention": at("hierarchy", weeks=4, burn_in=40, values={"strain_squeeze": 1.0, "demand_scale": 2.0,
                                                                     "strain_speed": 1.0}),
        "no director's work": at("hybrid", weeks=4, values={
            f"director_{work}": 0.0
            for work in ("set_up_hours", "hours_per_practice", "hours_per_service", "hours_per_additional_fte",
                         "representation_hours", "hours_per_layer", "hours_per_tie")}),
    }[which]  # fmt: skip
    return simulation(made, area(1, 2), 3).run()


@pytest.fixture(scope="module")
def extremes() -> dict[str, str]:
    """The last week of each of these runs as plain Python, or how it failed; one process does them all."""
    found: dict[str, str] = json.loads(uncompiled(EXTREMES))
    return found


@pytest.mark.property
@pytest.mark.parametrize("which", NOTHING)
def test_nothing_is_divided_by_zero_where_something_is_nothing(which: str, extremes: dict[str, str]) -> None:
    assert extremes[which] == "4"
    state = extreme_run(which).state
    for name in State._fields:
        values = getattr(state, name)
        columns = (
            values._asdict().items()
            if isinstance(values, GpTies)
            else ((c, values[c]) for c in values.dtype.names)
        )
        for column, found in columns:
            assert np.isfinite(found).all(), f"{name}.{column}"


# --------------------------------------------------------------------------------------- areas of all kinds


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_an_area_of_which_little_is_known(start: str) -> None:
    place = area(3, seed=10)
    practices, pcns = place.practices.copy(), place.pcns.copy()
    practices.loc[0, "imd_score"] = np.nan
    practices.loc[practices["pcn_code"] == pcns["pcn_code"][2], "imd_score"] = np.nan
    practices.loc[[1, 2], "gp_fte"] = np.nan
    practices.loc[3, "gp_fte"] = 0.0
    practices.loc[4, "patients_65_74"] = np.nan
    practices["patients_female"] = np.nan
    practices["gp_headcount"] = np.nan
    for column in [name for name in pcns.columns if name.startswith("fte_")]:
        pcns.loc[0, column] = np.nan
    poor = replace(place, practices=practices, pcns=pcns)
    run = simulation(at("hybrid", f"start={start}", weeks=10), poor)
    third = int((practices["pcn_code"] == pcns["pcn_code"][2]).sum())
    counts = dict(run.imputed)
    assert counts["practices without deprivation: mean of the PCN, else of England"] == 1 + third
    assert counts["practices without GP FTE: drawn from the list"] == 3
    assert counts["practices without ages: England's age mix"] == 1
    if start == "established":
        assert counts["PCNs without a workforce return: England's mean per patient"] == 1
    known = practices.loc[1 : int((practices["pcn_code"] == pcns["pcn_code"][0]).sum()) - 1, "imd_score"]
    assert run.state.practices.deprivation[0] == pytest.approx((known.mean() - 23.5) / 11.6)
    assert (run.state.practices.deprivation[-third:] == 0.0).all()  # England's mean
    run.run()
    for name in ("joint_resolution", "wait", "strain", "cost_total", "additional_staff"):
        assert math.isfinite(run.outcomes()[name])


@pytest.mark.unit
def test_a_complete_area_imputes_nothing() -> None:
    assert not any(simulation(config("start=established"), area(3, seed=10)).imputed.values())


@pytest.mark.property
def test_what_happens_in_one_system_is_no_concern_of_another() -> None:
    """The first system of two runs as it would alone; only the luck of its acute team stands in another row."""
    both = two_systems()
    first = both.pcns["system_code"].iloc[0]
    pcns = both.pcns[both.pcns["system_code"] == first].reset_index(drop=True)
    alone = Area(
        name="alone",
        practices=both.practices[both.practices["pcn_code"].isin(pcns["pcn_code"])].reset_index(drop=True),
        pcns=pcns,
        trusts=both.trusts[both.trusts["system_code"] == first].reset_index(drop=True),
    )
    assert 0 < len(alone.practices) < len(both.practices)
    made = at("hybrid", weeks=60, values={**BUSY, "team_staffing_variation": 0.0})
    one, two = simulation(made, alone).run().state, simulation(made, both).run().state
    for name in ("gps", "practice_flows", "pcns", "pcn_flows", "owners", "systems", "practice_ties"):
        small, large = getattr(one, name), getattr(two, name)
        for column in small.dtype.names:
            np.testing.assert_array_equal(
                small[column], large[column][: len(small)], err_msg=f"{name}.{column}"
            )
    for column in one.practices.dtype.names:
        if column not in ("team", "fifth"):
            np.testing.assert_array_equal(one.practices[column], two.practices[column][: len(one.practices)])


@pytest.mark.property
def test_the_order_of_systems_in_the_area_does_not_matter_to_codes() -> None:
    """PCNs stand by system; codes in tables belong to the rows they came from."""
    run = simulation(at("hybrid", weeks=2), two_systems()).run()
    tables = run.tables()
    lists = two_systems().practices.set_index("practice_code")["list_size"]
    shown = tables["practices"].set_index("practice")["list_size"]
    pd.testing.assert_series_equal(shown.sort_index(), lists.sort_index().astype(float), check_names=False)
    homes = two_systems().pcns.set_index("pcn_code")["system_code"]
    assert dict(zip(tables["pcns"]["pcn"], tables["pcns"]["system"], strict=True)) == homes.to_dict()


@pytest.mark.unit
def test_a_table_has_the_declared_columns() -> None:
    made = table(Pcns, 3, set_up=0.5)
    assert made.dtype.names == column_names(Pcns)
    assert made.set_up.tolist() == [0.5] * 3
    assert made.shares.shape == (3, 6)
    assert made.director.dtype == np.int64
