"""Which checkpoint to keep, said in sentences: the same in chart, panel and reports."""

from __future__ import annotations

from collections.abc import Iterator

from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import Choice, Keep
from lossacc_gui.numerals import loss_text, noun_text, percent_text, points_text, relative_text, stretch_text, x_text

_ALL = 0.9
"""The share of a run from which on a stretch to keep is no choice."""
_FILES = 3
"""Checkpoint files that are named; the best one comes first."""


def keep_texts(keep: Keep, run: Run) -> tuple[str, ...]:
    """The choice by loss, the one by accuracy with what it costs, what was trained after it, the files that fit."""
    return tuple(_keep_texts(keep, run))


def _keep_texts(keep: Keep, run: Run) -> Iterator[str]:
    chosen, other = keep.chosen, keep.by_accuracy
    told = _tells(chosen, run)
    if told:
        yield f"Keep {run.x_name} {x_text(chosen.x)} by {_choice(chosen, run)}."
    else:
        span = stretch_text(chosen.low, chosen.high, run.x_name)
        by = f"{chosen.metric} ({_value(chosen, run)})"
        yield f"Keep any {run.x_name}: {span} are as good as {x_text(chosen.x)} within noise, by {by}."
    if other is not None and other is not chosen:
        costs = list(_costs(keep))
        if other.x == chosen.x:
            yield f"It is the best by {_choice(other, run)} too."
        elif other.low <= chosen.x <= other.high:
            best = f"{run.x_name} {x_text(other.x)}, {_value(other, run)}"
            yield f"By {other.metric} it is as good within noise as the best one ({best})."
        else:
            about = f"{_value(other, run)}{_as_good(other, run)}"
            cost = f": {', '.join(costs)}" if costs else ""
            yield f"By {other.metric} it would be {run.x_name} {x_text(other.x)} ({about}){cost}."
    if told and keep.since > 0:
        spent = x_text(keep.since)
        yield f"The run went on for {spent} {noun_text(run.x_name, several=spent != '1')} after it."
    if keep.files:
        names = ", ".join(path.name for path in keep.files[:_FILES])
        more = len(keep.files) - _FILES
        yield f"Beside the log: {names}{f' and {more} more' if more > 0 else ''}."


def _tells(chosen: Choice, run: Run) -> bool:
    """Whether a choice leaves anything out: of curves that never move all points are as good as the best."""
    x = next((one.x for one in run.series if one.metric == chosen.metric), None)
    return x is None or chosen.low == chosen.high or chosen.high - chosen.low < _ALL * float(x[-1] - x[0])


def keep_mark(keep: Keep, run: Run) -> str:
    """The name of the stretch in a chart: which points are as good as the best one."""
    chosen = keep.chosen
    if chosen.low == chosen.high:
        return f"to keep: {run.x_name} {x_text(chosen.x)}"
    return f"to keep: {stretch_text(chosen.low, chosen.high, run.x_name)}, as good as {x_text(chosen.x)} within noise"


def _choice(choice: Choice, run: Run) -> str:
    return f"{choice.metric} ({_value(choice, run)}{_as_good(choice, run)})"


def _as_good(choice: Choice, run: Run) -> str:
    if choice.low == choice.high:
        return ""
    return f"; {stretch_text(choice.low, choice.high, run.x_name)} are as good within noise"


def _costs(keep: Keep) -> Iterator[str]:
    """What choosing by accuracy gains and costs against choosing by loss."""
    if keep.cost_of_loss is not None:
        yield f"{points_text(keep.cost_of_loss)} of accuracy"
    if keep.cost_of_accuracy is not None:
        yield f"{relative_text(keep.cost_of_accuracy)} of loss"


def _value(choice: Choice, run: Run) -> str:
    """The value as its axis writes it; a metric that the log does not know is an error rate turned round."""
    series = next((one for one in run.series if one.metric == choice.metric), None)
    return percent_text(choice.value) if series is None or series.quantity.is_fraction else loss_text(choice.value)
