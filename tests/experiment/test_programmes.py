"""Programmes in experiments: no trace when off, readable columns when varied, no run that the area cannot bear."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pcnsim.analysis import read_result, run_experiment
from pcnsim.analysis.labels import arm
from pcnsim.area import Area, draw_area
from pcnsim.config import Config, InputError, blocks, declared, load
from pcnsim.config.parameters import PROGRAMMES
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.provenance.inputs import implausible
from pcnsim.model.fit import check_fit
from pcnsim.model.outcomes.declared import headline_names
from pcnsim.model.simulation import Simulation
from pcnsim.view.figures import write_comparison

PLACE = """
weeks = 12
burn_in_weeks = 3
seed = 5
[area]
pcns = 2
practices_per_pcn = 3
"""
POLICY = "programmes.deputy_directors.at_year_end"
WEEKS = (".start_week", ".week", ".transfer_week")
SWITCH = "programmes.executive.enabled"


def other_value(key: str) -> str | bool | float:
    """A value of a block's key that is not the default, as it is written: the last word, or an end of the range."""
    one = declared()[blocks.parameter_of(key)]
    words = blocks.words_of(key)
    numbers: list[float] = (
        [len(words) - 1, 0] if words else [one.high, max(one.low, one.minimum or 0), one.high + 1]
    )
    if key.endswith(WEEKS):
        numbers = [5]  # inside the run, so that nothing but the switch keeps the programme out
    return blocks.shown(key, next(number for number in numbers if number != one.default))


def off() -> str:
    """Blocks of all programmes, off, with every other key away from its default."""
    lines = []
    for name, programme in PROGRAMMES.items():
        lines.append(f"[programmes.{name}]\nenabled = false")
        for key in programme.keys:
            if key != "enabled":
                value = other_value(f"programmes.{name}.{key}")
                text = str(value).lower() if isinstance(value, bool) else repr(value)
                lines.append(f"{key} = {text}")
    return "\n".join(lines)


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Config]:
    """Return a function that loads a config in the small place."""

    def loader(text: str, *sets: str) -> Config:
        path = tmp_path / "x.toml"
        path.write_text(f"{PLACE}{text}", encoding="utf-8")
        return load(path, sets)

    return loader


