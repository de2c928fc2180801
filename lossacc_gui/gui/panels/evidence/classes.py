"""Which classes are answered for which: the confusion matrix, and how often each is true and answered."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.panels.evidence.diagram import Diagram, Scale, bars, base_line
from lossacc_gui.language import joined, say
from lossacc_gui.model.run import IntArray
from lossacc_gui.numerals import counted_text, whole_text, x_text

NAMED = 3
"""Confusions that the words tell."""
READABLE = 15
"""Pixels a cell needs for a number."""


class ConfusionMatrix(Diagram):
    """Rows are true classes, columns answers; the depth of a cell is its share of the row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Confusion"), parent)
        self._counts: IntArray | None = None

    def show_counts(self, counts: IntArray | None, epoch: float) -> None:
        """Show one recorded epoch, None for a regression."""
        self._counts = counts
        if counts is None:
            self.tell("", "", shown=False)
            return
        wrong = counts.copy()
        np.fill_diagonal(wrong, 0)
        order = np.argsort(-wrong, axis=None, kind="stable")[:NAMED].tolist()
        cells = [divmod(cell, len(counts)) for cell in order if wrong.flat[cell]]
        told = joined("; ", (_cell(i, j, int(wrong[i, j])) for i, j in cells)) or say("no confusion at all")
        count = {"count": whole_text(int(wrong.sum())), "epoch": x_text(epoch)}
        self.tell(
            say("{count} wrong, at {epoch}", **count),
            say(
                "Wrong at {epoch}: {count} of {all}. Most often: {told}.",
                **count,
                all=counted_text(int(counts.sum()), "example"),
                told=told,
            ),
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """A square of cells, numbers where they can be read."""
        if self._counts is None:
            return
        counts, classes = self._counts, len(self._counts)
        room = self.room_for_ticks(area)
        side = min(room.height(), room.width() - self.fontMetrics().height())
        square = QRectF(room.left() + (room.width() - side) / 2, room.top(), side, side)
        cell = side / classes
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        right, wrong = QColor(self.colours.benign), QColor(self.colours.problem)
        for i, j in np.argwhere(counts > 0).tolist():
            colour = QColor(right if i == j else wrong)
            colour.setAlphaF(0.12 + 0.75 * float(shares[i, j]))
            place = QRectF(square.left() + j * cell, square.top() + i * cell, cell, cell)
            painter.fillRect(place.adjusted(0.5, 0.5, -0.5, -0.5) if cell > 4 else place, colour)
            text = f"{int(counts[i, j])}"
            if self.fontMetrics().horizontalAdvance(text) < cell - 2 and cell >= READABLE:
                self.label(painter, place, text, self.theme.text, Qt.AlignmentFlag.AlignCenter)
        x = Scale(0, 1, square.left(), square.right())
        self.ticks(painter, QRectF(room.left(), square.top(), room.width(), side), x, [(0.5, self.tr("answer"))])
        painter.save()
        painter.translate(square.left() - 3, square.center().y())
        painter.rotate(-90)
        place = QRectF(-side / 2, -self.fontMetrics().height(), side, self.fontMetrics().height())
        self.label(painter, place, self.tr("truth"), self.theme.muted, Qt.AlignmentFlag.AlignCenter)
        painter.restore()


def _cell(truth: int, answer: int, count: int) -> str:
    """How often one class is answered as another."""
    return say("class {truth} answered as {answer}: {count}", truth=truth, answer=answer, count=whole_text(count))


class ClassHistogram(Diagram):
    """How often each class is true, and how often it is answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Classes"), parent)
        self._true: IntArray | None = None
        self._answered: IntArray | None = None

    def show_counts(self, counts: IntArray | None) -> None:
        """Show the margins of a confusion matrix, None for a regression."""
        if counts is None:
            self._true = self._answered = None
            self.tell("", "", shown=False)
            return
        self._true, self._answered = counts.sum(axis=1), counts.sum(axis=0)
        most = int(np.abs(self._answered - self._true).argmax())
        self.tell(
            self.tr("true | answered"),
            say(
                "Furthest apart is class {number}: true {true}, answered {answered}.",
                number=most,
                true=counted_text(int(self._true[most]), "time"),
                answered=counted_text(int(self._answered[most]), "time"),
            ),
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Two bars a class."""
        if self._true is None or self._answered is None:
            return
        room = self.room_for_ticks(area)
        heights, colours = [], []
        for true, answered in zip(self._true.tolist(), self._answered.tolist(), strict=True):
            heights += [float(true), float(answered), 0.0]
            colours += [self.theme.muted, self.colours.line("right", 0), self.theme.base]
        bars(painter, room, heights[:-1], colours[:-1])
        base_line(painter, room, self.theme.line)
        x = Scale(-0.5, len(self._true) - 0.5, room.left(), room.right())
        self.ticks(painter, room, x, [(float(k), str(k)) for k in range(len(self._true))])
