"""Tables on the page, with headings that a screen reader knows, and cells that can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

__all__ = ["TablesView"]


@solara.component_vue("tables_view.vue")
def TablesView(
    tables: list[dict[str, Any]],
    height: int = 0,
    event_chosen: Callable[[str], None] | None = None,
) -> None:
    """Tables below each other.

    tables: each with caption, heads, rows of cells (the first heads its row) and the numbers of columns set to the
    right; where `plain`, headings are for screen readers only. A cell is a text, a value with its unit, or a text with
    a code: a button that says the code. height: pixels, with a bar to scroll; 0: as high as they are.
    """
