"""The panel that explains what is selected: a page of text with links into the chart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPixmap, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from lossacc_gui.chart.named import explanation_of
from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import CutLabel
from lossacc_gui.gui.look.theme import LIGHT, Theme
from lossacc_gui.gui.panels.explanation_page import Opened, cause_text, is_aside, page, whole_text
from lossacc_gui.gui.panels.page_parts import MAY_BREAK, breakable
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import RunKey, Selection, index_of
from lossacc_gui.language import tr
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.event import Event

_FOLDED: Opened = frozenset()
_FIRST_ONLY: Opened = frozenset({0})
BAR = QSize(150, 8)
BUTTON_SIZE = 16
"""Pixels of an icon, beside letters of the usual size."""


class _Page(QTextBrowser):
    """A text browser that paints score bars itself and leaves all links to its owner."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(12)

    def event(self, event: QEvent) -> bool:
        """Enter follows the link that has the focus, before it is anybody else's key."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.textCursor().charFormat().isAnchor()
        ):
            event.accept()
            return True
        return super().event(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is selected, as text that can be run where it is code."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText().replace(MAY_BREAK, ""))
        copied.setHtml(self.textCursor().selection().toHtml().replace(MAY_BREAK, ""))
        return copied

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A bar for 'bar:0.71'; nothing else is ever loaded, least of all from a log."""
        url = QUrl(name)
        if kind == QTextDocument.ResourceType.ImageResource.value and url.scheme() == "bar":
            return self._bar(float(url.path()))
        return None

    def _bar(self, score: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(BAR * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((BAR.width(), self.theme.raised), (BAR.width() * score, self.theme.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(0, 0, max(width, 3), BAR.height()), 3, 3)
        painter.end()
        return picture


class ExplanationPanel(QWidget):
    """Follows the session's selection; its links select events and stretches."""

    table_asked = Signal(str)
    stretches_asked = Signal()
    cause_copied = Signal()

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._opened = _FOLDED
        self._shown: tuple[Analysis | None, int | None] = (None, None)
        self._about: tuple[RunKey | None, Event | None] = (None, None)
        self._theme = LIGHT
        self._waits = False  # for a turn of its own
        self._place = CutLabel(self)
        self._buttons: list[QToolButton] = []
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(2)
        bar.addWidget(self._place, 1)
        for name in ("previous_event", "next_event", "copy_explanation"):
            button = QToolButton(self)
            self._buttons.append(button)
            button.setDefaultAction(actions[name])
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(actions[name].text().replace("&", ""))
            bar.addWidget(button)
        self._page = _Page(self)  # after the buttons, as the Tab key goes
        self._page.setAccessibleName(self.tr("Explanation"))
        self._page.anchorClicked.connect(self._on_anchor_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._page, 1)
        session.current_changed.connect(self._on_current_changed)
        session.selection_changed.connect(self._on_selection_changed)

    def sizeHint(self) -> QSize:
        """Wide enough for a sentence."""
        return QSize(350, 500)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._page.theme = theme
        side = enlarged(BUTTON_SIZE)
        for button in self._buttons:
            button.setIconSize(QSize(side, side))
        self._show(fresh=True)

    def take_keys(self) -> None:
        """Have the page take them; as a proxy for the panel it would take those of Tab before the chart does."""
        self._page.setFocus()

    def text(self) -> str:
        """The whole explanation, every cause unfolded, as plain text."""
        analysis = self._session.current
        if analysis is None:
            return ""
        return whole_text(analysis, self._event_only(), self._theme)

    def copy(self) -> None:
        """Put the explanation on the clipboard as text."""
        QGuiApplication.clipboard().setText(self.text())

    def copy_cause(self, place: int) -> None:
        """Put one cause on the clipboard as text."""
        analysis = self._session.current
        if analysis is not None:
            QGuiApplication.clipboard().setText(cause_text(analysis, self._event_only(), place, self._theme))
            self.cause_copied.emit()

    def _event_only(self) -> Selection:
        return Selection(event=self._session.selection.event)

    def _on_current_changed(self) -> None:
        """Explain another analysis in a turn of its own: to lay out a page of words takes as long as all the rest."""
        if self._session.current is None:
            self._show()
        elif not self._waits:
            self._waits = True
            in_turns(self, self._on_turn)

    def _on_turn(self) -> None:
        if self._waits:
            self._show()

    def _on_selection_changed(self) -> None:
        if not self._waits:
            self._show()

    def _show(self, *, fresh: bool = False) -> None:
        self._waits = False
        analysis = self._session.current
        if analysis is None:
            self._shown = (None, None)
            self._page.clear()
            self._page.setAccessibleDescription("")
            self._place.clear()
            return
        event = self._session.selection.event
        shown = (analysis, event)
        if shown == self._shown and not fresh:
            return  # another stretch of the same event: keep what is being read where it is
        self._shown = shown
        same = self._is_about_the_same(analysis, event)
        self._about = (self._session.current_key, None if event is None else analysis.events[event])
        if not same:
            aside = is_aside(analysis, explanation_of(analysis, self._about[1]))
            self._opened = _FOLDED if aside else _FIRST_ONLY  # what is hardly believed is there on a click
        count = len(analysis.events)
        self._place.setText(
            self.tr("Whole run") if event is None else self.tr("Event {0} of {1}").format(event + 1, count)
        )
        self._page.setAccessibleDescription(
            tr(analysis.verdict.text if event is None else analysis.events[event].explanation.summary)
        )
        self._fill(keep_place=same)

    def _is_about_the_same(self, analysis: Analysis, event: int | None) -> bool:
        """Whether what was explained is what is to be explained, analysed anew."""
        key, before = self._about
        if key != self._session.current_key or (before is None) is not (event is None):
            return False
        return before is None or index_of(before, analysis) == event

    def _fill(self, *, keep_place: bool) -> None:
        analysis = self._session.current
        at = self._page.verticalScrollBar().value() if keep_place else 0
        if analysis is not None:
            self._page.setHtml(breakable(page(analysis, self._event_only(), self._opened, self._theme)))
            self._page.verticalScrollBar().setValue(at)

    def _on_anchor_clicked(self, url: QUrl) -> None:
        rest = url.toString().partition(":")[2]
        match url.scheme():
            case "event":
                self._session.select_event(int(rest))
            case "span":
                start, end = rest.split(":")
                self._session.select_span(float(start), float(end))
            case "copy":
                self.copy_cause(int(rest))
            case "why":
                self.stretches_asked.emit()
            case "table":
                self.table_asked.emit(rest)
            case "cause":
                self._fold(int(rest))
            case "family":
                self._fold(rest)

    def _fold(self, what: int | str) -> None:
        """Unfold a cause or a family, or fold it again."""
        self._opened = self._opened ^ {what}
        self._fill(keep_place=True)
