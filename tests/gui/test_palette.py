"""The command palette: what it offers, what answers to a few letters, and that keys alone do it."""

from __future__ import annotations

from functools import partial

import pytest
from gui.gui_handmade import made_analysis
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QMenuBar
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.actions.entries import ENTRIES
from lossacc_gui.gui.dialogs.cause import CauseDialog
from lossacc_gui.gui.palette.dialog import PaletteDialog
from lossacc_gui.gui.palette.fuzzy import match
from lossacc_gui.gui.palette.lines import more_of
from lossacc_gui.gui.palette.things import Thing, found, things_of
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.mark.parametrize(
    ("query", "best", "other"),
    [
        ("log loss", "Log Loss", "Open Training Log"),
        ("export", "Export", "Show Explanation Text"),
        ("ce", "Copy Explanation", "Close Experiment Now"),
        ("cpe", "Copy Explanation", "Copy Path of the Log"),
        ("vlos", "val_loss", "Draw the evolution of lost causes"),
        ("OPEN", "Open Recent", "Reopen"),
    ],
)
def test_the_closer_text_answers_better(query: str, best: str, other: str) -> None:
    first, second = match(query, best), match(query, other)
    assert first is not None and (second is None or first.score > second.score)


def test_every_word_must_be_there_and_its_letters_are_told() -> None:
    assert match("log xyz", "Log Loss") is None
    answer = match("los", "Log Loss")
    assert answer is not None and answer.places == {4, 5, 6}


def test_what_cannot_be_chosen_comes_after_what_can() -> None:
    things = [Thing("A", "fit", print, why_not="no"), Thing("A", "fit all", print)]
    assert [one.thing.title for one in found("fit", things)] == ["fit all", "fit"]
    assert [one.thing.title for one in found("", things)] == ["fit all", "fit"]


def test_every_action_is_offered_and_a_disabled_one_says_why(window: MainWindow) -> None:
    things = things_of(window.menuBar(), window.session)
    titles = {thing.title for thing in things}
    menus = {"recent", "samples", "relate", "palette"}
    assert {window.actions_by_name.titles[entry.name] for entry in ENTRIES if entry.name not in menus} <= titles
    told = {thing.title: thing.why_not for thing in things}
    assert told["Export"] == "No run is open" and told["Open Training Log"] == ""
    assert "Nothing was done" in told[window.actions_by_name.titles["undo"]]
    for name, action in window.actions_by_name.all():
        if not action.isEnabled() and name not in menus:
            assert told[window.actions_by_name.titles[name]] not in ("", "Not possible at the moment"), name


def opened(window: MainWindow) -> PaletteDialog:
    window.actions_by_name["palette"].trigger()
    (dialog,) = window.findChildren(PaletteDialog)
    return dialog


def test_keys_alone_find_and_do_it(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.add(made_analysis("other"))
    filled.activateWindow()
    qtbot.keyClick(filled, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = filled.findChildren(PaletteDialog)
    with qtbot.waitSignal(filled.session.current_changed):
        qtbot.keyClicks(dialog.line, "run other")
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert filled.session.current_key is not None and filled.session.current_key.name == "other"


@pytest.mark.parametrize(("width", "wide"), [(1280, 760), (800, 640)])
def test_it_lies_in_the_middle_of_the_window_below_its_menus(filled: MainWindow, width: int, wide: int) -> None:
    filled.resize(width, 700)
    place = opened(filled).geometry()
    above = filled.mapToGlobal(QPoint(width // 2, filled.menuBar().height()))
    assert (place.width(), place.height()) == (wide, 420)
    assert abs(place.center().x() - above.x()) <= 1 and 0 < place.top() - above.y() < 20


def test_a_metric_is_drawn_or_hidden_and_an_event_selected(qtbot: QtBot, filled: MainWindow) -> None:
    dialog = opened(filled)
    qtbot.keyClicks(dialog.line, "metric val_accuracy")
    with qtbot.waitSignal(filled.session.chart_prepared):
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert "val_accuracy" not in filled.session.shown_metrics and "val_loss" in filled.session.shown_metrics
    qtbot.waitUntil(lambda: not filled.findChildren(PaletteDialog))
    dialog = opened(filled)
    qtbot.keyClicks(dialog.line, "event 30")
    with qtbot.waitSignal(filled.session.selection_changed):
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert filled.session.selection.event is not None


def test_a_cause_is_shown_whole_once_the_causes_are_read(qtbot: QtBot, filled: MainWindow) -> None:
    dialog = opened(filled)
    qtbot.keyClicks(dialog.line, "over-confidence")
    qtbot.waitUntil(lambda: dialog.lines.rowCount() > 0)
    thing = dialog.lines.thing(dialog.list.currentIndex())
    assert thing is not None and thing.more == "71 % in event 2"
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(filled.findChildren(CauseDialog)))
    filled.findChildren(CauseDialog)[0].reject()


def test_what_is_not_possible_stays_and_says_why(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    qtbot.keyClicks(dialog.line, "export")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.isVisible() and "No run is open" in dialog.told.text()
    row = QAccessible.queryAccessibleInterface(dialog.list).child(0)
    assert row is not None and "not possible: No run is open" in row.text(QAccessible.Text.Name)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(PaletteDialog))
    assert QApplication.activeModalWidget() is None


def test_what_a_menu_no_longer_holds_is_not_done(qtbot: QtBot, window: MainWindow) -> None:
    """Recent logs, say, are listed anew while the palette is open."""
    bar = QMenuBar()
    qtbot.addWidget(bar)
    done: list[str] = []
    menus = {name: bar.addMenu(name) for name in ("kept", "gone")}
    for name, menu in menus.items():
        menu.addAction(f"{name} log").triggered.connect(lambda _=False, name=name: done.append(name))
    kept, gone = (one for one in things_of(bar, window.session) if one.title.endswith(" log"))
    menus["gone"].clear()
    for one in (kept, gone):
        one.do()
    assert done == ["kept"]


def test_a_reason_has_the_room_that_a_short_title_leaves(qapp: QApplication) -> None:
    font, why = QApplication.font(), "No predictions lie beside the log that are not used already"
    letter = QFontMetrics(font).averageCharWidth()
    brief, long = (Thing("File", title, lambda: None, why_not=why) for title in ("Use Predictions", 90 * "m"))
    assert more_of(brief, font, 120 * letter) == why
    cut = more_of(long, font, 120 * letter)
    assert cut != why and QFontMetrics(font).horizontalAdvance(cut) <= 0.45 * 120 * letter


def test_nothing_that_is_offered_holds_the_palette_in_a_circle(qtbot: QtBot, filled: MainWindow) -> None:
    dialog = opened(filled)
    qtbot.waitUntil(lambda: any(thing.kind == "Cause" for thing in dialog._things))
    doings = [thing.do.func for thing in dialog._things if isinstance(thing.do, partial)]
    assert doings and not any(getattr(do, "__self__", None) is dialog for do in doings)
    dialog.reject()
