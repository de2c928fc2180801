"""What counts as a true episode of known curves, and how found episodes are held against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.measure.curves import calmed, change_around
from lossacc_gui.model.episode import Direction, Episode

Floats = NDArray[np.float64]
SIGN = {Direction.DOWN: -1, Direction.FLAT: 0, Direction.UP: 1}


@dataclass(frozen=True, slots=True)
class Planted:
    """A stretch of equal, disagreeing directions; `clear` ones must be found, the others may be."""

    start: int
    end: int
    loss: int
    accuracy: int
    clear: bool


def true_episodes(loss: Floats, accuracy: Floats) -> tuple[Planted, ...]:
    """The episodes of noise-free curves of shape (epochs,)."""
    epochs = len(loss)
    window = max(3, epochs // 20)
    calm_loss, calm_accuracy = calmed(np.log(loss), window), calmed(accuracy, window)
    loss_change, accuracy_change = change_around(calm_loss, window), change_around(calm_accuracy, window)
    loss_sign = np.where(np.abs(loss_change) >= 0.02, np.sign(loss_change), 0).astype(int)
    accuracy_sign = np.where(np.abs(accuracy_change) >= 0.006, np.sign(accuracy_change), 0).astype(int)
    code = 3 * loss_sign + accuracy_sign
    edges = [0, *(np.flatnonzero(np.diff(code)) + 1).tolist(), epochs]
    found = []
    for i in range(len(edges) - 1):
        first, last = edges[i], edges[i + 1] - 1
        a, b = int(loss_sign[first]), int(accuracy_sign[first])
        if (a, b) == (0, 0) or a * b < 0:
            continue
        relative = abs(float(np.expm1(calm_loss[last] - calm_loss[first])))
        absolute = abs(float(calm_accuracy[last] - calm_accuracy[first]))
        moved = relative >= 0.04 and absolute >= 0.012 if a and b else relative >= 0.08 if a else absolute >= 0.02
        found.append(Planted(first, last, a, b, moved and last - first + 1 >= max(4, epochs // 15)))
    return tuple(found)


def is_false(episode: Episode, true: Iterable[Planted]) -> bool:
    """Whether less than half of a found episode lies in true ones that it does not contradict."""
    a, b = SIGN[episode.loss], SIGN[episode.accuracy]
    room: set[int] = set()
    for t in true:
        if a * t.loss >= 0 and b * t.accuracy >= 0:
            room.update(range(t.start, t.end + 1))
    mine = set(range(round(episode.start), round(episode.end) + 1))
    return 2 * len(mine & room) < len(mine)


def is_found(true: Planted, episodes: Iterable[Episode]) -> bool:
    """Whether found episodes with the same directions cover half of a true one or more."""
    cover: set[int] = set()
    for e in episodes:
        if (SIGN[e.loss], SIGN[e.accuracy]) == (true.loss, true.accuracy):
            cover.update(range(round(e.start), round(e.end) + 1))
    mine = set(range(true.start, true.end + 1))
    return 2 * len(mine & cover) >= len(mine)
