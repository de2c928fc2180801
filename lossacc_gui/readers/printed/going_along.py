"""Takes numbers of unknown names for measured ones that go as known metrics told beside them do, or fall as losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, correlation, is_split, trend
from lossacc_gui.readers.series.names import is_framing, is_setting
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # lines that show how numbers go
ENOUGH = 1000  # lines that tell it as well as all
ALONG = 0.9  # correlation, either way, of numbers that tell of one training; what is drawn by chance has less
SHORTEST = 2  # letters of a name; one may stand for anything
EVENLY = 1e-3  # of the largest by which the steps of a schedule may differ, where it is rounded
MOSTLY = 0.8  # of the steps of a schedule are equal
FEWEST_EPOCHS = 10  # that show how numbers of which nothing is known go
RIVALS = frozenset({"generator", "discriminator", "gen", "disc", "dis", "critic", "actor"})  # each has its own loss
RISES = 0.1  # share of lines at which what is learned goes back; a schedule never does


def with_unknown_along(told: list[Told]) -> list[Told]:
    """What is told, with unknown names made metrics whose numbers go along with a known one told as often: HR, NDCG.

    What they measure stays unknown. What follows a schedule goes along by chance, and is none.
    """
    known: dict[int, list[FloatArray]] = {}
    for one in told:
        for field in one.metrics if len(one.template) >= FEWEST else ():
            value = one.some(field, ENOUGH)
            if field.quantity not in ON_NO_EXAMPLES and np.isfinite(value).all():
                known.setdefault(len(one.template), []).append(value)
    found = [_along(one, known[len(one.template)]) if len(one.template) in known else one for one in told]
    return _of_fewer_lines(found)


def with_falling(told: list[Told]) -> list[Told]:
    """What is told, with unknown names made metrics that fall as losses do over epochs, where no line knows better.

    [Epoch 3/40, step 20/100] stage-1: 1.5, stage-2: 1.6 measures the training, whatever its parts are called. What is
    called after two networks that are trained against each other are their losses, which need not fall.
    """
    if any(f.quantity not in ON_NO_EXAMPLES for one in told if len(one.template) > 1 for f in one.metrics):
        return told
    told = [replace(one, fields=tuple(_seen_falling(one, f) for f in one.fields)) for one in told]
    return [_with_rivals(one) if one.counts else one for one in told]


def _with_rivals(one: Told) -> Told:
    """What is told, with the numbers made losses that are called after rivals: generator 0.7 | discriminator 1.3."""
    rivals = [f for f in one.fields if f.role in (Role.UNKNOWN, Role.METRIC) and unmarked(f.name) in RIVALS]
    values = [one.template.values(f.slot) for f in rivals]
    measured = all(np.isfinite(value).all() and have_fractions(value).any() for value in values)
    if len(rivals) != 2 or len(one.template) < FEWEST or not measured or any(f.percent for f in rivals):
        return one
    fields = (replace(f, role=Role.METRIC, quantity=Quantity.LOSS, seen=True) if f in rivals else f for f in one.fields)
    return replace(one, fields=tuple(fields))


def _seen_falling(one: Told, field: Field) -> Field:
    return replace(field, role=Role.METRIC, seen=True) if _falls_over_epochs(one, field) else field


def _falls_over_epochs(one: Told, field: Field) -> bool:
    epoch = one.counted(Role.EPOCH)
    if epoch is None or not _may_measure(field) or field.percent or not (np.diff(epoch) >= 0).all():
        return False
    value = one.template.values(field.slot)
    _, which, many = np.unique(epoch, return_inverse=True, return_counts=True)
    if len(many) < FEWEST_EPOCHS or not np.isfinite(value).all() or value.min() < 0 or not have_fractions(value).any():
        return False
    goes_back = float((np.diff(value) > 0).mean()) >= RISES
    return goes_back and trend(np.bincount(which, weights=value) / many) < FALLS_SURELY


def _may_measure(field: Field) -> bool:
    """Whether an unknown name may be that of something measured."""
    if field.role is not Role.UNKNOWN or is_framing(field.name) or is_setting(field.name):
        return False
    return len(unmarked(field.name)) >= SHORTEST and not is_split(field.name)


def _of_fewer_lines(told: list[Told]) -> list[Told]:
    """What is told, with the names taken in one kind of lines also taken in others that tell the same known metrics.

    Lines with a remark behind them, or those of the first epochs, may be too few to show how numbers go.
    """
    taken: dict[str, set[str]] = {}
    for one in told:
        for field in one.metrics:
            if field.quantity is Quantity.OTHER:
                taken.setdefault(field.name, _known_names(one))
    return [
        replace(
            one,
            fields=tuple(
                _measured(one, f)
                if f.role in (Role.UNKNOWN, Role.PROGRESS) and taken.get(f.name) == _known_names(one)
                else f
                for f in one.fields
            ),
        )
        if _known_names(one)
        else one
        for one in told
    ]


def _known_names(one: Told) -> set[str]:
    return {field.name for field in one.metrics if field.quantity is not Quantity.OTHER}


def _along(one: Told, known: list[FloatArray]) -> Told:
    if not one.counts and not one.metrics:
        return one
    fields = (_measured(one, f) if _goes_along(one, f, known) else f for f in one.fields)
    return replace(one, fields=tuple(fields))


def _measured(one: Told, field: Field) -> Field:
    """A field made a metric, a share on the examples of the name before it."""
    before = next((f for f in reversed(one.fields[: field.slot]) if f.role in (Role.METRIC, Role.UNKNOWN)), None)
    shared = before.split if before is not None and field.role is Role.PROGRESS else None
    return replace(field, role=Role.METRIC, split=field.split or shared)


def _goes_along(one: Told, field: Field, known: list[FloatArray]) -> bool:
    shares = field.role is Role.PROGRESS and field.percent and bool(field.name)  # mR=15.4% behind mP=9.9%
    if not _may_measure(replace(field, role=Role.UNKNOWN) if shares else field):
        return False
    value = one.some(field, ENOUGH)
    if not np.isfinite(value).all() or not have_fractions(value).any() or _is_schedule(value):
        return False
    return any(abs(correlation(value, other)) >= ALONG for other in known)


def _is_schedule(value: FloatArray) -> bool:
    """Whether numbers mostly go by equal steps, or by equal shares, or stand still."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ways = (np.diff(value), np.diff(np.log(value)))
        return any(_are_mostly_equal(way) for way in ways)


def _are_mostly_equal(steps: FloatArray) -> bool:
    return float((np.abs(steps - np.median(steps)) <= EVENLY * np.abs(steps).max()).mean()) >= MOSTLY
