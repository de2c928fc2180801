"""Random training logs that look like real ones, and the same log told in other ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Series, Split

Array = NDArray[np.float64]

MEANING = {
    "loss": (Quantity.LOSS, Split.TRAIN),
    "accuracy": (Quantity.ACCURACY, Split.TRAIN),
    "val_loss": (Quantity.LOSS, Split.VAL),
    "val_accuracy": (Quantity.ACCURACY, Split.VAL),
}
OTHER_NAMES = (
    {"loss": "train_loss", "accuracy": "train_acc", "val_loss": "valid_loss", "val_accuracy": "valid_acc"},
    {"loss": "Train Loss", "accuracy": "Train Accuracy", "val_loss": "Val Loss", "val_accuracy": "Val Accuracy"},
    {"loss": "train/loss", "accuracy": "train/acc", "val_loss": "val/loss", "val_accuracy": "val/acc"},
)
KINDS = ("healthy", "rises", "worsens", "never learns", "stands still", "breaks", "steps")
SPLITS = (("train", "val"), ("train", "val"), ("train", "val"), ("val",), ("train",), ("train", "val loss only"))


@dataclass(frozen=True)
class Log:
    """Columns of equal length by their Keras names, one row an epoch, counted from `first`."""

    columns: Mapping[str, Array]
    first: int = 0

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values())))

    def changed(self, change: Callable[[str, Array], Array]) -> Log:
        """The log with every column changed; `change` is told its name."""
        return replace(self, columns={name: change(name, value) for name, value in self.columns.items()})


@dataclass(frozen=True)
class Training:
    """What a random log is made of; prints as the call that makes it again.

    classes        how many the model tells apart: loss and accuracy of a model that guesses are ln K and 1/K
    splits         "train", "val", "val loss only"
    examples       how many the accuracies are counted on
    jitter         standard deviation of the logarithm of the loss; that of the accuracy is a quarter of it
    best, pace     shares of the run: where a rise or step begins, how long learning takes
    harm, skill    how far the loss rises by the end, the best accuracy
    broken_at      share of the run after which a loss that breaks is NaN
    """

    kind: str
    rows: int
    classes: int = 10
    splits: tuple[str, ...] = ("train", "val")
    examples: int = 2000
    jitter: float = 0.0
    best: float = 0.4
    pace: float = 0.2
    harm: float = 1.0
    skill: float = 0.9
    broken_at: float = 0.5
    seed: int = 0

    def log(self) -> Log:
        """The log of it."""
        random = np.random.default_rng(self.seed)
        columns: dict[str, Array] = {}
        for split, prefix in (("train", ""), ("val", "val_")):
            if split not in self.splits and f"{split} loss only" not in self.splits:
                continue
            loss, accuracy = _curves(self, split)
            if self.kind not in ("stands still", "never learns"):
                loss = loss * np.exp(random.normal(0, self.jitter, self.rows))
                accuracy = np.clip(accuracy + random.normal(0, self.jitter / 4, self.rows), 0, 1)
            if self.kind == "breaks":
                loss = np.where(np.arange(self.rows) >= int(self.broken_at * self.rows), np.nan, loss)
            columns[f"{prefix}loss"] = loss
            if split in self.splits:
                columns[f"{prefix}accuracy"] = np.round(accuracy * self.examples) / self.examples
        return Log(columns)


LENGTHS = st.integers(1, 200) | st.integers(2, 12)


def trainings(
    kinds: tuple[str, ...] = KINDS,
    rows: st.SearchStrategy[int] = LENGTHS,
    splits: tuple[tuple[str, ...], ...] = SPLITS,
) -> st.SearchStrategy[Training]:
    """Trainings of 1 to 200 epochs: exponentials, a rise after the best, jitter, steps, NaN to the end, constants."""
    return st.builds(
        Training,
        kind=st.sampled_from(kinds),
        rows=rows,
        classes=st.sampled_from((2, 5, 10, 100)),
        splits=st.sampled_from(splits),
        examples=st.sampled_from((50, 300, 2000, 10_000)),
        jitter=st.sampled_from((0.0, 0.005, 0.02, 0.1)),
        best=_hundredths(10, 90),
        pace=_hundredths(5, 60),
        harm=_hundredths(10, 200),
        skill=_hundredths(50, 99),
        broken_at=_hundredths(0, 99),
        seed=st.integers(0, 2**16),
    )


def _hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda count: count / 100)


def _curves(made: Training, split: str) -> tuple[Array, Array]:
    """Loss and accuracy without jitter, shape (n,)."""
    t = np.arange(made.rows) / max(1, made.rows - 1)
    guess_loss, guess = np.log(made.classes), 1 / made.classes
    if made.kind == "stands still":
        return np.full(made.rows, guess_loss), np.full(made.rows, guess)
    if made.kind == "never learns":  # every answer is a guess, and the loss wanders by the accident of the batch
        return guess_loss * (1 + 0.002 * np.sin(np.arange(made.rows) * 12.9898)), np.full(made.rows, guess)
    learned = 1 - np.exp(-t / made.pace)
    top = max(made.skill, guess + 0.1)
    least = min(max(0.05, 1.6 * (1 - top)), 0.95 * guess_loss)  # what an honest model loses at that accuracy
    loss, accuracy = guess_loss - (guess_loss - least) * learned, guess + (top - guess) * learned
    late = np.maximum(t - made.best, 0)
    if made.kind in ("rises", "worsens") and split == "val":
        loss = loss + made.harm * late
        accuracy = accuracy - (0.3 * made.harm * late * (accuracy - guess) if made.kind == "worsens" else 0)
    if made.kind == "steps":
        loss, accuracy = np.where(late > 0, 0.7 * loss, loss), np.where(late > 0, 1 - 0.8 * (1 - accuracy), accuracy)
    return loss, accuracy


def run_of(log: Log, names: Mapping[str, str] | None = None, name: str = "run") -> Run:
    """The log as a reader gives it, under other names for its metrics where told."""
    step = np.arange(log.first, log.first + log.rows, dtype=np.int64)
    series = tuple(
        Series((names or {}).get(metric, metric), *MEANING[metric], step, value.copy(), step.astype(np.float64))
        for metric, value in log.columns.items()
    )
    return Run(name, Path("history.csv"), "keras-csv", series)


def as_csv(log: Log) -> str:
    """The log as Keras' CSVLogger writes it."""
    rows = [",".join(["epoch", *log.columns])]
    for i in range(log.rows):
        rows.append(",".join([str(log.first + i), *(repr(float(value[i])) for value in log.columns.values())]))
    return "\n".join(rows) + "\n"


