"""What a person notes about a run: about all of it, a point of it, or a stretch."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lossacc_gui.language import say

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_WRITTEN = re.compile(rf"(?:({_NUMBER})(?::({_NUMBER}))?)?=(.*)", re.IGNORECASE | re.DOTALL)

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


def note_in(text: str) -> Note:
    """What PLACE=TEXT means, the place a number, START:END, or empty for the whole run; ValueError where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            say("expected a place, = and a text, as in {example}", example="12=dip, 12:15=dip or =the whole run")
        )
    start, end, words = found.groups()
    return Note(words, None if start is None else float(start), None if start is None else float(end or start))


def written_note(note: Note) -> str:
    """As `note_in` reads it."""
    ends = dict.fromkeys(repr(end).removesuffix(".0") for end in (note.start, note.end) if end is not None)
    return f"{':'.join(ends)}={note.text}"


def lettered(notes: Sequence[Note]) -> Iterator[tuple[str, Note]]:
    """The notes from left to right, those on the whole run first, each with its letter: a, b, ... z, aa, ab."""
    ordered = sorted(notes, key=lambda note: (note.start is not None, note.start or 0.0, note.end or 0.0))
    for number, note in enumerate(ordered):
        yield _letter(number), note


def _letter(number: int) -> str:
    above, own = divmod(number, 26)
    return (_letter(above - 1) if above else "") + chr(ord("a") + own)
