"""Small runs with known curves, for the tests of detection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import Quantity, Run, Series, Split

Floats = NDArray[np.float64]


def series(
    metric: str,
    values: Any,
    quantity: Quantity = Quantity.LOSS,
    split: Split = Split.VAL,
    x: Any = None,
    epochs: bool = True,
) -> Series:
    """A series at x (0, 1, 2, ... where it is not given), counted in epochs or only in steps."""
    value = np.asarray(values, dtype=np.float64)
    at = np.arange(len(value)) if x is None else np.asarray(x)
    return Series(metric, quantity, split, at.astype(np.int64), value, at.astype(np.float64) if epochs else None)


def run(*parts: Series, **more: Any) -> Run:
    """A run of these series."""
    return Run("planted", Path("planted.csv"), "planted", tuple(parts), **more)


def val(loss: Any, accuracy: Any) -> Run:
    """A run with validation loss and accuracy."""
    return run(series("val_loss", loss), series("val_accuracy", accuracy, Quantity.ACCURACY))


def knots(*points: tuple[int, float]) -> Floats:
    """Straight lines between (index, value) points."""
    at, values = zip(*points, strict=True)
    return np.interp(np.arange(at[-1] + 1), at, values)
