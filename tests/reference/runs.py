"""Runs of every shape, the same each time: lengths, splits, noise, holes, breaks, schedules and units drawn by lot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from detect.planted import run, series
from explain.planted import PLANTED

from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.samples import samples

DRAWN = 29
LENGTHS = (5, 7, 11, 16, 24, 38, 60, 95, 150, 430)
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
    return np.asarray(course * np.exp(draw.normal(0, noise, n)))


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


def _sample(number: int) -> tuple[Run, Predictions | None]:
    sample = samples()[number]
    (only, *_) = read(sample.path)
    return only, None if sample.evidence is None else read_predictions(sample.evidence)


def _alone(make: Callable[[], Run]) -> tuple[Run, None]:
    return make(), None


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
    for name, make in PLANTED.items():
        yield f"planted {name}", partial(_alone, make)
    yield "at rest", partial(_alone, at_rest)
    for number, sample in enumerate(samples()):
        yield f"sample {sample.id}", partial(_sample, number)
