"""How figures look: colours, symbols, dashes, letters and lines, the same for the same thing in every figure.

Categories have Okabe and Ito's colours, which people with any colour vision tell apart (Okabe & Ito 2008, "Color
Universal Design"), and a symbol or a dash besides: nothing is told by colour alone. Shades of one colour, for trust
and for workload, differ in lightness throughout.
"""

from __future__ import annotations

from typing import Final, NamedTuple

PALETTE: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000", "#F0E442")
SYMBOLS: Final = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "hexagon")

BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY, BLACK, YELLOW = PALETTE

INK: Final = "#333333"
"""Letters and outlines."""

FAINT: Final = "#e6e6e6"
"""Grids."""

AXIS: Final = "#999999"

FONT: Final = "Helvetica, Arial, sans-serif"
FONT_SIZE: Final = 12
"""Pixels; nothing that must be read is smaller, so that a projector shows it."""

TITLE_SIZE: Final = 17
TEMPLATE: Final = "plotly_white"


class Look(NamedTuple):
    """How one thing is drawn wherever it is drawn."""

    colour: str
    symbol: str
    dash: str = "solid"


STRUCTURES: Final = {
    "hierarchy": Look(BLUE, "circle", "solid"),
    "hybrid": Look(ORANGE, "diamond", "dash"),
    "network": Look(GREEN, "square", "dot"),
}
"""The three structures; one in between has the look `of_structure` gives."""

KINDS: Final = {
    "practice": Look(BLUE, "circle"),
    "pcn": Look("#8a8a8a", "circle"),
    "service": Look(GREEN, "square"),
    "owner": Look(PURPLE, "diamond"),
    "system": Look(BLACK, "hexagon"),
    "executive": Look(YELLOW, "star"),
    "gp": Look(SKY, "triangle-up"),
}
"""Kinds of agents (`kind` of the nodes of `pcnsim.model.network.graph`)."""


class Band(NamedTuple):
    """A band of trust: its limits (the lower one is in it), and the line of its ties."""

    low: float
    high: float
    colour: str
    width: float
    dash: str

    @property
    def words(self) -> str:
        """Its limits as people read them."""
        return f"{self.low:.1f} to {self.high:.1f}"


TRUST_BANDS: Final = (
    Band(0.0, 0.2, "#b4b8be", 0.8, "dot"),
    Band(0.2, 0.4, "#b9c0ca", 1.0, "solid"),
    Band(0.4, 0.6, "#93a1b8", 1.4, "solid"),
    Band(0.6, 0.8, "#4a6291", 2.3, "solid"),
    Band(0.8, 1.0, "#101f45", 3.6, "solid"),
)
"""Trust from 0 to 1: the more, the darker and wider."""


def of_structure(name: str) -> Look:
    """The look of a structure by its name; structures of one's own have the first colour that the named ones leave."""
    return STRUCTURES.get(name, Look(PURPLE, "triangle-up", "longdash"))


def literal(text: str) -> str:
    """Text from a file so that a figure shows it as it is: Plotly takes what stands between < and > for tags."""
    return text.replace("<", "‹").replace(">", "›")


def band_of(trust: float) -> int:
    """Number of the band of `TRUST_BANDS` that a trust from 0 to 1 lies in."""
    return min(int(trust * len(TRUST_BANDS) + 1e-9), len(TRUST_BANDS) - 1)


WORKLOAD_SCALE: Final = (
    (0.0, "#eef5fb"),
    (1 / 3, "#8fc0e4"),
    (1 / 3, "#f9a04f"),
    (2 / 3, "#d95f0e"),
    (1.0, "#6e2303"),
)
"""From pale blue up to a limit, then from orange to brown: a step in hue, and darker throughout."""

STRAIN_SCALE: Final = ((0.0, "#f7f5fa"), (0.5, "#9e9ac8"), (1.0, "#3f007d"))
"""From nearly white to dark violet."""

HALO: Final = "0 0 3px white, 0 0 3px white, 0 0 2px white, 0 0 2px white"
"""White around letters that stand on lines (the `shadow` of a font)."""

CONFIG: Final[dict[str, object]] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["sendChartToCloud"],
    "plotlyServerURL": "",
}
"""How Plotly shows a figure on a page of its own. Newer versions offer to send it away; here nothing leaves."""
