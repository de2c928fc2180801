"""Keys that a person gives to actions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.actions.actions import menu_letters, usual_keys
from lossacc_gui.gui.actions.keys import cleaned, refused
from lossacc_gui.gui.dialogs import shortcuts
from lossacc_gui.gui.dialogs.shortcuts import KEYS, ShortcutsDialog
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.window.main_window import MainWindow

TITLES = {"fit": "Fit", "open": "Open"}
TAKEN = {"fit": ("F", "Ctrl+0"), "open": ("Ctrl+O",)}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Ctrl+O", "the key of “Open”"),
        ("+", "the chart"),
        ("Tab", "moves through the window"),
        ("Alt+F", "opens a menu"),
        ("", "no key"),
        ("Ctrl+ö+", "no key"),
    ],
)
def test_a_key_that_is_taken_is_refused_with_the_reason(key: str, why: str) -> None:
    assert why in refused(key, "fit", TAKEN, TITLES, menu_letters())


@pytest.mark.parametrize("key", ["F", "Ctrl+Alt+G", "F9", "Shift+G", "Alt+9"])
def test_a_free_key_and_its_own_are_taken(key: str) -> None:
    assert refused(key, "fit", TAKEN, TITLES, menu_letters()) == ""


def test_settings_never_give_one_key_to_two_actions() -> None:
    wanted = {"fit": ("Ctrl+O", "Tab", "nonsense+"), "export": ("Ctrl+O",), "gone": ("F2",)}
    keys = cleaned(wanted, usual_keys(), menu_letters())
    assert keys["export"] == ("Ctrl+O",) and keys["fit"] == () and keys["open"] == () and "gone" not in keys
    every = [key for own in keys.values() for key in own]
    assert len(every) == len(set(every))


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, store: QSettings) -> ShortcutsDialog:
    made = ShortcutsDialog(window.actions_by_name, Settings(store), window.theme, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_list_is_as_wide_as_dialogs_are_and_wider_where_letters_want_it(
    qtbot: QtBot, window: MainWindow, store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(letters: int) -> int:
        monkeypatch.setattr(shortcuts, "LETTERS", letters)
        made = ShortcutsDialog(window.actions_by_name, Settings(store), window.theme, window)
        qtbot.addWidget(made)
        return made.width()

    monkeypatch.setattr(shortcuts, "SIZE", QSize(500, 400))
    screen = window.screen().availableGeometry().width()
    assert width(1) == 500 and width(10_000) == int(shortcuts.WIDEST * screen) > 500


def choose(dialog: ShortcutsDialog, title: str) -> None:
    dialog.filter.setText(title)


def test_another_key_holds_at_once_and_after_a_restart(
    qtbot: QtBot, dialog: ShortcutsDialog, window: MainWindow, store: QSettings
) -> None:
    choose(dialog, "smooth more")
    dialog.edit.setKeySequence(QKeySequence("Ctrl+Shift+M"))
    dialog.set_key.click()
    assert window.actions_by_name.keys["smooth_more"] == ("Ctrl+Shift+M",)
    assert "(Ctrl+Shift+M)" in window.actions_by_name["smooth_more"].toolTip()
    assert dialog.table.item(dialog.table.currentRow(), KEYS).text() == "Ctrl+Shift+M"  # type: ignore[union-attr]
    again = build_window(store)
    qtbot.addWidget(again)
    assert again.actions_by_name.keys["smooth_more"] == ("Ctrl+Shift+M",)
    again.close()
    dialog.reset_keys.click()
    assert window.actions_by_name.keys["smooth_more"] == usual_keys()["smooth_more"] and Settings(store).keys == {}
    dialog.reject()


def test_a_taken_key_cannot_be_set_and_a_reset_takes_none_from_another(
    dialog: ShortcutsDialog, window: MainWindow
) -> None:
    choose(dialog, "smooth more")
    dialog.edit.setKeySequence(QKeySequence("Ctrl+E"))
    assert not dialog.set_key.isEnabled() and "Export" in dialog.told.text()
    dialog.clear_keys.click()
    choose(dialog, "smooth less")
    dialog.edit.setKeySequence(QKeySequence("]"))
    dialog.add_key.click()
    assert window.actions_by_name.keys["smooth_less"] == ("[", "]")
    choose(dialog, "smooth more")
    dialog.reset_keys.click()
    assert window.actions_by_name.keys["smooth_more"] == () and "Smooth Less" in dialog.told.text()
    dialog.reset_all.click()
    assert window.actions_by_name.keys == usual_keys()
    dialog.reject()


def test_a_key_is_given_by_keys_alone(qtbot: QtBot, dialog: ShortcutsDialog, window: MainWindow) -> None:
    qtbot.keyClicks(dialog.filter, "copy path")
    qtbot.keyClick(dialog.filter, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.table.hasFocus()
    dialog.edit.setFocus()
    qtbot.keyClick(dialog.edit, Qt.Key.Key_F9)
    qtbot.keyClick(dialog.set_key, Qt.Key.Key_Space)
    assert window.actions_by_name.keys["copy_path"] == ("F9",)
    dialog.reject()


def test_enter_presses_the_button_that_has_the_focus_and_closes_elsewhere(
    qtbot: QtBot, dialog: ShortcutsDialog, window: MainWindow
) -> None:
    choose(dialog, "Copy Path of the Log")
    for key, pressed in ((Qt.Key.Key_F9, Qt.Key.Key_Return), (Qt.Key.Key_F11, Qt.Key.Key_Enter)):
        dialog.edit.setFocus()
        qtbot.keyClick(dialog.edit, key)
        dialog.add_key.setFocus()
        qtbot.keyClick(dialog.add_key, pressed)
        assert dialog.isVisible()
    assert window.actions_by_name.keys["copy_path"] == ("F9", "F11")
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_damaged_keys_in_the_settings_count_as_none(store: QSettings) -> None:
    for damaged in ("[", "[]", '{"fit": 3}', "{}"):
        store.setValue("keys", damaged)
        assert Settings(store).keys == {}
