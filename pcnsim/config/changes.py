"""Changes during a run: what takes a new value at the start of a week, which parameters may, what is wrong with one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, field_validator

from pcnsim.config import blocks
from pcnsim.config.errors import InputError, all_mistakes
from pcnsim.config.parameters import PROGRAMMES, declared, faults, flattened
from pcnsim.config.structure import SHARES, Structure

__all__ = [
    "DRAW_THE_START",
    "ParameterChange",
    "Point",
    "StructureChange",
    "changeable",
    "changed",
    "in_order",
    "read_changes",
]

Point = Annotated[str | float, Field(union_mode="left_to_right")]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]

DRAW_THE_START: Final = frozenset(
    {
        "span_of_control",
        "need_variation",
        "deprivation_gradient",
        "deprivation_gradient_by_class",
        "relative_rate_by_age",
        "england_age_mix",
        "deprivation_mean",
        "deprivation_sd",
        "initial_backlog_weeks",
        "staffing_gap_covered",
        "pcns_per_hub",
        "community_capacity",
        "cases_per_wte",
        "general_trust_spread",
        "prior_collaboration_effect",
        "initial_trust_services",
        "initial_trust_practices",
        "initial_trust_centre",
        "prior_collaboration",
        "relationship_spread",
        "initial_trust_gps",
        "ties_between_practices",
        "ties_beyond_pcn",
        "initial_trust_owners",
        "initial_vacancy",
        "established_staff_per_10000",
    }
)
"""Parameters (fields) that no week reads: they only draw the state that a run begins with. Tests hold the list against
the sources of the model, and against a run."""

_SET_IN_THE_BLOCK: Final = ("enabled", "start_week", "week", "transfer_week", "gps_per_pcn", "rank_by_list")
"""Keys of a programme's block that say whether and when it acts and what it makes rows of; a change cannot set them."""

_STRUCTURES: Final = "change structures in [[structure_changes]]"


class StructureChange(BaseModel):
    """A change of structure at the start of a week, for all PCNs or some.

    With `structure` all six shares move to that point, except those given beside it; without it only the given
    shares change.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: StrictInt
    structure: Point | None = None
    pcns: tuple[StrictStr, ...] | None = None
    """PCN codes; None: all PCNs of the area."""
    direct_case_share: Share | None = None
    local_decision_share: Share | None = None
    peer_spread_share: Share | None = None
    facilitation_share: Share | None = None
    meeting_share: Share | None = None
    bridging_share: Share | None = None

    def applied_to(self, structure: Structure) -> Structure:
        """The structure after the change."""
        shares: dict[str, float | None] = {share: getattr(self, share) for share in SHARES}
        if self.structure is not None:
            return Structure.at(self.structure, **shares)
        return structure.with_shares(**shares)


class ParameterChange(BaseModel):
    """New values of parameters from the start of a week on, for the whole area.

    parameters: new values by flat or dotted name, in nested tables or not; keys of programmes' blocks
    (`programmes.executive.powers`) in the words of the block. Kept are numbers by the parameter's name.

    Raises `InputError` for a name that is no parameter, a value that cannot be used, and what cannot change in a run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[StrictInt, Field(ge=0)]
    parameters: dict[str, float]

    @field_validator("parameters", mode="before")
    @classmethod
    def _numbers(cls, given: Any) -> dict[str, float]:
        values, found = _read_values(given)
        if found:
            name, sentence = found[0]
            raise InputError(sentence, where=f"parameter_changes.{name}" if name else "parameter_changes")
        return values


def changeable(name: str) -> str | None:
    """Why a parameter or a key of a block cannot change in a run, and what to do; None if it can.

    The words follow the name, which is that of a parameter.
    """
    parameter = blocks.parameter_of(name)
    if parameter == "network_position" or parameter in SHARES:
        return f"belongs to the structure; {_STRUCTURES}"
    if declared()[parameter].field in DRAW_THE_START:
        return f"only draws the start, which lies behind; set {parameter} under [parameters]"
    key = blocks.key_of(parameter)
    if key is not None and blocks.programme_of(key)[1] in _SET_IN_THE_BLOCK:
        programme, inner = blocks.programme_of(key)
        return (
            f"says whether, when or where a programme acts; set {inner} in its block [programmes.{programme}]"
        )
    return None


