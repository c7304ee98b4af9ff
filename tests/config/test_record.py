"""The numeric record: layout from the declarations, weights rescaled, nothing lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.config import InputError, Parameters, declared
from pcnsim.config.record import as_record, record_dtype, weight_tables

WEIGHTS = {
    "contact_share",
    "agency_mix",
    "role_mix_internal",
    "role_mix_external",
    "role_class_mix",
    "spill_destination",
    "england_age_mix",
}


@pytest.mark.unit
def test_layout() -> None:
    record = as_record(Parameters())
    assert record.shape == (1,)
    assert record.dtype == record_dtype()
    assert record["minutes_per_contact"].shape == (1, 5)
    assert record["agency_mix"].shape == (1, 5, 8)
    assert record["spill_destination"].shape == (1, 5, 4)
    assert record["relative_rate_by_age"].shape == (1, 5, 7)
    assert record.nbytes == 8 * len(declared())


@pytest.mark.unit
def test_every_number_stands_where_the_layout_says() -> None:
    # Numbers in declared order fill the record's memory in the same order, apart from rescaled weights and nan.
    numbers = as_record(Parameters()).view(np.float64)
    for value, one in zip(numbers, declared().values(), strict=True):
        if one.default is None:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(one.default, rel=0.03), (
                one.name
            )  # role_mix rows sum to 1.0 by default


@pytest.mark.property
@given(weight=st.floats(0.001, 1), table=st.sampled_from(sorted(WEIGHTS)))
def test_rows_of_weights_sum_to_one_and_keep_their_ratios(weight: float, table: str) -> None:
    assert weight_tables() == WEIGHTS
    elements = [one for one in declared().values() if one.field == table]
    first, second = elements[0], elements[1]
    record = as_record(Parameters().with_values({first.name: weight, second.name: 0.2}))
    rows = record[table][0]
    assert rows.sum(axis=-1) == pytest.approx(1, abs=1e-12)
    flat = rows.reshape(-1)
    assert flat[0] / flat[1] == pytest.approx(weight / 0.2)


@pytest.mark.unit
def test_a_row_without_weight_is_refused() -> None:
    nothing = dict.fromkeys(("simple", "complex", "child", "mental", "urgent"), 0)
    with pytest.raises(InputError, match="contact_share has a row of weights that are all 0"):
        as_record(Parameters().with_values({"contact_share": nothing}))


@pytest.mark.unit
def test_a_share_of_the_structure_that_is_set_is_no_longer_nan() -> None:
    record = as_record(Parameters().with_values({"meeting_share": 0.3}))
    assert record["meeting_share"][0] == 0.3
    assert np.isnan(record["direct_case_share"][0])
