"""The run was restarted or resumed, or has a gap."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.detect.view import View
from lossacc_gui.language import Said, joined, say
from lossacc_gui.measure.anew import begun_anew, telling_loss
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Break, Run
from lossacc_gui.numerals import listed_text, noun_text, stretch_text, x_text

_NAMED = 8  # places; of more the stretch is told
_ANEW = frozenset({"restart", "resume"})  # what happened to the training; a gap is one of the log


def find(view: View) -> tuple[Finding, ...]:
    """One finding for all places at which the training started again or was resumed, and one for all gaps of the log,
    as the reader saw them; none for phases of one training.
    """
    found = (_of_training(view.run, _of(view.run, _ANEW)), _of_gaps(view.run, _of(view.run, frozenset({"gap"}))))
    return tuple(one for one in found if one is not None)


def _of(run: Run, kinds: frozenset[str]) -> list[Break]:
    return sorted((one for one in run.breaks if one.kind in kinds), key=lambda one: one.position)


def _of_training(run: Run, breaks: Sequence[Break]) -> Finding | None:
    if not breaks:
        return None
    again = [one for one in breaks if one.kind == "restart"]
    told = {"count": len(breaks), "places": _places(run, [one.position for one in breaks])}
    if len(breaks) == 1:
        text: str = breaks[0].text
    elif len(again) == len(breaks):
        text = say("The training started again {count} times, at {places}.", **told)
    elif not again:
        text = say("The training was resumed {count} times, at {places}.", **told)
    else:
        text = say("The training started again or was resumed {count} times, at {places}.", **told)
    anew, loss = begun_anew(run), telling_loss(run)
    if anew and loss is not None:
        text = joined(" ", (text, _from_scratch(run, anew, loss.metric, every=len(anew) == len(breaks))))
    return _finding(breaks, Severity.WATCH, text)


def _of_gaps(run: Run, gaps: Sequence[Break]) -> Finding | None:
    if not gaps:
        return None
    if len(gaps) == 1:
        return _finding(gaps, Severity.BENIGN, gaps[0].text)
    places = _places(run, [one.position for one in gaps])
    text = say("The log has {count} gaps, at {places}.", count=len(gaps), places=places)
    return _finding(gaps, Severity.BENIGN, text)


def _finding(breaks: Sequence[Break], severity: Severity, text: str) -> Finding:
    ends = breaks[0].position, breaks[-1].position
    return Finding(FindingKind.RESTART, "", *ends, severity, text, float(len(breaks)))


def _from_scratch(run: Run, anew: Sequence[float], metric: str, *, every: bool) -> Said:
    if not every:
        told = {"metric": metric, "places": _places(run, anew)}
        return say("At {places} it began from scratch: {metric} is back about where it first was.", **told)
    if len(anew) == 1:
        return say("It began from scratch: {metric} is back about where it first was.", metric=metric)
    return say("Each time it began from scratch: {metric} is back about where it first was.", metric=metric)


def _places(run: Run, places: Sequence[float]) -> str:
    """Places by their numbers, or the stretch in which they lie."""
    if len(places) > _NAMED:
        return stretch_text(places[0], places[-1], run.x_name)
    counted = noun_text(run.x_name, several=len(places) > 1)
    return say("{counted} {span}", counted=counted, span=listed_text([x_text(place) for place in places]))
