"""Events that a person does not want to see: how they are told, found again, and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

# The first window is painted before numpy is imported.
if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.event import Event


@dataclass(frozen=True, slots=True)
class Gone:
    """What tells an event in any analysis of its run: its kind, split, metrics, and where it was."""

    kind: str
    split: str
    metrics: tuple[str, ...]
    start: float
    end: float

    @classmethod
    def of(cls, event: Event) -> Gone:
        """What tells this event."""
        return cls(event.kind, event.split, event.metrics, event.start, event.end)

    def means(self, event: Event) -> bool:
        """Whether the event is meant; its ends may have moved, as in a log that grows."""
        overlap = min(self.end, event.end) - max(self.start, event.start)
        alike = (self.kind, self.split, self.metrics) == (event.kind, event.split, event.metrics)
        return alike and (overlap > 0 or (self.start, self.end) == (event.start, event.end))


def place_of(gone: Gone, analysis: Analysis) -> int | None:
    """Where the event that is meant is among those of an analysis, None where it is not there."""
    return next((i for i, event in enumerate(analysis.events) if gone.means(event)), None)


def without(analysis: Analysis, dismissed: Sequence[Gone]) -> Analysis:
    """The analysis without the events that are meant, and without what is said of them alone."""
    kept = tuple(event for event in analysis.events if not any(gone.means(event) for gone in dismissed))
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
