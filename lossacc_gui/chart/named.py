"""Which cause an event or a run is said to have: a face of a family, or the family where faces cannot be told apart."""

from __future__ import annotations

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, Family, RankedCause
from lossacc_gui.model.event import Event
from lossacc_gui.numerals import belief_text

Named = Family | RankedCause
"""A cause and how much is believed in it."""


def explanation_of(analysis: Analysis, event: Event | None) -> Explanation:
    """Why an event happened, and why the run is as it is (None): for what its verdict is about, where it has that."""
    told = event if event is not None else analysis.verdict.main
    return analysis.overall if told is None else told.explanation


def named(analysis: Analysis, event: Event | None) -> Named | None:
    """The cause of an event, of the run for None; None where there is none to name.

    The event that the verdict is about has the verdict's cause, so that the two never differ.
    """
    explanation = explanation_of(analysis, event)
    if event is None or event is analysis.verdict.main:
        wanted = analysis.verdict.cause
        known: tuple[Named, ...] = (*explanation.families, *explanation.causes)
        return next((one for one in known if one.cause.id == wanted), None)
    return likeliest(explanation, analysis.options.named_share)


def likeliest(explanation: Explanation, least: float) -> Named | None:
    """The first cause; its parent where less than the share `least` is believed in the cause itself."""
    if not explanation.causes:
        return None
    if not explanation.families:
        return explanation.causes[0]
    family = explanation.families[0]
    first = next((one for one in explanation.causes if belongs(one.cause, family)), None)
    return first if first is not None and first.score >= least else family


def belongs(cause: Cause, family: Family) -> bool:
    """Whether a cause is a face of a family, or the family itself."""
    return family.cause.id in (cause.id, cause.parent)


def short_title(cause: Cause) -> str:
    """The name of a cause without what it means."""
    return cause.title.partition(":")[0]


def cause_text(found: Named | None) -> str:
    """A cause in few words, with its share of belief."""
    return "not enough evidence" if found is None else f"{short_title(found.cause)} ({belief_text(found.score)})"
