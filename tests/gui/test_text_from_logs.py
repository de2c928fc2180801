"""No widget takes a name from a log for HTML."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.gui.window.status_bar import StatusBar

MARK = "<img src='/x.png'>"


def tips_of(model: QAbstractItemModel, parent: QModelIndex | None = None) -> list[str]:
    at = parent or QModelIndex()
    found = []
    for row in range(model.rowCount(at)):
        for column in range(model.columnCount(at)):
            index = model.index(row, column, at)
            found.append(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
            if model.hasChildren(index):
                found += tips_of(model, index)
    return found


def test_no_label_tip_or_action_shows_a_picture_from_a_name(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / f"{MARK.replace('/', '_')}.csv"
    rows = "".join(f"{i},{1 / (1 + i)},{1 - 1 / (2 + i)}\n" for i in range(30))
    path.write_text(f"epoch,{MARK}val_loss,{MARK}val_accuracy\n{rows}", encoding="utf-8")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([path, tmp_path / f"{MARK.replace('/', '_')}.none"])
    assert window.session.current is not None
    assert any(MARK in series.metric for series in window.session.current.run.series)
    bar = window.statusBar()
    assert isinstance(bar, StatusBar)
    bar.show_reading(reading_at(chart_of(window.session.current, View()), 5.0))
    assert MARK in bar.under_cursor.text()
    guessing = [
        label.text()
        for label in window.findChildren(QLabel)
        if "<img" in label.text() and label.textFormat() != Qt.TextFormat.PlainText
    ]
    assert not guessing
    tips = [widget.toolTip() for widget in window.findChildren(QWidget)]
    tips += [action.toolTip() for action in window.findChildren(QAction)]
    for view in window.findChildren(QAbstractItemView):
        if view.model() is not None:
            tips += tips_of(view.model())
    assert tips
    assert not [tip for tip in tips if "<img" in tip]
