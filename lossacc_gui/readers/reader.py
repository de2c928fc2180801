"""What a log reader is: a name, a way to recognise its logs, a way to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.beginnings import common_head
from lossacc_gui.readers.encoding import decode
from lossacc_gui.readers.table import Table, parse_table


@dataclass(frozen=True, eq=False)
class Head:
    """The first bytes of a log (unpacked where the file is compressed), as every reader's `sniff` gets them.

    `whole` tells that `data` is all there is.
    """

    path: Path
    data: bytes
    whole: bool = True

    @cached_property
    def text(self) -> str:
        """The decoded head without a torn last line; empty where the bytes are not text."""
        text = decode(self.data) or ""
        if self.whole:
            return text
        cut = max(text.rfind("\n"), text.rfind("\r"))
        return text[: cut + 1] if cut >= 0 else text

    @cached_property
    def table(self) -> Table | None:
        """The head taken as a table of delimited cells; None where it is none, or a launcher begins each line."""
        return parse_table(self.text) if self.text and common_head(self.text) is None else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The table's column names in lower case, stripped; empty where there is no named table."""
        return tuple(name.strip().lower() for name in self.table.header) if self.table is not None else ()


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
