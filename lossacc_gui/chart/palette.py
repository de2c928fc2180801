"""Colours and line styles of a chart's roles, the same on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb; `left` and `right` hold one for each tone of the axis, the last three are severities."""

    background: str
    ink: str
    muted: str
    grid: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    benign: str
    watch: str
    problem: str

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
)
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
)


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
