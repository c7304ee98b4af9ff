"""Synthetic areas: what always holds, whatever the size and the seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.area import check_area, draw_area, figures, fingerprint
from pcnsim.area.area import AGE_COLUMNS, OWNERS, ROLE_COLUMNS
from pcnsim.config.errors import InputError


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(pcns=st.integers(1, 200), seed=st.integers(0, 2**60), practices=st.integers(0, 40))
def test_every_area_is_sound(pcns: int, seed: int, practices: int) -> None:
    area = draw_area(pcns, seed=seed, practices_per_pcn=practices)
    check_area(area)
    assert len(area.pcns) == pcns
    assert not area.practices.isna().any(axis=None)
    assert not area.pcns.isna().any(axis=None)
    assert (area.practices["list_size"] >= figures.LEAST_LIST - 1).all()
    assert (area.practices[list(AGE_COLUMNS)].sum(axis=1) == area.practices["list_size"]).all()
    assert (area.practices[list(AGE_COLUMNS)] >= 0).all(axis=None)
    assert (area.practices["gp_headcount"] >= area.practices["gp_fte"]).all()
    assert (area.practices["gp_fte"] > 0).all()
    if practices:
        assert (area.pcns["practices"] == practices).all()
    # Sorted as promised, so that rows of practices lie in runs by PCN in the order of the table of PCNs.
    assert area.practices.equals(area.practices.sort_values(["pcn_code", "practice_code"], ignore_index=True))
    assert area.pcns.equals(area.pcns.sort_values(["system_code", "pcn_code"], ignore_index=True))
    assert area.practices["pcn_code"].drop_duplicates().tolist() == area.pcns["pcn_code"].tolist()
    parts = area.pcns[list(ROLE_COLUMNS)].sum(axis=1)
    assert (parts <= area.pcns["fte_direct_care"] + 0.011).all()
    assert (area.pcns["fte_direct_care"] <= area.pcns["fte_total"] + 0.011).all()
    assert area.trusts.groupby("system_code")["owner"].agg(list).map(set).eq(set(OWNERS)).all()


@pytest.mark.unit
def test_the_same_seed_draws_the_same_area_and_another_another() -> None:
    assert fingerprint(draw_area(9, seed=4)) == fingerprint(draw_area(9, seed=4))
    assert fingerprint(draw_area(9, seed=4)) != fingerprint(draw_area(9, seed=5))


@pytest.mark.unit
def test_no_global_generator_is_used_or_changed() -> None:
    np.random.seed(1)  # noqa: NPY002 - the global generator is what must stay untouched
    before = np.random.get_state()[1].copy()  # type: ignore[union-attr,index] # noqa: NPY002
    first = fingerprint(draw_area(5, seed=1))
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index] # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert fingerprint(draw_area(5, seed=1)) == first


@pytest.mark.unit
def test_one_system_in_a_city_and_many_in_england() -> None:
    assert draw_area(60, seed=1).systems == 1
    england = draw_area(1_298, seed=1)
    assert england.systems == 36
    sizes = england.pcns.groupby("system_code").size()
    assert sizes.sum() == 1_298
    assert (sizes.min(), sizes.max()) != (36, 37)
    places = england.pcns.groupby("sub_icb_code").size()
    assert 90 <= len(places) <= 125  # 106 in 2026
    assert england.pcns.groupby("sub_icb_code")["system_code"].nunique().eq(1).all()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"pcns": 0}, "pcns is 0. It must lie between 1 and 20,000"),
        ({"pcns": 20_001}, "pcns is 20001"),
        ({"seed": -1}, "seed is -1"),
        ({"practices_per_pcn": 41}, "practices_per_pcn is 41"),
        ({"practices_per_pcn": -1}, "practices_per_pcn is -1"),
        ({"pcns": 2.5}, "pcns is 2.5, not a whole number"),
        ({"pcns": True}, "pcns is True, not a whole number"),
        ({"seed": None}, "seed is None, not a whole number"),
    ],
)
def test_numbers_out_of_range(arguments: dict[str, object], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        draw_area(**arguments)  # type: ignore[arg-type]


@pytest.mark.unit
def test_the_counts_of_practices_are_the_published_ones_exactly() -> None:
    # The thresholds must cut a standard normal into the published shares: worked out with another library.
    from scipy.stats import norm

    edges = np.concatenate([[0.0], norm.cdf(figures.PRACTICE_COUNT_SCORES), [1.0]])
    published = np.array(list(figures.PCNS_BY_PRACTICES.values())) / 1_298
    assert np.allclose(np.diff(edges), published, atol=1e-12)
    assert sum(figures.PCNS_BY_PRACTICES.values()) == 1_298


@pytest.mark.unit
def test_quantile_curves_pass_through_their_quantiles() -> None:
    from scipy.stats import norm

    for curve in (
        figures.IMD_SCORE,
        figures.PERCENT_65_OVER,
        figures.PATIENTS_PER_GP_FTE,
        figures.ADDITIONAL_STAFF_TOTAL,
    ):
        scores = norm.ppf(np.array(list(curve.quantiles)))
        assert np.allclose(curve(scores), list(curve.quantiles.values()))
        assert (np.diff(curve(np.linspace(-5, 5, 500))) >= 0).all()


@pytest.mark.unit
def test_correlations_are_possible() -> None:
    for matrix in (figures.PCN_CORRELATION, figures.PRACTICE_CORRELATION):
        assert np.array_equal(matrix, matrix.T)
        assert (np.linalg.eigvalsh(matrix) > 0).all()


@pytest.mark.unit
def test_describe_speaks_of_one_and_of_many() -> None:
    assert draw_area(1, seed=1, practices_per_pcn=1).describe().startswith("1 practice, 1 PCN and ")
    assert pd.api.types.is_integer_dtype(draw_area(1, seed=1).practices["list_size"])
