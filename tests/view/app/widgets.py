"""What a view consists of, for tests without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def within(widget: Any) -> Iterator[Any]:
    """Yield a widget and all inside it."""
    yield widget
    for one in getattr(widget, "children", ()):
        if not isinstance(one, str):
            yield from within(one)
