"""How numbers that were reckoned are held against those of a sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from reckoned_sides import Values, numbers_of
from sentence_events import NUMBER

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Series

Checked = Iterator[str]
__all__ = ["NUMBER", "Checked", "Unknown"]


class Unknown(Exception):
    """What a finding is of is not known."""


def number(text: str) -> float:
    """A number as it was written."""
    return float(text.replace(",", ""))


def shown(text: str, expected: dict[str, Callable[[float], str]], values: dict[str, Values]) -> Checked:
    """Each number that is expected stands in the text, as far as it is not at the edge of rounding."""
    for name, written in expected.items():
        told = values[name]
        forms = {written(one * (1 + off)) for one in told for off in (-1e-6, 0.0, 1e-6)}
        if not any(form in text for form in forms):
            yield f"its {name} is {written(told[0])}"


def is_place(told: float, x: float) -> bool:
    """Whether a place is told as places are: with two digits, of tens of thousands with none."""
    return abs(told - x) <= (0.51 if abs(x) >= 10_000 else 0.0051)


def ends_told(text: str, start: float, end: float) -> Checked:
    """Where a sentence says that something begins, ends or happens is where it does."""
    found = stretch_of(text)
    if found and " in the end" not in text and not (is_place(found[0], start) and is_place(found[1], end)):
        yield f"it is in {start:g} to {end:g}"
    for place in re.findall(rf"(?:[Ss]ince|from|steps at) (?:epoch|step|row) ({NUMBER})", text):
        if not is_place(number(place), start):
            yield f"it begins at {start:g}"


def stretch_of(text: str) -> tuple[float, float] | None:
    """From where to where a sentence says that something holds."""
    found = re.search(rf"\b[Ii]n (?:epochs?|steps?|rows?) ({NUMBER})(?:–({NUMBER}))?", text)
    return None if found is None else (number(found[1]), number(found[2] or found[1]))


def window_of(n: int, analysis: Analysis) -> int:
    """Over how many points a change is judged."""
    options = analysis.options
    share = max(options.window_least, int(n * options.window_share))
    return min(share, max(options.window_least, int(options.window_root * math.sqrt(n))))


def losses_of(analysis: Analysis, metric: str, split: str = "") -> list[Series]:
    """The losses of that name."""
    found = [
        one
        for one in analysis.run.series
        if one.quantity.is_loss and one.metric == metric and split in ("", one.split.value)
    ]
    if not found:
        raise Unknown
    return found


def finite(series: Series, analysis: Analysis) -> tuple[Values, Values]:
    """Its places and values, without those that nobody reckons with."""
    rows = zip(series.x.tolist(), numbers_of(series, analysis.options.largest_value), strict=True)
    known = [row for row in rows if math.isfinite(row[1])]
    return [x for x, _ in known], [v for _, v in known]
