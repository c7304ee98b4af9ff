"""How the command line words durations, rates and sizes, the same everywhere."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """A time span as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours = round(minutes / 60)
    if hours >= 48:
        return f"{round(hours / 24):,} days"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def rate(runs_per_second: float) -> str:
    """Runs a second, or how long each takes where that is longer than a second."""
    if runs_per_second >= 1:
        return f"{runs_per_second:,.1f} a second"
    each = 1 / runs_per_second
    return f"{each:.1f} s each" if each < 90 else f"{duration(each)} each"


def size(count: float) -> str:
    """A number of bytes with a decimal unit."""
    from pcnsim.experiment.duration import size_text

    return size_text(count)


def runs(count: int) -> str:
    """So many runs."""
    return f"{count:,} {'run' if count == 1 else 'runs'}"
