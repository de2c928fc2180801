"""The run was restarted or resumed, or has a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lossacc_gui.detect.view import View
from lossacc_gui.language import Said, joined, say
from lossacc_gui.measure.anew import begun_anew, taken_up, telling_loss
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Break, Run
from lossacc_gui.numerals import places_text

_ANEW_SAID = (
    say("At {places} it began from scratch: {metric} is back about where it first was."),
    say("It began from scratch: {metric} is back about where it first was."),
    say("Each time it began from scratch: {metric} is back about where it first was."),
)
_KEPT_SAID = (
    say("At {places} only the counter began anew: {metric} goes on about where it was."),
    say("Only the counter began anew: {metric} goes on about where it was."),
    say("Each time only the counter began anew: {metric} goes on about where it was."),
)
_ANEW = frozenset({"restart", "resume"})  # what happened to the training; a gap is one of the log


def find(view: View) -> tuple[Finding, ...]:
    """One finding for all places at which the training started again or was resumed, and one for all gaps of the log,
    as the reader saw them, and one where two processes write in turns; none for phases of one training.
    """
    turns = _of(view.run, frozenset({"turn"}))
    in_turns = _finding(turns, Severity.WATCH, turns[0].text) if turns else None
    found = (
        in_turns,
        _of_training(view.run, _of(view.run, _ANEW)),
        _of_gaps(view.run, _of(view.run, frozenset({"gap"}))),
    )
    return tuple(one for one in found if one is not None)


def _of(run: Run, kinds: frozenset[str]) -> list[Break]:
    return sorted((one for one in run.breaks if one.kind in kinds), key=lambda one: one.position)


def _of_training(run: Run, breaks: Sequence[Break]) -> Finding | None:
    if not breaks:
        return None
    again = [one for one in breaks if one.kind == "restart"]
    counted = {"count": len(breaks), "places": places_text([one.position for one in breaks], run.x_name)}
    if len(breaks) == 1:
        text: str = breaks[0].text
    elif len(again) == len(breaks):
        text = say("The training started again {count} times, at {places}.", **counted)
    elif not again:
        text = say("The training was resumed {count} times, at {places}.", **counted)
    else:
        text = say("The training started again or was resumed {count} times, at {places}.", **counted)
    loss = telling_loss(run)
    told = [] if loss is None else list(_how_it_went_on(run, loss.metric, len(breaks)))
    return _finding(breaks, Severity.WATCH, joined(" ", (text, *told)) if told else text)


def _how_it_went_on(run: Run, metric: str, breaks: int) -> Iterator[Said]:
    """What became of the weights where the counter started again; a training that was resumed has its own by name."""
    for places, some, one, all_of in ((begun_anew(run), *_ANEW_SAID), (taken_up(run), *_KEPT_SAID)):
        if places and len(places) < breaks:
            yield say(some, metric=metric, places=places_text(places, run.x_name))
        elif places:
            yield say(one if len(places) == 1 else all_of, metric=metric)


def _of_gaps(run: Run, gaps: Sequence[Break]) -> Finding | None:
    if not gaps:
        return None
    if len(gaps) == 1:
        return _finding(gaps, Severity.BENIGN, gaps[0].text)
    places = places_text([one.position for one in gaps], run.x_name)
    text = say("The log has {count} gaps, at {places}.", count=len(gaps), places=places)
    return _finding(gaps, Severity.BENIGN, text)


def _finding(breaks: Sequence[Break], severity: Severity, text: str) -> Finding:
    ends = breaks[0].position, breaks[-1].position
    return Finding(FindingKind.RESTART, "", *ends, severity, text, float(len(breaks)))