def as_json_lines(log: Log) -> str:
    """The log as one JSON object an epoch."""
    rows = [
        {"epoch": log.first + i, **{name: float(value[i]) for name, value in log.columns.items()}}
        for i in range(log.rows)
    ]
    return "\n".join(json.dumps(row) for row in rows) + "\n"


def in_percent(log: Log) -> Log:
    """The log with its accuracies as 0 .. 100."""
    return log.changed(lambda name, value: np.round(100 * value, 8) if "accuracy" in name else value)


def rounded(log: Log, digits: int) -> Log:
    """The log as one that writes fewer decimals."""
    return log.changed(lambda name, value: np.round(value, digits))


def every_second(run: Run) -> Run:
    """The run as one that was logged every second epoch; its last row is kept."""
    kept = tuple(
        replace(
            s,
            step=s.step[::-2][::-1].copy(),
            value=s.value[::-2][::-1].copy(),
            epoch=None if s.epoch is None else s.epoch[::-2][::-1].copy(),
        )
        for s in run.series
    )
    return replace(run, series=kept)


def with_constant(run: Run, name: str, value: float) -> Run:
    """The run with one more metric that never changes and means nothing."""
    like = run.series[0]
    more = Series(name, Quantity.OTHER, Split.TRAIN, like.step, np.full(len(like.value), value), like.epoch)
    return replace(run, series=(more, *run.series))
