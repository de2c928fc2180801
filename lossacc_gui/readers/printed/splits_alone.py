"""Tells what numbers of a line are that are called after nothing but a split: LOSS train 0.4 valid 0.5, train: 0.9."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity, Split
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import (
    FALLS_SURELY,
    FEWEST_FALLING,
    HIGHEST,
    correlation,
    is_split,
    seen_on_splits,
    trend,
)
from lossacc_gui.readers.series.names import meaning_of

PAIRED = re.compile(r"^\s*%?\s*[/,|]\s*$")  # what stands between two numbers of one thing
EQUALS, PLUS = re.compile(r"^\s*[(\[]?\s*=\s*$"), re.compile(r"^\s*\+\s*$")
OF_SUM = 1e-5  # of itself by which a sum may be off, beside what is rounded: means of floats of 32 bits
FALLS = -0.5  # correlation with their order of values that fall


def shared_names(template: Template, fields: list[Field]) -> list[Field]:
    """Numbers that are called after a split only: `LOSS train 0.4 valid 0.5`, `Loss: 0.4, Train: 0.9, Val: 0.8`.

    A metric without a number of its own is measured on each of the splits. Behind a metric with its own number they are
    the other half of what is told of a training: what rises or lies in 0..1 is an accuracy.
    """
    out = list(fields)
    paired = _pairs(template, fields)
    if paired:
        return [paired.get(field.slot, field) for field in fields]
    for i, field in enumerate(fields):
        if field.role is not Role.UNKNOWN or not is_split(field.name):
            continue
        before = next((one for one in reversed(out[:i]) if one.role is Role.METRIC), None)
        counter = next((one for one in reversed(out[:i]) if one.role in (Role.EPOCH, Role.STEP)), None)
        if before is None:
            if _begins_pair(template, fields, i):
                continue
            if _is_sum(template, fields, i):
                out[i] = _as_seen(field, f"{field.name} loss", Quantity.LOSS)
            elif _is_objective(template, fields, field, counter):
                out[i] = _as_seen(field, f"{field.name} objective", Quantity.LOSS)  # CatBoost prints its objective so
            elif counter is not None and not field.percent and _falls_as_a_loss(template, fields, field):
                out[i] = _as_seen(field, f"{field.name} loss", Quantity.LOSS)
            elif counter is not None and _rises_as_an_accuracy(template, fields, field):
                out[i] = _as_seen(field, f"{field.name} accuracy", Quantity.ACCURACY)
            continue
        if before.quantity in ON_NO_EXAMPLES:
            continue
        own = meaning_of(before.name)
        if own.split is None and _is_short(template, field, before):
            quantity = _seen(template, field, before.quantity)
            name = field.name if quantity is before.quantity else f"{field.name} accuracy"
            out[i] = replace(_as_seen(field, name, quantity), seen=quantity is not before.quantity)
        else:
            rest = own.rest or before.name
            out[i] = replace(_as_seen(field, f"{rest} {field.name}", before.quantity), seen=before.seen)
    return out


def _as_seen(field: Field, name: str, quantity: Quantity) -> Field:
    """A field made a metric of which the way its values go tells what it measures."""
    return replace(field, role=Role.METRIC, name=name, quantity=quantity, seen=True)


def _begins_pair(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number without a name belongs to the one before it: train 0.52/0.81, val: (0.61, 0.78)."""
    nameless = i + 1 < len(fields) and fields[i + 1].role in (Role.NAMELESS, Role.PROGRESS) and not fields[i + 1].name
    return nameless and PAIRED.match(template.cut.texts[i + 1]) is not None


