"""Which practices an area is made of: those in the ICBs, sub-ICBs and PCNs named, and the practices named."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pcnsim.area.nhs.membership import MADE_ICB, UNALLOCATED
from pcnsim.config.errors import InputError

_LEVELS = {
    "--icb": ("system_code", "ICB"),
    "--sub-icb": ("sub_icb_code", "sub-ICB"),
    "--pcn": ("pcn_code", "PCN"),
    "--practice": ("practice_code", "practice"),
}

MOST_NAMED = 8
"""Codes shown at most where a name was given for a code."""

_IN_MANY_NAMES = {"INTEGRATED", "CARE", "BOARD", "PRIMARY", "NETWORK"}


@dataclass(frozen=True)
class Selection:
    """Codes asked for; an area is everything that any of them names, and everything if none is given."""

    icb: tuple[str, ...] = ()
    sub_icb: tuple[str, ...] = ()
    pcn: tuple[str, ...] = ()
    practice: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        icb: str | Sequence[str] | None = None,
        sub_icb: str | Sequence[str] | None = None,
        pcn: str | Sequence[str] | None = None,
        practice: str | Sequence[str] | None = None,
    ) -> Selection:
        """From lists of codes, or text with commas or blanks between them; an option without a code is an error."""
        return cls(
            _codes("--icb", icb),
            _codes("--sub-icb", sub_icb),
            _codes("--pcn", pcn),
            _codes("--practice", practice),
        )

    @property
    def by_option(self) -> dict[str, tuple[str, ...]]:
        """The codes by option, empty ones left out."""
        every = {"--icb": self.icb, "--sub-icb": self.sub_icb, "--pcn": self.pcn, "--practice": self.practice}
        return {option: codes for option, codes in every.items() if codes}

    def __bool__(self) -> bool:
        return bool(self.by_option)


def select(practices: pd.DataFrame, selection: Selection) -> pd.Series[bool]:
    """Which rows of the joined practices belong to the area; those with no PCN never do.

    ``practices`` has practice_code, pcn_code, and the PCN's sub_icb_code and system_code. ICBs and sub-ICBs select
    whole PCNs.

    Raises InputError for a code that nothing has (with the nearest, or with those of that name), for a practice with
    no PCN asked for by code, and for an empty selection.
    """
    in_pcn = practices["pcn_code"] != UNALLOCATED
    if not in_pcn.any():
        raise InputError(
            "no practice with patients belongs to a PCN",
            where="the selection",
            remedy="Do membership file and patients file belong together?",
        )
    if not selection:
        return in_pcn
    chosen = pd.Series(False, index=practices.index)
    for option, codes in selection.by_option.items():
        column, label = _LEVELS[option]
        known = set(practices[column]) if option == "--practice" else set(practices.loc[in_pcn, column])
        for code in codes:
            if code not in known:
                named = _of_that_name(codes, column, practices[in_pcn])
                raise _by_name(codes, option, label, named) or _unknown(code, option, label, known, practices)
        hits = practices[column].isin(codes)
        if option == "--practice" and (hits & ~in_pcn).any():
            lost = sorted(practices.loc[hits & ~in_pcn, "practice_code"])
            raise InputError(
                f"{', '.join(lost)} {'belongs' if len(lost) == 1 else 'belong'} to no PCN,"
                " and a practice with no PCN cannot be simulated",
                where=option,
                remedy="Leave it out of the selection.",
            )
        chosen |= hits
    chosen &= in_pcn
    if not chosen.any():
        raise InputError(
            "the selection is empty", where=", ".join(selection.by_option), remedy="Name other codes."
        )
    return chosen


def _codes(option: str, given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    text = given if isinstance(given, str) else ",".join(given)
    codes = tuple(dict.fromkeys(text.upper().replace(",", " ").split()))
    if not codes and (isinstance(given, str) or given):
        raise InputError("no code is given", where=option, remedy="Give codes with commas between them.")
    return codes


def _of_that_name(words: Sequence[str], column: str, practices: pd.DataFrame) -> dict[str, str]:
    """Codes and names of those whose name holds all the words that were given for codes, except the words of all."""
    telling = [word for word in words if len(word) > 3 and word.isalpha() and word not in _IN_MANY_NAMES]
    if not telling:
        return {}
    names = practices[[column, column.replace("_code", "_name")]].drop_duplicates(column)
    rows = zip(names.iloc[:, 0].astype(str), names.iloc[:, 1].astype(str), strict=True)
    return {code: name for code, name in rows if all(word in name.upper() for word in telling)}


def _by_name(words: Sequence[str], option: str, label: str, named: dict[str, str]) -> InputError | None:
    """The error for a name where a code belongs, with the codes of that name; None if nothing is called so."""
    if not named:
        return None
    shown = [f"{code} ({name})" for code, name in sorted(named.items())]
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return InputError(
        f"{' '.join(words)!r} is a name, or part of one; {_a(label)} is chosen by its code",
        where=option,
        remedy=f"{'Use' if len(shown) == 1 else 'One of'} {', '.join(shown[:MOST_NAMED])}{more}.",
    )


def _unknown(code: str, option: str, label: str, known: set[str], practices: pd.DataFrame) -> InputError:
    for other, (column, noun) in _LEVELS.items():
        if other != option and code in set(practices[column]):
            return InputError(
                f"{code} is the code of {_a(noun)}, not of {_a(label)}",
                where=option,
                remedy=f"Use {other} {code}.",
            )
    if option == "--icb" and all(other.startswith(MADE_ICB) for other in known):
        return InputError(
            f"no ICB has the code {code!r}: the membership file has no ICB codes",
            where=option,
            remedy="Give --map too, or select by --sub-icb.",
        )
    nearest = sorted(
        difflib.get_close_matches(code, sorted(known), n=5, cutoff=0.5),
        key=lambda other: sum(one != two for one, two in itertools.zip_longest(code, other)),
    )[:3]
    sample = ", ".join(sorted(known)[:5])
    return InputError(
        f"no {label} has the code {code!r}",
        where=option,
        remedy=f"Did you mean {' or '.join(nearest[:3])}?" if nearest else f"Codes are like {sample}.",
    )


def _a(noun: str) -> str:
    return f"an {noun}" if noun == "ICB" else f"a {noun}"
