"""A small painted picture with a title, and the same in words for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lossacc_gui.chart import palette
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.look.theme import LIGHT, Theme
from lossacc_gui.language import tr

MARGIN = 8.0
TICK_GAP = 3.0
SIZE = QSize(250, 190)


@dataclass(frozen=True, slots=True)
class Scale:
    """Places values of `low`..`high` between two pixels."""

    low: float
    high: float
    at_low: float
    at_high: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.at_low + share * (self.at_high - self.at_low)


class Diagram(QWidget):
    """Title above, picture below; nothing is painted while there is nothing to show."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._note = ""
        self._shown = False
        self.theme: Theme = LIGHT
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def colours(self) -> palette.Theme:
        """The chart's colours, so that loss and accuracy look as there."""
        return palette.theme_of(dark=self.theme.dark, contrast=self.theme.contrast)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.update()

    def words(self) -> str:
        """What the picture says."""
        return self.accessibleDescription()

    def tell(self, note: str, words: str, *, shown: bool = True) -> None:
        """Show the picture with a short `note` beside the title; `words` say all of it."""
        self._note, words = tr(note), tr(words)
        self._shown = shown
        self.setAccessibleDescription(words)
        self.setToolTip(plain_tip(words))
        self.setVisible(shown)
        self.update()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Paint the picture into `area`."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, note, picture, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self.theme.base))
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(self.theme.accent if self.hasFocus() else self.theme.line), 1.0))
        painter.drawRoundedRect(whole, 5, 5)
        inside = whole.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        line = float(self.fontMetrics().height())
        painter.setPen(QColor(self.theme.text))
        painter.setFont(self._font(bold=True))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._title)
        painter.setFont(self._font())
        painter.setPen(QColor(self.theme.muted))
        under = inside.adjusted(0, line, 0, 0)
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._note)
        if self._shown:
            self.draw(painter, under.adjusted(0, line + 5, 0, 0))
        painter.end()

    def ticks(self, painter: QPainter, area: QRectF, scale: Scale, marks: Sequence[tuple[float, str]]) -> None:
        """Write marks under the lower edge of `area`, each as far as it does not run into the one before."""
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(self._font())
        metrics = self.fontMetrics()
        free = float("-inf")
        for value, text in marks:
            width = metrics.horizontalAdvance(text)
            left = min(max(scale(value) - width / 2, area.left() - MARGIN), area.right() + MARGIN - width)
            if left < free:
                continue
            painter.drawText(QPointF(left, area.bottom() + TICK_GAP + metrics.ascent()), text)
            free = left + width + 6

    def label(self, painter: QPainter, place: QRectF, text: str, colour: str, flags: Qt.AlignmentFlag) -> None:
        """Write a text into a place."""
        painter.setPen(QColor(colour))
        painter.setFont(self._font())
        painter.drawText(place, flags, text)

    def room_for_ticks(self, area: QRectF) -> QRectF:
        """What `ticks` leaves of an area."""
        return area.adjusted(0, 0, 0, -self.fontMetrics().height() - TICK_GAP)

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        return font


def bars(
    painter: QPainter, area: QRectF, heights: Sequence[float], colours: Sequence[str], most: float | None = None
) -> None:
    """Bars side by side over the lower edge of `area`; `most` is the height that fills it, else the largest."""
    top = most if most is not None else max(heights, default=0.0)
    if not top:
        return
    width = area.width() / len(heights)
    painter.setPen(Qt.PenStyle.NoPen)
    for i, (height, colour) in enumerate(zip(heights, colours, strict=True)):
        if height > 0:
            tall = max(height / top * area.height(), 1.0)
            painter.setBrush(QColor(colour))
            painter.drawRect(QRectF(area.left() + i * width + 0.5, area.bottom() - tall, max(width - 1, 1), tall))


def base_line(painter: QPainter, area: QRectF, colour: str) -> None:
    """The lower edge of an area."""
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
