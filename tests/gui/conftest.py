"""A hand-made analysis, a session that shows it, and a check that no test leaves a thread or timer behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.persistence import projects
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis

A_LONG_TIME = 60.0
"""Seconds after which a thread counts as never ending, and what is waited for as never coming."""
MILLISECONDS = int(1000 * A_LONG_TIME)


class PatientBot(QtBot):
    """Waits as long as a busy machine may need, where a test names no time of its own; five seconds are too few."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = MILLISECONDS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = MILLISECONDS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = MILLISECONDS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_key_is_held(qapp: QApplication) -> Iterator[None]:
    """Qt takes the modifiers of the last key or click for held until the next event, and selects rows by them."""
    yield
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.fixture
def analysis() -> Analysis:
    return made_analysis()


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot, store: QSettings) -> Iterator[MainWindow]:
    """A window without a log."""
    made = build_window(store)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    """A font half as large again as the usual one, for windows made after this."""
    before = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(1.5 * large.pointSizeF())
    QApplication.setFont(large)
    yield
    QApplication.setFont(before)


@pytest.fixture
def session(window: MainWindow) -> Session:
    return window.session


@pytest.fixture
def filled(qtbot: QtBot, window: MainWindow, analysis: Analysis) -> MainWindow:
    """A window that shows the hand-made analysis."""
    show(qtbot, window.session, analysis)
    return window


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window with notes asks before it closes, and nobody is there to answer."""
    monkeypatch.setattr(projects, "ask", lambda *_: QMessageBox.StandardButton.Discard)


@pytest.fixture(autouse=True, scope="package")
def only_this_thread_collects() -> Iterator[None]:
    """As in the program (gui/background/garbage.py): no worker thread may destroy a widget."""
    thresholds = gc.get_threshold()
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.set_threshold(*thresholds)
    gc.enable()


@pytest.fixture(autouse=True)
def the_last_window_is_gone(only_this_thread_collects: None, qapp: QApplication) -> None:
    """Destroy what the test before has left to Qt and to Python, before this one makes anything.

    Not at its end: pytest still holds its window then, which a collection makes old and no later one looks at again.
    Every window left seven menus behind so, and whatever changes letters or colours dressed thousands of them.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)
    gc.disable()
    gc.set_threshold(0)  # a reader may switch collection off and on again


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    app = QApplication.instance()
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:  # closing waits for a second only (gui/background/threads.py); a slow machine may need more
        thread.join(A_LONG_TIME)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    if app is not None:
        QApplication.processEvents()
        timers = [
            timer
            for widget in QApplication.topLevelWidgets()
            if not widget.isHidden()
            for timer in widget.findChildren(QTimer)
            if timer.isActive()
        ]
        assert not timers, f"timers left running: {timers}"


@pytest.fixture(autouse=True)
def no_qt_warnings(qapp: QApplication, qtlog: Any) -> Iterator[None]:
    """A warning of Qt fails the test; only the offscreen screen may say what it cannot do."""
    yield
    told = [record.message for record in qtlog.records if "This plugin does not support" not in record.message]
    assert not told, f"Qt warned: {told}"
