"""Stretches in which loss and accuracy of one split disagree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.detect.guessing import classes_guessed
from lossacc_gui.detect.severity import severity_of
from lossacc_gui.detect.stretches import Stretch, regained_share, rise_of, worth_attention
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import middle, share
from lossacc_gui.measure.ruler.bounds import NOTHING_LEFT, still_calibrated
from lossacc_gui.model.episode import Direction, Episode, Pattern, Severity
from lossacc_gui.model.options import Options

_PATTERNS = {
    (Direction.UP, Direction.UP): Pattern.LOSS_WORSE_ACCURACY_BETTER,
    (Direction.UP, Direction.FLAT): Pattern.LOSS_WORSE_ACCURACY_FLAT,
    (Direction.DOWN, Direction.DOWN): Pattern.LOSS_BETTER_ACCURACY_WORSE,
    (Direction.DOWN, Direction.FLAT): Pattern.LOSS_BETTER_ACCURACY_FLAT,
    (Direction.FLAT, Direction.UP): Pattern.LOSS_FLAT_ACCURACY_BETTER,
    (Direction.FLAT, Direction.DOWN): Pattern.LOSS_FLAT_ACCURACY_WORSE,
}


def disagree(stretch: Stretch) -> bool:
    """Whether loss and accuracy tell different stories in a stretch."""
    return (stretch.loss, stretch.accuracy) in _PATTERNS


def episodes_among(stretches: tuple[Stretch, ...], curves: Aligned, options: Options) -> tuple[Episode, ...]:
    """The stretches of a pair in which loss and accuracy disagree and that are worth a person's attention.

    Two that touch and go the same ways are one.
    """
    shown: list[Stretch] = []
    last: Stretch | None = None
    for stretch in stretches:
        if disagree(stretch) and worth_attention(stretch, curves, options):
            before = shown[-1] if shown and shown[-1] is last else None
            if before is not None and before.piece == stretch.piece and _alike(before, stretch):
                shown[-1] = before.joined(stretch)
            else:
                shown.append(stretch)
            last = shown[-1]
        else:
            last = None
    return tuple(_episode(stretch, curves, options) for stretch in shown)


def of_parts(episode: Episode, *, part: bool, sums: bool) -> Episode:
    """The episode of one of several losses whose total speaks, or of the total and what one of them is judged by: worth
    a look at the most.
    """
    if episode.severity is not Severity.PROBLEM or not (part or sums):
        return replace(episode, of_part=True) if part else episode
    reason = (
        say("Worth a look and no more: {loss} is a part of the loss that is trained.", loss=episode.loss_metric)
        if part
        else say(
            "Worth a look and no more: {loss} holds more than what {accuracy} is about.",
            loss=episode.loss_metric,
            accuracy=episode.accuracy_metric,
        )
    )
    return replace(episode, severity=Severity.WATCH, reason=reason, of_part=part)


def _alike(one: Stretch, other: Stretch) -> bool:
    return (one.loss, one.accuracy) == (other.loss, other.accuracy)


def _episode(stretch: Stretch, curves: Aligned, options: Options) -> Episode:
    pattern = _PATTERNS[stretch.loss, stretch.accuracy]
    regained, pinned = regained_share(stretch, curves, options), _pinned(stretch, curves, options)
    rise = rise_of(stretch, curves, options)
    at_ease = rise.entropy and rise.counted and still_calibrated(stretch.loss_to, stretch.accuracy_to)
    severity, reason = severity_of(pattern, stretch, rise, regained, at_ease, pinned, options)
    return Episode(
        pattern=pattern,
        split=str(curves.split),
        loss_metric=curves.pair.loss.metric,
        accuracy_metric=curves.pair.accuracy.metric,
        start=stretch.start,
        end=stretch.end,
        start_range=(stretch.start_range[0], stretch.start_range[1]),
        end_range=(stretch.end_range[0], stretch.end_range[1]),
        loss=stretch.loss,
        accuracy=stretch.accuracy,
        loss_from=stretch.loss_from,
        loss_to=stretch.loss_to,
        loss_change=stretch.loss_change,
        accuracy_from=stretch.accuracy_from,
        accuracy_to=stretch.accuracy_to,
        accuracy_change=stretch.accuracy_change,
        severity=severity,
        confidence=stretch.passage.confidence,
        reason=reason,
        n_examples=curves.examples.count,
        examples_from=curves.examples.source,
        loss_turns=tuple(stretch.loss_turns),
        accuracy_turns=tuple(stretch.accuracy_turns),
    )


def _pinned(stretch: Stretch, curves: Aligned, options: Options) -> bool:
    """Whether the accuracy stands still from the first point of a training, as when every example gets the same answer.

    The first points and the last may differ: the model has not settled on that answer yet, or begins to learn. Who
    stands at the luck of guessing and improves later was only slow to start.
    """
    if stretch.start != curves.x[curves.training(stretch.start).start]:
        return False
    there = (curves.x >= stretch.start) & (curves.x <= stretch.end)
    inside, later = curves.accuracy[there], curves.accuracy[curves.later(stretch.end)]
    level = middle(inside)
    still = np.abs(inside - level) < 0.5 / curves.noise_examples  # counts are whole
    if level >= NOTHING_LEFT or share(still) < options.pinned_share:
        return False
    luck = 1.0 / float(classes_guessed(np.array([middle(curves.loss[there])]), options)[0])
    gained = middle(later[-options.window_least :]) - level if len(later) else 0.0
    return not (abs(level - luck) <= options.chance_accuracy and gained >= options.accuracy_effect)