def read_changes(raw: Any) -> tuple[tuple[ParameterChange, ...], list[tuple[str, str]]]:
    """The changes that a file or `--set` gives, and each mistake: its key and a sentence that follows it."""
    table = "parameter_changes"
    if isinstance(raw, Mapping):
        return (), [(table, "must be a list of tables; write [[parameter_changes]] in double brackets")]
    if not isinstance(raw, list | tuple):
        return (), [(table, f"must be a list of tables [[parameter_changes]], not {raw!r}")]
    changes: list[ParameterChange] = []
    found: list[tuple[str, str]] = []
    for place, entry in enumerate(raw, start=1):
        key = f"{table}[{place}]"
        if not isinstance(entry, Mapping):
            found.append((key, f"must be a table with week and new values, not {entry!r}"))
            continue
        before = len(found)
        if fault := _week_fault(entry):
            found.append((f"{key}.week", fault))
        values, wrong = _read_values({name: value for name, value in entry.items() if name != "week"})
        found.extend((f"{key}.{name}" if name else key, sentence) for name, sentence in wrong)
        if len(found) == before:
            found.extend((f"{key}.{name}", sentence) for name, sentence in _behind(entry["week"], values))
        if len(found) == before:
            # The values have been checked just now.
            changes.append(ParameterChange.model_construct(week=entry["week"], parameters=values))
    return tuple(changes), found


def in_order(changes: Iterable[ParameterChange]) -> tuple[ParameterChange, ...]:
    """One change a week, in order of weeks; of two values for the same week the later one counts."""
    by_week: dict[int, dict[str, float]] = {}
    for change in changes:
        by_week.setdefault(change.week, {}).update(change.parameters)
    weeks = sorted(by_week)
    return tuple(ParameterChange.model_construct(week=week, parameters=by_week[week]) for week in weeks)


def changed(week: int, values: Mapping[str, Any]) -> ParameterChange:
    """A checked change, given in Python. Raises `InputError` that lists every mistake."""
    made, found = read_changes([{"week": week, **values}])
    if found:
        raise all_mistakes([(key.replace("[1]", f" (week {week})"), sentence) for key, sentence in found])
    return made[0]


def _week_fault(entry: Mapping[str, Any]) -> str | None:
    if "week" not in entry:
        return "is missing; say the week from whose start the values hold"
    week = entry["week"]
    if isinstance(week, bool) or not isinstance(week, int):
        return f"must be a whole number, not {week!r}"
    if week < 0:
        return f"is {week}, before week 0; set what holds in the burn-in under [parameters]"
    return None


def _read_values(given: Any) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """Numbers by parameter, and mistakes: the name as written, and a sentence that follows it."""
    if not isinstance(given, Mapping):
        return {}, [("", f"must be parameters and their new values, not {given!r}")]
    if not given:
        return {}, [("", "changes nothing; give a parameter and its new value")]
    values: dict[str, float] = {}
    written: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for name, value in flattened(given).items():
        parameter = blocks.parameter_of(name)
        if (sentence := _fault(name, value)) is not None:
            found.append((name, sentence))
        elif parameter in written:
            found.append((name, f"says the same as {written[parameter]}; keep one of the two"))
        else:
            number = blocks.number_of(name, value) if parameter != name else value
            values[parameter] = int(number) if declared()[parameter].whole else float(number)
            written[parameter] = name
    return values, found


def _fault(name: str, value: Any) -> str | None:
    if name == "structure":
        return f"is no parameter; {_STRUCTURES}"
    if name == "pcns":
        return "is no parameter; parameters change for the whole area, so leave pcns out"
    if name.startswith(blocks.PREFIX) and name not in blocks.block_keys():
        return blocks.unknown(name)
    if blocks.parameter_of(name) not in declared():
        return faults({name: value})[0]
    if (refused := changeable(name)) is not None:
        return refused
    if name in blocks.block_keys():
        return blocks.fault(name, value)
    return declared()[name].fault(value)


@functools.cache
def _ends() -> Mapping[str, str]:
    """Parameters that say when a programme ends, with their programme."""
    return {one.keys["end_week"]: one.title for one in PROGRAMMES.values() if "end_week" in one.keys}


def _behind(week: int, values: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name in _ends() and value < week:
            yield (
                name,
                f"is {value:g}, before the change itself (week {week}); end it in week {week} or later",
            )
