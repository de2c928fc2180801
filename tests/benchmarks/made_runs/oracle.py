"""The episodes that curves without sampling noise really have, by the definition that the truth runs share."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NAMES = {-1: "down", 0: "flat", 1: "up"}
LOSS_MOVES, ACCURACY_MOVES = 0.02, 0.006  # of log loss and of accuracy, over two windows
BOTH, LOSS_ALONE, ACCURACY_ALONE = (0.04, 0.012), 0.08, 0.02  # what a clear episode moves as a whole


@dataclass(frozen=True, slots=True)
class Found:
    """One true episode; `start` and `end` are epochs, both inside."""

    start: int
    end: int
    loss: str
    accuracy: str
    grade: str
    loss_change: float
    accuracy_change: float


def smoothed(curve: Floats, window: int) -> Floats:
    """Running median, then running mean, over the odd window; the first and last value stand for what lies outside."""
    window |= 1
    for middle in (np.median, np.mean):
        padded = np.pad(curve, window // 2, mode="edge")
        curve = np.asarray(middle(np.lib.stride_tricks.sliding_window_view(padded, window), axis=1))
    return curve


def episodes(loss: Floats, accuracy: Floats) -> list[Found]:
    """The episodes of curves of shape (epochs,), up to the first loss that is not finite."""
    stops = np.flatnonzero(~np.isfinite(loss))
    if len(stops):
        loss, accuracy = loss[: stops[0]], accuracy[: stops[0]]
    epochs = len(loss)
    if not epochs:
        return []
    window = max(3, epochs // 20)
    loss_signs = _signs(smoothed(np.log(np.maximum(loss, 1e-12)), window), window, LOSS_MOVES)
    accuracy_signs = _signs(smoothed(accuracy, window), window, ACCURACY_MOVES)
    code = 3 * loss_signs + accuracy_signs
    edges = [0, *(np.flatnonzero(np.diff(code)) + 1).tolist(), epochs]
    found = []
    for first, after in pairwise(edges):
        a, b = int(loss_signs[first]), int(accuracy_signs[first])
        if (a, b) == (0, 0) or a * b < 0:
            continue
        change, gain = float(loss[after - 1] - loss[first]), float(accuracy[after - 1] - accuracy[first])
        lasts = after - first >= max(4, epochs // 15)
        grade = "clear" if lasts and _moves(a, b, abs(change / loss[first]), abs(gain)) else "weak"
        found.append(Found(first, after - 1, NAMES[a], NAMES[b], grade, change, gain))
    return found


def as_records(found: list[Found]) -> list[dict[str, object]]:
    """The form in which truth.json holds episodes."""
    return [asdict(f) for f in found]


def _moves(loss: int, accuracy: int, ratio: float, gain: float) -> bool:
    if loss and accuracy:
        return ratio >= BOTH[0] and gain >= BOTH[1]
    return ratio >= LOSS_ALONE if loss else gain >= ACCURACY_ALONE


def _signs(curve: Floats, window: int, least: float) -> NDArray[np.int64]:
    """Direction of the change over two windows around each epoch, made up in proportion where an end cuts it off."""
    index = np.arange(len(curve))
    before, after = np.maximum(index - window, 0), np.minimum(index + window, len(curve) - 1)
    change = (curve[after] - curve[before]) * 2 * window / np.maximum(after - before, 1)
    return np.where(np.abs(change) >= least, np.sign(change), 0).astype(np.int64)
