"""All that the program has to say about one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Finding, Judged
from lossacc_gui.model.event import Event
from lossacc_gui.model.note import Note
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run, Series, Split
from lossacc_gui.model.verdict import State, Verdict

if TYPE_CHECKING:  # most runs come without predictions
    from lossacc_gui.model.evidence import PredictionEvidence


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A loss and the accuracy it is related to: same run, same split unless a person asked for them."""

    loss: Series
    accuracy: Series
    asked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What the curves of one run show, before anybody asks why. The main pair of each split comes first in `pairs`."""

    pairs: tuple[Pair, ...]
    episodes: tuple[Episode, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One run with its verdict, events, findings and explanations.

    `events` are numbered from 1 in their order: the episodes, and the findings of severity watch and problem.
    `findings` are all findings, those among the events too. `overall` ranks causes for the run as a whole, events or
    not.
    `jumps` tells how far the loss (nats) and accuracy that lead (held out, where there are such) jump from point to
    point, as standard deviations; None where that cannot be told.
    `classes` is how many there are, where a person, the log or a start at chance tells it.
    `evidence` is what the run's own predictions show, where there are any; `stretches` why each stretch of the curves
    is an episode or is none, where that was asked for; `notes` what a person noted about the run.
    """

    run: Run
    pairs: tuple[Pair, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    overall: Explanation
    verdict: Verdict
    options: Options
    jumps: tuple[float | None, float | None] = (None, None)
    classes: int | None = None
    evidence: PredictionEvidence | None = None
    stretches: tuple[Judged, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """The events that are disagreements of loss and accuracy, in order."""
        return tuple(event.what for event in self.events if isinstance(event.what, Episode))

    @property
    def measured_on(self) -> tuple[tuple[Split, int, str], ...]:
        """On how many examples of which split the accuracies of the episodes were measured, each with what tells it."""
        known = ((Split(one.split), one.n_examples, one.examples_from) for one in self.episodes if one.n_examples)
        return tuple(dict.fromkeys(known))

    @property
    def told_aside(self) -> bool:
        """Whether what is believed of the run as a whole is worth a line alone: nothing seems wrong with it, and no
        cause that does harm outweighs all others.
        """
        if self.events or self.overall.healthy or self.verdict.state is not State.FINE:
            return self.overall.healthy and not self.events
        first = self.overall.families[0] if self.overall.families else None
        harms = first is not None and not self.overall.first_of(first).benign
        return harms and not self.overall.suspects(self.options.least_suspected)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """The findings that are no events by themselves: harmless ones, and those that an event tells."""
        told = {id(event.what) for event in self.events}
        return tuple(finding for finding in self.findings if id(finding) not in told)
