"""Finds unknown names that are the parts of a loss, with a weight each they add up to it in every line, or its sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import trend
from lossacc_gui.readers.series.names import is_framing
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 3  # lines more than there are parts; a sum of fewer is no sum by chance
MOST = 12  # parts
ENOUGH = 300  # lines that tell whether numbers add up
MOSTLY = 0.8  # of the lines that tell a name; some have another pattern
FAR = 10  # times what is rounded, over which a part moves the loss; what moves it less adds up by chance
TINY = 1e-300  # what keeps a loss of nothing from being divided by
SUMS = frozenset({"total", "sum", "overall"})
FEWEST_SUMMED = 2  # losses beside what is called their sum
SPARE = 1e-6  # of the loss by which a sum may differ, beside what is rounded: floats of 32 bits


def with_parts(told: list[Told]) -> list[Told]:
    """What is told, with the numbers that add up to the loss of their line made metrics: loss 9.3 | BC 8.1 | PDE 1.2.

    What they measure stays unknown, so that none is taken for the loss itself. So are the other fractions of their
    line that vary: parts of no or little weight. A number that is called the total of the losses of its line is a
    loss: loss_task=0.29 | loss_kd=0.08 | total=0.33. So is one to which others add up.
    """
    told = [_with_sum(one) for one in _with_totals(told)]
    lines: Counter[str] = Counter()
    adding: Counter[str] = Counter()
    for one in told:
        unknown = [field for field in one.fields if one.metrics and _may_be_part(one, field)]
        found = _parts_in(one, unknown)
        lines.update({field.name: len(one.template) for field in unknown})
        adding.update({field.name: len(one.template) for field in found})
    names = {name for name, count in adding.items() if count >= MOSTLY * lines[name]}
    return [_with_metrics(one, names) if one.metrics else one for one in told] if names else told


def _with_sum(one: Told) -> Told:
    if sum(field.quantity is Quantity.LOSS for field in one.metrics) < FEWEST_SUMMED:
        return one
    fields = tuple(
        replace(f, role=Role.METRIC, quantity=Quantity.LOSS)
        if f.role is Role.UNKNOWN and f.name.lower() in SUMS and have_fractions(one.template.values(f.slot)).any()
        else f
        for f in one.fields
    )
    return replace(one, fields=fields)


def _with_totals(told: list[Told]) -> list[Told]:
    """What is told, with numbers that are called totals made losses where others of their lines add up to them."""
    wholes: set[str] = set()
    parts: set[str] = set()
    for one in told:
        for whole in one.fields:
            if whole.role is Role.UNKNOWN and not SUMS.isdisjoint(unmarked(whole.name).split()):
                found = _summed(one, whole)
                wholes |= {whole.name} if found else set()
                parts |= {field.name for field in found}
    if not wholes:
        return told
    told = [_called(one, wholes, Quantity.LOSS) for one in told]
    return [_called(one, parts) if one.metrics else one for one in told]


def _summed(one: Told, whole: Field) -> list[Field]:
    """What adds up to a number as the parts of a loss do: all others of its line, or some with a weight each."""
    others = [f for f in one.metrics if not f.quantity.is_fraction and f.quantity not in ON_NO_EXAMPLES]
    others += [f for f in one.fields if f is not whole and _may_be_part(one, f)]
    if not FEWEST_SUMMED <= len(others) <= MOST or len(one.template) < FEWEST:
        return []
    told = one.some(whole, ENOUGH)
    if not np.isfinite(told).all() or not trend(told) < 0:
        return []  # of times or rewards
    total = np.sum([one.some(f, ENOUGH) for f in others], axis=0)
    near = np.sum([_rounded(one, f) for f in (whole, *others)], axis=0) + SPARE * np.abs(total)
    if bool((np.abs(total - told) <= near).all()):
        return others
    found = _parts_of(one, whole, others)
    return found if len(found) >= FEWEST_SUMMED else []


def _called(one: Told, names: set[str], quantity: Quantity = Quantity.OTHER) -> Told:
    fields = (
        replace(f, role=Role.METRIC, quantity=quantity) if f.role is Role.UNKNOWN and f.name in names else f
        for f in one.fields
    )
    return replace(one, fields=tuple(fields))


def _with_metrics(one: Told, names: set[str]) -> Told:
    if not any(field.role is Role.UNKNOWN and field.name in names for field in one.fields):
        return one
    taken = (f.name in names or (_may_be_part(one, f) and not _counts_on(one, f)) for f in one.fields)
    fields = (
        replace(f, role=Role.METRIC) if part and f.role is Role.UNKNOWN else f
        for f, part in zip(one.fields, taken, strict=True)
    )
    return replace(one, fields=tuple(fields))


def _parts_in(one: Told, unknown: list[Field]) -> list[Field]:
    """Those of the unknown numbers of a line that are parts of a loss in it."""
    losses = [field for field in one.metrics if field.quantity.is_loss]
    known = [field for field in one.metrics if not field.quantity.is_fraction and field.quantity not in ON_NO_EXAMPLES]
    if not unknown or len(known) + len(unknown) > MOST:
        return []
    parts = (_parts_of(one, whole, [*unknown, *(part for part in known if part is not whole)]) for whole in losses)
    return next((found for some in parts if (found := [field for field in some if field in unknown])), [])


def _may_be_part(one: Told, field: Field) -> bool:
    if field.role is not Role.UNKNOWN or not field.name or is_framing(field.name):
        return False
    values = one.some(field, ENOUGH)
    return bool(np.isfinite(values).all() and (values != values[0]).any() and have_fractions(values).any())


def _counts_on(one: Told, field: Field) -> bool:
    """Whether numbers go on by equal steps, as what is measured does not."""
    steps = np.diff(one.template.values(field.slot))
    return bool(np.allclose(steps, steps[0]))


def _parts_of(one: Told, whole: Field, parts: list[Field]) -> list[Field]:
    """The parts that, each with a weight, add up to a loss in all lines but for what is rounded; empty for none."""
    loss = one.some(whole, ENOUGH)
    while len(parts) > 1 and len(loss) >= len(parts) + FEWEST and np.isfinite(loss).all():
        values = np.array([one.some(field, ENOUGH) for field in parts])
        rounded = np.array([_rounded(one, field) for field in parts])
        scale = _rounded(one, whole) + SPARE * np.abs(loss) + TINY
        weights = _weights(values, loss, scale)
        small = weights * np.ptp(values, axis=1) <= FAR * scale.max()
        if small.any():
            parts = [field for field, none in zip(parts, small.tolist(), strict=True) if not none]
            continue
        near = scale + weights @ (rounded + SPARE * np.abs(values))
        return parts if bool((np.abs(weights @ values - loss) <= near).all()) else []
    return []


def _weights(values: FloatArray, loss: FloatArray, scale: FloatArray) -> FloatArray:
    """The weights with which the parts come nearest to the loss."""
    with np.errstate(over="ignore"):
        of_scale, loss_of_scale = (values / scale).T, loss / scale
    if not np.isfinite(of_scale).all():
        return np.zeros(len(values))  # next to such a number nothing adds up to the loss
    found, *_ = np.linalg.lstsq(of_scale, loss_of_scale, rcond=None)
    return np.asarray(found)


def _rounded(one: Told, field: Field) -> FloatArray:
    """Half a unit of the last digit that is printed, in each line; shape (n,)."""
    mantissa, exponent, _ = one.template.cut.slots[field.slot].text.lower().partition("e")
    values = np.abs(one.some(field, ENOUGH))
    unit = 0.5 * 10.0 ** -len(mantissa.partition(".")[2])
    powers = np.floor(np.log10(np.where(values > 0, values, 1))) if exponent else np.zeros(len(values))
    return np.asarray(unit * 10.0**powers)
