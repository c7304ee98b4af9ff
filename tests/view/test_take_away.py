"""What is taken away from the page is what `pcnsim run` writes."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import plotly.graph_objects as go
import pytest

from pcnsim.area import draw_area, write_area
from pcnsim.cli.app import main
from pcnsim.config import Config, InputError, load
from pcnsim.view.app import take_away
from pcnsim.view.app.session import Session
from tests.small import contents

CITY = """
name = "city"
seed = 11
weeks = 60
burn_in_weeks = 4
structure = "hierarchy"
[area]
pcns = 2
[experiment]
replications = 4
factors = { structure = ["hierarchy", "network"] }
"""


def page(config: Config, *, weeks: int) -> Session:
    session = Session(config)
    steps(session, weeks)
    return session


def city(folder: Path, text: str = CITY) -> Config:
    (folder / "city.toml").write_text(text, "utf-8")
    return load(folder / "city.toml")


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def of_command(*arguments: object) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["pcnsim", "run", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 0


def changed_on_the_way(config: Config) -> Session:
    """A city in which the structure changes in week 5; an executive begins in week 8, with more powers from 10."""
    session = Session(config)
    steps(session, 5)
    session.change(structure="network", parameters={"trust_forgetting": 0.9})
    steps(session, 3)
    session.change(programme=("executive", {"enabled": True, "start_week": 8}))
    steps(session, 2)
    session.change(parameters={"executive_powers": 0.8})
    steps(session, 2)
    return session


def steps(session: Session, weeks: int) -> None:
    for _ in range(weeks):
        session.step()


@pytest.mark.end_to_end
def test_a_run_changed_on_the_way_is_that_of_the_command(tmp_path: Path) -> None:
    session = changed_on_the_way(city(tmp_path))
    made = unpacked(take_away.run_zip(session.frame), tmp_path / "zip")
    assert made.name == "2-pcns-hierarchy-changed-seed-11-week-12"
    of_command(made / "config.toml", "--out", tmp_path / "again")
    again = contents(tmp_path / "again")
    assert contents(made, without=("manifest.json", "README.txt")) == again
    assert set(again) == {*take_away.FILES, "config.toml"}
    assert {name: take_away.one_file(session.frame, name) for name in take_away.FILES} == {
        name: again[name] for name in take_away.FILES
    }
    assert take_away.config_toml(session.frame) == again["config.toml"]
    # The same settings for the whole run, stopped in the same week by the command.
    (tmp_path / "whole.toml").write_bytes(take_away.whole_config_toml(session.frame))
    of_command(tmp_path / "whole.toml", "--weeks", 12, "--out", tmp_path / "stopped")
    assert contents(tmp_path / "stopped") == again


@pytest.mark.end_to_end
def test_the_manifest_tells_the_same_but_for_where_and_when(tmp_path: Path) -> None:
    session = changed_on_the_way(city(tmp_path))
    taken = unpacked(take_away.run_zip(session.frame), tmp_path / "taken")
    made = json.loads((taken / "manifest.json").read_text("utf-8"))
    (tmp_path / "config.toml").write_bytes(take_away.config_toml(session.frame))
    of_command(tmp_path / "config.toml", "--out", tmp_path / "again")
    command = json.loads((tmp_path / "again" / "manifest.json").read_text("utf-8"))
    assert made.pop("made_by") == "the browser view (pcnsim view)"
    assert made.pop("weeks") == 12
    of_one_only = {"written", "started", "finished", "seconds", "command"}
    assert {*made} - {*command} == {"written"}
    different = {name for name in {*made, *command} - of_one_only if made[name] != command[name]}
    assert different == {"inputs"}  # the file that the settings were read from
    assert made["inputs"]["configuration"] == command["inputs"]["configuration"]


@pytest.mark.end_to_end
def test_what_is_to_begin_later_is_left_out_and_told(tmp_path: Path) -> None:
    text = CITY.replace(
        "[experiment]", "[programmes.footprint]\nenabled = true\nstart_week = 30\n[experiment]"
    )
    session = page(city(tmp_path, text), weeks=9)
    made = unpacked(take_away.run_zip(session.frame), tmp_path / "zip")
    assert "week 30: community teams on PCN footprints" in (made / "README.txt").read_text("utf-8")
    of_command(made / "config.toml", "--out", tmp_path / "again")
    again = contents(tmp_path / "again")
    assert contents(made, without=("manifest.json", "README.txt")) == again
    assert take_away.one_file(session.frame, "services.csv") == again["services.csv"]
    # The first weeks of the whole run are these weeks.
    (tmp_path / "whole.toml").write_bytes(take_away.whole_config_toml(session.frame))
    of_command(tmp_path / "whole.toml", "--out", tmp_path / "whole")
    assert (tmp_path / "whole" / "weekly.csv").read_bytes().startswith(again["weekly.csv"])


@pytest.mark.end_to_end
def test_an_area_that_was_read_comes_along(tmp_path: Path) -> None:
    write_area(draw_area(2, seed=5), tmp_path / "Nörth End")
    text = CITY.replace("pcns = 2", f'folder = "{(tmp_path / "Nörth End").as_posix()}"')
    session = page(city(tmp_path, text), weeks=3)
    made = unpacked(take_away.run_zip(session.frame), tmp_path / "zip")
    assert made.name == "north-end-hierarchy-seed-11-week-3"
    elsewhere = tmp_path / "elsewhere"
    made.rename(elsewhere)
    (tmp_path / "Nörth End").rename(tmp_path / "gone")
    of_command(elsewhere / "config.toml", "--out", tmp_path / "again")
    again = contents(tmp_path / "again")
    there = {name: (elsewhere / name).read_bytes() for name in again}
    assert b'folder = "area"' in there.pop("config.toml")
    assert b'folder = "../elsewhere/area"' in again.pop("config.toml")
    assert there == again
    manifests = [
        json.loads((one / "manifest.json").read_text("utf-8")) for one in (elsewhere, tmp_path / "again")
    ]
    assert manifests[0]["run_id"] == manifests[1]["run_id"]


@pytest.mark.unit
def test_two_downloads_of_one_week_differ_in_nothing_but_the_time(tmp_path: Path) -> None:
    session = page(city(tmp_path), weeks=2)
    one, two = (unpacked(take_away.run_zip(session.frame), tmp_path / name) for name in ("one", "two"))
    assert contents(one) == contents(two)
    with zipfile.ZipFile(io.BytesIO(take_away.run_zip(session.frame))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {take_away.FIRST_TIME}


@pytest.mark.unit
def test_settings_of_a_run_made_shorter_leave_out_what_was_to_begin_after_its_end(tmp_path: Path) -> None:
    session = page(city(tmp_path), weeks=9)
    session.change(structure="network", parameters={"trust_forgetting": 0.9})
    session.restart(weeks="6")
    whole = load_bytes(tmp_path, take_away.whole_config_toml(session.frame))
    assert (whole.weeks, whole.structure_changes, whole.parameter_changes) == (6, (), ())
    session.restart(weeks="30")
    whole = load_bytes(tmp_path, take_away.whole_config_toml(session.frame))
    assert whole.digest() == session.config.digest()
    assert [change.week for change in whole.structure_changes] == [9]


@pytest.mark.unit
def test_before_the_first_week_only_settings_can_be_had(tmp_path: Path) -> None:
    session = page(city(tmp_path), weeks=0)
    for make in (take_away.run_zip, take_away.config_toml):
        with pytest.raises(InputError, match="nothing has been run yet"):
            make(session.frame)
    assert load_bytes(tmp_path, take_away.whole_config_toml(session.frame)).weeks == 60
    with pytest.raises(InputError, match=r"there is no file passwords\.csv"):
        take_away.one_file(session.frame, "passwords.csv")


def load_bytes(folder: Path, content: bytes) -> Config:
    (folder / "loaded.toml").write_bytes(content)
    return load(folder / "loaded.toml")


@pytest.mark.unit
def test_a_picture_needs_nothing_else() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))
    content = take_away.picture_html(figure, "Network <1>")
    assert content == take_away.picture_html(figure, "Network <1>")
    assert b"<title>Network &lt;1&gt;</title>" in content
    assert b"<script src" not in content
    assert b"Plotly.newPlot" in content
