"""What somebody sees who has no log open, opens a wrong one, or wants to know how to go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.dialogs.recording import KERAS, PYTORCH, RecordingDialog
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.window.card import Card
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.samples import samples

GUIDE = Path(__file__).resolve().parents[2] / "packaging" / "guide"


@pytest.fixture
def started(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window that shows what it shows after its first frame."""
    window.show_samples(samples())
    qtbot.waitUntil(lambda: len(cards(window)) == 6)
    return window


def cards(window: MainWindow) -> list[Card]:
    return [card for card in window.empty.findChildren(Card) if card.isVisible()]


def test_three_samples_are_told_in_a_sentence_and_all_are_a_click_away(qtbot: QtBot, started: MainWindow) -> None:
    first = cards(started)[:3]
    assert [card.title.text() for card in first] == ["Over-confidence", "Near ties", "A healthy run"]
    assert all(card.sentence.text().endswith(".") for card in cards(started))
    (more,) = [b for b in started.empty.findChildren(QPushButton) if b.text().startswith("All ")]
    assert str(len(samples())) in more.text()
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = started.actions_by_name["samples"].menu()
    assert isinstance(menu, QMenu) and menu.isVisible() and len(menu.actions()) == len(samples())
    menu.close()


def test_a_sample_opens_by_a_click(qtbot: QtBot, started: MainWindow) -> None:
    with qtbot.waitSignal(started.session.opened):
        qtbot.mouseClick(cards(started)[2], Qt.MouseButton.LeftButton)
    assert started.session.current is not None


def test_how_to_record_predictions_is_told_with_the_lines_of_the_guide(qtbot: QtBot, started: MainWindow) -> None:
    (card,) = [card for card in cards(started) if card.title.text() == "Record predictions"]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    (dialog,) = started.findChildren(RecordingDialog)
    shown = [text.toPlainText() + "\n" for text in dialog.findChildren(QPlainTextEdit)]
    assert shown == [KERAS, PYTORCH]
    page = (GUIDE / "predictions.md").read_text(encoding="utf-8")
    assert KERAS in page and PYTORCH in page
    (copying,) = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Copy the lines for PyTorch"]
    copying.click()
    assert QGuiApplication.clipboard().text() == PYTORCH
    dialog.reject()


def test_the_live_table_is_offered_to_who_has_no_log(qtbot: QtBot, started: MainWindow) -> None:
    qtbot.mouseClick(cards(started)[5], Qt.MouseButton.LeftButton)
    (dialog,) = started.findChildren(WorkedTableDialog)
    dialog.close()


@pytest.mark.parametrize("size", [QSize(900, 600), QSize(1280, 800), QSize(1920, 1200)])
def test_nothing_is_cut_off_sideways(qtbot: QtBot, started: MainWindow, size: QSize) -> None:
    started.resize(size)
    qtbot.waitUntil(lambda: started.size() == size)
    assert started.empty.horizontalScrollBar().maximum() == 0
    assert all(card.height() >= card.heightForWidth(card.width()) for card in cards(started))


def test_cards_and_headline_are_written_in_the_letters_of_the_window(qtbot: QtBot, started: MainWindow) -> None:
    def sizes() -> list[float]:
        headline = next(one for one in started.empty.findChildren(QLabel) if one.text().startswith("Drop a"))
        cards_now = [label.font().pointSizeF() for card in cards(started) for label in (card.title, card.sentence)]
        return [headline.font().pointSizeF(), *cards_now]

    usual, before = QApplication.font().pointSizeF(), sizes()
    started.prefer(replace(started._settings.preferences, font_size=round(2 * usual)))
    qtbot.waitUntil(started.updatesEnabled)
    assert sizes() == pytest.approx([2 * one for one in before], rel=0.1)
    assert all(card.height() >= card.heightForWidth(card.width()) for card in cards(started))
    started.prefer(replace(started._settings.preferences, font_size=0))
    qtbot.waitUntil(started.updatesEnabled)


def test_every_button_has_a_name_and_comes_in_the_order_of_the_eye(started: MainWindow) -> None:
    buttons = [b for b in started.empty.findChildren(QAbstractButton) if b.isVisible()]
    for button in buttons:
        tree = QAccessible.queryAccessibleInterface(button)
        assert tree is not None and tree.text(QAccessible.Text.Name)
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    seen = []
    one = buttons[0]
    for _ in range(len(buttons) * 4):
        if one in buttons and one not in seen:
            seen.append(one)
        one = one.nextInFocusChain()  # type: ignore[assignment]
    places = [
        (b.mapTo(started.empty, b.rect().topLeft()).y() // 20, b.mapTo(started.empty, b.rect().topLeft()).x())
        for b in seen
    ]
    assert len(seen) == len(buttons) and places == sorted(places)


def test_a_folder_without_a_log_says_what_can_be_done(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.open([tmp_path])
    assert "no training log in this folder" in window.strip.text() and "by itself" in window.strip.text()


def test_what_stands_in_an_empty_window_is_as_wide_as_its_letters_want(qtbot: QtBot, window: MainWindow) -> None:
    column, preferences = window.empty._page, window._settings.preferences
    before = column.maximumWidth()
    for size, least, most in ((2 * round(QApplication.font().pointSizeF()), 1.7, 2.3), (0, 1.0, 1.0)):
        window.prefer(replace(preferences, font_size=size))
        qtbot.waitUntil(window.updatesEnabled)
        assert least * before <= column.maximumWidth() <= most * before


def test_the_sign_of_a_sample_is_fine_on_a_fine_screen_and_no_larger(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = list[QPixmap]()
    monkeypatch.setattr(type(window.empty), "devicePixelRatioF", lambda _: 2.0)
    monkeypatch.setattr(Card, "show_sign", lambda _, sign: signs.append(sign))
    window.show_samples(samples())
    assert [(sign.width(), sign.devicePixelRatio()) for sign in signs] == 3 * [(40, 2.0)]
