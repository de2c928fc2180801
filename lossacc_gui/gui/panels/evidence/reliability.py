"""The reliability diagram: how often answers of each confidence are right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.evidence import SURE, calibration_text
from lossacc_gui.gui.panels.evidence.diagram import Diagram, Scale
from lossacc_gui.language import say
from lossacc_gui.model.evidence import Reliability
from lossacc_gui.numerals import percent_text, x_text


class ReliabilityDiagram(Diagram):
    """Bars of accuracy by confidence against the diagonal of a calibrated model; thin bars hold few examples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Reliability"), parent)
        self._reliability: Reliability | None = None

    def show_reliability(self, reliability: Reliability | None, epoch: float) -> None:
        """Show the calibration of one recorded epoch, None for a regression."""
        self._reliability = reliability
        if reliability is None:
            self.tell("", "", shown=False)
            return
        apart = reliability.confidence - reliability.accuracy
        judged = say("no more apart than chance explains")
        if abs(apart) > SURE * reliability.error:
            judged = (
                say("the model is surer than it is right")
                if apart > 0
                else say("the model is less sure than it is right")
            )
        told = calibration_text(reliability)
        self.tell(
            say("ECE {error}, at {epoch}", error=percent_text(reliability.ece), epoch=x_text(epoch)),
            say(
                "At {epoch} {told}. The mean confidence is {confidence}, the accuracy {accuracy}: {judged}.",
                epoch=x_text(epoch),
                told=told,
                confidence=percent_text(reliability.confidence),
                accuracy=percent_text(reliability.accuracy),
                judged=judged,
            ),
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Bars, the gap to the diagonal, the diagonal, the number of examples as the width of a bar."""
        if self._reliability is None:
            return
        room = self.room_for_ticks(area)
        x = Scale(0, 1, room.left(), room.right())
        y = Scale(0, 1, room.bottom(), room.top())
        most = max(one.examples for one in self._reliability.bins)
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self._reliability.bins:
            if not one.examples:
                continue
            middle, wide = x((one.low + one.high) / 2), x(one.high) - x(one.low)
            width = max(wide * (one.examples / most) ** 0.5 - 1, 2.0)
            painter.setBrush(QColor(self.colours.line("right", 0)))
            painter.drawRect(QRectF(middle - width / 2, y(one.accuracy), width, max(y(0) - y(one.accuracy), 1.0)))
            painter.setBrush(QColor(self.colours.problem))
            gap = sorted((y(one.accuracy), y(one.confidence)))
            painter.setOpacity(0.45)
            painter.drawRect(QRectF(middle - width / 2, gap[0], width, gap[1] - gap[0]))
            painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(self.theme.muted), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x(0), y(0)), QPointF(x(1), y(1)))
        self.ticks(painter, room, x, [(0, "0"), (0.5, self.tr("confidence")), (1, "1")])
