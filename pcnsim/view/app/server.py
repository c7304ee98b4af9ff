"""Serves the page: on this machine alone, without the internet, to its own pages only."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
import warnings
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = ["LOOPBACK", "PORT", "serve"]

PORT: Final = 8765
LOOPBACK: Final = "127.0.0.1"

_HERE: Final = f"give an address of this machine, such as {LOOPBACK}, which only this machine can reach"

_NAMES_HERE: Final = ("127.0.0.1", "localhost", "[::1]")
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: data: blob:; worker-src 'self' blob:; frame-ancestors 'none'"
)
"""What a page may load: this server's files and nothing else. Solara's templates are compiled in the browser."""

_NOWHERE: Final = "http://127.0.0.1:9/"
"""Where Solara asks for front-end files that are not installed: nobody answers, and nothing leaves the machine."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def serve(
    config: Config,
    *,
    host: str = LOOPBACK,
    port: int = PORT,
    open_browser: bool = True,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve pages that begin with `config` until interrupted (Ctrl-C), which is how it is meant to end.

    ready: called with the address once it answers. Raises InputError where the extra `view` is missing, the address or
    port cannot be had, or the configuration cannot be run.
    """
    _need_extra()
    listening = _listen(host, port)
    try:
        from pcnsim.view.app.session import Session

        # What cannot be run is told now rather than on each page; and the model is compiled before anybody waits.
        Session(config).step()
        _settle()
        import uvicorn

        # Said of pages in frames of other sites, which this one is not.
        warnings.filterwarnings("ignore", message="Cookies with samesite=none", category=UserWarning)
        from solara.server.starlette import app

        from pcnsim.view.app.start import begin_with

        begin_with(config)
        port = listening.getsockname()[1]
        address = f"http://{_named(host)}:{port}/"
        server = uvicorn.Server(
            uvicorn.Config(
                _Guard(app, anybody=host not in (LOOPBACK, "localhost", "::1")),
                log_level="warning",
                ws_max_size=2**27,
                timeout_graceful_shutdown=1,
            )
        )
        threading.Thread(
            target=_announce, args=(server, address, open_browser, ready), daemon=True, name="announce"
        ).start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt as end:
            if type(end) is not KeyboardInterrupt:
                raise  # told to end by something else than Ctrl-C
    finally:
        listening.close()


def _need_extra() -> None:
    for package in ("solara", "solara_assets", "ipyvue", "ipyvuetify", "uvicorn"):
        if find_spec(package) is None:
            raise InputError(
                f"the page needs {package}, which is not installed",
                where="pcnsim view",
                remedy="pip install 'pcnsim[view]'",
            )


def _listen(host: str, port: int) -> socket.socket:
    if not host.strip():
        raise InputError(
            "is empty, which would mean every address of this machine", where="--host", remedy=_HERE
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise _refused(host, port, error) from None
    return listening


def _refused(host: str, port: int, error: OSError) -> InputError:
    """Why the server cannot listen there, and what to do."""
    what = f"cannot listen on {_named(host)}:{port}: {error.strerror or error}"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return InputError(what, where="--host", remedy=_HERE)
    other = port + 1 if 1024 <= port < 65535 else PORT
    why = (
        "ports below 1024 belong to the system" if port < 1024 else "another pcnsim view may be running there"
    )
    return InputError(
        what,
        where="--port",
        remedy=f"{why}; choose another, such as --port {other}, or 0 for any that is free",
    )


def _named(host: str) -> str:
    """A host as it is written in an address."""
    return f"[{host}]" if ":" in host else host


def _settle() -> None:
    """Solara's settings, before it is imported: nothing asked of or told to other machines."""
    import plotly

    # Where another environment is active in the shell, the IPython under each page would warn of it and import from it.
    os.environ.pop("VIRTUAL_ENV", None)
    served = (Path(plotly.__file__).parent / "package_data", Path(__file__).parent / "assets")
    os.environ.update(
        SOLARA_APP="pcnsim.view.app.page",
        SOLARA_MODE="production",
        SOLARA_TELEMETRY_MIXPANEL_ENABLE="false",
        SOLARA_ASSETS_FONTAWESOME_ENABLED="false",
        SOLARA_ASSETS_CDN=_NOWHERE,
        SOLARA_ASSETS_EXTRA_LOCATIONS=",".join(map(str, served)),
        SOLARA_THEME_SHOW_BANNER="false",
        SOLARA_THEME_LOADER="plain",
        SOLARA_THEME_TITLE="pcnsim",
        SOLARA_SESSION_HTTP_ONLY="true",
        SOLARA_KERNEL_CULL_TIMEOUT="10m",
        SOLARA_CHECK_HOOKS="off",
    )


def _announce(server: Any, address: str, open_browser: bool, ready: Callable[[str], None]) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.02)
    ready(address)
    if open_browser:
        webbrowser.open(address)


class _Guard:
    """Refuses what does not come from a page of this server: another site's script, or another name for this machine.

    Solara checks neither, so that any page open in the same browser could drive the model.
    """

    def __init__(self, app: Any, *, anybody: bool) -> None:
        """anybody: whether other names for this machine are good, as they are when it serves a network."""
        self._app = app
        self._anybody = anybody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, with a policy on what the page may load."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if not self._known(host) or (origin is not None and urlsplit(origin).netloc != host):
            await _refuse(scope, receive, send)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"content-security-policy", _POLICY.encode()),
                ]
            await send(message)

        await self._app(scope, receive, guarded)

    def _known(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return self._anybody or name in _NAMES_HERE


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"pcnsim answers pages of its own address only"})
