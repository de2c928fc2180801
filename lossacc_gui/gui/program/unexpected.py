"""Tells of what nobody expected: exceptions that reached no handler, and crashes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from lossacc_gui.language import say
from lossacc_gui.system.folders import logs_folder

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


def hook_for(session: Session) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """One hook for every exception that nobody expected: to standard error, a report and the window, and on it goes.

    The same exception at the same place is told once: one while something is painted may come with every frame.
    """
    telling = False
    told: set[tuple[object, ...]] = set()

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        import traceback

        from lossacc_gui.gui.session.state import Message, MessageKind
        from lossacc_gui.troubles import reported

        nonlocal telling
        place = (kind, *((frame.filename, frame.lineno) for frame in traceback.extract_tb(trace)[-1:]))
        if place in told:
            return
        told.add(place)
        _print_exception(kind, error, trace)
        if telling:
            return  # telling failed itself: once is enough
        report = reported(error.with_traceback(trace), "Showing the window")
        what = say(
            "Something went wrong inside the program ({kind}: {error}). What is open stays open.",
            kind=kind.__name__,
            error=str(error),
        )
        text = say("{told} The report {file} tells where; please send it to us.", told=what, file=report)
        text = text if report is not None else what
        telling = True
        session.messages.complain(Message(MessageKind.ERROR, text))
        telling = False

    return tell


def _print_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    import traceback

    if sys.stderr is not None:  # a program without a console has none
        with suppress(OSError, ValueError):
            traceback.print_exception(kind, error, trace)


def note_crashes() -> Path | None:
    """Have the system's last words written to the log folder, should it end the program: where each thread was.

    Returns where those of the last crash are, None where there was none since the last start.
    """
    import faulthandler

    last: Path | None = None
    try:
        folder = logs_folder()
        folder.mkdir(parents=True, exist_ok=True)
        notes = folder / "crash.txt"
        if notes.exists() and notes.stat().st_size:
            last = notes.replace(folder / "last-crash.txt")
        # Kept open on purpose: at that moment nothing can be opened any more.
        faulthandler.enable(notes.open("w", encoding="utf-8"))
    except (OSError, RuntimeError):
        pass  # the program does without
    return last
