"""What the pictures of predictions paint: bars as long as their numbers, words under what they name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.panels.evidence.classes import ConfusionMatrix
from lossacc_gui.gui.panels.evidence.diagram import Scale, bars
from lossacc_gui.gui.panels.evidence.histograms import LossHistogram, MarginHistogram
from lossacc_gui.gui.panels.evidence.reliability import ReliabilityDiagram
from lossacc_gui.gui.panels.evidence.waterfall import Waterfall
from lossacc_gui.model.evidence import (
    Account,
    Change,
    Group,
    Histogram,
    LossSpread,
    Margins,
    Reliability,
    ReliabilityBin,
)

AREA = QRectF(10, 20, 600, 300)


class Painted:
    """A painter that keeps what it is asked for: rectangles with their colour, lines, and words with their place."""

    def __init__(self) -> None:
        self.rects: list[tuple[QRectF, str]] = []
        self.lines: list[QLineF] = []
        self.words: list[tuple[QRectF, str]] = []
        self._brush = ""

    def setBrush(self, brush: QColor) -> None:
        self._brush = brush.name()

    def setPen(self, pen: object) -> None:
        pass

    def setFont(self, font: object) -> None:
        pass

    def setOpacity(self, opacity: float) -> None:
        pass

    def drawRect(self, rect: QRectF) -> None:
        self.rects.append((QRectF(rect), self._brush))

    def fillRect(self, rect: QRectF, colour: QColor) -> None:
        self.rects.append((QRectF(rect), colour.name()))

    save = translate = rotate = restore = lambda self, *_: None

    def drawLine(self, *ends: Any) -> None:
        self.lines.append(QLineF(*ends))

    def drawText(self, *said: Any) -> None:
        place = said[0] if isinstance(said[0], QRectF) else QRectF(said[0].x(), said[0].y() - 8, 1, 8)
        self.words.append((QRectF(place), said[-1]))


def groups(*losses: float) -> tuple[Group, ...]:
    names = ("stayed right", "fixed", "broken", "stayed wrong")
    return tuple(
        Group(name, 100 * i, 0.01 * (i - 1), loss) for i, (name, loss) in enumerate(zip(names, losses, strict=True))
    )


@pytest.mark.parametrize("losses", [(0.1, -0.3, 0.5, 0.2), (-0.1, -0.2, 0.05, -0.4)])
@pytest.mark.parametrize("width", [370.0, 1200.0])
def test_a_waterfall_goes_from_one_loss_over_the_groups_to_the_other(
    qtbot: QtBot, losses: tuple[float, ...], width: float
) -> None:
    made, painted = Waterfall(), Painted()
    qtbot.addWidget(made)
    change = Change(Account(10, 40, groups(*losses), 0.02, sum(losses)), (), None, "It got worse.")
    made.show_change(change, 1.0)
    made.draw(painted, QRectF(10, 20, width, 300))  # type: ignore[arg-type]
    steps = [1.0, *(1.0 + np.cumsum(losses))]
    levels = {round(line.y1(), 6) for line in painted.lines}
    assert all(line.y1() == line.y2() for line in painted.lines) and len(levels) == len(
        {round(one, 6) for one in steps}
    )
    pixel = abs(painted.lines[0].y1() - painted.lines[4].y1()) / abs(steps[4] - steps[0])
    assert len(painted.rects) == 4
    for i, ((rect, colour), loss) in enumerate(zip(painted.rects, losses, strict=True)):
        assert rect.height() == pytest.approx(max(abs(loss) * pixel, 1.0))
        assert rect.top() == pytest.approx(min(painted.lines[i].y1(), painted.lines[i + 1].y1()))
        assert colour == QColor(made.colours.problem if loss > 0 else made.colours.benign).name()
        assert painted.lines[i].x2() == pytest.approx(rect.right()), "a level leads from one column to the next"
    columns = [(rect.left() + rect.right()) / 2 for rect, _ in painted.rects]
    step = columns[1] - columns[0]
    assert np.diff(columns) == pytest.approx(step) and step == pytest.approx(width / 6)
    centres = [columns[0] - step, *columns, columns[-1] + step]
    for place, text in painted.words:
        centre = min(centres, key=lambda one: abs(one - place.center().x()))
        assert place.center().x() == pytest.approx(centre), f"{text} stands in the middle of its column"
        assert place.top() >= 20 - 4 and place.bottom() <= 320 + 1
        assert place.width() == pytest.approx(step - 6 + (16 if place.center().y() < painted_foot(painted) else 6))
    below = sorted((place for place, _ in painted.words), key=lambda one: (round(one.center().x()), one.top()))
    for one, other in pairwise(below):
        same = abs(one.center().x() - other.center().x()) < 1
        assert not same or one.bottom() <= other.top() + 1e-6 or one.top() == other.top()
    said = [text for _, text in painted.words]
    assert said.count("100") == said.count("200") == said.count("300") == said.count("0") == 1
    assert [text for text in said if text.endswith("pts")] == ["-1.0 pts", "+1.0 pts", "+2.0 pts"]
    made.show_change(None, 1.0)
    assert made.isHidden()


def painted_foot(painted: Painted) -> float:
    """Where the lowest bar or level ends: numbers stand above it, names below."""
    return max(line.y1() for line in painted.lines)


def test_a_reliable_answer_ends_on_the_diagonal_and_others_show_how_far_they_are_from_it(qtbot: QtBot) -> None:
    made, painted = ReliabilityDiagram(), Painted()
    qtbot.addWidget(made)
    bins = (
        ReliabilityBin(0.0, 0.5, 0, float("nan"), float("nan")),
        ReliabilityBin(0.5, 0.75, 25, 0.6, 0.6),
        ReliabilityBin(0.75, 1.0, 100, 0.9, 0.7),
    )
    made.show_reliability(Reliability(bins, 0.16, 0.84, 0.68), 12)
    made.draw(painted, AREA)  # type: ignore[arg-type]
    ((few, _), (no_gap, _), (many, _), (gap, _)) = painted.rects
    (diagonal,) = painted.lines
    height, width = diagonal.y1() - diagonal.y2(), diagonal.x2() - diagonal.x1()
    assert width == 600 and diagonal.y2() == 20 and diagonal.y1() < 320
    assert few.bottom() == many.bottom() == diagonal.y1()
    assert few.height() == pytest.approx(0.6 * height) and many.height() == pytest.approx(0.7 * height)
    assert no_gap.height() == 0 and gap.height() == pytest.approx(0.2 * height)
    assert gap.bottom() == pytest.approx(many.top()) and gap.width() == many.width()
    assert few.center().x() == pytest.approx(10 + 0.625 * width)
    assert many.center().x() == pytest.approx(10 + 0.875 * width)
    assert many.width() == pytest.approx(0.25 * width - 1) and few.width() == pytest.approx(0.125 * width - 1)
    assert [text for _, text in painted.words] == ["0", "confidence", "1"]


def test_bars_stand_on_the_lower_edge_as_high_as_their_numbers() -> None:
    for most, full in ((None, 4.0), (8.0, 8.0)):
        painted = Painted()
        bars(painted, AREA, [1.0, 0.0, 4.0, 0.001], ["#111111"] * 4, most)  # type: ignore[arg-type]
        places = [rect for rect, _ in painted.rects]
        assert [rect.height() for rect in places] == pytest.approx([300 / full, 4 * 300 / full, 1.0])
        assert all(rect.bottom() == pytest.approx(320) for rect in places)
        assert [rect.left() for rect in places] == pytest.approx([10.5, 310.5, 460.5])
        assert [rect.width() for rect in places] == pytest.approx([149] * 3)
    nothing = Painted()
    bars(nothing, AREA, [0.0, 0.0], ["#111111"] * 2)  # type: ignore[arg-type]
    bars(nothing, AREA, [], [])  # type: ignore[arg-type]
    assert not nothing.rects


def test_losses_and_their_share_of_the_whole_lie_below_each_other(qtbot: QtBot) -> None:
    made, painted = LossHistogram(), Painted()
    qtbot.addWidget(made)
    edges, counts = np.geomspace(0.001, 10, 5), np.array([10, 30, 5, 1])
    shares = np.array([0.01, 0.2, 0.39, 0.4])
    made.show_losses(LossSpread(Histogram(edges, counts), shares, 0.5, 0.1, 1, 0.4, 0.05), 12)
    made.draw(painted, AREA)  # type: ignore[arg-type]
    upper, lower = painted.rects[:4], painted.rects[4:]
    assert len(lower) == 4 and max(rect.bottom() for rect, _ in upper) < min(rect.top() for rect, _ in lower)
    for drawn, numbers in ((upper, shares), (lower, counts)):
        heights = np.array([rect.height() for rect, _ in drawn])
        assert heights / heights.max() == pytest.approx(np.maximum(numbers / numbers.max(), 1 / heights.max()))
    words = {text: place for place, text in painted.words}
    assert words["0.001"].left() == pytest.approx(10 - 8, abs=8)
    assert words["1"].left() < words["10"].left() and words["examples"].top() > words["share of the loss"].top()


def test_the_median_of_margins_is_a_line_at_its_place(qtbot: QtBot) -> None:
    made, painted = MarginHistogram(), Painted()
    qtbot.addWidget(made)
    made.show_margins(Margins(40, 0.25, Histogram(np.array([0.0, 0.5, 1.0]), np.array([30, 10]))))
    made.draw(painted, AREA)  # type: ignore[arg-type]
    (line,) = [line for line in painted.lines if line.x1() == line.x2()]
    assert line.x1() == 10 + 150 and line.y1() == 20
    assert [text for _, text in painted.words] == ["0", "0.5", "1"]


def test_a_scale_goes_from_pixel_to_pixel_and_survives_a_range_of_nothing() -> None:
    scale = Scale(2.0, 4.0, 300.0, 100.0)
    assert [scale(value) for value in (2, 3, 4)] == [300, 200, 100]
    assert Scale(2.0, 2.0, 300.0, 100.0)(2.0) == 300


def test_a_mark_without_room_is_left_out_and_none_leaves_the_margin(qtbot: QtBot) -> None:
    made, painted = MarginHistogram(), Painted()
    qtbot.addWidget(made)
    scale = Scale(0, 1, AREA.left(), AREA.right())
    made.ticks(painted, AREA, scale, [(0, "first"), (0.001, "too near"), (0.5, "middle"), (1, "a long last one")])  # type: ignore[arg-type]
    metrics = made.fontMetrics()
    assert [text for _, text in painted.words] == ["first", "middle", "a long last one"]
    ends = [place.left() + metrics.horizontalAdvance(text) for place, text in painted.words]
    assert painted.words[0][0].left() == AREA.left() - 8 and ends[-1] == AREA.right() + 8
    assert painted.words[1][0].left() + ends[1] == pytest.approx(2 * scale(0.5))


def test_right_answers_lie_on_the_diagonal_in_another_colour_than_wrong_ones(qtbot: QtBot) -> None:
    made, painted = ConfusionMatrix(), Painted()
    qtbot.addWidget(made)
    made.show_counts(np.array([[3, 1], [0, 2]]), 1.0)
    made.draw(painted, AREA)  # type: ignore[arg-type]
    right, wrong = (QColor(one).name() for one in (made.colours.benign, made.colours.problem))
    (first, a), (beside, b), (second, c) = painted.rects
    assert [a, b, c] == [right, wrong, right]
    assert first.y() == beside.y() and beside.x() == second.x() and first.x() < beside.x() and first.y() < second.y()
