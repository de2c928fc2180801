"""Errors in the program itself: told as such, each with a report that can be sent to those who can mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lossacc_gui import __version__
from lossacc_gui.language import SILENCE, say
from lossacc_gui.model.errors import Cancelled, LossaccError, UnreadableLog
from lossacc_gui.system.folders import logs_folder

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis

KEPT = 20  # reports; the oldest go

Made = TypeVar("Made")
Make = Callable[["Sequence[Analysis]", Sequence[UnreadableLog]], Made]
"""Runs, and what to tell of those that are missing -> something of all of them."""


def made_of(
    make: Make[Made], analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = ()
) -> tuple[Made, tuple[UnreadableLog, ...]]:
    """What `make` makes of all runs, or of those that it does not trip over by themselves; and the others' errors.

    `make` gets these among the errors. What trips it over none or over all of the runs is raised.
    """
    try:
        return make(analyses, errors), ()
    except LossaccError:
        raise
    except Exception:
        tripping = [_tripping(make, analysis) for analysis in analyses]
        told = tuple(error for error in tripping if error is not None)
        if len(told) in (0, len(analyses)):
            raise
        rest = [analysis for analysis, error in zip(analyses, tripping, strict=True) if error is None]
        return make(rest, [*errors, *told]), told


def _tripping(make: Make[Made], analysis: Analysis) -> UnreadableLog | None:
    """What to tell of a run over which `make` trips, None where it does not."""
    try:
        make([analysis], ())
    except LossaccError:  # of several runs it may be made
        return None
    except Exception as error:  # noqa: BLE001 - one log never takes others down
        return trouble_with(analysis.run.source, error)
    return None


def told_of(path: Path, error: Exception) -> UnreadableLog:
    """What to tell of an error with the log at `path`, which takes no others down; raises what is not about it."""
    if isinstance(error, UnreadableLog):
        return error.kept()
    if isinstance(error, LossaccError | Cancelled):
        try:
            raise error
        finally:
            del error  # else it would hold this frame, and the frame it
    return trouble_with(path, error)


def trouble_with(path: Path, error: BaseException) -> UnreadableLog:
    """What to tell of an exception that nobody expected while the log at `path` was worked on."""
    if isinstance(error, MemoryError):
        return UnreadableLog(path, say("There is not enough memory for this log."))
    report = reported(error, f"Working on {path}")
    send = (
        say("The report {report} tells where; please send it to us.", report=report) if report is not None else SILENCE
    )
    return UnreadableLog(
        path, say("This is an error in lossacc, not in your log ({name}).", name=type(error).__name__), advice=send
    )


def reported(error: BaseException, doing: str) -> Path | None:
    """Write a report of an exception that nobody expected; None where that is impossible.

    The same error at the same place has one report. It holds the names of the files and what the program did, nothing
    of what is in a log but what the error itself may quote.
    """
    try:
        import hashlib  # the start does without
        import platform
        import traceback

        trace = "".join(traceback.format_exception(error))
        place = traceback.extract_tb(error.__traceback__)[-1:]
        name = hashlib.sha256(f"{type(error)}{place}".encode("utf-8", "replace")).hexdigest()[:8]
        folder = logs_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"error-{name}.txt"
        system = f"lossacc {__version__}, Python {platform.python_version()}, {platform.platform()}"
        path.write_text(f"{system}\n{doing}\n\n{trace}", encoding="utf-8", errors="backslashreplace")
        for old in sorted(folder.glob("error-*.txt"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except Exception:  # noqa: BLE001 - the report of an error must not become one
        return None
    return path
