"""Guesses from the curves what metrics with unknown names measure; a person confirms or corrects it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.language import Number, Said, joined, say, say_many
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.run import FloatArray, LeftOut, Quantity, Run, Series, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.mapping import is_understood, names_of, with_all
from lossacc_gui.readers.series.names import COUNTERS, is_score, meaning_of
from lossacc_gui.readers.series.not_understood import is_not_understood

FEWEST = 4  # values
HOPEFUL = 8  # values of a curve that is none of the lists of versions and chapters that other texts hold
ENDS = 0.2  # share of a curve that tells where it begins and ends
MOVES = 2.0  # times its own noise that a curve moves at least
EVEN = 1.001  # longest step of a counter over its shortest
SMALL_RATE = 0.11  # learning rates lie below it, and losses mostly above
FEW_LEVELS = 0.34  # share of different values in a learning rate that is lowered in steps
SMOOTH = 1e-3  # noise over range below which a curve was set and not measured
OFTEN = 2.0  # times as many values as another has: it is of the batches, the other of an evaluation
TITLES = 8  # metrics that a sentence names
FEW_PERCENT, PERCENT = 10.0, 100.0  # what rises to less than the first is no percentage of right answers


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a curve looks like: its name and place, where it begins, ends, is lowest and highest, how it jumps."""

    name: str
    series: Series
    value: FloatArray
    begins: float
    ends: float
    low: float
    high: float
    noise: float

    @property
    def span(self) -> float:
        return self.high - self.low

    @property
    def falls(self) -> bool:
        """Whether it falls from its start by more than it ever rises above it."""
        down, up = self.begins - self.low, self.high - self.begins
        return down > up and down > MOVES * self.noise

    @property
    def rises(self) -> bool:
        down, up = self.begins - self.low, self.high - self.begins
        return up >= down and up > MOVES * self.noise

    @property
    def is_share(self) -> bool:
        """Whether all values lie in 0..1, or in 0..100 and some are too large for most losses."""
        low, high = float(self.value.min()), float(self.value.max())
        return low >= 0.0 and (high <= 1.0 or FEW_PERCENT <= high <= PERCENT)


def guesses(run: Run) -> tuple[Choice, ...]:
    """What each metric of a run that is OTHER may measure, best guess; what nothing can be said of is not there.

    Of what counts up evenly the first is the counter. A share that rises is an accuracy, what falls from its start is a
    loss; of two the one with fewer values, or the one that ends worse, is of validation.
    """
    shapes = [
        shape
        for name, one in zip(names_of(run), run.series, strict=True)
        if one.quantity is Quantity.OTHER and (shape := _shape(name, one)) is not None
    ]
    found: dict[str, Quantity] = {}
    counted = run.x_name != "row" or any(one.quantity.is_counter for one in run.series)
    for shape in shapes:
        quantity = _quantity(shape, counted=counted)
        if meaning_of(shape.name).quantity.is_counter and quantity not in COUNTERS:
            continue  # it starts again somewhere; a counter measures nothing
        counted = counted or quantity in COUNTERS
        if quantity is not None:
            found[shape.name] = quantity
    named = {shape.name: shape for shape in shapes}
    losses = [named[name] for name, quantity in found.items() if quantity is Quantity.LOSS]
    accuracies = [named[name] for name, quantity in found.items() if quantity is Quantity.ACCURACY]
    splits = _splits(losses, worse=1.0) | _splits(accuracies, worse=-1.0)
    if len(losses) > 1 and len(accuracies) == 1 and meaning_of(accuracies[0].name).split is None:
        splits[accuracies[0].name] = Split.VAL  # who logs one accuracy beside two losses logs the evaluation's
    return tuple(Choice(name, quantity, splits.get(name)) for name, quantity in found.items())


