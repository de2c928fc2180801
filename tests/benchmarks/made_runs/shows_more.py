"""By what the oracle shows that a scenario of the second maker took effect: healthy shapes first, then the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from oracle import smoothed

if TYPE_CHECKING:  # the checks themselves do without torch
    from training import Made

Shows = Callable[["Made"], bool]


def fine(gain: float = 0.08, gap: float = 0.06, above: float = 1.015) -> Shows:
    """Accuracy rose by `gain`; the loss ends at `above` times its best or less, training ahead by `gap` or less."""

    def shows(made: Made) -> bool:
        loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
        best = loss[-1] <= above * loss.min() and right[-1] >= right.max() - 0.012
        apart = made.oracle["train_acc"][-1] - made.oracle["val_acc"][-1]
        return bool(best and right.max() - made.oracle["val_acc"][0] >= gain - 1e-9 and apart <= gap)

    return shows


def flat_early(made: Made) -> bool:
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    later = slice(len(loss) // 4, None)
    learned = right[-1] > majority(made) + 0.12
    still = np.ptp(right[later]) < 0.015 and np.ptp(loss[later]) < 0.05 * loss[0]
    return bool(fine(gain=0.0)(made) and learned and still)


def still_falling(made: Made) -> bool:
    loss = curve(made, "val_loss")
    last = loss[-max(2, len(loss) // 5)]
    return bool(fine()(made) and loss[-1] < 0.975 * last)


def slow_then_well(made: Made) -> bool:
    loss = curve(made, "val_loss")
    return bool(fine(0.1)(made) and loss[0] - loss[len(loss) // 10] < 0.2 * (loss[0] - loss.min()))


def ceiling(made: Made) -> bool:
    right = curve(made, "val_acc", 3)
    return bool(fine(0.0, 0.03)(made) and 0.5 <= right[-1] <= 0.82 and right[-1] > majority(made) + 0.05)


def steady_gap(made: Made) -> bool:
    apart = made.oracle["train_acc"][-1] - made.oracle["val_acc"][-1]
    dear = made.oracle["val_loss"][-1] - made.oracle["train_loss"][-1]
    return bool(fine(gap=0.12)(made) and apart >= 0.03 and dear < 0.25 and made.oracle["val_acc"][-1] > 0.6)


def bumps(made: Made) -> bool:
    return fine(above=1.04)(made)


def tuned(made: Made) -> bool:
    return fine(gain=0.015)(made) and made.oracle["val_acc"][0] > 1.5 * majority(made)


def tuned_already(made: Made) -> bool:
    """Hardly anything was left to learn: far above chance from the first point on."""
    right = curve(made, "val_acc", 3)
    return bool(fine(gain=-0.005)(made) and right.max() - right[0] < 0.03 and right[0] > majority(made) + 0.15)


def honest_level(made: Made) -> bool:
    """Levelled off between a quarter and four fifths, well above chance, and training stands no higher."""
    right, apart = curve(made, "val_acc", 3), made.oracle["train_acc"][-1] - made.oracle["val_acc"][-1]
    return bool(fine(0.0)(made) and apart <= 0.03 and 0.25 <= right[-1] <= 0.82 and right[-1] > majority(made) + 0.1)


def learned_in_spite(made: Made) -> bool:
    share, right = majority(made), curve(made, "val_acc", 3)
    early = right[max(1, len(right) // 6)] - share > 0.4 * (1 - share)
    return bool(fine(gain=0.02)(made) and early and right[-1] - share > 0.6 * (1 - share))


def few_asked(made: Made) -> bool:
    """Healthy, and far above chance: only the ruler is short."""
    return fine()(made) and made.oracle["val_acc"][-1] > majority(made) + 0.25


def wavering(made: Made) -> bool:
    loss = np.log(curve(made, "val_loss"))
    learned = made.oracle["val_acc"][-1] > majority(made) + 0.25
    return learned and fine(above=1.04)(made) and 0.004 < float(np.median(np.abs(np.diff(loss, 2)))) < 0.06


def stopped(made: Made) -> bool:
    return fine(gap=0.1, above=1.02)(made) and len(made.log["loss"]) < 120


def overfitted(made: Made) -> bool:
    """Validation loss rose by a seventh while training loss fell on, the answers held."""
    loss, right, train = curve(made, "val_loss", 3), curve(made, "val_acc", 3), curve(made, "train_loss")
    turn = int(loss.argmin())
    risen = loss[-1] >= 1.15 * loss[turn] and train[-1] < 0.9 * train[turn]
    calm = np.mean(np.diff(np.log(curve(made, "val_loss"))) > 0.25) < 0.04
    return bool(risen and calm and turn < 0.7 * len(loss) and right[-1] >= right[turn] - 0.02)


def answers_lost(made: Made) -> bool:
    """Wrong labels are learned: the answers get worse while training gets better."""
    right, train = curve(made, "val_acc", 3), curve(made, "train_acc")
    return bool(right.max() - right[-1] >= 0.03 and train[-1] > train[int(right.argmax())] + 0.05)


def apart_early(made: Made) -> bool:
    """The splits part before anything can have been learned by heart."""
    early = slice(1, max(3, len(made.oracle["val_loss"]) // 3))
    train = {name: np.mean(made.oracle[f"train_{name}"][early]) for name in ("loss", "acc")}
    val = {name: np.mean(made.oracle[f"val_{name}"][early]) for name in ("loss", "acc")}
    return bool(val["loss"] >= 1.2 * train["loss"] and 0.04 <= train["acc"] - val["acc"] <= 0.5)


def dear_few(made: Made) -> bool:
    """The worst hundredth of the examples bears a third of the loss, and most answers are right all the same."""
    return made.top_share >= 0.3 and made.oracle["val_acc"][-1] > 1.5 * majority(made)


def twins(made: Made) -> bool:
    right = curve(made, "val_acc", 3)
    return bool(0.35 < right.max() < 0.75 and right[-1] > majority(made) + 0.1)


def rough(made: Made) -> bool:
    """Training itself swings to the end: in a quarter of the epochs its loss, not near 0, rises by a twelfth."""
    loss, right = curve(made, "train_loss"), curve(made, "train_acc")
    if not np.isfinite(loss).all():
        return False
    rises = np.diff(np.log(loss[len(loss) // 3 :])) > 0.08
    return bool(rises.mean() >= 0.25 and np.median(loss) > 0.05 and right.max() > 1.3 * majority(made))


def spikes(made: Made) -> bool:
    loss = np.log(curve(made, "train_loss"))
    return bool(np.isfinite(loss).all() and np.sum(np.diff(loss) > 0.15) >= 3)


def erratic(made: Made) -> bool:
    """Validation swings in evaluation mode, training as it is averaged over the epoch does not."""
    val, train = (np.diff(np.log(np.asarray(x)), 2) for x in (made.oracle["val_loss"], made.log["loss"]))
    swing = float(np.median(np.abs(val[len(val) // 4 :])))
    return bool(swing > 0.07 and swing > 2.5 * np.median(np.abs(train)))


def nothing_learned(made: Made) -> bool:
    share = majority(made)
    counts = np.asarray([c for c in made.class_counts or [] if c]) / sum(made.class_counts or [1])
    floor = -float(np.sum(counts * np.log(counts)))
    late = slice(len(made.oracle["val_loss"]) // 5, None)
    near = np.abs(np.asarray(made.oracle["val_loss"][late]) / floor - 1).max() < 0.05
    return bool(near and max(made.oracle["train_acc"][late]) < share + 0.04)


def only_majority(made: Made) -> bool:
    """For at least a fifth of the run every answer is the commonest class, while the loss falls."""
    share, loss, right = majority(made), curve(made, "val_loss"), curve(made, "val_acc")
    elsewhere = np.flatnonzero([True, *(np.abs(right - share) > 0.015), True])
    longest = int(np.argmax(np.diff(elsewhere)))
    start, end = int(elsewhere[longest]), int(elsewhere[longest + 1]) - 2
    return bool(share > 0.5 and end - start >= max(3, len(loss) // 5) and loss[end] < 0.95 * loss[start])


def underfits(made: Made) -> bool:
    """Low on both splits, and none ahead."""
    last = {name: values[-1] for name, values in made.oracle.items()}
    floor = np.log(len(made.class_counts or []))
    close = abs(last["train_acc"] - last["val_acc"]) < 0.03
    moved = last["train_loss"] < 0.98 * made.oracle["train_loss"][0] and last["train_acc"] > majority(made) + 0.03
    return bool(
        close and moved and last["train_acc"] < 0.68 and last["val_loss"] > 0.5 * floor and last["val_loss"] > 0.3
    )


def penalised(made: Made) -> bool:
    """The penalty is much of the loss from first to last; beside it not much is learned any more."""
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    heavy = made.penalties[0] > 0.4 * loss[0] and made.penalties[-1] > 0.2 * loss[-1]
    top = int(right.argmax())
    return bool(heavy and (right[-1] <= right[top] - 0.01 or loss[-1] > 0.8) and loss[-1] < 0.8 * loss[0])


def held_down(made: Made) -> bool:
    """No gap, and a loss that stays near that of knowing nothing while most answers are better than chance."""
    last = {name: values[-1] for name, values in made.oracle.items()}
    floor = np.log(len(made.class_counts or []))
    return bool(last["val_loss"] > 0.75 * floor and last["val_acc"] > majority(made) + 0.1)


def ruined(made: Made) -> bool:
    loss = np.asarray(made.log["loss"] + made.log["val_loss"])
    return bool(not np.isfinite(loss).all() or loss[-1] > 20 * np.nanmin(loss) + 20)


def long_silence(made: Made) -> bool:
    """An eighth of the run passes before training moves; later it does."""
    loss = curve(made, "train_loss")
    began = int(np.argmax([*(loss < 0.95 * loss[0]), True]))
    apart = made.oracle["train_acc"][-1] - made.oracle["val_acc"][-1]
    return bool(max(3, len(loss) // 8) <= began < len(loss) and loss[-1] < 0.85 * loss[0] and apart < 0.1)


def stepped(made: Made) -> bool:
    """Training loss falls by a fourteenth at some epoch and stays there, and validation does not suffer."""
    loss, val = np.asarray(made.log["loss"]), curve(made, "val_loss", 3)
    at = range(max(3, len(loss) // 4), max(4, len(loss) - 3))
    falls = [np.median(loss[e : e + 3]) / np.median(loss[e - 3 : e]) for e in at]
    apart = made.oracle["train_acc"][-1] - made.oracle["val_acc"][-1]
    return bool(min(falls) < 0.93 and val[-1] < 1.04 * val.min() and apart < 0.08)


def jumped(made: Made) -> bool:
    """The training loss jumps up by a fifth, and by a twelfth of all that it had fallen."""
    loss = np.asarray(made.log["loss"])
    return bool(((loss[1:] > 1.2 * loss[:-1]) & (np.diff(loss) > (loss[0] - loss.min()) / 12)).any())


def metric_off(made: Made) -> bool:
    """The loss is well, the accuracy in the log is not that of the answers."""
    wrong = np.abs(np.asarray(made.log["val_accuracy"]) - np.asarray(made.oracle["val_acc"]))
    loss = curve(made, "val_loss", 3)
    return bool(np.median(wrong) > 0.08 and loss[-1] < 0.85 * loss[0] and loss[-1] < 1.05 * loss.min())


def above_all(made: Made) -> bool:
    return metric_off(made) and max(made.log["val_accuracy"]) > 1.02


def floored(made: Made) -> bool:
    """Answers are right while the loss stays above the floor of a softmax applied twice."""
    classes = len(made.class_counts or [])
    loss, right = made.oracle["val_loss"][-1], made.oracle["val_acc"][-1]
    return bool(right > 0.85 and loss >= np.log(1 + (classes - 1) / np.e) - 0.01)


def on_the_floor(made: Made) -> bool:
    """Nearly all answers are right, and the loss has come to rest far from zero."""
    loss, right = curve(made, "val_loss", 3), made.oracle["val_acc"][-1]
    rest = np.ptp(loss[-max(3, len(loss) // 5) :]) < 0.03 * loss[-1]
    return bool(right > 0.97 and rest and loss[-1] > 0.1 and loss[-1] < loss[0])


def never_moved(made: Made) -> bool:
    return bool(np.ptp(made.oracle["val_loss"]) <= 1e-6 * abs(made.oracle["val_loss"][0]))


def dear_errors(made: Made) -> bool:
    """A wrong answer costs several times what it costs at the worst of a fair coin, from the first epoch on."""
    loss, right = curve(made, "val_loss"), curve(made, "val_acc")
    return bool((loss > 4 * np.maximum(1 - right, 0.01)).mean() > 0.8)


def below_zero(made: Made) -> bool:
    return bool(made.oracle["val_loss"][-1] < -0.2 and np.isfinite(made.log["loss"]).all())


def cheap_errors(made: Made) -> bool:
    """The logged loss is less than the answers allow for plain cross-entropy: each error costs ln 2 at least."""
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    return bool(
        loss[-1] < 0.95 * np.log(2) * (1 - right[-1]) and right[-1] > majority(made) + 0.1 and loss[-1] < 0.7 * loss[0]
    )


def weighed(made: Made) -> bool:
    """At some time the loss gets better by a twentieth and two hundredths of the answers worse."""
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    low = int(right.argmin())
    high = int(right[: low + 1].argmax())
    return bool(right[high] - right[low] >= 0.02 and loss[low] <= 0.95 * loss[high] and right[-1] > 0.4)


def too_good(made: Made) -> bool:
    """Near perfect within the first fifth, training far behind all the time."""
    val, train = np.asarray(made.oracle["val_acc"]), np.asarray(made.oracle["train_acc"])
    early = max(2, len(val) // 5)
    return bool(val[:early].max() > 0.96 and val[-1] > 0.96 and np.mean(train) < 0.94)


def surer(made: Made) -> bool:
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    later = slice(max(1, len(loss) // 3), None)
    return bool(
        np.ptp(right[later]) < 0.012
        and right[-1] >= 0.97
        and loss[-1] < 0.7 * loss[later][0]
        and loss[-1] <= 1.03 * loss.min()
    )


def dimmed_training(made: Made) -> bool:
    """Training as logged stands behind validation for most of the run; validation is well."""
    late = slice(len(made.log["loss"]) // 3, None)
    loss = np.mean(made.log["loss"][late]) / np.mean(made.oracle["val_loss"][late])
    right = np.mean(made.oracle["val_acc"][late]) - np.mean(made.log["accuracy"][late])
    best = curve(made, "val_loss", 3)
    return bool(loss >= 1.08 and right >= 0.01 and best[-1] < 1.03 * best.min())


def reshuffled(made: Made) -> bool:
    loss, right = curve(made, "val_loss", 3), curve(made, "val_acc", 3)
    early = max(6, len(right) // 2)
    low = int(right[:early].argmin())
    high = int(right[: low + 1].argmax())
    return bool(right[high] - right[low] >= 0.01 and loss[low] < 0.95 * loss[high] and loss[-1] < 1.03 * loss.min())


def insight(made: Made) -> bool:
    train, val = curve(made, "train_acc"), curve(made, "val_acc")
    learned = int(np.argmax([*(train > 0.99), True]))
    return bool(learned < len(val) // 2 and val[-1] - val[learned] > 0.3)


def curve(made: Made, name: str, window: int = 1) -> NDArray[np.float64]:
    """A curve of the oracle, smoothed over the window, of no more than a third of it."""
    values = np.asarray(made.oracle[name])
    return values if window == 1 or len(values) < 3 * window else smoothed(values, window)


def majority(made: Made) -> float:
    """The share of the commonest class; nothing for a regression."""
    return max(made.class_counts) / sum(made.class_counts) if made.class_counts else 0.0
