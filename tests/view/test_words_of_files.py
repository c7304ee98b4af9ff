"""Names and descriptions from files are words in figures and pages, whatever they look like."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plotly.graph_objects import Figure

from pcnsim.analysis.sensitivity import sensitivity
from pcnsim.config import load
from pcnsim.model import Simulation
from pcnsim.view.figures import (
    agent_figure,
    network_figure,
    sensitivity_figure,
    series_figure,
    write_sensitivity_figure,
)
from pcnsim.view.look import literal
from tests.analysis.test_sensitivity import MORRIS, designed, linear
from tests.view.networks import place

TAG = "<img src=x onerror=alert(1)></script>"


def texts(part: Any) -> Iterator[str]:
    """Every text in a figure."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, list | tuple | np.ndarray):
        for inner in np.asarray(part, dtype=object).tolist():
            yield from texts(inner)


def simulated() -> Simulation:
    area = place()
    area = dataclasses.replace(
        area,
        name=f"Town {TAG}",
        practices=area.practices.assign(
            practice_name=[f"Surgery {TAG}{n}" for n in range(len(area.practices))]
        ),
        pcns=area.pcns.assign(
            pcn_name=[f"{n} {TAG}" for n in range(len(area.pcns))], system_name=f"ICB {TAG}"
        ),
        trusts=area.trusts.assign(name=[f"Trust {TAG}{n}" for n in range(len(area.trusts))]),
    )
    return Simulation(load(None, ["weeks=4", "burn_in_weeks=2", f'description="City {TAG}"']), area, 3).run()


@pytest.mark.unit
def test_figures_show_names_as_they_are_and_take_none_for_a_tag() -> None:
    simulation = simulated()
    pcn, practice = simulation.area.pcns["pcn_code"][0], simulation.area.practices["practice_code"][0]
    figures: list[Figure] = [
        network_figure(simulation),
        network_figure(simulation, pcn=pcn),
        series_figure(simulation),
        agent_figure(simulation, practice, title="A practice"),
    ]
    said = [text for figure in figures for text in texts(figure.to_plotly_json())]
    assert not [text for text in said if "<img" in text or "</script" in text]
    for name in ("Surgery", "Trust", "City"):
        assert any(f"{name} {literal(TAG)[:4]}" in text for text in said), name


@pytest.mark.unit
def test_the_page_of_a_sensitivity_analysis_has_its_description_as_it_is(tmp_path: Path) -> None:
    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}), ["strain"])
    found = dataclasses.replace(found, name=f"City {TAG}")
    assert f"<b>City {literal(TAG)}</b>" in sensitivity_figure(found).layout.title.text
    page = write_sensitivity_figure(found, tmp_path).read_text("utf-8")
    assert f"<title>City {escape(TAG)}: sensitivity</title>" in page
    assert TAG not in page
