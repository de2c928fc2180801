"""What metrics measure, and on which examples: the one table that says what a quantity is like, which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from lossacc_gui.language import say

Better = Literal["lower", "higher"]


class Split(StrEnum):
    """Which examples a metric was measured on."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"

    @property
    def said(self) -> str:
        """The word for a person."""
        return _SPLITS_SAID[self.value]

    @property
    def loss_said(self) -> str:
        """Its loss."""
        return _LOSSES_SAID[self.value]

    @property
    def smoothed_loss_said(self) -> str:
        """Its loss, where the numbers are those of the smoothed curve."""
        return _SMOOTHED_SAID[self.value]


_SPLITS_SAID = {"train": say("training"), "val": say("validation"), "test": say("test")}

_LOSSES_SAID = {"train": say("training loss"), "val": say("validation loss"), "test": say("test loss")}
_SMOOTHED_SAID = {
    "train": say("smoothed training loss"),
    "val": say("smoothed validation loss"),
    "test": say("smoothed test loss"),
}


class Quantity(StrEnum):
    """What a metric measures, whatever its name in the log."""

    LOSS = "loss"
    ACCURACY = "accuracy"
    TOP_K = "top_k"
    BALANCED_ACCURACY = "balanced_accuracy"
    F1 = "f1"
    AUC = "auc"
    PRECISION = "precision"
    RECALL = "recall"
    MAP = "map"
    IOU = "iou"
    R2 = "r2"
    ERROR_RATE = "error_rate"
    WORD_ERROR_RATE = "word_error_rate"
    WORD_ACCURACY = "word_accuracy"
    PERPLEXITY = "perplexity"
    BITS = "bits"
    MSE = "mse"
    MAE = "mae"
    KL = "kl"
    REWARD = "reward"
    LEARNING_RATE = "learning_rate"
    GRADIENT_NORM = "gradient_norm"
    EPOCH = "epoch"
    STEP = "step"
    TIME = "time"
    OTHER = "other"

    @property
    def is_loss(self) -> bool:
        """Whether it is related to accuracies as a loss, and drawn on the left."""
        return _TABLE[self].role is Role.LOSS

    @property
    def is_accuracy(self) -> bool:
        """Whether it is related to losses as an accuracy; an error rate is, as 1 minus itself."""
        return _TABLE[self].role is Role.ACCURACY

    @property
    def is_error_rate(self) -> bool:
        """Whether it is what an accuracy leaves of the whole."""
        return self.is_accuracy and _TABLE[self].better == "lower"

    @property
    def is_counter(self) -> bool:
        """Whether it says where a value lies, not how good the model is: nothing to draw."""
        return _TABLE[self].role is Role.COUNTER

    @property
    def is_progress(self) -> bool:
        """Whether it tells how good the model is: like a loss or like an accuracy."""
        return self.is_loss or self.is_accuracy

    @property
    def is_fraction(self) -> bool:
        """Whether its values are held as fractions 0..1."""
        return _TABLE[self].fraction

    @property
    def counts_examples(self) -> bool:
        """Whether it is a number of examples over all of them."""
        return _TABLE[self].counts_examples

    @property
    def better(self) -> Better | None:
        """Which values are better; None where nobody knows."""
        return _TABLE[self].better

    @property
    def rank(self) -> int:
        """Which of several speaks for a run: the lowest does."""
        return _RANKS[self]

    @property
    def axis_name(self) -> str:
        """What an axis that shows it is called."""
        return say(_TABLE[self].axis_name or self.value.replace("_", " "))


class Role(StrEnum):
    """What a quantity is in a run."""

    LOSS = "loss"
    ACCURACY = "accuracy"
    RATE = "rate"
    COUNTER = "counter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A row of the table."""

    role: Role
    better: Better | None = None
    axis_name: str = ""
    fraction: bool = False
    counts_examples: bool = False


def _loss(axis_name: str = "") -> _Kind:
    return _Kind(Role.LOSS, "lower", axis_name)


def _accuracy(axis_name: str = "", *, better: Better = "higher", counts_examples: bool = False) -> _Kind:
    return _Kind(Role.ACCURACY, better, axis_name, fraction=True, counts_examples=counts_examples)


# the order is the rank: of the metrics of one split, the one that stands first here is paired and drawn first
_TABLE: dict[Quantity, _Kind] = {
    Quantity.LOSS: _loss(),
    Quantity.PERPLEXITY: _loss(),
    Quantity.BITS: _loss("bits per symbol"),
    Quantity.MSE: _loss("mean squared error"),
    Quantity.MAE: _loss("mean absolute error"),
    Quantity.KL: _loss("KL divergence"),
    Quantity.ACCURACY: _accuracy(counts_examples=True),
    Quantity.BALANCED_ACCURACY: _accuracy(),
    Quantity.ERROR_RATE: _accuracy(better="lower", counts_examples=True),
    # edits of a transcript over its words or letters: no number of examples, and not what a loss of tokens answers
    Quantity.WORD_ERROR_RATE: _accuracy("word error rate", better="lower"),
    Quantity.WORD_ACCURACY: _accuracy("accuracy"),  # 1 minus that; no name means it by itself
    Quantity.F1: _accuracy("F1"),
    Quantity.AUC: _accuracy("AUC"),
    Quantity.MAP: _accuracy("mAP"),
    Quantity.IOU: _accuracy("IoU"),
    Quantity.R2: _Kind(Role.ACCURACY, "higher", "R²"),
    Quantity.TOP_K: _accuracy("top-k accuracy", counts_examples=True),
    Quantity.PRECISION: _accuracy(),
    Quantity.RECALL: _accuracy(),
    Quantity.REWARD: _Kind(Role.OTHER, "higher"),
    Quantity.LEARNING_RATE: _Kind(Role.RATE),
    Quantity.GRADIENT_NORM: _Kind(Role.RATE),
    Quantity.EPOCH: _Kind(Role.COUNTER),
    Quantity.STEP: _Kind(Role.COUNTER),
    Quantity.TIME: _Kind(Role.COUNTER),
    Quantity.OTHER: _Kind(Role.OTHER, axis_name="value"),
}
_RANKS = {quantity: rank for rank, quantity in enumerate(_TABLE)}
