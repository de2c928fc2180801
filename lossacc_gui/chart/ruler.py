"""The levels that a loss can stand on, as lines to draw across its axis."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.harm import least_loss
from lossacc_gui.measure.ruler.bounds import most_calibrated_loss, smoothed_floor, twice_floor
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import percent_text

USUAL_SMOOTHING = 0.1  # what label_smoothing is given as far more often than anything else


def reference_lines(analysis: Analysis) -> tuple[tuple[float, str], ...]:
    """(level of the loss in nats, what it is), highest first: for the main pair of a loss and a share of right answers.

    Without such a pair there are none. The levels that depend on the number of classes are there where the run's own
    predictions or a start at chance tell it.
    """
    pair = _main(analysis)
    if pair is None:
        return ()
    finite = pair.accuracy.value[np.isfinite(pair.accuracy.value)]
    if not len(finite):
        return ()
    best = float(np.clip(finite.max(), 0.0, 1.0))
    lines = [(least_loss(best), f"least at {percent_text(best)} right")]
    classes = _classes(analysis)
    if classes is not None and classes > 1:
        at_best = float(most_calibrated_loss(np.array([best]), classes)[0])
        lines += [
            (float(np.log(classes)), f"guessing among {classes} classes"),
            (twice_floor(classes), "floor of softmax applied twice"),
            (smoothed_floor(classes, USUAL_SMOOTHING), f"floor of label smoothing {USUAL_SMOOTHING:g}"),
            (at_best, f"most when calibrated, at {percent_text(best)} right"),
        ]
    shares = _shares(analysis)
    if shares is not None:
        lines.append((float(-np.sum(shares * np.log(shares))), "always the class shares"))
    return tuple(sorted(lines, key=lambda line: -line[0]))


def _main(analysis: Analysis) -> Pair | None:
    held_out = held_out_split(analysis.run)
    fit = [
        pair
        for pair in analysis.pairs
        if pair.loss.quantity is Quantity.LOSS and pair.accuracy.quantity is Quantity.ACCURACY
    ]
    return next((pair for pair in fit if pair.loss.split is held_out), fit[0] if fit else None)


def _classes(analysis: Analysis) -> int | None:
    if analysis.evidence is not None and analysis.evidence.predictions.graded:
        return analysis.evidence.predictions.classes
    return analysis.classes


def _shares(analysis: Analysis) -> FloatArray | None:
    """The shares of the classes among the true labels of the predictions, shape (K,), none of them zero."""
    evidence = analysis.evidence
    if evidence is None or not evidence.predictions.classified:
        return None
    counts = np.bincount(evidence.predictions.y_true.astype(np.int64))
    shares: FloatArray = counts[counts > 0] / counts.sum()
    return shares
