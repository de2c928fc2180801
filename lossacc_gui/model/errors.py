"""What can go wrong, said in one sentence a person can act on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from lossacc_gui.language import SILENCE, Said, joined, say
from lossacc_gui.model.plain import plain_said

if TYPE_CHECKING:
    from lossacc_gui.model.run import Run


class LossaccError(Exception):
    """Anything the program reports to the person instead of failing, in a sentence that the window may translate."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said

    def kept(self) -> Self:
        """This error as something to keep and tell: without where it was raised, which would keep all that was read."""
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)


class UnreadableLog(LossaccError):
    """A log (or a part of one) that cannot be read.

    `reason` is a sentence that is true of this file; `advice` says what to do and may be empty;
    `line` counts from 1 and is None where the file has no lines.
    """

    def __init__(self, path: Path, reason: Said, *, line: int | None = None, advice: Said = SILENCE) -> None:
        self.path = path
        self.reason = plain_said(reason)  # it may quote the file
        self.line = line
        self.advice = plain_said(advice)
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[object, ...]:  # what Exception keeps is the sentence alone
        return _unreadable, (self.path, self.reason, self.line, self.advice)

    @property
    def sentence(self) -> Said:
        """The whole message without the path: where, why, what to do."""
        told = joined(" ", (self.reason, self.advice)) if self.advice else self.reason
        return told if self.line is None else say("line {number}: {told}", number=self.line, told=told)


def _unreadable(path: Path, reason: Said, line: int | None, advice: Said) -> UnreadableLog:
    return UnreadableLog(path, reason, line=line, advice=advice)


class UnknownNames(UnreadableLog):
    """A log of which no metric is known by its name, or whose names leave open what decides its pairs.

    `runs` are what it holds until a person says what it means; `hopeful` that a curve looks like a loss or an accuracy.
    """

    def __init__(self, path: Path, reason: Said, *, advice: Said, runs: tuple[Run, ...], hopeful: bool) -> None:
        super().__init__(path, reason, advice=advice)
        self.runs = runs
        self.hopeful = hopeful


class TableOfRuns(UnreadableLog):
    """A table with a row for each run; `runs` has one point a metric and the settings, which a triage can list."""

    def __init__(self, path: Path, reason: Said, *, advice: Said, runs: tuple[Run, ...]) -> None:
        super().__init__(path, reason, advice=advice)
        self.runs = runs


class BadKnowledge(LossaccError):
    """A cause file that does not follow the rules; names the file, the cause's id and the key."""


class BadOption(LossaccError):
    """An option with an unknown name or a value outside its range."""


class CannotWrite(LossaccError):
    """An export that could not be written; the target is left as it was."""


class Occupied(CannotWrite):
    """An export to a place where something is that nobody said may be replaced."""


class UnknownKind(CannotWrite, BadOption):
    """An export to a file whose name ends as none that is written here: what was asked for is wrong, not the place."""


class Cancelled(Exception):
    """Raised by a Progress when the person cancelled the work."""


class BadProject(LossaccError):
    """A project file that cannot be opened: what in it is wrong."""


def is_no_fault_of_a_file(error: BaseException) -> bool:
    """Whether an exception that came up while others' code read a file tells nothing of the file: memory gave out, or
    it was raised in this program's own code, which is an error in it.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raised_in = "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", ""))
    return isinstance(error, MemoryError) or raised_in.partition(".")[0] == __name__.partition(".")[0]
