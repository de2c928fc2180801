"""Which checkpoint to keep, said in sentences: the same in chart, panel and reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lossacc_gui.chart.run_names import brief
from lossacc_gui.language import joined, say
from lossacc_gui.measure.worthless import NEARLY_ALL
from lossacc_gui.model.run import Run, Split
from lossacc_gui.model.verdict import BestPoint, Keep
from lossacc_gui.numerals import (
    listed_text,
    loss_text,
    noun_text,
    percent_text,
    place_text,
    points_text,
    relative_text,
    span_text,
    stretch_text,
    whole_text,
    x_text,
)

_SAME_LOSS, _SAME_ACCURACY = 0.1, 0.02
"""A tenth of a loss and two points of accuracy: who picks among points that lie closer gains little."""
_LONGEST = 100
"""Letters of a metric's name in a sentence."""
_NAMED = 3
"""Other points that are as good are named, more are counted."""
_NO_GAIN = 0.0005
"""What is told as a gain of 0.0 points is none."""
_FILES = 3
"""Checkpoint files that are named; the best one comes first."""


def keep_texts(keep: Keep, run: Run) -> tuple[str, ...]:
    """The choice by loss, the one by accuracy with what it costs, what was trained after it, the files that fit."""
    return tuple(_keep_texts(keep, run))


def _keep_texts(keep: Keep, run: Run) -> Iterator[str]:
    chosen, other = keep.chosen, keep.by_watched or (keep.by_loss if keep.by_part else keep.by_accuracy)
    told = _tells(chosen, run)
    if not told and chosen.exactly:
        yield say(
            "Keep any of {span}: {metric} is the same there ({value}).",
            span=stretch_text(chosen.low, chosen.high, run.x_name),
            metric=_metric(chosen),
            value=_value(chosen, run),
        )
    elif not told:
        yield say(
            "Keep any of {span}: they are as good as {best} within noise, by {metric} ({value}).",
            span=stretch_text(chosen.low, chosen.high, run.x_name),
            best=_at(chosen, run),
            metric=_metric(chosen),
            value=_value(chosen, run),
        )
    elif _by_luck(keep, run):
        yield say(
            "Keep {place} by {metric} ({value}); the curve jumps so far that chance may have chosen it.",
            place=_at(chosen, run),
            metric=_metric(chosen),
            value=_value(chosen, run),
        )
    else:
        yield say("Keep {place} by {choice}.", place=_at(chosen, run), choice=_choice(chosen, run))
    if keep.split is Split.TEST:
        yield say("It is chosen on test data: report the result on other data.")
    if other is not None and other is not chosen:
        yield _other(keep, other, run, told=told)
    if told and keep.since > 0:
        spent = x_text(keep.since)
        counted = noun_text(run.x_name, several=spent != "1")
        yield say("The run went on for {spent} {counted} after it.", spent=spent, counted=counted)
    if keep.files:
        yield from _saved(keep.files, run)


def _saved(files: Sequence[Path], run: Run) -> Iterator[str]:
    from lossacc_gui.measure.checkpoints import is_beside  # most runs have no saved models

    beside = [path for path in files if is_beside(run.source, path)]
    away = [path for path in files if path not in beside]
    if beside:
        yield say("Beside the log: {files}.", files=_files(beside))
    if away:
        yield say("In the folder of checkpoints: {files}.", files=_files(away))


def _files(paths: list[Path]) -> str:
    names = ", ".join(path.name for path in paths[:_FILES])
    more = len(paths) - _FILES
    return say("{files} and {count} more", files=names, count=more) if more > 0 else names


def _other(keep: Keep, other: BestPoint, run: Run, *, told: bool) -> str:
    """What the other metric would choose, and what that gains and costs."""
    if keep.by_part and other is keep.by_loss:
        return _by_part(keep, other, run)
    chosen, watched = keep.chosen, other is keep.by_watched
    gain = keep.cost_in_watched if watched else keep.cost_of_loss
    rise = keep.cost_of_watched if watched else keep.cost_of_accuracy
    if other.x == chosen.x or gain == 0:
        return (
            say("By {choice} it is the same.", choice=_choice(other, run))
            if told
            else say("By {choice} it would be {place}.", place=_at(chosen, run), choice=_choice(other, run))
        )
    best = {"place": _at(other, run), "metric": _metric(other)}
    alike = other.holds(chosen.x) or (gain is not None and gain < _NO_GAIN)
    if alike and other.exactly:
        return say("By {metric} {place} is no better in the digits told ({value}).", value=_value(other, run), **best)
    if alike:
        return say("By {metric} it is as good within noise as {place} ({value}).", value=_value(other, run), **best)
    costs = list(_costs(gain, rise, watched=watched))
    if not costs:
        return say("By {metric} it would be {place} ({value}).", value=_told(other, run), **best)
    return say(
        "By {metric} it would be {place} ({value}): {costs}.",
        costs=joined(", ", costs),
        value=_told(other, run),
        **best,
    )


