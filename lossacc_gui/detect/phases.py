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
    history = [best]
    for point in scores[1:].tolist():
        switched = max(best) - cost
        best = [(old if old >= switched else switched) + new for old, new in zip(best, point, strict=True)]
        history.append(best)
    reached = np.array(history)
    leaders = reached.argmax(axis=1).tolist()
    switches = (reached < reached.max(axis=1, keepdims=True) - cost).tolist()
    path = [leaders[-1]]
    for leader, switch in zip(leaders[-2::-1], switches[-2::-1], strict=True):
        path.append(leader if switch[path[-1]] else path[-1])
    return np.array(path[::-1], dtype=np.int64)
