"""Who pays: each programme's pounds stand under its payer and under nobody else's, against a twin without it.

Twins share area and luck. What the commissioner, networks' accounts, education and providers pay follows posts and
registered people, so that it differs by the programme's own pounds alone while no growth is won (contestable_growth).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pcnsim.config import Config
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.vocabulary import SERVICES_IN_HUBS
from tests.model.world import area, at, simulation

PAYERS = [name for name in NAMES if name.startswith("cost_to_")]
KINDS = ["cost_programme", "cost_coordination", "cost_hospital", "cost_turnover"]
GENERAL_PRACTICE = ["cost_to_practices", "cost_to_pcn_accounts"]
SESSION = 4.17
PEOPLE = float(area(2, 3).practices["list_size"].sum())
STILL = {"contestable_growth": 0.0}


def per_patient(pounds_a_week: Any) -> Any:
    """Pounds a week of the whole area as the outcomes have it."""
    return pounds_a_week * 52.0 / PEOPLE


def setting(weeks: int, **values: float) -> Config:
    return at("hybrid", weeks=weeks, burn_in=2, values={**STILL, **values})


def more_paid(weeks: int, switch: str, **values: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weekly outcomes with a programme, and by how much each is more than without it; rows are weeks from week 0."""
    on, off = (
        simulation(setting(weeks, **values, **{switch: one}), area(2, 3)).run().weekly().set_index("week")
        for one in (1.0, 0.0)
    )
    return on.loc[0:], (on - off).loc[0:]


DEPUTIES = {"deputy_fill_rate": 50.0, "deputy_oldest_age": 67.0}
KEEP_ALL, KEEP_NONE = {"review_intercept": 60.0}, {"review_intercept": -60.0}


@pytest.mark.property
@pytest.mark.parametrize(
    ("policy", "review", "kept"),
    [(0, {}, 0.0), (1, KEEP_NONE, 0.0), (1, KEEP_ALL, 1.0), (2, {}, 1.0)],
    ids=["withdraw", "review says no", "review says yes", "keep"],
)
def test_deputies_are_paid_by_the_commissioner_for_a_year_and_then_by_networks_that_keep_them(
    policy: int, review: dict[str, float], kept: float
) -> None:
    """S4-commissioner, S4-resilience-40m, S4-review."""
    seen, more = more_paid(64, "deputy_directors", deputy_policy=policy, **DEPUTIES, **review)
    pay = per_patient(2 * seen["deputies_in_post"] * SESSION * 80.0)
    funded = more.index < 52
    assert (pay[funded] > 0.0).sum() > 40
    np.testing.assert_allclose(more["cost_to_commissioner"], np.where(funded, pay, 0.0), atol=1e-9)
    np.testing.assert_allclose(more["cost_to_pcn_accounts"], np.where(funded, 0.0, pay), atol=1e-9)
    assert (seen.loc[52:, "deputies_kept"] == kept).all()
    assert (pay[~funded] > 0.0).any() == bool(kept)
    for payer in ("cost_to_education", "cost_to_providers"):
        assert (more[payer] == 0.0).all()


@pytest.mark.property
def test_money_with_an_end_date_ends_with_it_whoever_would_have_kept_the_post() -> None:
    """S4-resilience-40m: the fund's last week comes before the year is over."""
    seen, more = more_paid(60, "deputy_directors", deputy_policy=2, deputy_end_week=30, **DEPUTIES)
    assert (more.loc[2:29, "cost_to_commissioner"] > 0.0).any()
    for payer in ("cost_to_commissioner", "cost_to_pcn_accounts"):
        np.testing.assert_allclose(more.loc[30:, payer], 0.0, atol=1e-9)
    assert (seen.loc[30:, "deputies_in_post"] == 0.0).all()


