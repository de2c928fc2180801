"""What the episodes of a run add: how much of it they fill, and the one that is being explained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.model.episode import Direction, Episode
from lossacc_gui.model.run import Split


def _share(wanted: Callable[[Episode], bool], held_out: bool) -> Callable[[Case], Measured | None]:
    def measure(case: Case) -> Measured | None:
        curve = case.val if held_out else case.train
        if curve is None:
            return None
        inside = np.zeros(curve.n, dtype=bool)
        for episode in case.detection.episodes:
            if (episode.split != Split.TRAIN) == held_out and wanted(episode):
                inside |= (curve.x >= episode.start) & (curve.x <= episode.end)
        if not inside.any():
            return Measured(0.0)
        where = curve.x[inside]
        return Measured(float(inside.mean()), float(where[0]), float(where[-1]))

    return measure


def _of(measure: Callable[[Episode, Case], float | None]) -> Callable[[Case], Measured | None]:
    def measured(case: Case) -> Measured | None:
        if case.episode is None:
            return None
        value = measure(case.episode, case)
        return None if value is None else Measured(value, case.episode.start, case.episode.end)

    return measured


def _position(episode: Episode, case: Case) -> float | None:
    curve = case.val or case.train
    if curve is None or curve.x[-1] <= curve.x[0]:
        return None
    middle = (episode.start + episode.end) / 2
    return float((middle - curve.x[0]) / (curve.x[-1] - curve.x[0]))


def _per_error_change(episode: Episode, case: Case) -> float | None:
    before, after = 1 - episode.accuracy_from, 1 - episode.accuracy_to
    if min(before, after) < 0.01 or min(episode.loss_from, episode.loss_to) <= 0:
        return None
    return (episode.loss_to / after) / (episode.loss_from / before) - 1


def _train_loss_meanwhile(episode: Episode, case: Case) -> float | None:
    if case.train is None or episode.split == Split.TRAIN:
        return None
    first, last = np.interp([episode.start, episode.end], case.train.x, case.train.loss_smooth)
    return float(last / first - 1) if first > 0 else None


def _loss_up_accuracy_not_down(episode: Episode) -> bool:
    return episode.loss is Direction.UP and episode.accuracy is not Direction.DOWN


def _loss_down_accuracy_down(episode: Episode) -> bool:
    return episode.loss is Direction.DOWN and episode.accuracy is Direction.DOWN


def _loss_down_accuracy_flat(episode: Episode) -> bool:
    return episode.loss is Direction.DOWN and episode.accuracy is Direction.FLAT


FACTS: tuple[Fact, ...] = (
    Fact(
        "rising_loss_share",
        Unit.SHARE,
        "Share of the run in validation episodes in which loss rises and accuracy does not fall.",
        _share(_loss_up_accuracy_not_down, True),
    ),
    Fact(
        "falling_both_share",
        Unit.SHARE,
        "Share of the run in validation episodes in which loss and accuracy fall together.",
        _share(_loss_down_accuracy_down, True),
    ),
    Fact(
        "flat_accuracy_share",
        Unit.SHARE,
        "Share of the run in validation episodes in which loss falls and accuracy stays flat.",
        _share(_loss_down_accuracy_flat, True),
    ),
    Fact("episode_position", Unit.SHARE, "How far into the run the middle of the episode is.", _of(_position), True),
    Fact(
        "episode_loss_change",
        Unit.RELATIVE,
        "Relative change of the loss over the episode.",
        _of(lambda episode, case: episode.loss_change),
        True,
    ),
    Fact(
        "episode_accuracy_change",
        Unit.POINTS,
        "Change of the accuracy over the episode.",
        _of(lambda episode, case: episode.accuracy_change),
        True,
    ),
    Fact(
        "episode_accuracy",
        Unit.SHARE,
        "Accuracy at the end of the episode.",
        _of(lambda episode, case: episode.accuracy_to),
        True,
    ),
    Fact(
        "episode_per_error_change",
        Unit.RELATIVE,
        "Change of the loss per error over the episode.",
        _of(_per_error_change),
        True,
    ),
    Fact(
        "episode_train_loss_change",
        Unit.RELATIVE,
        "Change of the training loss during an episode of another split.",
        _of(_train_loss_meanwhile),
        True,
    ),
)
