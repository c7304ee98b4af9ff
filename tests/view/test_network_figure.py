"""The network picture shows the week's numbers: sizes, colours, ties by trust, what is chosen and what is said."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from plotly.graph_objects import Figure

from pcnsim.area import draw_area
from pcnsim.config import InputError, load
from pcnsim.experiment import run
from pcnsim.model import Simulation
from pcnsim.model.network import graph
from pcnsim.view import network_figure as module
from pcnsim.view.figures import network_figure
from pcnsim.view.look import TRUST_BANDS, band_of
from pcnsim.view.network.words import SAFE_CONTACTS, owner_label, pcn_label, readable, service_label
from pcnsim.view.network_data import DEFAULT_TIES, TIE_KINDS
from tests.small import small
from tests.view.networks import (
    EXECUTIVE,
    FOOTPRINT,
    NOT_OF_GPS,
    by_band,
    ends,
    lines,
    place,
    simulated,
    traces,
)

CLOSURE = "programmes.practice_closure={enabled=true, week=5}"


def expected_bands(simulation: Simulation, kinds: tuple[str, ...]) -> list[int]:
    """Ties of the graph in each band of trust."""
    bands = [0] * len(TRUST_BANDS)
    for _, _, tie in graph(simulation, gps=False).edges(data=True):
        if tie["kind"] in kinds:
            bands[band_of(tie["trust"])] += 1
    return bands


def title(figure: Figure) -> str:
    return re.sub("<[^>]+>", " ", figure.layout.title.text)


@pytest.mark.unit
def test_ties_are_the_graphs_in_their_band() -> None:
    simulation = simulated("structure=network", weeks=120)
    found = by_band(network_figure(simulation))
    assert found == expected_bands(simulation, DEFAULT_TIES)
    assert sum(count > 0 for count in found) >= 3


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["practice", "practice_service", "practice_centre", "pcn_owner"])
def test_kinds_of_ties_are_drawn_alone(kind: str) -> None:
    simulation = simulated(weeks=20)
    assert by_band(network_figure(simulation, ties=[kind])) == expected_bands(simulation, (kind,))


@pytest.mark.unit
def test_weak_ties_are_hidden_and_the_means_stay() -> None:
    simulation = simulated("structure=network", weeks=120)
    every, strong = network_figure(simulation), network_figure(simulation, weakest=0.4)
    assert by_band(strong) == [0, 0, *by_band(every)[2:]]
    assert "below 0.4 hidden" in title(strong)
    assert re.search(r"mean trust [\d.]+", title(every))[0] in title(strong)


@pytest.mark.unit
def test_areas_of_practices_are_their_lists_and_colours_their_contacts() -> None:
    simulation = simulated("structure=network", weeks=200, pcns=12)
    table = simulation.tables()["practices"].set_index("practice")
    shown = traces(network_figure(simulation), "practice")[0]
    codes = list(shown.customdata)
    assert codes == list(table.index[table["open"] & (table["clinical_sessions"] > 0)])
    area = np.asarray(shown.marker.size) ** 2
    assert area / area.sum() == pytest.approx(
        table.loc[codes, "list_size"] / table["list_size"].sum(), rel=1e-4
    )
    assert list(shown.marker.color) == pytest.approx(table.loc[codes, "contacts_per_day"], rel=1e-6)
    heavy = [width > 1 for width in shown.marker.line.width]
    assert heavy == list(table.loc[codes, "contacts_per_day"] > SAFE_CONTACTS)
    assert not all(heavy), "an outline says it where colour does not"
    assert any(heavy)
    share = 100 * (table.loc[codes, "contacts_per_day"] > SAFE_CONTACTS).mean()
    assert f"{share:.0f} % of practices above 25 contacts a GP a day" in title(network_figure(simulation))


@pytest.mark.unit
def test_the_colours_step_at_the_safe_limit() -> None:
    axis = network_figure(simulated(weeks=5)).layout.coloraxis
    at = [axis.cmin + stop * (axis.cmax - axis.cmin) for stop, _ in axis.colorscale]
    assert sum(place == pytest.approx(SAFE_CONTACTS) for place in at) == 2
    shares = ((1, 0.299), (3, 0.587), (5, 0.114))
    light = [sum(int(stop[1][i : i + 2], 16) * share for i, share in shares) for stop in axis.colorscale]
    assert light == sorted(light, reverse=True), "the more work the darker, also without colours"


@pytest.mark.unit
def test_practices_may_be_coloured_by_strain() -> None:
    simulation = simulated(weeks=30)
    figure = network_figure(simulation, colour="strain")
    table = simulation.tables()["practices"].set_index("practice")
    shown = traces(figure, "practice")[0]
    assert list(shown.marker.color) == pytest.approx(
        table.loc[list(shown.customdata), "last_week_strain"], rel=1e-6
    )
    assert figure.layout.coloraxis.colorbar.title.text == "Strain of GPs (0 to 1)"
    assert len({*shown.marker.line.width}) == 1, "strain has no limit"
    with pytest.raises(InputError, match="cannot be coloured by 'mood'"):
        network_figure(simulation, colour="mood")


@pytest.mark.unit
def test_a_closed_practice_keeps_its_place_and_is_hollow() -> None:
    before, after = simulated(CLOSURE, weeks=4), simulated(CLOSURE, weeks=12)
    table = after.tables()["practices"]
    closed = list(table["practice"][~table["open"]])
    assert len(closed) >= 1
    old, new = network_figure(before), network_figure(after)
    hollow = traces(new, "closed practice")[0]
    assert list(hollow.customdata) == closed
    assert hollow.marker.color == "rgba(255,255,255,0)"
    assert "closed" in hollow.hovertext[0]
    there = {
        code: (x, y)
        for trace in (*traces(new, "practice"), hollow)
        for code, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }
    was = traces(old, "practice")[0]
    assert there == {code: (x, y) for code, x, y in zip(was.customdata, was.x, was.y, strict=True)}
    assert f"{len(there) - len(closed)} of {len(there)} practices open" in title(new)
    assert not set(closed) & ends_of_ties(new, there)


def ends_of_ties(figure: Figure, there: dict[str, tuple[float, float]]) -> set[str]:
    """Codes of those at whose place a tie ends."""
    points = set().union(*(ends(trace) for band in TRUST_BANDS for trace in traces(figure, band.words)))
    return {code for code, (x, y) in there.items() if (round(float(x), 2), round(float(y), 2)) in points}


@pytest.mark.unit
def test_traces_are_the_same_in_every_week_and_under_every_choice() -> None:
    simulation = simulated(EXECUTIVE, weeks=0)
    code = simulation.area.practices["practice_code"][0]
    figures = [
        network_figure(simulation),
        network_figure(simulation, selected=code, weakest=0.5, ties=["gp"]),
    ]
    figures += [network_figure(simulation.run(30)), network_figure(simulated(FOOTPRINT, CLOSURE, weeks=30))]
    names = [[(trace.name, trace.mode) for trace in figure.data] for figure in figures]
    assert all(some == names[0] for some in names)
    assert len({figure.layout.uirevision for figure in figures}) == 1
    assert len({str(figure.layout.xaxis.range) for figure in figures}) == 1
    other = network_figure(simulation, pcn="N0001")
    assert other.layout.uirevision != figures[0].layout.uirevision, "zoom is not kept for another picture"


@pytest.mark.unit
def test_ties_of_who_is_selected_stand_out() -> None:
    simulation = simulated("structure=network", weeks=60)
    network = graph(simulation, gps=False)
    code = simulation.area.practices["practice_code"][1]
    mine = [
        (one, other)
        for one, other, tie in network.edges(code, data=True)
        if tie["kind"] in ("practice", "practice_service")
    ]
    figure = network_figure(simulation, selected=code)
    every = sum(by_band(network_figure(simulation)))
    assert sum(by_band(figure)) == len(mine) > 0
    assert lines(traces(figure, "other ties")[0]) == every - len(mine)
    assert len(traces(figure, "figures of ties")[0].x) == len(mine)
    bright = {
        agent
        for trace in figure.data
        if trace.customdata is not None
        for agent, opacity in zip(trace.customdata, np.atleast_1d(trace.marker.opacity), strict=False)
        if opacity == 1
    }
    assert bright == {code, *(other for _, other in mine)}
    assert np.isfinite(np.asarray(traces(figure, "selected")[0].x, dtype=float)).sum() > 8
    of_gp = network_figure(simulation, selected=f"{code}-GP1")
    assert by_band(of_gp) == by_band(figure), "a GP stands with the practice"


@pytest.mark.unit
def test_a_selected_pcn_brings_its_practices() -> None:
    simulation = simulated(weeks=60)
    network = graph(simulation, gps=False)
    mine = {
        "N0001",
        *(n for n, kind in network.nodes(data="kind") if kind == "practice" and n.startswith("N0001")),
    }
    expected = sum(
        bool({one, other} & mine) and tie["kind"] in DEFAULT_TIES
        for one, other, tie in network.edges(data=True)
    )
    assert sum(by_band(network_figure(simulation, selected="N0001"))) == expected
    with pytest.raises(InputError, match="no agent 'nobody'"):
        network_figure(simulation, selected="nobody")


@pytest.mark.unit
def test_one_pcn_fills_the_picture() -> None:
    simulation = simulated(weeks=30)
    figure = network_figure(simulation, pcn="N0002")
    assert {code[:5] for code in traces(figure, "practice")[0].customdata} == {"N0002"}
    whole = traces(network_figure(simulation), "practice")[0]
    among = [x for x, code in zip(whole.x, whole.customdata, strict=True) if code.startswith("N0002")]
    assert np.ptp(traces(figure, "practice")[0].x) > np.ptp(among)


@pytest.mark.unit
def test_every_kind_of_agent_has_its_symbol_and_legend_entry() -> None:
    figure = network_figure(simulated(EXECUTIVE, weeks=20))
    entries = {trace.name: trace for trace in figure.data if trace.showlegend}
    assert [name for name in entries if name in {band.words for band in TRUST_BANDS}] == [
        "0.0 to 0.2", "0.2 to 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 to 1.0",
    ]  # fmt: skip
    agents = [trace for trace in entries.values() if trace.mode == "markers"]
    looks = [(trace.marker.symbol, trace.marker.color) for trace in agents]
    assert len(set(looks)) == len(looks) == 7
    assert {symbol for symbol, _ in looks} == {"circle", "square", "diamond", "hexagon", "star"}
    widths = [traces(figure, band.words)[0].line.width for band in TRUST_BANDS]
    assert widths == sorted(set(widths)), "bands differ in width too"


@pytest.mark.unit
def test_hovering_tells_figures_in_words() -> None:
    simulation = simulated(EXECUTIVE, weeks=30)
    figure = network_figure(simulation, ties=[*DEFAULT_TIES, "practice_centre"])
    table = simulation.tables()["practices"].set_index("practice")
    shown = traces(figure, "practice")[0]
    row, text = table.loc[shown.customdata[2]], shown.hovertext[2]
    for part in (
        row["name"],
        shown.customdata[2],
        f"{row['list_size']:,.0f} patients",
        f"{row['contacts_per_day']:.1f} contacts a GP a day",
        f"{row['filled_posts']:.0f} GPs in post",
        "contacts waiting",
        "mean trust",
    ):
        assert part in text
    ties = traces(figure, "figures of ties")[0].hovertext
    assert all(re.search(r"^<b>.+ – .+</b><br>.+<br>trust [01]\.\d\d", text) for text in ties)
    assert {text.split("<br>")[1] for text in ties} == {TIE_KINDS[kind] for kind in NOT_OF_GPS}


@pytest.mark.unit
def test_large_areas_show_pcns_and_their_strongest_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PRACTICES", 11)
    monkeypatch.setattr(module, "MOST_TIES", 20)
    simulation = simulated(weeks=30)
    figure = network_figure(simulation)
    shown = traces(figure, "PCN")[0]
    assert list(shown.customdata) == ["N0001", "N0002", "N0003"]
    table = simulation.tables()["practices"]
    patients = table.groupby("pcn")["list_size"].sum()
    area = np.asarray(shown.marker.size) ** 2
    assert area / area.sum() == pytest.approx(patients / patients.sum(), rel=1e-4)
    weighted = (table["contacts_per_day"] * table["list_size"]).groupby(table["pcn"]).sum() / patients
    assert list(shown.marker.color) == pytest.approx(weighted, rel=1e-6)
    assert sum(by_band(figure)) == 20
    assert "20 strongest drawn" in title(figure)


@pytest.mark.end_to_end
def test_a_folder_gives_the_same_figure(tmp_path: Path) -> None:
    simulation = run(small(tmp_path, "weeks=30", EXECUTIVE), out=tmp_path / "out")
    for ties in (DEFAULT_TIES, tuple(TIE_KINDS)):
        kept = network_figure(str(tmp_path / "out"), ties=ties)
        assert kept.to_json() == network_figure(simulation, ties=ties).to_json()


@pytest.mark.unit
def test_letters_are_large_enough_and_text_says_what_colours_say() -> None:
    figure = network_figure(simulated(weeks=30))
    sizes = [trace.textfont.size for trace in figure.data if trace.mode and "text" in trace.mode]
    sizes += [
        figure.layout.font.size,
        figure.layout.legend.font.size,
        figure.layout.coloraxis.colorbar.tickfont.size,
    ]
    assert min(sizes) >= 12
    assert title(figure).split()[:2] == ["Synthetic", "area"]
    assert re.search(
        r"Week 30 · 12 of 12 practices open · mean trust 0\.\d\d over \d+ ties · \d+ %", title(figure)
    )
    assert figure.layout.yaxis.scaleanchor == "x"
    assert not figure.layout.xaxis.visible


@pytest.mark.unit
def test_before_the_first_week_workload_is_not_known() -> None:
    simulation = Simulation(load(None, ("burn_in_weeks=4",)), draw_area(pcns=1, seed=2), 1)
    figure = network_figure(simulation)
    assert title(figure).endswith("contacts not known before the first week ")
    assert "4 weeks before the contract" in title(figure)
    unknown = traces(figure, "practice, workload not known")[0]
    assert len(unknown.x) == len(simulation.area.practices)


@pytest.mark.unit
def test_small_pictures_keep_their_facts_short() -> None:
    figure = network_figure(simulated(weeks=30), width=340, height=320, legend=False, title="Network")
    text = figure.layout.title.text
    assert text.startswith("<b>Network</b>")
    facts = re.search(r"<span[^>]*>(.*)</span>", text)[1].split("<br>")
    assert len(facts) == 2
    assert max(map(len, facts)) * 6.7 < 340
    assert not figure.layout.showlegend
    beside = [*traces(figure, "community service team"), *traces(figure, "trust or other owner of services")]
    assert not any(text for trace in beside for text in trace.text or ())


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("CLIFTON & MEADOWS PCN", "Clifton & Meadows PCN"),
        ("RADFORD AND MARY POTTER", "Radford and Mary Potter"),
        ("ST ANN'S (THE MEADOWS) GP SURGERY", "St Ann's (The Meadows) GP Surgery"),
        ("Practice 1.1", "Practice 1.1"),
        ("PCN 7", "PCN 7"),
    ],
)
def test_names_in_capitals_are_read_easily(name: str, read: str) -> None:
    assert readable(name) == read


@pytest.mark.unit
def test_labels_are_short() -> None:
    assert pcn_label("BULWELL AND TOP VALLEY PCN") == "Bulwell and Top Valley"
    assert pcn_label("PCN 7") == "PCN 7"
    long = "NOTTINGHAMSHIRE HEALTHCARE NHS FOUNDATION TRUST"
    assert owner_label(long, "mental_health_trust") == "Nottinghamshire Healthc…"
    assert owner_label("Community trust (QT1)", "community_trust") == "Community trust"
    assert service_label("district_nursing:hub2", "district_nursing") == "District nursing, hub 2"
    assert service_label("acute_interface:SYS1", "acute_interface") == "Hospital interface"


@pytest.mark.unit
def test_real_names_stand_there_easily_read() -> None:
    area = place()
    names = [f"THE {code} FAMILY SURGERY" for code in area.practices["practice_code"]]
    pcns = area.pcns.assign(pcn_name="RADFORD AND MARY POTTER PCN")
    real = replace(area, practices=area.practices.assign(practice_name=names), pcns=pcns)
    figure = network_figure(Simulation(load(None, ("burn_in_weeks=0",)), real, 1).run(1))
    shown = traces(figure, "practice")[0]
    assert shown.hovertext[0].startswith(
        "<b>The N0001-01 Family Surgery</b><br>N0001-01, Radford and Mary Potter PCN"
    )
    assert "Radford and Mary Potter" in {
        text.replace("<br>", " ") for text in traces(figure, "PCN (disc)")[0].text
    }
