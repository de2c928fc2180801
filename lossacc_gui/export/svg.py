"""A drawing as SVG text: words stay words, lengths are points, nothing depends on the machine."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import numpy as np

from lossacc_gui.export.drawing.dashes import unbroken
from lossacc_gui.export.drawing.font import FAMILY, is_own
from lossacc_gui.export.drawing.primitives import (
    Area,
    Drawing,
    Fill,
    Rect,
    Sign,
    Stroke,
    Text,
    around,
    corners,
    to_hundredths,
)
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH
from lossacc_gui.model.run import FloatArray

_FALLBACKS = f"'{FAMILY}', Arimo, Arial, Helvetica, 'Nimbus Sans', sans-serif"
"""Fonts with the same widths, so that an SVG keeps its spacing where ours is not installed."""
_STEPS = 100
"""Places are told to a hundredth of a point."""


def svg_of(drawing: Drawing, ids: str = "") -> str:
    """A document of the drawing's size in millimetres; `ids` begins every id, for drawings that share a page."""
    mm = [f'{side / POINTS_PER_INCH * MM_PER_INCH:.4f}mm"' for side in (drawing.width, drawing.height)]
    size = f'width="{mm[0]} height="{mm[1]} viewBox="0 0 {number(drawing.width)} {number(drawing.height)}"'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_svg(drawing, size, ids), ""])


def svg_element(drawing: Drawing, ids: str) -> str:
    """The drawing as an element within a page, as wide as the page wants it.

    A page is read where our font is not, so every line of words is told its width.
    """
    size = f'viewBox="0 0 {number(drawing.width)} {number(drawing.height)}"'
    return "\n".join(_svg(drawing, f'role="img" aria-labelledby="{ids}title {ids}about" {size}', ids, measured=True))


def _svg(drawing: Drawing, size: str, ids: str, *, measured: bool = False) -> Iterator[str]:
    boxes = list(
        dict.fromkeys(item.within for item in drawing.items if isinstance(item, Stroke | Area) and item.within)
    )
    family = f'font-family="{_FALLBACKS}"' if measured else f'font-family="{FAMILY}" class="lossacc"'
    # Else a browser rounds the widths of small letters to pixels, and a line ends elsewhere than in a picture.
    font = f'{family} style="font-kerning:none" text-rendering="geometricPrecision"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>'
    yield f'<title id="{ids}title">{escape(drawing.title)}</title>'
    yield f'<desc id="{ids}about">{escape(drawing.description)}</desc>'
    if not measured:  # Qt knows one name and no list; all others read this after it, and take the list
        yield f"<style>.lossacc{{font-family:{_FALLBACKS}}}</style>"
    if boxes:
        yield "<defs>"
        for i, box in enumerate(boxes):
            yield f'<clipPath id="{ids}clip{i}">{_rect(box)}/></clipPath>'
        yield "</defs>"
    yield f'{_rect(Rect(0, 0, drawing.width, drawing.height))} fill="{drawing.background}"/>'
    for item in drawing.items:
        if isinstance(item, Text):
            yield _text(item, measured=measured)
        elif isinstance(item, Fill):
            yield _fill(item)
        elif isinstance(item, Stroke):
            yield from _stroke(item, f"{ids}clip{boxes.index(item.within)}" if item.within else "")
        elif isinstance(item, Area):
            yield from _area(item, f"{ids}clip{boxes.index(item.within)}")
        else:
            yield _sign(item)
    yield "</svg>"


def number(value: float) -> str:
    """A length to a hundredth, as short as it can be written; as with `to_hundredths`, last bits decide nothing."""
    text = f"{round(value, 6):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rect(box: Rect) -> str:
    places = zip(("x", "y", "width", "height"), (box.x, box.y, box.width, box.height), strict=True)
    return "<rect " + " ".join(f'{name}="{number(value)}"' for name, value in places)


def _text(item: Text, *, measured: bool) -> str:
    place = f'x="{number(item.x)}" y="{number(item.y)}"'
    if item.vertical:
        place = f'transform="translate({number(item.x)} {number(item.y)}) rotate(-90)"'
    bold = ' font-weight="bold"' if item.bold else ""
    # Another font is as wide as it likes: here the room it was given counts.
    free = is_own(item.text) and not measured
    squeezed = "" if free else f' textLength="{number(item.width)}" lengthAdjust="spacingAndGlyphs"'
    looks = f'font-size="{number(item.size)}" fill="{item.colour}"'
    return f"<text {place} {looks}{bold}{squeezed}>{escape(item.text, quote=False)}</text>"


def _fill(item: Fill) -> str:
    radius = f' rx="{number(item.radius)}"' if item.radius else ""
    alpha = f' fill-opacity="{number(item.alpha)}"' if item.alpha < 1 else ""
    edge = f' stroke="{item.edge}" stroke-width="{number(item.edge_width)}"' if item.edge else ""
    return f'{_rect(item.rect)}{radius} fill="{item.colour}"{alpha}{edge}/>'


def _stroke(item: Stroke, clip: str) -> Iterator[str]:
    path = "".join(_path(item.x[piece], item.y[piece]) for piece in unbroken(item.y))
    if not path:
        return
    clipped = f' clip-path="url(#{clip})"' if clip else ""
    dash = " ".join(map(number, item.dashes))
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    looks = f'fill="none" stroke="{item.colour}" stroke-width="{number(item.width)}" stroke-linejoin="round"'
    looks += ' stroke-linecap="round"' if item.rounded else ""
    yield f'<path d="{path}" {looks}{dashes}{clipped}/>'


def _area(item: Area, clip: str) -> Iterator[str]:
    path = "".join(_outline(points) for points in around(item))
    if path:
        yield f'<path d="{path}" fill="{item.colour}" fill-opacity="{number(item.alpha)}" clip-path="url(#{clip})"/>'


def _outline(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "z"


def _path(x: FloatArray, y: FloatArray) -> str:
    """A line as steps from point to point, which are shorter to write than places."""
    places = np.round(to_hundredths(np.column_stack([x, y])) * _STEPS).astype(np.int64)
    steps = np.diff(places, axis=0)
    start = f"M{number(places[0, 0] / _STEPS)} {number(places[0, 1] / _STEPS)}l"
    different, which = np.unique(steps, return_inverse=True)  # most steps of a curve come again
    told = [_step(value) for value in different.tolist()]
    texts = [told[i] for i in which.ravel().tolist()]
    return start + "".join(text if text[0] == "-" or i == 0 else f" {text}" for i, text in enumerate(texts))


def _step(value: int) -> str:
    """Hundredths as a number without needless signs: -50 is -.5."""
    whole, rest = divmod(abs(value), _STEPS)
    text = f"{whole or ''}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{text}" if value < 0 else text


def _sign(item: Sign) -> str:
    line = f' stroke="{item.colour}" stroke-width="{number(item.width)}"' if item.width else ""
    if item.shape in ("ring", "dot"):
        place = f'cx="{number(item.x)}" cy="{number(item.y)}" r="{number(item.size / 2)}"'
        return f'<circle {place} fill="{item.fill}"{line}/>'
    outlines = corners(item)
    path = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) for points in outlines)
    closed = "" if item.shape == "cross" else "z"
    return f'<path d="{path}{closed}" fill="{item.fill}" stroke-linejoin="round"{line}/>'
