"""The settings panel without a browser: what it is sent, and what it does with what the browser sends back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import solara

from pcnsim.config import load
from pcnsim.view.app.session import Session
from pcnsim.view.app.tabs import settings_panel
from pcnsim.view.app.tabs.settings_panel import SettingsPanel
from pcnsim.view.app.updates import tell

pytestmark = pytest.mark.unit

TEMPLATE = Path(settings_panel.__file__).with_suffix(".vue").read_text("utf-8")


class Panel:
    """The panel of a session, seen from the browser."""

    def __init__(self, session: Session) -> None:
        self.session = session
        box, self._context = solara.render(SettingsPanel(session), handle_error=False)
        self.widget = box.children[0]

    def enter(self, name: str, text: str) -> dict[str, Any]:
        self.widget.vue_entered({"name": name, "text": text})
        reply: dict[str, Any] = json.loads(self.widget.replies)[name]
        return reply

    @property
    def now(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.widget.now)
        return told

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def panel() -> Iterator[Panel]:
    one = Panel(
        Session(load(None, ["weeks=30", "burn_in_weeks=2", "area.pcns=1", "area.practices_per_pcn=2"]))
    )
    yield one
    one.close()


def test_what_is_entered_changes_the_session_and_is_shown(panel: Panel) -> None:
    assert panel.enter("trust_forgetting", "0,97")["problem"] == ""
    assert panel.session.config.parameters.trust_forgetting == 0.97
    assert panel.now["values"]["trust_forgetting"] == "0.97"
    assert panel.now["original"]["trust_forgetting"] == "0.985"


def test_what_cannot_be_used_is_told_at_its_field_and_the_panel_lives_on(panel: Panel) -> None:
    first = panel.enter("trust_forgetting", "7")
    assert "from 0 to 1" in first["problem"]
    second = panel.enter("trust_forgetting", "8")
    assert second["serial"] > first["serial"]  # so that the browser knows an answer from the one before
    assert panel.now["values"]["trust_forgetting"] == "0.985"
    assert panel.enter("trust_forgetting", "0.96")["problem"] == ""


def test_a_search_brings_fields_with_their_values(panel: Panel) -> None:
    panel.widget.vue_searched("supervision pharm")
    found = json.loads(panel.widget.found)
    assert found["count"] == 1
    [field] = found["fields"]
    assert field["name"] == "supervision_hours.pharmacist"
    assert field["belongs"] == "Additional roles"
    assert panel.now["values"][field["name"]] == "1.2"
    panel.enter(field["name"], "1.5")
    assert panel.now["values"][field["name"]] == "1.5"
    panel.widget.vue_searched("")
    assert json.loads(panel.widget.found) == {"fields": [], "count": 0}


def test_changes_are_listed_and_removed_and_all_taken_back(panel: Panel) -> None:
    panel.session.step()
    panel.enter("programmes.deputy_directors.enabled", "true")
    panel.enter("network_position", "Network")
    changes = panel.now["changes"]
    assert [one["text"] for one in changes] == [
        "Week 1: start of deputy clinical directors",
        "Week 1: structure hybrid → network",
    ]
    panel.widget.vue_removed(changes[0]["key"])
    assert [one["text"] for one in panel.now["changes"]] == ["Week 1: structure hybrid → network"]
    assert panel.now["values"]["programmes.deputy_directors.enabled"] == "false"
    panel.widget.vue_removed(changes[0]["key"])  # clicked twice: it is gone already
    assert panel.session.trouble is None
    panel.widget.vue_reverted(None)
    assert panel.now["changes"] == []
    assert panel.session.week == 1
    assert panel.session.config.structure.name == "hybrid"


def test_notes_on_a_programme_go_when_it_is_switched(panel: Panel) -> None:
    assert panel.enter("programmes.executive.powers", "0.5")["note"]
    panel.enter("programmes.executive.enabled", "true")
    assert "programmes.executive.powers" not in json.loads(panel.widget.replies)


def test_a_week_that_passes_sends_nothing_that_has_not_changed(panel: Panel) -> None:
    sent: list[str] = []
    panel.widget.observe(lambda change: sent.append(change["name"]), ["form", "now", "replies", "found"])
    for _ in range(3):
        panel.session.step()
        tell()
    assert sent == []


def test_every_event_and_every_piece_of_a_field_is_used_by_the_template(panel: Panel) -> None:
    for event in ("entered", "searched", "removed", "reverted"):
        assert hasattr(panel.widget, f"vue_{event}")
        assert f"{event}(" in TEMPLATE
    field = json.loads(panel.widget.form)["structure"]
    for part in set(field) - {"unit", "default"}:  # both are in the hint
        assert re.search(rf"\b(field|one|structure|plan\.structure)\.{part}\b", TEMPLATE), part
    for part in panel.now:
        assert f"shown.{part}" in TEMPLATE, part


def test_inputs_have_labels_and_buttons_are_buttons() -> None:
    template = TEMPLATE.partition("<script>")[0]
    for tag in re.findall(r"<(?:input|select)\b.*?>", template.replace("=>", ""), re.DOTALL):
        assert ":id=" in tag, tag
    assert template.count("<input") + template.count("<select") == 5
    assert template.count(':for="') == 3  # the line, the search, and one of three kinds of input in a field
    for tag in re.findall(r"<button\b.*?>", template, re.DOTALL):
        assert 'type="button"' in tag, tag
