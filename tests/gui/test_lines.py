"""Lines of a person's own across the chart: written in a dialog, undone, kept in a project, copied as a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from in_one import in_one_test
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.dialogs.lines import LinesDialog
from lossacc_gui.gui.window.as_command import seen_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.errors import BadProject
from lossacc_gui.model.level import Level
from lossacc_gui.project import Project, WindowView, parsed, written

CHANCE = Level("left", 3.5, "chance")
PUBLISHED = Level("right", 76.0, "as published")


@pytest.fixture
def german_numbers() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    yield
    QLocale.setDefault(before)


def asked(window: MainWindow) -> LinesDialog:
    window.actions_by_name["lines"].trigger()
    (dialog,) = window.findChildren(LinesDialog)
    return dialog


def drawn(window: MainWindow) -> list[tuple[float, str, str]]:
    assert window.session.prepared is not None
    return [(one.level, one.text, one.axis) for one in window.session.prepared.chart.references]


def test_a_line_is_written_by_keys_drawn_changed_and_comes_back(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    dialog = asked(filled)
    assert not dialog.add.isEnabled() and not dialog.remove.isEnabled()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.value, "3.5")
    qtbot.keyClicks(dialog.name, "chance")
    with qtbot.waitSignal(session.chart_prepared):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert drawn(filled) == [(3.5, "chance", "left")] and session.drawing.lines == (CHANCE,)
    assert session.prepared is not None and session.prepared.chart.left is not None
    assert session.prepared.chart.left.high > 3.5, "the axis makes room"
    assert dialog.list.item(0).text() == "Loss 3.5: chance" and not dialog.add.isEnabled()
    dialog.list.setCurrentRow(0)
    dialog.axis.setCurrentIndex(1)
    dialog.value.setText("76")
    dialog.name.setText("as published")
    with qtbot.waitSignal(session.chart_prepared):
        dialog.change.click()
    assert drawn(filled) == [(0.76, "as published", "right")]
    assert dialog.list.item(0).text() == "Accuracy 76.0 %: as published"
    with qtbot.waitSignal(session.chart_prepared):
        filled.actions_by_name["undo"].trigger()
    assert drawn(filled) == [(3.5, "chance", "left")] and dialog.list.item(0).text() == "Loss 3.5: chance"
    with qtbot.waitSignal(session.chart_prepared):
        filled.actions_by_name["redo"].trigger()
    dialog.list.setCurrentRow(0)
    with qtbot.waitSignal(session.chart_prepared):
        dialog.remove.click()
    assert drawn(filled) == [] and dialog.list.count() == 0
    dialog.reject()


@in_one_test("text", ["x", "1:2", "nan", "1e99", "1,500"])
def test_what_is_no_value_is_told(filled: MainWindow, text: str) -> None:
    dialog = asked(filled)
    dialog.value.setText(text)
    assert "0.69" in dialog.told.text() and not dialog.add.isEnabled()
    dialog.add.click()
    assert filled.session.drawing.lines == ()
    dialog.reject()


@pytest.mark.usefixtures("german_numbers")
def test_a_value_is_read_as_numbers_are_written_here(qtbot: QtBot, filled: MainWindow) -> None:
    dialog = asked(filled)
    dialog.value.setText("1234,5")
    dialog.add.click()
    assert filled.session.drawing.lines == (Level("left", 1234.5),)
    dialog.value.clear()
    dialog.list.setCurrentRow(-1)
    dialog.list.setCurrentRow(0)
    assert dialog.value.text() == "1234,5", "what is shown is what is read"
    dialog.reject()


def test_a_line_that_the_chart_has_no_place_for_is_told_as_that(qtbot: QtBot, filled: MainWindow) -> None:
    with qtbot.waitSignal(filled.session.chart_prepared):
        filled.session.doing.draw_lines((Level("left", -1.0, "odd"), Level("right", 120.0)))
    with qtbot.waitSignal(filled.session.chart_prepared):
        filled.session.drawing.look(log_loss=True)
    dialog = asked(filled)
    texts = [dialog.list.item(row).text() for row in range(2)]
    assert texts == ["Loss -1: odd (this axis does not reach it)", "Accuracy 120.0 % (this axis does not reach it)"]
    dialog.reject()


def test_exports_and_the_copied_command_have_the_lines_of_the_window(filled: MainWindow) -> None:
    filled.session.doing.draw_lines((CHANCE, PUBLISHED))
    assert seen_of(filled.session, None).levels == (CHANCE, PUBLISHED)
    assert filled.session.drawing.view_drawn.levels == (CHANCE, PUBLISHED)


def test_a_project_keeps_the_lines_and_a_wrong_one_is_told_with_its_place(tmp_path: Path) -> None:
    project = Project(view=WindowView(lines=(CHANCE, PUBLISHED, Level("left", 1 / 3))))
    text = written(project, tmp_path)
    assert parsed(text, tmp_path).view.lines == project.view.lines
    assert project.without_views.view.lines == project.view.lines, "they are worth asking about"
    with pytest.raises(BadProject, match=r"view\.lines\[1\] should be a line across the chart"):
        parsed(text.replace("accuracy=76.0", "lr=76.0"), tmp_path)


def test_a_line_stays_in_sight_when_the_curves_beside_it_are_hidden(qtbot: QtBot, filled: MainWindow) -> None:
    with qtbot.waitSignal(filled.session.chart_prepared):
        filled.session.doing.draw_lines((CHANCE, Level("right", 12.0)))
    assert filled.workspace is not None and filled.workspace.chart is not None
    chart = filled.workspace.chart
    chart.legend.hide_curves(frozenset({("loss", "train"), ("accuracy", "train")}))
    seen = chart.seen_chart
    assert seen is not None and seen.left is not None and seen.right is not None
    assert seen.left.high > 3.5 and seen.right.low < 0.12
    filled.session.doing.draw_lines(())
    qtbot.waitUntil(lambda: chart.seen_chart is not None and not chart.seen_chart.references)
    seen = chart.seen_chart
    assert seen is not None and seen.left is not None and seen.right is not None
    assert seen.left.high < 3.5 and seen.right.low > 0.12, "without lines the curves that are left have all of the room"
