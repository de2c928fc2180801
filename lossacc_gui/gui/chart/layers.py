"""What lies in the plot area: the painted chart, kept as a picture, and the cursor over it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPixmap


@contextmanager
def survived() -> Iterator[None]:
    """Hand an exception while something is painted to the one hook, as those in slots are.

    One that left a painting would leave the painter at work on what is gone, and end the program.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001
        sys.excepthook(type(error), error, error.__traceback__)


class _Layer(pg.GraphicsObject):  # type: ignore[misc]
    """As large as the plot area, painted in its pixels."""

    def boundingRect(self) -> QRectF:
        """All that is visible."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Another part of the chart is visible."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint in pixels."""
        place = painter.worldTransform().mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.translate(place.topLeft())
        with survived():
            self.paint_pixels(painter, place.size())
        painter.restore()

    def paint_pixels(self, painter: QPainter, size: QSizeF) -> None:
        """Paint from 0,0 to `size`."""
        raise NotImplementedError


class Canvas(_Layer):
    """The painted chart: blitted, and painted anew only after a refresh or in another size.

    `paint` says whether it had something to paint: what it left is the memory's noise, mostly black, and is not shown.
    Pictures are painted over, not made anew: to come by fresh memory took half a millisecond of a frame.
    """

    def __init__(self, paint: Callable[[QPainter, QSizeF], bool]) -> None:
        super().__init__()
        self._paint = paint
        self._picture: QPixmap | None = None
        self._spare: QPixmap | None = None
        self._fresh = False
        self._size = QSizeF()

    def refresh(self) -> None:
        """Paint anew what has changed."""
        self._fresh = False
        self.update()

    def show_picture(self, picture: QPixmap) -> None:
        """Show a better picture of the same, where the size is still that."""
        if self.picture is not None and picture.size() == self.picture.size():
            self._spare, self._picture = self._picture, picture
            self.update()

    def blank(self, like: QPixmap) -> QPixmap:
        """A picture to paint that is not shown, as large as another."""
        return _as_large(self._spare, like.size(), like.devicePixelRatio())

    @property
    def picture(self) -> QPixmap | None:
        """What is shown, None where it has to be painted first."""
        return self._picture if self._fresh else None

    def paint_pixels(self, painter: QPainter, size: QSizeF) -> None:
        """Blit the picture."""
        ratio = painter.device().devicePixelRatioF()
        size = QSizeF((size * ratio).toSize()) / ratio  # whole pixels, as the picture and as a file has them
        if size.isEmpty():
            return  # axes with large letters leave nothing of a small window
        picture = self.picture
        if picture is None or size != self._size or picture.devicePixelRatio() != ratio:
            picture = self._picture = _as_large(self._picture, (size * ratio).toSize(), ratio)
            self._size, self._fresh = size, self._painted(picture, size)
        if self._fresh:
            painter.drawPixmap(0, 0, picture)

    def _painted(self, picture: QPixmap, size: QSizeF) -> bool:
        painter, done = QPainter(picture), True  # an exception is told once: what came before it is shown
        with survived():
            done = self._paint(painter, size)
        painter.end()
        return done


def _as_large(picture: QPixmap | None, size: QSize, ratio: float) -> QPixmap:
    """The picture if it is of this size, or one that is."""
    if picture is not None and picture.size() == size and picture.devicePixelRatio() == ratio:
        return picture
    made = QPixmap(size)
    made.setDevicePixelRatio(ratio)
    return made


class Cursor(_Layer):
    """The crosshair, painted anew with every move of the mouse."""

    def __init__(self, paint: Callable[[QPainter, QSizeF], None]) -> None:
        super().__init__()
        self._paint = paint
        self.setZValue(10)

    def paint_pixels(self, painter: QPainter, size: QSizeF) -> None:
        """Line and dots."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, size)
