"""The live table: what a person edits, and what it tells."""

from __future__ import annotations

import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QLineEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from lossacc_gui.explain.worked_table import presets
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.look.theme import DARK, LIGHT
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.fixture
def dialog(qtbot: QtBot) -> WorkedTableDialog:
    made = WorkedTableDialog(LIGHT)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(dialog: WorkedTableDialog, case: int, row: int, column: int) -> str:
    model = dialog.cases[case].model
    return str(model.data(model.index(row, column)))


def test_the_first_case_shows_half_on_the_right_class_at_ln_2(dialog: WorkedTableDialog) -> None:
    assert [cell(dialog, 0, 0, column) for column in range(8)] == [
        "1 0 0",
        "0.5",
        "0.25",
        "0.25",
        "1",
        "0",
        "yes",
        "0.693",
    ]
    assert "0.693" in dialog.cases[0].numbers.text() and "100.0 %" in dialog.cases[0].numbers.text()
    assert "accuracy falls (100.0 % → 66.7 %)" in dialog.sentence.text()


def test_what_can_be_edited_is_bold_and_nothing_else(dialog: WorkedTableDialog) -> None:
    model = dialog.cases[0].model
    indexes = [model.index(0, column) for column in range(8)]
    bold = [(font := model.data(one, Qt.ItemDataRole.FontRole)) is not None and font.bold() for one in indexes]
    assert bold == [bool(model.flags(one) & Qt.ItemFlag.ItemIsEditable) for one in indexes]
    assert bold == [False, True, True, True, False, False, False, False]


def test_a_typed_probability_changes_loss_and_sum_at_once(dialog: WorkedTableDialog, qtbot: QtBot) -> None:
    table = dialog.cases[1].table
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 3))
    table.edit(table.currentIndex())
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("0.6")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(dialog, 1, 2, 3) == "0.6")
    assert cell(dialog, 1, 2, 4) == "1.2"
    assert cell(dialog, 1, 2, 6) == "yes"
    assert "1 row does not sum to 1" in dialog.cases[1].numbers.text()
    assert "accuracy stays" in dialog.sentence.text()
    qtbot.mouseClick(dialog.cases[1].renormalise, Qt.MouseButton.LeftButton)
    assert cell(dialog, 1, 2, 4) == "1" and cell(dialog, 1, 2, 3) == "0.5"


@pytest.mark.parametrize("text", ["1.5", "-0.1", "much", "nan", ""])
def test_what_is_no_probability_leaves_the_old_one(dialog: WorkedTableDialog, text: str) -> None:
    model = dialog.cases[0].model
    assert not model.setData(model.index(0, 1), text)
    assert cell(dialog, 0, 0, 1) == "0.5"


def test_only_predictions_can_be_edited(dialog: WorkedTableDialog) -> None:
    model = dialog.cases[0].model
    editable = [bool(model.flags(model.index(0, c)) & Qt.ItemFlag.ItemIsEditable) for c in range(model.columnCount())]
    assert editable == [False, True, True, True, False, False, False, False]


def test_every_preset_can_be_played_and_started_again(dialog: WorkedTableDialog) -> None:
    for index, one in enumerate(presets()):
        dialog.choice.setCurrentIndex(index)
        assert dialog.story.text() == one.story
        model = dialog.cases[0].model
        assert model.setData(model.index(0, 1), "0.01")
        dialog.reset.click()
        assert dialog.cases[0].model.case == one.first
        assert dialog.cases[1].model.case == one.second
        assert one.second.title in dialog.sentence.text()


def test_it_opens_at_the_preset_asked_for(qtbot: QtBot) -> None:
    made = WorkedTableDialog(DARK, "confident_mistake")
    qtbot.addWidget(made)
    assert made.choice.currentText() == "One confident mistake"
    assert made.cases[1].model.case.mean_loss > made.cases[0].model.case.mean_loss


def test_everything_has_a_name_for_screen_readers(dialog: WorkedTableDialog) -> None:
    named = [dialog.choice, dialog.sentence, *(one.table for one in dialog.cases), *(o.numbers for o in dialog.cases)]
    names = [one.accessibleName() for one in named]
    assert all(names) and len(set(names)) == len(names)


def test_the_window_opens_it_from_the_help_menu_and_from_an_explanation(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["worked_table"].trigger()
    (first,) = window.findChildren(WorkedTableDialog)
    assert first.choice.currentIndex() == 0
    first.close()
    show(qtbot, window.session, made_analysis())
    assert window.workspace is not None
    window.session.select_event(1)
    page = window.workspace.panel.findChild(QTextBrowser)
    assert page is not None and "table:confident_mistake" in page.toHtml()
    page.anchorClicked.emit(QUrl("table:confident_mistake"))
    shown = [one for one in window.findChildren(WorkedTableDialog) if one.isVisible()]
    assert [one.choice.currentText() for one in shown] == ["One confident mistake"]
