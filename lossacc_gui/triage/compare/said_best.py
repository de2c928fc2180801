"""The statements on best values: whether two runs differ by more than noise and other seeds make."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from statistics import NormalDist, stdev

from lossacc_gui.language import Number, say
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import counted_text, listed_text, loss_text, percent_text
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.triage.compare.comparison import Ground, NamedRow, Statement
from lossacc_gui.triage.compare.known import Counted, IsAhead, Known, Spread, certain
from lossacc_gui.triage.compare.standing import VALUES, Value, apart_by, by_chance, point_noise, standing_of
from lossacc_gui.triage.compare.wording import luck_text, named, these_text, with_values
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import loss_value

SHAPES_LOSS = re.compile(r"loss|criterion|smoothing|class_?weight|reduction|focal|objective", re.IGNORECASE)
"""Names of settings that change what the loss is: its values are not those of another one."""


FEWEST_SEEDS = 6  # with pairs: of fewer not even all could tell what luck does less than once in twenty


def best_said(one: NamedRow, other: NamedRow, known: Known, options: Options, pairs: int = 1) -> Iterator[Statement]:
    """Whether the best loss and the best accuracy of two runs differ, which are one of so many pairs asked at once."""
    for value in VALUES:
        metric, theirs = value.metric(one.row), value.metric(other.row)
        here, there = value.best(one.row), value.best(other.row)
        runs = one.name, other.name
        if here is None or there is None:
            continue
        if not _measure_the_same(metric, theirs):
            text = say(
                "{metric} of {one} and {theirs} of {other} are different metrics and are not compared.",
                metric=metric,
                one=one.name,
                theirs=theirs,
                other=other.name,
            )
            yield Statement(text, "best", runs)
            continue
        apart = known.apart(one.row, other.row)
        shaping = [name for name in apart if SHAPES_LOSS.search(name)] if value.lower else []
        values = say(
            "Best {metric} {here} ({one}) and {there} ({other})",
            metric=metric,
            here=value.text(here),
            one=one.name,
            there=value.text(there),
            other=other.name,
        )
        if shaping:
            text = say(
                "{values}: not comparable, as the loss itself differs by {settings}.",
                values=values,
                settings=with_values(shaping, one, other),
            )
            yield Statement(text, "best", runs)
            continue
        yield _compared(values, value, one, other, known, options, len(VALUES) * pairs)


def _measure_the_same(metric: str, other: str) -> bool:
    """Whether two names say the same of the same split: one program writes val_acc, another val_accuracy."""
    return metric == other or _measured(metric) == _measured(other)


def _measured(metric: str) -> tuple[object, ...]:
    meaning = meaning_of(metric)
    return meaning.quantity, meaning.split, re.sub(r"\bacc\b", "accuracy", meaning.rest)


def _compared(
    values: str, value: Value, one: NamedRow, other: NamedRow, known: Known, options: Options, asked: int
) -> Statement:
    runs = one.name, other.name
    here, there = standing_of(value, one.row), standing_of(value, other.row)
    if here is None or there is None:
        return Statement(say("{values}: the noise of their curves is not known.", values=values), "best", runs)
    room = options.compare_noise * math.hypot(here.error, there.error)
    size = _size(value, room)
    if not apart_by(value, one.row, other.row) > room:
        text = say("{values}: no difference beyond the noise of their curves ({size}).", values=values, size=size)
        return Statement(text, "best", runs, Ground.LUCK)
    apart = known.apart(one.row, other.row)
    if apart:
        # pairs of one seed tell best what settings do, as what the seed does is in both; where they are too few, the
        # spread over seeds does
        by_seed = known.wins(one.row, other.row, apart, _ahead(value))
        if by_seed.seeds >= FEWEST_SEEDS:
            return _by_pairs(by_seed, values, one, other, known, options)
        spread = known.spread(value.metric(one.row), value.best, value.metric)
        if spread is not None:
            return _by_spread(spread, values, value, one, other, known, options)
    return _alone(values, value, one, other, room, options, asked, told=bool(apart))


def _alone(
    values: str, value: Value, one: NamedRow, other: NamedRow, room: float, options: Options, asked: int, *, told: bool
) -> Statement:
    """Of two values that differ by more than the noise of their curves: whether other examples would make as much.

    Nothing is known of other runs; `told` is whether the logs tell a setting in which the two differ.
    """
    runs, ground = (one.name, other.name), Ground.FEW if told else Ground.LUCK
    errors = value.error(one.row), value.error(other.row)
    if errors[0] is None or errors[1] is None:
        beyond = say(
            "{values}: they differ by more than the noise of their curves ({size})",
            values=values,
            size=_size(value, room),
        )
        if not told:
            return Statement(say("{beyond}.", beyond=beyond), "best", runs, ground)
        text = say(
            "{beyond}; these runs do not tell how much another seed or other examples would make.", beyond=beyond
        )
        return Statement(text, "best", runs, ground)
    most = by_chance(value, one.row, other.row, (errors[0], errors[1]), options, asked)
    size = _size(value, most)
    if not apart_by(value, one.row, other.row) > most:
        text = say(
            "{values}: no difference beyond what other examples and the choice of the best make ({size}).",
            values=values,
            size=size,
        )
        return Statement(text, "best", runs, Ground.LUCK)
    beyond = say(
        "{values}: they differ by more than other examples and the choice of the best make ({size})",
        values=values,
        size=size,
    )
    if not told:
        return Statement(say("{beyond}.", beyond=beyond), "best", runs, ground)
    return Statement(
        say("{beyond}; these runs do not tell how much another seed would make.", beyond=beyond), "best", runs, ground
    )


def _flattered(value: Value, row: Row) -> float:
    """By how much the choice of the best point makes a run look better: the highest of so many normal deviates
    (Blom, 1958) times the noise of its curve.
    """
    return (
        NormalDist().inv_cdf((row.length - 0.375) / (row.length + 0.25)) * point_noise(value, row)
        if row.length > 1
        else 0.0
    )


def _by_pairs(pairs: Counted, values: str, one: NamedRow, other: NamedRow, known: Known, options: Options) -> Statement:
    """Whether one of two settings wins with more seeds than luck does: with 8 of 8 it does, 5 of 8 not."""
    runs, apart = (one.name, other.name), known.apart(one.row, other.row)
    better, wins = (one, pairs.first) if pairs.first.shown > pairs.second.shown else (other, pairs.second)
    told = {
        "values": values,
        "wins": wins.shown,
        "of": wins.of,
        "names": named(apart),
        "these": these_text(apart),
        "better": better.name,
        "luck": luck_text(pairs),
    }
    if pairs.luck <= options.compare_luck:
        text = say(
            "{values}: in {wins} of {of} pairs of one seed that differ in {names} alone the run with {these} of "
            "{better} is better; {luck}.",
            **told,
        )
        return Statement(text, "best", runs, Ground.BACKED, apart)
    text = say(
        "{values}: in only {wins} of {of} pairs of one seed that differ in {names} alone the run with {these} of "
        "{better} is better; {luck}.",
        **told,
    )
    return Statement(text, "best", runs, Ground.LUCK)


def _by_spread(
    spread: Spread, values: str, value: Value, one: NamedRow, other: NamedRow, known: Known, options: Options
) -> Statement:
    """Whether the means of the runs with the settings of either differ by more than the spread over seeds makes."""
    runs, apart = (one.name, other.name), known.apart(one.row, other.row)
    groups = [_known_best(known.alike(run.row), value, value.metric(one.row)) for run in (one, other)]
    means = [sum(group) / len(group) for group in groups]
    better, worse = (one, other) if (means[0] < means[1]) == value.lower else (other, one)
    chosen = max(0.0, _flattered(value, better.row) - _flattered(value, worse.row))
    made = _by_seeds(spread, groups, options) + chosen
    counts = [
        say(
            "{mean} over {runs} with the settings of {run}",
            mean=value.text(middle),
            runs=counted_text(len(group), "run"),
            run=run.name,
        )
        for middle, group, run in zip(means, groups, (one, other), strict=True)
    ]
    told = {"means": listed_text(counts), "size": _size(value, made)}
    seeds = (
        say("the means are {means}, and another seed and the choice of the best alone make {size}", **told)
        if chosen
        else say("the means are {means}, and another seed alone makes {size}", **told)
    )
    if not abs(means[0] - means[1]) > made:
        text = say("{values}: no difference beyond what another seed makes; {seeds}.", values=values, seeds=seeds)
        return Statement(text, "best", runs, Ground.LUCK)
    text = say(
        "{values}: runs with the settings of {better} are better by more than another seed makes; {seeds}. They differ "
        "in {names}.",
        values=values,
        better=better.name,
        seeds=seeds,
        names=named(apart),
    )
    return Statement(text, "best", runs, Ground.BACKED, apart)


def _by_seeds(spread: Spread, groups: Sequence[Sequence[float]], options: Options) -> float:
    """How far the means of two groups of runs may lie apart by their seeds alone.

    By what seeds make of all configurations, and of a group in which they make more, by that: where few examples or a
    large learning rate let runs scatter, the calm ones tell nothing of it. Degrees of freedom as Welch (1947) has them.
    """
    squares, freedoms = 0.0, 0.0
    for group in groups:
        own = stdev(group) if len(group) > 1 else 0.0
        deviation, freedom = max((spread.deviation, spread.freedom), (own, len(group) - 1))
        squares += deviation**2 / len(group)
        freedoms += (deviation**2 / len(group)) ** 2 / freedom
    return certain(math.sqrt(squares), squares**2 / freedoms, options) if freedoms else 0.0


def _known_best(rows: Sequence[Row], value: Value, metric: str) -> list[float]:
    return [best for row in rows if value.metric(row) == metric and (best := value.best(row)) is not None]


def _ahead(value: Value) -> IsAhead:
    """Whether the first of two rows is better; None where they are equal or cannot be compared."""

    def ahead(one: Row, other: Row) -> bool | None:
        here, there = value.best(one), value.best(other)
        if here is None or there is None or here == there or value.metric(one) != value.metric(other):
            return None
        return (here < there) == value.lower

    return ahead


def _size(value: Value, size: float) -> str:
    if value.text is loss_value or size > 1:
        return say("up to {size}", size=loss_text(size))
    return say("up to {size} points", size=Number(percent_text(size).removesuffix(" %")))
