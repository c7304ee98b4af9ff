"""Where runs can be done, and what all such places have in common: here, in processes, or on a cluster.

A backend takes chunks and gives reports. It neither plans nor writes, so that the results are the same bytes wherever
they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pcnsim.experiment.chunks import Chunk
    from pcnsim.experiment.plan import Plan
    from pcnsim.experiment.reports import Report

__all__ = ["DEATHS", "Backend", "WorkersLostError", "died"]

DEATHS: Final = 3
"""A run during which so many workers died is given up: it is what kills them."""


class WorkersLostError(RuntimeError):
    """No worker is left and none can be had: the scheduler is gone, or workers die as soon as they start."""


class Backend(Protocol):
    """A place where runs are done.

    Used in this order: `begin` while nothing has been written (again does no harm), `compile` and `reports` once,
    `close` always.
    """

    def begin(self, plan: Plan, waiting: Callable[[], None] = lambda: None) -> None:
        """Get workers, or start to; call `waiting` before waiting for somebody else to provide the first.

        Raises `InputError` where there are none to be had, or not for this plan.
        """

    def workers(self) -> int:
        """How many chunks can be at work at once, now."""

    def compiled(self) -> bool:
        """Whether the model is compiled wherever it will run."""

    def compile(self) -> None:
        """Compile the model, once on each machine."""

    def reports(self, chunks: Iterator[Chunk]) -> Iterator[Report]:
        """A report of each chunk, as they come. Takes chunks only a little ahead of what is at work."""

    def close(self) -> None:
        """Let everything go; what is still at work is lost."""


def died(plan: Plan, number: int) -> Report:
    """The report of a run that is given up because the worker died each time."""
    from pcnsim.experiment.reports import Report
    from pcnsim.experiment.work import failure_line

    message = (
        f"the worker process died during this run, {DEATHS} times or more (too little memory?); "
        "--retry-failed tries it again"
    )
    run = plan.run(*divmod(number, plan.replications))
    return Report(failures={number: failure_line(plan, run, "WorkerDied", message)})
