"""Events that a person does not want to see, one after the other, and back."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.gui.state import RunKey
from lossacc_gui.model.dismissal import Gone


@dataclass(frozen=True, slots=True)
class Dismissal:
    """An event of a run, out of sight."""

    run: RunKey
    event: Gone


class Dismissals:
    """What was dismissed, in order, and what came back of it."""

    def __init__(self) -> None:
        self.done: tuple[Dismissal, ...] = ()
        self.undone: tuple[Dismissal, ...] = ()

    def do(self, dismissal: Dismissal) -> None:
        """Dismiss an event; what came back before cannot go again."""
        self.done, self.undone = (*self.done, dismissal), ()

    def undo(self) -> Dismissal:
        """Take back the last dismissal."""
        last = self.done[-1]
        self.done, self.undone = self.done[:-1], (*self.undone, last)
        return last

    def redo(self) -> Dismissal:
        """Dismiss again what came back last."""
        last = self.undone[-1]
        self.done, self.undone = (*self.done, last), self.undone[:-1]
        return last

    def of(self, run: RunKey) -> tuple[Gone, ...]:
        """The events of a run that are out of sight."""
        return tuple(one.event for one in self.done if one.run == run)
