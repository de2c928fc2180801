"""Colours of a person's own in the window: from legend or menu, undone, kept in a project, copied as a command."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from commanded import LOG
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QColorDialog, QMenu
from pytestqt.qtbot import QtBot

from lossacc_gui.__main__ import command_line
from lossacc_gui.chart.legend import CurvesOfRun
from lossacc_gui.gui.chart.legend import Legend
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.gui.dialogs.colours import ColoursDialog
from lossacc_gui.gui.window.as_command import seen_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.errors import BadProject
from lossacc_gui.project import Project, RunPart, WindowView, parsed, written

GREEN, PALE = "#117733", "#ffee88"


def asked(window: MainWindow) -> ColoursDialog:
    window.actions_by_name["colours"].trigger()
    (dialog,) = window.findChildren(ColoursDialog)
    return dialog


def pick(qtbot: QtBot, window: MainWindow, dialog: ColoursDialog, rgb: str) -> None:
    dialog.choose.click()
    (picker,) = dialog.findChildren(QColorDialog)
    picker.setCurrentColor(QColor(rgb))
    with qtbot.waitSignal(window.session.chart_prepared):
        picker.accept()


def drawn(window: MainWindow) -> dict[str, str]:
    """The colours of a person's own in the chart, by metric or run."""
    assert window.session.prepared is not None
    chart = window.session.prepared.chart
    runs = {run.name: run.colour for run in chart.runs if run.colour}
    return runs or {line.metric: line.colour for line in chart.lines if line.colour}


def view_of(window: MainWindow) -> ChartView:
    assert window.workspace is not None and window.workspace.chart is not None
    return window.workspace.chart


def right_click(legend: Legend, row: int) -> QMenu:
    place: QPoint = legend._places()[row].center().toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, legend.mapToGlobal(place))
    QApplication.sendEvent(legend, event)
    (menu,) = legend.findChildren(QMenu)
    return menu


