"""How a person wants curves smoothed: by a weight from point to point, or over a stretch of the run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lossacc_gui.language import Number, say

MOST_WEIGHT = 0.99
MEDIAN = "median:"
_WRITTEN = re.compile(r"(\+?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9_]*)(?:\.[0-9_]*)?(?:e[+-]?[0-9]+)?)\s*(%?)")
"""A number, perhaps a share; a comma stands between thousands alone, or 0,6 would be taken for 6."""


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
    number = _WRITTEN.fullmatch(words.removeprefix(MEDIAN).strip())
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
        say(
            "expected a weight from 0 to {most}, a number of steps from 1 on, or a share of the run as 1%"
            " ({median} before one of the last two takes the median)",
            most=Number(f"{MOST_WEIGHT:g}"),
            median=MEDIAN,
        )
    )


def written_smoothing(smoothing: Smoothing) -> str:
    """As `smoothing_in` reads it, a stretch to 12 digits or more."""
    if not isinstance(smoothing, Over):
        return repr(smoothing)
    length = f"{100 * smoothing.length:.12g}%" if smoothing.share else f"{smoothing.length:.15g}"
    return f"{MEDIAN}{length}" if smoothing.median else length
