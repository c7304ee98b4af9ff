"""What `pcnsim explain` shows of outcomes: a card for each, and for each measure that was asked for (M1 to M22)."""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Sequence
from typing import Any, Final

from pcnsim.analysis.labels import WHOLE, shown_outcomes
from pcnsim.analysis.measure_docs import MEASURES, Measure
from pcnsim.config import Config
from pcnsim.config.errors import InputError
from pcnsim.model.outcomes.declared import BY_NAME, RUN_NAMES, Outcome, headline_names

__all__ = ["cards", "is_known", "nearest"]

_MEASURES: Final = {one.name: one for one in MEASURES}
_BETTER: Final = {
    "higher": "higher is better",
    "lower": "lower is better",
    "neither": "neither way is better in itself",
}


def is_known(name: str) -> bool:
    """Whether a name is a column of runs.csv or a measure of the evidence dossier (`M3`)."""
    return name in headline_names() or name.upper() in _MEASURES


def nearest(name: str) -> str | None:
    """The outcome whose name is close to a name that is none."""
    near = difflib.get_close_matches(name, BY_NAME, n=1, cutoff=0.75)
    return near[0] if near else None


def cards(names: Sequence[str], as_json: bool = False) -> str:
    """Everything about the named outcomes and measures. Raises `InputError` for a name that is neither."""
    facts = [_facts(name) for name in names]
    if as_json:
        return json.dumps(facts, indent=2, ensure_ascii=False)
    return "\n\n".join(_card(one) for one in facts)


def _facts(name: str) -> dict[str, Any]:
    if name.upper() in _MEASURES:
        return _measure(_MEASURES[name.upper()])
    if not is_known(name):
        raise InputError(f"there is no outcome {name}", where="explain", remedy="docs/outputs.md lists them")
    return _outcome(name, BY_NAME[name.removesuffix(WHOLE)])


def _outcome(name: str, one: Outcome) -> dict[str, Any]:
    if one.name in RUN_NAMES:
        over = "the run as a whole, one number"
    elif name != one.name:
        over = f"mean over all weeks from week 0; {one.name} is the mean over the last 52"
    else:
        over = f"mean over the last 52 weeks; {name}{WHOLE} is the mean over all weeks from week 0"
    return {
        "outcome": name,
        "domain": one.domain,
        "unit": one.unit,
        "formula": one.formula,
        "better": _BETTER[one.better],
        "in runs.csv": over,
        "shown": "in table and figure"
        if name in shown_outcomes(Config())
        else f'in table and figure where asked for: experiment.outcomes = ["{name}"]',
        "measures": [measure.name for measure in MEASURES if one.name in measure.outcomes],
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "measure": one.name,
        "asked for": one.asked,
        "outcomes": list(one.outcomes),
        "in network_measures.csv": list(one.graph),
        "from Python": f"pcnsim.analysis.{one.function}" if one.function else "",
        "what differs": one.differs,
    }


def _card(facts: dict[str, Any]) -> str:
    lines: list[str] = []
    for title, value in facts.items():
        text = ", ".join(value) if isinstance(value, list) else value
        if text:
            lines += textwrap.wrap(
                text,
                110,
                initial_indent=f"{title:<25}" if "measure" in facts else f"{title:<13}",
                subsequent_indent=" " * (25 if "measure" in facts else 13),
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(lines)
