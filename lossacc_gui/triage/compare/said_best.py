"""The statements on best values: whether two runs differ by more than noise and other seeds make."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lossacc_gui.model.options import Options
from lossacc_gui.numerals import counted_text, loss_text, percent_text
from lossacc_gui.triage.compare.comparison import Ground, Run, Said
from lossacc_gui.triage.compare.known import Counted, IsAhead, Known, Spread, certain
from lossacc_gui.triage.compare.wording import luck_text, named, these_text, with_values
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import accuracy_value, loss_value

SHAPES_LOSS = re.compile(r"loss|criterion|smoothing|class_?weight|reduction|focal|objective", re.IGNORECASE)
"""Names of settings that change what the loss is: its values are not those of another one."""


FEWEST_PAIRS = 6  # of one seed: of fewer not even all could tell what luck does less than once in twenty


@dataclass(frozen=True, slots=True)
class _Value:
    """A loss or an accuracy of a row."""

    metric: Callable[[Row], str]
    best: Callable[[Row], float | None]
    noise: Callable[[Row], float | None]
    text: Callable[[float | None], str]
    lower: bool


VALUES = (
    _Value(lambda row: row.loss_metric, lambda row: row.best_loss, lambda row: row.loss_noise, loss_value, lower=True),
    _Value(
        lambda row: row.accuracy_metric,
        lambda row: row.best_accuracy,
        lambda row: row.accuracy_noise,
        accuracy_value,
        lower=False,
    ),
)


def best_said(one: Run, other: Run, known: Known, options: Options) -> Iterator[Said]:
    """Whether the best loss and the best accuracy of two runs differ."""
    for value in VALUES:
        metric, theirs = value.metric(one.row), value.metric(other.row)
        here, there = value.best(one.row), value.best(other.row)
        runs = one.name, other.name
        if here is None or there is None:
            continue
        if metric != theirs:
            yield Said(
                f"{metric} of {one.name} and {theirs} of {other.name} are different metrics and are not compared.",
                "best",
                runs,
            )
            continue
        apart = known.apart(one.row, other.row)
        shaping = [name for name in apart if SHAPES_LOSS.search(name)] if value.lower else []
        values = f"Best {metric} {value.text(here)} ({one.name}) and {value.text(there)} ({other.name})"
        if shaping:
            text = f"{values}: not comparable, as the loss itself differs by {with_values(shaping, one, other)}."
            yield Said(text, "best", runs)
            continue
        yield _compared(values, value, one, other, known, options)


def _compared(values: str, value: _Value, one: Run, other: Run, known: Known, options: Options) -> Said:
    runs = one.name, other.name
    here, there = value.best(one.row) or 0.0, value.best(other.row) or 0.0
    noises = value.noise(one.row), value.noise(other.row)
    if noises[0] is None or noises[1] is None:
        return Said(f"{values}: the noise of their curves is not known.", "best", runs)
    room = options.compare_noise * math.sqrt((noises[0] ** 2 + noises[1] ** 2) / 2)
    if not abs(here - there) > room:
        text = f"{values}: no difference beyond the noise of their curves ({_size(value, room)})."
        return Said(text, "best", runs, Ground.LUCK)
    beyond = f"{values}: they differ by more than the noise of their curves ({_size(value, room)})"
    if not known.apart(one.row, other.row):
        return Said(f"{beyond}.", "best", runs, Ground.LUCK)
    return _beyond(beyond, values, value, one, other, known, options)


def _beyond(beyond: str, values: str, value: _Value, one: Run, other: Run, known: Known, options: Options) -> Said:
    """Of two values that differ by more than noise makes: whether seeds make as much.

    Pairs of one seed tell it best, as what the seed does is in both; where they are too few, the spread does.
    """
    pairs = known.wins(one.row, other.row, known.apart(one.row, other.row), _ahead(value))
    if pairs.first.of >= FEWEST_PAIRS:
        return _by_pairs(pairs, values, one, other, known, options)
    spread = known.spread(value.metric(one.row), value.best, value.metric)
    if spread is None:
        text = f"{beyond}; these runs do not tell how much another seed or other examples would make."
        return Said(text, "best", (one.name, other.name), Ground.FEW)
    return _by_spread(spread, values, value, one, other, known, options)


def _by_pairs(pairs: Counted, values: str, one: Run, other: Run, known: Known, options: Options) -> Said:
    """Whether one of two settings wins more pairs of one seed than luck does: 8 of 8 it does, 5 of 8 not."""
    runs, apart = (one.name, other.name), known.apart(one.row, other.row)
    better, wins = (one, pairs.first) if pairs.first.shown > pairs.second.shown else (other, pairs.second)
    counts = f"{wins.shown} of {wins.of} pairs of one seed that differ in {named(apart)} alone"
    told = f"{counts} the run with {these_text(apart)} of {better.name} is better; {luck_text(pairs)}."
    if pairs.luck <= options.compare_luck:
        return Said(f"{values}: in {told}", "best", runs, Ground.BACKED, apart)
    return Said(f"{values}: in only {told}", "best", runs, Ground.LUCK)


def _by_spread(
    spread: Spread, values: str, value: _Value, one: Run, other: Run, known: Known, options: Options
) -> Said:
    """Whether the means of the runs with the settings of either differ by more than the spread over seeds makes."""
    runs, apart = (one.name, other.name), known.apart(one.row, other.row)
    groups = [_known_best(known.alike(run.row), value, value.metric(one.row)) for run in (one, other)]
    error = spread.deviation * math.sqrt(sum(1 / len(group) for group in groups))
    made = certain(error, spread.freedom, options)
    means = [sum(group) / len(group) for group in groups]
    counts = " and ".join(
        f"{value.text(middle)} over {counted_text(len(group), 'run')} with the settings of {run.name}"
        for middle, group, run in zip(means, groups, (one, other), strict=True)
    )
    seeds = f"the means are {counts}, and another seed alone makes {_size(value, made)}"
    if not abs(means[0] - means[1]) > made:
        return Said(f"{values}: no difference beyond what another seed makes; {seeds}.", "best", runs, Ground.LUCK)
    better = one if (means[0] < means[1]) == value.lower else other
    text = f"{values}: runs with the settings of {better.name} are better by more than another seed makes; {seeds}."
    return Said(f"{text} They differ in {named(apart)}.", "best", runs, Ground.BACKED, apart)


def _known_best(rows: Sequence[Row], value: _Value, metric: str) -> list[float]:
    return [best for row in rows if value.metric(row) == metric and (best := value.best(row)) is not None]


def _ahead(value: _Value) -> IsAhead:
    """Whether the first of two rows is better; None where they are equal or cannot be compared."""

    def ahead(one: Row, other: Row) -> bool | None:
        here, there = value.best(one), value.best(other)
        if here is None or there is None or here == there or value.metric(one) != value.metric(other):
            return None
        return (here < there) == value.lower

    return ahead


def _size(value: _Value, size: float) -> str:
    if value.text is loss_value or size > 1:
        return f"up to {loss_text(size)}"
    return f"up to {percent_text(size).removesuffix(' %')} points"
