"""The few things a painter must be able to draw; all lengths in points (1/72 inch), y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lossacc_gui.model.run import FloatArray

Shape = Literal["ring", "dot", "diamond", "triangle", "cross"]


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


Item = Text | Fill | Stroke | Sign


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


def corners(sign: Sign) -> list[list[tuple[float, float]]]:
    """The lines of a sign that is not round: two for a cross, one around each of the others."""
    shapes = {
        "cross": (((-1, -1), (1, 1)), ((-1, 1), (1, -1))),
        "diamond": (((0, -1), (1, 0), (0, 1), (-1, 0)),),
        "triangle": (((0, -1), (1, 0.8), (-1, 0.8)),),
    }
    half = sign.size / 2
    return [[(sign.x + dx * half, sign.y + dy * half) for dx, dy in line] for line in shapes[sign.shape]]
