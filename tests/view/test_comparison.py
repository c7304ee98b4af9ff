"""The figure shows the summary's numbers, and its page needs nothing else."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from plotly.graph_objects import Figure, Scatter

from pcnsim.analysis.labels import label, shown_outcomes
from pcnsim.config import InputError
from pcnsim.view import report
from pcnsim.view.figures import PALETTE, SYMBOLS, comparison_figure, write_comparison
from tests.analysis.test_table import PROGRAMMES, made_up

pytestmark = pytest.mark.unit


def panels(figure: Figure) -> list[Scatter]:
    """The markers, without the stars above them."""
    return [trace for trace in figure.data if trace.mode == "markers"]


def test_a_panel_for_each_outcome_with_the_summarys_numbers(tmp_path: Path) -> None:
    result = made_up(tmp_path, strain=(0.1, 0.0, 0.0))
    figure = comparison_figure(result)
    names = shown_outcomes(result.config)
    assert len(panels(figure)) == len(names)
    titles = [note.text for note in figure.layout.annotations]
    assert all(any(title.startswith(label(name)) for title in titles) for name in names)
    trace = panels(figure)[names.index("strain")]
    summary = result.summary[result.summary["outcome"] == "strain"]
    assert list(trace.y) == list(summary["mean"])
    assert list(trace.error_y.array) == list(summary["high"] - summary["mean"])
    stars = [one for one in figure.data if one.mode == "text" and one.yaxis == trace.yaxis]
    assert [(one.x, one.y) for one in stars] == [((0,), (summary["high"].iloc[0],))], "above the hierarchy"
    assert len(set(trace.marker.color)) == len(set(trace.marker.symbol)) == 3
    assert [data[0] for data in trace.customdata] == ["hierarchy", "hybrid", "network"]
    assert [data[3] for data in trace.customdata] == [3, 3, 3]


def test_no_panel_and_no_domain_lies_on_another(tmp_path: Path) -> None:
    figure = comparison_figure(made_up(tmp_path))
    areas = [
        (figure.layout[f"xaxis{n}"].domain, figure.layout[f"yaxis{n}"].domain)
        for n in ["", *range(2, len(panels(figure)) + 1)]
    ]
    for place, (x, y) in enumerate(areas):
        for other_x, other_y in areas[:place]:
            assert x[1] < other_x[0] or other_x[1] < x[0] or y[1] < other_y[0] or other_y[1] < y[0]
    notes = [(round(note.x, 3), round(note.y, 3), note.yshift) for note in figure.layout.annotations]
    assert len(set(notes)) == len(notes)


def test_two_factors_are_levels_and_series(tmp_path: Path) -> None:
    factors = 'experiment.factors={trust_forgetting=[0.97, 0.98], structure=["hybrid", "network"]}'
    figure = comparison_figure(made_up(tmp_path, factors, "experiment.baseline={structure='hybrid'}"))
    assert {trace.name for trace in panels(figure)} == {"trust_forgetting 0.97", "trust_forgetting 0.98"}
    assert list(figure.layout.xaxis.ticktext) == ["hybrid", "network"]
    assert sum(trace.showlegend for trace in figure.data) == 2


def test_a_legend_of_several_lines_gets_room_below_the_title(tmp_path: Path) -> None:
    one = comparison_figure(made_up(tmp_path, *PROGRAMMES[:1], "experiment.baseline={structure='hybrid'}"))
    many = comparison_figure(made_up(tmp_path, *PROGRAMMES, "experiment.baseline={structure='hybrid'}"))
    entries = [trace.name for trace in panels(many) if trace.showlegend]
    assert len(entries) == 4
    assert many.layout.legend.entrywidth > 6 * max(map(len, entries))
    in_a_line = many.layout.width // (many.layout.legend.entrywidth + 40)
    assert in_a_line < len(entries)
    assert many.layout.margin.t - one.layout.margin.t >= 29 * (len(entries) // in_a_line - 1)


def test_the_page_needs_no_network(tmp_path: Path) -> None:
    path = write_comparison(made_up(tmp_path), tmp_path)
    page = path.read_text("utf-8")
    assert page.lstrip().lower().startswith(("<!doctype html", "<html"))
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    assert "Plotly.newPlot" in page
    before = path.read_bytes()
    assert write_comparison(made_up(tmp_path), tmp_path).read_bytes() == before


def test_colours_and_symbols_are_distinct() -> None:
    assert len(set(PALETTE)) == len(set(SYMBOLS)) == 8


def test_a_full_disk_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(report, "write_whole", full)
    with pytest.raises(InputError, match="the disk is full; runs and tables are kept"):
        write_comparison(made_up(tmp_path), tmp_path)


def test_more_arms_than_can_be_read_make_no_figure(tmp_path: Path) -> None:
    levels = [round(0.3 + number / 100, 2) for number in range(31)]
    sets = (f"experiment.factors={{general_trust={levels}}}", "experiment.replications=1")
    result = made_up(tmp_path, *sets, "experiment.baseline={general_trust=0.3}")
    assert write_comparison(result, tmp_path) is None
    assert not (tmp_path / "comparison.html").exists()


def test_samples_and_too_many_series_make_no_figure(tmp_path: Path) -> None:
    sample = (
        "experiment.factors={structure=['hierarchy', 'network'], general_trust={}}",
        "experiment.design={kind='latin-hypercube', samples=3}",
        "experiment.baseline={structure='hierarchy'}",
    )
    assert write_comparison(made_up(tmp_path, *sample), tmp_path) is None
    levels = [round(0.3 + number / 100, 2) for number in range(9)]
    many = f"experiment.factors={{structure=['hybrid', 'network'], general_trust={levels}}}"
    assert write_comparison(made_up(tmp_path, many), tmp_path) is None


def test_what_moves_together_is_named_once_and_arms_that_are_left_out_shift_nobody(tmp_path: Path) -> None:
    result = made_up(
        tmp_path,
        "experiment.factors={structure=['hierarchy', 'hybrid', 'network'], general_trust=[0.3, 0.6], "
        "initial_trust_services=[0.4, 0.7]}",
        "experiment.design={together=[['general_trust', 'initial_trust_services']], "
        "constraints=['general_trust < 0.5 or network_position > 0.2']}",
    )
    assert len(result.plan.points) == 5
    figure = comparison_figure(result)
    assert {trace.name for trace in panels(figure)} == {"general_trust 0.3", "general_trust 0.6"}
    assert "With general_trust moves initial_trust_services." in figure.layout.title.text
    assert list(figure.layout.xaxis.ticktext) == ["hierarchy", "hybrid", "network"]
    low, high = panels(figure)[:2]
    assert [round(x) for x in low.x] == [0, 1, 2]
    assert [round(x) for x in high.x] == [1, 2], "it has no hierarchy"
