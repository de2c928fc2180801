"""What a session holds, as plain values: messages, the selection, an open run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

# The first window is painted before numpy is imported.
if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.event import Event


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
class RunKey:
    """Which run it is, however often it is read: its log, and its name in there."""

    source: Path
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class OpenRun:
    """A run in the window: `whole` as it was analysed, `analysis` without the events that a person dismissed.

    `shown` are the metrics drawn, None for the main ones.
    """

    whole: Analysis
    shown: tuple[str, ...] | None = None
    dismissed: tuple[Event, ...] = ()
    analysis: Analysis = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "analysis", _without(self.whole, self.dismissed))

    @property
    def key(self) -> RunKey:
        """Which run it is."""
        return RunKey(self.whole.run.source, self.whole.run.name)


def index_of(event: Event, analysis: Analysis) -> int | None:
    """Where the event is among those of another analysis of the same run, None where it is gone."""
    return next((i for i, other in enumerate(analysis.events) if _same(event, other)), None)


def _without(analysis: Analysis, dismissed: tuple[Event, ...]) -> Analysis:
    kept = tuple(one for one in analysis.events if not any(_same(one, gone) for gone in dismissed))
    if len(kept) == len(analysis.events):
        return analysis
    seen = {id(event.what) for event in kept}
    gone = {id(event.what) for event in analysis.events} - seen
    evidence = analysis.evidence
    if evidence is not None:
        told = zip(analysis.episodes, evidence.changes, strict=True)
        evidence = replace(evidence, changes=tuple(change for episode, change in told if id(episode) in seen))
    return replace(
        analysis,
        events=kept,
        findings=tuple(finding for finding in analysis.findings if id(finding) not in gone),
        evidence=evidence,
    )


def _same(one: Event, other: Event) -> bool:
    """Whether two analyses of one run mean the same event; its ends may have moved, as in a log that grows."""
    kinds = [(event.kind, event.split, event.metrics) for event in (one, other)]
    overlap = min(one.end, other.end) - max(one.start, other.start)
    return kinds[0] == kinds[1] and (overlap > 0 or (one.start, one.end) == (other.start, other.end))
