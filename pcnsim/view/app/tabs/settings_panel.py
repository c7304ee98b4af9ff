"""The settings at the side of the page: structure, programmes, parameters, and the changes made so far."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import solara

from pcnsim.view.app import settings_form
from pcnsim.view.app.field_search import search
from pcnsim.view.app.fields import Field
from pcnsim.view.app.session import Session, attempted
from pcnsim.view.app.settings import enter
from pcnsim.view.app.updates import frame_of, tell

__all__ = ["SettingsPanel"]


@solara.component_vue("settings_panel.vue")
def _View(
    form: str,
    now: str,
    replies: str,
    found: str,
    event_entered: Callable[[dict[str, str]], None],
    event_searched: Callable[[str], None],
    event_removed: Callable[[str], None],
    event_reverted: Callable[[Any], None],
) -> None:
    """Text in JSON: what is not text is searched for components at every drawing, which takes longer than all else."""


@solara.component
def SettingsPanel(session: Session) -> None:
    """Everything that can be set while a run goes on; what cannot be used is told at its field."""
    frame_of(session)
    replies, set_replies = solara.use_state({})
    found, set_found = solara.use_state(())
    count, set_count = solara.use_state(0)

    def entered(given: dict[str, str]) -> None:
        told = enter(session, given["name"], given["text"])
        name = given["name"]
        answer = {**asdict(told), "text": given["text"]}
        set_replies(lambda old: {**_kept(old, name), name: {**answer, "serial": _serial(old) + 1}})
        tell()

    def searched(text: str) -> None:
        fields, all_found = search(text)
        set_found(fields)
        set_count(all_found)

    def removed(key: str) -> None:
        wanted = next((one for one in session.scheduled() if settings_form.key_of_change(one) == key), None)
        if wanted is not None:
            attempted(session, lambda: session.remove(wanted))
        tell()

    def reverted(_: Any) -> None:
        attempted(session, session.revert)
        set_replies({})
        tell()

    shown: tuple[Field, ...] = found
    plain = [settings_form.as_plain(field, apart=True) for field in shown]
    _View(
        form=_form(),
        now=json.dumps(settings_form.now(session, shown)),
        replies=json.dumps(replies),
        found=json.dumps({"fields": plain, "count": count}),
        event_entered=entered,
        event_searched=searched,
        event_removed=removed,
        event_reverted=reverted,
    )


@functools.cache
def _form() -> str:
    return json.dumps(settings_form.form())


def _kept(replies: dict[str, Any], entered: str) -> dict[str, Any]:
    """Replies that still hold: once a programme is switched, what was said about its other fields does not."""
    block = entered.removesuffix("enabled")
    if block == entered:
        return replies
    return {name: reply for name, reply in replies.items() if not name.startswith(block)}


def _serial(replies: dict[str, Any]) -> int:
    return max((reply["serial"] for reply in replies.values()), default=0)
