"""The loss becomes infinite, not a number, or larger by orders of magnitude."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.measure.curves import usable
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Series
from lossacc_gui.numerals import loss_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each split."""
    found = (_of(loss, view.options) for loss in view.losses())
    return tuple(finding for finding in found if finding is not None)


def _of(loss: Series, options: Options) -> Finding | None:
    finite = usable(loss.value, options.largest_value)
    if not finite.any():
        return _finding(loss, 0, f"{loss.metric} is never a number.", None)
    # NaN alone may mean "not logged at this step"; it is a blow-up where it lasts to the end, infinity is one anywhere
    last = int(np.flatnonzero(finite)[-1])
    infinite = np.flatnonzero(~finite & ~np.isnan(loss.value))
    broken = int(infinite[0]) if len(infinite) else last + 1
    grown = _growth(loss, options)
    if grown is not None and grown < broken:
        best = float(np.minimum.accumulate(np.where(finite, loss.value, np.inf))[grown])
        top = float(np.max(loss.value[grown:][finite[grown:]]))
        text = f"{loss.metric} blows up, from {loss_text(best)} to {loss_text(top)}."
        return _finding(loss, grown, text, top / best)
    if broken < len(loss.value):
        what = "turns infinite" if len(infinite) else "is not a number any more"
        before = f", after {loss_text(float(loss.value[broken - 1]))}" if broken else ""
        return _finding(loss, broken, f"{loss.metric} {what}{before}.", None)
    return None


def _growth(loss: Series, options: Options) -> int | None:
    """The first point of a rise by orders of magnitude that is not undone until the end; None without one."""
    finite = usable(loss.value, options.largest_value)
    values = loss.value[finite]
    if len(values) < options.window_least or values.min() <= 0:
        return None
    best = np.minimum.accumulate(values)
    high = values >= options.blow_up_factor * best
    if not high[-1]:
        return None
    low = np.flatnonzero(~high)
    return int(np.flatnonzero(finite)[int(low[-1]) + 1 if len(low) else 0])


def _finding(loss: Series, first: int, text: str, value: float | None) -> Finding:
    end = float(loss.x[-1])
    return Finding(FindingKind.BLOW_UP, str(loss.split), float(loss.x[first]), end, Severity.PROBLEM, text, value)