def test_a_colour_is_chosen_seen_everywhere_and_undone(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    dialog = asked(filled)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(texts) == 4 and not dialog.usual.isEnabled()
    row = next(row for row, text in enumerate(texts) if "val_loss" in text)
    dialog.list.setCurrentRow(row)
    pick(qtbot, filled, dialog, GREEN)
    assert drawn(filled) == {"val_loss": GREEN} and session.drawing.colours == (Colour("val_loss", GREEN),)
    assert dialog.list.item(row).text().endswith(GREEN) and dialog.told.text() == ""
    chart = session.prepared.chart if session.prepared is not None else None
    assert chart is not None
    line = next(line for line in chart.lines if line.metric == "val_loss")
    assert view_of(filled)._sheet.theme.of(line) == GREEN, "one sheet dresses plot, legend, readout and overview"
    pick(qtbot, filled, dialog, PALE)
    assert "1.2 to 1" in dialog.told.text() and drawn(filled) == {"val_loss": PALE}
    for name, left in (("undo", {"val_loss": GREEN}), ("undo", {}), ("redo", {"val_loss": GREEN})):
        with qtbot.waitSignal(session.chart_prepared):
            filled.actions_by_name[name].trigger()
        assert drawn(filled) == left
    with qtbot.waitSignal(session.chart_prepared):
        dialog.usual.click()
    assert drawn(filled) == {} and session.drawing.colours == ()
    dialog.reject()


def test_curves_that_a_person_makes_alike_are_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    log, session = tmp_path / "log.csv", window.session
    log.write_text("epoch,val_loss,val_aux_loss\n" + "".join(f"{i},{2 / (i + 1)},{3 / (i + 1)}\n" for i in range(20)))
    with qtbot.waitSignal(session.work_ended):
        session.open([log])
    with qtbot.waitSignal(session.chart_prepared):
        session.show_metrics(0, ("val_loss", "val_aux_loss"))
    dialog = asked(window)
    alike = "val_loss (#7f8f00) and val_aux_loss (#009e73) look alike on grey paper."
    for rgb, told in ((GREEN, ""), ("#7f8f00", alike)):
        dialog.list.setCurrentRow(next(i for i in range(2) if "val_loss" in dialog.list.item(i).text()))
        pick(qtbot, window, dialog, rgb)
        assert told in dialog.told.text() and bool(told) is bool(dialog.told.text())
    dialog.reject()


def test_the_legend_hides_shows_alone_and_asks_for_a_colour(qtbot: QtBot, filled: MainWindow) -> None:
    legend = view_of(filled).legend
    menu = right_click(legend, 1)
    hide, alone, colour = menu.actions()
    alone.trigger()
    assert len(legend.hidden) == 3
    alone.trigger()
    assert len(legend.hidden) == 3, "the menu was opened while all were shown"
    colour.trigger()
    menu.close()
    (dialog,) = filled.findChildren(ColoursDialog)
    assert dialog.list.currentRow() == 1
    hide.trigger()
    legend.hide_curves(frozenset())
    dialog.reject()


def test_a_run_of_an_overlay_keeps_its_colour_and_a_split_has_none(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    show(qtbot, session, made_analysis("alpha"), made_analysis("beta"))
    with qtbot.waitSignal(session.chart_prepared):
        session.doing.overlay(0, 1)
    legend = view_of(window).legend
    curves = legend._curves()
    kinds = right_click(legend, next(i for i, one in enumerate(curves) if not isinstance(one, CurvesOfRun)))
    assert len(kinds.actions()) == 2, "colours tell runs"
    kinds.close()
    dialog = asked(window)
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == ["alpha", "beta"]
    dialog.list.setCurrentRow(1)
    pick(qtbot, window, dialog, GREEN)
    qtbot.waitUntil(lambda: drawn(window) == {"beta": GREEN})
    assert view_of(window)._sheet.theme.run(1) == GREEN and session.together.overlay is not None
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: drawn(window) == {})
    assert session.together.overlay is not None, "the overlay stays"
    dialog.reject()


def test_a_colour_of_another_run_s_metric_is_not_copied(filled: MainWindow) -> None:
    colours = (Colour("val_loss", GREEN), Colour("of another log", PALE))
    filled.session.doing.give_colours(colours)
    assert filled.session.drawing.view.colours == colours
    assert seen_of(filled.session, None).colours == colours[:1]


@pytest.mark.skipif(os.name == "nt", reason="the line is quoted for another shell there")
def test_the_copied_lines_draw_the_colours(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = [tmp_path / name for name in ("a.csv", "b.csv")]
    for i, log in enumerate(logs):
        log.write_text(LOG.replace("0.9", f"0.{9 - i}"))
    session = window.session
    with qtbot.waitSignal(session.chart_prepared), qtbot.waitSignal(session.work_ended):
        session.open(logs)
    session.show_run(0)
    qtbot.waitUntil(lambda: session.prepared is not None)
    session.doing.give_colours((Colour("val_loss", GREEN),))
    monkeypatch.chdir(tmp_path)

    def written_picture() -> str:
        window.actions_by_name["copy_chart_command"].trigger()
        words = shlex.split(QGuiApplication.clipboard().text())
        assert command_line(words[1:]) == 0
        return Path(words[-1].partition("=")[2]).read_text()

    assert GREEN in written_picture()
    session.doing.colour_run(session.runs[1].key, "#cc3311")
    session.doing.overlay(0, 1)
    qtbot.waitUntil(lambda: drawn(window) == {"b": "#cc3311"})
    picture = written_picture()
    assert "#cc3311" in picture and GREEN not in picture


def test_a_project_keeps_colours_and_a_wrong_one_is_told_with_its_place(tmp_path: Path) -> None:
    log = tmp_path / "a.csv"
    view = WindowView(colours=(Colour("val_loss", GREEN), Colour("loss:train", PALE)))
    project = Project(logs=(log,), runs=(RunPart(log, "a", colour=GREEN),), view=view)
    text = written(project, tmp_path)
    assert parsed(text, tmp_path) == project
    assert project.without_views.view.colours == view.colours, "they are worth asking about"
    assert project.without_views.runs == project.runs
    with pytest.raises(BadProject, match=r"view\.colours\[0\] should be a colour of a curve"):
        parsed(text.replace(f"val_loss={GREEN}", "val_loss=green"), tmp_path)
    with pytest.raises(BadProject, match=r"runs\[0\]\.colour should be a colour"):
        parsed(text.replace(f'"{GREEN}"', '"green"'), tmp_path)
