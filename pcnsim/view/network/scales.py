"""What practices of the network picture may be coloured by: workload in contacts, or strain of GPs."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from pcnsim.config.errors import InputError
from pcnsim.view.look import AXIS, FONT_SIZE, STRAIN_SCALE, WORKLOAD_SCALE

SAFE_CONTACTS: Final = 25
"""Contacts a GP a day that BMA and UEMO advise as a safe limit: a load of 1 in the model (docs/model.md)."""


class Scale(NamedTuple):
    """Colours for one column of practices."""

    column: str
    title: str
    low: float
    high: float
    step: float
    stops: tuple[tuple[float, str], ...]
    examples: tuple[tuple[str, str], ...]
    """Words and a colour for the legend; of a scale with a limit first below, then above it."""
    limit: float | None = None

    @property
    def axis(self) -> dict[str, Any]:
        """Limits and colours as Plotly takes them."""
        return {"cmin": self.low, "cmax": self.high, "colorscale": [list(stop) for stop in self.stops]}

    @property
    def bar(self) -> dict[str, Any]:
        """The scale as a bar in the lower right corner, the limit named."""
        ticks = [
            self.low + number * self.step for number in range(round((self.high - self.low) / self.step) + 1)
        ]
        return {
            "title": {"text": self.title, "side": "top", "font": {"size": FONT_SIZE}},
            "orientation": "v",
            "x": 1.015,
            "xanchor": "left",
            "y": 0,
            "yanchor": "bottom",
            "lenmode": "pixels",
            "len": 190,
            "thickness": 16,
            "tickvals": ticks,
            "ticktext": [
                f"<b>{tick:g} safe limit</b>" if tick == self.limit else f"{tick:g}" for tick in ticks
            ],
            "tickfont": {"size": FONT_SIZE},
            "outlinewidth": 1,
            "outlinecolor": AXIS,
            "ticks": "outside",
        }


COLOURS: Final = {
    scale.column: scale
    for scale in (
        Scale(
            "contacts_per_day",
            "Contacts a GP a day",
            # The limit lies a third of the way up, where the colours step.
            low=15.0,
            high=45.0,
            step=10.0,
            stops=WORKLOAD_SCALE,
            examples=(
                (f"up to {SAFE_CONTACTS} contacts", "#bedaed"),
                (f"above {SAFE_CONTACTS} contacts", "#eb8a3a"),
            ),
            limit=float(SAFE_CONTACTS),
        ),
        Scale(
            "strain",
            "Strain of GPs (0 to 1)",
            low=0.0,
            high=1.0,
            step=0.25,
            stops=STRAIN_SCALE,
            examples=(("by strain", "#9e9ac8"),),
        ),
    )
}
"""By the column of practices that `colour` names."""


def scale_of(column: str) -> Scale:
    """The scale of a column; InputError for one that practices cannot be coloured by."""
    if column not in COLOURS:
        raise InputError(
            f"practices cannot be coloured by {column!r}",
            where="colour",
            remedy=f"take {' or '.join(COLOURS)}",
        )
    return COLOURS[column]
