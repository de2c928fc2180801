"""How a person wants curves smoothed: by a weight from point to point, or over a stretch of the run."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_WEIGHT = 0.99
MEDIAN = "median:"


@dataclass(frozen=True, slots=True)
class Over:
    """Smoothing over a stretch.

    length  in what the run counts along x (steps, epochs), 1 or more; with `share` a share of the run, above 0 to 1
    median  by the median around each point, instead of the debiased exponential average up to it
    """

    length: float
    share: bool = False
    median: bool = False


Smoothing = float | Over
"""The weight of the debiased exponential average from one point to the next, 0 (off) .. MOST_WEIGHT, or a stretch."""


def smoothing_in(text: str) -> Smoothing:
    """0.6 is a weight, 500 a stretch of steps, 1% a share of the run; "median:" before a stretch takes its median.

    ValueError says what is expected instead.
    """
    words = text.strip().lower()
    median = words.startswith(MEDIAN)
    number, share = re.fullmatch(r"([0-9.eE+_,]*?)\s*(%?)", words.removeprefix(MEDIAN).strip()), False
    try:
        value = float(number[1].replace(",", "")) if number is not None else float("nan")
    except ValueError:
        value = float("nan")
    share = number is not None and bool(number[2])
    if share and 0 < value <= 100:
        return Over(value / 100, share=True, median=median)
    if not share and 1 <= value < 1e15:
        return Over(value, median=median)
    if not share and not median and 0 <= value <= MOST_WEIGHT:
        return value
    raise ValueError(
        f"expected a weight from 0 to {MOST_WEIGHT:g}, a number of steps from 1 on, or a share of the run as 1%;"
        f" before the last two may stand {MEDIAN}"
    )


def written_smoothing(smoothing: Smoothing) -> str:
    """As `smoothing_in` reads it."""
    if not isinstance(smoothing, Over):
        return repr(smoothing)
    length = f"{100 * smoothing.length:.12g}%" if smoothing.share else f"{smoothing.length:.12g}"
    return f"{MEDIAN}{length}" if smoothing.median else length
