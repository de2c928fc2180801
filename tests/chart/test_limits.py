"""Numbers that no axis was made for: a chart has a place for them, or says that it has none."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.limits import LARGEST, clamped
from lossacc_gui.chart.ticks import ticks_of
from lossacc_gui.export.figure import figure_bytes, style_for
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze

pytestmark = pytest.mark.usefixtures("qapp")  # figures are painted

LOGS = {
    "loss to 1e308 and back": [(0, 1, 0.5), (1, 1e308, 0.5), (2, -1e308, 0.5)],
    "all losses 1e308": [(i, 1e308, 0.5) for i in range(4)],
    "epochs from -1e308 to 1e308": [(-1e308, 1, 0.5), (0, 0.5, 0.5), (1e308, 0.4, 0.5)],
    "accuracy of -1e308": [(i, 1 / (1 + i), -1e308 if i == 5 else 0.5) for i in range(10)],
    "the smallest numbers there are": [(i, 5e-324 * (1 + i), 0.5) for i in range(5)],
    "losses around 1e-200": [(i, 1e-200 * (1 + i), 0.5) for i in range(5)],
    "losses around 1e99": [(i, 1e99 * (1 + i), 0.5) for i in range(5)],
    "losses that differ in the last bit": [(i, 1 + 2e-16 * (i % 2), 0.5) for i in range(5)],
    "epochs around 1e17": [(1e17 + 16 * i, 1 / (1 + i), 0.5) for i in range(5)],
    "losses over 300 decades": [(i, 10.0 ** (-100 + 50 * i), 0.5) for i in range(5)],
}
VIEWS = [View(), View(log_loss=True), View(x_range=(-1e308, 1e308)), View(x_range=(1.0, 1.0 + 3e-16))]


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("view", VIEWS, ids=["plain", "log", "all", "nothing"])
def test_every_axis_is_finite_and_every_figure_well_formed(log: str, view: View, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = "".join(f"{x!r},{loss!r},{accuracy!r}\n" for x, loss, accuracy in LOGS[log])
    path.write_text("epoch,loss,accuracy\n" + rows, encoding="utf-8")
    (analysis,) = analyze(path, Request(causes=()))
    chart = chart_of(analysis, view)
    for axis in (chart.x, chart.left, chart.right):
        if axis is not None:
            assert math.isfinite(axis.high - axis.low) and axis.low < axis.high
            assert len(ticks_of(axis, 10)) < 30
    svg = figure_bytes(chart, "svg", style_for("screen")).decode()
    assert ET.fromstring(svg) is not None
    assert "nan" not in svg.lower().replace("nan at", "") or "NaN" in svg
    assert figure_bytes(chart, "png", style_for("screen"))


def of(log: str, tmp_path: Path) -> Chart:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n" + "".join(f"{x!r},{a!r},{b!r}\n" for x, a, b in LOGS[log]))
    return chart_of(analyze(path, Request(causes=()))[0], View())


def test_what_has_no_place_is_told(tmp_path: Path) -> None:
    assert any(
        "beyond 1e100 along the x axis" in note for note in of("epochs from -1e308 to 1e308", tmp_path).footnotes
    )
    marks = [mark.text for mark in of("loss to 1e308 and back", tmp_path).marks]
    assert any("too large to be drawn at epoch" in text for text in marks)


@given(st.floats(), st.floats(0, 2) | st.floats(0))
@example(0.0, 0.0)
@example(-4.0, 0.0)
@example(4.0, 4e-12)
@example(math.nan, math.nan)
def test_a_range_is_finite_and_wide_enough_and_otherwise_what_was_asked_for(low: float, width: float) -> None:
    high = low + width
    found = clamped(low, high)
    assert all(math.isfinite(end) for end in found) and found[0] < found[1]
    size = max(abs(low), abs(high))
    if math.isfinite(high) and 1e-90 < size <= LARGEST:
        told = high - low > 1e-12 * size
        assert found == ((low, high) if told else (low - 0.5 * size, high + 0.5 * size))


def test_a_range_about_nothing_is_one_wide() -> None:
    assert clamped(0.0, 0.0) == (-0.5, 0.5) == clamped(math.nan, 0.0)
