"""Two splits whose series are one: one of them was written twice, and nothing is known of the other."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import common_x
from lossacc_gui.measure.curves import logged_digits
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Series, Split

_FEWEST = 3  # different values that are equal in both
_DIGITS = 9  # decimals of these together: fewer may be equal by chance
_ALL_DIGITS = 6  # of values that are written with all that they have


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: of the first two series of one quantity and two splits that are equal at every point."""
    progress = [one for one in view.run.series if one.quantity.is_progress and len(one.value) >= _FEWEST]
    for one, other in combinations(progress, 2):
        if one.quantity is other.quantity and one.split is not other.split and _named(one, other) and _same(one, other):
            text = say(
                "{one} and {other} are the same number to every digit at all {count} points: one of them was written "
                "twice, and what the other would be is not known.",
                one=one.logged_as or one.metric,
                other=other.logged_as or other.metric,
                count=len(one.value),
            )
            ends = float(other.x[0]), float(other.x[-1])
            return (Finding(FindingKind.METRIC, other.split.value, *ends, Severity.WATCH, text, None),)
    return ()


def _named(one: Series, other: Series) -> bool:
    """Whether what stands for training is called so, or as the other one without its split: a metric that names no
    split may be one that is held out.
    """
    names = [(series.split, (series.logged_as or series.metric).lower()) for series in (one, other)]
    bare = [name for split, name in names if split is Split.TRAIN and "train" not in name]
    return not bare or any(name != bare[0] and name.endswith(bare[0]) for _, name in names)


def _same(one: Series, other: Series) -> bool:
    """Whether two series are equal at every point, and move too often for that to be chance."""
    if len(one.value) != len(other.value) or not np.array_equal(one.value, other.value, equal_nan=True):
        return False
    own, others = common_x(one, other)
    values = one.value[np.isfinite(one.value)]
    turns = int(np.count_nonzero(np.diff(values))) + 1 if len(values) else 0
    different = min(turns, len(np.unique(values)))
    digits = logged_digits(values) or _ALL_DIGITS
    return np.array_equal(own, others) and different >= _FEWEST and different * digits >= _DIGITS
