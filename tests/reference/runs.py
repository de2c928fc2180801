"""Runs of every shape, the same each time: lengths, splits, noise, holes, breaks, schedules and units drawn by lot.

Beside them runs whose values lie on a coarse grid, so that many are equal and a limit is met exactly; runs of each
length from one point on, so that every least number of points is met; runs of which some curves learn and some do not;
runs whose series have other ends; and runs with predictions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
from detect.planted import run, series
from explain.planted import PLANTED

from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.samples import samples

DRAWN = 29
GRIDS = 24
RAGGED = 12
MIXED = 16
LONGEST = 26  # points, of the runs of each length
PREDICTED = 10
LENGTHS = (5, 7, 11, 16, 24, 38, 60, 95, 150, 430)
FURTHER = {
    "drawn": (
        62,
        69,
        103,
        117,
        136,
        145,
        170,
        177,
        244,
        266,
        296,
        331,
        353,
        379,
        397,
        402,
        415,
        429,
        433,
        434,
        447,
        450,
        496,
    ),
    "grid": (36, 215, 225, 242, 277, 291, 358, 425),
    "ragged": (
        21,
        33,
        38,
        49,
        51,
        55,
        57,
        60,
        68,
        69,
        70,
        72,
        82,
        85,
        87,
        108,
        110,
        131,
        137,
        158,
        161,
        181,
        198,
        201,
        207,
    ),
    "predicted": (16, 49, 57),
}
"""Of hundreds more those that meet a limit exactly, or a side of a condition, that none of the others does."""
Made = Callable[[], tuple[Run, Predictions | None]]


def _course(draw: np.random.Generator, n: int, levels: FloatArray) -> FloatArray:
    """Straight lines between levels at places drawn by lot, with bends where lines meet."""
    inner = np.sort(draw.choice(np.arange(1, n - 1), min(len(levels) - 2, n - 2), replace=False))
    at = np.concatenate([[0], inner, [n - 1]])
    return np.interp(np.arange(n), at, levels[: len(at)])


def _accuracy(draw: np.random.Generator, n: int, examples: int, best: float) -> FloatArray:
    course = _course(draw, n, np.array([0.1, *(best - draw.choice([0.0, 0.02, 0.06, 0.2], 4))]))
    return np.clip(np.rint(course * examples + draw.normal(0, 0.003 * examples, n)), 0, examples) / examples


def _loss(draw: np.random.Generator, n: int, noise: float, low: float) -> FloatArray:
    course = _course(draw, n, np.array([2.3, *(low * draw.choice([1.0, 1.0, 1.06, 1.2, 1.9], 4))]))
    return np.round(course * np.exp(draw.normal(0, noise, n)), 9)  # the last digits of exp are not the same everywhere


def drawn_run(number: int) -> Run:
    """One of the runs drawn by lot."""
    draw = np.random.default_rng(number)
    n = int(draw.choice(LENGTHS))
    noise, examples = float(draw.choice([0.0, 0.004, 0.02, 0.1])), int(draw.choice([60, 1500, 10_000]))
    held = Split.TEST if number % 7 == 3 else Split.VAL
    every, epochs = (5 if number % 6 == 2 and n > 20 else 1), number % 5 != 4
    at = np.arange(n)
    parts = []
    if number % 9 != 1:
        parts.append(series("loss", _loss(draw, n, noise, 0.3), Quantity.LOSS, Split.TRAIN, at, epochs))
    if number % 4 != 1:
        learned = _accuracy(draw, n, examples, 0.97)
        parts.append(series("accuracy", learned, Quantity.ACCURACY, Split.TRAIN, at, epochs))
    loss = _loss(draw, n, noise, 0.6)[::every]
    if number % 11 == 5:
        loss = loss - 1.0  # a loss may be less than nothing
    if number == 28:
        loss = np.full(len(loss), 1.2e-7)  # nor need it be anything
    if number % 8 == 6:
        loss[len(loss) // 2] = np.nan if number % 16 == 6 else 40.0
    answers = _accuracy(draw, n, examples, 0.9)[::every]
    if number % 10 != 7:
        parts.append(series(f"{held}_loss", loss, Quantity.LOSS, held, at[::every], epochs))
    if number % 6 != 1:
        parts.append(series(f"{held}_accuracy", answers, Quantity.ACCURACY, held, at[::every], epochs))
    if number % 3 == 0:
        rate = np.where(at < n // 2, 0.1, 0.01) if number % 2 else 0.05 * (1 + np.cos(np.pi * (at % 20) / 20)) + 1e-4
        parts.append(series("lr", rate, Quantity.LEARNING_RATE, Split.TRAIN, at, epochs))
    if number % 12 == 8:
        balanced = 0.5 + 0.5 * (answers - 0.5)
        parts.append(
            series(f"{held}_balanced_accuracy", balanced, Quantity.BALANCED_ACCURACY, held, at[::every], epochs)
        )
        parts.append(series(f"{held}_mae", np.sqrt(np.abs(loss)), Quantity.MAE, held, at[::every], epochs))
    breaks = (Break(float(n // 3), "restart", "begun anew"),) if number % 13 == 4 else ()
    settings = (("batch_size", "32"), ("weight_decay", "0.01"), ("num_classes", "10")) if number % 4 == 2 else ()
    return run(*parts, breaks=breaks, settings=settings, x_name="epoch" if epochs else "step")


def grid_run(number: int) -> Run:
    """Losses and accuracies in sixteenths, which are exact: long levels, equal bests, steps of one size."""
    draw = np.random.default_rng(1000 + number)
    n = int(draw.choice([8, 12, 20, 40, 64]))
    parts = []
    for split, low, best in ((Split.TRAIN, 0.125, 1.0), (Split.VAL, 0.5, 0.875)):
        if split is Split.TRAIN and number % 4 == 3:
            continue
        loss, accuracy = _loss(draw, n, 0.02 * (number % 3), low), _accuracy(draw, n, 2000, best)
        parts.append(series(f"{split}_loss", np.rint(16 * loss) / 16, Quantity.LOSS, split))
        parts.append(series(f"{split}_accuracy", np.rint(16 * accuracy) / 16, Quantity.ACCURACY, split))
    if number % 3 == 1:
        parts.append(series("lr", np.repeat([1.0, 0.5], [n // 2, n - n // 2]), Quantity.LEARNING_RATE, Split.TRAIN))
    return run(*parts, settings=(("num_classes", "4"),) if number % 2 else ())


def short_run(n: int) -> Run:
    """So many points: a fall, and then a level, a rise, or a jump."""
    t, end = np.arange(n), (n + 1) // 2
    fall = 2.0 * 0.6 ** np.minimum(t, end) + 0.3
    after, ripple = np.maximum(t - end, 0), np.sin(12.9898 * t)
    loss = (fall, fall + 0.1 * after, fall + 1.5 * (after > n // 4))[n % 3] * (1 + 0.004 * ripple)
    learned = 0.9 - 0.7 * 0.6 ** np.minimum(t, end) - (0.03 * after if n % 2 else 0.0)
    right = np.rint(1000 * (learned + 0.004 * ripple)) / 1000
    parts = [series("val_loss", loss), series("val_accuracy", np.clip(right, 0, 1), Quantity.ACCURACY)]
    if n % 4:
        parts.append(series("loss", 2.0 * 0.7**t + 0.01, split=Split.TRAIN))
    return run(*parts, breaks=(Break(float(end), "restart", "begun anew"),) if n % 5 == 4 else ())


def mixed_run(number: int) -> Run:
    """Of the losses and accuracies of training and validation those learn whose bit is set; the others jump about."""
    draw, n = np.random.default_rng(3000 + number), 48
    learned = 1 - np.exp(-np.arange(n) / 12)
    parts = []
    for bit, (split, quantity) in enumerate(product((Split.TRAIN, Split.VAL), (Quantity.LOSS, Quantity.ACCURACY))):
        moves = learned if number >> bit & 1 else np.zeros(n)
        if quantity is Quantity.LOSS:
            value = (1.4 - moves) * np.exp(draw.normal(0, 0.06, n))
        else:
            value = np.clip(np.rint(400 * (0.4 + 0.4 * moves + draw.normal(0, 0.02, n))), 0, 400) / 400
        parts.append(series(f"{split}_{quantity}", value, quantity, split))
    return run(*parts)


def ragged_run(number: int) -> Run:
    """A run drawn by lot of which each series begins later and ends earlier than the one before, or the other way."""
    whole = drawn_run(number)
    members = []
    for i, one in enumerate(whole.series if number % 2 else whole.series[::-1]):
        last = len(one.value)
        kept = slice(min(i, last - 1), max(last - i * i, min(i, last - 1) + 1))
        epoch = None if one.epoch is None else one.epoch[kept]
        members.append(replace(one, step=one.step[kept], value=one.value[kept], epoch=epoch))
    return replace(whole, series=tuple(members[::-1]) if number % 3 else tuple(members))


def predicted_run(number: int) -> tuple[Run, Predictions]:
    """A run with predictions of its held-out examples, of all of them or of some; every third one a regression."""
    draw = np.random.default_rng(2000 + number)
    n, classes, epochs = int(draw.choice([48, 300, 1200])), int(draw.choice([2, 3, 10])), 24
    at = np.arange(0.0, epochs, (1, 4, 23)[number % 3 if number < 9 else 1])
    skill = np.linspace(0.2, 3.0, epochs) + np.where(np.arange(epochs) > 14, 0.4 * (np.arange(epochs) - 14), 0.0)
    if number % 3 == 2:
        return _regression(draw, n, at, skill)
    y = draw.integers(classes, size=n)
    known, outputs = draw.normal(0, 1, (n, classes)), []
    told = y if number % 2 else np.where(draw.random(n) < 0.1, (y + 1) % classes, y)  # some labels are wrong
    for k in range(epochs):
        raised = np.exp(skill[k] * (np.eye(classes)[y] + 0.35 * known))
        outputs.append(np.rint(1024 * raised / raised.sum(axis=1, keepdims=True)) / 1024 + 2.0**-20)
    outputs = [one / one.sum(axis=1, keepdims=True) for one in outputs]
    whole = Predictions(told.astype(np.float64), np.arange(float(epochs)), tuple(outputs))
    weight = np.where(told == 0, 2.0, 1.0) if number % 4 == 3 else np.ones(n)
    loss = np.array([float((weight * one).sum() / weight.sum()) for one in whole.losses])
    right = np.array([float(whole.right(k).mean()) for k in range(epochs)])
    some = slice(None, None, 2 if number in (4, 9) else 1)  # recorded of half of the examples only
    recorded = Predictions(whole.y_true[some], at, tuple(outputs[int(k)][some] for k in at), spoilt=number == 6)
    return run(
        series("loss", 0.8 * loss, split=Split.TRAIN),
        series("val_loss", np.round(loss, 4)),
        series("val_accuracy", right, Quantity.ACCURACY),
    ), recorded


def _regression(draw: np.random.Generator, n: int, at: FloatArray, skill: FloatArray) -> tuple[Run, Predictions]:
    y, off = draw.normal(0, 1, n), draw.standard_t(3, n)
    outputs = [y + off / (1 + one) for one in skill]
    loss = np.array([float(np.mean((one - y) ** 2)) for one in outputs])
    right = np.array([float(np.mean(np.abs(one - y) <= 0.25)) for one in outputs])
    recorded = Predictions(y, at, tuple(outputs[int(k)] for k in at))
    return run(series("val_loss", loss), series("val_accuracy", right, Quantity.ACCURACY)), recorded


def _sample(number: int) -> tuple[Run, Predictions | None]:
    sample = samples()[number]
    (only, *_) = read(sample.path)
    return only, None if sample.evidence is None else read_predictions(sample.evidence)


def _alone(make: Callable[[], Run]) -> tuple[Run, None]:
    return make(), None


def untrained() -> Run:
    """Batches are drawn anew in each epoch and nothing is trained: two classes, right less often than by guessing."""
    right = np.full(40, 0.375)
    return run(
        series("loss", np.full(40, 0.8) + 0.01 * (np.arange(40) // 2 % 2), split=Split.TRAIN),
        series("accuracy", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", np.full(40, 0.8) + 0.01 * (np.arange(40) % 2)),
        series("val_accuracy", right, Quantity.ACCURACY),
    )


def two_sigmoids() -> Run:
    """A sigmoid of probabilities: what is right and sure costs 0.495, an error half a nat more."""
    right = np.clip(0.6 + 0.025 * np.arange(40), 0, 0.98)
    return run(
        series("loss", 0.495 + 0.5 * (1 - right), split=Split.TRAIN),
        series("accuracy", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", 0.497 + 0.5 * (1.01 - right)),
        series("val_accuracy", right - 0.01, Quantity.ACCURACY),
    )


def cut_outputs() -> Run:
    """Outputs that are cut off: however many answers are wrong, each costs about the same."""
    wrong = 0.3 + 0.12 * np.sin(np.arange(40) * 1.7)
    price = 9.0 + 0.5 * np.sin(np.arange(40) * 2.9)
    return run(
        series("loss", price * wrong, split=Split.TRAIN),
        series("accuracy", 1 - wrong, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", (price + 0.2) * np.roll(wrong, 1)),
        series("val_accuracy", 1 - np.roll(wrong, 1), Quantity.ACCURACY),
    )


def at_rest() -> Run:
    """A loss that rests far above what its answers cost, and nobody saw where it began."""
    loss, right = np.r_[0.9, np.full(39, 0.6)], np.r_[0.9, np.full(39, 0.985)]
    return run(
        *(
            series(name, values, quantity, split)
            for name, values, quantity, split in (
                ("loss", loss, Quantity.LOSS, Split.TRAIN),
                ("accuracy", right, Quantity.ACCURACY, Split.TRAIN),
                ("val_loss", 1.01 * loss, Quantity.LOSS, Split.VAL),
                ("val_accuracy", right, Quantity.ACCURACY, Split.VAL),
            )
        )
    )


def made() -> Iterator[tuple[str, Made]]:
    """All of them with their names: drawn by lot, planted for a cause, and the samples with their predictions."""
    for number in range(DRAWN):
        yield f"drawn {number}", partial(_alone, partial(drawn_run, number))
    for number in range(GRIDS):
        yield f"grid {number}", partial(_alone, partial(grid_run, number))
    for number in range(MIXED):
        yield f"mixed {number}", partial(_alone, partial(mixed_run, number))
    for number in range(RAGGED):
        yield f"ragged {number}", partial(_alone, partial(ragged_run, number))
    for n in range(1, LONGEST + 1):
        yield f"short {n}", partial(_alone, partial(short_run, n))
    for number in range(PREDICTED):
        yield f"predicted {number}", partial(predicted_run, number)
    for name, make in PLANTED.items():
        yield f"planted {name}", partial(_alone, make)
    yield "at rest", partial(_alone, at_rest)
    yield "untrained", partial(_alone, untrained)
    for number, sample in enumerate(samples()):
        yield f"sample {sample.id}", partial(_sample, number)


def further() -> Iterator[tuple[str, Made]]:
    """More runs, of which numbers are looked at alone."""
    yield "two sigmoids", partial(_alone, two_sigmoids)
    yield "cut outputs", partial(_alone, cut_outputs)
    for number in FURTHER["drawn"]:
        yield f"drawn {number}", partial(_alone, partial(drawn_run, number))
    for number in FURTHER["grid"]:
        yield f"grid {number}", partial(_alone, partial(grid_run, number))
    for number in FURTHER["ragged"]:
        yield f"ragged {number}", partial(_alone, partial(ragged_run, number))
    for number in FURTHER["predicted"]:
        yield f"predicted {number}", partial(predicted_run, number)
