"""What the run's own predictions say beside the logged loss and accuracy, and whether they belong to the log at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.sampling import beyond, mean_error, sample_chance, share_error
from lossacc_gui.language import say
from lossacc_gui.measure.curves import rounding_of, true_places
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Series, Split
from lossacc_gui.numerals import counted_text, points_text, unsigned_text

FEWEST_EPOCHS = 5  # two weights fit fewer losses by themselves
LEAST_APART = 0.02  # a logged loss within 2 % of the plain one is the plain one


def held_out(pairs: tuple[Pair, ...]) -> Pair | None:
    """The main pair of the set that predictions are of: validation, else test."""
    for split in (Split.VAL, Split.TEST):
        for pair in pairs:
            if pair.loss.split == split:
                return pair
    return None


def doubt(predictions: Predictions, pair: Pair | None, options: Options) -> str:
    """Why predictions settle nothing: too few, or perhaps not of the run whose held-out set `pair` tells of.

    Empty where nothing speaks for that. An accuracy beyond what a sample of the examples explains is no doubt where the
    losses agree: then the logged accuracy is the one that is off.
    """
    if len(predictions.y_true) < options.fewest_examples:
        return say(
            "Fewer than {least} settle nothing: one more or less would change what they show.",
            least=counted_text(options.fewest_examples, "example"),
        )
    if pair is None:
        return ""
    shared = np.isin(predictions.epochs, np.concatenate([pair.loss.x, pair.accuracy.x]))
    if not shared.any():
        return say("None of the recorded epochs is in the log: check that both count epochs alike.")
    off = _foreign(predictions, pair, options)
    if off is None:
        return ""
    return say(
        "The accuracy of these predictions is {distance} off the logged one: they may belong to another run, or to "
        "other examples. They settle nothing.",
        distance=unsigned_text(points_text(off)),
    )


def _foreign(predictions: Predictions, pair: Pair, options: Options) -> float | None:
    """How far the accuracy is off the logged one (median) where a sample of its examples hardly ever is; else None.

    Epochs share their examples, so that many of them are no surer than one: the median of their chances counts.
    """
    accuracy, loss = _beside(predictions, pair, False), _beside(predictions, pair, True)
    if accuracy is None or (loss is not None and _agree(*loss, rounding_of(pair.loss.value))):
        return None
    logged, own = accuracy
    n, off = len(predictions.y_true), float(np.median(np.abs(logged - own)))
    luck = [
        sample_chance(round(n * right), n, min(max(told, 0.0), 1.0))
        for told, right in zip(logged.tolist(), own.tolist(), strict=True)
    ]
    return off if off > options.foreign_accuracy and float(np.median(luck)) < options.foreign_chance else None


def same_examples(predictions: Predictions, pair: Pair) -> bool:
    """Whether the log was counted on the very examples of the predictions: loss or accuracy agree to their rounding."""
    n = len(predictions.y_true)
    loss, accuracy = _beside(predictions, pair, True), _beside(predictions, pair, False)
    if loss is not None and _agree(*loss, rounding_of(pair.loss.value)):
        return True
    if accuracy is None or len(accuracy[0]) < 2:
        return False
    logged, own = accuracy
    most = max(0.5 / n, _rounding_of_answers(pair)) + 1e-9
    return bool((np.abs(logged - own) <= most).all() and most <= share_error(float(own.mean()), n) / 2)


def _rounding_of_answers(pair: Pair) -> float:
    """Half of the last decimal of the accuracy, at most of a whole per cent: a level curve may look coarser."""
    return min(rounding_of(pair.accuracy.value), 0.005)


def _agree(logged: FloatArray, own: FloatArray, rounding: float) -> bool:
    return bool((np.abs(logged - own) <= rounding + LEAST_APART / 4 * np.abs(own)).all())


def _beside(predictions: Predictions, pair: Pair, loss: bool) -> tuple[FloatArray, FloatArray] | None:
    """(logged, own) loss or accuracy at the recorded epochs that the log holds; None where they cannot be compared."""
    series, wanted = (pair.loss, Quantity.LOSS) if loss else (pair.accuracy, Quantity.ACCURACY)
    if series.quantity != wanted or not (predictions.graded if loss else predictions.classified):
        return None
    values, recorded_at = logged_where_recorded(series, predictions)
    if not len(values) or not np.isfinite(values).all():
        return None
    told = predictions.losses if loss else [predictions.right(int(i)) for i in range(len(predictions.epochs))]
    return values, np.array([np.mean(told[int(i)]) for i in recorded_at])


def logged_where_recorded(series: Series, predictions: Predictions) -> tuple[FloatArray, IntArray]:
    """The values of a series at the recorded epochs that it has, and which of these they are, shape (k,) each."""
    _, logged_at, recorded_at = np.intersect1d(series.x, predictions.epochs, return_indices=True)
    return series.value[logged_at], recorded_at


def logged_over_plain(at: int) -> Callable[[Predictions, Case], float | None]:
    """Logged against plain loss at the recorded epoch of index `at`, where that is more than sampling."""

    def measure(predictions: Predictions, case: Case) -> float | None:
        pair = case.pair(Split.VAL)
        if pair is None or pair.loss.quantity != Quantity.LOSS:
            return None
        where = true_places(pair.loss.x == predictions.epochs[at])
        plain = float(predictions.losses[at].mean())
        if not len(where) or plain <= 0:
            return None
        error = 0.0 if same_examples(predictions, pair) else mean_error(predictions.losses[at]) / plain
        found = float(pair.loss.value[where[0]] / plain) - 1
        return beyond(found, error, 0.0, case.options.sample_errors, LEAST_APART)

    return measure


def logged_apart(predictions: Predictions, case: Case) -> float | None:
    """The size of that difference at the first recorded epoch: focal losses lie below plain cross-entropy."""
    found = logged_over_plain(0)(predictions, case)
    return None if found is None else abs(found)


def not_weights(predictions: Predictions, case: Case) -> float | None:
    """One weight for the most frequent class and one for the rest, fitted to the logged loss by least squares."""
    pair = case.pair(Split.VAL)
    if pair is None or pair.loss.quantity != Quantity.LOSS:
        return None
    logged, recorded_at = logged_where_recorded(pair.loss, predictions)
    if len(logged) < FEWEST_EPOCHS:
        return None
    losses = [np.asarray(predictions.losses[i]) for i in recorded_at]
    plain = np.array([one.mean() for one in losses])
    apart = float(np.sum((logged - plain) ** 2))
    sampling = 0.0 if same_examples(predictions, pair) else float(np.mean([mean_error(one) for one in losses]))
    least = max(LEAST_APART * float(plain.mean()), case.options.sample_errors * sampling)
    if not np.isfinite(logged).all() or apart <= len(logged) * least**2:
        return None
    frequent = predictions.y_true == np.bincount(predictions.y_true.astype(np.int64)).argmax()
    parts = np.array([[one[frequent].sum(), one[~frequent].sum()] for one in losses])
    weights = np.linalg.lstsq(parts, logged, rcond=None)[0]
    return float(np.sum((logged - parts @ weights) ** 2) / apart)


def accuracy_off(predictions: Predictions, case: Case) -> float | None:
    """How far the logged accuracy is off beyond sampling, or beyond rounding where the losses agree."""
    pair = case.pair(Split.VAL)
    both = None if pair is None else _beside(predictions, pair, False)
    if pair is None or both is None:
        return None
    logged, own = both
    n = len(predictions.y_true)
    loss = _beside(predictions, pair, True)
    if loss is not None and _agree(*loss, rounding_of(pair.loss.value)):
        slack = np.full(len(own), 0.5 / n + _rounding_of_answers(pair))
    else:
        slack = np.array([case.options.sample_errors * share_error(float(a), n) for a in own])
    return float(np.median(np.maximum(np.abs(logged - own) - slack, 0.0)))
