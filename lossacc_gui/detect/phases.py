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
    came_from = np.zeros(scores.shape, dtype=np.int64)
    best = scores[0]
    states = np.arange(9)
    for i in range(1, len(scores)):
        leader = int(best.argmax())
        switched = best[leader] - cost
        stay = best >= switched
        came_from[i] = np.where(stay, states, leader)
        best = np.where(stay, best, switched) + scores[i]
    path = np.zeros(len(scores), dtype=np.int64)
    path[-1] = int(best.argmax())
    for i in range(len(scores) - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return path
