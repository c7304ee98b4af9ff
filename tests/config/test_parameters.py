"""Parameters: declarations are complete, values are strict, tables may be given in part."""

from __future__ import annotations

import math
import pickle
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pcnsim.config import InputError, Parameters, blocks, declared
from pcnsim.config.parameters import NEVER, PROGRAMMES

MAIN = [
    "network_position",
    "general_trust",
    "initial_trust_services",
    "initial_trust_practices",
    "initial_trust_gps",
    "trust_forgetting",
    "bad_news_weight",
    "confirmation",
    "meeting_quality",
    "prior_collaboration",
    "practice_tie_density",
    "coordination_hours_per_1000",
    "duplicate_handling",
    "ambiguity",
    "bridged_share_of_distrust",
    "layer_delay",
    "direct_response_time",
    "direct_success_without_trust",
    "pathway_success_without_trust",
    "need_variation",
    "misfit_loss",
    "multi_agency_need",
    "demand_scale",
    "contacts_per_person_year",
    "community_capacity",
    "gp_shortage_rate",
    "leaving_rate",
    "goal_spread",
    "external_focus",
    "facilitative_style",
    "additional_roles_fill_rate",
    "supervision_scale",
]


@pytest.mark.unit
def test_defaults_are_those_declared_and_lie_in_range_and_limits() -> None:
    flat = Parameters().flat()
    assert list(flat) == list(declared())
    for name, one in declared().items():
        assert flat[name] == one.default
        assert one.name == name
        assert one.fault(one.default) is None
        assert one.low <= one.high
        bottom = one.low if one.minimum is None else max(one.low, one.minimum)
        assert one.fault(bottom) is None
        assert one.fault(one.high) is None
        if one.default is not None:
            assert one.low <= one.default <= one.high or one.default == NEVER


@pytest.mark.unit
def test_every_declaration_says_what_it_is_and_where_it_comes_from() -> None:
    symbols: dict[str, str] = {}
    for one in declared().values():
        assert one.description.endswith(".")
        assert one.unit
        assert one.source
        assert one.submodel
        assert symbols.setdefault(one.symbol, one.field) == one.field or one.symbol == "mix_r", one.symbol
        assert one.programme is None or one.programme in PROGRAMMES


@pytest.mark.unit
def test_main_parameters() -> None:
    assert {one.name for one in declared().values() if one.main} == set(MAIN)


@pytest.mark.property
@given(data=st.data())
def test_any_value_within_limits_comes_back(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(list(declared().values())))
    low = one.low if one.minimum is None else one.minimum
    high = one.high * 10 + 1 if one.maximum is None else one.maximum
    numbers: st.SearchStrategy[Any] = (
        st.integers(math.ceil(low), math.floor(high)) if one.whole else st.floats(low, high)
    )
    value = data.draw(numbers)
    parameters = Parameters().with_values({one.name: value})
    assert parameters.value(one.name) == value
    assert parameters.flat()[one.name] == value
    changed = parameters.changed()
    assert changed == ({} if value == one.default else {one.name: value})
    outside = value < one.low or value > one.high
    assert parameters.outside_plausible_range() == ({one.name: value} if outside else {})
    assert Parameters().with_values(changed) == parameters


@pytest.mark.property
@given(
    data=st.data(),
    value=st.one_of(st.booleans(), st.text(), st.just(math.nan), st.just(math.inf), st.lists(st.integers())),
)
def test_nothing_but_numbers_is_a_number(data: st.DataObject, value: object) -> None:
    one = data.draw(st.sampled_from(list(declared().values())))
    with pytest.raises(InputError, match=one.name.replace(".", r"\.")):
        Parameters().with_values({one.name: value})


@pytest.mark.unit
def test_values_outside_the_limits_are_refused_and_outside_the_range_listed() -> None:
    with pytest.raises(InputError, match=r"trust_forgetting is 1.01, above its largest meaningful value 1"):
        Parameters().with_values({"trust_forgetting": 1.01})
    with pytest.raises(InputError, match=r"demand_scale is -0.1, below its smallest meaningful value 0"):
        Parameters().with_values({"demand_scale": -0.1})
    assert Parameters().with_values({"demand_scale": 2}).outside_plausible_range() == {"demand_scale": 2.0}


@pytest.mark.unit
def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Parameters().with_values({"trsut_forgetting": 0.9, "span_of_control": 6.5, "minutes_per_contact": 3})
    message = str(caught.value)
    assert "there is no parameter trsut_forgetting; did you mean trust_forgetting?" in message
    assert "span_of_control must be a whole number" in message
    assert "minutes_per_contact is a table" in message


@pytest.mark.unit
def test_ints_count_as_floats_and_whole_floats_as_ints() -> None:
    parameters = Parameters().with_values({"demand_scale": 1, "span_of_control": 7.0})
    assert type(parameters.demand_scale) is float
    assert type(parameters.span_of_control) is int
    assert type(Parameters(demand_scale=1).demand_scale) is float
    assert Parameters(demand_scale=1) == Parameters(demand_scale=1.0)


