"""How a figure looks: sizes, fonts and line widths of screens, slides and journals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lossacc_gui.chart.palette import Theme
from lossacc_gui.export.drawing.palettes import PALETTES
from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.numerals import whole_text

POINTS_PER_INCH = 72.0
MM_PER_INCH = 25.4
_FLATTEST_EMS = 14.0
_LEAST_WIDTH_EMS, _LEAST_HEIGHT_EMS = 19.0, 24.0
"""In font sizes: below, axes leave no room for curves."""
_MOST_PIXELS = 20_000
"""A side longer than this is a slip of the keyboard; it would need gigabytes."""


SMALL = 0.88
"""Captions, legend and notes, as a share of the font size."""
LEAST_PT = 5.0
"""Journals print no smaller letters."""
_LIMITS = (
    ("width_mm", " mm", 40.0, 5000.0),
    ("height_mm", " mm", 25.0, 5000.0),
    ("dpi", " dpi", 20.0, 2400.0),
    ("font_pt", " pt", round(LEAST_PT / SMALL + 0.05, 1), 72.0),
    ("line_pt", " pt", 0.25, 20.0),
    ("aspect", "", 0.1, 3.0),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is in a figure beside its curves and axes.

    bands     the events as shaded stretches, lines and bars
    numbers   the number of each event, at the plot and before its caption
    captions  the verdict and what each event is
    marks     best values, learning-rate steps, breaks, stretches without a number
    kept      the stretch to keep
    notes     smoothing, what is hidden, what is thinned
    """

    legend: bool = True
    bands: bool = True
    numbers: bool = True
    captions: bool = True
    marks: bool = True
    kept: bool = True
    notes: bool = True


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """Size and looks of a figure.

    width_mm, dpi    width on paper and the pixels per inch of a PNG
    height_mm        height on paper; None lets the height follow from `aspect` and the length of the caption list
    aspect           height of the plot as a share of the figure's width, where the height is free
    font_pt, line_pt font size and width of a curve in points (1/72 inch)
    title            whether the run's name stands over the plot (papers have a caption for that)
    heading          other words in place of the run's name; empty for the name
    coloured_text    whether axis titles take the colour of their curves (journals want black text)
    upright_grid     whether faint lines stand at the numbers of the x axis, too
    provenance       a last line: file, program version, settings; empty for none
    """

    name: str
    width_mm: float
    dpi: float
    font_pt: float
    line_pt: float
    height_mm: float | None = None
    aspect: float = 0.5
    title: bool = False
    coloured_text: bool = False
    upright_grid: bool = False
    dark: bool = False
    palette: str = "standard"
    heading: str = ""
    provenance: str = ""
    parts: Parts = Parts()

    @property
    def theme(self) -> Theme:
        """The colours."""
        return PALETTES[self.palette][self.dark]

    @property
    def width_pt(self) -> float:
        """Width in points."""
        return self.width_mm / MM_PER_INCH * POINTS_PER_INCH

    @property
    def plot_height_pt(self) -> float:
        """Height of the plot in points where nothing takes its room; no figure is twice as flat as its letters ask."""
        return max(self.aspect * self.width_pt, _FLATTEST_EMS * self.font_pt)

    @property
    def most_height_pt(self) -> float:
        """What a figure of free height never exceeds: twice the height of its plot."""
        return 2 * self.plot_height_pt

    @property
    def height_pt(self) -> float | None:
        """Height in points, None where it is free."""
        return None if self.height_mm is None else self.height_mm / MM_PER_INCH * POINTS_PER_INCH


def _inches(name: str, width: float, font_pt: float, line_pt: float, aspect: float) -> FigureStyle:
    return FigureStyle(name, width * MM_PER_INCH, 300, font_pt, line_pt, aspect=aspect)


def _pixels(name: str, width: int, height: int | None, dpi: float, font_pt: float, line_pt: float) -> FigureStyle:
    height_mm = None if height is None else height / dpi * MM_PER_INCH
    width_mm = width / dpi * MM_PER_INCH
    return FigureStyle(
        name, width_mm, dpi, font_pt, line_pt, height_mm=height_mm, aspect=0.42, title=True, coloured_text=True
    )


