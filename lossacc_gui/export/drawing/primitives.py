"""The few things a painter must be able to draw; all lengths in points (1/72 inch), y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lossacc_gui.chart.palette import RunSign, outline
from lossacc_gui.export.drawing.dashes import unbroken
from lossacc_gui.model.run import FloatArray

Shape = Literal["ring", "cross"] | RunSign
_FEW = 600
"""Points up to which the joints of a line are round, which takes time."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; (x, y) is the left end of its baseline, `vertical` text runs upwards from there."""

    x: float
    y: float
    text: str
    size: float
    width: float
    colour: str
    bold: bool = False
    vertical: bool = False

    @property
    def box(self) -> Rect:
        """What it covers, from the top of its capitals to the foot of its descenders."""
        up, down = 0.74 * self.size, 0.22 * self.size
        if self.vertical:
            return Rect(self.x - up, self.y - self.width, up + down, self.width)
        return Rect(self.x, self.y - up, self.width, up + down)


@dataclass(frozen=True, slots=True)
class Fill:
    """A shaded rectangle, with an edge where `edge` names a colour; `alpha` 0..1 is the strength of the shade."""

    rect: Rect
    colour: str
    alpha: float = 1.0
    edge: str = ""
    edge_width: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A line through points, arrays of shape (n,), NaN where it is interrupted; `dash` counts line widths.

    `within` cuts it off at the edges of a rectangle.
    """

    x: FloatArray
    y: FloatArray
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    within: Rect | None = None

    @property
    def dashes(self) -> tuple[float, ...]:
        """Lengths on and off in points, to the hundredth that a file tells: else dashes would drift along a curve."""
        return tuple(round(round(length * self.width, 6), 2) for length in self.dash)

    @property
    def straight(self) -> bool:
        """Whether it is a piece of an axis, a grid or an edge and no curve."""
        return len(self.x) == 2 and self.within is None

    @property
    def rounded(self) -> bool:
        """Whether its ends are round, as its joints are: a picture has it in pieces; of many points neither is seen."""
        return not self.dash and not self.straight and len(self.x) <= _FEW


@dataclass(frozen=True, slots=True)
class Sign:
    """A small symbol around a point; `size` is its width, `fill` its inside, `colour` its line."""

    shape: Shape
    x: float
    y: float
    size: float
    colour: str
    fill: str
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """What lies between two lines, arrays of shape (n,), NaN where there is none; it is cut off at `within`."""

    x: FloatArray
    low: FloatArray
    high: FloatArray
    colour: str
    alpha: float
    within: Rect


Item = Text | Fill | Stroke | Sign | Area


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A sheet with everything on it, in the order of painting; `data` is where the curves are."""

    width: float
    height: float
    background: str
    data: Rect
    items: tuple[Item, ...]
    title: str
    description: str

    @property
    def texts(self) -> tuple[Text, ...]:
        """All words on the sheet."""
        return tuple(item for item in self.items if isinstance(item, Text))


def to_hundredths(places: FloatArray) -> FloatArray:
    """Places to the hundredth at which they are drawn, whose ties do not hang on the last bits of a number.

    They differ from one kind of processor to another.
    """
    return np.round(np.round(places, 6), 2)


def around(area: Area) -> list[list[tuple[float, float]]]:
    """The outlines of the unbroken pieces of an area."""
    x, low, high = map(to_hundredths, (area.x, area.low, area.high))
    return [
        list(zip([*x[one], *x[one][::-1]], [*low[one], *high[one][::-1]], strict=True)) for one in unbroken(low + high)
    ]


def corners(sign: Sign) -> list[list[tuple[float, float]]]:
    """The lines of a sign that is not round: two for a cross, one around each of the others."""
    cross = (((-1.0, -1.0), (1.0, 1.0)), ((-1.0, 1.0), (1.0, -1.0)))
    half = sign.size / 2
    lines = cross if sign.shape == "cross" else (outline(sign.shape),)
    return [[(sign.x + dx * half, sign.y + dy * half) for dx, dy in line] for line in lines]
