"""Tells what is new in a followed log: in the status bar, above the chart where it got worse, on the desktop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.window.status_bar import NEWS_MS, tell
from lossacc_gui.language import tr

if TYPE_CHECKING:
    from lossacc_gui.gui.session.news import News


class Reporting(QObject):
    """Follows the session's news; the action "show_news" goes to the run that got worse last."""

    def __init__(self, window: QMainWindow, actions: Actions, session: Session, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._show = actions["show_news"]
        self._worse: Path | None = None
        self._tray: QSystemTrayIcon | None = None
        self._show.triggered.connect(self._on_show)
        session.news_came.connect(self._on_news)
        session.runs_changed.connect(self._allow)

    def _on_news(self, log: Path, news: News) -> None:
        if not news.worse:
            tell(self._window, f"{news.name}: {tr(news.text)}", NEWS_MS)
            return
        self._worse = log
        self._window.statusBar().clearMessage()  # what was new before is not what is new now
        self._allow()
        told = news.text if news.name == log.stem else f"{news.name}: {tr(news.text)}"  # the log is named already
        self._session.messages.complain(Message(MessageKind.NOTICE, told, log, offer=self._show.objectName()))
        if self._settings.preferences.notifies:
            self._notify(f"{news.name}: {tr(news.text)}")

    def _notify(self, text: str) -> None:
        """The window asks for attention, and the desktop shows the text where it has a place for such."""
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._on_show)
        self._tray.show()  # a message wants an icon
        self._tray.showMessage("lossacc", text, QSystemTrayIcon.MessageIcon.Warning)

    def _on_show(self) -> None:
        if self._tray is not None:
            self._tray.hide()
        if self._worse is not None:
            self._window.activateWindow()
            self._session.show_log(self._worse)

    def _allow(self) -> None:
        self._show.setEnabled(any(run.key.source == self._worse for run in self._session.runs))
