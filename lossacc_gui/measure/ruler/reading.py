"""What is read off the ruler."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.measure.course import Side

OFTEN = 0.5  # of the points


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read off the ruler; `first`..`last` are the x values that show it, `shown` the number told of it, `side`
    the one that it was read of, None where it is of all.
    """

    value: float
    first: float
    last: float
    shown: float
    classes: int | None = None
    smoothings: tuple[float, ...] = ()
    side: Side | None = None
