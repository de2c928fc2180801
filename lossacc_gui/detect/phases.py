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
    first, *scores = (joint.reshape(len(joint), 9) / window).tolist()
    # nine states are too few for arrays, and a loop over them takes twice as long as to write them out
    best: list[float] = first
    before: list[tuple[list[float], float]] = []  # what each state reached, and what those that switched began with
    for dd, df, du, fd, ff, fu, ud, uf, uu in scores:
        low = max(best) - cost
        before.append((best, low))
        a, b, c, d, e, f, g, h, i = best
        best = [
            (a if a >= low else low) + dd,
            (b if b >= low else low) + df,
            (c if c >= low else low) + du,
            (d if d >= low else low) + fd,
            (e if e >= low else low) + ff,
            (f if f >= low else low) + fu,
            (g if g >= low else low) + ud,
            (h if h >= low else low) + uf,
            (i if i >= low else low) + uu,
        ]
    state = best.index(max(best))
    path = [state]
    for reached, low in reversed(before):
        if reached[state] < low:
            state = reached.index(max(reached))
        path.append(state)
    return np.array(path[::-1], dtype=np.int64)
