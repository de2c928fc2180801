"""Why each stretch of a run's curves is an episode or is none."""

from __future__ import annotations

from lossacc_gui.detect.detection import risen
from lossacc_gui.detect.episodes import disagree, episodes_among
from lossacc_gui.detect.stretches import Stretch, reasons_against, stretches_of
from lossacc_gui.language import joined, say
from lossacc_gui.measure.aligned import Aligned, aligned
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import judged, pairs_of
from lossacc_gui.model.episode import Direction, Judged
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import errors_text


def judgements(run: Run, options: Options) -> tuple[Judged, ...]:
    """Every stretch of every pair in which episodes are looked for, in order, with what was decided about it."""
    found: list[Judged] = []
    pairs = pairs_of(run)
    course = course_of(run, pairs, options)
    for pair in judged(pairs):
        curves = aligned(run, pair, options)
        stretches = stretches_of(curves, options, overfits=risen(curves, course, options), every=True)
        spans = [(e.start, e.end) for e in episodes_among(stretches, curves, options)]
        for one in stretches:
            shown = any(start <= one.start and one.end <= end for start, end in spans)
            found.append(_judged(one, curves, shown, options))
    return tuple(found)


def _judged(stretch: Stretch, curves: Aligned, shown: bool, options: Options) -> Judged:
    return Judged(
        split=str(curves.split),
        loss_metric=curves.pair.loss.metric,
        accuracy_metric=curves.pair.accuracy.metric,
        start=stretch.start,
        end=stretch.end,
        points=stretch.points,
        loss=stretch.loss,
        accuracy=stretch.accuracy,
        loss_change=stretch.loss_change,
        loss_errors=stretch.passage.loss_errors,
        accuracy_change=stretch.accuracy_change,
        accuracy_errors=stretch.passage.accuracy_errors,
        confidence=stretch.passage.confidence,
        is_episode=shown,
        reason=_reason(stretch, curves, shown, options),
    )


def _reason(stretch: Stretch, curves: Aligned, shown: bool, options: Options) -> str:
    against = reasons_against(stretch, curves, options)
    if shown and against:
        return say(
            "Part of the episode before it, with which it goes on; by itself not enough: {reasons}.",
            reasons=joined("; ", against),
        )
    if shown:
        beyond = say("{count} standard errors", count=errors_text(stretch.passage.margin))
        return say("An episode: they disagree, {errors} beyond what it takes to be seen here.", errors=beyond)
    if disagree(stretch) and stretch.points > 1:
        return say("No episode, though they disagree: {reasons}.", reasons=joined("; ", against))
    return _agreeing(stretch)


def _agreeing(stretch: Stretch) -> str:
    if stretch.points == 1:
        return say("No episode: a single point goes no way.")
    if stretch.loss is stretch.accuracy is Direction.FLAT:
        return say("No episode: neither moves.")
    if stretch.loss is Direction.DOWN:
        return say("No episode: they agree, both improve.")
    return say("No episode: they agree, both get worse.")
