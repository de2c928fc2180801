"""The frame of the window's chart against the same frame in a PNG file, pixel for pixel."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import Axis, Chart, Line, View, chart_of
from lossacc_gui.chart.overlay.drawn import overlay_of
from lossacc_gui.chart.overlay.members import Member
from lossacc_gui.export.drawing.style import Parts
from lossacc_gui.export.figure import figure_bytes, laid_out
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.scene import UNIT
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze

Pixels = NDArray[np.int16]

NEAR = 56
"""Difference of a channel, of 255, within which two pixels count as alike: a PNG has 256 colours."""
MOST_APART, MOST_APART_CROWDED = 2e-4, 8e-3
"""Share of pixels without one alike within a pixel of them.

Measured 2026-11 on the charts below: at most 1.2e-4, and 4.8e-3 where the window finds the extremes of 200,000 steps in
its pyramid and a file in all of them; a missing sign is 4e-4 or more.
"""
LOGS = {
    "overconfidence": ("overconfidence.csv", View()),
    "blow_up": ("blow_up.tsv", View(log_loss=True)),
    "unstable_training": ("unstable_training.csv", View(smoothing=0.8)),
    "outliers": ("outliers.json", View(smoothing=0.6, log_loss=True)),
    "low_capacity": ("low_capacity.csv", View(references=True)),
    "growing_confidence": ("", View(x_range=(20.0, 60.0))),
}


@cache
def analysis_of(name: str) -> Analysis:
    folder = resource("samples", name)
    file = LOGS[name][0]
    return analyze(folder / file if file else next(folder.iterdir()), Request(causes=()))[0]


@cache
def chart_named(name: str) -> Chart:
    if name == "an overlay":
        return overlay_of([Member(analysis_of(one)) for one in list(LOGS)[:3]], View(smoothing=0.6))
    if name == "an overlay, logarithmic":
        return overlay_of([Member(analysis_of(one)) for one in list(LOGS)[2:]], View(log_loss=True))
    if name == "200,000 steps":
        return crowded(200_000)
    return chart_of(analysis_of(name), LOGS[name][1])


def crowded(points: int) -> Chart:
    random = np.random.default_rng(3)
    x = np.arange(points, dtype=np.float64)
    loss = 2 * np.exp(-3 * x / points) + random.normal(0, 0.05, points)
    accuracy = 1 - 0.8 * np.exp(-4 * x / points) + random.normal(0, 0.01, points)
    lines = (
        Line("loss", "loss", "val", "left", "smooth", x, loss),
        Line("accuracy", "accuracy", "train", "right", "smooth", x, accuracy),
    )
    left, right = Axis("loss", -0.2, 2.4, what="loss"), Axis("accuracy", 0.0, 1.1, what="accuracy")
    return Chart("made", Axis("step", 0.0, float(points)), left, right, lines, (), (), (), (), "")


def window_and_file(view: ChartView, chart: Chart, *, dark: bool, shown: Chart | None = None) -> tuple[Pixels, Pixels]:
    """The frame on the screen and in a file, the numbers of events (which stand elsewhere) painted over in both.

    The window shows the same chart, or another one in the same size.
    """
    view.apply_theme(dark)
    style = replace(view._sheet.style, dark=dark, parts=Parts(numbers=False), width_mm=200.0, height_mm=120.0)
    data = laid_out(chart, style).data
    width, height = round(data.width * UNIT), round(data.height * UNIT)
    view.show_chart(prepare(shown or chart), keep_place=False)
    for _ in range(4):  # the room that axes take depends on their numbers, and these on the room
        QApplication.processEvents()
        size = view._box.size()
        if (size.width(), size.height()) == (width, height):
            break
        view.resize(round(view.width() + width - size.width()), round(view.height() + height - size.height()))
        view.grab()
    view._picture._hurried = False
    view._picture.repaint()
    view.grab()
    view._picture._on_rested()
    while view._picture._turn.isActive():
        QApplication.processEvents()
    picture = view._picture.canvas.picture
    assert picture is not None
    file = QImage.fromData(figure_bytes(chart, "png", style))
    left, top = round(data.x * UNIT), round(data.y * UNIT)
    screen, paper = pixels(picture.toImage()), pixels(file.copy(left, top, picture.width(), picture.height()))
    assert screen.shape == paper.shape == (height, width, 3)
    for tab in view._picture._tabs:
        place = tab.place.toAlignedRect().adjusted(-2, -2, 2, 2)
        rows, columns = slice(max(place.top(), 0), place.bottom() + 1), slice(max(place.left(), 0), place.right() + 1)
        screen[rows, columns] = paper[rows, columns] = 0
    return screen, paper


def pixels(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), :3].astype(np.int16)


def apart(one: Pixels, other: Pixels) -> float:
    """The share of pixels of either without one alike in the other within a pixel of them, edges left out."""
    return max(_without(one, other), _without(other, one))


def _without(one: Pixels, other: Pixels) -> float:
    inner = one[2:-2, 2:-2]
    least = np.full(inner.shape[:2], 255, dtype=np.int16)
    for dy in (1, 2, 3):
        for dx in (1, 2, 3):
            moved = other[dy : dy + inner.shape[0], dx : dx + inner.shape[1]]
            np.minimum(least, np.abs(inner - moved).max(axis=2), out=least)
    return float((least > NEAR).mean())


@pytest.fixture
def view(qtbot: QtBot) -> ChartView:
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(800, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


CHARTS = [*LOGS, "an overlay", "an overlay, logarithmic", "200,000 steps"]


@pytest.mark.parametrize(("name", "dark"), [(name, i % 2 == 1) for i, name in enumerate(CHARTS)])
def test_the_window_shows_what_a_file_shows(name: str, dark: bool, view: ChartView) -> None:
    most = MOST_APART_CROWDED if name == "200,000 steps" else MOST_APART
    assert apart(*window_and_file(view, chart_named(name), dark=dark)) <= most


@pytest.mark.parametrize("less", ["lines", "marks", "bands"])
def test_what_one_of_them_leaves_out_is_found(less: str, view: ChartView) -> None:
    chart = chart_named("overconfidence")
    shown = replace(chart, **{less: getattr(chart, less)[1:]})
    assert apart(*window_and_file(view, chart, dark=False, shown=shown)) > MOST_APART
