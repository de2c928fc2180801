"""The loss becomes infinite, not a number, or larger by orders of magnitude, to the end or for a while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import Said, joined, say
from lossacc_gui.measure.aligned import reckonable
from lossacc_gui.measure.anew import last_begun
from lossacc_gui.measure.course import floor_of
from lossacc_gui.measure.curves import middle, row_medians, true_places
from lossacc_gui.measure.harm import Rise
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import IntArray, Quantity, Series, Split
from lossacc_gui.numerals import loss_text, place_text

_BEFORE = 5  # points that tell where a loss was


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each split."""
    speaking = tuple(_of_last(loss, view) for loss in view.losses)
    counted = {c.split for c in view.curves if c.pair.accuracy.quantity is Quantity.ACCURACY}
    silent = _silent(view, {loss.split for loss in speaking})
    found = [(loss, _of(loss, view, counted=loss.split in counted)) for loss in speaking]
    found += [(loss, _of(loss, view, may_grow=True)) for loss in silent]
    told = (one or (_burst(loss, view) if loss.split is Split.TRAIN else None) for loss, one in found)
    return tuple(finding for finding in told if finding is not None)


def _of_last(loss: Series, view: View) -> Series:
    """A loss of the last training alone, where it began with a number."""
    begun = last_begun(view.run, loss.x)
    return loss.since(begun) if begun and np.isfinite(loss.value[begun]) else loss


def _silent(view: View, spoken: set[Split]) -> tuple[Series, ...]:
    """The first loss of each split for which none speaks, as in reinforcement learning: it must still be a number."""
    others = (s for s in view.run.series if s.quantity.is_loss and len(s.value) and s.split not in spoken)
    return tuple({loss.split: loss for loss in reversed(tuple(others))}.values())


def _of(loss: Series, view: View, *, counted: bool = False, may_grow: bool = False) -> Finding | None:
    options = view.options
    finite = np.isfinite(reckonable(loss, options))
    places = true_places(finite)
    if not len(places):
        return _finding(loss, 0, _never(loss), None)
    # NaN alone may mean "not logged at this step"; it is a blow-up where it lasts to the end, infinity is one anywhere
    infinite = places[:0] if len(places) == len(finite) else true_places(~finite & ~np.isnan(loss.value))
    broken = int(infinite[0]) if len(infinite) else int(places[-1]) + 1
    turns = _broken(float(loss.value[broken])) if len(infinite) else say("is not a number any more")
    grown = None if may_grow else _growth(loss, places, options, counted=counted)
    if grown is not None and grown.at < broken:
        told = [_grown(loss, grown, view.run.x_name)]
        if broken < len(loss.value):
            place = place_text(float(loss.x[broken]), view.run.x_name)
            told.append(say("At {place} it {turns}.", place=place, turns=turns))
        return _finding(loss, grown.at, joined(" ", told), grown.top / grown.best)
    if broken < len(loss.value):
        text = say("{metric} {turns}.", metric=loss.metric, turns=turns)
        if broken and np.isfinite(loss.value[broken - 1]):
            before = loss_text(float(loss.value[broken - 1]))
            text = say("{metric} {turns}, after {before}.", metric=loss.metric, turns=turns, before=before)
        return _finding(loss, broken, text, None)
    return None


def _grown(loss: Series, grown: _Growth, x_name: str) -> Said:
    """From where to where a loss blows up, and where it was higher before it came back for a while."""
    told = {"metric": loss.metric, "best": loss_text(grown.best), "top": loss_text(grown.top)}
    text = say("{metric} blows up, from {best} to {top}.", **told)
    if grown.peak >= grown.at:
        return text
    peak, place = loss_text(float(loss.value[grown.peak])), place_text(float(loss.x[grown.peak]), x_name)
    return joined(" ", (text, say("Before, it was as high as {peak} ({place}).", peak=peak, place=place)))


def _never(loss: Series) -> Said:
    huge = loss.value[np.isfinite(loss.value)]
    if not len(huge):
        return say("{metric} is never a number.", metric=loss.metric)
    return say("{metric} is {value} and the like throughout.", metric=loss.metric, value=loss_text(float(huge[0])))


def _broken(value: float) -> Said:
    """What became of a loss: infinity, or a number that is too large to reckon with."""
    return say("grows to {value}", value=loss_text(value)) if np.isfinite(value) else say("turns infinite")


@dataclass(frozen=True, slots=True)
class _Growth:
    """From which point on a loss is far above the best it had reached, that best, and the largest since; `peak` is the
    point at which it was largest since it first was so far above its best, which it may have come back from.
    """

    at: int
    best: float
    top: float
    peak: int


def _growth(loss: Series, places: IntArray, options: Options, *, counted: bool) -> _Growth | None:
    """A grave rise of the finite values, at `places`, by orders of magnitude that is not undone until the end."""
    values = loss.value[places]
    least = float(values.min()) if len(values) >= options.window_least else 0.0
    if least <= 0 or values[-1] < options.blow_up_factor * least:  # then nor is it so high with anything added to both
        return None
    # a loss near zero wanders over orders of magnitude: what counts is measured from a twentieth of its start
    above = values + floor_of(values)
    high = above >= options.blow_up_factor * np.minimum.accumulate(above)
    if not high[-1]:
        return None
    low = true_places(~high)
    first = int(low[-1]) + 1 if len(low) else 0
    best, top = float(values[: first + 1].min()), float(values[first:].max())
    rise = Rise(best, top, top / best - 1, loss.quantity is Quantity.LOSS, counted)
    peak = int(places[true_places(high)[values[high].argmax()]])
    return _Growth(int(places[first]), best, top, peak) if rise.is_grave(options) else None


def _burst(loss: Series, view: View) -> Finding | None:
    """Points at which a training loss that had come down is orders of magnitude above where it was and mostly is."""
    options = view.options
    finite = np.isfinite(reckonable(loss, options))
    values, x = loss.value[finite], loss.x[finite]
    usual = middle(values) if len(values) >= 2 * _BEFORE else 0.0
    if usual <= 0 or values[_BEFORE:].max() < options.burst_factor * usual:
        return None
    before = np.lib.stride_tricks.sliding_window_view(values, _BEFORE)[:-1]
    far = true_places(values[_BEFORE:] >= options.burst_factor * np.maximum(row_medians(before), usual))
    if not len(far):
        return None
    far = int(far[0]) + _BEFORE + true_places(values[int(far[0]) + _BEFORE :] >= options.burst_factor * usual)
    top = far[values[far].argmax()]
    text = say(
        "{metric} leaps to {top} at {place}, and is {usual} at most of its points.",
        metric=loss.metric,
        top=loss_text(float(values[top])),
        place=place_text(float(x[top]), view.run.x_name),
        usual=loss_text(usual),
    )
    ends = float(x[far[0]]), float(x[far[-1]])
    height = float(values[top]) / usual
    return Finding(FindingKind.BLOW_UP, str(loss.split), *ends, Severity.WATCH, text, height)


def _finding(loss: Series, first: int, text: str, value: float | None) -> Finding:
    end = float(loss.x[-1])
    return Finding(FindingKind.BLOW_UP, str(loss.split), float(loss.x[first]), end, Severity.PROBLEM, text, value)
