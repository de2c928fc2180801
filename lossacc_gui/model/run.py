"""A training run as its log tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Split(StrEnum):
    """Which examples a metric was measured on."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"


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
    PERPLEXITY = "perplexity"
    MSE = "mse"
    MAE = "mae"
    LEARNING_RATE = "learning_rate"
    GRADIENT_NORM = "gradient_norm"
    EPOCH = "epoch"
    STEP = "step"
    TIME = "time"
    OTHER = "other"


AS_A_FRACTION = frozenset(
    {
        Quantity.ACCURACY,
        Quantity.TOP_K,
        Quantity.BALANCED_ACCURACY,
        Quantity.F1,
        Quantity.AUC,
        Quantity.PRECISION,
        Quantity.RECALL,
        Quantity.MAP,
        Quantity.IOU,
        Quantity.ERROR_RATE,
    }
)
"""Quantities that are held as fractions 0..1."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader skipped, guessed or changed. `line` counts from 1; None where there are no lines."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a run is not continuous: no trend may be drawn across it.

    `position` is the first x value after the break, in the x of the run's series.
    """

    position: float
    kind: Literal["restart", "resume", "gap"]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One metric of one run; all arrays have shape (n,) and are read-only.

    step   strictly increasing int64, as the log counts (row number from 0 where it does not count)
    epoch  float64, strictly increasing, where the log tells the epoch; else None
    time   seconds since 1970 (or since the start where the log knows no more); else None
    value  float64: loss as logged, accuracy-like quantities as a fraction 0..1 (`percent` tells that the
           log had 0..100); NaN and inf are kept, never filled
    """

    metric: str
    quantity: Quantity
    split: Split
    step: IntArray
    value: FloatArray
    epoch: FloatArray | None = None
    time: FloatArray | None = None
    percent: bool = False

    def __post_init__(self) -> None:
        for array in (self.step, self.value, self.epoch, self.time):
            if array is not None:
                array.setflags(write=False)

    @property
    def x(self) -> FloatArray:
        """Where the points lie as the log counts them: epochs where known, else steps; shape (n,)."""
        return self.epoch if self.epoch is not None else self.step.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One training: its series and all that the reader has to say about them.

    `x_name` is what `Series.x` counts in this run: "epoch", "step" or "row". `asked` are the metrics (loss, accuracy)
    that the person wants related before all others.
    """

    name: str
    source: Path
    format: str
    series: tuple[Series, ...]
    x_name: Literal["epoch", "step", "row"] = "epoch"
    breaks: tuple[Break, ...] = ()
    notices: tuple[Notice, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
