"""Pages of a document below each other, each painted when it comes into sight."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import POINTS_PER_INCH
from lossacc_gui.export.raster import image_of

GAP = 12
"""Pixels between two pages, and around them."""
_KEPT = 6
"""Pages whose pictures are kept: those in sight and their neighbours."""


class PageList(QWidget):
    """As large as its pages are at the resolution that it is given, in dots of the window an inch."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[Drawing, ...] = ()
        self._dpi = POINTS_PER_INCH
        self._painted: dict[tuple[int, float], QPixmap] = {}

    @property
    def pages(self) -> tuple[Drawing, ...]:
        """The pages that are shown."""
        return self._pages

    def show_pages(self, pages: tuple[Drawing, ...]) -> None:
        """Show these pages, and tell their words to those who hear."""
        self._pages = pages
        self._painted.clear()
        self.setAccessibleDescription("\n".join(text.text for page in pages for text in page.texts))
        self.set_dpi(self._dpi)

    def set_dpi(self, dpi: float) -> None:
        """Show them in this size."""
        self._dpi = dpi
        boxes = self._boxes()
        width = max((box.right() for box in boxes), default=0) + GAP
        self.resize(QSize(width, boxes[-1].bottom() + GAP if boxes else 0))
        self.update()

    def dpi_for(self, width: int) -> float:
        """The resolution at which the widest page is as wide as so many pixels leave room for."""
        widest = max((page.width for page in self._pages), default=1.0)
        return max(width - 2 * GAP, GAP) / widest * POINTS_PER_INCH

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages that are in sight."""
        painter = QPainter(self)
        for number, box in enumerate(self._boxes()):
            if box.intersects(event.rect()):
                painter.drawPixmap(box, self._picture(number))
        painter.end()

    def _boxes(self) -> list[QRect]:
        scale, top, boxes = self._dpi / POINTS_PER_INCH, GAP, []
        for page in self._pages:
            boxes.append(QRect(GAP, top, round(page.width * scale), round(page.height * scale)))
            top = boxes[-1].bottom() + 1 + GAP
        return boxes

    def _picture(self, number: int) -> QPixmap:
        key = number, self._dpi * self.devicePixelRatioF()
        if key not in self._painted:
            while len(self._painted) >= _KEPT:
                del self._painted[next(iter(self._painted))]
            self._painted[key] = QPixmap.fromImage(image_of(self._pages[number], key[1]))
        return self._painted[key]
