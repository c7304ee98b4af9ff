"""Blocks of programmes: read, merged, varied, written again, explained."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcnsim.config import Config, Declaration, InputError, Parameters, blocks, declared, load
from pcnsim.config.explain import explain
from pcnsim.config.explain_programmes import example
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.config.schema import json_schema

Write = Callable[[str, str], Path]
DEPUTIES = "programmes.deputy_directors"
POLICY = f"{DEPUTIES}.at_year_end"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and gives its path."""

    def writer(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return writer


@pytest.mark.unit
def test_a_block_is_its_parameters_in_words(write: Write) -> None:
    block = '[programmes.deputy_directors]\nenabled = true\nstart_week = 4\nat_year_end = "keep"\n'
    numbers = "[parameters]\ndeputy_directors = 1\ndeputy_start_week = 4\ndeputy_policy = 2\n"
    config = load(write("block.toml", block))
    assert config == load(write("numbers.toml", numbers))
    assert config.digest() == load(write("numbers.toml", numbers)).digest()
    assert config.parameters.changed() == {
        "deputy_directors": 1,
        "deputy_start_week": 4,
        "deputy_policy": 2,
    }
    assert type(config.parameters.deputy_directors) is int
    assert config.parameters.deputy_end_week == NEVER
    assert (
        load(
            write(
                "dotted.toml",
                'programmes.deputy_directors = { enabled = true, start_week = 4, at_year_end = "keep" }',
            )
        )
        == config
    )


@pytest.mark.unit
def test_set_reaches_blocks_and_later_layers_win_key_by_key(write: Write) -> None:
    write(
        "base.toml", '[programmes.deputy_directors]\nenabled = true\nsessions = 2\nat_year_end = "withdraw"\n'
    )
    child = write(
        "child.toml", 'extends = "base.toml"\n[programmes.deputy_directors]\nat_year_end = "keep"\n'
    )
    assert load(child).parameters.changed() == {
        "deputy_directors": 1,
        "deputy_sessions": 2.0,
        "deputy_policy": 2,
    }
    assert load(child, ["deputy_policy=1"]).parameters.deputy_policy == 1
    assert load(child, ["deputy_policy=1", f"{POLICY}=withdraw"]).parameters.deputy_policy == 0
    assert load(child, [f"{DEPUTIES}.enabled=false"]).parameters.deputy_directors == 0
    number = write("number.toml", 'extends = "base.toml"\n[parameters]\ndeputy_policy = 2\n')
    assert load(number) == load(child)


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_the_example_of_a_programme_turns_it_on_and_changes_nothing_else(name: str, write: Write) -> None:
    config = load(write("example.toml", example(name)))
    assert config.parameters.changed() == {PROGRAMMES[name].switch: 1}
    assert config == load(None, [f"programmes.{name}.enabled=true"])
    keys = tomllib.loads(example(name).replace("# ", ""))["programmes"][name]
    assert list(keys) == list(PROGRAMMES[name].keys)


DESIGN = """
[programmes.deputy_directors]
enabled = true
[experiment]
baseline = { programmes.deputy_directors.at_year_end = "review", programmes.executive.enabled = false }
[experiment.factors]
programmes.deputy_directors.at_year_end = ["withdraw", "review", "keep"]
"programmes.executive.enabled" = [false, true]
programmes.executive.powers = [0.2, 0.6]
"""


@pytest.mark.unit
def test_keys_are_factors_in_the_words_of_the_block(write: Write) -> None:
    config = load(write("design.toml", DESIGN))
    assert config.experiment.factors == {
        POLICY: ("withdraw", "review", "keep"),
        "programmes.executive.enabled": (False, True),
        "programmes.executive.powers": (0.2, 0.6),
    }
    assert config.experiment.factors["programmes.executive.enabled"][1] is True
    assert config.experiment.reference == {POLICY: "review", "programmes.executive.enabled": False}
    point = config.with_factors({POLICY: "keep", "programmes.executive.enabled": True})
    assert point.parameters.changed() == {"deputy_directors": 1, "deputy_policy": 2, "executive": 1}
    assert list(point.experiment.factors) == ["programmes.executive.powers"]
    assert point.digest() == load(write("design.toml", DESIGN), ["deputy_policy=2", "executive=1"]).digest()
    with pytest.raises(InputError, match=f"{POLICY}: must be withdraw, review or keep, not 2"):
        config.with_factors({POLICY: 2})


@pytest.mark.unit
def test_a_design_in_words_is_written_and_read_again(write: Write) -> None:
    config = load(write("design.toml", DESIGN))
    text = config.to_toml()
    again = load(write("again.toml", text))
    assert again == config
    assert again.to_toml() == text
    document = tomllib.loads(text)
    assert document["programmes"]["deputy_directors"]["at_year_end"] == "review"
    assert document["programmes"]["executive"]["enabled"] is False
    assert not {
        parameter for parameter in blocks.block_keys().values() if parameter in document["parameters"]
    }


@st.composite
def block(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Any keys of a programme's block but its switch, with any value in range."""
    keys = [key for key in PROGRAMMES[name].keys if key != "enabled"]
    chosen = draw(st.lists(st.sampled_from(keys), unique=True))
    return {key: draw(value_of(f"programmes.{name}.{key}")) for key in chosen}


def value_of(key: str) -> st.SearchStrategy[Any]:
    """Any value of a key: a word, a truth value, or a number in the plausible range."""
    words = blocks.words_of(key)
    one: Declaration = declared()[blocks.parameter_of(key)]
    if words:
        return st.sampled_from(words)
    if one.whole:
        return st.integers(int(max(one.low, one.minimum or 0)), int(one.high))
    return st.floats(max(one.low, one.minimum or 0), one.high)


@st.composite
def all_blocks(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """A block of every programme without its switch."""
    return {name: draw(block(name)) for name in PROGRAMMES}


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(keys=all_blocks())
def test_blocks_that_are_off_set_their_keys_and_nothing_else(keys: dict[str, Any], tmp_path: Path) -> None:
    import tomli_w

    path = tmp_path / "off.toml"
    written = {"programmes": {name: {**inside, "enabled": False} for name, inside in keys.items()}}
    path.write_text(tomli_w.dumps(written), encoding="utf-8")
    config = load(path)
    given = {
        f"programmes.{name}.{key}": value for name, inside in keys.items() for key, value in inside.items()
    }
    expected = {blocks.parameter_of(key): blocks.number_of(key, value) for key, value in given.items()}
    assert config.parameters == Parameters().with_values(expected)
    base = Parameters().flat()
    changed = {name for name, value in config.parameters.flat().items() if value != base[name]}
    assert changed <= set(expected)
    assert changed.isdisjoint(programme.switch for programme in PROGRAMMES.values())
    for key, value in given.items():
        found = config.parameters.value(blocks.parameter_of(key))
        assert found is not None
        assert blocks.shown(key, found) == value
    path.write_text(config.to_toml(), encoding="utf-8")
    assert load(path) == config


@pytest.mark.property
@given(
    key=st.sampled_from(sorted(blocks.block_keys())),
    value=st.one_of(st.booleans(), st.integers(-3, 9), st.text(max_size=8), st.floats(allow_nan=True)),
)
def test_a_value_is_refused_or_comes_back_as_it_was(key: str, value: Any) -> None:
    if blocks.fault(key, value) is None:
        assert blocks.shown(key, blocks.number_of(key, value)) == value
        parameters = Config().with_factors({key: value}).parameters
        assert parameters.value(blocks.parameter_of(key)) == blocks.number_of(key, value)
        return
    with pytest.raises(InputError, match=key.replace(".", r"\.")):
        Config().with_factors({key: value})


@pytest.mark.unit
def test_explain_tells_every_programme_with_its_keys_words_and_a_block() -> None:
    said = explain([], programmes=True)
    for name, programme in PROGRAMMES.items():
        assert f"{name}: {programme.title}" in said
        assert f"[programmes.{name}]" in said
    card = explain(["deputy_directors"])
    assert card in said
    for text in (
        "at_year_end",
        '"withdraw", "review", "keep"',
        "deputy_policy",
        "week 0 to 52",
        "review_benefit",
    ):
        assert text in card
    assert explain(["deputy_directors"], programmes=True) == card
    both = explain(["deputy_directors", "trust_forgetting"])
    assert card in both
    assert explain(["trust_forgetting"]) in both
    assert 'programmes.deputy_directors.at_year_end: "withdraw", "review", "keep"' in explain(
        ["deputy_policy"]
    )
    with pytest.raises(InputError, match="did you mean deputy_directors"):
        explain(["deputy_director"])
    with pytest.raises(InputError, match="there is no programme trust_forgetting"):
        explain(["trust_forgetting"], programmes=True)


@pytest.mark.unit
def test_explain_tells_programmes_as_json() -> None:
    everything = json.loads(explain([], as_json=True, programmes=True))
    assert [one["name"] for one in everything] == list(PROGRAMMES)
    (card,) = json.loads(explain(["executive"], as_json=True))
    keys = {one["key"]: one for one in card["keys"]}
    assert list(keys) == list(PROGRAMMES["executive"].keys)
    assert keys["management"]["allowed"] == ["none", "system_lead", "federation", "shared_manager"]
    assert (keys["management"]["default"], keys["enabled"]["default"]) == ("federation", False)
    assert keys["powers"]["allowed"] is None


@pytest.mark.unit
def test_the_schema_knows_every_key_and_its_words() -> None:
    properties = json_schema()["properties"]
    varied = properties["experiment"]["properties"]["factors"]["properties"]
    for key in blocks.block_keys():
        name, inner = blocks.programme_of(key)
        one = properties["programmes"]["properties"][name]["properties"][inner]
        factor = varied["programmes"]["properties"][name]["properties"][inner]
        levels = factor.get("anyOf", [factor])[0]["items"]
        words = blocks.words_of(key)
        if words == (False, True):
            assert one["type"] == "boolean"
        elif words:
            assert one["enum"] == list(words) == levels["enum"]
        else:
            assert one["type"] == ("integer" if declared()[blocks.parameter_of(key)].whole else "number")
        assert key in varied
        if words:
            assert one["default"] in words
