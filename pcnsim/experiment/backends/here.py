"""Runs chunks in this very process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pcnsim.experiment import warm, work

if TYPE_CHECKING:
    from pcnsim.experiment.chunks import Chunk
    from pcnsim.experiment.plan import Plan
    from pcnsim.experiment.reports import Report


class Here:
    """No other process: the simplest place, and the one for a debugger."""

    def begin(self, plan: Plan, waiting: Callable[[], None] = lambda: None) -> None:
        """Keep the plan."""
        self._plan = plan

    def workers(self) -> int:
        """One."""
        return 1

    def compiled(self) -> bool:
        """Whether the model is compiled on this machine."""
        from pcnsim.model.compiled import is_compiled_before

        return is_compiled_before()

    def compile(self) -> None:
        """Compile it here."""
        warm.compile_once()

    def reports(self, chunks: Iterator[Chunk]) -> Iterator[Report]:
        """Report chunk by chunk."""
        for chunk in chunks:
            yield work.run_chunk(self._plan, chunk)

    def close(self) -> None:
        """Nothing to let go."""