PRESETS: tuple[FigureStyle, ...] = (
    _pixels("screen", 1200, None, dpi=96, font_pt=10, line_pt=1.35),
    _pixels("readme", 1200, None, dpi=144, font_pt=10, line_pt=1.5),
    _pixels("slide", 1920, 1080, dpi=144, font_pt=15, line_pt=2.4),
    FigureStyle("nature-89", 89, 300, font_pt=7, line_pt=0.9, aspect=0.55),
    FigureStyle("nature-183", 183, 300, font_pt=7, line_pt=1.0, aspect=0.4),
    _inches("neurips", 5.5, font_pt=8, line_pt=1.1, aspect=0.45),
    _inches("iclr", 5.5, font_pt=8, line_pt=1.1, aspect=0.45),
    _inches("icml", 3.25, font_pt=7, line_pt=0.9, aspect=0.55),
    _inches("icml-wide", 6.75, font_pt=8, line_pt=1.1, aspect=0.4),
    _inches("cvpr", 3.25, font_pt=7, line_pt=0.9, aspect=0.55),
    _inches("cvpr-wide", 6.875, font_pt=8, line_pt=1.1, aspect=0.4),
    _inches("ieee", 3.5, font_pt=7, line_pt=0.9, aspect=0.55),
)


def style_for(
    preset: str,
    *,
    width_mm: float | None = None,
    dpi: float | None = None,
    dark: bool = False,
    presets: Sequence[FigureStyle] = PRESETS,
) -> FigureStyle:
    """A preset with a person's changes; BadOption says what cannot be."""
    style = next((style for style in presets if style.name == preset), None)
    if style is None:
        names = ", ".join(style.name for style in presets)
        raise BadOption(say("there is no preset {preset!r}; the presets are {names}", preset=preset, names=names))
    return changed(style, width_mm=width_mm, dpi=dpi, dark=dark or style.dark)


def changed(style: FigureStyle, **changes: Any) -> FigureStyle:
    """The style with other values, None for no change; BadOption says what cannot be.

    A fixed height that is not changed itself grows with the width.
    """
    told = {name: value for name, value in changes.items() if value is not None}
    if style.height_mm is not None and "height_mm" not in told and "width_mm" in told:
        told["height_mm"] = style.height_mm * told["width_mm"] / style.width_mm
    style = replace(style, **told)
    _check(style)
    return style


def _check(style: FigureStyle) -> None:
    for name, unit, low, high in _LIMITS:
        value = getattr(style, name)
        if value is not None and not low <= value <= high:
            what = name.rpartition("_")[0] or name
            raise BadOption(
                say(
                    "the {what} of a figure is {low} to {high}{unit}, not {value}{unit}",
                    what=what,
                    low=Number(f"{low:g}"),
                    high=Number(f"{high:g}"),
                    unit=unit,
                    value=Number(f"{value:g}"),
                )
            )
    if style.palette not in PALETTES:
        raise BadOption(
            say(
                "there is no palette {palette!r}; the palettes are {palettes}",
                palette=style.palette,
                palettes=", ".join(PALETTES),
            )
        )
    for name, side, ems in (
        ("width", style.width_pt, _LEAST_WIDTH_EMS),
        ("height", style.height_pt or math.inf, _LEAST_HEIGHT_EMS),
    ):
        if side < ems * style.font_pt:
            least = ems * style.font_pt / POINTS_PER_INCH * MM_PER_INCH
            raise BadOption(
                say(
                    "letters of {font_pt} pt need a {name} of {least} mm or more",
                    font_pt=Number(f"{style.font_pt:g}"),
                    name=name,
                    least=Number(f"{least:.0f}"),
                )
            )
    pixels = max(style.width_mm, style.height_mm or 0.0) / MM_PER_INCH * style.dpi
    if pixels > _MOST_PIXELS:
        raise BadOption(
            say(
                "{width_mm} mm at {dpi} dpi would be {pixels} pixels wide; up to {most} are possible",
                width_mm=Number(f"{style.width_mm:g}"),
                dpi=Number(f"{style.dpi:g}"),
                pixels=Number(f"{pixels:,.0f}"),
                most=whole_text(_MOST_PIXELS),
            )
        )
