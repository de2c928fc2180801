"""Single points at which the loss stands far above its surroundings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say_many
from lossacc_gui.measure.aligned import loss_scale, reckonable
from lossacc_gui.measure.curves import jitter, row_medians, starts_behind, true_places
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import FloatArray, IntArray, Series
from lossacc_gui.numerals import place_text, relative_text

_NEIGHBOURS = 5


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each split: how many spikes, and the highest."""
    found = (_of(loss, view) for loss in view.losses)
    return tuple(finding for finding in found if finding is not None)


def _of(loss: Series, view: View) -> Finding | None:
    options = view.options
    finite = np.isfinite(reckonable(loss, options))
    values, x = loss.value[finite], loss.x[finite]
    if len(values) <= _NEIGHBOURS:
        return None
    scaled, starts = loss_scale(values).of(values), starts_behind(x, view.run.break_places)
    # to stand above the median of its surroundings, a point must stand above one of its two neighbours
    rise = scaled[1:-1] - np.minimum(scaled[:-2], scaled[2:])
    rise[[at - 1 for at in starts if at < len(values) - 1]] = -np.inf  # as high as a training begins is no spike
    rise[[at - 2 for at in starts if at > 1]] = -np.inf
    least = float(np.log1p(options.spike_height))
    if rise.max() < least:  # as of most losses, whose jitter nobody needs to know then
        return None
    least = max(least, options.spike_errors * jitter(scaled, starts))
    candidates = true_places(rise >= least) + 1
    if not len(candidates):
        return None
    height = scaled[candidates] - _surroundings(scaled, candidates, starts)
    spikes, height = candidates[height >= least], height[height >= least]
    if not len(spikes):
        return None
    top = int(height.argmax())
    above = float(np.expm1(min(height[top], 700.0)))
    return Finding(
        FindingKind.SPIKE,
        str(loss.split),
        float(x[spikes[0]]),
        float(x[spikes[-1]]),
        Severity.BENIGN,
        say_many(
            "{metric} has 1 spike at {place}: {height} over its surroundings.",
            "{metric} has {count} spikes, the highest at {place}: {height} over its surroundings.",
            len(spikes),
            metric=loss.metric,
            place=place_text(float(x[spikes[top]]), view.run.x_name),
            height=relative_text(above),
        ),
        float(len(spikes)),
    )


def _surroundings(values: FloatArray, places: IntArray, starts: Sequence[int]) -> FloatArray:
    """The median of the values around each place, the place included, shape (len(places),); none is taken from beyond
    one of `starts`.
    """
    ends = np.array([0, *starts, len(values)])
    part = ends.searchsorted(places, side="right")[:, None]
    around = places[:, None] + np.arange(_NEIGHBOURS) - _NEIGHBOURS // 2
    return row_medians(values[np.clip(around, ends[part - 1], ends[part] - 1)])
