"""The warnings that pcnsim gives of its own; light, so that the command line knows them before anything is loaded."""

from __future__ import annotations

__all__ = ["NotReproducedWarning", "OtherVersionWarning"]


class OtherVersionWarning(UserWarning):
    """Results were made by another version of the model than the one that reads them."""


class NotReproducedWarning(UserWarning):
    """A run that was done again did not come to the numbers that its result folder holds."""
