"""Holds what was read of a text against what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Series
from lossacc_gui.readers.registry import read
from printed_forms.form import Curve, Form

RIGHT, REFUSED, WRONG = "right", "refused", "silently wrong"
BESIDE = (Quantity.PERPLEXITY, Quantity.F1, Quantity.AUC)  # what an epoch tells beside its loss and accuracy


def outcome(form: Form, folder: Path) -> tuple[str, str]:
    """(right, refused or silently wrong; what is wrong)."""
    path = folder / "train.log"
    path.write_text(form.text, encoding="utf-8")
    try:
        runs = read(path)
    except UnreadableLog as error:
        return REFUSED, error.sentence
    why = wrong_in(form, runs)
    return (WRONG, why) if why else (RIGHT, "")


def wrong_in(form: Form, runs: Sequence[Run]) -> str:
    """What a reader lost, mixed up or made up; empty where it found each curve in one run, and no other."""
    if len(runs) != 1:
        return f"{len(runs)} runs"
    series = [one for one in runs[0].series if _measures(one)]
    shift: set[float] = set()
    taken = set()
    for curve in form.curves:
        found = [i for i, one in enumerate(series) if i not in taken and _is(one, curve)]
        if not found:
            return f"no {curve.split.value} {curve.quantity.value}: {_shown(series)}"
        taken.add(found[0])
        apart = series[found[0]].x - np.asarray(curve.at)
        if not np.allclose(apart, apart[0]) and len(set(np.diff(curve.at))) == 1:
            return f"{curve.split.value} {curve.quantity.value} counted {series[found[0]].x[:4]}"
        shift.add(round(float(apart[0]), 6))
    if len(shift) > 1:
        return f"splits counted apart: {shift}"
    beside = [i for i, one in enumerate(series) if any(_equal(one.value, some) for some in form.beside)]
    if form.beside and not beside:
        return f"no batches: {_shown(series)}"
    more = [one for i, one in enumerate(series) if i not in taken and i not in beside]
    return f"beside them {_shown(more)}" if more else ""


def _measures(one: Series) -> bool:
    measured = one.quantity.is_loss or one.quantity.is_accuracy
    return measured and len(one.value) > 0 and one.quantity not in BESIDE


def _is(one: Series, curve: Curve) -> bool:
    measured = one.quantity.is_loss if curve.quantity is Quantity.LOSS else one.quantity.is_accuracy
    return measured and one.split is curve.split and _equal(one.value, curve.value)


def _equal(value: np.ndarray, printed: Sequence[float]) -> bool:
    return len(value) == len(printed) and np.allclose(value, printed, rtol=1e-9)


def _shown(series: Sequence[Series]) -> str:
    return (
        ", ".join(f"{one.metric} {one.quantity.value} {one.split.value} {len(one.value)}" for one in series)
        or "nothing"
    )
