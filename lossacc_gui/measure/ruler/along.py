"""How far accuracies go, and how a loss goes along with them."""

from __future__ import annotations

from lossacc_gui.measure.curves import extent
from lossacc_gui.model.run import FloatArray

MOVED = 0.03  # of the accuracy
_GOOD_PART = 0.1  # of the accuracies: over less a slope may be chance


def go_anywhere(accuracies: FloatArray) -> bool:
    """Whether accuracies go anywhere."""
    return extent(accuracies) >= MOVED


def slope(hits: FloatArray, loss: FloatArray, least: float = _GOOD_PART) -> float | None:
    """By how much a loss grows with the accuracy, by least squares; None where accuracies go less than that."""
    if extent(hits) < least:
        return None
    span = hits - hits.mean()
    return float(span @ loss / (span @ span))
