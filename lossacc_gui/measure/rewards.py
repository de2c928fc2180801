"""How a run of reinforcement learning went, by its reward: nothing else that it logs tells progress."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.measure.curves import usable
from lossacc_gui.measure.once import once
from lossacc_gui.measure.pairing import main_of, pairs_of
from lossacc_gui.model.run import FloatArray, Run, Series, Split

_FEWEST = 20  # rewards that show a course: single episodes end far apart
_FEWEST_APART = 100  # of which each tenth tells its own jitter
_MOST_JITTER = 3.0  # times that of the typical tenth
_PARTS = 10  # the run is told by the means of its tenths
_LARGEST = 1e30  # beyond it no sum is safe
_CLEAR = 4.0  # standard errors of the difference of two such means
_MUCH = 0.25  # of what was won: that much lost again is a fall


@dataclass(frozen=True, slots=True, eq=False)
class Rewarded:
    """The reward in tenths of the run.

    means   shape (10,), in the unit of the reward
    errors  their standard errors, shape (10,), by the jitter inside each
    starts  the first x of each, shape (10,)
    """

    series: Series
    means: FloatArray
    errors: FloatArray
    starts: FloatArray

    @property
    def best(self) -> int:
        """The tenth of the highest mean."""
        return int(self.means.argmax())

    @property
    def has_risen(self) -> bool:
        """Whether it was clearly higher somewhere than in the first tenth."""
        return self._apart(0, self.best)

    @property
    def has_fallen_back(self) -> bool:
        """Whether a good part of what was won is lost at the end."""
        won = self.means[self.best] - self.means[0]
        lost = self.means[self.best] - self.means[-1]
        return self.has_risen and bool(lost >= _MUCH * won) and self._apart(_PARTS - 1, self.best)

    @property
    def still_rises(self) -> bool:
        """Whether the last three tenths go up, clearly so from the one before them."""
        return bool((np.diff(self.means[-3:]) > 0).all()) and self._apart(_PARTS - 4, _PARTS - 1)

    def _apart(self, low: int, high: int) -> bool:
        error = float(np.hypot(self.errors[low], self.errors[high]))
        return float(self.means[high] - self.means[low]) > _CLEAR * error


@once
def rewarded(run: Run) -> Rewarded | None:
    """The course of the reward that speaks for a run, of evaluations before that of training; None where there is none
    or too little of it.
    """
    found = (main_of(run, split, pairs_of(run)).reward for split in (Split.VAL, Split.TEST, Split.TRAIN))
    series = next((one for one in found if one is not None and len(one.value) >= _FEWEST), None)
    if series is None:
        return None
    known = usable(series.value, _LARGEST)
    value, x = series.value[known], series.x[known]
    if len(value) < _FEWEST:
        return None
    parts = np.array_split(np.arange(len(value)), _PARTS)
    means = np.array([value[part].mean() for part in parts])
    errors = np.array([value[part].std(ddof=1) / np.sqrt(len(part)) for part in parts])
    # inside a tenth the reward may rise as well, and two or three points may happen to agree
    typical = float(np.median(errors))
    few = len(value) < _FEWEST_APART
    errors = np.full(_PARTS, typical) if few else np.minimum(errors, _MOST_JITTER * typical)
    return Rewarded(series, means, errors, x[[part[0] for part in parts]])
