"""How patterns are judged: verdicts, intervals against textbook answers, half-lives and courses of known shape."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.arms import half_life
from experiments.findings import Condition, Finding, condition, rank_correlations, ratio_condition
from experiments.held_out.setting import Setting, first_week
from experiments.held_out_patterns import BUILT_IN, PATTERNS, as_markdown, chosen, run
from experiments.shocks import course
from experiments.tables import WIDTH, cell, more_than, show
from pcnsim.config.errors import InputError

HELD_OUT = (
    "H1",
    "H2",
    "H3",
    "H4",
    "H7",
    "H8",
    "H9",
    "H10",
    "H14",
    "H15",
    "H16",
    "H18",
    "H20",
    "H21",
    "V5",
    "V6",
)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.1, 0.2, "holds"),
        (-0.1, 0.2, "unclear"),
        (-0.2, -0.1, "fails"),
        (0.0, 0.0, "fails"),
        (0.9, 1.2, "unclear"),
    ],
)
def test_the_whole_interval_decides(low: float, high: float, verdict: str) -> None:
    assert Condition("", (low + high) / 2, low, high, 30, above=0, below=1).verdict == verdict


@pytest.mark.unit
def test_a_pattern_fails_if_one_condition_does() -> None:
    good, bad = Condition("", 1, 0.5, 1.5, 9, above=0), Condition("", 1, 0.5, 1.5, 9, below=0)
    open_one = Condition("", 1, -0.5, 1.5, 9, above=0)
    found = [Finding("", "", "", of, 9).verdict for of in ((good, good), (good, open_one), (open_one, bad))]
    assert found == ["holds", "unclear", "fails"]


@pytest.mark.unit
def test_interval_is_students() -> None:
    values = np.array([1.0, 2.0, 4.0, math.nan])
    of = condition("", values)
    half = stats.t.ppf(0.975, 2) * values[:3].std(ddof=1) / math.sqrt(3)
    assert (of.n, of.mean) == (3, pytest.approx(7 / 3))
    assert of.high - of.mean == pytest.approx(half)


@pytest.mark.unit
def test_ratio_with_a_known_denominator_is_the_numerators_interval() -> None:
    above = np.array([1.0, 2.0, 4.0, 3.0])
    of, whole = ratio_condition("", above, np.full(4, 2.0)), condition("", above)
    assert (of.mean, of.low, of.high) == pytest.approx((whole.mean / 2, whole.low / 2, whole.high / 2))


@pytest.mark.unit
def test_ratio_limits_are_where_the_difference_is_just_not_told_from_nil() -> None:
    """Fieller's defining property, on fixed numbers: at a limit r the t statistic of x - r y is the critical value."""
    generator = np.random.default_rng(5)
    y = generator.normal(5, 1, 12)
    x = 2 * y + generator.normal(0, 1, 12)
    of = ratio_condition("", x, y)
    for limit in (of.low, of.high):
        t = stats.ttest_1samp(x - limit * y, 0).statistic
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, 11))


@pytest.mark.unit
def test_ratio_to_nothing_is_without_bound() -> None:
    of = ratio_condition("", np.array([1.0, 1.1, 0.9]), np.array([-1.0, 1.0, 0.1]), above=0)
    assert math.isinf(of.high)
    assert of.verdict == "unclear"


@pytest.mark.unit
def test_rank_correlations_leave_out_what_does_not_vary() -> None:
    one, other = [np.arange(4.0), np.arange(4.0)], [np.array([1.0, 5, 7, 30]), np.ones(4)]
    assert rank_correlations(one, other)[0] == pytest.approx(1)
    assert math.isnan(rank_correlations(one, other)[1])


@pytest.mark.unit
def test_first_week_counts_never_as_last() -> None:
    reached = np.array([[False, False], [True, False], [True, False]])
    assert first_week(reached).tolist() == [1, 3]


@pytest.mark.unit
def test_half_life_of_a_halving() -> None:
    weeks = np.arange(200.0)
    gap = np.where(weeks < 50, 3.0, 3.0 * 0.5 ** ((weeks - 50) / 20))
    assert half_life(gap, 50, smooth=1) == pytest.approx(20)
    assert half_life(gap, 50) == pytest.approx(20, abs=1)
    assert half_life(-gap, 50) == pytest.approx(20, abs=1)
    assert math.isinf(half_life(np.ones(100), 50))
    assert math.isnan(half_life(np.zeros(100), 50))


@pytest.mark.unit
def test_course_of_a_shock() -> None:
    gap = np.zeros(100)
    gap[20:30] = 2.0
    depth, weeks = course(gap, start=20, end=30)
    assert (depth, weeks) == (2.0, 0.0)
    gap[30:50] = 0.5
    assert course(gap, start=20, end=30) == (2.0, 19.0)  # means of four weeks: from 49 on one bad week
    gap[30:] = 0.5
    assert math.isinf(course(gap, start=20, end=30)[1])


@pytest.mark.unit
def test_only_the_difference_is_named() -> None:
    assert (
        more_than("hybrid, with executive, feedback 0.1", "hybrid, no executive")
        == "with executive, feedback 0.1"
    )


@pytest.mark.unit
def test_every_held_out_pattern_is_there_and_on_the_page(root: Path) -> None:
    assert tuple(PATTERNS) == HELD_OUT
    page = (root / "docs" / "patterns.md").read_text("utf-8")
    assert [one for one in HELD_OUT if f"\n## {one}: " not in page] == []
    assert set(BUILT_IN) == {one for one, (_, label) in PATTERNS.items() if label == "B"}
    for function, _ in PATTERNS.values():
        assert all(part in (function.__doc__ or "") for part in ("Source:", "Test:"))


@pytest.mark.unit
def test_an_unknown_pattern_is_named() -> None:
    assert chosen("h2, V5") == ["H2", "V5"]
    with pytest.raises(InputError, match="H99"):
        chosen("H1,H99")


@pytest.mark.end_to_end
@pytest.mark.parametrize("pattern", HELD_OUT)
def test_every_pattern_runs_in_small(pattern: str) -> None:
    setting = Setting(replications=1, pcns=3, seed=3)
    (finding,) = run([pattern], setting)
    assert finding.verdict == "unclear"  # one replication decides nothing
    assert any(math.isfinite(each.mean) for each in (*finding.conditions, *finding.beside))
    page = as_markdown([finding], setting)
    assert page.count("\n## ") == len(HELD_OUT)
    assert f"## {pattern}: unclear" in page


@pytest.mark.unit
def test_no_cell_is_cut_off_where_a_table_needs_parts(capsys: pytest.CaptureFixture[str]) -> None:
    columns = ["", *(f"outcome {place}\n(unit)" for place in range(9)), "nothing here"]
    rows = [
        [f"an arm with a long name {row}", *(f"+{row}.{place}23 ±0.456 *" for place in range(9)), "0"]
        for row in "12"
    ]
    show("Title", columns, rows)
    printed = capsys.readouterr().out
    assert [cell for row in rows for cell in row[1:-1] if cell not in printed] == []
    assert all(len(line.rstrip()) <= WIDTH for line in printed.splitlines())
    assert "Title (2 of 2)" in printed
    assert "0 everywhere: nothing here." in printed


@pytest.mark.unit
def test_cells_tell_nil_from_small_from_unknown() -> None:
    assert cell(np.zeros(5)) == "0"
    assert cell(np.array([1e-6, 2e-6, 3e-6]), sign=True) == "≈0"
    assert cell(np.full(3, math.nan)) == "–"
    assert cell(np.array([1.0, 1.01, 0.99]), sign=True).startswith("+1.000 ±0.025 *")
