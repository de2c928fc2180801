"""A pause of the accuracy inside a long stretch in which loss and accuracy both improve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.detect.trends import Slope, normal_cdf
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray


@dataclass(frozen=True, slots=True)
class Pause:
    """First and last point of a pause, and the probability that loss and accuracy did as a whole what it says."""

    first: int
    last: int
    confidence: float


def pause_in(judged: tuple[Slope, Slope], first: int, last: int, window: int, options: Options) -> Pause | None:
    """The longest pause between two points of a piece, from `first` to `last`, that both improve in; None without one.

    In a long run the accuracy may stand still for tens of points between two climbs while the loss goes on falling. A
    window is then too short to tell slow from still, so it is judged as a whole: the loss falls by its effect, the
    accuracy stays inside its effect and gains far less than such a fall of the loss gains it elsewhere, and afterwards
    it climbs again. A run that comes to its end levels off in both and does not climb again: that is no pause.
    """
    loss, accuracy = (slope.calm[first : last + 1] for slope in judged)
    least = max(options.pause_points, 2 * window)
    if len(loss) <= least or loss[0] <= loss[-1]:
        return None
    price = (accuracy[-1] - accuracy[0]) / (loss[0] - loss[-1])
    best = (0, 0)
    for start in range(0, len(loss) - least, max(1, window // 4)):
        length = _length(loss[start:], accuracy[start:], price, least, options)
        if length > best[1] - best[0]:
            best = (start, start + length)
    begin, end = best
    if end == begin:
        return None
    later = min(2 * end - begin, len(loss) - 1)
    gained, after = accuracy[end] - accuracy[begin], accuracy[later] - accuracy[end]
    if after < max(options.accuracy_effect, gained / options.pause_price):
        return None
    at = first + begin, first + end
    sure = normal_cdf(np.array([judged[1].room(*at, options.accuracy_effect), judged[0].errors(*at)]))
    return Pause(*at, confidence=float(sure.prod()))


def _length(loss: FloatArray, accuracy: FloatArray, price: float, least: int, options: Options) -> int:
    """How many points after the first one a pause that begins there goes on for; 0 when none begins there."""
    band = np.maximum.accumulate(accuracy) - np.minimum.accumulate(accuracy)
    stop = int(np.searchsorted(band, options.accuracy_effect, side="right"))
    fallen, gained = loss[0] - loss[:stop], accuracy[:stop] - accuracy[0]
    still = (np.abs(gained) <= options.accuracy_effect / 2) & (gained <= options.pause_price * price * fallen)
    ends = np.flatnonzero(still & (fallen >= options.loss_effect))
    return int(ends[-1]) if len(ends) and ends[-1] + 1 >= least else 0