@pytest.mark.unit
def test_a_table_given_in_part_keeps_the_rest() -> None:
    parameters = Parameters().with_values(
        {"minutes_per_contact": {"simple": 10}, "agency_mix.child": {"family_support": 0.5}}
    )
    assert parameters.minutes_per_contact.flat() == (10, 17, 12, 15, 10)
    assert parameters.agency_mix.child.family_support == 0.5
    assert parameters.agency_mix.child.acute_interface == 0.35
    built = Parameters(minutes_per_contact={"simple": 10})  # type: ignore[arg-type]
    assert built.minutes_per_contact == parameters.minutes_per_contact


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_every_key_of_a_block_is_a_parameter_of_the_programme(name: str) -> None:
    programme = PROGRAMMES[name]
    assert next(iter(programme.keys)) == "enabled"
    assert programme.title
    assert programme.why.endswith(".")
    for key, parameter in programme.keys.items():
        one = declared()[parameter]
        assert one.programme == name, key
        assert blocks.parameter_of(f"programmes.{name}.{key}") == parameter
        assert blocks.key_of(parameter) == f"programmes.{name}.{key}"
    switch = declared()[programme.switch]
    assert (switch.default, switch.scale) == (0, "binary")


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_the_words_of_a_block_are_the_numbers_of_the_parameter(name: str) -> None:
    programme = PROGRAMMES[name]
    assert set(programme.choices) <= set(programme.keys)
    for key, words in programme.choices.items():
        one = declared()[programme.keys[key]]
        assert one.whole
        assert len(set(words)) == len(words) > 1
        assert (one.low, one.high) == (0, len(words) - 1)
        assert one.fault(len(words)) is not None
        assert all(re.fullmatch("[a-z_]+", word) for word in words)
        # The parameter's unit tells the same in the same order, if in other words.
        for number, word in enumerate(words):
            assert f"{number} {word.split('_')[0].removesuffix('s')}" in one.unit, (key, one.unit)
    for key, parameter in programme.keys.items():
        one = declared()[parameter]
        if one.scale == "binary" and key not in programme.choices:
            assert "switch" in one.unit


@pytest.mark.unit
def test_every_parameter_of_a_programme_can_be_reached_and_no_parameter_has_two_keys() -> None:
    for name, one in declared().items():
        if one.programme is None:
            continue
        assert one.programme in PROGRAMMES
        assert one.default is not None
        value = one.high if one.default == one.low else max(one.low, one.minimum or one.low)
        assert Parameters().with_values({name: value}).value(name) == value
    used = [parameter for programme in PROGRAMMES.values() for parameter in programme.keys.values()]
    assert len(used) == len(set(used)) == len(blocks.block_keys())


@pytest.mark.unit
def test_parameters_are_frozen_hashable_and_survive_pickling() -> None:
    parameters = Parameters().with_values({"demand_scale": 1.1})
    with pytest.raises(ValidationError):
        parameters.demand_scale = 1.2
    copy = pickle.loads(pickle.dumps(parameters))
    assert copy == parameters
    assert hash(copy) == hash(parameters)
    error = pickle.loads(pickle.dumps(InputError("a", where="b", remedy="c")))
    assert str(error) == "b: a; c"


@pytest.mark.unit
def test_age_rates_average_to_one_and_their_sum_follows_the_published_curve() -> None:
    parameters = Parameters()
    ages = parameters.england_age_mix.flat()
    assert sum(ages) == pytest.approx(1, abs=1e-12)
    classes = ("simple", "complex", "child", "mental", "urgent")
    for name in classes:
        rates = getattr(parameters.relative_rate_by_age, name).flat()
        assert sum(rate * age for rate, age in zip(rates, ages, strict=True)) == pytest.approx(1, abs=0.02), (
            name
        )
    # Hobbs 2016 (recalled), relative to a person of average age.
    curve = (1.2, 0.55, 0.8, 1.0, 1.5, 2.1, 2.6)
    mean = sum(rate * age for rate, age in zip(curve, ages, strict=True))
    for band, expected in zip(type(parameters.england_age_mix).elements(), curve, strict=True):
        total = sum(
            getattr(parameters.contact_share, name)
            * getattr(getattr(parameters.relative_rate_by_age, name), band)
            for name in classes
        )
        assert total == pytest.approx(expected / mean, rel=0.05), band


@pytest.mark.unit
def test_importing_the_configuration_loads_nothing_heavy() -> None:
    script = (
        "import sys, pcnsim.config; pcnsim.config.Parameters();"
        "print(*sorted({'numpy', 'pandas', 'numba', 'mesa', 'rich', 'plotly', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
