"""Which classes the run's own predictions answer and how well each is recognised, where that is more than sampling."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.sampling import beyond, share_error
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray

NARROW = 0.02  # an interval of a share that reaches no further than this to each side proves that there is nothing


def majority_share(predictions: Predictions) -> float:
    """Share of the most frequent class among the true labels."""
    return float(np.bincount(predictions.y_true.astype(np.int64)).max() / len(predictions.y_true))


def mix_distance(predictions: Predictions, case: Case) -> float | None:
    """Distance of the shares of answers from those of classes; told where it exceeds what errors by chance make.

    Where an error takes a class for another as often as the other way, the difference in a class is a sum of signs, one
    for each error that touches it, and its absolute value that of a half-normal.
    """
    classes = predictions.classes
    n = len(predictions.y_true)
    answers, labels = predictions.answers[-1].astype(np.int64), predictions.y_true.astype(np.int64)
    wrong = answers != labels
    touched = np.bincount(answers[wrong], minlength=classes) + np.bincount(labels[wrong], minlength=classes)
    usual = float(np.sqrt(2 * touched / np.pi).sum()) / (2 * n)
    spread = float(np.sqrt((1 - 2 / np.pi) * touched.sum())) / (2 * n)
    said, true = (np.bincount(of, minlength=classes) for of in (answers, labels))
    apart = float(np.abs(said - true).sum()) / (2 * n)
    most = usual + case.options.told_errors * spread
    return apart if apart > most or most <= NARROW else None


def _recalls(predictions: Predictions, at: int, case: Case) -> tuple[FloatArray, FloatArray]:
    """Recall and number of examples of each class that has enough of them."""
    labels = predictions.y_true.astype(np.int64)
    counts = np.bincount(labels)
    enough = counts >= max(1, case.options.fewest_of_class)
    right = np.bincount(labels, predictions.right(at).astype(np.float64))
    return right[enough] / counts[enough], counts[enough].astype(np.float64)


def early(predictions: Predictions) -> int:
    """The recorded epoch that shows what was learned early: the second of three or more."""
    return 0 if len(predictions.epochs) < 3 else 1


def least_recall(predictions: Predictions, case: Case) -> tuple[float, int] | None:
    """Recall of the worst class that has enough examples, at the second recorded epoch, and of how many it is."""
    recalls, counts = _recalls(predictions, early(predictions), case)
    worst = int(recalls.argmin()) if len(recalls) > 1 else None
    return None if worst is None else (float(recalls[worst]), int(counts[worst]))


def recall_spread(predictions: Predictions, case: Case) -> float | None:
    """Of many classes one is the best and one the worst by chance: the interval is that of the range of so many.

    The formula is up to a tenth above the 95 % points of the studentised range of 2 to 100 equal classes.
    """
    recalls, counts = _recalls(predictions, -1, case)
    if len(recalls) < 2:
        return None
    high, low = int(recalls.argmax()), int(recalls.argmin())
    best, worst = (share_error(float(recalls[i]), int(counts[i])) for i in (high, low))
    errors = max(case.options.told_errors, float(np.sqrt(4 * np.log(len(recalls)) + 2)))
    spread = float(recalls[high] - recalls[low])
    return beyond(spread, float(np.hypot(best, worst)), 0.0, errors, NARROW)
