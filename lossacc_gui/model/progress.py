"""How long work tells its caller where it is, without knowing about threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
TOLD_EVERY = 2000  # items between two calls: some 50 ms where an item is a line of text

Progress = Callable[[float, str], None]
"""Called with the done fraction (0..1, never falling) and a short text; may raise `errors.Cancelled`."""


def silent(fraction: float, text: str) -> None:
    """A Progress for callers who do not watch."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """A Progress for a piece of work that fills the share `start`..`stop` of a larger one; nobody watches a part of
    what nobody watches.
    """
    if progress is silent:
        return silent

    def inner(fraction: float, text: str) -> None:
        progress(start + (stop - start) * fraction, text)

    return inner


def told(items: Iterable[Item], count: int, progress: Progress, text: str) -> Iterator[Item]:
    """The items, some `count` of them, while `progress` is called every TOLD_EVERY of them."""
    return iter(items) if progress is silent else _told(items, count, progress, text)


def _told(items: Iterable[Item], count: int, progress: Progress, text: str) -> Iterator[Item]:
    for i, item in enumerate(items):
        if i % TOLD_EVERY == 0:
            progress(min(i / max(count, 1), 1.0), text)
        yield item
