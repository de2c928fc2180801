"""Cases whose facts one can read off, and runs of every shape."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from explain.planted import run_of, series

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Split

APPROX = 1e-6
FLOOR = 0.05


def of(run: Run) -> Case:
    course = course_of(run, pairs_of(run), Options())
    return Case(run, course, detect(run, Options(), course), Options())


def steps(*levels: float) -> FloatArray:
    """Four levels of ten points each: smoothing leaves the inside of each as it is."""
    return np.repeat(np.array(levels, dtype=np.float64), 10)


def nats(later: float, earlier: float, first: float) -> float:
    """The difference of two losses on the floored scale, once more."""
    return math.log((later + FLOOR * first) / (earlier + FLOOR * first))


def staircase() -> Case:
    """Validation turns at point 20, training goes on."""
    return of(
        run_of(
            steps(2.2, 0.8, 0.4, 0.4), steps(0.2, 0.7, 0.9, 0.9), steps(2.0, 1.0, 1.5, 1.5), steps(0.2, 0.8, 0.7, 0.7)
        )
    )


def worse() -> Case:
    """A rise of the loss by more than the errors grow."""
    loss, accuracy = steps(2.0, 1.0, 2.5, 2.5), steps(0.2, 0.8, 0.7, 0.7)
    return of(run_of(loss, accuracy, loss, accuracy))


def ahead() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), steps(2.0, 0.5, 0.5, 0.5), np.full(40, 0.5)))


def zigzag() -> Case:
    """A level of 1 with jumps of a tenth up and down in turn; accuracy with jumps of two points."""
    sign = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    return of(run_of(1 + 0.1 * sign, 0.5 + 0.02 * sign, 1 + 0.2 * sign, 0.5 + 0.04 * sign))


def idle() -> Case:
    """Half of the loss goes while no answer gets better."""
    loss = steps(2.0, 1.0, 1.0, 1.0)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def fallen() -> Case:
    """Accuracy ends 0.1 below its best under a loss that fell all the way."""
    accuracy = np.concatenate([np.full(20, 0.5), np.full(20, 0.4)])
    loss = np.linspace(2, 1, 40)
    return of(run_of(loss, accuracy, loss, accuracy))


def chance() -> Case:
    loss = np.where(np.arange(40) < 30, np.log(4), 1.0)
    accuracy = np.where(np.arange(40) < 30, 0.25, 0.5)
    return of(run_of(loss, accuracy, loss, accuracy))


def hump() -> Case:
    loss = steps(1.0, 3.0, 1.5, 1.5)
    return of(run_of(loss, steps(0.5, 0.5, 0.6, 0.6), loss, steps(0.5, 0.5, 0.6, 0.6)))


def spike() -> Case:
    loss = np.full(40, 2.0)
    loss[20] = 3.0
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def jump() -> Case:
    """All losses fall by half from point 25 to point 26."""
    loss = np.where(np.arange(40) < 26, 1.0, 0.5)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def stuck() -> Case:
    loss = np.linspace(1, 0.61, 40)
    accuracy = np.where(np.arange(40) <= 20, 0.9, 0.95)
    return of(run_of(loss, accuracy, loss, accuracy))


def half_still() -> Case:
    loss, accuracy = np.where(np.arange(40) < 20, 1.0, 1.0 + 0.001 * np.arange(40)), np.full(40, 0.5)
    return of(run_of(loss, accuracy, loss, accuracy))


def impossible() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.where(np.arange(40) < 30, 0.0, 0.6)))


def broken() -> Case:
    loss = np.where(np.arange(40) < 30, 1.0, np.nan)
    return of(run_of(loss, np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.5)))


def late() -> Case:
    return of(run_of(np.full(40, 0.1), steps(0.5, 1.0, 1.0, 1.0), np.full(40, 1.0), steps(0.3, 0.3, 0.3, 0.8)))


def logged() -> Case:
    """A run with all kinds of further series."""
    n = np.arange(40)
    more = (
        series("lr", Quantity.LEARNING_RATE, Split.TRAIN, np.where(n < 20, 0.1, 0.01)),
        series("val_categorical_crossentropy", Quantity.LOSS, Split.VAL, steps(1.0, 0.8, 0.9, 0.9)),
        series("grad_norm", Quantity.GRADIENT_NORM, Split.TRAIN, np.where(n == 7, 12.0, 2.0)),
        series("val_balanced_accuracy", Quantity.BALANCED_ACCURACY, Split.VAL, np.full(40, 0.5)),
        series("val_top_5", Quantity.TOP_K, Split.VAL, np.full(40, 0.95)),
        series("val_mse", Quantity.MSE, Split.VAL, np.full(40, 0.3)),
        series("val_mae", Quantity.MAE, Split.VAL, np.full(40, 0.2)),
    )
    loss = np.where(n < 20, 1.0, 0.7)
    run = run_of(loss, np.full(40, 0.8), steps(3.0, 2.0, 1.8, 1.8), np.full(40, 0.8), *more)
    return of(replace(run, breaks=(Break(10.0, "restart", ""), Break(12.0, "gap", ""), Break(30.0, "resume", ""))))


def outputs() -> Case:
    """400 examples, 240 of class 0: first all answered 0, then forty errors near a tie, then those with certainty."""
    y = np.repeat([0.0, 1.0], [240, 160])

    def table(zeros: float, found: float, missed: float) -> FloatArray:
        one = np.repeat([zeros, found, missed], [240, 120, 40])
        return np.stack([1 - one, one], axis=1)

    told = (table(0.1, 0.1, 0.1), table(0.2, 0.8, 0.45), table(0.01, 0.99, 0.05))
    predictions = Predictions(y, np.array([0.0, 5.0, 10.0]), told, 2)
    loss = np.full(40, 1.0)
    loss[0], loss[10] = 2 * predictions.losses[0].mean(), 0.5 * predictions.losses[2].mean()
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), loss, np.full(40, 0.9))
    return replace(of(run), predictions=predictions, options=Options(told_errors=0.0))


def residuals() -> Case:
    y = np.tile([0.0, 0.0, 0.0, 4.0], 10)
    predictions = Predictions(y, np.array([0.0]), (np.zeros(40),))
    return replace(staircase(), predictions=predictions)


def found_in(*stretches: tuple[float, float], split: str = "val") -> Case:
    """The staircase with an episode of every pattern and a finding of every kind in each stretch."""
    case = staircase()
    metrics = case.pairs[0].loss.metric, case.pairs[0].accuracy.metric
    episode = Episode(
        Pattern.LOSS_WORSE_ACCURACY_FLAT, split, *metrics, 0.0, 0.0, (0, 0), (0, 0), Direction.UP, Direction.FLAT,
        1.0, 2.0, 1.0, 0.5, 0.5, 0.0, Severity.WATCH, 0.9, "",
    )  # fmt: skip
    told = Detection(
        case.pairs,
        tuple(replace(episode, pattern=p, start=a, end=b) for a, b in stretches for p in Pattern),
        tuple(Finding(kind, split, a, b, Severity.WATCH, "") for a, b in stretches for kind in FindingKind),
    )
    return replace(case, detection=told)


BEST, LAST = -np.log(0.45), -np.log(0.05)
MEAN_BEST = 0.9 * -np.log(0.8) + 0.1 * BEST
MEAN_LAST = 0.9 * -np.log(0.99) + 0.1 * LAST
ENTROPY_LAST = -0.9 * (0.99 * np.log(0.99) + 0.01 * np.log(0.01)) - 0.1 * (0.95 * np.log(0.95) + 0.05 * np.log(0.05))
GAP_BEST, GAP_END = nats(1.0, 0.8, 2.0), nats(1.5, 0.4, 2.0)
SPREAD = 1.4826 / math.sqrt(6)  # second differences of +-a are +-4a, their median absolute deviation 4a


def two_way(accuracy: float, others: float = 1.0) -> float:
    return -accuracy * math.log(accuracy) - (1 - accuracy) * math.log((1 - accuracy) / others)


def on_the_ruler() -> Case:
    """Ten classes: all but the last ten points lie on the line of softmax applied twice."""
    right = steps(0.5, 0.6, 0.9, 0.9)
    loss = np.log(np.e + 9) - right + np.where(np.arange(40) < 30, 0.0, 0.1)
    return of(run_of(loss, right, loss, right))


def clipped() -> Case:
    """One in ten is wrong and costs 100, but for the last ten points."""
    loss, right = steps(10.0, 10.0, 10.0, 9.0), np.full(40, 0.9)
    return of(run_of(loss, right, loss, right))


def jumping() -> Case:
    """Six in ten are wrong and cost 5 to 12 each, but for ten points, and training ends where it was."""
    loss, right = steps(3.0, 7.0, 1.5, 4.0), np.full(40, 0.4)
    return of(run_of(loss, right, loss, right))


def two_sigmoids() -> Case:
    """Half of the examples are a yes, errors cost half a nat; of the last third two points are off."""
    right = steps(0.5, 0.9, 0.98, 0.98)
    loss = 1.003 - right / 2 + np.where(np.arange(40) % 5 == 4, 0.03, 0.0) * (np.arange(40) < 38)
    return of(run_of(loss, right, loss, right))


def on_the_floor() -> Case:
    """It starts at chance among ten and ends a little above the floor of a smoothing by 0.1."""
    loss, right = np.r_[np.log(10), np.full(39, 0.52)], np.r_[0.1, np.full(39, 0.98)]
    return of(run_of(loss, right, loss, right))


def at_rest() -> Case:
    """Nobody saw it guess; it rests where nearly all answers are right."""
    loss, right = np.r_[0.9, np.full(39, 0.7)], np.full(40, 0.98)
    return of(run_of(loss, right, loss, right))


def untrained() -> Case:
    """Two classes, right less often than whoever loses so little by guessing; batches are drawn anew each epoch."""
    loss = np.full(40, 0.8) + 0.01 * (np.arange(40) % 2)
    return of(run_of(loss, np.full(40, 0.375), np.linspace(0.8, 0.9, 40), np.full(40, 0.375)))


def easy() -> Case:
    """Right at once, whatever training still got wrong in its first epoch."""
    loss = np.linspace(0.3, 0.1, 40)
    return of(run_of(loss, np.r_[0.6, np.full(39, 0.95)], loss, np.full(40, 0.95)))


def negative() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), np.where(np.arange(40) < 10, -1.0, 1.0), np.full(40, 0.5)))


def free() -> Case:
    """Nothing costs anything at three quarters of the points."""
    loss = np.where(np.arange(40) < 10, 1.0, 1.2e-7)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


FLOOR_OF_TEN = -0.91 * math.log(0.91) - 0.09 * math.log(0.01)


def value(name: str, case: Case) -> float:
    told = FACTS[name].measure(case)
    assert told is not None
    return told.value


def shapes() -> dict[str, Run]:
    """Curves of every shape and length that a log may hold."""
    made: dict[str, Run] = {}

    def add(name: str, loss: Any, n: int) -> None:
        loss = np.asarray(loss, dtype=np.float64)
        accuracy = np.clip(1 - loss / (loss.max() + 1e-9) * 0.9, 0, 1)
        made[f"{name} {n}"] = run_of(0.9 * loss, accuracy, loss, 0.95 * accuracy)

    for n in (2, 3, 5, 8, 15, 60, 1000):
        t = np.linspace(0, 1, n)
        jumps = 1 + 0.03 * np.sin(np.arange(n) * 12.9898)
        add("V", np.abs(t - 0.5) + 0.1, n)
        add("U", (t - 0.5) ** 2 + 0.1, n)
        add("exponential", 2 * np.exp(-5 * t) * jumps, n)
        add("converged", np.full(n, 0.3) * jumps, n)
        add("constant", np.full(n, 0.7), n)
        add("cycles", (1.2 - t) * (1.2 + np.sin(40 * t)), n)
    n = 60
    t = np.linspace(0, 1, n)
    loss, accuracy = 2 * np.exp(-4 * t) + 0.2 + 0.3 * t, 0.9 - 0.8 * np.exp(-4 * t)
    base = run_of(loss, accuracy, 1.1 * loss, accuracy - 0.05)
    made["three decimals"] = run_of(*(np.round(v, 3) for v in (loss, accuracy, 1.1 * loss, accuracy - 0.05)))
    made["thinned"] = run_of(*(v[::4] for v in (loss, accuracy, 1.1 * loss, accuracy - 0.05)))
    made["resumed"] = replace(base, breaks=(Break(30.0, "resume", ""),))
    tail = loss.copy()
    tail[-9:] = np.nan
    made["NaN tail"] = run_of(tail, accuracy, tail, accuracy)
    made["negative"] = run_of(loss - 3, accuracy, loss - 3, accuracy)
    rare = np.arange(0, n, 5)
    sparse = [
        replace(s, step=s.step[rare].copy(), value=s.value[rare].copy(), epoch=s.step[rare].astype(np.float64))
        for s in base.series[2:]
    ]
    made["validated every fifth epoch"] = replace(base, series=(*base.series[:2], *sparse))
    made["training alone"] = replace(base, series=base.series[:2])
    made["validation alone"] = replace(base, series=base.series[2:])
    made["no accuracy"] = replace(base, series=(base.series[0], base.series[2]))
    made["no loss"] = replace(base, series=(base.series[1], base.series[3]))
    made["empty"] = replace(base, series=())
    long = np.linspace(0, 1, 10_000)
    noisy = (2 * np.exp(-4 * long) + 0.2) * (1 + 0.2 * np.sin(np.arange(10_000) * 12.9898))
    made["steps"] = run_of(noisy, 1 - noisy / 4, noisy, 1 - noisy / 4)
    return made


SHAPES = shapes()


def cut_off() -> Case:
    """Each of four in ten that are wrong, and at the end one in ten, costs 12."""
    right = steps(0.6, 0.7, 0.8, 0.9)
    return of(run_of(12 * (1 - right), right, 12 * (1 - right), right))
