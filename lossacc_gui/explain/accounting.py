"""Splits a change of loss and accuracy exactly between the examples that made it."""

from __future__ import annotations

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.evidence import Account, Group
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, IntArray


def account(predictions: Predictions, start: int, end: int, tolerance: float | None = None) -> Account:
    """Account for the change between the recorded epochs of index `start` and `end`.

    A regression needs the tolerance within which a predicted value counts as right (ValueError without).
    """
    before, after = predictions.right(start, tolerance), predictions.right(end, tolerance)
    change = predictions.losses[end] - predictions.losses[start]
    n = len(change)
    groups = []
    for name, mine in (
        (say("stayed right"), before & after),
        (say("fixed"), ~before & after),
        (say("broken"), before & ~after),
        (say("stayed wrong"), ~before & ~after),
    ):
        count = int(np.count_nonzero(mine))
        gained = {"fixed": count, "broken": -count}.get(name, 0)
        groups.append(Group(name, count, gained / n, float(change[mine].sum()) / n))
    return Account(
        float(predictions.epochs[start]),
        float(predictions.epochs[end]),
        tuple(groups),
        float(after.mean() - before.mean()),
        float(predictions.losses[end].mean() - predictions.losses[start].mean()),
        not predictions.numbered,
    )


def examples_to_see(predictions: Predictions, start: int, end: int, most: int = 20) -> IntArray:
    """Indices of the examples that moved the loss most between two recorded epochs, largest first, at most `most`.

    Where both are the same epoch: those of largest loss.
    """
    change = np.abs(predictions.losses[end] - (predictions.losses[start] if start != end else 0.0))
    return np.argsort(-change, kind="stable")[:most]


def fitted_tolerance(predictions: Predictions, accuracy: FloatArray) -> float:
    """The tolerance of a regression under which its hit rates come closest to `accuracy`, shape (m,), one an epoch."""
    errors = [np.sort(np.abs(output - predictions.y_true)) for output in predictions.outputs]
    wanted = [np.quantile(e, min(max(a, 0.0), 1.0)) for e, a in zip(errors, accuracy, strict=True)]
    return float(np.median(wanted))
