"""What a log tells before it is a run: its rows in the order in which they were written, with what counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Split

LARGEST_STEP = float(2**62)
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Column:
    """One metric over the rows of a log: `value` (n,) float64, `present` (n,) False where nothing was logged.

    `split` is what the place (a folder, a field) tells; the name's own split comes first. `percent` tells that the log
    has percentages, and that the values were made fractions.
    """

    name: str
    value: FloatArray
    present: BoolArray
    split: Split | None = None
    quantity: Quantity | None = None
    percent: bool = False


@dataclass(frozen=True, eq=False)
class Rows:
    """A log as rows in the order in which they were written, with what counts them; arrays have shape (n,).

    epoch, step, time  NaN where a row lacks it, None where the log does
    line               on which each row stands, from 1; None where the log has no lines
    starts             rows before which the log says that it starts anew
    """

    columns: Sequence[Column]
    epoch: FloatArray | None = None
    step: FloatArray | None = None
    time: FloatArray | None = None
    line: IntArray | None = None
    starts: tuple[int, ...] = ()
