"""How far accuracies go, and how a loss goes along with them."""

from __future__ import annotations

from lossacc_gui.measure.curves import extent
from lossacc_gui.model.run import FloatArray

_MOVED = 0.03  # of the accuracy
_GOOD_PART = 0.1  # of the accuracies: over less a slope may be chance


def go_anywhere(accuracies: FloatArray) -> bool:
    """Whether accuracies go anywhere."""
    return extent(accuracies) >= _MOVED


def slope(hits: FloatArray, loss: FloatArray) -> float | None:
    """By how much a loss grows with the accuracy, by least squares; None where accuracies do not go a good part."""
    if extent(hits) < _GOOD_PART:
        return None
    span = hits - hits.mean()
    return float(span @ loss / (span @ span))
