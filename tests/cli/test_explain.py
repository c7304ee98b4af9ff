"""`pcnsim explain` as a user types it: parameters, programmes, outcomes, measures, mechanisms by any of their names."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pcnsim.analysis import outcome_cards
from pcnsim.cli.app import app
from pcnsim.config import InputError
from pcnsim.config.explain import explain
from pcnsim.config.layers import SETTINGS
from pcnsim.config.parameters import PROGRAMMES, declared
from pcnsim.model.outcomes.declared import BY_NAME, headline_names

pytestmark = pytest.mark.unit


def said(*names: str) -> str:
    answer = CliRunner().invoke(app, ["explain", *names])
    assert answer.exit_code == 0, answer.exception
    return answer.stdout


def refused(*names: str) -> str:
    error = CliRunner().invoke(app, ["explain", *names]).exception
    assert isinstance(error, InputError)
    return str(error)


def test_an_outcome_has_a_card_with_unit_formula_and_which_way_is_better() -> None:
    card = said("cost_total")
    one = BY_NAME["cost_total"]
    assert one.better == "lower"
    for text in ("cost_total", one.unit, "lower is better", "last 52 weeks", "cost_total_all_weeks", "M20"):
        assert text in card
    assert " ".join(one.formula.split()) in " ".join(card.split())
    assert "joint_resolution is the mean over the last 52" in said("joint_resolution_all_weeks")
    assert "run as a whole" in said("persistence")


def test_every_column_of_runs_csv_has_a_card_and_json() -> None:
    told = json.loads(outcome_cards.cards(headline_names(), as_json=True))
    assert [one["outcome"] for one in told] == list(headline_names())
    assert all(one["unit"] and one["formula"] for one in told)


def test_a_measure_names_the_outcomes_that_carry_it() -> None:
    assert "cost_total, settled_cases" in said("M20")
    assert said("m20") == said("M20")


def test_a_key_of_a_block_is_its_parameter_and_a_block_its_programme() -> None:
    card = said("executive_powers")
    for name in ("programmes.executive.powers", "executive.powers"):
        assert said(name).strip() == explain(["executive_powers"]).strip()
    assert explain(["executive_powers"]) in card  # with the outcome of that name
    for name in ("programmes.executive", "[programmes.executive]"):
        assert said(name) == said("executive")
    assert "did you mean powers?" in refused("programmes.executive.power")


def test_a_name_is_of_one_kind() -> None:
    assert not {*BY_NAME} & {*PROGRAMMES, *declared(), *SETTINGS}


def test_kinds_may_be_asked_for_together_but_not_as_json() -> None:
    together = said("M3", "S4-review", "trust_forgetting")
    for text in ("rainbow index", "at the end of the year is good", explain(["trust_forgetting"])):
        assert text in together
    assert "one after the other" in refused("S4-review", "strain", "--json")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("joint_resolutoin", "did you mean the outcome joint_resolution?"),
        ("replications", "experiment.replications is a setting"),
        ("trsut_forgetting", "did you mean trust_forgetting?"),
        ("nonsense", "docs/outputs.md the outcomes"),
        ("S9-x", "pcnsim explain --seeds lists all"),
    ],
)
def test_what_is_not_known_points_at_what_is(name: str, words: str) -> None:
    assert words in refused(name)
