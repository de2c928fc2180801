"""Where a log begins another training from scratch rather than going on with what was learned."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lossacc_gui.measure.once import once
from lossacc_gui.measure.pairing import main_of, pairs_of
from lossacc_gui.model.run import FloatArray, Run, Series, Split

_LOST = 0.5  # of all that training had won, on the scale of ratios: more is lost where new weights begin, or nothing
_KEPT = 0.25  # less is lost where the weights were kept and the optimiser, or the rate, was not
_LEAST_WAY = 1e-12  # neighbouring numbers may have one logarithm
EVER = (-np.inf, np.inf)
"""The span of x values of a run that is a single training."""
_ALONE = 8  # points that have a course of their own; of fewer, each a call for some more epochs, none has


def begun_anew(run: Run) -> tuple[float, ...]:
    """The places of the restarts at which a loss is back about where the first training began, in order.

    Where nothing had been won yet nobody can tell; a counter that starts again while the loss goes on is none of them.
    """
    return tuple(place for place, lost, _ in _changes(run) if lost >= _LOST)


def taken_up(run: Run) -> tuple[float, ...]:
    """The places of the restarts at which the loss goes on about where it was: only the counter begins anew."""
    return tuple(place for place, lost, moved in _changes(run) if max(lost, abs(moved)) < _KEPT)


@once
def _changes(run: Run) -> list[tuple[float, float, float]]:
    """The restarts, which share is lost there of all that training had won, and by which the loss moves from its last
    value; none before anything was won.
    """
    restarts = sorted(set(run.restart_places.tolist()))
    loss = telling_loss(run) if restarts else None
    if loss is None:
        return []
    ends = loss.x.searchsorted([*restarts, np.inf])
    known = [_finite(loss.value[a:b]) for a, b in pairwise([0, *ends.tolist()])]
    found: list[tuple[float, float, float]] = []
    first, low, last = None, np.inf, np.inf
    for place, part in zip([None, *restarts], known, strict=True):
        if not len(part):
            continue
        if first is None:
            first = float(part[0])
        elif place is not None and first > low:
            now = float(part[0])
            found.append((place, _share(first, low, low, now), _share(first, low, last, now)))
        last = float(part[-1])
        low = min(low, last)
    return found


def others_begin(run: Run) -> FloatArray:
    """The places at which another training starts, in order, shape (found,): one that is taken up goes on there."""
    places, kept = run.restart_places, taken_up(run)
    return places[~np.isin(places, kept)] if kept else places


def last_begun(run: Run, x: FloatArray) -> int:
    """The index in x, shape (n,), from which on a run is judged as a whole: where its last training begins, if that
    begins from scratch or is long enough to be judged by itself. One that is taken up goes on with the one before.
    """
    others = others_begin(run).tolist()
    if not others:
        return 0
    anew, begun = begun_anew(run), [(int(x.searchsorted(place)), place) for place in others]
    fit = [at for at, place in begun if at < len(x) and (place in anew or len(x) - at >= _ALONE)]
    return fit[-1] if fit else 0


def last_training(run: Run, x: FloatArray, fewest: int) -> tuple[float, float]:
    """The span of x values, [first, stop), of the last training that is judged as a whole and has so many of the
    points x, shape (n,).
    """
    stop, begun = len(x), last_begun(run, x)
    while begun and stop - begun < fewest:
        stop, begun = begun, last_begun(run, x[:begun])
    places = others_begin(run)
    first, end = (places[: places.searchsorted(x[at], side="right")] for at in (begun, min(stop, len(x) - 1)))
    return float(first[-1]) if begun else -np.inf, float(end[-1]) if stop < len(x) else np.inf


def _share(first: float, low: float, before: float, now: float) -> float:
    """How far it is up to a loss from the one before, as a share of the way from the first to the lowest end."""
    if min(low, before, now) > 0:
        first, low, before, now = (float(np.log(value)) for value in (first, low, before, now))
    return (now - before) / max(first - low, _LEAST_WAY)


def telling_loss(run: Run) -> Series | None:
    """The loss that tells it: that of training, else of what was held out."""
    pairs = pairs_of(run)
    return next((loss for split in Split if (loss := main_of(run, split, pairs).loss) is not None), None)


def _finite(values: FloatArray) -> FloatArray:
    return values[np.isfinite(values)]
