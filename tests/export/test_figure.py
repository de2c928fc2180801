from __future__ import annotations

import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import handmade
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.palette import LIGHT
from lossacc_gui.export.drawing.plot import Scale
from lossacc_gui.export.figure import figure_bytes, image_of, laid_out, load_fonts, style_for, svg_of, write_figure
from lossacc_gui.export.html import as_html
from lossacc_gui.model.errors import CannotWrite

pytestmark = pytest.mark.usefixtures("qapp")

REFERENCE = Path(__file__).resolve().parent.parent / "reference" / "figure.svg"
STYLE = style_for("neurips")
SVG = "{http://www.w3.org/2000/svg}"


def simple() -> Chart:
    return chart_of(handmade.analysis(), View())


def crowded() -> Chart:
    return chart_of(handmade.crowded(), View(smoothing=0.5))


def golden() -> str:
    """The figure that lies in tests/reference; `python tests/reference/renew.py` writes it anew."""
    return svg_of(crowded(), style_for("icml-wide"))


def pdf_of(chart: Chart) -> PdfReader:
    return PdfReader(io.BytesIO(figure_bytes(chart, "pdf", STYLE)))


def svg_texts(svg: str) -> list[str]:
    return [(element.text or "").strip() for element in ET.fromstring(svg).iter(f"{SVG}text")]


