"""The fields of the page: everything that is declared is there once, with its limits, units and words."""

from __future__ import annotations

from collections import Counter

import pytest

from pcnsim.config import SHARES, Parameters, blocks, declared
from pcnsim.config.changes import DRAW_THE_START
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.view.app.field_search import search
from pcnsim.view.app.fields import (
    POSITION,
    Field,
    field_of,
    main_groups,
    programme_groups,
    structure_field,
)
from pcnsim.view.app.wording import in_words, position_in_words

pytestmark = pytest.mark.unit

ALL = [field_of(name) for name in declared()]


def shown_at_first() -> list[Field]:
    """Every field that is there without a search."""
    fields = [structure_field(), *(field for group in main_groups() for field in group.fields)]
    return fields + [field for one in programme_groups() for field in (one.switch, *one.fields)]


def test_every_main_parameter_and_every_key_of_a_programme_has_one_field() -> None:
    wanted = {name for name, one in declared().items() if one.main} | set(blocks.block_keys().values())
    assert Counter(field.parameter for field in shown_at_first()) == Counter(wanted)


def test_every_parameter_can_be_had_by_its_name_and_is_found_first() -> None:
    for name in declared():
        assert field_of(name).parameter == name
        assert search(name)[0][0].parameter == name


def test_all_programmes_are_groups_that_begin_with_their_switch() -> None:
    groups = programme_groups()
    assert [group.name for group in groups] == list(PROGRAMMES)
    for group in groups:
        assert group.switch.kind == "switch"
        assert group.switch.parameter == PROGRAMMES[group.name].switch
        assert group.title.lower() == PROGRAMMES[group.name].title.lower()
        assert group.why == PROGRAMMES[group.name].why
        assert [field.key for field in (group.switch, *group.fields)] == list(PROGRAMMES[group.name].keys)


def test_fields_say_what_is_declared() -> None:
    for field in ALL:
        one = declared()[field.parameter]
        assert (field.low, field.high) == (one.low, one.high), field.name
        assert (field.minimum, field.maximum) == (one.minimum, one.maximum), field.name
        if field.choices and field.name != POSITION:
            assert field.unit == "", field.name
        elif one.default in (None, NEVER):
            assert one.unit.startswith(field.unit), field.name
            assert field.unit, field.name
        else:
            assert field.unit == one.unit, field.name
        assert field.symbol == one.symbol, field.name
        assert field.description == one.description, field.name
        assert ("Source", one.source) in field.facts, field.name
        assert field.is_assumption == one.source.startswith("assumption"), field.name
        assert field.value_in(Parameters()) == field.default, field.name
        assert field.step > 0, field.name
        assert field.label[0].isupper(), field.name
        assert "_" not in field.label, field.name
        assert len(field.label) < 60, field.name
        assert field.kind in ("whole", "switch", "choice") or not one.whole, field.name


def test_no_two_fields_of_a_group_are_called_the_same() -> None:
    groups = [group.fields for group in main_groups()]
    groups += [(one.switch, *one.fields) for one in programme_groups()]
    for fields in groups:
        assert len({field.label for field in fields}) == len(fields)


def test_choices_are_the_words_of_the_block_in_their_order() -> None:
    for key, parameter in blocks.block_keys().items():
        field = field_of(parameter)
        assert field.name == key
        assert tuple(one.value for one in field.choices) == blocks.words_of(key)
        for place, one in enumerate(field.choices):
            assert field.value_in(Parameters().with_values({parameter: place})) == one.value
            assert len({each.words for each in field.choices}) == len(field.choices)


def test_labels_read_as_words() -> None:
    assert field_of("gp_shortage_rate").label == "GP shortage rate"
    assert field_of("coordination_hours_per_1000").label == "Coordination hours per 1,000"
    assert in_words("relative_rate_by_age.mental.age_85_over") == (
        "relative rate by age: mental health, age 85 and over"
    )
    assert in_words("established_staff_per_10000.link_worker") == "established staff per 10,000: link worker"
    assert in_words("agency_mix.mental.community_mental_health") == (
        "agency mix: mental health, community mental health"
    )
    owners = [one.words for one in field_of("breach_owner").choices]
    assert owners == [
        "Community trust",
        "Mental health trust",
        "Local authority",
        "Voluntary sector",
        "Acute trust",
    ]


def test_an_empty_end_lasts_to_the_end_of_the_run_and_an_empty_move_never_comes() -> None:
    assert field_of("programmes.executive.end_week").blank == "end of run"
    assert field_of("programmes.network_role_gps.transfer_week").blank == "never"
    assert field_of("meeting_share").blank == "as the structure"
    assert field_of("programmes.winter_surge.end_week").blank is None
    assert {field.blank for field in ALL if field.default in (None, NEVER)} == {
        "end of run",
        "never",
        "as the structure",
    }


def test_the_line_between_structures_in_words() -> None:
    assert [(one.value, one.words) for one in structure_field().choices] == [
        (0.0, "Hierarchy"),
        (0.5, "Hybrid"),
        (1.0, "Network"),
    ]
    assert position_in_words(0.5) == "Hybrid"
    assert position_in_words(0.05) == "Between hierarchy and hybrid (0.05)"
    assert position_in_words(0.95) == "Between hybrid and network (0.95)"


def test_only_what_draws_the_start_and_parts_of_a_structure_wait_for_a_reset() -> None:
    waits = {field.parameter for field in ALL if field.acts == "only at the start"}
    drawn = {name for name, one in declared().items() if one.field in DRAW_THE_START}
    assert waits == drawn | set(SHARES)
    assert field_of("initial_trust_gps").acts == "only at the start"
    assert field_of("trust_forgetting").acts == "from this week"


def test_search_by_symbol_word_code_and_with_a_slip() -> None:
    assert search("phi")[0][0].name == "trust_forgetting"
    assert search("supervision pharma")[0][0].name == "supervision_hours.pharmacist"
    assert search("pharmacist supervison")[0][0].name == "supervision_hours.pharmacist"
    assert search("network_position")[0] == (structure_field(),)
    assert search("executive.powers")[0][0].name == "programmes.executive.powers"
    found, count = search("SM10", most=3)
    assert len(found) == 3
    assert count == sum("SM10" in one.submodel for one in declared().values())
    assert all(declared()[field.parameter].main for field in found)
    assert search("  ") == ((), 0)
    assert search("qqqqqqqq((") == ((), 0)