def guessed(run: Run, series: Series) -> Choice:
    """What a metric that was left out of a run is taken as when a person wants it: as its name says, or its curve."""
    if series.quantity is not Quantity.OTHER:
        return Choice(series.metric, series.quantity, series.split)
    found = guesses(replace(run, series=(series,), x_name="epoch"))
    return Choice(series.metric, found[0].quantity if found else Quantity.OTHER, series.split)


def with_not_judged(run: Run) -> Run:
    """The run with those of its series among what was not taken that are not judged: scores, and what no name tells.

    As it is where nothing is known.
    """
    told = {one.metric for one in run.left_out}
    found = [one for one in run.series if one.metric not in told and is_not_understood(one)]
    if not found or not is_understood(run):
        return run
    left_out = (_score(run, one) if is_score(one.metric) else _not_understood(run, one) for one in found)
    return replace(run, left_out=(*run.left_out, *left_out))


def _score(run: Run, series: Series) -> LeftOut:
    known = np.flatnonzero(np.isfinite(series.value))
    best = known[int(series.value[known].argmax())]
    goes = say(
        "best {best} at {name} {place}, {last} in the end",
        best=Number(f"{series.value[best]:.4g}"),
        name=run.x_name,
        place=Number(f"{series.x[best]:g}"),
        last=Number(f"{series.value[known[-1]]:.4g}"),
    )
    why = say("{goes}; drawn, but not judged", goes=goes)
    return LeftOut(series.metric, len(series.value), why, goes=goes)


def _not_understood(run: Run, series: Series) -> LeftOut:
    choice = guessed(run, series)
    quantity = Quantity.LOSS if choice.quantity is Quantity.OTHER else choice.quantity
    held_out = any(one.split is not Split.TRAIN and one.quantity.is_progress for one in run.series)
    split = Split.VAL if series.split is Split.TRAIN and not held_out else series.split
    value = series.value[np.isfinite(series.value)]
    goes = say("{first} to {last}", first=Number(f"{value[0]:.4g}"), last=Number(f"{value[-1]:.4g}"))
    taken_by = _text(Choice(series.metric, quantity, split))
    why = say("{goes}; drawn, but nothing says what it measures", goes=goes)
    return LeftOut(series.metric, len(series.value), why, goes=goes, taken_by=taken_by)


def are_hopeful(run: Run, choices: Sequence[Choice]) -> bool:
    """Whether a loss or an accuracy of some length is among guesses: worth to be asked about without being sought."""
    long = {name for name, one in zip(names_of(run), run.series, strict=True) if len(one.value) >= HOPEFUL}
    return any(choice.quantity.is_progress and choice.metric in long for choice in choices)


def as_arguments(choices: Sequence[Choice]) -> str:
    """The choices as they are given on the command line."""
    return " ".join(f"--map {shlex.quote(_text(choice))}" for choice in choices)


def unknown_said(run: Run, choices: Sequence[Choice]) -> tuple[Said, Said]:
    """(what was looked for and found in a run of which nothing is known by its name, what to do)."""
    names = names_of(run)
    lines = []
    for name, series in zip(names[:TITLES], run.series, strict=False):
        value = series.value[np.isfinite(series.value)]
        told = {"name": name, "count": counted_text(len(series.value), "value")}
        if value.size:
            told |= {"first": Number(f"{value[0]:.4g}"), "last": Number(f"{value[-1]:.4g}")}
            lines.append(say("{name} ({count}, {first} to {last})", **told))
        else:
            lines.append(say("{name} ({count})", **told))
    shown: str = joined(", ", lines)
    if len(names) > TITLES:
        shown = say_many("{shown} and {count} other", "{shown} and {count} others", len(names) - TITLES, shown=shown)
    found = say_many(
        "No name in this log is that of a loss or an accuracy. {count} series of numbers was found: {shown}.",
        "No name in this log is that of a loss or an accuracy. {count} series of numbers were found: {shown}.",
        len(names),
        shown=shown,
    )
    given = as_arguments(choices[:TITLES]) or f"--map {shlex.quote(names[0] + '=loss:val')}"
    return found, say(
        "Say what they measure with --map ({how}: {given}), or in the window with Run > Choose Metrics.",
        how=say("judged by the curves") if choices else say("for example"),
        given=given,
    )


