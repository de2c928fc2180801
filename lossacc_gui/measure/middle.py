"""Several runs of one configuration as one: the median of each metric, and how far apart the runs are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray, Run, Series, Split


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One metric of all runs; arrays of shape (points,).

    middle     the median of the runs that have a value there
    low, high  their quartiles (linear between the two runs next to them), `least` and `most` the ends
    count      how many runs those are: at least half of those that log the metric
    """

    metric: str
    quantity: Quantity
    split: Split
    x: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    least: FloatArray
    most: FloatArray
    count: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Middle:
    """The run of the medians, and the bands that they come from.

    left_out  how many runs count x otherwise than most and have no part in it
    ended     the last x of each run that ends before the medians do, the first first
    """

    run: Run
    bands: tuple[Band, ...]
    left_out: int
    ended: tuple[float, ...]


def middle_of(runs: Sequence[Run], name: str) -> Middle:
    """The medians of the metrics that at least half of the runs log, as far as at least half of those go.

    Values between two logged points of a run
    are interpolated linearly; what is not finite counts as not logged. `runs` holds one run at least.
    """
    x_name = _most_frequent([run.x_name for run in runs])
    alike = [run for run in runs if run.x_name == x_name]
    found: dict[tuple[str, Quantity, Split], list[Series]] = defaultdict(list)
    for run in alike:
        for key, series in {(one.metric, one.quantity, one.split): one for one in run.series}.items():
            found[key].append(series)
    bands = [
        band for key, some in found.items() if 2 * len(some) >= len(alike) and (band := _band(*key, some)) is not None
    ]
    ends = sorted(map(last_x, alike))
    last = max((float(band.x[-1]) for band in bands), default=0.0)
    run = Run(
        name=name,
        source=alike[0].source.parent,
        format="median",
        series=tuple(_series(band, x_name) for band in bands),
        x_name=x_name,
        settings=tuple(one for one in alike[0].settings if all(one in other.settings for other in alike)),
        files=tuple(run.source for run in alike),
    )
    return Middle(run, tuple(bands), len(runs) - len(alike), tuple(end for end in ends if end < last))


def last_x(run: Run) -> float:
    """Where the longest curve of the run ends; 0 without any."""
    return max((float(one.x[-1]) for one in run.series if len(one.x)), default=0.0)


def _band(metric: str, quantity: Quantity, split: Split, some: Sequence[Series]) -> Band | None:
    """None where no run has two finite values."""
    known = [(one.x, np.isfinite(one.value), one.value) for one in some if np.isfinite(one.value).sum() > 1]
    if not known:
        return None
    points = [(x[finite], value[finite]) for x, finite, value in known]
    start = sorted(x[0] for x, _ in points)[len(points) // 2]
    end = sorted((x[-1] for x, _ in points), reverse=True)[(len(points) - 1) // 2]
    # the places of the run that logs as often as most, of those that go as far as half of them
    grid = sorted((x for x, finite, _ in known if x[finite][-1] >= end), key=len)
    x = grid[(len(grid) - 1) // 2]
    x = x[(x >= min(start, end)) & (x <= end)]
    values = np.array([np.interp(x, at, value, left=np.nan, right=np.nan) for at, value in points])
    least, low, middle, high, most = np.nanpercentile(values, (0, 25, 50, 75, 100), axis=0)
    return Band(metric, quantity, split, x, low, middle, high, least, most, np.isfinite(values).sum(axis=0))


def _series(band: Band, x_name: Literal["epoch", "step", "row"]) -> Series:
    whole = bool(np.all(band.x == np.rint(band.x)))
    step = np.rint(band.x).astype(np.int64) if whole else np.arange(len(band.x), dtype=np.int64)
    epoch = band.x.copy() if x_name == "epoch" or not whole else None
    return Series(band.metric, band.quantity, band.split, step, band.middle.copy(), epoch)


def _most_frequent(names: Sequence[Literal["epoch", "step", "row"]]) -> Literal["epoch", "step", "row"]:
    return max(dict.fromkeys(names), key=names.count)
