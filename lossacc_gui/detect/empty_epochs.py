"""Every second epoch trains on next to nothing: the input ran out of data, and the epoch after it began anew.

An epoch takes as many batches as it was told to, and the input holds fewer than two epochs of them: what one epoch
leaves over is all that the next one gets, down to nothing.
"""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.curves import distinct, middle, share, usable
from lossacc_gui.measure.examples import digits_of
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.task import task_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import FloatArray, Series, Split
from lossacc_gui.numerals import counted_text, whole_text

_PAIRS = 3  # of epochs: fewer may alternate by accident
_PAIRS_OF_NOISE = 5  # where noise alone tells
_GRIDS = np.arange(2.0, 257.0)[:, None]  # examples: more make a grid so fine that any accuracy lies on it
_MOST_TRIED = 64  # accuracies: as many as tell a grid
_BY_CHANCE = 1e-3  # so probable may it be that so many accuracies lie on some grid by accident
_SINGLE = 1e-6  # what single precision leaves of a share
_ROUGHER = 4.0  # times: two spreads from five points each part so far once in a hundred times
_STILL = 0.25  # of the step between pairs
_MOSTLY = 0.8


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding, of training; none where the losses of two networks take turns."""
    if not task_of(view.run).told_by_loss:
        return ()
    pairs = tuple(curves.pair for curves in view.curves)
    train = main_of(view.run, Split.TRAIN, pairs)
    first = train.loss if train.loss is not None else train.accuracy
    if first is None or len(first.x) < 2 * _PAIRS or not _every_one(first.x):
        return ()
    logged = [one.value for one in (train.loss, train.accuracy) if one is not None]
    if not all(usable(one, view.options.largest_value).all() for one in logged):
        return ()
    text = _nothing(train.loss, train.accuracy) or _few(train.accuracy) or _rough(train.loss, _held_out(view))
    if not text:
        return ()
    severity = Severity.WATCH if _learned(view, train.loss) else Severity.PROBLEM
    ends = float(first.x[0]), float(first.x[-1])
    return (Finding(FindingKind.EMPTY_EPOCHS, Split.TRAIN.value, *ends, severity, text, 0.5),)


def _learned(view: View, train: Series | None) -> bool:
    """Whether the other half of the epochs was enough for the run to end far better than it began."""
    held, options = view.course.held_out, view.options
    if held is not None and held.accuracy is not None and held.counted:
        gained = float(held.accuracy.smooth[-1] - held.accuracy.values[0])
        if gained >= options.hardly_gain:
            return True
    if held is not None and held.loss is not None:
        fall = float(held.loss.values[0] - held.loss.smooth[-1])
    elif train is not None and min(train.value[0], train.value[::2][-1]) > 0:
        fall = float(np.log(train.value[0] / train.value[::2][-1]))
    else:
        return False
    return fall >= options.hardly_loss


def _every_one(x: FloatArray) -> bool:
    """Whether no epoch between the first and the last is missing, so that every second point is every second epoch."""
    steps = x[1:] - x[:-1]
    return bool((steps == steps[0]).all())


def _held_out(view: View) -> FloatArray | None:
    """The loss of what was held out, where each of its values is a number."""
    held = next((loss for loss in view.losses if loss.split is not Split.TRAIN), None)
    if held is None or not usable(held.value, view.options.largest_value).all():
        return None
    return held.value


def _nothing(loss: Series | None, accuracy: Series | None) -> str:
    """Each epoch that got no batch at all is logged as zero, in all that was measured of it."""
    logged = [one.value for one in (loss, accuracy) if one is not None]
    if loss is None or not all((one[1::2] == 0).all() and (one[::2] > 0).all() for one in logged):
        return ""
    return say(
        "In every second epoch the training loss is exactly 0: no batch was left for it, and half of the epochs "
        "trained nothing."
    )


def _few(accuracy: Series | None) -> str:
    """The accuracy of every second epoch is a share of a few examples, which that of the others is not."""
    if accuracy is None:
        return ""
    short, full = accuracy.value[1::2], accuracy.value[::2]
    if len(short) < _PAIRS:
        return ""
    digits = digits_of(accuracy)
    room = _SINGLE if digits is None else max(_SINGLE, 0.5 * 10.0**-digits)
    some, grids = short[:_MOST_TRIED], _GRIDS
    for tried in (some[:1], some[:_PAIRS], some):  # few grids are left by a few of them
        grids = grids[(np.abs(tried - np.rint(tried * grids) / grids) <= room).all(axis=1)]
    if not len(grids) or len(distinct(np.round(short, 6))) < 2:
        return ""
    examples = int(grids[0, 0])
    chance = float((np.minimum(1.0, 2 * room * _GRIDS[examples >= _GRIDS]) ** len(some)).sum())
    only_short = _on_grid(short, examples, room) == 1 and _on_grid(full, examples, room) <= 1 - _MOSTLY
    if chance > _BY_CHANCE or not only_short:
        return ""
    return say(
        "In every second epoch the training accuracy is a whole number of {examples}, as in no other: no more than a "
        "batch or two was left for half of the epochs.",
        examples=counted_text(examples, "example"),
    )


def _on_grid(right: FloatArray, examples: int, room: float) -> float:
    """The share of accuracies, shape (n,), that are whole numbers of so many examples."""
    return share(np.abs(right - np.rint(right * examples) / examples) <= room)


def _rough(loss: Series | None, held: FloatArray | None) -> str:
    """The training loss of every second epoch is off its neighbours' by many times what these are off each other, as
    the mean of a single batch is, and such an epoch hardly changes what was held out.
    """
    if loss is None or held is None or len(held) != len(loss.value) or len(held) < 2 * _PAIRS_OF_NOISE:
        return ""
    full, short = loss.value[::2], loss.value[1::2]
    between = (full[1:] + full[:-1]) / 2
    off_short = middle(np.abs(short[: len(between)] - between))
    off_full = middle(np.abs(full[1:-1] - (full[2:] + full[:-2]) / 2))
    steps = np.abs(held[1:] - held[:-1])
    stays, moves = steps[::2][: len(steps) // 2], steps[1::2][: len(steps) // 2]
    if off_full <= 0 or off_short < _ROUGHER * off_full or share(stays < _STILL * moves) < _MOSTLY:
        return ""
    return say(
        "In every second epoch the training loss jumps {times} times as far as in the others, and what was held out "
        "hardly moves: hardly a batch was left for half of the epochs.",
        times=whole_text(round(off_short / off_full)),
    )
