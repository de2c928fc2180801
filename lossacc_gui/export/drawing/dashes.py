"""Lines cut into the pieces that are really drawn."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray


def unbroken(y: FloatArray) -> list[slice]:
    """The unbroken stretches of two points or more."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isfinite(y), [False]]).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 1]


def dashed(x: FloatArray, y: FloatArray, pattern: list[float]) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The segments x1, y1, x2, y2 of a polyline; with a pattern (on, off) only those of its dashes."""
    if not pattern:
        return x[:-1], y[:-1], x[1:], y[1:]
    on, off = pattern
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    starts = np.arange(0.0, along[-1], on + off)
    stops = np.sort(np.concatenate([along, starts, starts + on]))
    stops = stops[np.concatenate([[True], stops[1:] > stops[:-1]])]
    stops = stops[stops <= along[-1]]
    px, py = np.interp(stops, along, x), np.interp(stops, along, y)
    drawn = (stops[:-1] + stops[1:]) / 2 % (on + off) < on
    return px[:-1][drawn], py[:-1][drawn], px[1:][drawn], py[1:][drawn]
