"""Several runs in the chart of the window: how a person gets there, what is shown, how one leaves."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from commanded import LOG
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.__main__ import command_line
from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.legend import CurvesOfKind, CurvesOfRun
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.gui.chart.lane import Lane
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.readout import Readout
from lossacc_gui.gui.chart.scene import sheet_of
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.palette.reasons import why_not
from lossacc_gui.gui.palette.things import things_of
from lossacc_gui.gui.persistence.project_state import project_of
from lossacc_gui.gui.session import runs_together
from lossacc_gui.gui.session.runs_together import Chosen
from lossacc_gui.gui.session.state import OpenRun
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.gui.window.overlay_commands import BaselineMenu
from lossacc_gui.model.endings import PROJECT
from lossacc_gui.model.request import Request
from lossacc_gui.project.file import written


@pytest.fixture
def three(qtbot: QtBot, window: MainWindow) -> MainWindow:
    show(qtbot, window.session, *(made_analysis(name) for name in ("alpha", "beta", "gamma")))
    return window


def chart_of(window: MainWindow) -> Chart:
    prepared = window.session.prepared
    assert prepared is not None
    return prepared.chart


def names(window: MainWindow) -> list[str]:
    return [run.name for run in chart_of(window).runs] if window.session.prepared is not None else []


def click(window: MainWindow, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    assert window.workspace is not None
    tree = window.workspace.runs.tree
    place = tree.visualRect(tree.model().index(row, 0)).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, keys, place)


def overlay(qtbot: QtBot, window: MainWindow) -> None:
    """Select the first and the last run, and draw them in one chart."""
    click(window, 0)
    click(window, 2, Qt.KeyboardModifier.ControlModifier)
    window.actions_by_name["overlay_runs"].trigger()
    qtbot.waitUntil(lambda: names(window) == ["alpha", "gamma"])


def test_selected_runs_are_drawn_in_one_chart_and_escape_comes_back(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    assert three.session.current is not None and three.session.current.run.name == "alpha"
    assert "overlay of 2 runs" in three.status.counts.text()
    assert three.actions_by_name["baseline"].isEnabled() and three.actions_by_name["seeds"].isEnabled()
    click(three, 1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(three) == ["alpha", "beta", "gamma"])
    three.actions_by_name["deselect"].trigger()
    qtbot.waitUntil(lambda: three.session.prepared is not None and not chart_of(three).runs)
    assert three.workspace is not None and three.workspace.runs.selected == (0,)
    assert "overlay" not in three.status.counts.text() and not three.actions_by_name["baseline"].isEnabled()


def test_the_status_bar_counts_the_points_of_the_longest_run_that_is_drawn(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for rows in (9, 12):
        log = tmp_path / f"of_{rows}.csv"
        log.write_text("epoch,loss,accuracy\n" + "".join(f"{row},{1 / (1 + row)},{row / 20}\n" for row in range(rows)))
        with qtbot.waitSignal(window.session.opened):
            window.session.open([log])
    window.session.set_current(0)
    assert "9 points in the longest curve" in window.status.counts.text()
    window.session.doing.overlay(0, 1)
    assert "12 points in the longest curve" in window.status.counts.text()


def test_a_bar_of_a_run_leads_to_the_run_with_that_event(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    assert three.workspace is not None and three.workspace.chart is not None
    axes = three.workspace.chart._axes
    qtbot.waitUntil(lambda: any(tab.run == 1 for tab in axes._tabs))
    tab = next(tab for tab in axes._tabs if tab.run == 1 and tab.number == 2)
    axes._on_clicked(tab.place.center())
    assert three.session.current_key == three.session.runs[2].key and not three.session.together.keys
    assert three.session.selection.event == 1
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).title == "gamma")


def test_what_is_hidden_of_an_overlay_is_kept_apart_in_a_project(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    assert three.workspace is not None and three.workspace.chart is not None
    three.workspace.chart.legend.hide_curves(
        frozenset({CurvesOfRun(0), CurvesOfKind("left", "val"), ("loss", "train")})
    )
    view = project_of(three, three.session, three.workspace, None).view
    assert view.hidden == (("loss", "train"),) and view.overlay is not None
    assert [name for _, name in view.overlay.hidden_runs] == ["alpha"]
    assert view.overlay.hidden_kinds == (("left", "val"),)


def test_choosing_one_run_leaves_it_and_one_run_alone_is_no_overlay(qtbot: QtBot, three: MainWindow) -> None:
    three.actions_by_name["overlay_runs"].trigger()
    assert "Ctrl" in three.statusBar().currentMessage() and not three.session.together.keys
    overlay(qtbot, three)
    click(three, 1)
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).title == "beta")
    assert not three.session.together.keys


def test_the_menu_compares_all_runs_to_one_and_back(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    menu = three.actions_by_name["baseline"].menu()
    assert isinstance(menu, BaselineMenu)
    menu.fill()
    actions = {action.text(): action for action in menu.actions() if not action.isSeparator()}
    assert list(actions)[1:] == ["alpha", "gamma"]
    actions["gamma"].trigger()
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).baseline == 1)
    left = chart_of(three).left
    assert left is not None and left.title == "loss minus that of gamma"
    three.session.doing.overlay(1, 2)
    menu.fill()  # before the new overlay is drawn
    assert [action.text() for action in menu.actions() if not action.isSeparator()][1:] == ["beta", "gamma"]
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: chart_of(three).baseline is None)


def test_what_cannot_be_drawn_together_is_a_message_and_what_was_drawn_stays(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    done = three.session.made.done
    three.actions_by_name["seeds"].trigger()
    qtbot.waitUntil(lambda: bool(three.session.messages.all) and "fewest_seeds" in three.session.messages.all[-1].text)
    assert names(three) == ["alpha", "gamma"] and not three.session.together.chosen.seeds
    assert three.session.made.done == done and not three.actions_by_name["seeds"].isChecked()


def test_a_project_with_runs_that_cannot_be_drawn_together_shows_one(qtbot: QtBot, three: MainWindow) -> None:
    three.session.doing.go_back_to_overlay(Chosen(tuple(run.key for run in three.session.runs[:2]), seeds=True))
    qtbot.waitUntil(lambda: bool(three.session.messages.all) and "fewest_seeds" in three.session.messages.all[-1].text)
    assert not three.session.together.keys


def test_differences_have_no_logarithm_and_say_so(qtbot: QtBot, three: MainWindow) -> None:
    log, session = three.actions_by_name["log_loss"], three.session
    usual = log.toolTip()
    overlay(qtbot, three)
    log.trigger()
    assert log.isChecked()
    session.doing.compare_to(session.runs[2].key)
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline == 1)
    assert not log.isChecked() and not log.isEnabled() and log.toolTip() == why_not("log_loss", session)
    session.doing.compare_to(None)
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline is None)
    assert log.isChecked() and log.isEnabled() and log.toolTip() == usual


def test_overlays_are_undone_and_done_again(qtbot: QtBot, three: MainWindow) -> None:
    act, session = three.actions_by_name, three.session
    overlay(qtbot, three)
    assert act["undo"].text().endswith("Overlay")
    session.doing.compare_to(session.runs[2].key)
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline == 1)
    click(three, 1)
    assert not session.together.keys and act["undo"].text().endswith("Leave Overlay")
    act["undo"].trigger()
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline == 1)
    assert session.current_key == session.runs[0].key and act["redo"].isEnabled()
    act["undo"].trigger()
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline is None)
    act["undo"].trigger()
    qtbot.waitUntil(lambda: session.prepared is not None and not chart_of(three).runs)
    for _ in range(2):
        act["redo"].trigger()
    qtbot.waitUntil(lambda: session.prepared is not None and chart_of(three).baseline == 1)
    assert names(three) == ["alpha", "gamma"]


def test_an_overlay_that_is_done_again_shows_one_of_its_runs(three: MainWindow) -> None:
    session = three.session
    alpha, beta, gamma = (run.key for run in session.runs)
    session.set_current(1)
    session.doing.overlay(0, 2)
    session.doing.undo()
    assert session.current_key == beta and not session.together.keys
    session.doing.redo()
    assert session.together.keys == (alpha, gamma) and session.current_key == alpha


def test_what_is_undone_of_a_run_of_the_overlay_leaves_the_overlay(qtbot: QtBot, three: MainWindow) -> None:
    three.session.select_event(0)
    three.session.doing.dismiss_event()
    overlay(qtbot, three)
    three.session.doing.undo()
    three.session.doing.redo()
    three.session.doing.note("look", 3.0, 3.0)
    three.session.doing.undo()
    assert len(three.session.together.keys) == 2 and three.session.current_key == three.session.runs[0].key
    qtbot.waitUntil(lambda: names(three) == ["alpha", "gamma"])


def test_one_comes_back_to_an_overlay_as_it_was_looked_at(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    assert three.workspace is not None and three.workspace.chart is not None
    chart = three.workspace.chart
    chart.place.look_at(10.0, 20.0)
    hidden = frozenset({CurvesOfRun(1), CurvesOfKind("left", "val")})
    chart.legend.hide_curves(hidden)
    click(three, 1)
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).title == "beta")
    three.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: names(three) == ["alpha", "gamma"])
    assert chart.place.seen == pytest.approx((10.0, 20.0)) and chart.legend.hidden == hidden


def test_medians_of_seeds_are_drawn_with_their_quartiles(qtbot: QtBot, three: MainWindow) -> None:
    three.session.doing.overlay(0, 1, 2)
    qtbot.waitUntil(lambda: len(names(three)) == 3)
    three.actions_by_name["seeds"].trigger()
    qtbot.waitUntil(lambda: three.session.prepared is not None and len(chart_of(three).spreads) == 4)
    assert len(chart_of(three).runs) == 1 and three.actions_by_name["baseline"].isEnabled()
    three.session.doing.compare_to(three.session.runs[2].key)
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).baseline == 0)
    for key in three.session.together.keys:
        assert ("val_loss", "val") in three.session.drawing.curves_of(key), "the medians of it are drawn"
    assert not three.session.drawing.curves_of(None)
    metrics = [thing for thing in things_of(three.menuBar(), three.session) if thing.kind == "Metric"]
    assert metrics and all("overlay" in thing.why_not for thing in metrics)


def test_the_dialog_exports_an_overlay_as_it_is_looked_at(qtbot: QtBot, three: MainWindow, tmp_path: Path) -> None:
    overlay(qtbot, three)
    three.actions_by_name["copy_chart"].trigger()
    assert QGuiApplication.clipboard().image().width() > 1000
    assert three.workspace is not None and three.workspace.chart is not None
    three.workspace.chart.place.look_at(10.0, 20.0)
    three.workspace.chart.legend.hide_curves(frozenset({CurvesOfKind("left", "train")}))
    three.actions_by_name["export"].trigger()
    (dialog,) = three.findChildren(ExportDialog)
    assert dialog.windowTitle() == "Export overlay of 2 runs" and dialog.choosing.visible_only.isVisible()
    dialog.choosing.looks.preset.setCurrentText("nature-89")
    dialog.true_size.setChecked(True)
    qtbot.waitUntil(lambda: dialog.size_text.text().startswith("89 × "))
    dots = 89 / 25.4 * dialog.preview.paper_dpi * dialog.devicePixelRatioF()
    assert abs(dialog.preview.picture.pixmap().width() - dots) <= 1
    dialog.choosing.visible_only.setChecked(True)
    files = {}
    for suffix in ("png", "svg", "pdf", "csv"):
        dialog.choosing.format.setCurrentIndex([one.suffixes[0] for one in dialog._kinds].index(f".{suffix}"))
        dialog.write(tmp_path / f"both.{suffix}")
        qtbot.waitUntil(lambda it=suffix: dialog.status.text().endswith(f"both.{it}"))  # type: ignore[misc]
        files[suffix] = (tmp_path / f"both.{suffix}").read_bytes()
    assert files["png"].startswith(b"\x89PNG") and files["pdf"].startswith(b"%PDF")
    page = files["svg"].decode()
    assert all(f">{word}<" in page for word in ("alpha", "gamma", "12")) and ">60<" not in page
    assert "accuracy (train)" in page.split("</desc>")[1] and "loss (train)" not in page.split("</desc>")[1]
    rows = [line.split(",") for line in files["csv"].decode().splitlines()]
    assert {row[0] for row in rows[1:]} == {"alpha", "gamma"}
    dialog.reject()


@pytest.mark.skipif(os.name == "nt", reason="the line is quoted for another shell there")
@pytest.mark.parametrize("baseline", [False, True])
def test_dialog_and_copied_line_write_the_same_bytes(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, baseline: bool
) -> None:
    logs = [tmp_path / f"{name}.csv" for name in ("a", "b", "c")]
    for log, drop in zip(logs, ("0.01", "0.02", "0.03"), strict=True):
        log.write_text(LOG.replace("0.0", drop, 3))
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(logs)
    session = window.session
    session.drawing.look(smoothing=0.5, log_loss=True)
    session.doing.overlay(0, 2)
    if baseline:
        session.doing.compare_to(session.runs[0].key)
    qtbot.waitUntil(lambda: session.prepared is not None and len(chart_of(window).runs) == 2)
    qtbot.waitUntil(lambda: chart_of(window).baseline == (0 if baseline else None))
    assert window.workspace is not None and window.workspace.chart is not None
    window.workspace.chart.place.look_at(10.0, 30.0)
    window.actions_by_name["copy_chart_command"].trigger()
    monkeypatch.chdir(tmp_path)
    assert command_line(shlex.split(QGuiApplication.clipboard().text())[1:]) == 0
    window.actions_by_name["export"].trigger()
    (dialog,) = window.findChildren(ExportDialog)
    dialog.choosing.visible_only.setChecked(True)
    dialog.choosing.format.setCurrentText("Chart as SVG drawing")
    dialog.write(tmp_path / "dialog.svg")
    qtbot.waitUntil(lambda: dialog.status.text().endswith("dialog.svg"))
    dialog.reject()
    assert (tmp_path / "dialog.svg").read_bytes() == (tmp_path / "overlay.svg").read_bytes()


@pytest.mark.parametrize("ending", [".html", ".csv"])
def test_all_open_runs_are_written_as_the_project_of_the_window_is(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, ending: str
) -> None:
    """Each run has its own part of x, none a curve that is hidden; without the visible part all of it is there."""
    logs = [tmp_path / f"{name}.csv" for name in ("a", "b", "c")]
    for log, drop in zip(logs, ("0.01", "0.02", "0.03"), strict=True):
        log.write_text(LOG.replace("0.0", drop, 3))
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(logs)
    window.session.drawing.look(smoothing=0.5)
    qtbot.waitUntil(lambda: window.session.prepared is not None and bool(chart_of(window).smoothed))
    workspace = window.workspace
    assert workspace is not None and workspace.chart is not None
    workspace.chart.place.look_at(10.0, 30.0)
    workspace.chart.legend.hide_curves(frozenset({("loss", "train")}))
    project = tmp_path / f"all{PROJECT}"
    project.write_text(written(project_of(window, window.session, workspace, None), tmp_path), encoding="utf-8")
    window.actions_by_name["export"].trigger()
    (dialog,) = window.findChildren(ExportDialog)
    dialog.choosing.all_runs.setChecked(True)
    dialog.choosing.visible_only.setChecked(True)
    dialog.choosing.format.setCurrentIndex([one.suffixes[0] for one in dialog._kinds].index(ending))
    for name, part in (("part", True), ("whole", False)):
        dialog.choosing.visible_only.setChecked(part)
        dialog.write(tmp_path / f"{name}{ending}")
        qtbot.waitUntil(lambda it=name: dialog.status.text().endswith(f"{it}{ending}"))  # type: ignore[misc]
    dialog.reject()
    part, whole = ((tmp_path / f"{name}{ending}").read_text(encoding="utf-8") for name in ("part", "whole"))
    if ending == ".html":
        assert command_line(["report", str(project), "-o", str(tmp_path / "told.html")]) == 0
        assert part == (tmp_path / "told.html").read_text(encoding="utf-8")
        assert part.count("epochs 10–30 of 0–49") == 2 and "epochs 10–30" not in whole
        return
    counts = [[line.partition(",")[0] for line in text.splitlines()].count("a") for text in (part, whole)]
    assert counts == [4 * 21, 4 * 50]


def test_the_line_on_the_clipboard_draws_the_same_overlay(qtbot: QtBot, three: MainWindow) -> None:
    overlay(qtbot, three)
    three.session.doing.compare_to(three.session.runs[2].key)
    qtbot.waitUntil(lambda: three.session.prepared is not None and chart_of(three).baseline == 1)
    three.actions_by_name["copy_chart_command"].trigger()
    words = QGuiApplication.clipboard().text().split()
    assert words[:2] == ["lossacc", "export"] and "--overlay" in words and "--output=overlay.svg" in words
    logs = [Path(word) for word in words if not word.startswith("--")][2:]
    assert [log.name for log in logs] == ["alpha.csv", "gamma.csv"]
    (baseline,) = (word for word in words if word.startswith("--baseline="))
    assert baseline.endswith("gamma.csv")


# Without a window


def runs(count: int) -> tuple[OpenRun, ...]:
    return tuple(OpenRun(made_analysis(f"r{i}")) for i in range(count))


def test_an_overlay_follows_the_runs_that_are_open(qtbot: QtBot) -> None:
    opened = list(runs(3))
    keys = [run.key for run in opened]
    one = runs_together.RunsTogether(lambda: tuple(opened), Request, QGuiApplication.instance())
    one.take(Chosen(tuple(keys)))
    with qtbot.waitSignal(one.changed):
        opened[1] = replace(opened[1], dismissed=())  # analysed anew
        one.follow()
    assert one.overlay is not None and one.overlay.runs[1] is opened[1]
    one.take(replace(one.chosen, baseline=keys[2]))
    assert one.mode == (tuple(keys), keys[2], False)
    del opened[2]
    one.follow()
    assert one.keys == tuple(keys[:2]) and one.overlay is not None and one.overlay.baseline is None
    del opened[1]
    one.follow()
    assert one.overlay is None and one.keys == () and one.mode == ()
    one.deleteLater()


def test_the_whole_picture_is_painted_in_turns_and_the_signs_come_with_it(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show_chart(prepare(handmade.overlay(8, View(smoothing=0.5))), keep_place=False)
    view.show()
    qtbot.waitExposed(view)
    canvas = view._picture.canvas
    qtbot.waitUntil(lambda: canvas.picture is not None)
    quick = canvas.picture
    qtbot.waitUntil(lambda: canvas.picture is not quick and canvas.picture is view._picture._full)
    view.close()


def test_hiding_goes_by_run_and_another_overlay_hides_nothing(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.show_chart(prepare(handmade.overlay(3)), keep_place=False)
    entries = {entry.text: entry.curve for entry in view.legend._all if not isinstance(entry, str)}
    curve = next(iter(entries.values()))
    assert curve is not None
    view.legend.hide_curves(frozenset({curve}))
    assert view._prepared is not None and {line.run for line in view._prepared.chart.lines} == {1, 2}
    view.show_chart(prepare(handmade.overlay(4)), keep_place=False)
    assert not view.legend.hidden and {line.run for line in view._prepared.chart.lines} == {0, 1, 2, 3}
    view.close()


def test_each_run_has_a_lane_of_its_colour(qapp: QApplication) -> None:
    sheet = sheet_of(QFont(), dark=False, contrast=False)
    chart = handmade.overlay(3)
    lane = Lane(chart, sheet)
    image = QImage(300, 80, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    tabs = lane.paint(painter, (0.0, 60.0), 300.0, None)
    assert lane.height > 0 and {tab.run for tab in tabs} == {0, 1}
    painter.end()
    colours = {image.pixelColor(QPoint(x, y)).name() for x in range(300) for y in range(80)}
    theme = sheet.theme
    assert theme.run(0) in colours and theme.run(1) in colours and not Lane(replace(chart, runs=()), sheet).height


def test_a_readout_wider_than_the_chart_leaves_letters_of_the_names_out_and_no_column(
    qtbot: QtBot, window: MainWindow
) -> None:
    long = [f"{letter * 12}-a-name-that-is-longer-than-most-are/{letter * 12}" for letter in "abc"]
    show(qtbot, window.session, *(made_analysis(name) for name in long))
    click(window, 0)
    click(window, 2, Qt.KeyboardModifier.ShiftModifier)
    window.actions_by_name["overlay_runs"].trigger()
    qtbot.waitUntil(lambda: len(names(window)) == 3)
    reading = reading_at(chart_of(window), 45.0)
    over = QWidget()
    qtbot.addWidget(over)
    readout = Readout(over)
    seen = []
    for width in (1000, 560, 440):
        over.resize(width, 400)
        readout.tell(reading)
        readout.place(0.45 * width, QRectF(50.0, 0.0, width - 60.0, 400.0))
        assert readout.x() >= 0 and readout.x() + readout.width() <= width
        assert readout.text().count("event") == 1 and readout.text().count("<tr>") == 4
        seen.append(readout.text().count("a" * 5))
    assert seen[0] and seen[1] and not seen[2], "whole names, shorter ones, the signs alone"
