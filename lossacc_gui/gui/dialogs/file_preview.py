"""Shows what a file will be: a figure as large as on paper, a page, a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPixmap, QTextDocument
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QTextBrowser, QWidget

from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.gui.dialogs.export_work import Screen
from lossacc_gui.gui.dialogs.page_list import PageList
from lossacc_gui.gui.dialogs.preview import fitted
from lossacc_gui.gui.look.letters import fixed_letters

_SANE_DPI = (50.0, 400.0)
"""Screens that know their size have so many dots an inch; others tell nonsense."""
_PAGE_BORDER = 6
"""Dots of a window left and right of a page."""
_WIDE_PAGE = 704
"""Dots of a window from which on a page shows its charts for wide screens, as its style says (44 rem)."""


class FilePreview(QStackedWidget):
    """A figure or pages (at true size, or as large as fits), the text of a file, or a page with its pictures.

    `resized` tells that what fits is of another size now.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painted: QImage | None = None  # the figure
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
        self.pages = PageList(self)
        self._sheets = QScrollArea(self)
        self._sheets.setWidget(self.pages)
        self._sheets.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sheets.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or it takes from what fits
        for widget in (self._area, self.text, self.page, self._sheets):
            widget.setAccessibleName(self.tr("Preview"))
            self.addWidget(widget)
        for one in (self._area.viewport(), self._sheets.viewport(), self.page):
            one.installEventFilter(self)
        self.setMinimumSize(QSize(320, 240))

    @property
    def paper_dpi(self) -> float:
        """Dots of this screen in an inch of paper, as the preview counts them: without the screen's scale factor."""
        told = self.screen().physicalDotsPerInch()
        return told if _SANE_DPI[0] <= told <= _SANE_DPI[1] else self.screen().logicalDotsPerInch()

    @property
    def seen_on(self) -> Screen:
        """For what a figure is to be painted."""
        ratio, room = self.devicePixelRatioF(), self._area.viewport().size()
        page = self.page.width() - self.page.verticalScrollBar().sizeHint().width() - 2 * _PAGE_BORDER
        return Screen(
            ratio * self.paper_dpi,
            None if self._true else (ratio * room.width(), ratio * room.height()),
            ratio * page,
            narrow=page < _WIDE_PAGE,
        )

    def show_image(self, image: QImage) -> None:
        """Show a figure that was painted for `seen_on`."""
        self.painted = image
        self._fit()
        self.setCurrentWidget(self._area)

    def show_pages(self, drawings: tuple[Drawing, ...]) -> None:
        """Show the pages of a document."""
        self.setCurrentWidget(self._sheets)
        self.pages.show_pages(drawings)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show the text of a file."""
        self.text.setPlainText(text)
        self.setCurrentWidget(self.text)

    def show_page(self, html: str, pictures: list[QImage]) -> None:
        """Show a page in which the sources picture-0, picture-1, ... stand for pictures, painted as for `seen_on`."""
        before = self.page.verticalScrollBar().value()
        self.page.clear()
        for i, picture in enumerate(pictures):
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            kind = QTextDocument.ResourceType.ImageResource.value
            self.page.document().addResource(kind, QUrl(f"picture-{i}"), picture)
        self.page.setHtml(html)
        self.page.verticalScrollBar().setValue(before)  # the window may have become larger
        self.setCurrentWidget(self.page)

    def set_true_size(self, wanted: bool) -> None:
        """Show figures and pages as large as they are on paper, or as large as fits."""
        self._true = wanted
        self._fit()
        self.resized.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is to fit does, once the room for it has its new size: later than this widget."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
            if watched is self.page or (not self._true and watched is self._area.viewport()):
                self.resized.emit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.pages.set_dpi(self.paper_dpi if self._true else self.pages.dpi_for(self._sheets.viewport().width()))
        if self.painted is None:
            return
        ratio = self.devicePixelRatioF()
        if self._true:
            picture = QPixmap.fromImage(self.painted)
            picture.setDevicePixelRatio(ratio)
        else:
            picture = fitted(self.painted, self._area.viewport().size(), ratio)
        self.picture.setPixmap(picture)
        self.picture.resize(picture.deviceIndependentSize().toSize())
