"""The figure of weeks shows the series' own numbers, from whatever source, and does not move while a run goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure, Scatter
from scipy import stats

import pcnsim
from pcnsim.area.synthetic import draw_area
from pcnsim.config import Config, InputError, load
from pcnsim.experiment.plan import make_plan
from pcnsim.model.model import Model
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation
from pcnsim.view.bands import BANDS, bands_of
from pcnsim.view.figures import series_figure
from pcnsim.view.look import STRUCTURES
from pcnsim.view.series_figure import SHOWN
from pcnsim.view.tracks import MEAN_OF
from tests.small import small
from tests.weekly import FIRST_WEEK, made_up, result_folder

pytestmark = pytest.mark.unit

AREA = draw_area(pcns=2, seed=3, practices_per_pcn=3)
EVENTFUL = (
    "programmes.deputy_directors.enabled=true",
    "programmes.winter_surge.enabled=true",
    "programmes.winter_surge.start_week=20",
    "programmes.winter_surge.end_week=24",
)


def simulation(*sets: str, weeks: int = 60, seed: int = 5) -> Simulation:
    config = load(None, sets)
    return Simulation(config, AREA, seed).run(config.burn_in_weeks + weeks)


def lines(figure: Figure) -> list[Scatter]:
    """The lines of outcomes, without events, intervals and markers."""
    return [
        trace
        for trace in figure.data
        if trace.mode == "lines" and trace.line.width and not trace.name.startswith(("event", "band"))
    ]


def texts(figure: Figure) -> str:
    return "\n".join([figure.layout.title.text, *(note.text for note in figure.layout.annotations)])


def test_lines_are_the_weekly_series() -> None:
    run = simulation(*EVENTFUL)
    figure = series_figure(run)
    table = run.weekly()
    assert len(lines(figure)) == len(SHOWN)
    for trace, name in zip(lines(figure), SHOWN, strict=True):
        assert list(trace.x) == list(table["week"])
        assert np.allclose(trace.y, table[name], rtol=1e-6, equal_nan=True)
    assert "Week 60 of 260, hybrid" in figure.layout.title.text
    assert not any(trace.showlegend for trace in figure.data), "there is one line"


def test_every_property_is_one_of_plotlys() -> None:
    """The figure is made without checks, for speed; here they are made."""
    runs = {name: simulation(f"structure={name}", *EVENTFUL, weeks=3) for name in STRUCTURES}
    for figure in (series_figure(runs), series_figure(runs["hybrid"], NAMES[:9], width=620)):
        assert Figure(figure.to_dict()).to_dict() is not None


def test_model_simulation_and_folder_give_the_same_figure(tmp_path: Path) -> None:
    config = small(tmp_path, "weeks=30", *EVENTFUL)
    run = pcnsim.run(config, out=tmp_path / "run")
    of_folder = series_figure(tmp_path / "run", ["strain", "wait"])
    model = Model(config, run.area, run.seed).run()
    assert series_figure(model, ["strain", "wait"]).to_json() == of_folder.to_json()
    assert series_figure(run, ["strain", "wait"]).to_json() == of_folder.to_json()
    assert series_figure(str(tmp_path / "run"), ["strain", "wait"]).to_json() == of_folder.to_json()


def test_nothing_moves_while_a_run_goes_on() -> None:
    config = load(None, EVENTFUL)
    run = Simulation(config, AREA, 5)
    figures = []
    for weeks in (0, config.burn_in_weeks, 1, 29, 230):
        figures.append(series_figure(run.run(weeks)))
    for figure in figures:
        first = figures[0]
        assert [trace.name for trace in figure.data] == [trace.name for trace in first.data]
        assert [trace.xaxis for trace in figure.data] == [trace.xaxis for trace in first.data]
        assert figure.layout.xaxis.range == first.layout.xaxis.range
        assert figure.layout.xaxis.range[0] < -20
        assert figure.layout.xaxis.range[1] > 260
        assert figure.layout.uirevision == first.layout.uirevision
        assert figure.layout.yaxis.domain == first.layout.yaxis.domain
        assert figure.layout.margin.b == first.layout.margin.b
    now = [figure.data[1].x.tolist() for figure in figures]
    assert now == [[], [-1], [0], [29], [259]]
    assert figures[-1].layout.uirevision != series_figure(run, ["wait"]).layout.uirevision


def test_events_stand_in_their_weeks_and_those_to_come_are_dotted() -> None:
    figure = series_figure(simulation(*EVENTFUL, weeks=30), ["strain"])
    past, future, numbers, hovered = (trace for trace in figure.data if trace.name.startswith("event"))
    assert [week for week in past.x if week is not None] == [0, 0, 20, 20, 24, 24]
    assert [week for week in future.x if week is not None] == [52, 52]
    assert (past.line.dash, future.line.dash) == ("solid", "dot")
    assert list(numbers.x) == pytest.approx([0, 20, 24, 52])
    assert list(hovered.x) == [0, 20, 24, 52]
    assert hovered.text[1] == "demand surges by 25 %"
    assert list(numbers.text) == ["1", "2", "3", "4"]
    listed = texts(figure)
    assert "<b>2</b>  week 20: demand surges by 25 %" in listed
    assert "network contract starts; deputy directors on outside money" in listed, "a week is told once"
    spells = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.x0 == 20]
    assert spells == [(20, 24)]
    assert "to come" in listed
    assert "to come" not in texts(series_figure(simulation(*EVENTFUL), ["strain"]))


def test_several_runs_differ_in_colour_dash_and_symbol_as_everywhere() -> None:
    runs = {name: simulation(f"structure={name}", weeks=4) for name in ("network", "hierarchy", "hybrid")}
    figure = series_figure(runs, ["strain", "wait"])
    found = {trace.name: (trace.line.color, trace.line.dash) for trace in lines(figure)}
    assert found == {name: (look.colour, look.dash) for name, look in STRUCTURES.items()}
    assert sum(bool(trace.showlegend) for trace in figure.data) == 3
    assert "what differs may be luck" in figure.layout.title.text
    others = series_figure(
        {"with": runs["hybrid"], "hybrid": runs["hybrid"], "without": runs["network"]}, ["wait"]
    )
    styles = [(trace.line.color, trace.line.dash) for trace in lines(others)]
    assert len(set(styles)) == 3
    assert styles[1] == (STRUCTURES["hybrid"].colour, STRUCTURES["hybrid"].dash)


def test_events_that_not_all_runs_have_say_whose_they_are() -> None:
    runs = {"with": simulation(*EVENTFUL[:1], weeks=2), "without": simulation(weeks=2)}
    listed = texts(series_figure(runs, ["strain"]))
    assert "deputy directors on outside money (with)" in listed
    assert "network contract starts;" in listed


def test_what_counts_leavers_is_a_mean_of_a_year_that_begins_anew_in_week_0() -> None:
    run = simulation(weeks=80)
    table = run.weekly().set_index("week")["leaving"]
    parts = [part.rolling(52, min_periods=13).mean() for part in (table.loc[:-1], table.loc[0:])]
    (trace,) = lines(series_figure(run, ["leaving"]))
    assert set(MEAN_OF.values()) == {52}
    assert np.allclose(trace.y, pd.concat(parts), rtol=1e-5, atol=1e-5, equal_nan=True)
    assert "mean of 52 weeks" in texts(series_figure(run, ["leaving"]))


def experiment(tmp_path: Path, *sets: str) -> tuple[Config, Path]:
    config = small(tmp_path, "experiment.weekly=true", *sets)
    plan = make_plan(config)
    return config, result_folder(tmp_path / "result", plan, list(plan))


def test_an_experiment_is_means_with_intervals_by_arm(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    config, folder = experiment(tmp_path)
    names = [NAMES[3], NAMES[7], NAMES[0]]
    figure = series_figure(folder, names)
    plan = make_plan(config)
    column = NAMES.index(names[1])
    drawn = [trace for trace in figure.data if trace.xaxis == "x2" and not trace.name.startswith("event")]
    for number, arm in enumerate(("hierarchy", "hybrid", "network")):
        values = np.array([made_up(run)[:, column] for run in plan if run.design_point == number])
        low, high, line, _ = drawn[4 * number : 4 * number + 4]
        assert line.name == arm
        assert list(line.x) == [FIRST_WEEK + week for week in range(5)]
        assert np.allclose(line.y[:-1], values[:, :-1].mean(axis=0), rtol=1e-5)
        assert np.isnan(line.y[-1]), "known in no run"
        half = stats.t.ppf(0.975, 2) * values[:, 0].std(ddof=1) / np.sqrt(3)
        assert np.allclose(high.y[0] - line.y[0], half, rtol=1e-4)
        assert np.allclose(line.y[0] - low.y[0], half, rtol=1e-4)
        assert high.fill == "tonexty"
    assert "means over 3 replications; shaded: their 95 % intervals" in figure.layout.title.text
    assert {trace.name for trace in lines(series_figure(folder, names, design_points=[0, 2]))} == {
        "hierarchy",
        "network",
    }
    both = series_figure({"first": folder, "again": folder}, names[:1], design_points=[1])
    assert {trace.name for trace in lines(both)} == {"first", "again"}


def test_too_many_arms_and_an_experiment_without_series_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    levels = [round(0.3 + number / 100, 2) for number in range(9)]
    sets = (f"experiment.factors.general_trust={levels}", "experiment.baseline={structure='hybrid'}")
    _, folder = experiment(tmp_path, *sets, "experiment.replications=1")
    with pytest.raises(InputError, match="27 arms cannot be told apart"):
        series_figure(folder)
    assert len(lines(series_figure(folder, ["wait"], design_points=[1, 26]))) == 2
    (tmp_path / "none").mkdir()
    plan = make_plan(small(tmp_path / "none"))
    with pytest.raises(InputError, match="no weekly series were kept"):
        series_figure(result_folder(tmp_path / "none" / "result", plan, []))


def test_what_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    run = simulation(weeks=1)
    with pytest.raises(InputError, match=r"no weekly outcome strian.*Did you mean strain"):
        series_figure(run, ["strian"])
    with pytest.raises(InputError, match="outcome of a run as a whole"):
        series_figure(run, ["persistence"])
    with pytest.raises(InputError, match="no outcome is named"):
        series_figure(run, [])
    with pytest.raises(InputError, match="no result is there"):
        series_figure(tmp_path)
    with pytest.raises(InputError, match="cannot be drawn: a int"):
        series_figure(3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="empty"):
        series_figure({})
    with pytest.raises(InputError, match="9 lines cannot be told apart"):
        series_figure({str(number): run for number in range(9)})


def test_a_run_folder_that_lost_its_series_is_told(tmp_path: Path) -> None:
    pcnsim.run(small(tmp_path), out=tmp_path / "run")
    (tmp_path / "run" / "weekly.csv").write_text("week,strain\n", "utf-8")
    with pytest.raises(InputError, match=r"weekly\.csv is missing there or cannot be read"):
        series_figure(tmp_path / "run")


def test_bands_have_their_words_and_the_axis_reaches_the_safe_limit() -> None:
    figure = series_figure(simulation(), ["contacts_per_day", "wait"])
    listed = texts(figure)
    assert "25 a day: safe limit (BMA, UEMO)" in listed
    low, high = figure.layout.yaxis.range
    assert low < 25 < high
    assert [list(trace.y) for trace in figure.data if trace.name.startswith("band: 25")] == [[25, 25]]
    beyond = "2 weeks: national expectation (above)"
    assert (figure.layout.yaxis2.range[1] < 2) == (beyond in listed), (
        "waits are short here: it is told at the edge"
    )
    safe = next(note for note in figure.layout.annotations if note.text.startswith("25 a day"))
    assert safe.hovertext == bands_of("contacts_per_day")[0].source


def test_every_band_is_of_an_outcome_and_has_a_source() -> None:
    assert {band.outcome for band in BANDS} <= set(NAMES)
    assert all(band.low <= band.high and len(band.source) > 20 and len(band.words) < 36 for band in BANDS)
    assert [band.outcome for band in BANDS] == sorted(
        (band.outcome for band in BANDS), key=[band.outcome for band in BANDS].index
    )


def test_drawing_leaves_the_run_as_it_is() -> None:
    run = simulation(weeks=3)
    before = run.series().copy()
    series_figure(run, ["leaving", "strain"])
    assert run.week == 3
    assert np.array_equal(run.series(), before, equal_nan=True)
