"""Validation stands still while training goes on: nothing is lost yet, and nothing more is won."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.course import Side
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Split
from lossacc_gui.numerals import loss_text, percent_text, place_text


def stalled(view: View) -> Finding | None:
    """Where the held-out loss came near its best early and gained hardly more, while training loss fell far below it,
    and there is something left to gain.
    """
    held, both, options = view.course.held_out, view.course.both, view.options
    if held is None or both is None:
        return None
    train, val = (loss.level for loss in both)
    if val.min() <= 0 or train.min() <= 0:
        return None
    since = int(np.argmax(val <= (1 + options.stalled_gain) * val.min()))
    left = held.n - since
    if left < max(options.fine_points, options.stalled_share * held.n):
        return None
    learned = float(np.log(train[since] / train[-1]))
    if learned < options.stalled_learned or val[-1] < options.stalled_apart * train[-1]:
        return None
    if _answers_gain(held, since, options):
        return None
    told = {
        "place": place_text(float(held.x[since]), view.run.x_name),
        "loss": held.loss_said(held.split),
        "most": percent_text(options.stalled_gain, 0),
        "first": loss_text(float(val[since])),
        "last": loss_text(float(val[-1])),
        "training": held.loss_said(Split.TRAIN),
        "train_from": loss_text(float(train[since])),
        "train_to": loss_text(float(train[-1])),
        "split": held.split.said,
    }
    text = (
        say(
            "Since {place} the {loss} has gained no more than {most} ({first} to {last}) while {training} fell from "
            "{train_from} to {train_to}: what training still learns does not help on {split}.",
            **told,
        )
        if val[-1] < val[since]
        else say(
            "Since {place} the {loss} has gained nothing ({first} to {last}) while {training} fell from {train_from} "
            "to {train_to}: what training still learns does not help on {split}.",
            **told,
        )
    )
    ends = float(held.x[since]), float(held.x[-1])
    apart = float(val[-1] / train[-1]) - 1
    return Finding(FindingKind.GAP, held.split.value, *ends, Severity.WATCH, text, apart)


def _answers_gain(held: Side, since: int, options: Options) -> bool:
    """Whether the accuracy is high, or still gains what a loss that stands still does not tell."""
    if held.accuracy is None:
        return False
    smooth = held.accuracy.smooth
    return bool(smooth.max() >= options.high_accuracy or smooth[since:].max() - smooth[since] >= options.gap_accuracy)
