"""Every kind of file of many logs written, and the figures compared: PNG, SVG by Qt and librsvg, PDF by poppler.

    python tests/benchmarks/kinds_agree.py PATH... [--most 20] [--keep FOLDER]

Of the logs found under the paths every so-manieth is taken. Needs rsvg-convert, pdftoppm, pdftotext and pdffonts.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from contact_sheets import drawn_logs
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.palette import dash
from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.curves import axis_of, raw_colour
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.figure import figure_bytes, image_of, laid_out
from lossacc_gui.export.look import Look
from lossacc_gui.export.registry import EXPORTERS
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.resource import resource

Pixels = NDArray[np.int16]
STYLE = style_for("neurips", dpi=144)
NEAR = 60
"""How far a channel of two pixels may lie apart, of 255: antialiasing differs."""

APART = 8.0
"""Of 255; the same picture by three renderers is 4 to 5 apart, by the weight of its words."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    application = QGuiApplication([])
    for font in resource("fonts").glob("*.ttf"):  # else Qt would show the SVG in another
        QFontDatabase.addApplicationFont(str(font))
    analyses = drawn_logs(asked.path, asked.most)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        wrong = sum(bool(_told(analysis, folder / f"{i:02d}")) for i, analysis in enumerate(analyses, 1))
    print(f"{len(analyses)} logs, {len(EXPORTERS)} kinds of each; {wrong} with something wrong")
    application.quit()


def _told(analysis: Analysis, stem: Path) -> list[str]:
    wrong = list(_wrong(analysis, stem))
    print(f"{stem.name} {analysis.run.source.name}: {'; '.join(wrong) or 'fine'}", flush=True)
    return wrong


def _wrong(analysis: Analysis, stem: Path) -> Iterator[str]:
    """What is not as it should be, each in a few words."""
    for exporter in EXPORTERS:
        try:
            content = exporter.content([analysis], look=Look(View()))
        except Exception as error:  # noqa: BLE001 - one kind never keeps the others from being looked at
            yield f"{exporter.name}: {type(error).__name__}: {error}"
            continue
        if len(content) < 100:
            yield f"{exporter.name}: {len(content)} bytes"
    chart = chart_of(analysis, View())
    drawing = laid_out(chart, STYLE)
    png = _pixels(image_of(chart, STYLE))
    svg, pdf = (stem.with_suffix(f".{kind}") for kind in ("svg", "pdf"))
    for file in (svg, pdf):
        file.write_bytes(figure_bytes(chart, file.suffix[1:], STYLE))
    yield from _wrong_words(drawing, pdf)
    shown = {"Qt": _by_qt(svg, png), "librsvg": _by_librsvg(svg, png), "poppler": _by_poppler(pdf)}
    known = _known(chart, drawing)
    seen = [colour for x, y, colour in known if _near(png, x, y, colour)]
    if len(seen) < 0.5 * len(known):  # another curve or sign may lie on a point
        yield f"PNG: {len(seen)} of {len(known)} points have the colour of their curve"
    for name, other in shown.items():
        if abs(other.shape[0] - png.shape[0]) > 2 or abs(other.shape[1] - png.shape[1]) > 2:
            yield f"{name}: {other.shape} instead of {png.shape}"
            continue
        lost = [
            (round(x), round(y))
            for x, y, colour in known
            if _near(png, x, y, colour) and not _near(other, x, y, colour)
        ]
        if lost:
            yield f"{name}: {len(lost)} of {len(known)} points are elsewhere, the first at {lost[0]}"
        apart = _apart(png, other)
        if apart > APART:
            yield f"{name}: {apart:.1f} of 255 from the PNG"


