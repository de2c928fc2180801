"""Which curves of a run are drawn, on which axis, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import AS_A_FRACTION, Quantity, Series, Split

SPLIT_ORDER = (Split.TRAIN, Split.VAL, Split.TEST)
FRACTIONS = AS_A_FRACTION | {Quantity.R2}
LOSSES = (Quantity.LOSS, Quantity.MSE, Quantity.MAE, Quantity.PERPLEXITY)
_ACCURACIES = (Quantity.ACCURACY, Quantity.BALANCED_ACCURACY, Quantity.F1, Quantity.AUC, Quantity.ERROR_RATE)
_NO_CURVES = (Quantity.EPOCH, Quantity.STEP, Quantity.TIME)
_MOST_OTHERS = 3
"""Curves of unknown meaning that are drawn at once: as many as have a colour of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A series that is drawn; `tone` counts the curves of one axis and split from 0."""

    series: Series
    axis: Literal["left", "right"]
    label: str
    tone: int


def drawn_of(analysis: Analysis, shown: tuple[str, ...] | None) -> tuple[Drawn, ...]:
    """The series to draw: those whose metric is in `shown`, else the main loss and accuracy of each split."""
    pairs = analysis.pairs
    paired: dict[int, Literal["left", "right"]] = {id(pair.loss): "left" for pair in pairs}
    paired |= {id(pair.accuracy): "right" for pair in pairs}
    series = _main(analysis) if shown is None else [one for one in analysis.run.series if one.metric in shown]
    # An accuracy that was turned round from an error rate belongs to a pair only, under the metric's own name.
    turned = {(pair.accuracy.metric, pair.accuracy.split): pair.accuracy for pair in pairs}
    series = [turned.get((one.metric, one.split), one) for one in series]
    sided = [(one, paired.get(id(one), "right" if one.quantity in FRACTIONS else "left")) for one in series]
    sided.sort(key=lambda item: (item[1], SPLIT_ORDER.index(item[0].split)))
    drawn: list[Drawn] = []
    for one, axis in sided:
        tone = sum(other.axis == axis and other.series.split == one.split for other in drawn)
        drawn.append(Drawn(one, axis, _label(one), tone))
    return tuple(drawn)


def _main(analysis: Analysis) -> list[Series]:
    """Loss and accuracy of the first pair of each split; what a split has of them where it has no pair.

    A run with neither shows its first curves, whatever they are.
    """
    chosen: list[Series] = []
    for split in SPLIT_ORDER:
        pair = next((pair for pair in analysis.pairs if pair.loss.split == split), None)
        if pair is not None:
            chosen += [pair.loss, pair.accuracy]
            continue
        own = [one for one in analysis.run.series if one.split == split]
        for wanted in (LOSSES, _ACCURACIES):
            found = next((one for kind in wanted for one in own if one.quantity == kind), None)
            chosen += [found] if found is not None else []
    return chosen or [one for one in analysis.run.series if one.quantity not in _NO_CURVES][:_MOST_OTHERS]


def _label(series: Series) -> str:
    """The metric's own name, with its split where the name does not tell it."""
    return series.metric if series.split.value in series.metric.lower() else f"{series.metric} ({series.split.value})"
