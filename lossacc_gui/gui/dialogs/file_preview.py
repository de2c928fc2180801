"""Shows what a file will be: a figure as large as on paper, a page, a text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QTextBrowser, QWidget

from lossacc_gui.gui.dialogs.preview import fitted
from lossacc_gui.gui.letters import fixed_letters

_SANE_DPI = (50.0, 400.0)
"""Screens that know their size have so many dots an inch; others tell nonsense."""


class FilePreview(QStackedWidget):
    """A figure (at true size, or as large as fits), the text of a file, or a page with its pictures."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._true = False
        self.picture = QLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea(self)
        self._area.setWidget(self.picture)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(fixed_letters())
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        for widget in (self._area, self.text, self.page):
            widget.setAccessibleName(self.tr("Preview"))
            self.addWidget(widget)
        self.setMinimumSize(QSize(320, 240))

    @property
    def paper_dpi(self) -> float:
        """Dots of this screen in an inch of paper, as the preview counts them: without the screen's scale factor."""
        told = self.screen().physicalDotsPerInch()
        return told if _SANE_DPI[0] <= told <= _SANE_DPI[1] else self.screen().logicalDotsPerInch()

    def show_image(self, image: QImage) -> None:
        """Show a figure that was painted at `paper_dpi` times the screen's scale factor."""
        self._image = image
        self._fit()
        self.setCurrentWidget(self._area)

    def show_text(self, text: str) -> None:
        """Show the text of a file."""
        self.text.setPlainText(text)
        self.setCurrentWidget(self.text)

    def show_page(self, html: str, pictures: list[QImage]) -> None:
        """Show a page in which the sources picture-0, picture-1, ... stand for pictures."""
        self.page.clear()
        for i, picture in enumerate(pictures):
            kind = QTextDocument.ResourceType.ImageResource.value
            self.page.document().addResource(kind, QUrl(f"picture-{i}"), picture)
        self.page.setHtml(html)
        self.setCurrentWidget(self.page)

    def set_true_size(self, wanted: bool) -> None:
        """Show figures as large as they are on paper, or as large as fits."""
        self._true = wanted
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A figure that is to fit does."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image is None:
            return
        ratio = self.devicePixelRatioF()
        if self._true:
            picture = QPixmap.fromImage(self._image)
            picture.setDevicePixelRatio(ratio)
        else:
            picture = fitted(self._image, self._area.viewport().size(), ratio)
        self.picture.setPixmap(picture)
        self.picture.resize(picture.deviceIndependentSize().toSize())
