"""The owners of services that every system has, where no file names them."""

from __future__ import annotations

from typing import Final

import pandas as pd

from pcnsim.area.area import OWNERS, TRUST_COLUMNS

_GENERIC_NAMES: Final = {
    "community_trust": "Community trust",
    "mental_health_trust": "Mental health trust",
    "local_authority": "Local authority",
    "voluntary_sector": "Voluntary sector",
    "acute_trust": "Acute trust",
}


def generic_trusts(system_codes: list[str]) -> pd.DataFrame:
    """The five owners of services of each system, unnamed (columns of ``Area.trusts``; basis "generic")."""
    rows = [
        (system, owner, f"{system}-{owner}", f"{_GENERIC_NAMES[owner]} ({system})", "generic")
        for system in system_codes
        for owner in OWNERS
    ]
    return pd.DataFrame(rows, columns=list(TRUST_COLUMNS))
