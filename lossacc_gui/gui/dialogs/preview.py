"""A picture of a chart that fills its place in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Preview(QLabel):
    """Shows an image as large as fits, sharp on every screen, or a text in its stead."""

    def __init__(self, smallest: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMinimumSize(smallest)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(self.tr("Preview"))

    def show_image(self, image: QImage) -> None:
        """Show this image from now on."""
        self._image = image
        self._fit()

    def show_text(self, text: str) -> None:
        """Show words instead: there is nothing to be seen."""
        self._image = None
        self.setPixmap(QPixmap())
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture fills its place."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image is None:
            return
        self.setPixmap(fitted(self._image, self.size(), self.devicePixelRatioF()))


def fitted(image: QImage, room: QSize, ratio: float) -> QPixmap:
    """The image as large as fits into some room, sharp on a screen with so many pixels in one of the window's."""
    picture = QPixmap.fromImage(image).scaled(
        room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    picture.setDevicePixelRatio(ratio)
    return picture
