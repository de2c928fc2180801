"""Which curves of a run are drawn, on which axis, and what they are called."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from typing import Literal

from lossacc_gui.measure.pairing import as_related, main_of
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.run import Series, Split

Side = Literal["left", "right"]
_MOST_OTHERS = 3
"""Curves of unknown meaning that are drawn at once: as many as have a colour of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A series that is drawn; `tone` counts the curves of one axis and split from 0."""

    series: Series
    axis: Side
    label: str
    tone: int


def drawn_of(analysis: Analysis, shown: tuple[str, ...] | None) -> tuple[Drawn, ...]:
    """The series to draw: those that `shown` names (metric, or metric:split), else what speaks for each split.

    An error rate that stands for an accuracy is drawn as that accuracy.
    """
    if shown is None:
        series = _main(analysis)
    else:
        series = [one for one in as_related(analysis.run, analysis.pairs) if is_named(one, shown)]
    sided = [(one, _side(one)) for one in series]
    sided.sort(key=lambda item: (item[1], list(Split).index(item[0].split)))
    drawn: list[Drawn] = []
    for one, axis in sided:
        tone = sum(other.axis == axis and other.series.split == one.split for other in drawn)
        drawn.append(Drawn(one, axis, _label(one), tone))
    return tuple(drawn)


def is_named(series: Series, names: Container[str]) -> bool:
    """Whether one of these names is that of a series: as the log calls it, alone or with its split, as loss:val."""
    return series.logged_as in names or f"{series.logged_as}:{series.split.value}" in names


def unhidden(
    analysis: Analysis, shown: tuple[str, ...] | None, hidden: Collection[tuple[str, str]]
) -> tuple[str, ...] | None:
    """The names of what is drawn but for the hidden curves (metric, split); where all are hidden, of all."""
    drawn = [(one.series.logged_as, one.series.split.value) for one in drawn_of(analysis, shown)]
    left = [curve for curve in drawn if curve not in hidden]
    if not left or left == drawn:
        return shown
    partly = {metric for metric, _ in hidden}
    return tuple(f"{metric}:{split}" if metric in partly else metric for metric, split in left)


def _main(analysis: Analysis) -> list[Series]:
    """What the person asked to relate, and what speaks for each split: the pair that the verdict is about, else loss
    and accuracy, or a reward.

    A run with none of them shows its first curves, whatever they are.
    """
    speaking: list[Series] = []
    about = _about(analysis)
    for split in Split:
        if about is not None and about.loss.split is split:
            speaking += [about.loss, about.accuracy]
            continue
        main = main_of(analysis.run, split, analysis.pairs)
        speaking += [one for one in (main.loss, main.accuracy, main.reward) if one is not None]
    asked = [one for pair in analysis.pairs if pair.asked for one in (pair.loss, pair.accuracy)]
    chosen = list({id(one): one for one in (*asked, *speaking)}.values())
    return chosen or [one for one in analysis.run.series if not one.quantity.is_counter][:_MOST_OTHERS]


def _about(analysis: Analysis) -> Pair | None:
    """The pair that the verdict is about; None where it is about no disagreement."""
    main = analysis.verdict.main
    if main is None or main.episode is None:
        return None
    wanted = (main.split, *main.metrics)
    told = ((pair.loss.split.value, pair.loss.metric, pair.accuracy.metric) for pair in analysis.pairs)
    return next((pair for pair, found in zip(analysis.pairs, told, strict=True) if found == wanted), None)


def _side(series: Series) -> Side:
    """Left is what should fall, and what nobody knows."""
    return "right" if series.quantity.is_accuracy or series.quantity.better == "higher" else "left"


def _label(series: Series) -> str:
    """The metric's own name, with its split where the name does not tell it."""
    return series.metric if series.split.value in series.metric.lower() else f"{series.metric} ({series.split.value})"
