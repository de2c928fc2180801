"""Parts of a run that a person keeps under names, whatever its x axis counts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.session.state import Bookmark
from lossacc_gui.gui.window.main_window import MainWindow


def test_a_part_of_the_run_is_kept_and_found_again_on_another_axis(qtbot: QtBot, filled: MainWindow) -> None:
    assert filled.workspace is not None and filled.workspace.chart is not None
    chart, session = filled.workspace.chart, filled.session
    menu = filled.actions_by_name["bookmarks"].menu()
    chart.place.look_at(20.0, 40.0)
    menu.aboutToShow.emit()
    assert len(menu.actions()) == 1
    menu.actions()[0].trigger()
    asking = filled.findChild(QInputDialog)
    assert asking.textValue() == "20 – 40"
    asking.setTextValue("the fall")
    asking.accept()
    assert session.drawing.bookmarks == (Bookmark("the fall", 20.0, 40.0),)
    chart.place.fit()
    with qtbot.waitSignal(session.chart_prepared):
        session.drawing.look(x="row")  # counts from 0
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if "the fall" in action.text()).trigger()
    assert chart.place.ranges.x == pytest.approx((19.0, 39.0))
    menu.actions()[-1].menu().actions()[0].trigger()
    assert session.drawing.bookmarks == ()
