"""Histograms of examples: their losses, the margins of answers that changed, the residuals of a regression."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.evidence import worst_text
from lossacc_gui.gui.panels.evidence.diagram import Diagram, Scale, bars, base_line
from lossacc_gui.language import Number, say, say_many, tr
from lossacc_gui.model.evidence import Histogram, LossSpread, Margins, Residuals
from lossacc_gui.numerals import loss_text, percent_text, x_text


class LossHistogram(Diagram):
    """How many examples lie at which loss (logarithmic), and over it the share of the whole loss they carry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Loss of each example"), parent)
        self._spread: LossSpread | None = None

    def show_losses(self, spread: LossSpread, epoch: float) -> None:
        """Show the losses of one recorded epoch."""
        self._spread = spread
        middle = say("Mean {mean}, median {median}.", mean=loss_text(spread.mean), median=loss_text(spread.median))
        at = x_text(epoch)
        if not math.isfinite(spread.worst_error):  # too few for a worst hundredth
            self.tell(say("mean {mean}", mean=loss_text(spread.mean)), say("At {epoch}: {told}", epoch=at, told=middle))
            return
        self.tell(
            say("worst 1 % carry {share}", share=percent_text(spread.worst_share, 0)),
            say_many(
                "At {epoch} the worst example (one in a hundred) carries {share} of the loss. {told}",
                "At {epoch} the {count} worst examples (one in a hundred) carry {share} of the loss. {told}",
                spread.worst,
                epoch=at,
                share=worst_text(spread),
                told=middle,
            ),
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Upper half: share of the loss; lower half: number of examples."""
        if self._spread is None:
            return
        room = self.room_for_ticks(area)
        count = len(self._spread.shares)
        half = room.height() / 2
        upper, lower = room.adjusted(0, 0, 0, -half - 2), room.adjusted(0, half + 2, 0, 0)
        bars(painter, upper, self._spread.shares.tolist(), [self.colours.problem] * count)
        bars(painter, lower, self._spread.histogram.counts.tolist(), [self.colours.line("left", 0)] * count)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for part, text, side in ((upper, self.tr("share of the loss"), left), (lower, self.tr("examples"), right)):
            base_line(painter, part, self.theme.line)
            self.label(painter, part, text, self.theme.muted, side | Qt.AlignmentFlag.AlignTop)
        edges = self._spread.histogram.edges
        x = Scale(math.log10(edges[0]), math.log10(edges[-1]), room.left(), room.right())
        powers = range(math.ceil(math.log10(edges[0])), math.floor(math.log10(edges[-1])) + 1)
        self.ticks(painter, room, x, [(float(power), tr(loss_text(10.0**power))) for power in powers])


class _Plain(Diagram):
    """One histogram on an even axis."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._histogram: Histogram | None = None
        self._lines: tuple[float, ...] = ()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Bars, and dashed lines where they mean something."""
        if self._histogram is None:
            return
        room = self.room_for_ticks(area)
        edges = self._histogram.edges
        x = Scale(float(edges[0]), float(edges[-1]), room.left(), room.right())
        counts = self._histogram.counts.tolist()
        bars(painter, room, counts, [self.colours.line("left", 0)] * len(counts))
        base_line(painter, room, self.theme.line)
        painter.setPen(QPen(QColor(self.colours.line("right", 0)), 1.2, Qt.PenStyle.DashLine))
        for value in self._lines:
            painter.drawLine(int(x(value)), int(room.top()), int(x(value)), int(room.bottom()))
        middle = (float(edges[0]) + float(edges[-1])) / 2
        marks = [(value, tr(loss_text(value))) for value in (float(edges[0]), middle, float(edges[-1]))]
        self.ticks(painter, room, x, marks)


class MarginHistogram(_Plain):
    """How near to a tie the answers are that changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Margins of changed answers"), parent)

    def show_margins(self, margins: Margins | None) -> None:
        """Show the answers that changed between two epochs, None where there are none."""
        self._histogram = margins.histogram if margins is not None else None
        if margins is None:
            self.tell("", "", shown=False)
            return
        self._lines = (margins.median,)
        self.tell(
            say("median {median}", median=Number(f"{margins.median:.2f}")),
            say_many(
                "{count} answer changed; its margin (largest minus second probability) is {median}. Near 0 is a tie.",
                "{count} answers changed; their median margin (largest minus second probability) is {median}. "
                "Near 0 is a tie.",
                margins.flipped,
                median=Number(f"{margins.median:.2f}"),
            ),
        )


class ResidualHistogram(_Plain):
    """Targets minus predicted values, with the tolerance within which they count as right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Residuals"), parent)

    def show_residuals(self, residuals: Residuals | None, tolerance: float | None) -> None:
        """Show the residuals of one recorded epoch, None for a classification."""
        self._histogram = residuals.histogram if residuals is not None else None
        if residuals is None:
            self.tell("", "", shown=False)
            return
        self._lines = (-tolerance, tolerance) if tolerance is not None else ()
        told = {"mean": loss_text(residuals.mean), "deviation": loss_text(residuals.deviation)}
        words = say("Target minus prediction: mean {mean}, deviation {deviation}.", **told)
        if tolerance is not None:
            words = say(
                "Target minus prediction: mean {mean}, deviation {deviation}; counted as right within {tolerance}.",
                **told,
                tolerance=loss_text(tolerance),
            )
        self.tell(say("mean {mean}", mean=told["mean"]), words)
