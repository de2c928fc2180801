"""Which cause an event or a run is said to have: a face of a family, or the family where no face is settled."""

from __future__ import annotations

from lossacc_gui.language import say
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

    The event that the verdict is about has the verdict's cause, or the family of it, which is rarely harmless.
    """
    main = analysis.verdict.main
    explanation = explanation_of(analysis, event)
    if main is None and event is None:
        return next((one for one in explanation.causes if one.cause.id == analysis.verdict.cause), None)
    grave = event is None or event is main
    if grave and analysis.verdict.cause is None:
        return None
    if grave and not any(analysis.verdict.cause in (one.cause.id, one.cause.parent) for one in explanation.causes):
        explanation = analysis.overall  # of an event that nothing known can have made the verdict tells the run's
    own = next((one for one in explanation.causes if one.cause.id == analysis.verdict.cause), None)
    if grave and own is not None and own.cause.benign:  # few examples are their own cause
        return own
    return likeliest(explanation, grave=grave)


def likeliest(explanation: Explanation, *, grave: bool) -> Named | None:
    """The first family, or the face that it is told by; `grave`: of those that are not harmless."""
    if not explanation.causes:
        return None
    if not explanation.families:
        return explanation.causes[0]
    firsts = ((one, explanation.first_of(one)) for one in explanation.families)
    family, first = next(((one, face) for one, face in firsts if not (grave and face.benign)), (None, None))
    if family is None or first is None:
        return None
    own = {family.cause.id, family.face} | ({first.id} if first.benign is not family.cause.benign else set())
    return next((one for one in explanation.causes if one.cause.id in own), family)


def belongs(cause: Cause, family: Family) -> bool:
    """Whether a cause is a face of a family, or the family itself."""
    return family.cause.id in (cause.id, cause.parent)


def short_title(cause: Cause) -> str:
    """The name of a cause without what it means."""
    return say(cause.title.partition(":")[0])


def cause_text(found: Named | None) -> str:
    """A cause in few words, with its share of belief."""
    if found is None:
        return say("not enough evidence")
    return say("{cause} ({belief})", cause=short_title(found.cause), belief=belief_text(found.score))
