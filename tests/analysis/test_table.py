"""What the terminal shows."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from rich.console import Console

from pcnsim.analysis import ExperimentResult
from pcnsim.analysis.labels import COMPOSITES, DOMAINS, PARTS, digits, label, number, shown_outcomes, unit
from pcnsim.analysis.overview import overview
from pcnsim.analysis.table import PLAIN_WIDTH, print_comparison, rankings
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.store.records import frame_bytes, run_columns
from pcnsim.model.outcomes.declared import BY_NAME, headline_names
from tests.small import small

pytestmark = pytest.mark.unit


def made_up(folder: Path, *sets: str, **shifts: tuple[float, ...]) -> ExperimentResult:
    """A result whose outcomes are about 0.5 in every arm, shifted by arm for the outcomes that are named."""
    plan = make_plan(small(folder, *sets))
    names = headline_names()
    luck = np.random.default_rng(1).normal(0, 0.01, size=(plan.replications, len(names)))
    own = np.random.default_rng(2).normal(0, 0.001, size=(len(plan), len(names)))
    rows = []
    for run in plan:
        shift = [shifts[n][run.design_point] if n in shifts else 0.0 for n in names]
        values = 0.5 + luck[run.replication] + own[run.number] + np.array(shift)
        levels = plan.shown(plan.points[run.design_point])
        rows.append([run.run_id, run.design_point, *levels, run.replication, *values])
    runs = pd.DataFrame(rows, columns=list(run_columns(plan.factors)))
    return ExperimentResult.of_tables(plan, runs)


def text_of(result: ExperimentResult, width: int = 0) -> str:
    file = io.StringIO()
    terminal = {"force_terminal": True, "width": width, "color_system": None} if width else {}
    print_comparison(result, Console(file=file, **terminal))  # type: ignore[arg-type]
    return file.getvalue()


def test_the_table_is_plain_text_of_a_readable_width(tmp_path: Path) -> None:
    text = text_of(made_up(tmp_path, strain=(0.1, 0.0, 0.0)))
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= PLAIN_WIDTH
    for name in (*PARTS, *COMPOSITES):
        assert label(name) in text
    (line,) = [line for line in text.splitlines() if line.strip().startswith("strain")]
    assert line.count("*") == 1, "the hierarchy differs from the hybrid, the network does not"
    assert line.count("±") == 5
    # three replications with a noise of .001 in either arm: three standard errors are .0025
    assert re.search(r"\+0\.(09[89]|10[012]) ±", line)


def test_a_narrow_terminal_gets_two_tables(tmp_path: Path) -> None:
    text = text_of(made_up(tmp_path), width=100)
    assert max(map(len, text.splitlines())) <= 100
    assert sum(line.strip().startswith("strain") for line in text.splitlines()) == 2


LEVELS = [0.15, 0.25, 0.35, 0.45, 0.5, 0.55]


def test_many_arms_stand_below_one_another(tmp_path: Path) -> None:
    factors = f"experiment.factors={{structure={LEVELS}}}"
    text = text_of(made_up(tmp_path, factors, "experiment.baseline={structure=0.5}"))
    assert {line.split()[0] for line in text.splitlines() if line[:1].isdigit()} == set(map(str, LEVELS))


PROGRAMMES = (
    "programmes.executive.enabled=true",
    "experiment.factors={structure=['hybrid', 'network'], programmes={executive={enabled=[false, true]}, "
    "deputy_directors={at_year_end=['review', 'keep'], enabled=[true]}}}",
)
"""Factors of all kinds, among them keys of blocks."""


def test_factors_that_are_keys_of_blocks_stand_in_words_above_their_column(tmp_path: Path) -> None:
    text = text_of(made_up(tmp_path, *PROGRAMMES, "experiment.baseline={structure='hybrid'}"))
    head = text.partition("\u2500")[0]
    for word in ("executive", "deputy", "directors", "year"):
        assert word in head.split(), "no word is cut short"
    assert "programmes." not in head
    assert "from each arm's reference" in " ".join(text.split())


def test_of_many_arms_it_says_where_the_paired_differences_are(tmp_path: Path) -> None:
    factors = "experiment.factors={structure=[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]}"
    text = " ".join(text_of(made_up(tmp_path, factors, "experiment.baseline={structure=0.5}")).split())
    assert "comparisons.csv has them, paired, from structure 0.5." in text
    assert "comparisons.csv" not in text_of(made_up(tmp_path))


def test_plain_pandas_reads_the_types_that_the_docs_promise(tmp_path: Path) -> None:
    result = made_up(tmp_path, *PROGRAMMES, "experiment.baseline={structure='hybrid'}")
    for table in (result.runs, result.summary, result.comparisons):
        read = pd.read_csv(
            io.BytesIO(frame_bytes(table)), dtype={"run_id": str} if "run_id" in table else None
        )
        assert read["programmes.executive.enabled"].dtype == bool
        assert set(read["programmes.deputy_directors.at_year_end"]) == {"review", "keep"}
        assert pd.api.types.is_integer_dtype(read["design_point"])
        shown = read["outcome"] if "outcome" in read else read["contacts_per_day"]
        assert pd.api.types.is_string_dtype(shown) == ("outcome" in read)


def test_chosen_outcomes_are_shown(tmp_path: Path) -> None:
    text = text_of(made_up(tmp_path, 'experiment.outcomes=["gp_trust", "wait_all_weeks"]'))
    assert "GP trust" in text
    assert "wait, all weeks" in text
    assert "strain" not in text


def test_rankings_say_whether_the_composites_agree(tmp_path: Path) -> None:
    one = dict.fromkeys(COMPOSITES, (0.0, 0.2, 0.1))
    lines = rankings(made_up(tmp_path, **one))
    assert all("hybrid > network > hierarchy" in line for line in lines[1:5])
    assert "same by all composites" in lines[-1]
    two = {**one, "integration_minimum": (0.2, 0.0, 0.2)}
    lines = rankings(made_up(tmp_path, **two))
    assert "ranking changes" in lines[-1]
    (minimum,) = [line for line in lines if "minimum" in line]
    assert "≈" in minimum, "hierarchy and network are level"
    assert "> hybrid" in minimum


def test_missing_runs_are_told(tmp_path: Path) -> None:
    result = made_up(tmp_path)
    fewer = ExperimentResult.of_tables(result.plan, result.runs.iloc[:-2])
    assert "2 of 9 runs are missing" in text_of(fewer)


def test_main_outcomes_and_all_parts_are_shown(tmp_path: Path) -> None:
    names = shown_outcomes(small(tmp_path))
    assert {*PARTS, *COMPOSITES} <= set(names)
    assert {one.name for one in BY_NAME.values() if one.main and one.domain in DOMAINS} <= set(names)
    assert all(len(unit(name)) <= 12 for name in names)


def test_numbers_read_well() -> None:
    assert number(0.1234, 3) == "0.123"
    assert number(-0.1234, 3, sign=True) == "−0.123"
    assert number(0.0001, 3, sign=True) == "0.000"
    assert number(float("nan"), 3) == "–"
    assert number(12345.6, 1) == "12,345.6"
    assert [digits([x, float("nan")]) for x in (0.5, 50.0, 500.0)] == [3, 2, 1]


def test_a_large_design_is_read_once_and_shows_its_ends_and_the_effects_of_its_factors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three structures, two levels of trust that initial trust moves with, three chances: 18 arms."""
    sets = (
        "experiment.factors={structure=['hierarchy', 'hybrid', 'network'], general_trust=[0.2, 0.6], "
        "initial_trust_services=[0.25, 0.7], trust_forgetting=[0.97, 0.98, 0.99]}",
        "experiment.design.together=[['general_trust', 'initial_trust_services']]",
        "experiment.baseline={structure='hybrid'}",
        "experiment.outcomes=['strain', 'wait']",
    )
    # Structure adds 0, .1 and .2; trust takes .4 off.
    shift = [0.1 * (point // 6) - 0.4 * (point // 3 % 2) for point in range(18)]
    result = made_up(tmp_path, *sets, strain=tuple(shift))
    read: list[int] = []
    whole = ExperimentResult.block

    def watched(self: ExperimentResult, outcomes: list[str]) -> object:
        block = whole(self, outcomes)
        return lambda point: (read.append(point), block(point))[1]

    monkeypatch.setattr(ExperimentResult, "block", watched)
    lines = text_of(result).splitlines()
    assert read == list(range(18)), "each arm is read once"
    at = next(place for place, line in enumerate(lines) if line.startswith("strain"))
    # 0.5 + 0.1 - 0.2 on average
    assert re.search(r" 0\.(39|40)\d  all 18 arms", lines[at])
    assert "hierarchy, general_trust 0.6" in lines[at + 1]
    assert "network, general_trust 0.2" in lines[at + 2]
    by_structure, by_trust, _ = [line.split() for line in lines if line.startswith("strain")][1:]
    effects = [re.findall(r"[+−]\d\.\d+", " ".join(line)) for line in (by_structure, by_trust)]
    found = [float(cell.replace("−", "-")) for line in effects for cell in line]
    # Six and nine averaged differences of two noises of .001: three standard errors over three replications < .001.
    assert found == pytest.approx([-0.1, 0.1, -0.4], abs=0.002)
    text = " ".join(" ".join(lines).split())
    assert "With general_trust moves initial_trust_services." in text
    assert "averaged over 6 combinations of all else" in text
    for width in (80, 120):
        shown = text_of(result, width=width)
        assert "…" not in shown


def test_effects_are_of_the_points_that_have_every_level(tmp_path: Path) -> None:
    """A constraint leaves out the network at low trust: structures are compared at the other levels alone."""
    levels = [0.2, 0.3, 0.4, 0.5, 0.6]
    result = made_up(
        tmp_path,
        f"experiment.factors={{structure=['hierarchy', 'hybrid', 'network'], general_trust={levels}}}",
        "experiment.design.constraints=['general_trust > 0.25 or network_position < 0.9']",
        "experiment.outcomes=['strain']",
        "experiment.baseline={structure='hierarchy'}",
    )
    assert len(result.plan.points) == 14
    found = overview(result, ["strain"], [], [0, 0])
    structure, trust = found.effects
    assert (structure.over, trust.over) == (4, 2)
    cube = np.stack([result.block(["strain"])(point)[:, 0] for point in range(14)])
    named = [(point.levels["structure"], point.levels["general_trust"]) for point in result.plan.points]
    one, two = (
        np.mean([cube[named.index((name, level))] for level in levels[1:]], axis=0)
        for name in ("network", "hierarchy")
    )
    difference = one - two
    assert structure.differences[2].mean[0] == pytest.approx(difference.mean())
    assert structure.differences[2].n[0] == 3
    half = scipy.stats.t.ppf(0.975, 2) * difference.std(ddof=1) / np.sqrt(3)
    assert structure.differences[2].half_width[0] == pytest.approx(half)


def test_samples_show_their_spread_and_where_to_look_further(tmp_path: Path) -> None:
    sets = (
        "experiment.factors={structure=['hierarchy', 'network'], general_trust={}}",
        "experiment.baseline={structure='hierarchy'}",
    )
    sample = (
        *sets,
        "experiment.design={kind='latin-hypercube', samples=5}",
        "experiment.outcomes=['strain']",
    )
    text = text_of(made_up(tmp_path, *sample))
    assert re.search(r"hierarchy +5 ", text)
    assert re.search(r"network +5 ", text)
    assert "pcnsim sensitivity" in text
    screening = text_of(made_up(tmp_path, *sets, "experiment.design={kind='morris', trajectories=2}"))
    assert "8 design points" in screening
    assert "pcnsim sensitivity" in screening
    assert "±" not in screening, "a single point of such a design means nothing"
