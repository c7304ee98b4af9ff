"""`pcnsim export` as a user types it."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tracemalloc
from collections import namedtuple
from pathlib import Path

import pytest

from pcnsim.analysis import weekly_csv
from pcnsim.analysis.weekly_csv import csv_lines, size_of
from pcnsim.analysis.weekly_series import open_weekly
from pcnsim.cli import app as program
from pcnsim.cli import export as command
from pcnsim.config import Config, load
from pcnsim.experiment import run as run_once
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.store.records import cell
from pcnsim.experiment.weekly.merge import merge_weekly
from pcnsim.experiment.weekly.series import chunk_bytes, merged_files
from pcnsim.experiment.work import make_area
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation
from tests.small import small
from tests.weekly import made_up, result_folder


def pcnsim(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the program here and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["pcnsim", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        program.main()
    assert isinstance(end.value.code, int)
    return end.value.code


def rows_of(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content)))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return small(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A result folder with made-up series of all runs but one; it is named from where the user stands."""
    monkeypatch.chdir(tmp_path)
    plan = make_plan(config)
    return result_folder(Path("out"), plan, [run for run in plan if run.number != 4])


@pytest.mark.end_to_end
def test_every_cell_is_that_of_the_run_by_itself(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of the experiment and `pcnsim run` of the same arm: the same numbers, digit by digit."""
    plan = make_plan(config)
    series = []
    for run in plan:
        arm = plan.points[run.design_point].config
        simulation = Simulation(arm, make_area(arm.area, run.area_seed), run.seed).run()
        series.append((run, simulation.first_week, simulation.series()))
    part = tmp_path / "weekly-1"
    part.write_bytes(chunk_bytes(series))
    folder = result_folder(tmp_path / "out", plan, [])
    merge_weekly([part], plan, folder)
    assert pcnsim(monkeypatch, "export", folder) == 0
    assert "Weekly series of 9 runs" in capsys.readouterr().out
    exported = rows_of((folder / "weekly.csv").read_text("utf-8"))
    assert list(exported[0]) == ["run_id", "design_point", "structure", "replication", "week", *NAMES]
    run_once(load(tmp_path / "small.toml", ["structure=network"]), replication=1, out=tmp_path / "one")
    alone = rows_of((tmp_path / "one" / "weekly.csv").read_text("utf-8"))
    same = [row for row in exported if (row["structure"], row["replication"]) == ("network", "1")]
    assert {row["run_id"] for row in same} == {plan.run(2, 1).run_id}
    assert [{name: row[name] for name in ("week", *NAMES)} for row in same] == alone


@pytest.mark.unit
def test_cells_are_those_of_the_other_tables(folder: Path) -> None:
    series = open_weekly(folder)
    rows = rows_of(b"".join(csv_lines(series)).decode())
    plan = series.plan
    expected = [
        [run.run_id, str(run.design_point), level, str(run.replication), str(week), *map(cell, values)]
        for run, level in zip(
            plan, [s for s in ("hierarchy", "hybrid", "network") for _ in range(3)], strict=True
        )
        if run.number != 4
        for week, values in zip(range(-2, 3), made_up(run), strict=True)
    ]
    assert [list(row.values()) for row in rows] == expected


@pytest.mark.end_to_end
def test_a_choice_goes_to_the_standard_output(
    folder: Path, config: Config, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    name = make_plan(config).run(0, 1).run_id
    choice = (
        "--run",
        name,
        "--design-point",
        0,
        "--outcome",
        "strain",
        "--outcome",
        "cases",
        "--weeks",
        "-1:0",
    )
    assert pcnsim(monkeypatch, "export", folder, *choice, "--out", "-") == 0
    said = capfdbinary.readouterr()
    assert said.err == b""
    rows = rows_of(said.out.decode())
    assert [list(row.values())[:5] for row in rows] == [[name, "0", "hierarchy", "1", w] for w in ("-1", "0")]
    values = made_up(make_plan(config).run(0, 1))
    assert [row["strain"] for row in rows] == [cell(values[w, NAMES.index("strain")]) for w in (1, 2)]
    assert list(rows[0])[5:] == ["strain", "cases"]
    assert not (folder / "weekly.csv").exists()


@pytest.mark.end_to_end
def test_a_file_that_is_there_is_replaced_only_when_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "export", folder, "--weeks", "0:") == 0
    assert "Weekly series of 8 runs, 118 outcomes: out/weekly.csv" in capsys.readouterr().out
    first = (folder / "weekly.csv").read_bytes()
    assert pcnsim(monkeypatch, "export", folder) == 2
    assert "out/weekly.csv: the file is there already. Replace it with --force." in capsys.readouterr().err
    assert (folder / "weekly.csv").read_bytes() == first
    assert pcnsim(monkeypatch, "export", folder, "--force") == 0
    assert len((folder / "weekly.csv").read_bytes()) > len(first)
    assert pcnsim(monkeypatch, "export", folder, "--out", ".", "--force") == 2
    assert "there is a folder of that name" in capsys.readouterr().err


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--outcome", "strian"), "there is no weekly outcome strian. Did you mean strain?"),
        (("--run", "nothing"), "there is no run nothing; out/plan.csv lists them."),
        (("--design-point", "3"), "there is no design point 3. The experiment has those from 0 to 2"),
        (("--weeks", "soon"), "--weeks: soon is no range of weeks. Write the first and the last"),
        (("--weeks", "1:2:3"), "--weeks: 1:2:3 is no range of weeks"),
        (("--weeks", "2:1"), "no week lies between 2 and 1"),
        (("--weeks", "9:"), "no run there has a week of these"),
        (("--out", "no/such/file.csv"), "no/such/file.csv: the table cannot be written there: No such file"),
    ],
)
def test_mistakes_are_one_message_and_leave_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    before = sorted(folder.rglob("*"))
    assert pcnsim(monkeypatch, "export", folder, *arguments) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert len(said.err.splitlines()) == 1
    assert sorted(folder.rglob("*")) == before


@pytest.mark.end_to_end
def test_a_folder_without_series_says_how_to_have_them(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result_folder(Path("none"), make_plan(config), [])
    assert pcnsim(monkeypatch, "export", "none") == 2
    remedy = "`pcnsim experiment none/config.toml --out none --weekly` adds them, by running it again."
    assert capsys.readouterr().err == f"pcnsim: none: no weekly series were kept there; {remedy}\n"
    assert pcnsim(monkeypatch, "export", "nowhere") == 2
    assert "nowhere: there is no folder of that name" in capsys.readouterr().err


@pytest.mark.end_to_end
def test_a_damaged_file_and_a_missing_library(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = merged_files(folder)[0]
    content = bytearray(path.read_bytes())
    for place in range(4000, len(content) // 2, 50):
        content[place] ^= 255
    path.write_bytes(content)
    assert pcnsim(monkeypatch, "export", folder) == 2
    said = capsys.readouterr().err
    assert "out/weekly/runs-000000.parquet: the weekly series there are damaged" in said
    assert [one.name for one in folder.iterdir() if "csv" in one.name or "writing" in one.name] == [
        "plan.csv"
    ]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert pcnsim(monkeypatch, "export", folder) == 2
    assert "pip install 'pcnsim[weekly]'" in capsys.readouterr().err


@pytest.mark.end_to_end
def test_the_size_is_told_before_and_refused_where_it_does_not_fit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "LARGE", 1000.0)
    monkeypatch.setattr(command, "SECONDS_BETWEEN_LINES", 0.0)
    monkeypatch.setattr(weekly_csv, "BYTES_A_ROW", 1e9)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 30e9))
    assert pcnsim(monkeypatch, "export", folder) == 2
    said = capsys.readouterr().err
    assert "8 runs make a file of about 40.0 GB" in said
    assert "out/weekly.csv: the table takes about 40.0 GB, and there are 30.0 GB free" in said
    assert not (folder / "weekly.csv").exists()
    assert pcnsim(monkeypatch, "export", folder, "--weeks", "0:0") == 0
    assert "8 of 8 runs written" in capsys.readouterr().err


@pytest.mark.unit
def test_the_estimate_of_the_size(folder: Path) -> None:
    series = open_weekly(folder, outcomes=["strain"])
    assert size_of(series)[0] == 8
    # Made-up values have as many digits as those of a simulation.
    series = open_weekly(folder)
    assert size_of(series)[1] == pytest.approx(sum(map(len, csv_lines(series))), rel=0.25)


@pytest.mark.unit
def test_memory_does_not_grow_with_the_number_of_runs(tmp_path: Path) -> None:
    def peak(replications: int) -> int:
        plan = make_plan(small(tmp_path, f"experiment.replications={replications}"))
        (tmp_path / str(replications)).mkdir()
        series = open_weekly(result_folder(tmp_path / str(replications) / "out", plan, list(plan)))
        sum(map(len, csv_lines(open_weekly(series.folder, design_points=[0]))))  # what is loaded once
        tracemalloc.start()
        assert sum(map(len, csv_lines(series))) > 30_000 * replications
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(100) < 1.3 * peak(20)
