from __future__ import annotations

import hashlib
import io
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.palette import LIGHT
from lossacc_gui.export.drawing.font import Face, face, is_own, width_of
from lossacc_gui.export.drawing.primitives import Drawing, Rect, Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.figure import KINDS, figure_bytes, image_of, laid_out, style_for, svg_of, write_figure
from lossacc_gui.export.foreign import start_fonts
from lossacc_gui.export.html import as_html
from lossacc_gui.export.pdf import pdf_of as pdf_bytes_of
from lossacc_gui.export.raster import image_of as painted_at
from lossacc_gui.export.svg import svg_of as told_as_svg
from lossacc_gui.model.episode import Severity
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


@pytest.mark.parametrize("kind", KINDS)
def test_an_overlay_is_written_as_every_kind_of_figure_and_always_alike(kind: str) -> None:
    content = figure_bytes(handmade.overlay(), kind, STYLE)
    assert content == figure_bytes(handmade.overlay(), kind, STYLE) and len(content) > 5000


def test_the_room_between_quartiles_is_shaded_in_a_picture() -> None:
    chart = handmade.overlay(1)
    shaded = image_of(chart, STYLE)
    bare = image_of(replace(chart, spreads=()), STYLE)
    assert shaded.size() == bare.size() and shaded != bare


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


def test_thousands_of_dashes_lie_where_the_svg_has_them() -> None:
    x = np.arange(300.0)
    items = (Stroke(x, 10 + 180 * (x % 2), "#000000", 1.35, (4.0, 2.5)),)
    drawing = Drawing(300, 200, "#ffffff", Rect(0, 0, 300, 200), items, "", "")
    painted, read = (image.convertToFormat(QImage.Format.Format_Grayscale8) for image in both_ways(drawing))
    dark = [np.frombuffer(one.constBits(), np.uint8).astype(float) for one in (painted, read)]
    assert np.abs(dark[0] - dark[1]).mean() < 6


@pytest.mark.parametrize(
    ("middle", "dash", "within", "ends"),
    [
        ((20.0,), (), False, "round"),
        ((), (), True, "round"),
        ((20.0,), (3.0, 1.0), False, "flat"),
        ((), (), False, "flat"),
        (tuple(np.linspace(11, 29, 700)), (), False, "flat"),
    ],
    ids=["curve", "curve of two points", "dashed", "straight", "many points"],
)
def test_a_line_ends_alike_in_every_kind(
    middle: tuple[float, ...], dash: tuple[float, ...], within: bool, ends: str
) -> None:
    page, x = Rect(0, 0, 40, 20), np.array([10.0, *middle, 30.0])
    line = Stroke(x, np.full(len(x), 10.0), "#000000", 8.0, dash, page if within else None)
    drawing = Drawing(40, 20, "#ffffff", page, (line,), "", "")
    for image in both_ways(drawing):
        beyond = image.pixelColor(round(2 * (10 - 2.5)), 20)
        assert beyond.name() == ("#000000" if ends == "round" else "#ffffff")
    contents = PdfReader(io.BytesIO(pdf_bytes_of([drawing]))).pages[0].get_contents()
    assert contents is not None and (b"1 J" in contents.get_data()) == (ends == "round")


def both_ways(drawing: Drawing) -> tuple[QImage, QImage]:
    """A drawing as it is painted, and as its SVG is."""
    painted = painted_at(drawing, 144)
    read = QImage(painted.size(), QImage.Format.Format_RGB32)
    painter = QPainter(read)
    QSvgRenderer(QByteArray(told_as_svg(drawing).encode())).render(painter)
    painter.end()
    return painted, read


