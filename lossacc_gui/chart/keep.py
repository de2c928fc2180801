"""Which checkpoint to keep, said in sentences: the same in chart, panel and reports."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossacc_gui.chart.run_names import brief
from lossacc_gui.language import joined, say
from lossacc_gui.measure.worthless import NEARLY_ALL
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import Choice, Keep
from lossacc_gui.numerals import (
    loss_text,
    noun_text,
    percent_text,
    place_text,
    points_text,
    relative_text,
    stretch_text,
    x_text,
)

_SAME_LOSS, _SAME_ACCURACY = 0.1, 0.02
"""A tenth of a loss and two points of accuracy: who picks among points that lie closer gains little."""
_LONGEST = 100
"""Letters of a metric's name in a sentence."""
_FILES = 3
"""Checkpoint files that are named; the best one comes first."""


def keep_texts(keep: Keep, run: Run) -> tuple[str, ...]:
    """The choice by loss, the one by accuracy with what it costs, what was trained after it, the files that fit."""
    return tuple(_keep_texts(keep, run))


def _keep_texts(keep: Keep, run: Run) -> Iterator[str]:
    chosen, other = keep.chosen, keep.by_accuracy
    told = _tells(chosen, run)
    if told:
        yield say("Keep {place} by {choice}.", place=_at(chosen, run), choice=_choice(chosen, run))
    elif _by_luck(keep, run):
        yield say(
            "Keep {place} by {metric} ({value}); the curve jumps so far that chance may have chosen it.",
            place=_at(chosen, run),
            metric=_metric(chosen),
            value=_value(chosen, run),
        )
    else:
        yield say(
            "Keep any {counted}: {span} are as good as {best} within noise, by {metric} ({value}).",
            counted=noun_text(run.x_name, several=False),
            span=stretch_text(chosen.low, chosen.high, run.x_name),
            best=_at(chosen, run),
            metric=_metric(chosen),
            value=_value(chosen, run),
        )
    if other is not None and other is not chosen:
        costs = list(_costs(keep))
        if other.x == chosen.x:
            yield (
                say("By {choice} it is the same.", choice=_choice(other, run))
                if told
                else say("By {choice} it would be {place}.", place=_at(chosen, run), choice=_choice(other, run))
            )
        elif other.low <= chosen.x <= other.high:
            best = {"place": _at(other, run), "value": _value(other, run), "metric": _metric(other)}
            yield say("By {metric} it is as good within noise as {place} ({value}).", **best)
        else:
            best = {"place": _at(other, run), "value": _told(other, run), "metric": _metric(other)}
            yield (
                say("By {metric} it would be {place} ({value}): {costs}.", costs=joined(", ", costs), **best)
                if costs
                else say("By {metric} it would be {place} ({value}).", **best)
            )
    if told and keep.since > 0:
        spent = x_text(keep.since)
        counted = noun_text(run.x_name, several=spent != "1")
        yield say("The run went on for {spent} {counted} after it.", spent=spent, counted=counted)
    if keep.files:
        names = ", ".join(path.name for path in keep.files[:_FILES])
        more = len(keep.files) - _FILES
        yield (
            say("Beside the log: {files} and {count} more.", files=names, count=more)
            if more > 0
            else say("Beside the log: {files}.", files=names)
        )


def _tells(chosen: Choice, run: Run) -> bool:
    """Whether a choice leaves anything out: of curves that never move all points are as good as the best."""
    x = next((one.x for one in run.series if one.metric == chosen.metric), None)
    return x is None or chosen.low == chosen.high or chosen.high - chosen.low < NEARLY_ALL * float(x[-1] - x[0])


def _by_luck(keep: Keep, run: Run) -> bool:
    """Whether noise makes nearly all points equal that lie further apart than is all the same to anybody."""
    chosen = keep.chosen
    same = _SAME_ACCURACY if chosen is keep.by_accuracy else _SAME_LOSS * abs(chosen.value)
    return chosen.noise is not None and min(chosen.noise, _range(chosen, run)) > same and not _tells(chosen, run)


def _range(chosen: Choice, run: Run) -> float:
    """How far the points of the metric lie apart; infinity for one that the log does not know."""
    value = next((one.value for one in run.series if one.metric == chosen.metric), None)
    if value is None:
        return float("inf")
    return float(np.nanmax(value, initial=-np.inf)) - float(np.nanmin(value, initial=np.inf))


def keep_span(keep: Keep, run: Run) -> tuple[float, float]:
    """The stretch to keep as it is shown: the point alone where hardly any other can be told from it for noise."""
    chosen = keep.chosen
    return (chosen.x, chosen.x) if _by_luck(keep, run) else (chosen.low, chosen.high)


def keep_mark(keep: Keep, run: Run) -> str:
    """The name of the stretch in a chart: which points are as good as the best one."""
    low, high = keep_span(keep, run)
    if low == high:
        return say("to keep: {place}", place=_at(keep.chosen, run))
    stretch, best = stretch_text(low, high, run.x_name), x_text(keep.chosen.x)
    return say("to keep: {stretch}, as good as {best} within noise", stretch=stretch, best=best)


def _choice(choice: Choice, run: Run) -> str:
    return say("{metric} ({value})", metric=_metric(choice), value=_told(choice, run))


def _metric(choice: Choice) -> str:
    """The name of the metric, long ones cut in their middle."""
    return brief([choice.metric], _LONGEST)[0]


def _at(choice: Choice, run: Run) -> str:
    """The point as the run counts it, and as the log does where its counter starts again."""
    place = place_text(choice.x, run.x_name)
    number = None if run.recounted is None else run.recounted.number(choice.x)
    if run.recounted is None or number is None:
        return place
    told = {"place": place, "own": place_text(number, run.recounted.name)}
    if not any(one.kind == "restart" for one in run.breaks):
        return say("{own} ({place})", **told)
    return say("{own} of training {number} ({place})", number=run.training_at(choice.x), **told)


def _told(choice: Choice, run: Run) -> str:
    """The value, and where it is as good."""
    value = _value(choice, run)
    if choice.low == choice.high:
        return value
    stretch = stretch_text(choice.low, choice.high, run.x_name)
    return say("{value}; {stretch} are as good within noise", value=value, stretch=stretch)


def _costs(keep: Keep) -> Iterator[str]:
    """What choosing by accuracy gains and costs against choosing by loss."""
    if keep.cost_of_loss is not None:
        yield say("accuracy {change}", change=points_text(keep.cost_of_loss))
    if keep.cost_of_accuracy is not None:
        yield say("loss {change}", change=relative_text(keep.cost_of_accuracy))


def _value(choice: Choice, run: Run) -> str:
    """The value as its axis writes it; a metric that the log does not know is an error rate turned round."""
    series = next((one for one in run.series if one.metric == choice.metric), None)
    return percent_text(choice.value) if series is None or series.quantity.is_fraction else loss_text(choice.value)
