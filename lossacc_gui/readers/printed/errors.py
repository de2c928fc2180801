"""Tells an error that is a loss from one that is a rate, by the accuracy in the same line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity
from lossacc_gui.readers.names import is_bare_error, meaning_of
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field

FEWEST = 5  # lines that show it
ALIKE = 0.02  # of the whole by which an error and an accuracy that are rounded may miss it


def beside_accuracies(told: Sequence[Told], notices: list[Notice]) -> list[Told]:
    """What is told, with errors made losses that are not what the accuracy beside them leaves of the whole."""
    out = []
    for one in told:
        losses = [error for error in one.metrics if _is_loss(one, error)]
        notices += [
            Notice(say("{name} and the accuracy beside it do not make up the whole; taken as a loss.", name=error.name))
            for error in losses
        ]
        fields = tuple(replace(f, quantity=Quantity.LOSS) if f in losses else f for f in one.fields)
        out.append(replace(one, fields=fields) if losses else one)
    return out


def _is_loss(one: Told, error: Field) -> bool:
    if error.quantity is not Quantity.ERROR_RATE or error.percent or not is_bare_error(error.name):
        return False
    beside = [f for f in one.metrics if f.quantity is Quantity.ACCURACY and _split(f) is _split(error)]
    values = one.template.values(error.slot)
    return len(beside) == 1 and len(values) >= FEWEST and not _are_whole(values, _of(one, beside[0]))


def _split(field: Field) -> object:
    return meaning_of(field.name).split or field.split


def _of(one: Told, accuracy: Field) -> FloatArray:
    values = one.template.values(accuracy.slot)
    return values / one.template.values(accuracy.over) if accuracy.over >= 0 else values


def _are_whole(error: FloatArray, accuracy: FloatArray) -> bool:
    """Whether an error and an accuracy are two sides of the same answers, whichever of them is a percentage."""
    known = np.isfinite(error) & np.isfinite(accuracy)
    sides = ((error[known] / a, accuracy[known] / b) for a in (1, 100) for b in (1, 100))
    return not known.any() or any(float(np.median(np.abs(e + a - 1))) <= ALIKE for e, a in sides)
