"""What a person made of the runs, step by step, and back: dismissed events, notes, related metrics, lines, colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lossacc_gui.gui.session.runs_together import Chosen
from lossacc_gui.gui.session.state import RunKey
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note

Pairs = tuple[str, ...]
Lines = tuple[Level, ...]
Colours = tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class OfRun:
    """What a person made of one run; its `colour` (#rrggbb, empty for none) is seen where several are drawn."""

    dismissed: tuple[Gone, ...] = ()
    notes: tuple[Note, ...] = ()
    colour: str = ""


NOTHING_MADE = OfRun()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person did to a run.

    said    what it was, as in "Undo Dismiss"
    event   the event that it was about, None for none
    pairs   the related metrics of its log before and after, None where it was about something else
    lines   the lines across all charts before and after, None where it was about something else
    colours the colours of curves in all charts before and after, None where it was about something else
    chosen  the runs in one chart before and after, while this one was shown; None where it was about something else
    """

    said: str
    run: RunKey
    before: OfRun
    after: OfRun
    event: Gone | None = None
    pairs: tuple[Pairs, Pairs] | None = None
    lines: tuple[Lines, Lines] | None = None
    colours: tuple[Colours, Colours] | None = None
    chosen: tuple[Chosen, Chosen] | None = None

    @property
    def is_of_run(self) -> bool:
        """Whether it is seen in charts of its run alone."""
        return self.lines is None and self.colours is None

    def is_seen(self, is_open: Callable[[RunKey], bool]) -> bool:
        """Whether anything in the window changes when it is taken back or done again."""
        return not self.is_of_run or self.chosen is not None or is_open(self.run)

    @property
    def does_something(self) -> bool:
        """Whether anything is other than before."""
        sides = [one for one in (self.lines, self.colours, self.chosen) if one is not None]
        return self.after != self.before or self.pairs is not None or any(one[0] != one[1] for one in sides)


class Made:
    """What was made of each run, the steps that led there, and those that were taken back."""

    def __init__(self) -> None:
        self._now: dict[RunKey, OfRun] = {}
        self.done: tuple[Step, ...] = ()
        self.undone: tuple[Step, ...] = ()

    def of(self, run: RunKey) -> OfRun:
        """What was made of a run."""
        return self._now.get(run, NOTHING_MADE)

    @property
    def runs(self) -> tuple[RunKey, ...]:
        """The runs of which something was made, open or not."""
        return tuple(key for key, made in self._now.items() if made != NOTHING_MADE)

    def begin_with(self, made: Mapping[RunKey, OfRun]) -> None:
        """Forget everything, and start with what was made before."""
        self._now, self.done, self.undone = dict(made), (), ()

    def do(self, step: Step) -> None:
        """Do something; what was taken back before cannot be done again."""
        self.done, self.undone = (*self.done, step), ()
        self._now[step.run] = step.after

    def undoable(self, is_open: Callable[[RunKey], bool]) -> Step | None:
        """The last step that can be seen to be taken back, None where there is none.

        What was made of a run that is not open stays until it is.
        """
        return next((one for one in reversed(self.done) if one.is_seen(is_open)), None)

    def redoable(self, is_open: Callable[[RunKey], bool]) -> Step | None:
        """The step taken back last that can be seen to be done again, None where there is none."""
        return next((one for one in reversed(self.undone) if one.is_seen(is_open)), None)

    def undo(self, step: Step) -> None:
        """Take back a step, as undoable() tells it."""
        self.done, self.undone = without(self.done, step), (*self.undone, step)
        self._take(step.run, step.after, step.before)

    def drop(self) -> Step:
        """Forget the last step, which had no effect."""
        last, self.done = self.done[-1], self.done[:-1]
        return last

    def redo(self, step: Step) -> None:
        """Do again a step, as redoable() tells it."""
        self.done, self.undone = (*self.done, step), without(self.undone, step)
        self._take(step.run, step.before, step.after)

    def _take(self, run: RunKey, old: OfRun, new: OfRun) -> None:
        if new != old:  # a step of all charts knows its run as it was then, which may be other by now
            self._now[run] = new


def without(steps: tuple[Step, ...], gone: Step) -> tuple[Step, ...]:
    """The steps but this very one; an equal one may have been done before."""
    return tuple(one for one in steps if one is not gone)
