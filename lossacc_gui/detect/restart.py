"""The run was restarted or resumed, or has a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from lossacc_gui.detect.view import View
from lossacc_gui.language import Said, joined, say
from lossacc_gui.measure.anew import begun_anew, telling_loss
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Break, Run
from lossacc_gui.numerals import listed_text, noun_text, stretch_text, x_text

_NAMED = 8  # places; of more the stretch is told
_KINDS: tuple[Literal["restart", "resume", "gap"], ...] = ("restart", "resume", "gap")


def find(view: View) -> tuple[Finding, ...]:
    """One finding for all breaks of a kind that the reader saw, but for phases of one training."""
    return tuple(_of_kind(view.run))


def _of_kind(run: Run) -> Iterator[Finding]:
    for kind in _KINDS:
        breaks = sorted((one for one in run.breaks if one.kind == kind), key=lambda one: one.position)
        if breaks:
            first, last = breaks[0].position, breaks[-1].position
            text, count = _told(run, kind, breaks), float(len(breaks))
            severity = Severity.BENIGN if kind == "gap" else Severity.WATCH
            yield Finding(FindingKind.RESTART, "", first, last, severity, text, count)


def _told(run: Run, kind: Literal["restart", "resume", "gap"], breaks: Sequence[Break]) -> str:
    """What happened at all breaks of a kind, and at which of them a training begins from scratch."""
    told = {"count": len(breaks), "places": _places(run, [one.position for one in breaks])}
    if len(breaks) == 1:
        text: str = breaks[0].text
    elif kind == "restart":
        text = say("The training started again {count} times, at {places}.", **told)
    elif kind == "resume":
        text = say("The training was resumed {count} times, at {places}.", **told)
    else:
        text = say("The log has {count} gaps, at {places}.", **told)
    anew, loss = begun_anew(run) if kind == "restart" else (), telling_loss(run)
    if not anew or loss is None:
        return text
    return joined(" ", (text, _from_scratch(run, anew, loss.metric, every=len(anew) == len(breaks))))


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
