"""Structures over time: the point each PCN starts from and its changes, as rows that the week reads."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.config.structure import SHARES, Structure
from pcnsim.model.columns import Floats, Ints

if TYPE_CHECKING:
    from pcnsim.area import Area
    from pcnsim.config import Config


def change_rows(config: Config, area: Area) -> tuple[Ints, Ints, Floats]:
    """Weeks (K,), PCN rows (K,) with -1 for all, and shares (K, 6) with nan where a share stays.

    PCNs stand system by system, in the order in which the area first names the systems, as in ``initial_state``.

    The first row sets the config's structure at week 0 (at the first week where there is no burn-in). Changes of the
    same week apply in the config's order.

    Raises InputError where a change names a PCN that the area does not have.
    """
    systems = {code: place for place, code in enumerate(dict.fromkeys(area.pcns["system_code"]))}
    order = np.argsort([systems[code] for code in area.pcns["system_code"]], kind="stable")
    rows = {code: row for row, code in enumerate(area.pcns["pcn_code"].iloc[order])}
    weeks, pcns, shares = [0], [-1], [config.structure.as_tuple()]
    for number, change in enumerate(config.structure_changes):
        for code in change.pcns if change.pcns is not None else (None,):
            if code is not None and code not in rows:
                near = difflib.get_close_matches(code, rows, n=1)
                raise InputError(
                    f"the area has no PCN {code!r}",
                    where=f"structure_changes[{number + 1}].pcns",
                    remedy=f"did you mean {near[0]}?" if near else "use the codes of the area's pcns.csv",
                )
            weeks.append(change.week)
            pcns.append(-1 if code is None else rows[code])
            shares.append(_shares_of(change))
    return np.array(weeks, dtype=np.int64), np.array(pcns, dtype=np.int64), np.array(shares, dtype=float)


def _shares_of(change: object) -> tuple[float, ...]:
    """The six shares that a change sets; nan for those it leaves."""
    given = {share: getattr(change, share) for share in SHARES}
    point = getattr(change, "structure", None)
    if point is not None:
        return Structure.at(point, **given).as_tuple()
    return tuple(float("nan") if given[share] is None else float(given[share]) for share in SHARES)
