"""How long work tells its caller where it is, without knowing about threads."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the done fraction (0..1, never falling) and a short text; may raise `errors.Cancelled`."""


def silent(fraction: float, text: str) -> None:
    """A Progress for callers who do not watch."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """A Progress for a piece of work that fills the share `start`..`stop` of a larger one."""

    def inner(fraction: float, text: str) -> None:
        progress(start + (stop - start) * fraction, text)

    return inner
