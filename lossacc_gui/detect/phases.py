"""Cuts a stretch into phases of one joint direction of loss and accuracy."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray

_LEAST = 1e-4  # no single point may rule a direction out


def phases(loss_odds: FloatArray, accuracy_odds: FloatArray, window: int, cost: float) -> IntArray:
    """The likeliest joint state of every point, shape (n,): 3 * loss + accuracy with 0 down, 1 flat, 2 up.

    Viterbi path (Viterbi 1967; Forney 1973) with a fixed price for changing the state. Neighbouring points
    share almost all of their window, so each brings only 1/window of its evidence.
    """
    joint = np.log(np.maximum(loss_odds, _LEAST))[:, :, None] + np.log(np.maximum(accuracy_odds, _LEAST))[:, None, :]
    scores = joint.reshape(len(joint), 9) / window
    # nine states are too few for arrays: lists take a fifth of the time
    best: list[float] = scores[0].tolist()
    before: list[tuple[list[float], float]] = []  # what each state reached, and what those that switched began with
    for point in scores[1:].tolist():
        switched = max(best) - cost
        before.append((best, switched))
        best = [(old if old >= switched else switched) + new for old, new in zip(best, point, strict=True)]
    path = [best.index(max(best))]
    for reached, switched in reversed(before):
        state = path[-1]
        path.append(reached.index(max(reached)) if reached[state] < switched else state)
    return np.array(path[::-1], dtype=np.int64)
