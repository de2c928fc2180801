"""How colours are seen on grey paper, and by eyes that take red for green."""

from __future__ import annotations

import math

from lossacc_gui.chart.palette import linear_of, luminance_of

ALIKE = 9.0
"""CIELAB distance below which thin lines look like those of one colour; the usual tones of an axis keep it."""
_DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear sRGB."""
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)

Three = tuple[float, float, float]


def grey_of(colour: str) -> str:
    """The grey that is as light as a colour."""
    light = luminance_of(colour)
    level = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + 3 * f"{round(255 * level):02x}"


def alike_on_grey_paper(one: str, other: str) -> bool:
    """Whether only their hue tells two colours apart."""
    return _apart(linear_of(grey_of(one)), linear_of(grey_of(other))) < ALIKE


def alike_without_red_and_green(one: str, other: str) -> bool:
    """Whether two colours look alike with deuteranopia, the most common way in which eyes take red for green."""
    return _apart(_times(_DEUTERANOPIA, linear_of(one)), _times(_DEUTERANOPIA, linear_of(other))) < ALIKE


def alike_to_all(one: str, other: str) -> bool:
    """Whether two colours look alike to all eyes."""
    return _apart(linear_of(one), linear_of(other)) < ALIKE


def _apart(one: Three, other: Three) -> float:
    """The distance of two lights in CIE L*a*b* (1976), D65."""
    return math.dist(_lab(one), _lab(other))


def _lab(light: Three) -> Three:
    inside = (min(max(light[0], 0.0), 1.0), min(max(light[1], 0.0), 1.0), min(max(light[2], 0.0), 1.0))
    x, y, z = (_root(part / white) for part, white in zip(_times(_XYZ, inside), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(share: float) -> float:
    return share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116


def _times(matrix: tuple[Three, Three, Three], light: Three) -> Three:
    one, two, three = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
    return one, two, three
