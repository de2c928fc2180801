"""What goes to standard error, and the statuses to end with."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TextIO

from lossacc_gui.model.progress import Progress, silent

DONE, UNREADABLE, USAGE = 0, 1, 2


class ProgressBar:
    """A bar on standard error when that is a terminal, else nothing."""

    WIDTH = 30

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.progress: Progress = self._draw if self.shown else silent

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def say(self, text: str) -> None:
        """One line on standard error, the bar out of its way."""
        self._clear()
        say(text)

    def _draw(self, fraction: float, text: str) -> None:
        done = int(self.WIDTH * fraction)
        sys.stderr.write(f"\r\x1b[K[{'#' * done}{'.' * (self.WIDTH - done)}] {text[:60]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def write_whatever_comes(stream: TextIO) -> None:
    """Let a stream escape what its encoding cannot say, as standard error does: file names may hold any bytes."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """One line on standard error."""
    print(text, file=sys.stderr)


def fail(text: str, status: int) -> int:
    """Say what went wrong; returns the status to end with."""
    say(f"lossacc: {text}")
    return status
