"""The one error that bad input raises: what is wrong, where it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["InputError", "all_mistakes"]


class InputError(Exception):
    """Something the user gave (a file, a name, a value) cannot be used.

    `what` says what is wrong, `where` names the file and key, `remedy` says what to do. `str(error)` is the
    one message; the command line prints it to stderr and ends with exit code 2. It is no `ValueError`, so
    that no library in between swallows or wraps it.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        message = f"{self.where}: {self.what}" if self.where else self.what
        if self.remedy:
            joint = ". " if self.remedy[0].isupper() else "; "
            message = f"{message.rstrip('.')}{joint}{self.remedy}"
        return message

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive pickling by default; worker processes send this error home.
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def all_mistakes(found: Sequence[tuple[str, str]]) -> InputError:
    """One error for one mistake or more, in the order found: the place of each and a sentence that follows it."""
    if len(found) == 1:
        return InputError(found[0][1], where=found[0][0])
    lines = [f"  {place}: {sentence}" for place, sentence in found]
    return InputError("\n".join([f"{len(found)} mistakes:", *lines]))


def _rebuild(kind: type[InputError], what: str, where: str | None, remedy: str | None) -> InputError:
    return kind(what, where=where, remedy=remedy)
