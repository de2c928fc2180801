"""Why each stretch is an episode or is none: the tab that tells it, and what choosing a stretch does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from lossacc_gui.export.phrases import judged_text
from lossacc_gui.gui.panels.stretches import StretchPanel
from lossacc_gui.gui.panels.tabs import STRETCHES
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.resource import resource
from lossacc_gui.use_case import with_stretches

LOG = resource("samples", "overconfidence", "overconfidence.csv")


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> StretchPanel:
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.open([LOG])
    window.activateWindow()
    with qtbot.waitSignal(window.session.judge.delivered):
        qtbot.keyClick(window, Qt.Key.Key_W)
    assert window.workspace is not None and window.workspace.tabs.currentIndex() == STRETCHES
    return window.workspace.tabs.stretches


def test_every_stretch_is_told_in_the_words_of_the_command_line(window: MainWindow, panel: StretchPanel) -> None:
    analysis = window.session.current
    assert analysis is not None
    told = [judged_text(one, "epoch") for one in with_stretches(analysis).stretches]
    assert told and [panel.model.tip(row, 0) for row in range(panel.model.rowCount())] == told
    panel.table.selectRow(1)
    assert panel.words.text() == told[1]
    shown = [panel.model.text(row, 2) == "yes" for row in range(panel.model.rowCount())]
    assert shown == [one.is_episode for one in panel.model.rows] and any(shown) and not all(shown)
    assert panel.table.accessibleName().startswith("Every stretch")


def test_a_chosen_stretch_is_pointed_at_in_the_chart(qtbot: QtBot, window: MainWindow, panel: StretchPanel) -> None:
    panel.table.setFocus()
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    one = panel.model.rows[1]
    assert window.session.selection.span == (one.start, one.end)
    assert window.workspace is not None and window.workspace.chart is not None
    assert window.workspace.chart._span == (one.start, one.end)
    window.session.select_span(3.0, 4.0)
    assert not panel.table.selectionModel().selectedRows()


def test_the_explanation_leads_to_it(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.open([LOG])
    assert window.workspace is not None
    window.session.select_event(0)
    assert 'href="why:"' in window.workspace.panel._page.toHtml()
    with qtbot.waitSignal(window.session.judge.delivered):
        window.workspace.panel._on_anchor_clicked(QUrl("why:"))
    assert window.workspace.tabs.currentIndex() == STRETCHES


def test_another_run_has_other_stretches(qtbot: QtBot, window: MainWindow, panel: StretchPanel) -> None:
    before = panel.model.rows
    with qtbot.waitSignal(window.session.judge.delivered):
        window.session.open([resource("samples", "near_ties", "near_ties")])
    assert panel.model.rows and panel.model.rows != before
