"""Runs chunks on the workers of a Dask scheduler: on this machine, or on the nodes of a cluster.

The plan travels once to each worker; chunks go out and reports come back as bytes, and only this process
writes. A worker need not see the result folder, but it must see the area folders.
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.backends import WorkersLostError, died
from pcnsim.experiment.backends.quiet import quiet
from pcnsim.experiment.backends.remote import (
    Greeting,
    Needs,
    Outfit,
    differences,
    do,
    get_ready,
    greeting,
    present,
)

if TYPE_CHECKING:
    from distributed import Client, Future

    from pcnsim.experiment.chunks import Chunk
    from pcnsim.experiment.plan import Plan
    from pcnsim.experiment.reports import Report

SECONDS_TO_CONNECT: Final = 5
"""How long a scheduler may take to answer."""

LONGEST_GREETING: Final = 100_000
"""Bytes that a scheduler says first, at most; it is some hundred."""

SECONDS_BETWEEN_COUNTS: Final = 2.0
"""How often the workers are counted: they come and go."""

AHEAD: Final = 2
"""Chunks handed out for each thread of the workers, one at work and one to go on with at once."""


class Cluster:
    """The workers that a Dask scheduler has, now or later."""

    def __init__(self, address: str) -> None:
        """address: tcp://host:port, or host:port. Nothing is asked of it before `begin`."""
        self._address = address
        self._where = f"--scheduler {address}"
        self._client: Client | None = None
        self._token = f"pcnsim-{uuid.uuid4().hex}"
        self._counted = (0.0, 1)
        self._open = contextlib.ExitStack()

    def begin(self, plan: Plan, waiting: Callable[[], None] = lambda: None) -> None:
        """Connect, wait for the first worker, and see that the workers are fit to run the plan.

        Raises `InputError` where nobody answers, or a worker is not fit.
        """
        if self._client is not None:
            return
        self._plan = plan
        self._open.enter_context(quiet())
        client = self._connect()
        with self._while_connected():
            if not client.nthreads():
                waiting()
            while not client.nthreads():
                time.sleep(0.2)
            self._needs = Needs.of(plan)
            self._greetings = self._check(client)
            client.register_plugin(Outfit(self._token, plan), name=self._token)

    def workers(self) -> int:
        """Threads of all workers."""
        client = self._connected
        counted, threads = self._counted
        if time.monotonic() - counted > SECONDS_BETWEEN_COUNTS:
            with self._while_connected():
                threads = max(1, sum(client.nthreads().values()))
            self._counted = (time.monotonic(), threads)
        return threads

    def compiled(self) -> bool:
        """Whether the model is compiled on every machine that has a worker."""
        return all(greeting.compiled for greeting in self._greetings.values())

    def compile(self) -> None:
        """Compile on each machine, by one worker of it; the others wait for what it does."""
        first = {greeting.cache: worker for worker, greeting in self._greetings.items()}
        with self._while_connected():
            client = self._connected
            futures = [
                client.submit(get_ready, workers=[worker], allow_other_workers=True, pure=False)
                for worker in first.values()
            ]
            client.gather(futures)

    def reports(self, chunks: Iterator[Chunk]) -> Iterator[Report]:
        """Report as workers do. Dask gives the chunks of a worker that died to others.

        It gives up chunks that lost several workers, though it may have been their neighbours' fault: the runs of these
        are done again at the end, one at a time. One that loses its workers then too is a failure.
        """
        from distributed import as_completed

        client = self._connected
        given: dict[Any, Chunk] = {}
        suspects: deque[Chunk] = deque()
        with self._while_connected():
            arriving = as_completed(loop=client.loop)

            def hand_out(chunk: Chunk) -> None:
                key = f"{self._token}-{uuid.uuid4().hex}"
                future = client.submit(do, self._token, self._needs, chunk, key=key, pure=False)
                given[future.key] = chunk
                arriving.add(future)

            def fill() -> None:
                while len(given) < AHEAD * self.workers() and (chunk := next(chunks, None)) is not None:
                    hand_out(chunk)
                if not given and suspects:
                    hand_out(suspects.popleft())

            fill()
            while given:
                alone = len(given) == 1
                future = next(arriving)
                chunk = given.pop(future.key)
                answer = self._answer(future)
                if answer is None:
                    if alone and len(chunk) == 1:
                        yield died(self._plan, chunk.numbers[0])
                    else:
                        suspects.extend(chunk.singles())
                elif isinstance(answer, str):
                    raise InputError(answer, where=self._where, remedy=_SAME)
                else:
                    yield answer
                fill()

    def close(self) -> None:
        """Let the scheduler go, and what it still has of ours; errors do not matter any more."""
        client, self._client = self._client, None
        if client is not None:
            if client.status == "running":
                with contextlib.suppress(Exception):
                    client.unregister_worker_plugin(self._token)
            with contextlib.suppress(Exception):
                client.close(timeout=2)
        self._open.close()

    @property
    def _connected(self) -> Client:
        assert self._client is not None, "begin first"
        return self._client

    def _connect(self) -> Client:
        import distributed

        self._probe()
        try:
            self._client = distributed.Client(
                self._address, timeout=SECONDS_TO_CONNECT, set_as_default=False, name="pcnsim"
            )
        except Exception as error:  # whatever Dask makes of what another kind of server answers
            raise self._unreachable("does not answer as a Dask scheduler does") from error
        return self._client

    def _probe(self) -> None:
        """Find out at once, and without Dask's patience, that nobody listens there."""
        match = re.fullmatch(
            r"(?:(?:tcp|tls)://)?(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/\[\]]+)):(\d{1,5})", self._address
        )
        if match is None or not 0 < int(match[3]) < 65536:
            raise self._unreachable("address cannot be one")
        try:
            place = (match[1] or match[2], int(match[3]))
            with socket.create_connection(place, timeout=SECONDS_TO_CONNECT) as connected:
                # A scheduler speaks first: the length of its greeting. Another kind of server (its own dashboard,
                # say) waits for us, and Dask would wait for it without end.
                secret = self._address.startswith("tls")
                length = 1 if secret else int.from_bytes(connected.recv(8), "little")
        except (OSError, UnicodeError) as error:
            raise self._unreachable("does not answer") from error
        if not 0 < length < LONGEST_GREETING:
            raise self._unreachable("does not answer as a Dask scheduler does")

    def _unreachable(self, what: str) -> InputError:
        return InputError(
            f"the scheduler {what}",
            where=self._where,
            remedy="Start one with `dask scheduler` and give the address that it shows, such as tcp://192.0.2.1:8786.",
        )

    @contextlib.contextmanager
    def _while_connected(self) -> Iterator[None]:
        """Say it in our words where the scheduler goes away."""
        try:
            yield
        except (OSError, TimeoutError, CancelledError) as error:
            raise WorkersLostError(f"the scheduler {self._address} is gone") from error

    def _check(self, client: Client) -> dict[str, Greeting]:
        """What each worker says of itself. Raises `InputError` if one differs from this process in what matters."""
        try:
            client.run_on_scheduler(present)
        except OSError:
            raise
        except Exception as error:
            what = f"the scheduler {differences(self._needs, error)}"
            raise InputError(what, where=self._where, remedy=_SAME) from error
        answers = client.run(greeting, self._needs, on_error="return")
        here = {worker: answer for worker, answer in answers.items() if not isinstance(answer, OSError)}
        for worker, answer in sorted(here.items()):
            problem = differences(self._needs, answer)
            if problem:
                raise InputError(
                    f"the worker {worker} {problem}",
                    where=self._where,
                    remedy=_SAME,
                )
        return here

    def _answer(self, future: Future) -> Any:
        """What came of a task; None where the workers that had it died."""
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker:
            return None
        except Exception as error:
            if future.status != "error":  # no task failed: the connection did
                raise
            raise RuntimeError(f"a worker could not go on: {type(error).__name__}: {error}") from error


_SAME: Final = (
    "Install the same pcnsim, Python and packages on all machines (requirements/lock-*.txt), and start anew."
)
