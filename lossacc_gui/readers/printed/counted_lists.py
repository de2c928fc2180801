"""Finds the list that counts what other lists measure, in a program: epochs = [1, 2, 3], x = range(1, 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

NAMED = r"^[ \t]*(?:(?:const|let|var)[ \t]+)?['\"]?(?P<name>[^\W\d]\w{0,30})['\"]?[ \t]*(?:[:=]|<-)[ \t]*"
LISTED = re.compile(NAMED + r"(?:(?:[\w.]+\()?\[|c\()(?P<numbers>[\d.,\s]+)[\])]", re.MULTILINE)
RANGED = re.compile(  # list(range(1, 11)), np.arange(0, 500, 50), range(1, len(loss) + 1)
    NAMED + r"(?:list\()?(?:\w+\.)?a?range\([ \t]*(?:(?P<start>\d+)[ \t]*,[ \t]*)?"
    r"(?:(?P<stop>\d+)|(?P<all>len\([\w.\['\"\]]+\)[ \t]*\+[ \t]*1))[ \t]*(?:,[ \t]*(?P<stride>\d+)[ \t]*)?\)",
    re.MULTILINE,
)
SPANNED = re.compile(
    NAMED + r"(?:\(|\[)?(?P<start>\d+):(?P<stop>\d+)(?:\)|\])?[ \t]*;?[ \t\r]*$", re.MULTILINE
)  # of R, Matlab
ANY_AXIS = frozenset({"x", "xs"})  # names of what a plot has below its curves, whatever it counts
LONGEST = 1_000_000


@dataclass(frozen=True, eq=False)
class Counter:
    """Numbers that rise, and whether epochs or steps; `open` tells that they go on as far as what is counted."""

    quantity: Quantity
    value: FloatArray
    open: bool = False


def counters_in(text: str) -> list[Counter]:
    """The lists of a text that count, in the order in which they stand."""
    found = [(match.start(), _of_list(match)) for match in LISTED.finditer(text)]
    found += [(match.start(), _of_range(match)) for match in RANGED.finditer(text)]
    found += [(match.start(), _of_span(match)) for match in SPANNED.finditer(text)]
    return [counter for _, counter in sorted(found, key=lambda one: one[0]) if counter is not None]


def counter_of(counters: list[Counter], count: int) -> Counter | None:
    """The counter of lists with so many numbers: one that has as many, else one that goes on; None where none does."""
    same = [one for one in counters if not one.open and len(one.value) == count]
    if same:
        return same[0] if all(np.array_equal(one.value, same[0].value) for one in same) else None
    goes_on = next((one for one in counters if one.open), None)
    return goes_on and Counter(goes_on.quantity, goes_on.value[0] + np.arange(count, dtype=np.float64))


def _of_list(match: re.Match[str]) -> Counter | None:
    try:
        return _counter(
            match["name"], np.array(re.split(r"[,\s]+", match["numbers"].strip(" ,\n\r\t")), dtype=np.float64)
        )
    except ValueError:
        return None


def _of_range(match: re.Match[str]) -> Counter | None:
    start, stride = int(match["start"] or 0), int(match["stride"] or 1)
    if match["all"]:
        return _counter(match["name"], np.array([start, start + 1.0]), endless=True) if stride == 1 else None
    stop = int(match["stop"])
    return _counter(match["name"], np.arange(start, stop, stride or 1, dtype=np.float64)) if stop < LONGEST else None


def _of_span(match: re.Match[str]) -> Counter | None:
    start, stop = int(match["start"]), int(match["stop"])
    return _counter(match["name"], np.arange(start, stop + 1, dtype=np.float64)) if stop < LONGEST else None


def _counter(name: str, value: FloatArray, *, endless: bool = False) -> Counter | None:
    """The counter that numbers are by their name: whole, rising; where it only says x, one by one."""
    if len(value) < 2 or (value % 1).any() or (value[1:] <= value[:-1]).any():
        return None
    quantity = meaning_of(name).quantity
    if name.lower() in ANY_AXIS and (np.diff(value) == 1).all() and value[0] in (0, 1):
        quantity = Quantity.EPOCH
    return Counter(quantity, value, endless) if quantity in COUNTERS else None
