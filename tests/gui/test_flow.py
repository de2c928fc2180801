"""Pictures in rows like words: as many side by side as fit, each row as high as its highest."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.panels.evidence.flow import GAP, Flow


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def laid_out(home: QWidget, width: int, *parts: QWidget) -> Flow:
    flow = Flow(home)
    for part in parts:
        flow.addWidget(part)
    home.resize(width, 500)
    flow.setGeometry(home.rect())
    return flow


def part(width: int, height: int) -> QWidget:
    made = QLabel()
    made.setMinimumSize(width, height)
    return made


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (300 + GAP, [(0, 0, 100, 50), (100 + GAP, 0, 200, 50), (0, 50 + GAP, 300 + GAP, 30)]),
        (299 + GAP, [(0, 0, 299 + GAP, 20), (0, 20 + GAP, 299 + GAP, 50), (0, 70 + 2 * GAP, 299 + GAP, 30)]),
        (600 + GAP, [(0, 0, 200, 50), (200 + GAP, 0, 400, 50), (0, 50 + GAP, 600 + GAP, 30)]),
    ],
)
def test_what_fits_stands_side_by_side_in_rows_as_high_as_their_highest(
    home: QWidget, width: int, places: list[tuple[int, int, int, int]]
) -> None:
    parts = part(100, 20), part(200, 50), part(600, 30)
    parts[2].setMinimumWidth(min(width, 600))
    flow = laid_out(home, width, *parts)
    assert [one.geometry().getRect() for one in parts] == places
    assert flow.heightForWidth(width) == places[-1][1] + places[-1][3]


def test_words_that_break_get_the_height_that_their_width_wants(home: QWidget) -> None:
    words = QLabel("a few words " * 40)
    words.setWordWrap(True)
    words.setMinimumSize(80, 10)
    flow = laid_out(home, 200, words)
    assert words.height() == words.heightForWidth(200) > 10 and flow.heightForWidth(200) == words.height()
    words.setMinimumHeight(2000)
    flow.invalidate()
    assert flow.heightForWidth(200) == 2000
