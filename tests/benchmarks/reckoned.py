"""The numbers of more facts, from four plain curves and in plain Python: what happens between two points of a run."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Split

MOST_PAIRS = 200  # points: of more the program compares every second one
NO_BETTER, BETTER = 0.005, 0.03  # of the accuracy; of ln(L + floor)
DUST = 1e-9  # where it decides, rounding does
FOUND = {
    "found_overfitting": "overfitting",
    "found_deterioration": "deterioration",
    "found_dead": "dead",
    "found_metric": "metric",
    "found_gap": "gap",
    "found_plateau": "plateau",
    "found_below_bound": "bound_violated",
    "found_miscalibrated": "miscalibrated",
    "found_ahead": "val_better_than_train",
}
"""Facts that are the share of the points in findings of a kind."""


def scaled(level: list[float], floor: float) -> list[float]:
    """The loss on the scale on which it is calmed and on which its changes are weighed."""
    return [math.log(value + floor) for value in level]


def largest_falls(falls: list[float], other: list[float], most: float) -> set[tuple[int, int]]:
    """Between which two places the first falls most while the other gains no more than `most`; all that tie."""
    found = {
        (i, j): high - falls[j]
        for i, high in enumerate(falls)
        for j in range(i + 1, len(falls))
        if other[j] <= other[i] + most and high - falls[j] > 0
    }
    best = max(found.values(), default=0.0)
    return {where for where, fall in found.items() if fall >= best - DUST}


def of_pair(
    prefix: str, level: list[float], floor: float, raw: list[float], calm_right: list[float], right: list[float]
) -> Iterator[tuple[str, float]]:
    """What one split tells of its loss and its accuracy together."""
    if len(level) > MOST_PAIRS:
        return
    smooth = scaled(level, floor)
    for fact, falls, other, most in (
        ("idle_fall", smooth, calm_right, NO_BETTER),
        ("worse_answers", calm_right, smooth, -BETTER),
    ):
        ties = {frozenset(largest_falls(falls, other, most + by)) for by in (-DUST, DUST)}
        where = ties.pop()
        if ties or len(where) > 1:
            continue  # rounding decides between which
        for i, j in where or {(0, 0)}:
            told = 1 - level[j] / level[i] if falls is smooth else falls[i] - falls[j]
            yield f"{prefix}{fact}", told
    if not prefix:
        moved = next((i for i, one in enumerate(right) if abs(one - right[0]) > NO_BETTER), len(right))
        yield "stuck_start_fall", raw[max(0, moved - 1)] / raw[0] - 1
        if right[0] < 1:
            yield "errors_gone", (1 - max(calm_right)) / (1 - right[0]) - 1


def of_way(
    train: list[float], train_floor: float, held: list[float], train_right: list[float], right: list[float]
) -> Iterator[tuple[str, float]]:
    """How far apart training and validation are when training has gone half of its way."""
    smooth = scaled(train, train_floor)
    way = smooth[0] - min(smooth)
    if way > 0.1:
        at = next(i for i, one in enumerate(smooth) if one <= smooth[0] - way / 2)
        yield "gap_halfway", held[at] / train[at] - 1
        if at:
            yield "early_rate", 1 - min(held[: at + 1]) / held[0]
    gained = max(train_right) - train_right[0]
    if gained >= 0.02:
        at = next(i for i, one in enumerate(train_right) if one >= train_right[0] + gained / 2)
        yield "answers_gap_halfway", train_right[at] - right[at]


def of_findings(analysis: Analysis) -> Iterator[tuple[str, float]]:
    """The share of the points of validation that lie in findings of a kind."""
    held = next((s for s in analysis.run.series if s.split is Split.VAL and s.quantity.is_loss), None)
    if held is None:
        return
    x = held.x.tolist()
    for fact, kind in FOUND.items():
        here = [one for one in analysis.findings if one.kind.value == kind and one.split == "val"]
        yield fact, sum(any(one.start <= at <= one.end for one in here) for at in x) / len(x)
