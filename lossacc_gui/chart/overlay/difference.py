"""The differences of curves to those of a baseline, and the axes that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.chart.parts import Axis, Line
from lossacc_gui.chart.room import padded
from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray


def difference_of(
    x: FloatArray, y: FloatArray, base_x: FloatArray, base_y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The places, shape (m,), that lie within those of the baseline, and y minus the baseline there.

    x and base_x ascending, shapes (n,) and (k,). Between two points the baseline goes straight; beside a NaN of it
    nothing is known, so the difference is NaN there too.
    """
    if not len(base_x):
        return x[:0], y[:0]
    within = (x >= base_x[0]) & (x <= base_x[-1])
    x, y = x[within], y[within]
    after = np.clip(np.searchsorted(base_x, x, side="left"), 0, len(base_x) - 1)
    before = np.maximum(after - 1, 0)
    span = base_x[after] - base_x[before]
    share = np.where(span > 0, (x - base_x[before]) / np.where(span > 0, span, 1.0), 1.0)
    between = base_y[before] + share * (base_y[after] - base_y[before])
    last = np.searchsorted(base_x, x, side="right") - 1  # of several at one place, where a break is, the logged one
    return x, y - np.where(base_x[last] == x, base_y[last], between)


def difference_axes(axes: Sequence[Axis | None], lines: Sequence[Line], x: Axis, base: str) -> tuple[Axis | None, ...]:
    """The axes with titles that name the baseline, around zero, which lies equally high on both of them."""
    reach = [_reach(side, lines, x) for side in ("left", "right")]
    known = [(down / (down + up), up / (down + up)) for down, up in reach if down + up > 0]
    below = max((one for one, _ in known), default=0.5)
    above = max((one for _, one in known), default=0.5)
    found: list[Axis | None] = []
    for axis, (down, up) in zip(axes, reach, strict=True):
        if axis is None:
            found.append(None)
            continue
        unit = max(down / below if below else 0.0, up / above if above else 0.0) or 0.5
        low, high = padded(-unit * below, unit * above)
        found.append(replace(axis, title=_title(axis, base), low=low, high=high, log=False))
    return tuple(found)


def _reach(side: str, lines: Sequence[Line], x: Axis) -> tuple[float, float]:
    """How far the differences of a side go below and above zero."""
    values = [line.y[(line.x >= x.low) & (line.x <= x.high)] for line in lines if line.axis == side]
    every = np.concatenate([*values, np.zeros(1)])
    every = every[np.isfinite(every)]
    return -float(every.min()), float(every.max())


def _title(axis: Axis, base: str) -> str:
    told = {"what": axis.what, "base": base}
    if axis.percent:
        return say("{what} minus that of {base} (points)", **told)
    return say("{what} minus that of {base}", **told)
