"""Where a model does no better than guessing."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import BoolArray, by_parts
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray


def classes_guessed(loss: FloatArray, options: Options, known: int | None = None) -> FloatArray:
    """How many equally likely answers a cross-entropy in nats amounts to, whole and 2 at the least, shape (n,); the
    number that is `known` at each point where one is.
    """
    known = known or options.classes
    if known:
        return np.full(len(loss), float(known))
    nats = np.minimum(np.maximum(loss, 0.0), np.log(options.most_classes))
    return np.maximum(np.rint(np.exp(nats)), 2.0)


def guessing(curves: Aligned, options: Options, known: int | None = None) -> BoolArray:
    """At which points loss and accuracy are those of guessing, ln K and 1/K within their errors, shape (n,); for the K
    that is `known`, else for any.
    """
    if not curves.pair.accuracy.quantity.counts_examples:
        return np.zeros(len(curves.x), dtype=np.bool_)
    classes = classes_guessed(curves.loss, options, known)
    luck = 1.0 / classes
    room = np.maximum(options.chance_accuracy, options.chance_errors * guessing_error(luck, curves.noise_examples))
    # who guesses among K is never right less often than by guessing: a run that came from below has learned
    lowest = by_parts(lambda own: np.full(len(own), own.min(initial=1.0)), curves.accuracy, curves.anew)
    result: BoolArray = (
        (np.abs(curves.accuracy - luck) <= room)
        & (lowest >= luck - room)
        & (np.abs(curves.loss - np.log(classes)) <= options.chance_loss * np.log(classes))
    )
    return result


def guessing_error(luck: FloatArray | float, examples: int) -> FloatArray:
    """Standard error of an accuracy `luck` of guesses (binomial), as a fraction.

    The answers of a model that guesses change all at once, so nothing is paired from one epoch to the next.
    """
    share = np.minimum(np.maximum(luck, 0.0), 1.0)  # a log may hold accuracies beyond all that is right
    result: FloatArray = np.sqrt(share * (1.0 - share) / examples)
    return result