def _by_part(keep: Keep, other: BestPoint, run: Run) -> str:
    """What one part of the loss would choose, and what that costs in the metric."""
    told = {"metric": _metric(other), "value": _told(other, run)}
    if other.x == keep.chosen.x:
        return say("By {metric} ({value}), a part of the loss, it is the same.", **told)
    if keep.cost_of_loss is None or keep.cost_of_loss < _NO_GAIN:
        return say("By {metric}, a part of the loss, it would be {place} ({value}).", place=_at(other, run), **told)
    return say(
        "By {metric}, a part of the loss, it would be {place} ({value}): {judge} {change}.",
        place=_at(other, run),
        judge=_metric(keep.chosen),
        change=points_text(-keep.cost_of_loss),
        **told,
    )


def _tells(chosen: BestPoint, run: Run) -> bool:
    """Whether a choice leaves anything out: of curves that never move all points are as good as the best."""
    series = chosen.of(run)
    if series is None or chosen.low == chosen.high:
        return True
    first, last = series.ends
    return chosen.high - chosen.low < NEARLY_ALL * (last - first)


def _by_luck(keep: Keep, run: Run) -> bool:
    """Whether only noise tells the point from nearly all others, and they lie further apart than is all the same."""
    chosen = keep.chosen
    same = _SAME_ACCURACY if chosen is keep.by_accuracy else _SAME_LOSS * abs(chosen.value)
    return chosen.luck and chosen.noise is not None and min(chosen.noise, _range(chosen, run)) > same


def _range(chosen: BestPoint, run: Run) -> float:
    """How far the points of the metric lie apart; infinity for one that the log does not know."""
    series = chosen.of(run)
    if series is None:
        return float("inf")
    return float(np.nanmax(series.value, initial=-np.inf)) - float(np.nanmin(series.value, initial=np.inf))


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
    if keep.chosen.exactly:
        return say("to keep: {stretch}, the same as {best}", stretch=stretch, best=best)
    return say("to keep: {stretch}, as good as {best} within noise", stretch=stretch, best=best)


def _choice(choice: BestPoint, run: Run) -> str:
    return say("{metric} ({value})", metric=_metric(choice), value=_told(choice, run))


def _metric(choice: BestPoint) -> str:
    """The name of the metric, long ones cut in their middle."""
    return brief([choice.metric], _LONGEST)[0]


def _at(choice: BestPoint, run: Run) -> str:
    """The point as the run counts it, and as the log does where its counter starts again."""
    place = place_text(choice.x, run.x_name)
    number = None if run.recounted is None else run.recounted.number(choice.x)
    if run.recounted is None or number is None:
        return place
    told = {"place": place, "own": place_text(number, run.recounted.name)}
    if not any(one.kind == "restart" for one in run.breaks):
        return say("{own} ({place})", **told)
    return say("{own} of training {number} ({place})", number=run.training_at(choice.x), **told)


def _told(choice: BestPoint, run: Run) -> str:
    """The value, and where it is as good."""
    value, also = _value(choice, run), choice.also
    around = "" if choice.low == choice.high else stretch_text(choice.low, choice.high, run.x_name)
    if choice.exactly and (also or around):
        return say("{value}; the same: {places}", value=value, places=_places(choice, around, run.x_name))
    if not also:
        return say("{value}; {stretch} are as good within noise", value=value, stretch=around) if around else value
    return say("{value}; as good within noise: {places}", value=value, places=_places(choice, around, run.x_name))


def _places(choice: BestPoint, around: str, x_name: str) -> str:
    """Where else it is as good: a few places by name, of many how many there are and how far they reach."""
    also = choice.also
    if len(also) > _NAMED:
        counted, last = noun_text(x_name, several=True), x_text(also[-1])
        told = {"count": whole_text(len(also)), "counted": counted, "last": last}
        others = say("{count} other {counted}, the last one {last}", **told)
        return say("{first} and {last}", first=around, last=others) if around else others
    ends = sorted([*((x, x) for x in also), *([(choice.low, choice.high)] if around else [])])
    counted = noun_text(x_name, several=bool(around) or len(also) > 1)
    return say("{counted} {span}", counted=counted, span=listed_text([span_text(*one) for one in ends]))


def _costs(gain: float | None, rise: float | None, *, watched: bool) -> Iterator[str]:
    """What another choice gains and costs against choosing by loss."""
    if gain is not None:
        change = points_text(gain)
        yield change if watched else say("accuracy {change}", change=change)
    if rise is not None:
        yield say("loss {change}", change=relative_text(rise))


def _value(choice: BestPoint, run: Run) -> str:
    """The value as its axis writes it; a metric that the log does not know is an error rate turned round."""
    series = choice.of(run)
    return percent_text(choice.value) if series is None or series.quantity.is_fraction else loss_text(choice.value)
