"""What is typed into fields: read as meant, or refused in words; whatever is typed, nothing is lost or guessed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.config import Config, declared
from pcnsim.config.parameters import NEVER
from pcnsim.view.app.fields import POSITION, Field, field_of
from pcnsim.view.app.typed import caution, parse, text_of

ALL = [field_of(name) for name in declared()]

some_field = st.sampled_from(ALL)
number_like = st.text(st.sampled_from("0123456789,. eE+-−%\u202f\u00a0"), max_size=12)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2", 1.2),
        (" 1.2\t", 1.2),
        ("1,2", 1.2),
        ("0,985", 0.985),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e1", 10.0),
        ("1 250", 1250.0),
        ("1\u202f250,5", 1250.5),
        ("1,250.5", 1250.5),
        ("1,250,000", 1250000.0),
        ("1250", 1250.0),
        ("+3", 3.0),
    ],
)
def test_numbers_as_people_type_them(text: str, value: float) -> None:
    assert parse(field_of("bad_news_weight"), text).value == value


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("trust_forgetting", "1.2", ["Trust forgetting", "1.2", "from 0 to 1", "share kept per week"]),
        ("trust_forgetting", "−0.1", ["Trust forgetting", "-0.1", "from 0 to 1"]),
        ("trust_forgetting", "high", ["Trust forgetting", "'high' is not a number", "from 0 to 1"]),
        ("trust_forgetting", "", ["Trust forgetting is empty", "from 0 to 1"]),
        ("trust_forgetting", "nan", ["not a number"]),
        ("bad_news_weight", "1e999", ["not a number"]),
        ("bad_news_weight", "12 34", ["not a number"]),
        ("bad_news_weight", "-1", ["-1", "from 0 up", "ratio"]),
        ("bad_news_weight", "1,250", ["1250 or 1.25", "comma"]),
        ("bad_news_weight", "5 %", ["not a number"]),
        ("network_role_sessions", "2.5", ["Sessions", "2.5", "whole number from 1 to 10"]),
        ("network_role_end_week", "soon", ["whole number", "leave it empty: end of run"]),
        ("executive_management", "sytem lead", ["Management", "Did you mean System lead?", "Federation or"]),
        ("executive", "perhaps", ["In force", "Off or On"]),
        (POSITION, "hybird", ["Structure", "Did you mean Hybrid?", "number from 0 to 1"]),
        (POSITION, "1.5", ["Structure", "1.5", "number from 0 to 1"]),
    ],
)
def test_problems_name_the_field_and_the_remedy(name: str, text: str, parts: list[str]) -> None:
    answer = parse(field_of(name), text)
    assert answer.value is None
    assert answer.problem is not None
    assert all(part in answer.problem for part in parts), answer.problem


@pytest.mark.unit
def test_words_switches_shares_and_the_line() -> None:
    assert parse(field_of("executive_management"), "shared manager").value == "shared_manager"
    assert parse(field_of("executive_management"), "none").value == "none"
    assert parse(field_of("executive"), "On").value is True
    assert parse(field_of("executive"), "no").value is False
    assert parse(field_of("bid_share"), "40 %").value == 0.4
    assert parse(field_of(POSITION), "Network").value == 1.0
    assert parse(field_of(POSITION), "0,25").value == 0.25
    assert parse(field_of("executive_end_week"), "").value == NEVER
    assert parse(field_of("executive_end_week"), "End of run").value == NEVER
    assert parse(field_of("meeting_share"), " ") == parse(field_of("meeting_share"), "as the structure")
    assert parse(field_of("meeting_share"), "").problem is None


@pytest.mark.unit
def test_a_value_outside_the_plausible_range_is_used_with_a_caution() -> None:
    field = field_of("trust_forgetting")
    assert parse(field, "0.9").value == 0.9
    assert "0.96 to 0.995 share kept per week" in (caution(field, 0.9) or "")
    assert caution(field, 0.96) is None
    assert caution(field_of("executive_end_week"), NEVER) is None


@pytest.mark.property
@settings(max_examples=300, deadline=None)
@given(field=some_field, text=st.one_of(st.text(max_size=12), number_like))
def test_whatever_is_typed_is_used_by_the_config_or_refused_in_words(field: Field, text: str) -> None:
    answer = parse(field, text)
    assert "\n" not in (answer.problem or "").replace(repr(text), "")
    if answer.problem is not None:
        assert answer.value is None
        assert field.label in answer.problem
        assert answer.problem.endswith((".", "?"))
        return
    config = Config()
    if answer.value is not None:
        switch = field.kind == "switch" and field.programme is None
        config = config.with_factors({field.name: int(answer.value) if switch else answer.value})
    value = field.value_in(config.parameters)
    assert value == answer.value
    # Outside the plausible range means the same as for the core.
    outside = field.parameter in config.parameters.outside_plausible_range()
    assert (caution(field, value) is not None) == (outside and value != NEVER)


@pytest.mark.property
@settings(max_examples=300, deadline=None)
@given(field=some_field, data=st.data())
def test_what_a_field_shows_can_be_typed_back(field: Field, data: st.DataObject) -> None:
    if field.choices and field.name != POSITION:
        value = data.draw(st.sampled_from([one.value for one in field.choices]))
    elif field.kind == "whole":
        value = data.draw(st.one_of(st.just(NEVER), st.integers(int(field.low), int(field.high))))
        value = value if field.maximum is None or value <= field.maximum else int(field.maximum)
    else:
        most = 1e9 if field.maximum is None else field.maximum
        value = data.draw(st.floats(field.minimum or 0, most, allow_subnormal=False))
    answer = parse(field, text_of(field, value))
    assert answer.problem is None
    assert answer.value == value


@pytest.mark.property
@settings(max_examples=300, deadline=None)
@given(text=number_like)
def test_a_number_is_read_as_python_reads_it_or_in_one_way_that_people_write(text: str) -> None:
    field = field_of("bad_news_weight")
    answer = parse(field, text)
    try:
        plain = float(text)
    except ValueError:
        plain = math.nan
    if math.isfinite(plain) and plain >= 0:
        assert answer.value == plain
    elif isinstance(answer.value, float):
        # Figures and decimal sign are all there, in their order: only blanks and commas of thousands are left out.
        digits = "".join(one for one in text.partition("e")[0].partition("E")[0] if one.isdigit())
        assert float(digits) in {answer.value * 10**power for power in range(12)} or "e" in text.lower()


@pytest.mark.unit
def test_a_caution_never_blames_a_default() -> None:
    assert [field.name for field in ALL if caution(field, field.default)] == []
