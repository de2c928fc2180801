"""How many examples an accuracy was measured on, and who says so: the one place that decides it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.measure.curves import distinct, inferred_examples, logged_digits
from lossacc_gui.measure.once import once, once_for_latest
from lossacc_gui.measure.split_words import split_words
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Run, Series, Split

GIVEN, TOLD, COUNTED = say("as given"), say("as the log says"), say("as its accuracies show")
_THINGS = {"samples", "examples", "images", "instances", "sentences", "num", "n", "count", "len", "length"}
_BESIDE = {"number", "of", "set", "data", "dataset", "total", "the"}
_WHOLE = re.compile(r"[1-9][0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Examples:
    """`count` is None where nothing tells it, `source` says what does; `reckoned` is the number to reckon noise with:
    the same where known, else what fits the accuracies, else a cautious guess, which is not `seen`.
    """

    count: int | None
    source: str
    reckoned: int
    seen: bool = True


@once_for_latest
def examples_of(run: Run, accuracy: Series, options: Options) -> Examples:
    """The size of the set behind an accuracy: as given, else as the log says, else as its values show.

    What the log says counts as far as the accuracies do not speak for another number.
    """
    if options.n_examples > 0 and accuracy.split is not Split.TRAIN:
        return Examples(options.n_examples, GIVEN, options.n_examples)
    shown = None
    if accuracy.quantity.counts_examples:
        shown = inferred_examples(accuracy.value, options.most_examples, options.inference_luck)
    told = told_examples(run, accuracy.split)
    if told is not None and (shown is None or told % shown == 0):
        return Examples(told, TOLD, told)
    if shown is not None:
        # a few counts may all be even by chance, and n look halved
        known = _distinct(accuracy.value) >= options.distinct_told
        return Examples(shown, COUNTED, shown) if known else Examples(None, "", shown)
    return Examples(None, "", _cautious(accuracy, options), seen=False)


@once
def digits_of(series: Series) -> int | None:
    """How many decimals a series was logged with, as `logged_digits`."""
    return logged_digits(series.value)


def fewest_examples(run: Run, accuracy: Series, options: Options) -> int:
    """The number of examples where known, else the least that a careful reader of the log takes: what the decimals
    allow, be the values ever so few.
    """
    found = examples_of(run, accuracy, options)
    digits = None if found.count is not None else digits_of(accuracy)
    return found.reckoned if digits is None else min(found.reckoned, 10**digits)


def apart_by_chance(error: float, options: Options) -> float:
    """How far apart two equally good checkpoints may be seen by chance; `error` is the standard error of one."""
    return options.keep_chance * sqrt(2.0) * error


def accuracy_error(right: float, examples: int) -> float:
    """The standard error of an accuracy (0..1) that was measured on so many examples, one of them wrong at least."""
    wrong = max(1.0 - right, 1.0 / examples)
    return sqrt(wrong * max(0.0, 1.0 - wrong) / examples)


def loss_error(right: float, examples: int) -> float:
    """The relative standard error of a mean loss at an accuracy (0..1), measured on so many examples.

    Where a share q of wrong answers costs all of the loss alike it is sqrt((1 - q) / (q n)); it is taken for
    1 / sqrt(n) at least, as where all answers cost alike.
    """
    wrong = min(max(1.0 - right, 1.0 / examples), 1.0)
    return max(1.0, sqrt((1.0 - wrong) / wrong)) / sqrt(examples)


def told_examples(run: Run, split: Split) -> int | None:
    """The one size of a split that settings of the run tell by a name such as `val_samples`; None for none or two."""
    found = {int(value) for name, value in run.settings if _WHOLE.fullmatch(value) and _split_counted(name) is split}
    return found.pop() if len(found) == 1 else None


def _split_counted(name: str) -> Split | None:
    """The split whose examples a setting of this name counts: it has a word for it, one for a count, and no other."""
    words = re.findall(r"[a-z]+", name.rpartition(".")[2].lower())
    known = split_words()
    splits = [known[word] for word in words if word in known]
    rest = {word for word in words if word not in known}
    if len(splits) != 1 or not rest & _THINGS or rest - _THINGS - _BESIDE:
        return None
    return splits[0]


def _distinct(fractions: FloatArray) -> int:
    return len(distinct(fractions[np.isfinite(fractions)]))


def _cautious(accuracy: Series, options: Options) -> int:
    """Accuracies with d decimals are either rounded or counts out of 10**d: the latter is the noisier reading.

    A few round values say nothing of decimals: a majority share of 90 % is pinned at 0.9 whatever n is.
    """
    if _distinct(accuracy.value) < options.distinct_least:
        return options.assumed_examples
    digits = digits_of(accuracy)
    return min(options.assumed_examples, 10**digits) if digits is not None else options.assumed_examples
