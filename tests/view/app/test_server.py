"""The server of the page: whom it answers, what it refuses, and how it begins and ends. No browser here."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import errno
import http.client
import signal
import socket
import sys
import time
from collections.abc import Iterator, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from pcnsim.cli import app as program
from pcnsim.config import InputError
from pcnsim.view.app import server as room
from tests.view.app.pages import TINY, Server, serving

# ---------------------------------------------------------------------- it does not begin


def ending(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """Run `pcnsim view` in this process, and return its exit code. Nothing may get as far as being served."""

    def served(*_: object, **__: object) -> None:
        pytest.fail("the page was served")

    monkeypatch.setattr(room, "_settle", served)
    monkeypatch.setattr(sys, "argv", ["pcnsim", "view", "--no-browser", *arguments])
    with pytest.raises(SystemExit) as end:
        program.main()
    return end.value.code


@contextlib.contextmanager
def taken() -> Iterator[int]:
    """A port on which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.end_to_end
def test_a_busy_port_is_one_message_and_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with taken() as port:
        assert ending(monkeypatch, "--port", str(port)) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"pcnsim: --port: cannot listen on 127.0.0.1:{port}: Address already in use")
    assert f"--port {port + 1}" in said
    assert said.count("\n") == 1


@pytest.mark.end_to_end
@pytest.mark.parametrize("missing", ["solara", "solara_assets", "ipyvuetify", "uvicorn"])
def test_a_missing_extra_is_one_message_and_2(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None if name == missing else find_spec(name))
    assert ending(monkeypatch) == 2
    said = capsys.readouterr().err
    assert missing in said
    assert "pip install 'pcnsim[view]'" in said
    assert said.count("\n") == 1


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.toml",), "nowhere.toml"),
        (("--set", "patients_per_practice=many"), "many"),
        (("--structure", "pyramid"), "pyramid"),
        (("--seed", "lucky"), "lucky"),
        (("--set", "area.folder=no/such/place"), "no/such/place"),
        (("--host", ""), "--host: is empty"),
        (("--host", "no.such.machine.invalid"), "127.0.0.1"),
        (("--host", "192.0.2.1"), "give an address of this machine"),
        (("--port", "70000"), "--port: '70000' is not a whole number from 0 to 65535"),
        (("--port", "x"), "--port: 'x' is not a whole number"),
        (("--port", "-1"), "--port: '-1' is not a whole number"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_served(
    arguments: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    port = () if "--port" in arguments else ("--port", "0")
    assert ending(monkeypatch, *port, *arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.startswith("pcnsim: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.unit
@pytest.mark.parametrize(
    ("port", "number", "words"),
    [
        (80, errno.EACCES, "ports below 1024 belong to the system; choose another, such as --port 8765"),
        (
            8765,
            errno.EADDRINUSE,
            "another pcnsim view may be running there; choose another, such as --port 8766",
        ),
        (65535, errno.EADDRINUSE, "such as --port 8765, or 0"),
    ],
)
def test_the_remedy_is_a_port_that_may_work(port: int, number: int, words: str) -> None:
    error = room._refused("127.0.0.1", port, OSError(number, "no"))
    assert isinstance(error, InputError)
    assert words in str(error)


# ---------------------------------------------------------------------- whom it answers


def answered(scope_type: str, *, anybody: bool = False, **headers: str) -> bool:
    """Whether a request with these headers reaches the app behind the guard."""
    reached = False

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal reached
        reached = True

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": scope_type, "headers": named, "path": "/"}
    asyncio.run(room._Guard(app, anybody=anybody)(scope, receive, send))
    refusal = {"http": ("http.response.start", 403), "websocket": ("websocket.close", 1008)}[scope_type]
    assert reached == (not sent)
    if sent:
        assert (sent[0]["type"], sent[0].get("status", sent[0].get("code"))) == refusal
    return reached


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_pages_of_its_own_address_are_answered(kind: str) -> None:
    assert answered(kind, host="127.0.0.1:8765")
    assert answered(kind, host="localhost:8765", origin="http://localhost:8765")
    assert answered(kind, host="[::1]:8765", origin="http://[::1]:8765")
    # Another site's script; another server of this machine; a page without an origin; another name for this machine.
    assert not answered(kind, host="127.0.0.1:8765", origin="http://evil.example")
    assert not answered(kind, host="127.0.0.1:8765", origin="http://127.0.0.1:9999")
    assert not answered(kind, host="127.0.0.1:8765", origin="null")
    assert not answered(kind, host="evil.example:8765", origin="http://evil.example:8765")
    assert not answered(kind, host="localhost.evil.example")
    assert not answered(kind)


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_server_of_a_network_answers_its_names_but_no_other_site(kind: str) -> None:
    assert answered(kind, anybody=True, host="pc.surgery:8765", origin="http://pc.surgery:8765")
    assert not answered(kind, anybody=True, host="pc.surgery:8765", origin="http://evil.example")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose shell names other addresses, as development shells do."""
    with serving(
        tmp_path_factory.mktemp("served"), config=TINY, HOST="0.0.0.0", SOLARA_HOST="0.0.0.0"
    ) as one:
        yield one


def asked(served: Server, host: str | None = None, **headers: str) -> http.client.HTTPResponse:
    """The answer to a request for the page."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", "/", headers={"Host": host or f"127.0.0.1:{served.port}", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer


@contextlib.contextmanager
def websocket(served: Server, origin: str) -> Iterator[str]:
    """A websocket as a page opens it; the first line of the answer."""
    key = base64.b64encode(b"sixteen bytes ok").decode()
    cookie = (asked(served).getheader("set-cookie") or "").split(";")[0]
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(
            "\r\n".join(
                [
                    f"GET /jupyter/api/kernels/{uuid4()}/channels?session_id={uuid4()} HTTP/1.1",
                    f"Host: 127.0.0.1:{served.port}",
                    f"Origin: {origin}",
                    f"Cookie: {cookie}",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    f"Sec-WebSocket-Key: {key}",
                    "\r\n",
                ]
            ).encode()
        )
        yield connection.recv(4096).decode("latin-1").split("\r\n")[0]


@pytest.mark.end_to_end
def test_the_environment_does_not_widen_where_it_listens(served: Server) -> None:
    listening = [
        one.laddr.ip
        for one in psutil.Process(served.process.pid).net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


@pytest.mark.end_to_end
def test_a_running_server_refuses_other_sites(served: Server) -> None:
    answer = asked(served)
    assert answer.status == 200
    policy = answer.getheader("content-security-policy") or ""
    assert "default-src 'self'" in policy
    assert "http" not in policy  # no other machine is allowed for
    assert asked(served, Origin="http://evil.example").status == 403
    assert asked(served, host="evil.example").status == 403
    with websocket(served, "http://evil.example") as refused:
        assert " 403 " in refused
    with websocket(served, f"http://127.0.0.1:{served.port}") as accepted:
        assert " 101 " in accepted


@pytest.mark.end_to_end
def test_ctrl_c_ends_it_at_once_though_a_page_is_open(served: Server) -> None:
    """The last test of this server."""
    with websocket(served, f"http://127.0.0.1:{served.port}") as accepted:
        assert " 101 " in accepted
        begun = time.monotonic()
        assert served.stop(signal.SIGINT) == 0
        assert time.monotonic() - begun < 10  # 1 s is granted to pages; the rest is for a busy machine
    assert served.said.splitlines()[1:] == ["pcnsim: stopped"]
