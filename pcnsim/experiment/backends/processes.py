"""Runs chunks in processes of this machine, and outlives the death of any of them.

Each worker has a pipe of its own, so that it is always known which runs were under way where. A standard pool is not
enough: one that loses a process loses all its work, and does not say whose fault it was.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import traceback
import types
from collections import Counter, deque
from collections.abc import Callable, Iterator
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from pcnsim.experiment import warm
from pcnsim.experiment.backends import DEATHS, WorkersLostError, died

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from pcnsim.experiment.chunks import Chunk
    from pcnsim.experiment.plan import Plan
    from pcnsim.experiment.reports import Report

AHEAD: Final = 2
"""Chunks that a worker has at hand, one at work and one to go on with at once."""

SECONDS_AHEAD: Final = 2.0
"""Chunks that take longer are not handed out ahead: another worker may be free sooner."""

_ENDS: Final = (signal.SIGINT, signal.SIGTERM)
"""How a terminal and a queue ask a program to end."""

READY: Final = "ready"
"""What a worker says when it has loaded everything."""


class _Worker:
    """A process, the pipe to it, and the chunks it has been given, the one at work first."""

    def __init__(self) -> None:
        # Started afresh, not forked: a fork of a process with threads (numba's, pandas') may hang.
        context = get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(other,), daemon=True)
        self.process.start()
        other.close()
        self.chunks: deque[Chunk] = deque()
        self.equipped = self.ready = False
        self.seconds = SECONDS_AHEAD


class Processes:
    """So many worker processes, each with the model loaded once. They end when this process does, however it ends."""

    def __init__(self, workers: int) -> None:
        """Nothing starts before `begin`."""
        self._wanted = workers
        self._workers: list[_Worker] = []
        self._deaths: Counter[int] = Counter()
        self._stillborn = 0
        self._sent: bytes | None = None

    def begin(self, plan: Plan, waiting: Callable[[], None] = lambda: None) -> None:
        """Start the processes; they load the model while this one goes on planning."""
        self._plan = plan
        if self.compiled():  # else there is nothing to load yet
            self._start()
            self._equip()

    def workers(self) -> int:
        """The processes asked for."""
        return self._wanted

    def compiled(self) -> bool:
        """Whether the model is compiled on this machine."""
        from pcnsim.model.compiled import is_compiled_before

        return is_compiled_before()

    def compile(self) -> None:
        """Compile here, once: processes that find nothing compiled would all wait for one of them."""
        warm.compile_once()

    def reports(self, chunks: Iterator[Chunk]) -> Iterator[Report]:
        """Report as workers do. Chunks of a worker that died are done again run by run."""
        again: deque[Chunk] = deque()
        self._start()
        self._equip()
        while True:
            self._hand_out(again, chunks)
            busy = {worker.pipe: worker for worker in self._workers if worker.chunks}
            if not busy:
                return
            for pipe in connection.wait(list(busy)):
                assert isinstance(pipe, Connection)
                worker = busy[pipe]
                try:
                    answer = pipe.recv()
                except (EOFError, OSError):
                    yield from self._bury(worker, again)
                    continue
                if isinstance(answer, str):
                    worker.ready = True
                    self._stillborn = 0
                    if answer != READY:
                        raise RuntimeError(f"a worker process could not go on:\n{answer}")
                    continue
                worker.chunks.popleft()
                worker.seconds = answer.seconds
                yield answer

    def close(self) -> None:
        """End the processes at once: nobody waits for what they have at work."""
        for worker in self._workers:
            worker.process.kill()  # all before waiting for one: a second Ctrl-C may stop that
        for worker in self._workers:
            self._end(worker)
        self._workers = []

    def _start(self) -> None:
        while len(self._workers) < self._wanted:
            with _starting_processes():  # and known to `close` before an interruption can pass
                self._workers.append(_Worker())

    def _equip(self) -> None:
        """Send the plan to those that have none yet."""
        if self._sent is None:
            self._sent = pickle.dumps(self._plan.for_workers())
        for worker in self._workers:
            if not worker.equipped:
                worker.equipped = True
                with contextlib.suppress(OSError):  # died already: found when its pipe is read
                    worker.pipe.send_bytes(self._sent)

    def _hand_out(self, again: deque[Chunk], chunks: Iterator[Chunk]) -> None:
        """Give every worker something to do, first to those that have least; first what is to be done again."""
        for depth in range(AHEAD):
            for worker in self._workers:
                if len(worker.chunks) == depth and (depth == 0 or worker.seconds < SECONDS_AHEAD):
                    chunk = again.popleft() if again else next(chunks, None)
                    if chunk is None:
                        return
                    worker.chunks.append(chunk)
                    with contextlib.suppress(OSError):
                        worker.pipe.send(chunk)

    def _bury(self, worker: _Worker, again: deque[Chunk]) -> Iterator[Report]:
        """Put another process in the place of one that died, and see to the chunks that it had."""
        self._end(worker)
        self._workers.remove(worker)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= DEATHS * self._wanted:
                raise WorkersLostError(
                    f"worker processes end as soon as they start (exit code {worker.process.exitcode}; "
                    "too little memory?)"
                )
            again.extend(worker.chunks)
        else:
            at_work, *others = worker.chunks
            again.extend(others)
            for single in at_work.singles():
                (number,) = single.numbers
                self._deaths[number] += 1
                if self._deaths[number] < DEATHS:
                    again.append(single)
                else:
                    yield died(self._plan, number)
        self._start()
        self._equip()

    def _end(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()


def _serve(pipe: Connection) -> None:
    """What a worker process does: load the model, take the plan, then work until the pipe is closed.

    An interruption is the first process's affair, also where a terminal or a queue sends it to all of them.
    """
    for one in _ENDS:
        signal.signal(one, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        from pcnsim.experiment.work import run_chunk

        warm.compile_once()
        warm.compile_model()
        plan: Plan = pickle.loads(pipe.recv_bytes())
        pipe.send(READY)
        while True:
            pipe.send(run_chunk(plan, pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception:
        with contextlib.suppress(OSError):
            pipe.send(traceback.format_exc())


def _end_with_parent() -> None:
    """End this process when its parent is gone, though killed without a word and in the middle of a long run."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _starting_processes() -> Iterator[None]:
    """Hide the caller's script while processes start, and keep interruptions for this process alone.

    A started process imports the main script again; one that calls `run_experiment` at its top level would run the
    experiment in every worker. Workers need nothing of it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    masked = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS) if masked else set()
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        sys.modules["__main__"] = main
