"""The ways to count along the x axis of a run, and where its places lie when they are counted so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from lossacc_gui.chart.limits import LARGEST
from lossacc_gui.language import say
from lossacc_gui.measure.once import once
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray, Kind, Run, Series, XAxis
from lossacc_gui.numerals import duration_text, noun_text, x_text

TIME, WALL, ROW = "time", "wall", "row"
_ROWS, _TIME = say("row of the log"), say("time since the start")
_NO_COUNTERS = (Quantity.LEARNING_RATE, Quantity.TIME)
"""What may rise all along and counts nothing, or is an axis of its own."""
_SINCE_1970 = 1e8
"""Seconds above which a time is a date (March 1973 or later) and no length: three years of training."""
_MILLISECONDS = 1e11
"""Above this a date is told in milliseconds, as trackers do: in seconds it would lie in the year 5138."""
LAST_DATE = 4e9
"""Seconds since 1970 up to which a date is believed: the year 2096."""


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """Places of a run (in the x of its series) on the x axis of a chart, and back.

    The axis is linear in what `plot` gives: the values that `axis` counts, or their powers of ten with `log`.
    """

    axis: XAxis = field(default_factory=lambda: XAxis("", ""))
    log: bool = False

    def alike(self, other: Across) -> bool:
        """Whether another x axis counts the same; in a log that grows there are more points of it."""
        return (self.axis.id, self.log) == (other.axis.id, other.log)

    def plot(self, places: FloatArray) -> FloatArray:
        """Where places lie; -inf for what a logarithmic axis has no place for."""
        return self.of_values(self.axis.values(places))

    def of_values(self, values: FloatArray) -> FloatArray:
        """Where values of the axis lie."""
        if not self.log:
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log10(values), -np.inf)

    def plot_of(self, place: float) -> float:
        """Where one place lies."""
        return float(self.plot(np.array([place], dtype=np.float64))[0])

    def value(self, plotted: float) -> float:
        """What the axis counts there."""
        return float(min(10.0**plotted, LARGEST)) if self.log and plotted < np.log10(LARGEST) else plotted

    def place(self, plotted: float) -> float:
        """The place of the run that lies there."""
        return float(self.axis.places(np.array([self.value(plotted)]))[0])

    def said(self, plotted: float) -> str:
        """What the axis counts there, in words."""
        return value_text(self.axis, self.value(plotted))


def value_text(axis: XAxis, value: float) -> str:
    """A value of an axis as a person writes it; dates in UTC."""
    if axis.kind == "duration":
        return duration_text(value)
    if axis.kind == "date" and 0 <= value <= LAST_DATE:
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S}"
    return x_text(value)


def short_title(title: str) -> str:
    """What an axis counts, without from where on."""
    return noun_text("row", several=False) if title == _ROWS else say("time") if title == _TIME else title


@once
def axes_of(run: Run) -> tuple[XAxis, ...]:
    """All ways to count along x that the log of a run tells, its own first."""
    own = XAxis(run.x_name, _ROWS if run.x_name == "row" else noun_text(run.x_name, several=False))
    found = {own.id: own}
    for axis in (*run.counters, *_steps(run), *_times(run), *_rows(run), *_columns(run)):
        found.setdefault(axis.id, axis)
    return tuple(found.values())


def axis_in(axes: tuple[XAxis, ...], wanted: str) -> XAxis:
    """The axis with this id, the first for an empty one; BadOption where the log does not tell it."""
    found = next((axis for axis in axes if axis.id == wanted), None if wanted else axes[0])
    if found is None:
        names = ", ".join(axis.id for axis in axes)
        raise BadOption(
            say("this log does not tell {wanted!r} for the x axis; it tells {names}", wanted=wanted, names=names)
        )
    return found


def _steps(run: Run) -> Iterator[XAxis]:
    """The steps beside epochs; none where they only number the rows."""
    counted = [one for one in run.series if one.epoch is not None and not _is_numbering(one)]
    if run.x_name == "epoch" and counted:
        yield from _made(
            "step", noun_text("step", several=False), counted, [one.step.astype(np.float64) for one in counted]
        )


def _is_numbering(series: Series) -> bool:
    step = series.step
    numbered = len(step) == 0 or (step[0] in (0, 1) and bool(np.all(np.diff(step) == 1)))
    return numbered or np.array_equal(step, series.x)


def _times(run: Run) -> Iterator[XAxis]:
    """Time since the start and, where the log has dates, wall time: from the series or from a column of times."""
    timed = [(one, one.time) for one in run.series if one.time is not None and len(one.time)]
    if not timed:
        columns = [one for one in run.series if one.quantity is Quantity.TIME and _rises(one.value)]
        timed = [(one, one.value) for one in columns[:1]]
    if not timed:
        return
    series, times = [one for one, _ in timed], [time for _, time in timed]
    if max(float(time[-1]) for time in times) > _MILLISECONDS:
        times = [time / 1000.0 for time in times]
    start = min(float(time[0]) for time in times)
    dated = _SINCE_1970 <= start <= LAST_DATE
    for axis in _made(TIME, _TIME, series, times, "duration"):
        yield replace(axis, shown=axis.shown - start) if dated else axis
        if dated:
            yield replace(axis, id=WALL, title=say("wall time (UTC)"), kind="date")


def _rows(run: Run) -> Iterator[XAxis]:
    """The rank of each place among all places of the log."""
    if run.x_name == "row" or not run.series:
        return
    places = np.sort(np.concatenate(_different([one.x for one in run.series])), kind="stable")
    places = places[np.diff(places, prepend=-np.inf) > 0]
    if len(places) > 1:
        yield XAxis(ROW, _ROWS, at=places, shown=np.arange(len(places), dtype=np.float64))


def _columns(run: Run) -> Iterator[XAxis]:
    """Columns that only rise and do not tell how good the model is: tokens, samples, hours."""
    for one in run.series:
        told = one.quantity.is_progress or one.quantity.better is not None or one.quantity in _NO_COUNTERS
        if not told and _rises(one.value):
            yield from _made(one.metric, one.metric, [one], [one.value])


def _different(arrays: list[FloatArray]) -> list[FloatArray]:
    """Each array once: most curves of a run lie at the same places."""
    found: list[FloatArray] = []
    for one in arrays:
        if not any(np.array_equal(one, other) for other in found):
            found.append(one)
    return found


def _rises(values: FloatArray) -> bool:
    return bool(len(values) > 1 and np.isfinite(values).all() and np.all(values[1:] >= values[:-1]))


def _made(
    name: str, title: str, series: list[Series], shown: list[FloatArray], kind: Kind = "number"
) -> Iterator[XAxis]:
    at: list[FloatArray] = []
    told: list[FloatArray] = []
    for x, values in zip((one.x for one in series), shown, strict=True):
        if not any(np.array_equal(x, a) and np.array_equal(values, t) for a, t in zip(at, told, strict=True)):
            at.append(x)
            told.append(values)
    axis = XAxis.of(name, title, np.concatenate(at), np.concatenate(told), kind)
    if axis is not None:
        yield axis
