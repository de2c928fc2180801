"""The ways to smooth and the amounts to choose from."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lossacc_gui.gui.window.slider import POSITIONS
from lossacc_gui.language import Number, tr
from lossacc_gui.model.smoothing import MOST_WEIGHT, Over, Smoothing

LEAST, MOST = 1e-4, 0.5
"""Shares of a run at the second and the last position."""
KEY_WEIGHT, KEY_FACTOR = 0.1, 2.0
"""What a key adds to a weight, or makes a stretch longer by."""
USUAL_WEIGHT, USUAL_SHARE = 0.6, 0.01
"""What a way begins with where nothing was smoothed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to smooth: by weights (no `over`), or over a stretch of this kind; `whole` is how long the run is."""

    over: Over | None = None
    whole: float = 1.0

    @property
    def kind(self) -> Over | None:
        """What it smooths over, as one that is 1 long."""
        return self.over and replace(self.over, length=1.0)

    def in_a_run_of(self, whole: float) -> Way:
        """The same way in a run of this length."""
        return replace(self, whole=whole)

    def smoothing_over(self, over: Over | None) -> Way:
        """The way in the same run that smooths over this, or by weights."""
        return replace(self, over=over)

    def of(self, smoothing: Smoothing) -> Way:
        """The way in the same run that a smoothing is of."""
        return self.smoothing_over(smoothing if isinstance(smoothing, Over) else None)

    def share_of(self, smoothing: Smoothing) -> float:
        """The share of the run that a stretch takes; the usual one for what is no stretch."""
        if not isinstance(smoothing, Over):
            return USUAL_SHARE
        return smoothing.length if smoothing.share else smoothing.length / self.whole

    def at(self, position: int) -> Smoothing:
        """The smoothing at a position of the slider; at 0 there is none."""
        if self.over is None:
            return position / 100
        return self.stretch(LEAST * (MOST / LEAST) ** ((position - 1) / (POSITIONS - 1))) if position else 0.0

    def position(self, smoothing: Smoothing) -> int:
        """The position of the slider for a smoothing of this way."""
        if not isinstance(smoothing, Over):
            return round(100 * smoothing)
        steps = math.log(max(self.share_of(smoothing), LEAST) / LEAST) / math.log(MOST / LEAST) * (POSITIONS - 1)
        return min(1 + round(steps), POSITIONS)

    def stretch(self, share: float) -> Smoothing:
        """A stretch of this way that takes about this share of the run, in two digits."""
        if self.over is None:
            return USUAL_WEIGHT
        length = share if self.over.share else max(share * self.whole, 1.0)
        return replace(self.over, length=float(f"{length:.2g}"))

    def stepped(self, smoothing: Smoothing, by: int) -> Smoothing:
        """More smoothing (+1) or less (-1) than this."""
        if not isinstance(smoothing, Over):
            if self.over is not None and not smoothing:
                return self.stretch(USUAL_SHARE) if by > 0 else 0.0
            return min(max(round(smoothing + by * KEY_WEIGHT, 2), 0.0), MOST_WEIGHT)
        least, most = (LEAST, 1.0) if smoothing.share else (max(LEAST * self.whole, 1.0), self.whole)
        length = smoothing.length * KEY_FACTOR**by
        return replace(smoothing, length=float(f"{min(length, most):.2g}")) if length >= least else 0.0


def value_text(smoothing: Smoothing) -> str:
    """The amount as the tool bar says it: 0.60, 1 %, 10,000."""
    if not isinstance(smoothing, Over):
        return tr(Number(f"{smoothing:.2f}"))
    return tr(Number(f"{100 * smoothing.length:.3g} %" if smoothing.share else f"{smoothing.length:,.6g}"))
