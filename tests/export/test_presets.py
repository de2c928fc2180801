from __future__ import annotations

import io
import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import handmade
import numpy as np
import pytest
from pypdf import PdfReader

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.palette import Theme
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.palettes import PALETTES
from lossacc_gui.export.drawing.primitives import Drawing, Fill, Stroke
from lossacc_gui.export.drawing.style import _LIMITS, PRESETS, FigureStyle, changed, style_for
from lossacc_gui.export.figure import figure_bytes
from lossacc_gui.export.presets import PARTS, known_presets, parts_without, presets_path
from lossacc_gui.model.errors import BadOption

CROWDED = chart_of(handmade.crowded(), View(smoothing=0.5))
JOURNALS = [style for style in PRESETS if not style.title]
WIDTHS = {"nature-89": 89, "nature-183": 183, "neurips": 139.7, "iclr": 139.7, "icml": 82.55, "icml-wide": 171.45}
WIDTHS |= {"cvpr": 82.55, "cvpr-wide": 174.625, "ieee": 88.9}
THEMES = [(name, dark, theme) for name, pair in PALETTES.items() for dark, theme in pair.items()]
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light."""


def drawn(style: FigureStyle) -> Drawing:
    return drawing_of(CROWDED, style, width_of)


def linear(colour: str) -> np.ndarray:
    value = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB light, D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(light, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# What journals ask for


@pytest.mark.parametrize("style", JOURNALS, ids=lambda style: style.name)
def test_a_figure_for_a_journal_keeps_its_rules(style: FigureStyle) -> None:
    assert style.width_mm == pytest.approx(WIDTHS[style.name]) and style.dpi >= 300
    page = PdfReader(io.BytesIO(figure_bytes(CROWDED, "pdf", style))).pages[0]
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(WIDTHS[style.name], abs=0.01)
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert inner["/Subtype"] == "/CIDFontType2" and "/FontFile2" in inner["/FontDescriptor"]
        assert "/ToUnicode" in font.get_object()
    texts = drawn(style).texts
    assert {text.colour for text in texts} <= {style.theme.ink, style.theme.muted}
    assert all(5 <= text.size <= 8.5 for text in texts)
    if style.name.startswith("nature"):
        assert all(text.size <= 7 for text in texts)


@pytest.mark.parametrize("style", PRESETS, ids=lambda style: style.name)
def test_no_letters_are_below_five_points_and_no_line_is_a_hair(style: FigureStyle) -> None:
    drawing = drawn(style)
    assert min(text.size for text in drawing.texts) >= 5
    assert min(item.width for item in drawing.items if isinstance(item, Stroke)) >= 0.25


@pytest.mark.parametrize(("name", "dark", "theme"), THEMES)
def test_lines_stand_out_by_three_to_one_and_words_by_more(name: str, dark: bool, theme: Theme) -> None:
    for colour in (*theme.left, *theme.right, theme.benign, theme.watch, theme.problem):
        assert contrast(colour, theme.background) >= 3, (name, dark, colour)
    for colour in (theme.ink, theme.muted):
        assert contrast(colour, theme.background) >= 4.5


@pytest.mark.parametrize(("name", "dark", "theme"), THEMES)
def test_curves_of_an_axis_are_told_apart_on_grey_paper_and_without_red_and_green(
    name: str, dark: bool, theme: Theme
) -> None:
    """Splits differ in their dashes and axes in their rings; what is left to the colours are the tones of one axis."""
    for tones in (theme.left, theme.right):
        assert len(tones) >= 4
        for one, other in combinations(tones, 2):
            seen = [lab(DEUTERANOPIA @ linear(colour)) for colour in (one, other)]
            assert math.dist(*seen) >= 9, (one, other)
            grey = [lab(np.full(3, luminance(colour)))[0] for colour in (one, other)]
            assert abs(grey[0] - grey[1]) >= 9, (one, other, grey)


# A person's own


def own(tmp_path: Path, text: str) -> tuple[FigureStyle, ...]:
    path = tmp_path / "figures.toml"
    path.write_text(text, encoding="utf-8")
    return known_presets(path)


def test_own_presets_begin_from_others_and_stand_first(tmp_path: Path) -> None:
    text = '[thesis]\nbase = "nature-89"\nwidth_mm = 150\nfont_pt = 9\npalette = "grey"\nwithout = ["captions"]\n'
    first, second, *rest = own(tmp_path, text + '[wide]\nbase = "thesis"\nwidth_mm = 200\ndark = true\n')
    assert (first.name, first.width_mm, first.font_pt, first.line_pt) == ("thesis", 150.0, 9.0, 0.9)
    assert not first.parts.captions and first.parts.legend and first.palette == "grey"
    assert (second.width_mm, second.font_pt, second.dark) == (200.0, 9.0, True)
    assert tuple(rest) == PRESETS
    assert style_for("thesis", presets=(first, *rest)) == first


def test_an_own_preset_may_take_the_name_of_another(tmp_path: Path) -> None:
    found = own(tmp_path, '[ieee]\nbase = "ieee"\nfont_pt = 8\n')
    assert len(found) == len(PRESETS) and style_for("ieee", presets=found).font_pt == 8


def test_without_a_file_there_are_the_presets_that_come_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert known_presets() == PRESETS
    presets_path().parent.mkdir(parents=True)
    presets_path().write_text("[mine]\nwidth_mm = 100\n", encoding="utf-8")
    assert known_presets()[0].name == "mine"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a]\nwidth_mm = 5\n", "preset 'a': the width of a figure is 40 to 5000 mm, not 5 mm"),
        ("a = " + "[" * 5000 + "]" * 5000, "is nested too deeply"),
        ("[a]\nbase = [1]\n", "preset 'a': there is no preset [1] to begin from"),
        (f"[a]\nwidth_mm = 0x{'f' * 400}\n", "the width of a figure is 40 to 5000 mm, not inf mm"),
        (f"[a]\ntitle = 0x{'f' * 6000}\n", "title is true or false, not a number of thousands of digits"),
        ("[a]\nfont_pt = 4\n", "preset 'a': the font of a figure is 5.7 to 72 pt, not 4 pt"),
        ('[a]\nfont = "Arial"\n', "there is no key 'font'; the keys are base, without, width_mm"),
        ('[a]\nbase = "b"\n', "there is no preset 'b' to begin from"),
        ('[a]\ndpi = "much"\n', "dpi is a number, not 'much'"),
        ("[a]\ndpi = true\n", "dpi is a number, not True"),
        ('[a]\npalette = "neon"\n', "there is no palette 'neon'; the palettes are standard, grey"),
        ('[a]\nwithout = ["curves"]\n', "there is no part 'curves' of a figure; the parts are legend, bands"),
        ("a = 1\n", "preset 'a': is no table"),
        ("[a\n", "is no TOML file"),
    ],
)
def test_what_is_wrong_in_own_presets_is_said_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadOption) as caught:
        own(tmp_path, text)
    assert told in str(caught.value)


@pytest.mark.parametrize(("letters", "whole"), [(78, True), (79, False)])  # beside its quotation marks
def test_a_wrong_value_is_told_as_far_as_there_is_room(tmp_path: Path, letters: int, whole: bool) -> None:
    with pytest.raises(BadOption) as caught:
        own(tmp_path, f'[a]\ndpi = "{letters * "x"}"\n')
    told = str(caught.value)
    assert f"not '{letters * 'x'}" in told and ("…" not in told) is whole


@pytest.mark.parametrize("part", PARTS)
def test_what_is_left_out_is_gone_and_nothing_else(part: str) -> None:
    style = style_for("icml-wide")
    whole, less = drawn(style), drawn(replace(style, parts=parts_without([part])))
    gone = {text.text for text in whole.texts} - {text.text for text in less.texts}
    told = {"legend": "val_accuracy", "captions": "Over-confidence", "notes": "Smoothing: exponential", "numbers": "3"}
    told |= {"bands": "epochs 5–6, val", "marks": "best val_accuracy"}
    if part in told:
        assert any(told[part] in text for text in gone)
    assert {text.text for text in less.texts} >= {"epoch", "loss", "accuracy (%)"}
    bands = [item for item in less.items if isinstance(item, Fill) and item.alpha < 0.4]
    assert bool(bands) == (part != "bands")


@pytest.mark.parametrize(("name", "unit", "low", "high"), _LIMITS)
def test_a_figure_may_be_at_its_limits_and_not_beyond_them(name: str, unit: str, low: float, high: float) -> None:
    style = replace(style_for("screen"), width_mm=250.0, height_mm=None)
    for value in (low, high):
        try:
            changed(style, **{name: value})
        except BadOption as error:  # too small for its own letters is another matter
            assert "is " + f"{low:g} to" not in str(error), error
    for beyond in (low * 0.99 - 0.01, high * 1.01 + 0.01):
        with pytest.raises(BadOption, match=f"is {low:g} to {high:g}"):
            changed(style, **{name: beyond})
