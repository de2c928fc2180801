"""The dialogs of reading and messages as the keyboard and assistive programs find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.dialogs.address import AddressDialog
from lossacc_gui.gui.dialogs.licences import LicencesDialog
from lossacc_gui.gui.dialogs.mapping import MappingDialog
from lossacc_gui.gui.dialogs.messages import MessagesDialog
from lossacc_gui.gui.dialogs.note import NoteDialog
from lossacc_gui.gui.dialogs.notes import NotesDialog
from lossacc_gui.gui.dialogs.recording import RecordingDialog
from lossacc_gui.gui.dialogs.settings import SettingsDialog
from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog
from lossacc_gui.gui.dialogs.source_view import SourceDialog
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.look.theme import LIGHT
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.program.screenshot import scratch_settings
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.note import Note
from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.registry import read_unknown

TABLE = "t,foo,bar\n" + "".join(f"{t},{2 * 0.9**t:.4f},{0.9 - 0.8 * 0.9**t:.4f}\n" for t in range(1, 31))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(TABLE)
    return path


def mapping(window: MainWindow, log: Path) -> QDialog:
    return MappingDialog(read_unknown(log)[0], (), window, guess=True)


def messages(window: MainWindow, log: Path) -> QDialog:
    window.session.messages.complain(Message(MessageKind.ERROR, "odd", log, 2))
    return MessagesDialog(window.session, LIGHT, window)


def source(window: MainWindow, log: Path) -> QDialog:
    return SourceDialog(log, 4, LIGHT, window)


def recording(window: MainWindow, _: Path) -> QDialog:
    return RecordingDialog(window)


def shortcuts(window: MainWindow, _: Path) -> QDialog:
    return ShortcutsDialog(window.actions_by_name, Settings(scratch_settings()), LIGHT, window)


def settings(window: MainWindow, _: Path) -> QDialog:
    return SettingsDialog(Preferences(), LIGHT, window)


def thresholds(window: MainWindow, _: Path) -> QDialog:
    made = SettingsDialog(Preferences(options=(("too_short", "5"),)), LIGHT, window)
    made.tabs.setCurrentWidget(made.thresholds)
    return made


def note(window: MainWindow, _: Path) -> QDialog:
    return NoteDialog(Note("mine", 3.0, 9.0), None, (0.0, 30.0), "epoch", window)


def notes(window: MainWindow, log: Path) -> QDialog:
    return NotesDialog(window.session, window)


def address(window: MainWindow, _: Path) -> QDialog:
    return AddressDialog(window)


def worked_table(window: MainWindow, _: Path) -> QDialog:
    return WorkedTableDialog(LIGHT, "", window)


def licences(window: MainWindow, _: Path) -> QDialog:
    return LicencesDialog(window)


OF_READING = [mapping, messages, source, recording, shortcuts, settings, thresholds, note, notes]


@pytest.fixture(scope="module")
def behind(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """The window that dialogs lie over, one for all of them: none changes anything of it."""
    store = QSettings(str(tmp_path_factory.mktemp("behind") / "settings.ini"), QSettings.Format.IniFormat)
    made = build_window(store)
    made.show()
    yield made
    made.close()


@pytest.fixture(params=[*OF_READING, address, worked_table, licences])
def dialog(request: pytest.FixtureRequest, qtbot: QtBot, behind: MainWindow, log: Path) -> Iterator[QDialog]:
    make: Callable[[MainWindow, Path], QDialog] = request.param
    made = make(behind, log)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    qtbot.waitExposed(made)
    if isinstance(made, MappingDialog):
        qtbot.waitUntil(lambda: not made.pattern.isHidden())
    made.activateWindow()
    yield made
    made.reject()


def reached(dialog: QDialog) -> list[QWidget]:
    """What Tab reaches, in its order."""
    found: list[QWidget] = []
    one: QWidget = dialog
    while (one := one.nextInFocusChain()) is not dialog:
        inner = one.objectName().startswith("qt_") and not isinstance(one, QTabBar)
        inner = inner or one.focusProxy() is not None
        left_out = isinstance(one, QRadioButton) and not one.isChecked()  # the arrow keys go there
        takes = one.isVisibleTo(dialog) and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and not inner and not left_out:
            found.append(one)
    return found


def test_what_tab_reaches_has_a_name_in_the_accessibility_tree(dialog: QDialog) -> None:
    assert reached(dialog)
    for widget in reached(dialog):
        tree = QAccessible.queryAccessibleInterface(widget)
        assert tree is not None and tree.text(QAccessible.Text.Name), widget


def test_the_keys_of_tab_come_to_everything_in_that_order(dialog: QDialog) -> None:
    wanted = reached(dialog)
    wanted[0].setFocus()
    came = [wanted[0]]
    for _ in range(4 * len(wanted)):
        QTest.keyClick(came[-1], Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is wanted[0]:
            break
        came += [] if now is came[-1] else [now]  # a page takes it to its links
    alike = [[type(one) if isinstance(one, QRadioButton) else one for one in order] for order in (came, wanted)]
    assert alike[0] == alike[1], "of radio buttons one stands for all"


def test_a_box_of_choices_is_labelled_where_its_name_is_what_is_chosen(dialog: QDialog) -> None:
    """Qt says so of a box on Linux: who labels it stands in its relations."""
    for box in dialog.findChildren(QComboBox):
        tree = QAccessible.queryAccessibleInterface(box)
        labels = {label.buddy() for label in dialog.findChildren(QLabel)}
        assert tree is not None and (tree.text(QAccessible.Text.Name) != box.currentText() or box in labels), box


def test_no_dialog_begins_larger_than_the_screen(dialog: QDialog) -> None:
    there = dialog.screen().availableGeometry()
    assert dialog.width() <= there.width() and dialog.height() <= there.height()


@pytest.mark.usefixtures("large_letters")
def test_an_address_is_asked_for_in_words_that_are_whole_in_large_letters(window: MainWindow, log: Path) -> None:
    dialog = address(window, log)
    dialog.show()
    words = next(one for one in dialog.findChildren(QLabel) if one.text().startswith("A log"))
    assert words.wordWrap() and words.height() >= words.heightForWidth(words.width())
    dialog.reject()


def test_tab_leaves_every_part_and_comes_to_the_buttons_last(qtbot: QtBot, dialog: QDialog) -> None:
    order = reached(dialog)
    last = [isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QDialogButtonBox) for widget in order]
    assert last == sorted(last) and last[-1]
    start = order[0]
    start.setFocus()
    visited = []
    for _ in order:
        now = QApplication.focusWidget()
        assert now is not None
        visited.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    kinds = [[one for one in many if not isinstance(one, QRadioButton)] for many in (visited, order)]
    assert set(kinds[0]) == set(kinds[1])  # of radio buttons Qt chooses the one that Tab comes to


def test_escape_closes_it(qtbot: QtBot, dialog: QDialog) -> None:
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_metric_is_given_its_meaning_by_keys_alone(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    dialog = mapping(window, log)
    assert isinstance(dialog, MappingDialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.pattern.isHidden())
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.means
    index = dialog.means.currentIndex()
    qtbot.keyClick(dialog.means, Qt.Key.Key_Down)
    assert dialog.means.currentIndex() == index + 1
    (chosen,) = [choice for choice in dialog.choices if choice.metric == "foo"]
    assert chosen.quantity is Quantity(dialog.means.currentData())
    dialog.reject()


@pytest.mark.usefixtures("large_letters")
def test_nothing_lies_over_anything_in_large_letters(window: MainWindow) -> None:
    dialog = RecordingDialog(window)
    dialog.show()
    parts = [part for part in dialog.findChildren(QPlainTextEdit) + dialog.findChildren(QLabel) if part.isVisible()]
    placed = sorted(QRect(part.mapTo(dialog, QPoint()), part.size()).getCoords() for part in parts)
    boxes = [(QRect(QPoint(left, top), QPoint(right, bottom))) for left, top, right, bottom in placed]
    assert len(boxes) == 6 and not any(one.intersects(two) for one, two in combinations(boxes, 2))
    words = [part for part in dialog.findChildren(QLabel) if part.wordWrap()]
    assert len(words) == 2 and all(part.height() >= part.heightForWidth(part.width()) for part in words)
    dialog.reject()


@pytest.mark.usefixtures("large_letters")
def test_names_of_metrics_come_before_their_values_in_large_letters(window: MainWindow, log: Path) -> None:
    dialog = mapping(window, log)
    assert isinstance(dialog, MappingDialog)
    dialog.show()
    assert dialog.table.columnWidth(0) >= dialog.table.sizeHintForColumn(0) > 0
    dialog.reject()


@pytest.mark.usefixtures("large_letters")
def test_code_and_lines_of_a_log_are_as_large_as_all_other_letters(qtbot: QtBot, filled: MainWindow) -> None:
    filled.actions_by_name["recording"].trigger()
    (dialog,) = filled.findChildren(RecordingDialog)
    codes = dialog.findChildren(QPlainTextEdit)
    assert codes and {code.font().pointSizeF() for code in codes} == {QApplication.font().pointSizeF()}
    dialog.reject()
