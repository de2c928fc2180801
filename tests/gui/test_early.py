"""What a person does before the window's first turns are done is done once they are."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from commanded import LOG
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.speaking import speech_of
from lossacc_gui.gui.palette.dialog import PaletteDialog
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.first_paint import add_session
from lossacc_gui.gui.window.card import Card
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.language import ENGLISH, Language, speak
from lossacc_gui.samples import samples


@pytest.fixture
def painted(qtbot: QtBot, store: QSettings) -> Iterator[MainWindow]:
    """A window that is on the screen, and nothing more."""
    made = MainWindow(Settings(store))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.painted):
        made.show()
    yield made
    made.close()


def test_keys_and_what_is_dropped_wait_for_the_session(
    qtbot: QtBot, painted: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, dropped = tmp_path / "asked.csv", tmp_path / "dropped.csv"
    for path in (log, dropped):
        path.write_text(LOG)
    asked: list[object] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: asked.append(1) or ([str(log)], ""))
    qtbot.keyClick(painted, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(painted, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(dropped))])
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    painted.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, no_keys))
    assert not asked
    session = add_session(painted)
    qtbot.waitUntil(lambda: {run.key.name for run in session.runs} == {"asked", "dropped"})
    assert asked == [1]
    (palette,) = painted.findChildren(PaletteDialog)
    palette.reject()
    painted.actions_by_name["open"].trigger()
    assert asked == [1, 1], "from now on a key is heard once"
    qtbot.waitUntil(lambda: not session.busy and session.prepared is not None)  # nothing is under way when it closes


def test_what_is_switched_early_stays_switched(qtbot: QtBot, painted: MainWindow) -> None:
    action = painted.actions_by_name["theme_dark"]
    action.trigger()
    assert action.isChecked() and not painted.theme.dark
    add_session(painted)
    qtbot.waitUntil(lambda: painted.theme.dark)
    assert action.isChecked()


def test_who_quits_early_need_not_ask_twice(qtbot: QtBot, painted: MainWindow) -> None:
    painted.actions_by_name["quit"].trigger()
    assert painted.isVisible()
    add_session(painted)
    qtbot.waitUntil(lambda: not painted.isVisible())


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.GERMAN])
@pytest.mark.parametrize("recents", [0, 3])
def test_nothing_that_the_first_frame_shows_moves_when_the_rest_comes(
    qtbot: QtBot, store: QSettings, tmp_path: Path, language: Language, recents: int
) -> None:
    Settings(store).remember([tmp_path / f"{i}.csv" for i in range(recents)])
    speak(speech_of(language, comma=False))
    window = MainWindow(Settings(store))
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()

    def places() -> list[tuple[QPoint, QSize]]:
        (drop,) = (frame for frame in window.empty.findChildren(QFrame) if frame.objectName() == "drop")
        tools = [window.tools.widgetForAction(window.actions_by_name[name]) for name in ("open", "fit", "export")]
        shown = [drop, window.menuBar(), window.tools, window.tools.smoothing, window.status, *tools]
        return [(widget.mapTo(window, QPoint()), widget.size()) for widget in shown]

    first = places()
    window.build()
    window.finish()
    window.show_samples(samples())
    qtbot.waitUntil(lambda: sum(card.isVisible() for card in window.empty.findChildren(Card)) == 6)
    assert places() == first
    window.close()
    speak(ENGLISH)


def test_a_window_that_is_closed_is_not_built_further(qtbot: QtBot, painted: MainWindow) -> None:
    built: list[str] = []
    in_turns(painted.building, *painted.left_to_build, lambda: built.append("more"))
    in_turns(painted, lambda: built.append("last"))
    painted.close()
    qtbot.waitUntil(lambda: bool(built))
    assert built == ["last"]


def test_a_first_frame_in_other_colours_than_the_system_wants_is_mended(qtbot: QtBot, store: QSettings) -> None:
    settings = Settings(store)
    settings.saw_contrast = True
    window = MainWindow(settings)
    qtbot.addWidget(window)
    assert window.theme.contrast
    window.build()
    assert not window.theme.contrast and not settings.saw_contrast


@pytest.mark.parametrize("calm", [False, True])
def test_motion_is_reduced_from_the_first_frame_on(qtbot: QtBot, store: QSettings, calm: bool) -> None:
    settings = Settings(store)
    settings.preferences = replace(settings.preferences, calm=calm)
    window = MainWindow(settings)
    qtbot.addWidget(window)
    assert window.isAnimated() is not calm
    window.prefer(replace(settings.preferences, calm=False))  # the program's, too


def test_what_qt_does_not_know_by_name_is_no_silence(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    by_name(label, alignment="AlignRight|AlignVCenter")
    assert label.alignment() == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    with pytest.raises(ValueError, match="alignment"):
        by_name(label, alignment="AlignSomewhere")
    with pytest.raises(ValueError, match="aligment"):
        by_name(label, aligment="AlignRight")


def test_the_source_of_what_is_imported_is_not_read_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "imported_later.py").write_text("PySide6 = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    read = list[object]()
    monkeypatch.setattr(inspect, "getsource", read.append)
    exec("import imported_later")
    assert read == []
