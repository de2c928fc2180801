"""A training run as its log tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.language import SILENCE, Said
from lossacc_gui.model.quantity import Quantity, Split

__all__ = [
    "Break",
    "FloatArray",
    "IntArray",
    "LeftOut",
    "Notice",
    "Quantity",
    "Recounted",
    "Run",
    "Series",
    "Split",
    "XAxis",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_NO_PLACES = np.empty(0)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader skipped, guessed or changed. `line` counts from 1; None where there are no lines."""

    text: Said
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a run is not continuous: no trend may be drawn across it.

    `position` is the first x value after the break, in the x of the run's series. A phase is another part of the same
    training, which goes on. A turn is where another process writes that trains at the same time.
    """

    position: float
    kind: Literal["restart", "resume", "turn", "gap", "phase"]
    text: Said


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

    def turned_round(self, quantity: Quantity | None = None) -> Series:
        """1 minus this error rate: an accuracy, named so, of a kind if one is given; `logged_as` stays what it was."""
        of_words = self.quantity is Quantity.WORD_ERROR_RATE
        quantity = quantity or (Quantity.WORD_ACCURACY if of_words else Quantity.ACCURACY)
        named = f"{quantity.axis_name} (1 - {self.logged_as})"
        return replace(self, metric=named, quantity=quantity, value=1.0 - self.value, turned_from=self.logged_as)

    def since(self, first: int) -> Series:
        """What it tells from a point on, by its index."""
        epoch, time = (None if one is None else one[first:] for one in (self.epoch, self.time))
        return replace(self, step=self.step[first:], value=self.value[first:], epoch=epoch, time=time)

    @property
    def x(self) -> FloatArray:
        """Where the points lie as the log counts them: epochs where known, else steps; shape (n,)."""
        return self.epoch if self.epoch is not None else self.step.astype(np.float64)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last x of a series that has points, without a look at those between."""
        along = self.epoch if self.epoch is not None else self.step
        return float(along[0]), float(along[-1])


Kind = Literal["number", "duration", "date"]
"""What an x axis counts: plain numbers, seconds, seconds since 1970."""


@dataclass(frozen=True, slots=True, eq=False)
class XAxis:
    """A way to count the places of a run: its own x without points, another one by points of both.

    at     places in the x of the run's series, strictly increasing, shape (n,), n = 0 or at least 2
    shown  what is counted there, strictly increasing, shape (n,); between and beyond them it goes on in straight lines
    """

    id: str
    title: str
    kind: Kind = "number"
    at: FloatArray = field(default_factory=lambda: np.empty(0))
    shown: FloatArray = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, name: str, title: str, at: FloatArray, shown: FloatArray, kind: Kind = "number") -> XAxis | None:
        """The axis through points in any order; None where they do not rise at least once.

        What falls back counts nothing. Of places that are counted alike (the steps of one epoch) the first one is
        where it begins, and those after it lie on the way to the next.
        """
        finite = np.isfinite(at) & np.isfinite(shown)
        at, shown = at[finite], shown[finite]
        order = np.argsort(at, kind="stable")  # quick on curves that follow each other, each of them in order
        at, shown = at[order], np.maximum.accumulate(shown[order])
        last = np.append(at[1:] > at[:-1], True)[: len(at)]  # compared: differences may be beyond all
        at, shown = at[last], shown[last]
        first = np.append(True, shown[1:] > shown[:-1])[: len(shown)]
        return cls(name, title, kind, at[first], shown[first]) if np.count_nonzero(first) > 1 else None

    def values(self, places: FloatArray) -> FloatArray:
        """What is counted at places of the run, shape (n,)."""
        if np.array_equal(places, self.at):
            return self.shown
        return places if not len(self.at) else _along(places, self.at, self.shown)

    def places(self, values: FloatArray) -> FloatArray:
        """The places of the run where this is counted, shape (n,)."""
        return values if not len(self.at) else _along(values, self.shown, self.at)


def _along(x: FloatArray, known: FloatArray, told: FloatArray) -> FloatArray:
    """Straight lines through points, the outer ones going on beyond them."""
    i = np.clip(np.searchsorted(known, x, side="right") - 1, 0, len(known) - 2)
    share = (x - known[i]) / (known[i + 1] - known[i])
    made: FloatArray = told[i] + share * (told[i + 1] - told[i])
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Recounted:
    """What a counter that falls back says of the places of a run: `name` is "epoch" or "step", `count` its number at
    each of `at`, places in the x of the run's series, increasing; shape (n,) each.
    """

    name: Literal["epoch", "step", "row"]
    at: FloatArray
    count: FloatArray

    def number(self, place: float) -> float | None:
        """What it counts at a place; None where it says nothing."""
        here = int(self.at.searchsorted(place))
        found = here < len(self.at) and self.at[here] == place and np.isfinite(self.count[here])
        return float(self.count[here]) if found else None


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Numbers of a log that are no series of the run: what they are called, how many there are, and why.

    `series` has them where they can be taken all the same, once a person says what they measure. `goes` tells how a
    series goes that the run has, but is not judged; `taken_by` is METRIC=QUANTITY as a person may say it of one of an
    unknown name.
    """

    metric: str
    points: int
    why: str
    series: Series | None = None
    goes: str = ""
    taken_by: str = ""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Run:
    """One training: its series and all that the reader has to say about them.

    `x_name` is what `Series.x` counts in this run: "epoch", "step" or "row". `asked` are the metrics (loss, accuracy)
    that the person wants related before all others. `left_out` is what the log has and the run has not, `files` are
    all files that it was read from. `counters` are ways to count its places that no series tells, `recounted` is the
    log's own counter where it falls back. `unlikely` says why it may be no training at all; it is empty where nothing
    speaks against it.
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
    counters: tuple[XAxis, ...] = ()
    unlikely: Said = SILENCE
    recounted: Recounted | None = None

    @property
    def not_judged(self) -> tuple[LeftOut, ...]:
        """What is among the series but not judged: a score, or what no name tells."""
        return tuple(one for one in self.left_out if one.goes)

    def training_at(self, place: float) -> int:
        """The number, from 1, of the training that a place belongs to: another begins where one starts again."""
        return 1 + int(self.restart_places.searchsorted(place, side="right"))

    @property
    def break_places(self) -> FloatArray:
        """The first x behind each break, in order, shape (breaks,)."""
        if not self.breaks:
            return _NO_PLACES  # as of most runs, which are asked often
        return np.sort(np.array([one.position for one in self.breaks], dtype=np.float64))

    @property
    def restart_places(self) -> FloatArray:
        """Those at which training starts again, shape (restarts,)."""
        if not self.breaks:
            return _NO_PLACES
        return np.sort(np.array([one.position for one in self.breaks if one.kind == "restart"], dtype=np.float64))

    @property
    def curve_names(self) -> dict[tuple[str, str], str]:
        """What each curve (metric, split) is asked for by: the log's name, with the split where several have it."""
        curves = dict.fromkeys((one.logged_as, one.split.value) for one in self.series)
        called = Counter(metric for metric, _ in curves)
        return {(metric, split): metric if called[metric] == 1 else f"{metric}:{split}" for metric, split in curves}
