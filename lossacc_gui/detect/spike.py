"""Single points at which the loss stands far above its surroundings."""

from __future__ import annotations

import numpy as np

from lossacc_gui.curves import jitter, rolling_median, usable
from lossacc_gui.detect.trends import loss_scale
from lossacc_gui.detect.view import View
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Series
from lossacc_gui.numerals import relative_text, x_text

_NEIGHBOURS = 5


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each split: how many spikes, and the highest."""
    found = (_of(loss, view.options) for loss in view.losses())
    return tuple(finding for finding in found if finding is not None)


def _of(loss: Series, options: Options) -> Finding | None:
    finite = usable(loss.value, options.largest_value)
    values, x = loss.value[finite], loss.x[finite]
    if len(values) <= _NEIGHBOURS:
        return None
    scaled = loss_scale(values).of(values)
    height = scaled - rolling_median(scaled, _NEIGHBOURS)
    least = max(float(np.log1p(options.spike_height)), options.spike_errors * jitter(scaled))
    spikes = np.flatnonzero(height >= least)
    spikes = spikes[(spikes > 0) & (spikes < len(values) - 1)]  # an end has no surroundings on one side
    if not len(spikes):
        return None
    top = int(spikes[np.argmax(height[spikes])])
    above = float(np.expm1(min(height[top], 700.0)))
    many = "1 spike" if len(spikes) == 1 else f"{len(spikes)} spikes, the highest"
    return Finding(
        FindingKind.SPIKE,
        str(loss.split),
        float(x[spikes[0]]),
        float(x[spikes[-1]]),
        Severity.WATCH,
        f"{loss.metric} has {many} at {x_text(float(x[top]))}: {relative_text(above)} over its surroundings.",
        float(len(spikes)),
    )
