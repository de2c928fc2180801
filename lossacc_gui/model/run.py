"""A training run as its log tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.quantity import Quantity, Split

__all__ = ["Break", "FloatArray", "IntArray", "LeftOut", "Notice", "Quantity", "Run", "Series", "Split"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Series:
    """One metric of one run; all arrays have shape (n,) and are read-only.

    step   strictly increasing int64, as the log counts (row number from 0 where it does not count)
    epoch  float64, strictly increasing, where the log tells the epoch; else None
    time   seconds since 1970 (or since the start where the log knows no more); else None
    value  float64: loss as logged, accuracy-like quantities as a fraction 0..1 (`percent` tells that the
           log had 0..100); NaN and inf are kept, never filled
    turned_from  the log's name of the error rate that this accuracy is 1 minus; empty for what is as logged
    """

    metric: str
    quantity: Quantity
    split: Split
    step: IntArray
    value: FloatArray
    epoch: FloatArray | None = None
    time: FloatArray | None = None
    percent: bool = False
    turned_from: str = ""

    def __post_init__(self) -> None:
        for array in (self.step, self.value, self.epoch, self.time):
            if array is not None:
                array.setflags(write=False)

    @property
    def logged_as(self) -> str:
        """The log's own name of the metric, by which a person asks for it."""
        return self.turned_from or self.metric

    def turned_round(self, quantity: Quantity = Quantity.ACCURACY) -> Series:
        """1 minus this error rate: an accuracy, named so; `logged_as` stays what it was."""
        named = f"{quantity.axis_name} (1 - {self.logged_as})"
        return replace(self, metric=named, quantity=quantity, value=1.0 - self.value, turned_from=self.logged_as)

    @property
    def x(self) -> FloatArray:
        """Where the points lie as the log counts them: epochs where known, else steps; shape (n,)."""
        return self.epoch if self.epoch is not None else self.step.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Numbers of a log that are no series of the run: what they are called, how many there are, and why.

    `series` has them where they can be taken all the same, once a person says what they measure.
    """

    metric: str
    points: int
    why: str
    series: Series | None = None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Run:
    """One training: its series and all that the reader has to say about them.

    `x_name` is what `Series.x` counts in this run: "epoch", "step" or "row". `asked` are the metrics (loss, accuracy)
    that the person wants related before all others. `left_out` is what the log has and the run has not, `files` are
    all files that it was read from.
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
    left_out: tuple[LeftOut, ...] = ()
    files: tuple[Path, ...] = ()
