"""What a session holds, as plain values: messages, the selection, an open run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.model.dismissal import Gone, place_of, without
from lossacc_gui.model.smoothing import Smoothing

# The first window is painted before numpy is imported.
if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.event import Event
    from lossacc_gui.model.note import Note


class MessageKind(StrEnum):
    """How serious a message is."""

    ERROR = "error"
    NOTICE = "notice"
    LEFT_OUT = "not taken"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell: where (a log, a line), and a sentence that says what, why and what to do."""

    kind: MessageKind
    text: str
    path: Path | None = None
    line: int | None = None
    offer: str = ""
    """The name of the action that helps; empty where none does."""
    metric: str = ""
    """What the reader left out and a person may take; empty for nothing."""

    @property
    def is_error(self) -> bool:
        """Whether something could not be done."""
        return self.kind is MessageKind.ERROR


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected in the current run: an event by its index, a stretch of x values, or nothing."""

    event: int | None = None
    span: tuple[float, float] | None = None


NOTHING = Selection()


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run is looked at.

    x          the id of the x axis, as `axes_of` has them; empty, or one that the log does not tell, for the run's own
    """

    smoothing: Smoothing = 0.0
    log_loss: bool = False
    x: str = ""
    log_x: bool = False
    references: bool = False
    trimmed: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A part of a run that a person keeps under a name; both ends in the x of the run's series."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RunKey:
    """Which run it is, however often it is read: its log, and its name in there."""

    source: Path
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class OpenRun:
    """A run in the window: `whole` as it was analysed, `analysis` without the events that a person dismissed, and with
    the notes.

    `shown` are the metrics drawn, None for the main ones; `colour` (#rrggbb, empty for none) is a person's own, in a
    chart of several.
    """

    whole: Analysis
    shown: tuple[str, ...] | None = None
    dismissed: tuple[Gone, ...] = ()
    notes: tuple[Note, ...] = ()
    colour: str = ""
    analysis: Analysis = field(init=False)

    def __post_init__(self) -> None:
        left = without(self.whole, self.dismissed)
        object.__setattr__(self, "analysis", replace(left, notes=self.notes) if self.notes else left)

    @property
    def key(self) -> RunKey:
        """Which run it is."""
        return RunKey(self.whole.run.source, self.whole.run.name)


def index_of(event: Event, analysis: Analysis) -> int | None:
    """Where the event is among those of another analysis of the same run, None where it is gone."""
    return place_of(Gone.of(event), analysis)
