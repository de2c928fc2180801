"""What a session holds, as plain values: messages, the selection, an open run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

# The first window is painted before numpy is imported.
if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.episode import Episode


class MessageKind(StrEnum):
    """How serious a message is."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell: where (a log, a line), and a sentence that says what, why and what to do."""

    kind: MessageKind
    text: str
    path: Path | None = None
    line: int | None = None
    offer: str = ""
    """The name of the action that helps; empty where none does."""

    @property
    def is_error(self) -> bool:
        """Whether something could not be done."""
        return self.kind is MessageKind.ERROR


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected in the current run: an episode by its index, a stretch of x values, or nothing."""

    episode: int | None = None
    span: tuple[float, float] | None = None


NOTHING = Selection()


@dataclass(frozen=True, slots=True)
class RunKey:
    """Which run it is, however often it is read: its log, and its name in there."""

    source: Path
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class OpenRun:
    """A run in the window: `whole` as it was analysed, `analysis` without the episodes that a person dismissed.

    `shown` are the metrics drawn, None for the main ones.
    """

    whole: Analysis
    shown: tuple[str, ...] | None = None
    dismissed: tuple[Episode, ...] = ()
    analysis: Analysis = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "analysis", _without(self.whole, self.dismissed))

    @property
    def key(self) -> RunKey:
        """Which run it is."""
        return RunKey(self.whole.run.source, self.whole.run.name)


def index_of(episode: Episode, analysis: Analysis) -> int | None:
    """Where the episode is among those of another analysis of the same run, None where it is gone."""
    return next((i for i, other in enumerate(analysis.episodes) if _same(episode, other)), None)


def _without(analysis: Analysis, dismissed: tuple[Episode, ...]) -> Analysis:
    kept = [i for i, one in enumerate(analysis.episodes) if not any(_same(one, gone) for gone in dismissed)]
    if len(kept) == len(analysis.episodes):
        return analysis
    evidence = analysis.evidence
    if evidence is not None:
        evidence = replace(evidence, changes=tuple(evidence.changes[i] for i in kept))
    return replace(
        analysis,
        episodes=tuple(analysis.episodes[i] for i in kept),
        explanations=tuple(analysis.explanations[i] for i in kept),
        evidence=evidence,
    )


def _same(one: Episode, other: Episode) -> bool:
    """Whether two analyses of one run mean the same episode; its ends may have moved, as in a log that grows."""
    kinds = [(e.pattern, e.split, e.loss_metric, e.accuracy_metric) for e in (one, other)]
    overlap = min(one.end, other.end) - max(one.start, other.start)
    return kinds[0] == kinds[1] and (overlap > 0 or (one.start, one.end) == (other.start, other.end))
