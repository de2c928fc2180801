"""The log that a person would have of a made run: what is written of it, under which names, how exactly, how often."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Columns = dict[str, list[float]]
KERAS = ("accuracy", "loss", "val_accuracy", "val_loss")
LAYOUTS = (KERAS, ("acc", "loss", "val_acc", "val_loss"), ("train_acc", "train_loss", "val_acc", "val_loss"))


@dataclass(frozen=True, slots=True)
class Style:
    """How a run is logged; as it stands, like Keras' CSVLogger."""

    names: tuple[str, ...] = KERAS  # of training accuracy and loss, validation accuracy and loss
    evaluated: bool = False  # training metrics measured after the epoch, as validation's are, and not averaged over it
    train_accuracy: bool = True
    decimals: int | None = None
    thin: int = 1  # every how many epochs there is a row
    percent: bool = False
    counter: str = "epoch"  # what rows are counted in
    step_rows: int = 0  # rows of single batches in an epoch; then epochs and steps are counted, as Lightning does

    def told(self) -> str:
        """What is unusual about it, for the settings."""
        odd = {
            "training measured after the epoch": self.evaluated,
            "no training accuracy": not self.train_accuracy,
            f"{self.decimals} decimals": self.decimals is not None,
            f"every {self.thin} epochs": self.thin > 1,
            "percent": self.percent,
            f"{self.step_rows} rows of single batches an epoch": self.step_rows,
        }
        return ", ".join([self.names[0], *[name for name, so in odd.items() if so]])


def any_style(rng: np.random.Generator, epochs: int) -> Style:
    """A style that suits a run of that many epochs."""
    return Style(
        names=LAYOUTS[int(rng.integers(len(LAYOUTS)))],
        evaluated=bool(rng.random() < 0.3),
        train_accuracy=bool(rng.random() < 0.8),
        decimals=[None, 4, 3][int(rng.choice(3, p=[0.4, 0.4, 0.2]))],
        thin=int(rng.choice([2, 5])) if epochs >= 100 and rng.random() < 0.4 else 1,
        percent=bool(rng.random() < 0.1),
    )


def write_log(path: Path, style: Style, log: Columns, batches: list[Columns], number: Callable[[int], int]) -> None:
    """Write a CSV file; `log` is by epoch, in Keras' names, `batches` holds the single batches of each epoch.

    `number` gives the epoch's number in the log for its place in `log`. A value that is not a number is left blank.
    """
    names = dict(zip(KERAS, style.names, strict=True))
    names = {old: new for old, new in names.items() if old != "accuracy" or style.train_accuracy}
    names |= {name: name for name in log if name not in KERAS}
    train = [name for name in names if name in KERAS[:2]]
    with path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow([style.counter, *(["step"] if style.step_rows else []), *names.values()])
        step = 0
        for at in range(0, len(log["loss"]), style.thin):
            epoch = number(at)
            if not style.step_rows:
                rows.writerow([epoch, *(cell(style, name, log[name][at]) for name in names)])
                continue
            for k in range(len(batches[at]["loss"])):
                step = int(batches[at]["step"][k])
                seen = {name: cell(style, name, batches[at][name][k]) for name in train}
                rows.writerow([epoch, step, *(seen.get(name, "") for name in names)])
            rows.writerow([epoch, step, *("" if n in train else cell(style, n, log[n][at]) for n in names)])


def cell(style: Style, name: str, value: float) -> float | str:
    """One value as the style writes it."""
    if np.isnan(value):
        return ""
    if style.percent and name in (KERAS[0], KERAS[2]):
        value *= 100
    return value if style.decimals is None else round(value, style.decimals)