@pytest.mark.property
@pytest.mark.parametrize("director", [0, 1])
@pytest.mark.parametrize(
    ("source", "payer", "hours"),
    [
        (0, "cost_to_commissioner", 0.0),
        (1, "cost_to_commissioner", 15.0),
        (2, "cost_to_practices", 20.0),
        (3, "cost_to_commissioner", 37.5),
    ],
    ids=["no manager", "system lead", "federation", "shared manager"],
)
def test_an_executive_costs_its_members_time_and_whoever_lends_its_manager(
    source: int, payer: str, hours: float, director: int
) -> None:
    """S3-no-overhead, S3-clin-capacity, S3-mgmt-*: no clinician is paid anew; practices pay a federation's manager."""
    _, more = more_paid(12, "executive", executive_management=source, executive_has_director=director)
    first = more.loc[0]  # later weeks have other patients, leavers and cases, which cost too
    cash, time = per_patient(45.0 * hours), per_patient(2 * SESSION * 110.0)
    assert first["cost_programme"] == pytest.approx(cash, abs=1e-9)
    assert first["cost_coordination"] == pytest.approx(time, abs=1e-9)
    expected = dict.fromkeys(PAYERS, 0.0) | {"cost_to_practices": time}
    expected[payer] += cash
    assert first[PAYERS].to_dict() == pytest.approx(expected, abs=1e-9)
    assert first["cost_total"] == pytest.approx(cash + time, abs=1e-9)
    # and in every week neither networks' accounts nor anybody's programme money but the lender's is touched
    lent = cash if payer == "cost_to_commissioner" else 0.0
    np.testing.assert_allclose(more["cost_to_commissioner"], lent, atol=1e-9)
    np.testing.assert_allclose(more["cost_to_pcn_accounts"], 0.0, atol=1e-9)
    assert (more[["cost_to_education", "cost_to_providers"]] == 0.0).all(axis=None)


@pytest.mark.property
def test_network_roles_are_paid_by_education_while_somebody_holds_them() -> None:
    """S0-hee-programme: the funded year, and nothing of it once it is over."""
    seen, more = more_paid(60, "network_role_gps", network_role_policy=0, network_role_application_rate=1.0)
    pay = per_patient(2 * seen["network_role_gps_in_post"] * 2 * SESSION * 110.0)
    assert (pay.loc[:51] > 0.0).all()
    assert (pay.loc[53:] == 0.0).all()
    np.testing.assert_allclose(more["cost_to_education"], pay, atol=1e-9)
    for payer in ("cost_to_commissioner", "cost_to_pcn_accounts", "cost_to_providers"):
        np.testing.assert_allclose(more[payer], 0.0, atol=1e-9)


@pytest.mark.property
def test_providers_pay_for_the_rooms_of_teams_on_footprints() -> None:
    """S2-dn-hubs: estate saved by hubs is what their staff costs elsewhere."""
    values = {"footprint_start_week": 3, "footprint_end_week": 9}
    _, more = more_paid(12, "community_footprint", **values)
    teams = simulation(setting(2), area(2, 3)).state.teams
    staff = teams.wte[np.isin(teams.service, SERVICES_IN_HUBS)].sum()
    away = (more.index >= 3) & (more.index < 9)
    np.testing.assert_allclose(
        more["cost_to_providers"], np.where(away, per_patient(1500.0 * staff / 52.0), 0.0), atol=1e-9
    )
    np.testing.assert_allclose(more["cost_to_commissioner"], 0.0, atol=1e-9)


@pytest.mark.property
@pytest.mark.parametrize("source", [0, 2, 3])
def test_payers_together_pay_the_total_with_every_programme_on(source: int) -> None:
    values = {
        "deputy_directors": 1, "network_role_gps": 1, "executive": 1, "executive_management": source,
        "community_footprint": 1, "footprint_start_week": 5, "development_support": 1, "money_by_bids": 1,
        "development_threshold": 1.0, "funding_cut": 1, "cut_week": 20, "cut_end_week": 26, **DEPUTIES,
    }  # fmt: skip
    weekly = simulation(setting(30, **values), area(2, 3)).run().weekly()
    np.testing.assert_allclose(weekly[PAYERS].sum(axis=1), weekly["cost_total"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(weekly[KINDS].sum(axis=1), weekly["cost_total"], rtol=0, atol=1e-9)
    assert (weekly[PAYERS].iloc[-1] > 0.0).all()
