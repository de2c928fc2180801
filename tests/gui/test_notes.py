"""Notes that a person writes in the window, and taking back whatever was done."""

from __future__ import annotations

from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.dialogs.note import ABOUT_POINT, ABOUT_RUN, ABOUT_STRETCH, NoteDialog
from lossacc_gui.gui.dialogs.notes import NotesDialog
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.gui.window.noting import place_looked_at
from lossacc_gui.model.note import Note


def notes(window: MainWindow) -> tuple[Note, ...]:
    assert window.session.current is not None
    return window.session.current.notes


def test_a_note_is_written_by_keys_and_drawn(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.select_event(1)
    filled.actions_by_name["add_note"].trigger()
    (dialog,) = filled.findChildren(NoteDialog)
    assert dialog.kinds.checkedId() == ABOUT_STRETCH and (dialog.first.value(), dialog.last.value()) == (30, 60)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    qtbot.keyClicks(dialog.words, "raised the rate here")
    with qtbot.waitSignal(filled.session.chart_prepared):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert notes(filled) == (Note("raised the rate here", 30, 60),)
    assert filled.session.prepared is not None
    (mark,) = [mark for mark in filled.session.prepared.chart.marks if mark.kind == "note"]
    assert filled.workspace is not None
    filled.session.select_event(None)
    assert "Note a, epochs 30–60: raised the rate here" in filled.workspace.panel.text()
    assert (mark.x, mark.until, mark.letter) == (30, 60, "a") and "raised the rate here" in mark.text


def test_the_place_is_what_is_looked_at(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    assert filled.workspace is not None and filled.workspace.chart is not None
    chart = filled.workspace.chart
    assert place_looked_at(session, chart) is None
    chart.move_cursor(1)
    assert place_looked_at(session, chart) == (1, 1)
    session.select_span(3, 7)
    assert place_looked_at(session, chart) == (3, 7)
    session.select_event(1)
    assert place_looked_at(session, chart) == (30, 60)
    chart.pin("A", 12)
    assert place_looked_at(session, chart) == (12, 12)
    chart.pin("B", 4)
    assert place_looked_at(session, chart) == (4, 12)


def test_ends_that_were_not_touched_stay_exact_and_wrong_ones_are_refused(filled: MainWindow) -> None:
    dialog = NoteDialog(Note("x", 1 / 3, 2 / 3), None, (0, 60), "epoch", filled)
    assert dialog.place == (1 / 3, 2 / 3)
    dialog.last.setValue(0.1)
    assert "ends before" in dialog.told.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.kinds.button(ABOUT_POINT).setChecked(True)
    assert dialog.place == (1 / 3, 1 / 3)
    dialog.kinds.button(ABOUT_RUN).setChecked(True)
    assert dialog.place is None and not dialog.first.isEnabled()
    dialog.words.setPlainText("x" * 5000)
    assert "4,000" in dialog.told.text()
    dialog.reject()


def test_notes_are_listed_changed_removed_and_come_back(qtbot: QtBot, filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    session.doing.note("on the run")
    session.doing.note("at a point", 4, 4)
    act["notes"].trigger()
    (dialog,) = filled.findChildren(NotesDialog)
    assert [dialog.list.item(i).text() for i in range(2)] == ["Note a: on the run", "Note b, epoch 4: at a point"]
    dialog.list.setCurrentRow(0)
    assert not dialog.go.isEnabled()
    dialog.change.click()
    (writing,) = filled.findChildren(NoteDialog)
    writing.words.setPlainText("on all of it")
    writing.accept()
    assert [note.text for note in notes(filled)] == ["on all of it", "at a point"]
    dialog.list.setCurrentRow(1)
    dialog.go.click()
    assert filled.workspace is not None and filled.workspace.chart is not None
    low, high = filled.workspace.chart.place.ranges.x
    assert low <= 4 <= high and high - low < 30
    dialog.remove.click()
    assert [note.text for note in notes(filled)] == ["on all of it"]
    assert act["undo"].text() == "&Undo Remove Note"
    for expected in (["on all of it", "at a point"], ["on the run", "at a point"], ["on the run"], []):
        act["undo"].trigger()
        assert [note.text for note in notes(filled)] == expected
    assert not act["undo"].isEnabled() and act["redo"].text() == "&Redo Note"
    act["redo"].trigger()
    assert [note.text for note in notes(filled)] == ["on the run"] and dialog.list.count() == 1
    dialog.reject()


def test_every_run_has_its_notes_and_undo_goes_there(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    session.add(made_analysis("other"))
    session.doing.note("of the first")
    session.show_run(1)
    assert notes(filled) == ()
    session.doing.undo()
    assert session.current_index == 0 and notes(filled) == ()
    session.doing.redo()
    assert [note.text for note in notes(filled)] == ["of the first"]


def test_notes_stay_when_the_log_is_read_anew(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.doing.note("kept", 3, 4)
    show(qtbot, filled.session, made_analysis())
    assert notes(filled) == (Note("kept", 3, 4),)


def test_a_relation_is_taken_back_too(qtbot: QtBot, filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    with qtbot.waitSignal(session.current_changed):
        session.doing.relate("loss:val_accuracy")
    assert session.request.pairs_in(session.runs[0].key.source) == ("loss:val_accuracy",)
    assert act["undo"].text() == "&Undo Relate"
    with qtbot.waitSignal(session.current_changed):
        act["undo"].trigger()
    assert session.request.pairs_in(session.runs[0].key.source) == ()