def _is_sum(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number is told to be the sum of those behind it, and is: train: 26.3 (=25.9 + 0.4)."""
    texts = template.cut.texts
    ends = next((k for k in range(i + 2, len(fields)) if not PLUS.match(texts[k])), len(fields))
    if ends < i + 3 or not EQUALS.match(texts[i + 1]):
        return False
    whole, *parts = (template.values(field.slot) for field in fields[i:ends])
    decimals = len(template.cut.slots[i].text.partition(".")[2])
    near = len(parts) * 10.0**-decimals + OF_SUM * np.abs(whole)
    return decimals > 0 and bool((np.abs(whole - sum(parts)) <= near).all())


def _is_objective(template: Template, fields: list[Field], field: Field, counter: Field | None) -> bool:
    """Whether a number behind one that counts without a name is minimized: 12: learn: 0.53, and no test 87.1%."""
    bare = counter is not None and counter.name == "" and not field.percent
    return bare and _of_splits(template, fields) is not Quantity.ACCURACY


def _is_pair(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number is one of two, side by side or in brackets behind the other: train 0.52 (81.3)."""
    bracketed = i + 1 < len(fields) and fields[i + 1].role is Role.AVERAGE
    return bracketed or _begins_pair(template, fields, i)


def _pairs(template: Template, fields: list[Field]) -> dict[int, Field]:
    """The loss and the accuracy of each split by slot, where pairs are called after several splits and nothing else.

    Of the training the one falls and the other, a share, rises; none where any of it is otherwise.
    """
    if any(field.role is Role.METRIC and field.quantity not in ON_NO_EXAMPLES for field in fields):
        return {}
    bare = [i for i, field in enumerate(fields) if field.role is Role.UNKNOWN and is_split(field.name)]
    trained = next((i for i in bare if meaning_of(fields[i].name).split is Split.TRAIN), None)
    whole = all(_is_pair(template, fields, i) for i in bare)
    if trained is None or len({meaning_of(fields[i].name).split for i in bare}) < max(len(bare), 2) or not whole:
        return {}
    first, second = template.values(trained), template.values(trained + 1)
    if not np.isfinite(first + second).all() or len(first) < FEWEST_FALLING or _is_pair(template, fields, trained + 1):
        return {}
    falls, rises = _falls_against(first, second), _falls_against(second, first)
    if not falls and not rises:
        return {}
    loss = 0 if falls else 1
    shares = [template.values(i + 1 - loss) for i in bare]
    most = 1 if max(float(np.nanmax(one)) for one in shares) <= 1 else 100
    if not all(((one >= 0) & (one <= most)).all() for one in shares):
        return {}
    kinds = [("loss", Quantity.LOSS), ("accuracy", Quantity.ACCURACY)]
    named = ((i, place, kinds[place ^ loss]) for i in bare for place in (0, 1))
    return {
        i + place: _as_seen(fields[i + place], f"{fields[i].name} {word}", quantity)
        for i, place, (word, quantity) in named
    }


def _falls_against(first: FloatArray, second: FloatArray) -> bool:
    """Whether values fall and others do not, or the ones mostly fall where the others rise, however often anew."""
    if trend(first) < FALLS_SURELY:
        return trend(second) > -FALLS_SURELY or correlation(first, second) < FALLS_SURELY
    against = correlation(first, second) < FALLS_SURELY
    return against and float(np.median(np.diff(first))) < 0 < float(np.median(np.diff(second)))


def _is_short(template: Template, field: Field, before: Field) -> bool:
    """Whether the metric before has its number to itself, and the splits are names of their own (`Train: 0.9`)."""
    return ":" in template.cut.texts[field.slot] or "=" in template.cut.texts[field.slot]


def _falls_from_beyond_one(template: Template, field: Field) -> bool:
    """Whether values called after a split only fall as losses do: from more than a share, less than a percentage."""
    values = template.values(field.slot)
    known = values[np.isfinite(values)]
    if known.size < FEWEST_FALLING or known.min() < 0 or not 1 < known[0] <= HIGHEST:
        return False
    return bool(known[-1] < known[0] and np.corrcoef(np.arange(known.size), known)[0, 1] < FALLS)


def _falls_as_a_loss(template: Template, fields: list[Field], field: Field) -> bool:
    return _falls_from_beyond_one(template, field) or _of_splits(template, fields) is Quantity.LOSS


def _rises_as_an_accuracy(template: Template, fields: list[Field], field: Field) -> bool:
    if not field.percent:
        return _of_splits(template, fields) is Quantity.ACCURACY
    return _seen(template, field, Quantity.LOSS) is Quantity.ACCURACY


def _of_splits(template: Template, fields: list[Field]) -> Quantity:
    """What the values called after nothing but a split are by the way they go, where they are of several splits."""
    bare = [field for field in fields if field.role is Role.UNKNOWN and is_split(field.name)]
    if len({meaning_of(field.name).split for field in bare}) < 2:
        return Quantity.OTHER
    return seen_on_splits([known[np.isfinite(known)] for known in (template.values(field.slot) for field in bare)])


def _seen(template: Template, field: Field, quantity: Quantity) -> Quantity:
    """What values called after a split are, behind a loss: accuracies where they are shares, and do not fall."""
    if quantity is not Quantity.LOSS:
        return quantity
    values = template.values(field.slot)
    known = values[np.isfinite(values)]
    if not known.size or known.min() < 0 or known.max() > (100 if field.percent or known.max() > 2 else 1):
        return quantity
    falls = known.size > 2 and known[-1] < known[0] and np.corrcoef(np.arange(known.size), known)[0, 1] < FALLS
    return quantity if falls else Quantity.ACCURACY
