"""What was held out is better than train, in loss and in accuracy."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View, longest
from lossacc_gui.language import say
from lossacc_gui.measure.curves import middle, nearest_means, share, starts_behind
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.numerals import points_text, relative_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding, where the advantage lasts for most of the run."""
    options = view.options
    both = view.train_and_val()
    if both is None:
        return ()
    train, val = both
    train_loss, train_accuracy = (
        nearest_means(val.x, train.x, values, view.run.break_places) for values in (train.loss, train.accuracy)
    )
    known = np.isfinite(train_loss)
    x, loss, accuracy = val.x[known], val.loss[known], val.accuracy[known]
    train_loss, train_accuracy = train_loss[known], train_accuracy[known]
    better = (
        (train_loss > 0)
        & (loss < train_loss - options.val_better_loss * np.abs(train_loss))
        & (accuracy > train_accuracy)
    )
    span = longest(better, starts_behind(x, view.run.break_places))
    if span is None or len(x) < options.window_least or share(better) < options.val_better_share:
        return ()
    lead = middle((accuracy - train_accuracy)[better])
    below = middle(loss[better]) / middle(train_loss[better]) - 1.0
    return (
        Finding(
            FindingKind.VAL_BETTER_THAN_TRAIN,
            str(val.split),
            float(x[span[0]]),
            float(x[span[1]]),
            Severity.WATCH if lead >= options.val_better_problem else Severity.BENIGN,
            say(
                "{split:upper} is better than train in {stretch}: loss {loss}, accuracy {accuracy} (medians).",
                split=val.split.said,
                stretch=stretch_text(float(x[span[0]]), float(x[span[1]]), view.run.x_name),
                loss=relative_text(below),
                accuracy=points_text(lead),
            ),
            lead,
        ),
    )
