"""Data to pixels along the three axes of a chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart import Axis
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.model.run import FloatArray

REACH = 1e6
"""Pixels outside the view that Qt can still place."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Data to pixels along one axis. `low` and `high` are what the axis shows, in powers of ten when `log`."""

    low: float
    high: float
    length: float
    flipped: bool = False
    log: bool = False

    def pixels(self, values: FloatArray) -> FloatArray:
        """Pixels of data values; NaN where a log axis has no place for them."""
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values > 0, np.log10(values), np.nan)
        with np.errstate(over="ignore"):
            share = (values - self.low) / (self.high - self.low)
            pixels = np.clip((1.0 - share if self.flipped else share) * self.length, -REACH, REACH)
        return np.asarray(pixels, dtype=np.float64)

    def pixel(self, value: float) -> float:
        """The pixel of one data value."""
        return float(self.pixels(np.array([value]))[0])

    def value(self, pixel: float) -> float:
        """The data value at a pixel."""
        share = 1.0 - pixel / self.length if self.flipped else pixel / self.length
        linear = self.low + share * (self.high - self.low)
        return float(10.0**linear) if self.log else linear

    def axis(self, like: Axis) -> Axis:
        """What this scale shows as an Axis, for its ticks."""
        low, high = (10.0**self.low, 10.0**self.high) if self.log else (self.low, self.high)
        return Axis(like.title, low, high, self.log, like.percent)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the chart is looked at: the three scales; left and right are there even where no curve is."""

    x: Scale
    left: Scale
    right: Scale

    def side(self, axis: str) -> Scale:
        """The scale of the left or the right axis."""
        return self.left if axis == "left" else self.right


def frame_of(ranges: Ranges, width: float, height: float, *, log: bool) -> Frame:
    """The scales of a plot area of this many pixels; `log` says whether the left range is in powers of ten."""
    return Frame(
        x=Scale(*ranges.x, length=width),
        left=Scale(*ranges.left, length=height, flipped=True, log=log),
        right=Scale(*ranges.right, length=height, flipped=True),
    )
