"""Pictures as large as a window leaves."""

from __future__ import annotations

import pytest

from pcnsim.view.app.room import LAPTOP, room_of


@pytest.mark.unit
def test_a_window_of_a_laptop_has_the_room_that_pages_begin_with() -> None:
    assert room_of([1066.0, 900.0]) == LAPTOP


@pytest.mark.unit
@pytest.mark.parametrize("measured", [[0.0, 0.0], [320.0, 200.0], [890.4, 720.0], [99999.0, 99999.0]])
def test_pictures_stay_readable_in_any_window(measured: list[float]) -> None:
    room = room_of(measured)
    assert 600 <= room.width <= 2400
    assert 590 <= room.height <= 1400


@pytest.mark.unit
def test_a_few_pixels_more_draw_nothing_anew() -> None:
    assert room_of([1061, 901]) == room_of([1079, 919])
    assert room_of([1061, 901]) != room_of([1100, 901])
