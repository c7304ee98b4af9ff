"""Tables on the page, with headings that a screen reader knows, and cells that can be chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import solara

__all__ = ["TablesView"]


@solara.component_vue("tables_view.vue")
def _View(tables: str = "[]", height: int = 0, event_chosen: Callable[[str], None] | None = None) -> None: ...


def TablesView(
    tables: Sequence[dict[str, Any]], height: int = 0, on_choose: Callable[[str], None] | None = None
) -> solara.Element:
    """Tables below each other.

    tables: each with caption, heads, rows of cells (the first heads its row) and the numbers of columns set to the
    right; where `plain`, headings are for screen readers only. A cell is a text, a value with its unit, or a text with
    a code: a button that calls `on_choose` with it. height: pixels, with a bar to scroll; 0: as high as they are.
    """
    # As one text: Solara looks for components in every cell of a list.
    return _View(tables=json.dumps(tables), height=height, event_chosen=on_choose or (lambda code: None))
