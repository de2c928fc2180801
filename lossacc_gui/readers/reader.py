"""What a log reader is: a name, a way to recognise its logs, a way to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import Head


def alone(path: Path) -> list[Path]:
    """That no other file belongs to the log at `path`."""
    return []


class Follower(Protocol):
    """Reads one log again and again while it grows, and goes on where it stopped."""

    def read(self, path: Path, progress: Progress) -> tuple[Run, ...] | None:
        """The runs of the log, equal to those of the reader; None where it has to be read from its start."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One log format.

    name        stable short name, as in `analyze --json`
    title       what people call it
    looks_like  one line that shows what such a log looks like
    suffixes    usual file name endings; for people, never for choosing
    sniff       how sure the format is, 0 (not mine) .. 1 (certain), from the head alone
    read        path -> runs; raises UnreadableLog with one true sentence, nothing else
    beside      path -> the other files that `read` takes in with it, because they belong to the same run
    following   makes what goes on where it stopped reading a log that grows; None where that saves nothing
    """

    name: str
    title: str
    looks_like: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Head], float]
    read: Callable[[Path, Progress], tuple[Run, ...]]
    beside: Callable[[Path], list[Path]] = alone
    following: Callable[[], Follower] | None = None
