"""The schedule of the learning rate as a whole: warm-up, steps, a smooth fall, cycles; one sentence."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.curves import middle, true_places
from lossacc_gui.measure.rates import FEWEST, Rate, rate_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Run
from lossacc_gui.numerals import loss_text, percent_text, place_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """One finding where the logged rate steps so often, or slides so far, that single steps tell nothing."""
    rate = rate_of(view.run).latest
    moved = true_places(rate.sliding) + 1
    if len(rate.x) < FEWEST or not len(moved):
        return ()
    places, count = _steps(view, rate), len(moved)
    if len(places):
        text, start, end = _of_steps(view, rate, places), float(places[0]), float(places[-1])
        count = len(places)
    else:
        text = _of_waves(view.run, rate, view.options)
        start, end = float(rate.x[max(0, moved[0] - 1)]), rate.nothing or float(rate.x[moved[-1]])
    if not text:
        return ()
    return (Finding(FindingKind.SCHEDULE, "", start, end, Severity.BENIGN, text, float(count)),)


def _steps(view: View, rate: Rate) -> FloatArray:
    """Where a rate steps that is constant in between, in the x of the curves; empty for another one."""
    curves = view.asked
    places = np.empty(0) if curves is None else rate_of(view.run, curves.pair.loss).latest.moves
    few = len(places) < view.options.schedule_steps
    return np.empty(0) if few or not rate.steps_only(view.options) else places


def _of_steps(view: View, rate: Rate, places: FloatArray) -> str:
    """Steps between constant rates, and after how many of them the held-out loss was lower."""
    curves = view.asked
    assert curves is not None
    window, helped, judged = curves.window, 0, 0
    parts = np.array([0, *curves.starts, len(curves.loss) + 1])
    for place in places:
        at = int(np.searchsorted(curves.x, place))
        first, end = (int(parts[parts.searchsorted(at, side="right") + i]) for i in (-1, 0))
        before, after = curves.loss[max(first, at - window) : at], curves.loss[at : min(end, at + window)]
        if len(before) and len(after):
            judged += 1
            helped += middle(after) < (1 - view.options.schedule_gain) * middle(before)
    where = stretch_text(float(places[0]), float(places[-1]), view.run.x_name)
    steps = say(
        "{rate:upper} steps {count} times in {stretch} ({first} to {last})",
        rate=rate.said,
        count=len(places),
        stretch=where,
        first=loss_text(float(rate.value[0])),
        last=loss_text(rate.last),
    )
    if rate.warm_up:
        steps = say(
            "{rate:upper} warms up from {first} to {top} by {place}, then it steps {count} times in {stretch} (to "
            "{last})",
            rate=rate.said,
            first=loss_text(float(rate.value[0])),
            top=loss_text(float(rate.value[rate.warm_up])),
            place=place_text(float(rate.x[rate.warm_up]), view.run.x_name),
            count=len(places),
            stretch=where,
            last=loss_text(rate.last),
        )
    told = {"steps": steps, "metric": curves.pair.loss.metric, "gain": percent_text(view.options.schedule_gain, 0)}
    if not judged:
        return say("{steps}.", steps=steps)
    if not helped:
        return say("{steps}; after none of them was {metric} lower by more than {gain}.", **told)
    if helped == len(places):
        return say("{steps}; after each of them {metric} was lower by more than {gain}.", **told)
    return say("{steps}; after {count} of them was {metric} lower by more than {gain}.", count=helped, **told)


def _of_waves(run: Run, of: Rate, options: Options) -> str:
    """A rate that slides: how far it warms up, how often it starts high again, where it ends; empty for a few steps."""
    x, rate, sliding = of.x, of.value, of.sliding
    changes = np.diff(rate)
    named = {"rate": of.said}
    still = loss_text(float(rate.min())) == loss_text(float(rate.max()))  # nobody sees it go anywhere
    if still or sliding.mean() < options.schedule_sliding or sliding.sum() < options.schedule_steps:
        return ""
    top = int(rate.argmax())
    rises = true_places((changes[1:] > 0) & (changes[:-1] <= 0)) + 1  # where it turns upwards
    first, last, most = (loss_text(float(value)) for value in (rate[0], of.last, rate.max()))
    if len(rises) >= 2:
        return say(
            "{rate:upper} goes in cycles: it rises again {count} times, between {least} and {most}; it ends at {last}.",
            **named,
            count=len(rises),
            least=loss_text(min(float(rate.min()), of.last)),
            most=most,
            last=last,
        )
    if len(rises) == 1 and rises[0] > top:
        return say(
            "{rate:upper} falls from {first} and is raised once more at {place}; it ends at {last}.",
            **named,
            first=first,
            place=place_text(float(x[rises[0] + 1]), run.x_name),
            last=last,
        )
    if top == 0:
        return say("{rate:upper} falls smoothly from {first}; it ends at {last}.", **named, first=first, last=last)
    warm = {"rate": of.said, "first": first, "top": most, "place": place_text(float(x[top]), run.x_name)}
    if top == len(rate) - 1:
        return say("{rate:upper} warms up from {first} to {top} by {place}.", **warm)
    return say(
        "{rate:upper} warms up from {first} to {top} by {place}, then it falls and ends at {last}.",
        last=last,
        **warm,
    )