def told_unknown(run: Run) -> tuple[Said, Said] | None:
    """As `unknown_said`, for a run that was read without a metric that is known; None where there is one, or no way."""
    whole = with_all(run)
    if is_understood(run) or not any(len(series.value) >= FEWEST for series in whole.series):
        return None
    return unknown_said(whole, guesses(whole))


def _text(choice: Choice) -> str:
    return f"{choice.metric}={choice.quantity.value}" + (f":{choice.split.value}" if choice.split else "")


def _shape(name: str, series: Series) -> _Shape | None:
    value = series.value[np.isfinite(series.value)]
    if value.size < FEWEST or (value == value[0]).all():
        return None
    count = max(1, min(int(ENDS * value.size), value.size // 2))
    smooth = _smooth(value, count)
    change = np.diff(value)
    jumps = np.abs(change - np.median(change))
    noise = float(jumps.mean()) if jumps.size else 0.0
    begins = float(np.median(value[: max(count // 2, 1)]))
    ends = float(np.median(value[-count:]))
    low, high = min(begins, float(smooth.min())), max(begins, float(smooth.max()))
    return _Shape(name, series, value, begins, ends, low, high, noise)


def _smooth(value: FloatArray, count: int) -> FloatArray:
    """Means of stretches of `count` values, so that no single value is an end."""
    edges = np.arange(0, value.size - count + 1, max(count // 2, 1))
    total = np.concatenate(([0.0], np.cumsum(value / value.size)))  # which never gets beyond the largest
    return np.asarray((total[edges + count] - total[edges]) * (value.size / count))


def _quantity(shape: _Shape, *, counted: bool) -> Quantity | None:
    value = shape.value
    change = np.diff(value)
    whole = bool((value == np.round(value)).all())
    if whole and (change > 0).all():
        if counted or change.max() > EVEN * change.min():
            return None
        return Quantity.EPOCH if change[0] == 1 and value[0] in (0, 1) else Quantity.STEP
    if _is_set(shape):
        return Quantity.LEARNING_RATE
    if shape.is_share and shape.rises:
        return Quantity.ACCURACY
    if (change > 0).all():
        return Quantity.TIME
    return Quantity.LOSS if shape.falls else None


def _is_set(shape: _Shape) -> bool:
    """Whether a curve looks like a learning rate: small, never below 0, lowered in steps or without noise."""
    value = shape.value
    if value.min() < 0 or value.max() > SMALL_RATE:
        return False
    bends = float(np.median(np.abs(np.diff(value, 2)))) if value.size > 2 else 0.0
    return len(np.unique(value)) <= FEW_LEVELS * value.size or bends <= SMOOTH * (shape.span or 1.0)


def _splits(shapes: list[_Shape], worse: float) -> dict[str, Split]:
    """The split of each of some losses (worse=1) or accuracies (worse=-1); the names' own words come first."""
    told = {shape.name: meaning_of(shape.name).split for shape in shapes}
    out = {name: split for name, split in told.items() if split is not None}
    left = [shape for shape in shapes if shape.name not in out]
    if len(shapes) == 1:
        return out | {shape.name: shape.series.split for shape in left}
    longest = max((len(shape.value) for shape in shapes), default=0)
    rare = [shape for shape in left if len(shape.value) * OFTEN <= longest]
    out |= {shape.name: Split.VAL for shape in rare}
    rest = sorted((s for s in left if s not in rare), key=lambda s: worse * s.ends)
    alone = len(rest) > 1 and Split.VAL not in out.values()
    for i, shape in enumerate(rest):
        out[shape.name] = Split.VAL if alone and i == len(rest) - 1 else Split.TRAIN
    return out
