"""By what the oracle shows that a scenario took effect; nothing here looks at the validation log."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from oracle import episodes, smoothed
from training import Made


def healthy(made: Made) -> bool:
    loss, right = smoothed(_curve(made, "val_loss"), 3), _curve(made, "val_acc")
    return bool(loss[-1] <= 1.02 * loss.min() and loss[-1] < 0.85 * loss[0] and right[-1] - right[0] > 0.1)


def overconfidence(made: Made) -> bool:
    loss, right = _calm(made, 5, "val_loss", "val_acc")
    train = _curve(made, "train_loss")
    turn = int(loss.argmin())
    risen = loss[-1] >= 1.15 * loss[turn] and train[-1] < train[turn]
    return bool(risen and turn >= 2 and right[-1] >= right[turn] - 0.015)


def overconfidence_drop(made: Made) -> bool:
    loss, train = smoothed(_curve(made, "val_loss"), 5), _curve(made, "train_loss")
    return bool(loss[-1] >= 1.15 * loss.min() and train[-1] < 0.7 * train[len(train) // 4])


def growing(made: Made) -> bool:
    loss, right = _calm(made, 5, "val_loss", "val_acc")
    later = slice(len(loss) // 3, None)
    flat = np.ptp(right[later]) < 0.012 and right[-1] >= 0.97
    return bool(flat and loss[-1] < 0.7 * loss[later][0] and loss[-1] <= 1.03 * loss.min())


def majority(made: Made) -> bool:
    share = _majority(made)
    loss, right = _curve(made, "val_loss"), _curve(made, "val_acc")
    pinned = int(np.argmax([*(np.abs(right - share) > 0.01), True]))
    return bool(pinned >= max(4, len(loss) // 15) and loss[pinned - 1] < 0.9 * loss[0])


def loss_down_accuracy_down(made: Made) -> bool:
    loss, right = _calm(made, 3, "val_loss", "val_acc")
    low = int(right.argmin())
    high = int(right[: low + 1].argmax())
    return bool(right[high] - right[low] >= 0.02 and loss[low] <= 0.93 * loss[high])


def weights(made: Made) -> bool:
    return loss_down_accuracy_down(made) and made.oracle["val_acc"][-1] > 0.5


def penalty(made: Made) -> bool:
    loss, right = _calm(made, 3, "val_loss", "val_acc")
    top = int(right.argmax())
    apart = any(e.grade == "clear" and e.loss == "down" for e in episodes(loss, right))
    stuck = right[-1] <= right[top] - 0.01 and loss[-1] <= 0.8 * loss[top]
    learns = right.max() > 1.4 * _majority(made)
    heavy = made.penalties[0] > 0.5 * loss[0] and made.penalties[-1] > 0.25 * loss[-1]
    return bool((apart or stuck) and learns and heavy)


def label_noise(made: Made) -> bool:
    right = smoothed(_curve(made, "val_acc"), 5)
    return bool(right.max() - right[-1] >= 0.02 and made.oracle["train_loss"][-1] < 0.8 * made.oracle["train_loss"][0])


def ambiguity(made: Made) -> bool:
    loss, right = _curve(made, "val_loss"), _curve(made, "val_acc")
    return bool(0.4 < right.max() < 0.7 and loss.min() > 0.6)


def outliers(made: Made) -> bool:
    return made.top_share >= 0.25


def shift(made: Made) -> bool:
    early = slice(2, max(4, len(made.oracle["val_loss"]) // 4))
    loss = np.mean(made.oracle["val_loss"][early]) / np.mean(made.oracle["train_loss"][early])
    right = np.mean(made.oracle["train_acc"][early]) - np.mean(made.oracle["val_acc"][early])
    return bool(loss >= 1.25 and 0.05 <= right <= 0.4)


def chance(made: Made) -> bool:
    share = _majority(made)
    floor = np.log(sum(1 for c in made.class_counts or [] if c))
    return bool(max(made.oracle["train_acc"]) < share + 0.04 and abs(made.oracle["val_loss"][-1] / floor - 1) < 0.03)


def low_capacity(made: Made) -> bool:
    share = _majority(made)
    last = {name: values[-1] for name, values in made.oracle.items()}
    low = last["train_acc"] < 0.6 and last["train_acc"] > share + 0.05
    close = last["train_acc"] - last["val_acc"] < 0.03
    return bool(low and close and last["val_loss"] > 0.5 * np.log(len(made.class_counts or [])))


def dropout(made: Made) -> bool:
    late = slice(len(made.log["loss"]) // 3, None)
    loss = np.mean(made.log["loss"][late]) / np.mean(made.oracle["val_loss"][late])
    right = np.mean(made.oracle["val_acc"][late]) - np.mean(made.log["accuracy"][late])
    return bool(loss >= 1.08 and right >= 0.01 and made.oracle["val_loss"][-1] < 1.05 * min(made.oracle["val_loss"]))


def unstable(made: Made) -> bool:
    loss, right = _curve(made, "train_loss"), _curve(made, "train_acc")
    jumps = np.abs(np.diff(np.log(loss[len(loss) // 3 :])))
    learns = right.max() > 1.5 * _majority(made)
    return bool(np.isfinite(loss).all() and np.median(jumps) > 0.07 and learns)


def blowup(made: Made) -> bool:
    loss = np.asarray(made.log["loss"] + made.log["val_loss"])
    return bool(not np.isfinite(loss).all() or loss.max() > 1e3)


def flips(made: Made) -> bool:
    loss, right = _calm(made, 3, "val_loss", "val_acc")
    early = max(6, len(right) // 2)
    low = int(right[:early].argmin())
    high = int(right[: low + 1].argmax())
    return bool(right[high] - right[low] >= 0.01 and loss[low] < 0.95 * loss[high] and loss[-1] < 1.03 * loss.min())


def late_start(made: Made) -> bool:
    """An eighth of the run passes before the training loss has fallen by a twentieth; later it does, if not far."""
    loss, right = _curve(made, "train_loss"), _curve(made, "train_acc")
    began = int(np.argmax([*(loss < 0.95 * loss[0]), True]))
    close = right[-1] - made.oracle["val_acc"][-1] < 0.08
    return bool(began >= len(loss) // 8 and loss[-1] < 0.85 * loss[0] and close)


def step_down(made: Made) -> bool:
    rate, loss = np.asarray(made.log["learning_rate"]), np.asarray(made.log["loss"])
    at = int(np.argmin(np.diff(rate))) + 1
    lasting = np.median(loss[at : at + 3]) < 0.93 * np.median(loss[at - 3 : at])
    return bool(lasting and made.oracle["val_loss"][-1] < 1.05 * min(made.oracle["val_loss"]))


def erratic_validation(made: Made) -> bool:
    val, train = (np.diff(np.log(np.asarray(x)), 2) for x in (made.oracle["val_loss"], made.log["loss"]))
    rough = float(np.median(np.abs(val)))
    return bool(rough > 0.1 and rough > 4 * np.median(np.abs(train)))


def again(made: Made) -> bool:
    loss = np.asarray(made.log["loss"])
    return bool((loss[1:] > 1.3 * loss[:-1]).any())


def easy(made: Made) -> bool:
    late = slice(len(made.log["loss"]) // 2, None)
    start, val, train = (
        made.oracle["val_acc"][: 1 + len(made.log["loss"]) // 5],
        made.oracle["val_acc"],
        made.log["accuracy"],
    )
    return bool(max(start) > 0.97 and np.mean(val[late]) > 0.97 and np.mean(train[late]) < 0.93)


def grokking(made: Made) -> bool:
    train, val = _curve(made, "train_acc"), _curve(made, "val_acc")
    learned = int(np.argmax([*(train > 0.99), True]))
    return bool(learned < len(val) // 2 and val[-1] - val[learned] > 0.3)


def _curve(made: Made, name: str) -> NDArray[np.float64]:
    return np.asarray(made.oracle[name])


def _calm(made: Made, window: int, *names: str) -> tuple[NDArray[np.float64], ...]:
    return tuple(smoothed(_curve(made, name), window) for name in names)


def _majority(made: Made) -> float:
    assert made.class_counts
    return max(made.class_counts) / sum(made.class_counts)