def test_a_known_point_of_every_curve_is_in_the_pdf() -> None:
    page = pdf_of(simple()).pages[0]
    contents = page.get_contents()
    assert contents is not None
    text = contents.get_data().decode("latin-1")
    numbers = re.findall(r"([\d.]+) ([\d.]+) [ml]\n", text)
    reached = {(float(x), float(y)) for x, y in numbers}
    for x, y, _ in points(simple()):
        assert (round(x, 2), round(y, 2)) in reached


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
    for band in chart.bands:
        if band.aside or band.start == band.end:
            continue
        left, _ = scale.point(chart.left, band.start, 1.0)  # type: ignore[arg-type]
        right, _ = scale.point(chart.left, band.end, 1.0)  # type: ignore[arg-type]
        place = [left, drawing.data.y, right - left, drawing.data.height]
        fills = [
            rect.get("fill")
            for rect in svg.iter(f"{SVG}rect")
            if [float(rect.get(name, "0")) for name in ("x", "y", "width", "height")] == pytest.approx(place, abs=0.01)
            and rect.get("fill-opacity")
        ]
        assert fills == [colours[band.severity]]
        in_pdf = [
            [float(number) for number in found]
            for found in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", pdf)
        ]
        assert any(rect == pytest.approx(place, abs=0.01) for rect in in_pdf)


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


