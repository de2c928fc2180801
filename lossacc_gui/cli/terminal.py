"""What goes to standard error, and the statuses to end with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from lossacc_gui.language import say
from lossacc_gui.model.errors import CannotWrite, LossaccError, Occupied
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.progress import Progress, silent

DONE, UNREADABLE, USAGE = 0, 1, 2


class ProgressBar:
    """A bar on standard error when that is a terminal, else nothing."""

    WIDTH = 30

    def __init__(self) -> None:
        self.shown = sys.stderr is not None and sys.stderr.isatty()
        self.progress: Progress = self._draw if self.shown else silent

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def tell(self, text: str) -> None:
        """One line on standard error, the bar out of its way."""
        self._clear()
        tell(text)

    def _draw(self, fraction: float, text: str) -> None:
        done = int(self.WIDTH * fraction)
        sys.stderr.write(f"\r\x1b[K[{'#' * done}{'.' * (self.WIDTH - done)}] {text[:60]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def write_in_utf8() -> None:
    """Write UTF-8 on standard output whatever the locale, and escape what that cannot say: names may hold any bytes."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_read_on_screen() -> bool:
    """Whether standard output and standard error go to one screen, where what both say is read twice."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))


def put(text: str) -> None:
    """A text on standard output, with a newline at its end; CannotWrite where that is closed or full.

    BrokenPipeError where whoever read it has what they wanted.
    """
    if sys.stdout is None:
        if not text:
            return
        raise CannotWrite(say("standard output is closed."))
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_output()
        raise
    except (OSError, ValueError) as error:
        give_up_output()
        raise CannotWrite(
            say("standard output could not be written: {error}.", error=getattr(error, "strerror", None) or error)
        ) from error


def give_up_output() -> None:
    """Keep the interpreter from complaining at its exit about what is still to be written."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(text: str) -> None:
    """One line on standard error, if anybody can hear it."""
    if sys.stderr is not None:  # or print would take standard output for it
        with suppress(OSError, ValueError):
            print("\n".join(map(plain_text, text.splitlines())), file=sys.stderr)


def fail(text: str, status: int) -> int:
    """Say what went wrong; returns the status to end with."""
    tell(f"lossacc: {text}")
    return status


def sentence_of(error: LossaccError) -> str:
    """What to tell of an error, with the option that is for it."""
    return f"{str(error).removesuffix('.')} (--overwrite)." if isinstance(error, Occupied) else str(error)
