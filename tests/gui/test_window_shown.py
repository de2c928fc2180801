"""What windows and dialogs show changes only where somebody wants it to; `tests/reference/renew.py` writes it anew."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from gui.gui_handmade import made_analysis, show
from gui.told_widget import lines_of
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from reference.kept import WINDOW

from lossacc_gui.chart import View
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export.drawing.font import FAMILY
from lossacc_gui.export.foreign import start_fonts
from lossacc_gui.gui.background.threads import Background
from lossacc_gui.gui.dialogs.address import AddressDialog
from lossacc_gui.gui.dialogs.cause import CauseDialog
from lossacc_gui.gui.dialogs.causes import CausesDialog
from lossacc_gui.gui.dialogs.colours import ColoursDialog
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.dialogs.export_subject import of_run
from lossacc_gui.gui.dialogs.lines import LinesDialog
from lossacc_gui.gui.dialogs.mapping import MappingDialog
from lossacc_gui.gui.dialogs.messages import MessagesDialog
from lossacc_gui.gui.dialogs.note import NoteDialog
from lossacc_gui.gui.dialogs.notes import NotesDialog
from lossacc_gui.gui.dialogs.recording import RecordingDialog
from lossacc_gui.gui.dialogs.settings import SettingsDialog
from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog
from lossacc_gui.gui.dialogs.source_view import SourceDialog
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.look.theme import DARK, LIGHT, ThemeChoice
from lossacc_gui.gui.palette.dialog import PaletteDialog
from lossacc_gui.gui.panels.tabs import PREDICTIONS
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.screenshot import scratch_settings
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.note import Note
from lossacc_gui.model.request import Request
from lossacc_gui.readers.registry import read_unknown
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze

QT = "6.11.3"
RENEWED = bool(os.environ.get("LOSSACC_RENEW"))
Scene = Callable[[QtBot, MainWindow], QWidget]
TABLE = "t,foo,bar\n" + "".join(f"{t},{2 * 0.9**t:.4f},{0.9 - 0.8 * 0.9**t:.4f}\n" for t in range(1, 31))


def empty(_: QtBot, window: MainWindow) -> QWidget:
    return window


def one_run(qtbot: QtBot, window: MainWindow) -> QWidget:
    show(qtbot, window.session, made_analysis())
    return window


def selected(qtbot: QtBot, window: MainWindow) -> QWidget:
    show(qtbot, window.session, made_analysis())
    settled(window)  # what a person selects in lies where it will
    window.session.select_event(1)
    return window


def dark(qtbot: QtBot, window: MainWindow) -> QWidget:
    window.choose_theme(ThemeChoice.DARK)
    show(qtbot, window.session, made_analysis())
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.drawing.look(smoothing=0.6)
    return window


def three_runs(qtbot: QtBot, window: MainWindow) -> QWidget:
    show(qtbot, window.session, *(made_analysis(name) for name in ("alpha", "beta", "gamma")))
    return window


def narrow(qtbot: QtBot, window: MainWindow) -> QWidget:
    show(qtbot, window.session, made_analysis())
    window.resize(860, 600)
    return window


def complained(qtbot: QtBot, window: MainWindow) -> QWidget:
    show(qtbot, window.session, made_analysis())
    window.session.messages.complain(Message(MessageKind.ERROR, "12 odd lines", None, 2))
    window.show_messages()
    return window


def predictions(qtbot: QtBot, window: MainWindow) -> QWidget:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    (only,) = analyze(log, Request(causes=load_causes(resource("causes")), evidence="auto"))
    show(qtbot, window.session, only)
    assert window.workspace is not None
    window.workspace.tabs.setCurrentIndex(PREDICTIONS)
    return window.workspace.tabs


SCENES: dict[str, Scene] = {
    one.__name__: one for one in (empty, one_run, selected, dark, three_runs, narrow, complained, predictions)
}


def _filled(make: Callable[[MainWindow], QDialog]) -> Scene:
    def scene(qtbot: QtBot, window: MainWindow) -> QWidget:
        show(qtbot, window.session, made_analysis())
        made = make(window)
        made.show()
        return made

    return scene


def _log() -> Path:
    path = Path("read", "log.csv")  # a run is called after its folder, of which the number of the test is no part
    path.parent.mkdir(exist_ok=True)
    path.write_text(TABLE, encoding="utf-8")
    return path


def _export(window: MainWindow) -> QDialog:
    return ExportDialog(of_run(made_analysis()), View(), (10.0, 40.0), Settings(scratch_settings()), window)


def _messages(window: MainWindow) -> QDialog:
    window.session.messages.complain(Message(MessageKind.ERROR, "12 odd lines", None, 2))
    return MessagesDialog(window.session, LIGHT, window)


DIALOGS: dict[str, Callable[[MainWindow], QDialog]] = {
    "address": AddressDialog,
    "cause": lambda window: CauseDialog(load_causes(resource("causes"))[0], window),
    "causes": lambda window: CausesDialog(None, LIGHT, window),
    "colours": lambda window: ColoursDialog(window.session, LIGHT, window),
    "export": _export,
    "lines": lambda window: LinesDialog(window.session, window),
    "mapping": lambda window: MappingDialog(read_unknown(_log())[0], (), window, guess=True),
    "messages": _messages,
    "note": lambda window: NoteDialog(Note("seen", 3.0, 9.0), None, (0.0, 60.0), "epoch", window),
    "notes": lambda window: NotesDialog(window.session, window),
    "recording": RecordingDialog,
    "settings": lambda window: SettingsDialog(Settings(scratch_settings()).preferences, LIGHT, window),
    "shortcuts": lambda window: ShortcutsDialog(window.actions_by_name, Settings(scratch_settings()), LIGHT, window),
    "source": lambda window: SourceDialog(_log(), 4, DARK, window),
    "worked table": lambda window: WorkedTableDialog(DARK, "", window),
    "palette": lambda window: PaletteDialog(window, window.session, LIGHT),
}
SCENES |= {name: _filled(make) for name, make in DIALOGS.items()}


class OurFonts:
    """In place of the fonts of the machine."""

    SystemFont = QFontDatabase.SystemFont

    @staticmethod
    def systemFont(_: QFontDatabase.SystemFont) -> QFont:
        return QApplication.font()


@pytest.fixture(autouse=True)
def letters_of_ours(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same letters on each machine."""
    before = QApplication.font()
    start_fonts()
    ours = QFont(FAMILY, 10)
    ours.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    ours.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    QApplication.setFont(ours)
    monkeypatch.setattr("PySide6.QtGui.QFontDatabase", OurFonts)  # which is imported when it is asked for
    yield
    QApplication.setFont(before)


