"""What a run is told to have: its numbered stretches, each explained."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Finding, Severity
from lossacc_gui.model.later import Later


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A stretch that a person should know of: a disagreement of loss and accuracy, or a finding to watch or mend.

    `told` is its explanation, or makes it: most of a triage nobody reads. `also` names the metrics that show the same
    in the same stretch.
    """

    what: Episode | Finding
    told: Explanation | Later[Explanation]
    also: tuple[str, ...] = ()

    @property
    def explanation(self) -> Explanation:
        """Why it happened."""
        return self.told if isinstance(self.told, Explanation) else self.told[0]

    @property
    def episode(self) -> Episode | None:
        """The disagreement, None where it is a finding."""
        return self.what if isinstance(self.what, Episode) else None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The loss and the accuracy of a disagreement; empty for a finding."""
        return (self.what.loss_metric, self.what.accuracy_metric) if isinstance(self.what, Episode) else ()

    @property
    def split(self) -> str:
        """The split that shows it."""
        return self.what.split

    @property
    def start(self) -> float:
        """First x value."""
        return self.what.start

    @property
    def end(self) -> float:
        """Last x value."""
        return self.what.end

    @property
    def severity(self) -> Severity:
        """How much of a person's attention it deserves."""
        return self.what.severity

    @property
    def said(self) -> str:
        """What it is, as a person would say it."""
        return self.what.pattern.said if isinstance(self.what, Episode) else self.what.kind.said

    @property
    def kind(self) -> str:
        """The pattern of an episode, the kind of a finding."""
        return self.what.pattern.value if isinstance(self.what, Episode) else self.what.kind.value
