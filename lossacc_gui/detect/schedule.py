"""The schedule of the learning rate as a whole: warm-up, steps, a smooth fall, cycles; one sentence."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.rates import FEWEST, Rate, rate_of
from lossacc_gui.measure.windows import window_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Run
from lossacc_gui.numerals import loss_text, percent_text, stretch_text, x_text


def find(view: View) -> tuple[Finding, ...]:
    """One finding where the logged rate steps so often, or slides so far, that single steps tell nothing."""
    rate = rate_of(view.run)
    moved = np.flatnonzero(rate.sliding) + 1
    if len(rate.x) < FEWEST or not len(moved):
        return ()
    places = _steps(view, rate)
    if len(places):
        text, start, end = _of_steps(view, rate, places), float(places[0]), float(places[-1])
    else:
        text = _of_waves(view.run, rate, view.options)
        start, end = float(rate.x[max(0, moved[0] - 1)]), float(rate.x[moved[-1]])
    if not text:
        return ()
    return (Finding(FindingKind.SCHEDULE, "", start, end, Severity.BENIGN, text, float(len(moved))),)


def _asked(view: View) -> Aligned | None:
    """The curves that tell whether a step helped: the held-out ones, else the first."""
    curves = next((c for c in view.curves if view.main(c.split) is c and c.split.value != "train"), None)
    return curves or next(iter(view.curves), None)


def _steps(view: View, rate: Rate) -> FloatArray:
    """Where a rate steps that is constant in between, in the x of the curves; empty for another one."""
    curves = _asked(view)
    places = np.empty(0) if curves is None else rate_of(view.run, curves.pair.loss).moves
    few = len(places) < view.options.schedule_steps
    return np.empty(0) if few or not rate.steps_only(view.options) else places


def _of_steps(view: View, rate: Rate, places: FloatArray) -> str:
    """Steps between constant rates, and after how many of them the held-out loss was lower."""
    curves = _asked(view)
    assert curves is not None
    window, helped, judged = window_of(curves.size, view.options), 0, 0
    for place in places:
        at = int(np.searchsorted(curves.x, place))
        before, after = curves.loss[max(0, at - window) : at], curves.loss[at : at + window]
        if len(before) and len(after):
            judged += 1
            helped += middle(after) < (1 - view.options.schedule_gain) * middle(before)
    where = stretch_text(float(places[0]), float(places[-1]), view.run.x_name)
    ends = f"{loss_text(float(rate.value[0]))} to {loss_text(float(rate.value[-1]))}"
    told = f"The learning rate steps {len(places)} times in {where} ({ends})"
    helpful = f"after {helped} of them" if helped else "after none of them"
    gain = percent_text(view.options.schedule_gain, 0)
    return f"{told}; {helpful} was {curves.pair.loss.metric} lower by more than {gain}." if judged else f"{told}."


def _of_waves(run: Run, of: Rate, options: Options) -> str:
    """A rate that slides: how far it warms up, how often it starts high again, where it ends; empty for a few steps."""
    x, rate, changes, sliding = of.x, of.value, np.diff(of.value), of.sliding
    if sliding.mean() < options.schedule_sliding or sliding.sum() < options.schedule_steps:
        return ""
    top = int(np.argmax(rate))
    rises = np.flatnonzero((changes[1:] > 0) & (changes[:-1] <= 0)) + 1  # where it turns upwards
    ends = f"it ends at {loss_text(float(rate[-1]))}"
    if len(rises) >= 2:
        return (
            f"The learning rate goes in cycles: it rises again {len(rises)} times, between "
            f"{loss_text(float(rate.min()))} and {loss_text(float(rate.max()))}; {ends}."
        )
    if len(rises) == 1 and rises[0] > top:
        again = x_text(float(x[rises[0] + 1]))
        falls = f"The learning rate falls from {loss_text(float(rate[0]))} and is raised once more at"
        return f"{falls} {run.x_name} {again}; {ends}."
    if top == 0:
        return f"The learning rate falls smoothly from {loss_text(float(rate[0]))}; {ends}."
    warm = f"warms up from {loss_text(float(rate[0]))} to {loss_text(float(rate[top]))} by {run.x_name}"
    warm = f"{warm} {x_text(float(x[top]))}"
    falls = "" if top == len(rate) - 1 else f", then it falls and {ends.removeprefix('it ')}"
    return f"The learning rate {warm}{falls}."
