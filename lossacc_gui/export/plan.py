"""Where a document tells what: each cause, each check and the meaning of a number once, and a pointer after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lossacc_gui.chart.named import short_title
from lossacc_gui.export import phrases
from lossacc_gui.export.causes import Group, apart_text, grouped, shares_text, told_causes
from lossacc_gui.language import say
from lossacc_gui.measure.framework import advice_for, advised
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Evidence, Explanation, RankedCause


@dataclass(frozen=True, slots=True)
class Place:
    """A run of the document and one of its events, both from 0; `event` is None for the run as a whole."""

    run: int
    event: int | None


class Plan:
    """What stands where in a document about these analyses.

    A cause is told in full at one place of the document: in the first run that has it, at the first event that it
    leads, else at the first that names it, the one that the verdict is about before all others. Nobody reads the same
    page four times. Of each explanation `most` causes are told; a document that leaves some out also tells what to do
    about the one that leads alone, so that there the first event of all runs that a cause leads is its place.
    """

    def __init__(self, analyses: Sequence[Analysis], most: int | None = None) -> None:
        self._analyses = analyses
        self._most = most
        self._told: dict[str, Place] = {}
        self._apart: dict[tuple[int, str], Place] = {}
        self._argued: dict[tuple[int, str, Sequence[Evidence]], Place] = {}
        self._advised = advised([analysis.run for analysis in analyses])
        runs = list(enumerate(analyses))
        for together in [[one] for one in runs] if most is None else [runs]:
            self._tell(together, most)
        for run, analysis in runs:
            self._argue(run, analysis, most)
        explained = [run for run, analysis in enumerate(analyses) if any(True for _ in _explained(run, analysis))]
        self.first_belief = explained[0] if explained else None
        """The first run with a belief in a cause, which has to be told what that is; None where none has."""
        sure = (Place(r, e) for r, one in enumerate(analyses) for e, event in enumerate(one.events) if event.episode)
        self.first_confidence = next(sure, None)
        """The first event with a confidence; None where none has."""

    def _tell(self, runs: Sequence[tuple[int, Analysis]], most: int | None) -> None:
        """Find the places of causes that have none yet: where they lead, else where they are named."""
        for leading in (True, False):
            for run, analysis in runs:
                for place, explanation in _in_order(run, analysis):
                    for cause in _told_ids(explanation, 1 if leading else None, most):
                        self._told.setdefault(cause, place)

    def _argue(self, run: int, analysis: Analysis, most: int | None) -> None:
        """Find the places of checks that tell causes apart, and of evidence."""
        for place, explanation in _in_order(run, analysis):
            for group in grouped(explanation):
                if group.apart is not None:
                    self._apart.setdefault((run, group.apart[2]), place)
        for there in (True, False):  # where a cause is told it is argued, too, as long as it is the same run
            for place, explanation in _in_order(run, analysis):
                for one in told_causes(explanation, most):
                    if (self._told.get(one.cause.id) == place) is there:
                        self._argued.setdefault((run, one.cause.id, one.evidence), place)

    def elsewhere(self, here: Place, cause: Cause) -> Place | None:
        """The other place that tells a cause in full; None where it is told here."""
        place = self._told.get(cause.id, here)
        return None if place == here else place

    def argued(self, here: Place, ranked: RankedCause) -> Place | None:
        """The place of the same run that has the same evidence for a cause, so that nobody need read it twice.

        None where the evidence is told here.
        """
        place = self._argued.get((here.run, ranked.cause.id, ranked.evidence), here)
        return None if place == here else place

    def as_told(self, here: Place, explanation: Explanation) -> tuple[Place, str] | None:
        """The place that argues all causes of an explanation, and how much is believed in each here.

        None where something of it is told here.
        """
        ranked = told_causes(explanation, self._most)
        places = {self.argued(here, one) for one in ranked}
        place = places.pop() if len(places) == 1 else None
        told = [one.family.cause for one in grouped(explanation) if one.family is not None]
        if place is None or any(self.elsewhere(here, one) is None for one in (*told, *(one.cause for one in ranked))):
            return None
        return place, shares_text(explanation, self._most)

    def deciding(self, here: Place, group: Group) -> str:
        """How to tell the first two causes apart, or where that is told; empty where this is not the place."""
        if group.apart is None:
            return ""
        *numbers, check = group.apart
        one, other = (self._called(here, number) for number in numbers)
        place = self._apart.get((here.run, check), here)
        if place == here:
            return apart_text(one, other, check)
        return f"To tell {one} from {other}: see {self.named(here, place)}."

    def _called(self, here: Place, number: int) -> str:
        """A cause by its number, by its name where the document leaves it out."""
        analysis = self._analyses[here.run]
        explanation = analysis.overall if here.event is None else analysis.events[here.event].explanation
        if self._most is None or number <= self._most:
            return str(number)
        causes = (one.ranked.cause for group in grouped(explanation) for one in group.causes if one.number == number)
        return say("{cause:lower}", cause=short_title(next(causes)))

    def coverage(self, run: int) -> tuple[str, ...]:
        """What was checked and what was not, or the earlier run of which the same is told."""
        mine = phrases.coverage(self._analyses[run])
        for earlier in range(run):
            if mine and phrases.coverage(self._analyses[earlier]) == mine:
                return (f"The same as for {self.named(Place(run, None), Place(earlier, None))}.",)
        return mine

    def named(self, here: Place, place: Place) -> str:
        """Another place as a reader finds it: event 2, event 2 of another run."""
        event = "" if place.event is None else f"event {place.event + 1}"
        if place.run == here.run:
            return event or "the run as a whole"
        run = f"run {place.run + 1}, {self._analyses[place.run].run.name}"
        return f"{event} of {run}" if event else run

    def checks(self, cause: Cause) -> tuple[str, ...]:
        """The checks of a cause, in the words of what wrote all runs of the document."""
        return self._fitting(cause.checks)

    def remedies(self, cause: Cause) -> tuple[str, ...]:
        """The remedies of a cause, in the words of what wrote all runs of the document."""
        return self._fitting(cause.remedies)

    def _fitting(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, (advice_for(text, self._advised) for text in texts)))


def _explained(run: int, analysis: Analysis) -> Iterator[tuple[Place, Explanation]]:
    """The explanations that a report writes out, in its order."""
    for at, event in enumerate(analysis.events):
        if event.explanation.causes:
            yield Place(run, at), event.explanation
    if not analysis.events and analysis.overall.causes and not analysis.told_aside:
        yield Place(run, None), analysis.overall


def _in_order(run: int, analysis: Analysis) -> list[tuple[Place, Explanation]]:
    main = next((at for at, event in enumerate(analysis.events) if event is analysis.verdict.main), None)
    return sorted(_explained(run, analysis), key=lambda item: item[0].event is None or item[0].event != main)


def _told_ids(explanation: Explanation, first: int | None, most: int | None) -> list[str]:
    """The causes that are told: of the `first` groups the `first` causes, with a number of up to `most`."""
    groups = [
        (group.family, [one for one in group.causes[:first] if most is None or one.number <= most])
        for group in grouped(explanation)[:first]
    ]
    causes = [one.ranked.cause.id for _, told in groups for one in told]
    return [*causes, *(family.cause.id for family, told in groups if told and family is not None)]
