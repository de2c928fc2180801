"""Colours and line styles of a chart's roles, the same on screen and on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol


class Curve(Protocol):
    """What the looks of a curve follow from."""

    @property
    def axis(self) -> Literal["left", "right"]:
        """The side of its axis."""

    @property
    def tone(self) -> int:
        """Its place among the curves of that axis and split."""

    @property
    def run(self) -> int | None:
        """The run of an overlay that it belongs to."""

    @property
    def colour(self) -> str:
        """The colour that a person gave to it, empty for none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb; `left` and `right` hold one for each tone of the axis, `runs` one for each run of an overlay.

    `benign`, `watch` and `problem` are those of severities.
    """

    background: str
    ink: str
    muted: str
    grid: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    benign: str
    watch: str
    problem: str
    runs: tuple[str, ...]

    def of(self, curve: Curve) -> str:
        """The colour of a curve: that of its run where several are drawn, else its own, or that of its axis."""
        return curve.colour or self.line(curve.axis, curve.tone) if curve.run is None else self.run(curve.run)

    def run(self, number: int) -> str:
        """The colour of a run of an overlay, counted from 0."""
        return self.runs[number % len(self.runs)]

    def line(self, axis: Literal["left", "right"], tone: int) -> str:
        """The colour of a curve; tones beyond the last repeat."""
        colours = self.left if axis == "left" else self.right
        return colours[tone % len(colours)]

    def band(self, severity: str) -> str:
        """The colour of an episode's band."""
        return {"benign": self.benign, "watch": self.watch}.get(severity, self.problem)


# After Okabe and Ito and after Tol. Every curve stands out from the paper by 3:1; the tones of an axis differ in
# lightness, so that grey paper and eyes that take red for green tell them apart.
LIGHT = Theme(
    background="#ffffff",
    ink="#1a1a1a",
    muted="#595959",
    grid="#e4e4e4",
    left=("#0072b2", "#009e73", "#332288", "#1b5e20"),
    right=("#d55e00", "#882255", "#661100", "#aa3377"),
    benign="#009e73",
    watch="#b97d00",
    problem="#b0307a",
    runs=("#0072b2", "#d55e00", "#3d9959", "#ba19ff", "#1a1a1a", "#803370", "#0f1d99", "#ff40c6"),
)
DARK = Theme(
    background="#17191c",
    ink="#ececec",
    muted="#a8adb3",
    grid="#33373c",
    left=("#56b4e9", "#a8f0d0", "#8a7be0", "#8fd694"),
    right=("#ff8a3d", "#f0e442", "#d95f5f", "#f1b4ce"),
    benign="#2bc79c",
    watch="#e69f00",
    problem="#e46fb0",
    runs=("#56b4e9", "#ff8a3d", "#8cff98", "#cc3380", "#ececec", "#ffff40", "#8c40ff", "#708033"),
)
# The runs of an overlay: as far apart as eight colours of 3:1 can be in CIELAB, seen and with deuteranopia (Machado and
# others, 2009); grey prints tell them by their signs.
# Every colour at least 7:1 on its background, curves and bands included.
CONTRAST_LIGHT = Theme(
    background="#ffffff",
    ink="#000000",
    muted="#303030",
    grid="#b0b0b0",
    left=("#00467a", "#00523b", "#3a2a8c"),
    right=("#8f2f00", "#7a1f63", "#5e4200"),
    benign="#00523b",
    watch="#5e4200",
    problem="#7a0f48",
    runs=("#00467a", "#8f2f00", "#084c1c", "#99266b", "#1a1a1a", "#0000ff", "#140066", "#0045e6"),
)
CONTRAST_DARK = Theme(
    background="#000000",
    ink="#ffffff",
    muted="#d6d6d6",
    grid="#5a5a5a",
    left=("#7cc8ff", "#5df2c0", "#cfc6ff"),
    right=("#ffb066", "#ffb9e4", "#fff27a"),
    benign="#5df2c0",
    watch="#ffd75e",
    problem="#ff9fd4",
    runs=("#7cc8ff", "#ffb066", "#12b2a2", "#ff6685", "#ffff19", "#8c8cff", "#c9ffb2", "#ffccd6"),
)


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart in lightness, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted(map(luminance_of, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def linear_of(colour: str) -> tuple[float, float, float]:
    """The light of a colour, red, green and blue from 0 to 1."""
    shares = (byte / 255 for byte in bytes.fromhex(colour[1:]))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return red, green, blue


def luminance_of(colour: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2)."""
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear_of(colour), strict=True))


def theme_of(*, dark: bool, contrast: bool) -> Theme:
    """The colours for a light or a dark surrounding, as far apart as they can be or not."""
    return ((LIGHT, DARK), (CONTRAST_LIGHT, CONTRAST_DARK))[contrast][dark]


BAND_ALPHA = 0.13
"""Strength of a shaded band (0..1): the curves over it keep their contrast."""
SELECTED_ALPHA = 0.2
"""Strength of the selected band."""
RAW_ALPHA = 0.38
"""Strength of the raw values under a smoothed curve."""


def dash(split: str) -> tuple[float, ...]:
    """On and off lengths in line widths: validation is solid (empty), training dashed, test dotted."""
    return {"val": (), "train": (4.0, 2.5), "test": (1.0, 2.0)}.get(split, ())


def band_dash(severity: str) -> tuple[float, ...]:
    """The edge lines of a band, so that a grey print tells severities apart: only a problem has solid ones."""
    return {"watch": (5.0, 3.0), "benign": (1.0, 2.5)}.get(severity, ())


def has_rings(axis: Literal["left", "right"]) -> bool:
    """Whether curves carry sparse rings: those of the right axis do, so that a grey print tells the axes apart."""
    return axis == "right"


RunSign = Literal["dot", "square", "triangle", "diamond", "down", "plus", "x", "star"]
RUN_SIGNS: tuple[RunSign, ...] = ("dot", "square", "triangle", "diamond", "down", "plus", "x", "star")
"""The sign that the curves of each run of an overlay carry, filled on the left axis and hollow on the right one."""


SIGN_STAGGER = 0.618
"""Share of their distance by which the signs of each curve of an overlay lie further along than those of the last."""
BAR_STRENGTH = {"problem": 1.0, "watch": 0.45, "benign": 0.0}
"""How strongly the bar of an event of an overlay is filled, by its severity."""


def run_sign(number: int) -> RunSign:
    """The sign of a run of an overlay, counted from 0."""
    return RUN_SIGNS[number % len(RUN_SIGNS)]


def outline(sign: str) -> tuple[tuple[float, float], ...]:
    """The corners of a sign that is not round, around 0,0 and within -1..1, y downwards."""
    return _OUTLINES[sign]


_OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -1), (1, 0.8), (-1, 0.8)),
    "down": ((0, 1), (-1, -0.8), (1, -0.8)),
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "plus": (
        *((-0.33, -1), (0.33, -1), (0.33, -0.33), (1, -0.33), (1, 0.33), (0.33, 0.33)),
        *((0.33, 1), (-0.33, 1), (-0.33, 0.33), (-1, 0.33), (-1, -0.33), (-0.33, -0.33)),
    ),
    "x": (
        *((0, -0.45), (0.55, -1), (1, -0.55), (0.45, 0), (1, 0.55), (0.55, 1)),
        *((0, 0.45), (-0.55, 1), (-1, 0.55), (-0.45, 0), (-1, -0.55), (-0.55, -1)),
    ),
    "star": tuple(
        (share * math.sin(math.pi * i / 5), -share * math.cos(math.pi * i / 5))
        for i, share in enumerate((1.15, 0.5) * 5)
    ),
}
