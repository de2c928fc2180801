"""No line of a figure, a page or a paper ends between a number and its unit."""

from __future__ import annotations

import re

import handmade
import pytest

from lossacc_gui.chart import View, chart_of
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import PRESETS, changed, style_for
from lossacc_gui.export.html import as_html
from lossacc_gui.export.look import PLAIN
from lossacc_gui.export.report_pdf import pages_of
from lossacc_gui.export.unparted import NO_BREAK, as_markup, unparted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(90 %) or +3.7 points, 2.1 SE", "(90_%) or +3.7_points, 2.1_SE"),
        ("Too much dropout (90 %), +2 (0.5 %)", "Too much dropout_(90_%), +2 (0.5_%)"),
        ("In epochs 12–40, then at (step 7)", "In epochs_12–40, then at (step_7)"),
        ("up by x 11 within 1 h 30 min of 16 runs", "up by x_11 within 1_h 30_min of 16_runs"),
        ("dropout = 0.5 to 0.4", "dropout = 0.5 to 0.4"),
        ("the loss of 3 hours; maximum 3", "the loss of 3 hours; maximum 3"),
        ("2 minutes, 4 standards, 5 %x", "2 minutes, 4 standards, 5 %x"),
    ],
)
def test_numbers_stay_with_their_units_and_nothing_else_does(text: str, wanted: str) -> None:
    assert unparted(text) == wanted.replace("_", NO_BREAK)


def test_a_page_keeps_both_ends_of_a_stretch_together_and_markup_is_text() -> None:
    assert as_markup("epochs 12–40 <b>") == (f'epochs{NO_BREAK}<span class="whole">12–40</span> &lt;b&gt;')
    assert as_markup("a_3–4b: well–known") == "a_3–4b: well–known"
    assert as_markup("-3–-1.") == '<span class="whole">-3–-1</span>.'


@pytest.mark.parametrize("width", [30.0, 47.5, 66.0, 90.0, 133.0, 250.0])
def test_lines_of_a_figure_end_beside_numbers_and_have_plain_spaces(width: float) -> None:
    sheet = Sheet(PRESETS[0], lambda text, size, bold: float(5 * len(text)))
    text = (
        "loss rises (0.3 to 0.4, +20 %) in epochs 14–29 by 3.7 points, most likely (90 %) of 1 h 30 min at step 12345"
    )
    lines = sheet.wrapped(text, width, 1.0)
    assert NO_BREAK not in "".join(lines) and all(5 * len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    if width >= 66:  # 13 letters: as long as the longest that stays together
        together = unparted(text).split(" ")
        assert all(any(part.replace(NO_BREAK, " ") in line for line in lines) for part in together)


def test_no_line_of_any_output_parts_a_number_from_its_unit() -> None:
    """HTML broke "90 %" over a line."""
    analysis = handmade.crowded()
    page = as_html([analysis], [])
    words = re.sub(r"<code>.*?</code>|<svg.*?</svg>|<style>.*?</style>|<h[12]>.*?</h[12]>", "", page, flags=re.DOTALL)
    told = re.sub(r'<p class="about">.*?</p>|<title>.*?</title>', "", words)
    assert f"{NO_BREAK}%" in told and 'class="whole"' in told
    assert not re.search(r"\d %", told) and not re.search(r"\bepochs? \d", told)
    for width in (60.0, 89.0, 120.0):
        style = changed(style_for("nature-89"), width_mm=width, height_mm=None)
        for drawing in (drawing_of(chart_of(analysis, View()), style, width_of), *pages_of([analysis], [], PLAIN)):
            lines = [text.text for text in drawing.texts]
            assert not any(line.startswith("%") for line in lines)
            assert not any(re.search(r"\b(epochs?|steps?)$", line) for line in lines if len(line) > 8)
