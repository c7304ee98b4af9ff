"""The ledger: all mechanisms put together with what the parameters declare, and what is wrong with it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from pcnsim.analysis.mechanisms import (
    deputy_directors,
    local_executive,
    network_contract,
    network_role_development,
    transformation,
)
from pcnsim.analysis.mechanisms.declaration import Mechanism, Status
from pcnsim.analysis.mechanisms.ids import IDS, SOURCES
from pcnsim.config.parameters import PROGRAMMES, declared

__all__ = ["Entry", "counts", "faults", "ledger", "unanswered"]

_DECLARED = (
    *network_role_development.MECHANISMS,
    *transformation.MECHANISMS,
    *network_contract.MECHANISMS,
    *local_executive.MECHANISMS,
    *deputy_directors.MECHANISMS,
)

STATUSES: tuple[Status, ...] = ("represented", "in part", "not represented")


@dataclass(frozen=True, slots=True)
class Entry:
    """A mechanism with everything that carries it."""

    mechanism: Mechanism
    parameters: tuple[str, ...]
    """Those declared with its id, then those named beside them."""
    programmes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The mechanism's id."""
        return self.mechanism.id

    @property
    def source(self) -> str:
        """The title of the source document."""
        return SOURCES[self.id[:2]]

    @property
    def answered(self) -> bool:
        """Whether it is represented, or a reason is given why not or only in part."""
        return self.mechanism.status == "represented" or bool(self.mechanism.missing)

    def fields(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        one = self.mechanism
        return {
            "id": one.id,
            "source": self.source,
            "says": one.says,
            "status": one.status,
            "missing": one.missing,
            "programmes": list(self.programmes),
            "parameters": list(self.parameters),
            "settings": list(one.settings),
            "rules": [_full_name(rule) for rule in one.rules],
            "outcomes": list(one.outcomes),
            "tests": [f"tests/{test}" for test in one.tests],
        }


@functools.cache
def ledger() -> Mapping[str, Entry]:
    """Every declared mechanism by id, in the order of the source documents (read only)."""
    entries = {one.id: _entry(one) for one in _DECLARED}
    return MappingProxyType(entries)


def counts() -> dict[Status, int]:
    """How many mechanisms have each status."""
    found = Counter(one.mechanism.status for one in ledger().values())
    return {status: found[status] for status in STATUSES}


def unanswered() -> list[str]:
    """Ids that are neither represented nor reasoned about."""
    known = ledger()
    return [one for one in IDS if one not in known or not known[one].answered]


def faults() -> list[str]:
    """What is wrong with the ledger, in words: ids, names that do not exist, statuses without what they need.

    Imports the rules, so it takes a moment. Whether the named tests exist is for the tests to say.
    """
    known = ledger()
    found = [f"{one} is declared twice" for one, times in _times(_DECLARED).items() if times > 1]
    found += [f"{one} is not declared" for one in IDS if one not in known]
    found += [f"{one} is no known id" for one in known if one not in IDS]
    found += [f"{one}: a parameter's seed that is no known id" for one in sorted(_seeds()) if one not in IDS]
    for entry in known.values():
        found += [f"{entry.id}: {fault}" for fault in (*_names_wrong(entry), *_status_wrong(entry))]
    return found


def _entry(one: Mechanism) -> Entry:
    known = declared()
    own = list(dict.fromkeys((*_seeds().get(one.id, ()), *one.parameters)))
    of_parameters = [known_one.programme for known_one in known.values() if known_one.seed == one.id]
    named = dict.fromkeys((*of_parameters, *one.programmes))
    return Entry(one, tuple(own), tuple(name for name in PROGRAMMES if name in named))


@functools.cache
def _seeds() -> Mapping[str, tuple[str, ...]]:
    """Names of parameters by the id they are declared with."""
    by_seed: dict[str, dict[str, None]] = {}
    for one in declared().values():
        if one.seed is not None:
            by_seed.setdefault(one.seed, {})[one.field] = None
    return {seed: tuple(names) for seed, names in by_seed.items()}


def _times(mechanisms: Iterable[Mechanism]) -> Counter[str]:
    return Counter(one.id for one in mechanisms)


def _full_name(rule: str) -> str:
    return rule if rule.startswith("pcnsim.") else f"pcnsim.model.{rule}"


def _exists(dotted: str) -> bool:
    module, _, name = dotted.rpartition(".")
    try:
        return callable(getattr(import_module(module), name, None))
    except ModuleNotFoundError:
        return False


def _names_wrong(entry: Entry) -> Iterable[str]:
    from pcnsim.config.layers import SETTINGS
    from pcnsim.model.outcomes.declared import headline_names

    one = entry.mechanism
    fields = {declaration.field for declaration in declared().values()}
    outcomes = set(headline_names())
    yield from (f"there is no parameter {name}" for name in one.parameters if name not in fields)
    yield from (f"there is no programme {name}" for name in one.programmes if name not in PROGRAMMES)
    yield from (f"there is no setting {name}" for name in one.settings if name not in SETTINGS)
    yield from (f"there is no outcome {name}" for name in one.outcomes if name not in outcomes)
    yield from (f"there is no rule {name}" for name in one.rules if not _exists(_full_name(name)))
    yield from (
        f"{name} is declared with this id already"
        for name in one.parameters
        if name in _seeds().get(one.id, ())
    )


def _status_wrong(entry: Entry) -> Iterable[str]:
    one = entry.mechanism
    if not one.says:
        yield "does not say what the document says"
    if one.status not in STATUSES:
        yield f"has no status {one.status}"
    if one.status == "represented":
        if one.missing:
            yield "is represented and yet says what is missing"
        if not (entry.parameters or entry.programmes or one.settings):
            yield "is represented without parameter, programme or setting"
        for what, names in (("rule", one.rules), ("outcome", one.outcomes), ("test", one.tests)):
            if not names:
                yield f"is represented without a {what}"
    elif not one.missing:
        yield f"is {one.status} without a reason"
    if one.status == "in part" and not one.rules:
        yield "is in part represented without a rule"
    if one.status == "not represented" and (entry.parameters or entry.programmes or one.rules):
        yield "is not represented and yet something carries it"