def _known(chart: Chart, drawing: Drawing) -> list[tuple[float, float, tuple[int, ...]]]:
    """Pixels of some points of each curve in sight, with the colour of the curve."""
    sheet, scale, per_point = Sheet(STYLE, width_of), Scale(drawing.data, chart.x), STYLE.dpi / 72
    found = []
    for line in chart.lines:
        colour = sheet.theme.of(line)
        colour = raw_colour(sheet, colour) if line.role == "raw" else colour
        axis = axis_of(chart, line)
        inside = np.flatnonzero(
            np.isfinite(line.y)
            & (line.y >= axis.low)
            & (line.y <= axis.high)
            & (line.x >= scale.x.low)
            & (line.x <= scale.x.high)
        )
        some = inside[np.linspace(0, max(len(inside) - 1, 0), 6).astype(int)] if len(inside) else inside
        if dash(line.split) or len(line.x) > 200:  # between its dashes, or thinned: but where it begins it is drawn
            some = inside[:1] if len(inside) and inside[0] == np.flatnonzero(np.isfinite(line.y))[0] else inside[:0]
        for i in some:
            x, y = scale.point(axis, float(line.x[i]), float(line.y[i]))
            found.append((x * per_point, y * per_point, tuple(bytes.fromhex(colour[1:]))))
    return found


def _near(pixels: Pixels, x: float, y: float, colour: tuple[int, ...]) -> bool:
    """Whether one of the nine pixels around a place has a colour."""
    row, column = int(y), int(x)
    around = pixels[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
    return bool((np.abs(around - np.array(colour)).max(axis=2) < NEAR).any())


def _apart(one: Pixels, other: Pixels) -> float:
    """How far pictures lie apart where they differ most: a mean over squares of 32 pixels, the 99th percentile."""
    height, width = (min(a, b) // 32 * 32 for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    squares = [
        picture[:height, :width].reshape(height // 32, 32, width // 32, 32, 3).mean(axis=(1, 3))
        for picture in (one, other)
    ]
    return float(np.percentile(np.abs(squares[0] - squares[1]).max(axis=2), 99))


def _wrong_words(drawing: Drawing, pdf: Path) -> Iterator[str]:
    said = _plain(_ran("pdftotext", "-layout", str(pdf), "-").decode())
    lost = [text.text for text in drawing.texts if not text.vertical and _plain(text.text) not in said]
    if lost:
        yield f"pdftotext: {len(lost)} texts are not in the PDF, as {lost[0]!r}"
    for font in _ran("pdffonts", str(pdf)).decode().splitlines()[2:]:
        if not re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", font):
            yield f"pdffonts: {font}"


def _plain(text: str) -> str:
    return "".join(text.split())


def _by_qt(svg: Path, like: Pixels) -> Pixels:
    image = QImage(like.shape[1], like.shape[0], QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    listed = re.compile(rb"font-family=\"'([^']+)'[^\"]*\"")  # Qt takes a list of fonts for the name of one
    QSvgRenderer(QByteArray(listed.sub(rb'font-family="\1"', svg.read_bytes()))).render(painter)
    painter.end()
    return _pixels(image)


def _by_librsvg(svg: Path, like: Pixels) -> Pixels:
    fonts = svg.with_name("fonts.conf")  # this font alone: a machine may have none of its name
    fonts.write_text(f"<fontconfig><dir>{resource('fonts')}</dir></fontconfig>")
    return _of_png(_ran("rsvg-convert", "-w", str(like.shape[1]), str(svg), FONTCONFIG_FILE=str(fonts)))


def _by_poppler(pdf: Path) -> Pixels:
    return _of_png(_ran("pdftoppm", "-png", "-r", f"{STYLE.dpi:g}", str(pdf)))


def _of_png(content: bytes) -> Pixels:
    image = QImage()
    image.loadFromData(QByteArray(content))
    return _pixels(image)


def _pixels(image: QImage) -> Pixels:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    four = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return four[:, :, 2::-1].astype(np.int16)


def _ran(*command: str, **environment: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, env=os.environ | environment).stdout


if __name__ == "__main__":
    main()