def settled(shown: QWidget) -> list[str]:
    """The lines once nothing works or moves any more; to ask for all lines again and again takes most of the time."""
    before: Sequence[object] = []
    for _ in range(50):
        for _ in range(20):
            QApplication.processEvents()
        now = [(one.geometry().getRect(), one.isVisible()) for one in shown.findChildren(QWidget)]
        working = any(one.busy for top in QApplication.topLevelWidgets() for one in top.findChildren(Background))
        if now == before and not working:
            return list(lines_of(shown))
        before = now
        QTest.qWait(20)
    raise AssertionError("it changes all the time")


@pytest.mark.skipif(sys.platform != "linux" or qVersion() != QT, reason="another Qt places otherwise")
@pytest.mark.parametrize("name", SCENES)
def test_what_a_window_shows_is_what_it_was_when_somebody_last_looked(
    name: str, qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = SCENES[name](qtbot, window)
    if isinstance(shown, QDialog):
        qtbot.addWidget(shown)
        qtbot.waitExposed(shown)
    now = settled(shown)
    if RENEWED:
        WINDOW.put(name, now)
    unlike = WINDOW.unlike(name, now)
    if unlike:
        pytest.fail(unlike)


@pytest.mark.skipif(qVersion() != QT, reason="another Qt places otherwise")
def test_nothing_is_stored_of_a_window_that_is_no_longer_looked_at() -> None:
    if RENEWED:
        WINDOW.drop_others(SCENES)
    assert sorted(WINDOW.names()) == sorted(SCENES)
