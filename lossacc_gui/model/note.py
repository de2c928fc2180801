"""What a person notes about a run: about all of it, a point of it, or a stretch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

LONGEST_NOTE = 4000
"""Characters: a note is no document."""


@dataclass(frozen=True, slots=True)
class Note:
    """`start` and `end` are x values as the run's series have them: equal for a point, both None for the whole run."""

    text: str
    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        """ValueError for a text that is empty or too long, and for ends that are no numbers or in the wrong order."""
        if not self.text.strip() or len(self.text) > LONGEST_NOTE:
            raise ValueError(f"a note has a text of up to {LONGEST_NOTE:,} characters")
        if (self.start is None) != (self.end is None):
            raise ValueError("a note has both ends or none")
        if self.start is not None and self.end is not None and not -math.inf < self.start <= self.end < math.inf:
            raise ValueError("a note ends where it starts or later")

    @property
    def kind(self) -> Literal["run", "point", "stretch"]:
        """What it is about."""
        return "run" if self.start is None else "point" if self.start == self.end else "stretch"


def lettered(notes: Sequence[Note]) -> Iterator[tuple[str, Note]]:
    """The notes from left to right, those on the whole run first, each with its letter: a, b, ... z, aa, ab."""
    ordered = sorted(notes, key=lambda note: (note.start is not None, note.start or 0.0, note.end or 0.0))
    for number, note in enumerate(ordered):
        yield _letter(number), note


def _letter(number: int) -> str:
    above, own = divmod(number, 26)
    return (_letter(above - 1) if above else "") + chr(ord("a") + own)