def outcomes_as_text(folder: Path) -> list[list[str]]:
    """The columns of outcomes of runs.csv as they stand there."""
    with (folder / "runs.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    first = header.index(headline_names()[0])
    return [header[first:], *(row[first:] for row in rows)]


@pytest.mark.end_to_end
@pytest.mark.parametrize("start", ["founding", "established"])
def test_programmes_that_are_off_leave_no_trace(
    start: str, loaded: Callable[..., Config], tmp_path: Path
) -> None:
    design = '[experiment]\nreplications = 1\nfactors = { structure = ["hierarchy", "network"] }\n'
    base = loaded(design, f"start={start}")
    with_blocks = loaded(f"{off()}\n{design}", f"start={start}")
    assert with_blocks.digest() != base.digest()
    switches = {programme.switch for programme in PROGRAMMES.values()}
    keys = set(blocks.block_keys().values()) - switches
    differing = {
        name for name, value in with_blocks.parameters.flat().items() if value != base.parameters.flat()[name]
    }
    assert differing == keys
    for name, config in (("base", base), ("blocks", with_blocks)):
        run_experiment(config, tmp_path / name, workers=1)
    found = outcomes_as_text(tmp_path / "base")
    assert len(found) == 3
    assert found[1] != found[2]
    assert found == outcomes_as_text(tmp_path / "blocks")


DESIGN = f"""
[programmes.deputy_directors]
enabled = true
[experiment]
replications = 2
baseline = {{ "{POLICY}" = "review", "{SWITCH}" = false }}
[experiment.factors]
{POLICY} = ["withdraw", "review"]
{SWITCH} = [false, true]
"""


@pytest.mark.end_to_end
def test_tables_have_the_key_and_the_word(loaded: Callable[..., Config], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = run_experiment(loaded(DESIGN, "weeks=3"), folder, workers=1)
    levels = [("withdraw", False), ("withdraw", True), ("review", False), ("review", True)]
    for name in ("plan.csv", "runs.csv", "summary.csv", "comparisons.csv"):
        table = pd.read_csv(folder / name)
        assert table[SWITCH].dtype == bool
        found = set(zip(table[POLICY], table[SWITCH], strict=True))
        assert found == {level for level in levels if name != "comparisons.csv" or level != ("review", False)}
    assert ",withdraw,FALSE," in (folder / "runs.csv").read_text(encoding="utf-8")
    comparisons = pd.read_csv(folder / "comparisons.csv")
    assert set(comparisons[f"reference_{POLICY}"]) == {"review"}
    assert set(comparisons[f"reference_{SWITCH}"]) == {False}
    assert [arm(result.plan, point) for point in result.plan.points] == [
        "at year end withdraw, executive off",
        "at year end withdraw, executive on",
        "at year end review, executive off",
        "at year end review, executive on",
    ]
    assert "executive" in write_comparison(result).read_text(encoding="utf-8")

    again = read_result(folder)
    assert again.config.experiment == result.config.experiment
    assert again.plan.experiment_id == result.plan.experiment_id
    assert list(again.runs[SWITCH]) == list(result.runs[SWITCH]) == [False, False, True, True] * 2
    pd.testing.assert_frame_equal(again.summary, result.summary)
    assert run_experiment(again.config, folder, workers=1).manifest == result.manifest


@pytest.mark.unit
def test_an_arm_has_the_same_name_however_it_is_written(loaded: Callable[..., Config]) -> None:
    words = loaded(
        f"[programmes.deputy_directors]\nenabled = true\n[experiment.factors]\n{POLICY} = ['keep', 'review']"
    )
    numbers = loaded("[parameters]\ndeputy_directors = 1\n[experiment.factors]\ndeputy_policy = [2, 1]")
    one, other = make_plan(words), make_plan(numbers)
    assert [run.run_id for run in one] == [run.run_id for run in other]
    assert [arm(one, point) for point in one.points] == ["keep", "review"]
    assert [arm(other, point) for point in other.points] == ["deputy_policy 2", "deputy_policy 1"]
    sizes = loaded(
        "[programmes.executive]\nenabled = true\n[experiment.factors]\nprogrammes.executive.powers = [0, 0.5]"
    )
    assert [arm(make_plan(sizes), point) for point in make_plan(sizes).points] == [
        "executive powers 0",
        "executive powers 0.5",
    ]


@pytest.mark.unit
def test_levels_of_keys_are_warned_of_as_those_of_parameters(loaded: Callable[..., Config]) -> None:
    text = "[programmes.network_role_gps]\nenabled = true\nsessions = 6\n[experiment.factors]\n"
    varied = loaded(
        f"{text}programmes.network_role_gps.sessions = [2, 5]\n{POLICY} = ['keep']", "deputy_directors=1"
    )
    assert implausible(varied) == {"network_role_sessions": {"values": [5], "low": 1, "high": 4}}
    assert implausible(varied, design=False)["network_role_sessions"]["values"] == [6]


def tiny(pcns: int, practices: int) -> Area:
    """An area whose practices are so small that each has a single GP."""
    area = draw_area(pcns, seed=1, practices_per_pcn=practices)
    area.practices["gp_fte"] = 0.5
    return area


@pytest.mark.unit
def test_roles_that_need_more_gps_than_there_are_are_refused() -> None:
    both = ["programmes.deputy_directors.enabled=true", "programmes.network_role_gps.enabled=true"]
    area = tiny(2, 2)
    for sets in ([], both[:1], both[1:], [*both, "programmes.network_role_gps.gps_per_pcn=0.05", "weeks=60"]):
        config = load(None, sets)
        if len(sets) < 2:
            check_fit(config, area)
            continue
        with pytest.raises(InputError, match=r"need 5 GPs, but the area has about 4; appoint fewer"):
            check_fit(config, area)
    with pytest.raises(
        InputError, match=r"programmes.network_role_gps and programmes.deputy_directors: .* need 6 GPs"
    ):
        Simulation(load(None, both), area, 3)
    check_fit(load(None, both), tiny(2, 3))


@pytest.mark.unit
def test_the_practice_that_closes_must_be_there() -> None:
    area = draw_area(2, seed=1, practices_per_pcn=3)
    closure = ["programmes.practice_closure.enabled=true", "programmes.practice_closure.rank_by_list=6"]
    check_fit(load(None, closure), area)
    with pytest.raises(InputError, match="rank_by_list: is 7, but the area has 6 practices"):
        check_fit(load(None, [*closure, "closure_rank=7"]), area)
    with pytest.raises(InputError, match="has 0 practices whose PCN has another"):
        check_fit(load(None, closure), draw_area(2, seed=1, practices_per_pcn=1))
    check_fit(load(None, ["closure_rank=70"]), area)


@pytest.mark.end_to_end
def test_an_experiment_that_does_not_fit_its_area_is_refused_before_anything_is_written(
    loaded: Callable[..., Config], tmp_path: Path
) -> None:
    text = "[programmes.practice_closure]\nenabled = true\nweek = 4\n[experiment.factors]\n"
    config = loaded(f"{text}programmes.practice_closure.rank_by_list = [1, 9]")
    with pytest.raises(InputError, match="is 9, but the area has 6 practices"):
        run_experiment(config, tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()