def painted_svg(svg: str) -> QImage:
    """The SVG as Qt's own reader of SVG files shows it at the size of the PNG."""
    image = QImage(image_of(simple(), STYLE).size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    return image


def looks_like(image: QImage, x: float, y: float, colour: str) -> bool:
    """Whether a pixel has this colour, but for antialiasing."""
    seen, wanted = image.pixelColor(round(x), round(y)), QColor(colour)
    apart = [abs(a - b) for a, b in zip(seen.getRgb()[:3], wanted.getRgb()[:3], strict=True)]
    return max(apart) < 60


def points(chart: Chart, onwards: float = 0.0) -> list[tuple[float, float, str]]:
    """Known points of all four curves in points of the sheet, with the colours they must have.

    `onwards` is the share of the way from the known point to the next one.
    """
    drawing = laid_out(chart, STYLE)
    scale = Scale(drawing.data, chart.x)
    found = []
    for line in chart.lines:
        axis = chart.left if line.axis == "left" else chart.right
        assert axis is not None
        i = 44 if line.split == "val" else 0  # a dashed curve begins with a dash
        x, y = (float(values[i] + onwards * (values[i + 1] - values[i])) for values in (line.x, line.y))
        found.append((*scale.point(axis, x, y), LIGHT.line(line.axis, 0)))
    return found


def test_a_known_point_of_every_curve_lies_on_its_pixel_in_png_and_svg() -> None:
    png, svg = image_of(simple(), STYLE), painted_svg(svg_of(simple(), STYLE))
    per_point = STYLE.dpi / 72
    for x, y, colour in points(simple(), onwards=0.15):
        assert looks_like(png, x * per_point, y * per_point, colour)
        assert looks_like(svg, x * per_point, y * per_point, colour)
        assert not looks_like(png, x * per_point, y * per_point - 12, colour)


def test_a_known_point_of_every_curve_is_in_the_pdf() -> None:
    page = pdf_of(simple()).pages[0]
    contents = page.get_contents()
    assert contents is not None
    text = contents.get_data().decode("latin-1")
    numbers = re.findall(r"([\d.]+) ([\d.]+) [ml]\n", text)
    reached = {(round(float(x), 1), round(float(y), 1)) for x, y in numbers}
    for x, y, _ in points(simple()):
        assert (round(10 * x, 1), round(10 * y, 1)) in reached


@pytest.mark.parametrize("make", [simple, crowded])
def test_the_three_kinds_say_the_same_words(make: pytest.FixtureRequest) -> None:
    chart = make()  # type: ignore[operator]
    wanted = [text.text for text in laid_out(chart, STYLE).texts]
    assert svg_texts(svg_of(chart, STYLE)) == wanted
    said = pdf_of(chart).pages[0].extract_text()
    for text in wanted:
        assert text in said


def test_the_three_kinds_show_the_same_bands() -> None:
    chart = crowded()
    drawing = laid_out(chart, STYLE)
    scale = Scale(drawing.data, chart.x)
    colours = {"benign": LIGHT.benign, "watch": LIGHT.watch, "problem": LIGHT.problem}
    svg = ET.fromstring(svg_of(chart, STYLE))
    contents = pdf_of(chart).pages[0].get_contents()
    assert contents is not None
    pdf = contents.get_data().decode("latin-1")
    rectangles = [rect for group in svg.iter(f"{SVG}g") for rect in [(group, r) for r in group.findall(f"{SVG}rect")]]
    for band in chart.bands:
        if band.aside or band.start == band.end:
            continue
        left, _ = scale.point(chart.left, band.start, 1.0)  # type: ignore[arg-type]
        right, _ = scale.point(chart.left, band.end, 1.0)  # type: ignore[arg-type]
        place = [round(10 * value, 1) for value in (left, drawing.data.y, right - left, drawing.data.height)]
        fills = [
            group.get("fill")
            for group, rect in rectangles
            if [float(rect.get(name, "0")) for name in ("x", "y", "width", "height")] == pytest.approx(place, abs=0.2)
        ]
        assert fills == [colours[band.severity]]
        in_pdf = [
            [float(number) for number in found] for found in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", pdf)
        ]
        assert any(rect == pytest.approx(place, abs=0.2) for rect in in_pdf)


def test_a_png_stores_its_resolution_and_has_its_size() -> None:
    image = QImage.fromData(figure_bytes(simple(), "png", style_for("nature-89")))
    assert image.dotsPerMeterX() == round(300 / 0.0254)
    assert image.width() == round(89 / 25.4 * 300)


def test_an_svg_and_a_pdf_have_the_width_asked_for() -> None:
    style = style_for("nature-89")
    assert ET.fromstring(svg_of(simple(), style)).get("width") == "89.0000mm"
    page = PdfReader(io.BytesIO(figure_bytes(simple(), "pdf", style))).pages[0]
    assert float(page.mediabox.width) == pytest.approx(89 / 25.4 * 72, abs=1e-3)


def test_a_pdf_embeds_its_fonts_as_truetype() -> None:
    resources = pdf_of(simple()).pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert "Liberation" in inner["/BaseFont"]
        assert "/FontFile2" in inner["/FontDescriptor"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_chart_gives_the_same_bytes_in_another_process(kind: str) -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import handmade\n"
        "from lossacc_gui.chart import View, chart_of\n"
        "from lossacc_gui.export.figure import figure_bytes, style_for\n"
        "chart = chart_of(handmade.crowded(), View(smoothing=0.5))\n"
        f"sys.stdout.buffer.write(figure_bytes(chart, {kind!r}, style_for('neurips')))"
    )
    tests = Path(handmade.__file__).parent
    done = subprocess.run([sys.executable, "-c", code, str(tests)], capture_output=True, check=True)
    assert done.stdout == figure_bytes(crowded(), kind, STYLE)


def test_a_dark_figure_is_dark() -> None:
    image = image_of(simple(), style_for("screen", dark=True))
    assert image.pixelColor(2, 2).lightness() < 40


def test_the_golden_figure_has_not_changed() -> None:
    """Numbers may move by a tenth of a point (another font engine); everything else must be equal."""
    number = re.compile(r"-?\d+(?:\.\d+)?")
    expected, got = REFERENCE.read_text(encoding="utf-8").splitlines(), golden().splitlines()
    assert [number.sub("#", line) for line in got] == [number.sub("#", line) for line in expected]
    for one, other in zip(got, expected, strict=True):
        ours, theirs = ([float(found) for found in number.findall(line)] for line in (one, other))
        assert ours == pytest.approx(theirs, abs=1.0)


@pytest.mark.parametrize("name", ["figure.gif", "figure"])
def test_an_unknown_kind_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match=r"\.png, \.svg or \.pdf"):
        write_figure(simple(), tmp_path / name, STYLE)
    assert not list(tmp_path.iterdir())


def test_an_existing_figure_is_kept_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "figure.svg"
    path.write_text("mine")
    with pytest.raises(CannotWrite, match="exists already"):
        write_figure(simple(), path, STYLE)
    assert path.read_text() == "mine"
    write_figure(simple(), path, STYLE, overwrite=True)
    assert path.read_text().startswith("<?xml")


def test_the_painter_is_imported_only_when_it_paints() -> None:
    code = "import sys, lossacc_gui.export.registry, lossacc_gui.export.figure; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


@pytest.fixture
def no_qt(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which a library that Qt needs is missing."""
    load_fonts.cache_clear()
    monkeypatch.setitem(sys.modules, "PySide6.QtGui", None)
    yield
    load_fonts.cache_clear()


@pytest.mark.usefixtures("no_qt")
def test_a_machine_without_qt_is_told_in_a_sentence_and_still_gets_its_report(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="needs Qt, which could not be loaded here"):
        write_figure(simple(), tmp_path / "figure.png", STYLE)
    assert not list(tmp_path.iterdir())
    page = as_html([handmade.analysis()], [])
    assert "No chart: a figure needs Qt" in page and "Stop at the lowest validation loss." in page
