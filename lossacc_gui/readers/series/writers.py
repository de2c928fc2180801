"""Tells two processes that write one log in turns from a training that was resumed again and again."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray

FEWEST = 4  # times that the other one writes
FEWEST_ROWS = 3  # of each
NEARER = 2.0  # times that a row is nearer to the last of its own process than to the row before
MOSTLY = 0.75  # of the rows where the other one writes
APART = 3.0  # times the usual step that both differ by at one count; what was resumed tells about the same again


def writers_of(count: FloatArray, value: FloatArray) -> IntArray | None:
    """Which of two processes wrote each row, 0 or 1, shape (n,); None where it was not two that counted by one.

    `count` is the counter and `value` a curve of the rows, shape (n,) each. Each process counts on for itself and its
    curve goes on where it was, unlike the other's at the same count.
    """
    if not np.isfinite(value).all():
        return None
    curve = np.log(value) if (value > 0).all() else value
    which = _counted_on(count, curve)
    if which is None:
        return None
    changes = np.flatnonzero(which[1:] != which[:-1]) + 1
    rows = [np.flatnonzero(which == one) for one in (0, 1)]
    if len(changes) < FEWEST or min(map(len, rows)) < FEWEST_ROWS:
        return None
    back = changes[1:]  # at the first the other one begins
    own = np.array([rows[which[at]][rows[which[at]].searchsorted(at) - 1] for at in back])
    within, across = np.abs(curve[back] - curve[own]), np.abs(curve[back] - curve[back - 1])
    _, one, other = np.intersect1d(count[rows[0]], count[rows[1]], return_indices=True)
    step = float(np.median(np.concatenate([np.abs(np.diff(curve[mine])) for mine in rows])))
    apart = np.abs(curve[rows[0]][one] - curve[rows[1]][other])
    unlike = not apart.size or float(np.median(apart)) > APART * step
    return which if unlike and float((within * NEARER < across).mean()) >= MOSTLY else None


def _counted_on(count: FloatArray, curve: FloatArray) -> IntArray | None:
    """Which of two counters counts on by one at each row, shape (n,); None where neither does somewhere.

    Where both would, it is the one whose curve is nearer.
    """
    last = [0]  # the row that each wrote last
    which = np.zeros(len(count), dtype=np.int64)
    for row in range(1, len(count)):
        fits = [one for one, at in enumerate(last) if count[row] == count[at] + 1]
        if fits:
            now = min(fits, key=lambda one: abs(curve[row] - curve[last[one]]))
        elif len(last) == 1:
            now = 1
            last.append(row)
        else:
            return None
        last[now] = row
        which[row] = now
    return which if len(last) > 1 else None