def test_the_same_chart_gives_the_same_bytes_in_another_process() -> None:
    kinds = "png", "svg", "pdf"
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import handmade\n"
        "from lossacc_gui.chart import View, chart_of\n"
        "from lossacc_gui.export.figure import figure_bytes, style_for\n"
        "chart = chart_of(handmade.crowded(), View(smoothing=0.5))\n"
        f"for kind in {kinds}: print(figure_bytes(chart, kind, style_for('neurips')).hex())"
    )
    tests = Path(handmade.__file__).parent
    done = subprocess.run([sys.executable, "-c", code, str(tests)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [figure_bytes(crowded(), kind, STYLE).hex() for kind in kinds]


def test_an_svg_tells_browsers_a_list_of_fonts_and_qt_which_reads_no_list_its_name() -> None:
    start_fonts()
    svg = svg_of(simple(), STYLE)
    assert ".lossacc{font-family:'Liberation Sans', Arimo, Arial," in svg

    def named(family: str) -> QImage:
        return painted_svg(re.sub('font-family="[^"]*"', f'font-family="{family}"', svg, count=1))

    assert painted_svg(svg) == named("Liberation Sans") != named("'Liberation Sans', Arial")


def test_a_dark_figure_is_dark() -> None:
    image = image_of(simple(), style_for("screen", dark=True))
    assert image.pixelColor(2, 2).lightness() < 40


def test_the_golden_figure_has_not_changed() -> None:
    assert golden() == REFERENCE.read_text(encoding="utf-8")


def unpacked(content: bytes, kind: str) -> bytes:
    """What a file says, without what the packer of the machine makes of it."""
    if kind == "pdf":
        streams = [page.get_contents() for page in PdfReader(io.BytesIO(content)).pages]
        return b"".join(stream.get_data() for stream in streams if stream is not None)
    if kind == "png":
        start = content.index(b"IDAT")
        return zlib.decompress(content[start + 4 : start + 4 + struct.unpack(">I", content[start - 4 : start])[0]])
    return content


def others() -> Iterator[tuple[str, Chart]]:
    """A chart for each thing that a figure can have to find room for."""
    severities = list(Severity)
    many = tuple(handmade.episode(i, i + 1, severity=severities[i % len(severities)]) for i in range(1, 32))
    yield "kept", chart_of(handmade.analysis(keep=handmade.keep()), View())
    yield "logarithmic", chart_of(handmade.crowded(), View(log_loss=True, log_x=True))
    yield "zoomed", chart_of(handmade.crowded(), View(x_range=(20.2, 33.7), references=True))
    yield "one point", chart_of(handmade.analysis(handmade.run(handmade.curves(1)), ()), View())
    yield "loss alone", chart_of(handmade.analysis(handmade.run(handmade.curves()[:1]), ()), View())
    yield "thirty events", chart_of(handmade.analysis(episodes=many), View())
    yield "overlay", handmade.overlay(8, View(smoothing=0.5))
    yield "difference", handmade.overlay(3, baseline=0)


def golden_hashes() -> str:
    """The lines of tests/reference/figures.txt: two charts in every kind and some presets, others as SVG in two."""
    lines = []
    for chart, preset in ((simple(), "nature-89"), (crowded(), "icml-wide"), (crowded(), "slide")):
        for kind in KINDS:
            content = unpacked(figure_bytes(chart, kind, style_for(preset)), kind)
            lines.append(f"{preset} {kind} {hashlib.sha256(content).hexdigest()}")
    for name, chart in others():
        for preset in ("nature-89", "slide"):
            style = replace(style_for(preset), provenance="history.csv, lossacc 0.1")
            lines.append(f"{name}, {preset} {hashlib.sha256(svg_of(chart, style).encode()).hexdigest()}")
    return "\n".join(lines) + "\n"


def test_every_kind_is_on_this_machine_what_it_was_on_the_one_that_wrote_the_reference() -> None:
    assert golden_hashes() == REFERENCE.with_name("figures.txt").read_text(encoding="utf-8")


def test_our_widths_are_those_of_qt_without_kerning() -> None:
    start_fonts()
    font = QFont("Liberation Sans")
    font.setPixelSize(1000)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for bold in (False, True):
        font.setBold(bold)
        for text in ("Validation loss 0.392 → 12 %", "Größe, naïve Ångström – “τ” ≥ 3σ"):
            assert width_of(text, 1000, bold) == pytest.approx(QFontMetricsF(font).horizontalAdvance(text), rel=2e-3)


def test_a_font_in_a_pdf_has_the_letters_of_the_figure_and_no_others() -> None:
    glyphs = {face(False).glyph(letter) for letter in "epoch Ä%"}
    whole, part = face(False), Face(face(False).subset(glyphs))
    for glyph in glyphs:
        assert part.contours(glyph) == whole.contours(glyph) and part.advance(glyph) == whole.advance(glyph)
    assert not part.contours(whole.glyph("a"))
    assert len(face(False).subset(glyphs)) < 30_000


def test_words_that_our_font_has_not_keep_their_room_and_can_be_read() -> None:
    chart = replace(simple(), title="学習曲線")
    style = replace(STYLE, title=True)
    assert not is_own(chart.title)
    (told,) = [text for text in laid_out(chart, style).texts if text.text == chart.title]
    assert told.width == pytest.approx(4 * told.size)
    assert f'textLength="{told.width:.2f}'.rstrip("0") in svg_of(chart, style)
    contents = PdfReader(io.BytesIO(figure_bytes(chart, "pdf", style))).pages[0].get_contents()
    assert contents is not None and "学習曲線".encode("utf-16-be").hex().upper().encode() in contents.get_data()
    assert figure_bytes(chart, "png", style)


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


def test_svg_and_pdf_are_written_without_qt() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import handmade\n"
        "from lossacc_gui.chart import View, chart_of\n"
        "from lossacc_gui.export.figure import figure_bytes, style_for\n"
        "import lossacc_gui.export.registry\n"
        "chart = chart_of(handmade.crowded(), View())\n"
        "for kind in ('svg', 'pdf'): assert figure_bytes(chart, kind, style_for('neurips'))\n"
        "print('PySide6' in sys.modules)"
    )
    tests = str(Path(handmade.__file__).parent)
    done = subprocess.run([sys.executable, "-c", code, tests], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


@pytest.fixture
def no_qt(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which a library that Qt needs is missing."""
    start_fonts.cache_clear()
    monkeypatch.setitem(sys.modules, "PySide6.QtGui", None)
    yield
    start_fonts.cache_clear()


@pytest.mark.usefixtures("no_qt")
def test_a_machine_without_qt_is_told_in_a_sentence_and_still_gets_all_but_pictures(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="needs Qt, which could not be loaded here"):
        write_figure(simple(), tmp_path / "figure.png", STYLE)
    assert not list(tmp_path.iterdir())
    assert figure_bytes(replace(simple(), title="学習曲線"), "pdf", replace(STYLE, title=True)).startswith(b"%PDF")
    page = as_html([handmade.analysis()], [])
    assert "<svg" in page and "Stop at the lowest validation loss." in page
