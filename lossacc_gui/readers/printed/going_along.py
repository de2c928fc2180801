"""Takes numbers of unknown names for measured ones that go as known metrics told beside them do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import correlation, is_split
from lossacc_gui.readers.series.names import is_framing, is_setting, meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # lines that show how numbers go
ENOUGH = 1000  # lines that tell it as well as all
ALONG = 0.9  # correlation, either way, of numbers that tell of one training; what is drawn by chance has less
SHORTEST = 2  # letters of a name; one may stand for anything
EVENLY = 1e-3  # of the largest by which the steps of a schedule may differ, where it is rounded
MOSTLY = 0.8  # of the steps of a schedule are equal


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
    return _of_evaluations(_of_fewer_lines(found))


def _of_evaluations(told: list[Told]) -> list[Told]:
    """What is told, with the names taken in lines of the training also taken where a split is said beside them.

    The lines of an evaluation may tell nothing else: Epoch 3: loss 9.1, epe 3.2, and below Validation: epe 4.1.
    """
    taken = {unmarked(f.name) for one in told for f in one.metrics if f.quantity is Quantity.OTHER}
    return [replace(one, fields=tuple(_taken_by_name(f, taken) for f in one.fields)) for one in told] if taken else told


def _taken_by_name(field: Field, taken: set[str]) -> Field:
    split = field.split or meaning_of(field.name).split
    known = field.role is Role.UNKNOWN and split is not None and not is_framing(field.name)
    return replace(field, role=Role.METRIC) if known and unmarked(field.name) in taken else field


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
    if not (field.role is Role.UNKNOWN or shares) or is_framing(field.name) or is_setting(field.name):
        return False
    if len(unmarked(field.name)) < SHORTEST or is_split(field.name):
        return False
    value = one.some(field, ENOUGH)
    if not np.isfinite(value).all() or not have_fractions(value).any() or is_schedule(value):
        return False
    return any(abs(correlation(value, other)) >= ALONG for other in known)


def is_schedule(value: FloatArray) -> bool:
    """Whether numbers mostly go by equal steps, or by equal shares, or stand still."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ways = (np.diff(value), np.diff(np.log(value)))
        return any(_are_mostly_equal(way) for way in ways)


def _are_mostly_equal(steps: FloatArray) -> bool:
    return float((np.abs(steps - np.median(steps)) <= EVENLY * np.abs(steps).max()).mean()) >= MOSTLY
