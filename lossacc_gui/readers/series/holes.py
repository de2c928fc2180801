"""Finds where a log leaves out a part of its training: a stretch without a value, far longer than any beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.measure.curves import distinct, middle
from lossacc_gui.model.run import Break, FloatArray, Run
from lossacc_gui.numerals import noun_text, x_text

FAR = 50.0  # times as long as each of the distances beside it, and as the usual one
BESIDE = 5  # distances on each side; paces that grow with the run, as of logs on a logarithmic grid, are none
SHARE = 0.05  # of the run: less is hardly seen in a chart
MOST = 3  # stretches; more are the pace at which the log is written


def with_gaps(run: Run) -> Run:
    """The run with a break behind each stretch in which none of its losses and accuracies was logged.

    Nobody knows how a curve went there, so no line is drawn across it and nothing is judged across it.
    """
    told = [] if run.x_name == "row" else [one.x for one in run.series if one.quantity.is_progress and len(one.x)]
    if not told or _goes_through(max(told, key=len), told):
        return run  # as most do, and to put their places together takes longer than all else here
    x = distinct(np.concatenate(told))
    steps, length = _steps(x), _steps(x[[0, -1]])
    if len(steps) <= 2 * BESIDE or not np.isfinite(length).all():
        return run
    usual = middle(steps)
    far = np.flatnonzero(steps >= np.maximum(FAR * usual, SHARE * length))
    found = [at for at in far.tolist() if _stands_alone(steps, at)]
    known = {one.position for one in run.breaks}
    if not found or len(found) > MOST or len(found) < len(far):
        return run
    breaks = [_gap(run, float(x[at]), float(x[at + 1]), usual) for at in found if float(x[at + 1]) not in known]
    return replace(run, breaks=tuple(sorted((*run.breaks, *breaks), key=lambda one: one.position)))


def _steps(x: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):  # of places from one end of all numbers to the other
        return np.asarray(x[1:] - x[:-1])


def _goes_through(x: FloatArray, others: list[FloatArray]) -> bool:
    """Whether a series has values from the first place of all to the last, with no stretch between that is a gap."""
    ends = min(one[0] for one in others), max(one[-1] for one in others)
    return len(x) > 1 and (x[0], x[-1]) == ends and bool(_steps(x).max() < SHARE * _steps(np.array(ends))[0])


def _stands_alone(steps: FloatArray, at: int) -> bool:
    """Whether enough of the log lies on both sides, at a pace that the stretch is far longer than."""
    before, after = steps[max(0, at - BESIDE) : at], steps[at + 1 : at + 1 + BESIDE]
    return min(len(before), len(after)) == BESIDE and bool(steps[at] >= FAR * max(before.max(), after.max()))


def _gap(run: Run, before: float, after: float, usual: float) -> Break:
    text = say(
        "Nothing is logged between {before} and {after}, elsewhere every {usual} {counted}: how the curves went there "
        "nobody knows.",
        before=say("{counted} {place}", counted=noun_text(run.x_name, several=False), place=x_text(before)),
        after=x_text(after),
        usual=x_text(usual),
        counted=noun_text(run.x_name, several=usual != 1),
    )
    return Break(after, "gap", text)
