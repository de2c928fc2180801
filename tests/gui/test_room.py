"""Who has how much of the window: the chart most of it, whatever is open and however small the window is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from gui.gui_handmade import show
from in_one import in_one_test
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.look.room import begin_with, within_screen
from lossacc_gui.gui.look.theme import (
    BOX,
    CONTRAST_DARK,
    CONTRAST_LIGHT,
    DARK,
    LIGHT,
    Theme,
    ThemeChoice,
    _palette,
    style_window,
)
from lossacc_gui.gui.panels.tabs import EVENTS, PREDICTIONS
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.resource import resource

LOGS = [
    resource("samples", *parts)
    for parts in (("overconfidence", "overconfidence.csv"), ("near_ties", "near_ties"), ("outliers", "outliers.json"))
]


def opened(qtbot: QtBot, window: MainWindow, count: int, width: int, height: int) -> MainWindow:
    window.resize(width, height)
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(LOGS[:count])
    qtbot.waitUntil(lambda: window.session.prepared is not None)
    settle()
    return window


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def share(window: MainWindow) -> float:
    assert window.workspace is not None and window.workspace.chart is not None
    chart = window.workspace.chart
    return chart.width() * chart.height() / (window.width() * window.height())


def docks(window: MainWindow) -> tuple[QDockWidget, QDockWidget]:
    runs, explanation = (window.findChild(QDockWidget, name) for name in ("runs", "explanation"))
    assert isinstance(runs, QDockWidget) and isinstance(explanation, QDockWidget)
    return runs, explanation


@pytest.mark.parametrize(("count", "width", "height"), [(1, 1920, 1200), (3, 1280, 800)])
def test_the_chart_has_at_least_45_percent_of_the_window(
    qtbot: QtBot, window: MainWindow, count: int, width: int, height: int
) -> None:
    opened(qtbot, window, count, width, height)
    window.strip.dismiss()
    settle()
    assert share(window) >= 0.45
    window.resize(3200 - width, 2000 - height)  # the size of the other case
    settle()
    assert share(window) >= 0.45


def test_the_list_of_one_run_is_hidden_until_it_is_wanted(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 1280, 800)
    runs, _ = docks(window)
    assert runs.isHidden()
    window.session.open(LOGS[1:2])
    qtbot.waitUntil(lambda: not runs.isHidden())
    runs.close()
    window.session.show_run(0)
    assert runs.isHidden() and window._settings.shows_list is False
    runs.toggleViewAction().trigger()
    window.session.close_run(0)
    assert not runs.isHidden() and window._settings.shows_list is True


def test_in_a_narrow_window_both_docks_share_a_place_and_part_again(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 2, 900, 600)
    runs, explanation = docks(window)
    assert window.tabifiedDockWidgets(runs) == [explanation]
    assert explanation.isVisible() and share(window) > 0.4
    window.resize(1280, 800)
    settle()
    assert not window.tabifiedDockWidgets(runs)
    assert window.dockWidgetArea(runs) == Qt.DockWidgetArea.LeftDockWidgetArea
    window.resize(900, 600)
    settle()
    assert window.tabifiedDockWidgets(runs)


def test_the_room_of_the_predictions_goes_back_to_the_chart(qtbot: QtBot, window: MainWindow) -> None:
    tabs = opened(qtbot, window, 1, 1280, 800).workspace.tabs  # type: ignore[union-attr]
    before = share(window)
    tabs.setCurrentIndex(PREDICTIONS)
    settle()
    assert 0.25 < share(window) < before
    tabs.setCurrentIndex(EVENTS)
    settle()
    assert share(window) == pytest.approx(before, abs=0.01)


def test_a_person_who_moves_the_divider_is_obeyed(qtbot: QtBot, window: MainWindow) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None
    workspace.centre.moveSplitter(350, 1)
    given = workspace.centre.sizes()[1]
    for tab in (PREDICTIONS, EVENTS):
        workspace.tabs.setCurrentIndex(tab)
        settle()
    assert workspace.centre.sizes()[1] == pytest.approx(min(given, 0.42 * sum(workspace.centre.sizes())), abs=2)


def test_the_smallest_window_still_shows_a_chart_and_what_the_toolbar_hides(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 600, 400)
    window.grab()  # a painter that warns fails the test
    chart = window.workspace.chart  # type: ignore[union-attr]
    assert chart is not None and chart._box.size().height() > 60
    button = window.tools.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(button, QToolButton) and button.isVisible()
    ink = button.grab().toImage()
    darkest = min(ink.pixelColor(x, y).lightness() for x in range(ink.width()) for y in range(ink.height()))
    assert darkest < 100  # the sign on a light button is seen


def test_with_large_letters_names_come_before_numbers_and_no_number_is_lost(qtbot: QtBot, window: MainWindow) -> None:
    usual = QApplication.font()
    large = QFont(usual)
    large.setPointSizeF(1.5 * usual.pointSizeF())
    try:
        QApplication.setFont(large)
        workspace = opened(qtbot, window, 3, 1280, 800).workspace
        assert workspace is not None
        docks(window)[0].raise_()
        settle()
        tree, header = workspace.runs.tree, workspace.runs.tree.header()
        assert header.sectionSize(0) >= min(tree.sizeHintForColumn(0), 0.69 * tree.viewport().width())
        assert all(header.sectionSize(i) >= tree.sizeHintForColumn(i) for i in range(1, header.count()))
        events = workspace.tabs.events
        letters = events.fontMetrics().averageCharWidth()
        assert events.columnWidth(3) >= 17 * letters and events.columnWidth(5) >= 17 * letters
        assert not any(events.isColumnHidden(i) for i in range(9))
    finally:
        QApplication.setFont(usual)


@pytest.mark.parametrize(("width", "height"), [(900, 600), (600, 400)])
def test_a_window_that_is_made_smaller_leaves_the_chart_most_of_its_width(
    qtbot: QtBot, window: MainWindow, large_letters: None, width: int, height: int
) -> None:
    workspace = opened(qtbot, window, 3, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    window.resize(width, height)
    settle()
    window.grab()
    assert workspace.chart.width() >= 0.6 * window.width()


def test_a_window_is_taken_back_into_its_screen_and_stays_where_it_is_within(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    free = window.screen().availableGeometry()
    for left, top, width, height in ((300, 200, 3000, 400), (-50, 20, 400, 3000), (700, 700, 400, 300)):
        window.setGeometry(left, top, width, height)
        within_screen(window)
        assert free.contains(window.frameGeometry())
    window.setGeometry(free.adjusted(100, 100, -100, -100))
    within_screen(window)
    assert window.geometry() == free.adjusted(100, 100, -100, -100)


def test_a_chart_without_room_for_its_curves_is_no_reason_to_complain(qtbot: QtBot, window: MainWindow) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    chart = workspace.chart
    chart.setParent(None)
    qtbot.addWidget(chart)
    chart.resize(70, 60)
    chart.show()
    chart.grab()  # a painter that warns fails the test
    assert chart._box.size().height() < chart.fontMetrics().height()


def test_a_number_at_the_top_end_of_an_axis_is_seen_whole(
    qtbot: QtBot, window: MainWindow, large_letters: None
) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    chart = workspace.chart
    assert chart._box.sceneBoundingRect().top() >= chart.fontMetrics().height() // 2


def test_a_small_window_with_large_letters_still_shows_an_event_below_its_headings(
    qtbot: QtBot, window: MainWindow, large_letters: None
) -> None:
    workspace = opened(qtbot, window, 1, 900, 600).workspace
    assert workspace is not None and workspace.chart is not None
    events = workspace.tabs.events
    qtbot.waitUntil(lambda: events.model().rowCount() > 0)
    settle()
    first = events.visualRect(events.model().index(0, 0))
    assert events.viewport().rect().contains(first.adjusted(0, 0, 0, -1))
    assert workspace.chart._box.size().height() > 60


def test_the_slider_gives_way_before_a_tool_does(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 1280, 800)
    assert window.tools.smoothing.slider.width() == 140
    window.resize(900, 600)
    settle()
    assert window.tools.smoothing.slider.width() < 140
    tools = ("open", "log_loss", "fit", "next_event", "export")
    assert all(window.tools.widgetForAction(window.actions_by_name[name]).isVisible() for name in tools)
    pair, epoch = window.tools.pair, window.tools.counted
    assert pair.width() < pair.sizeHint().width() and epoch.width() > epoch.minimumSizeHint().width() // 2
    cut = pair.grab().toImage()
    pair.resize(pair.sizeHint())
    assert cut != pair.grab(pair.rect().intersected(cut.rect())).toImage(), "its words are cut in the middle"
    window.resize(1280, 800)
    settle()
    assert pair.width() == pair.sizeHint().width()


def test_in_a_narrow_tool_bar_the_x_button_says_what_x_counts_and_no_more(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 900, 600)
    with qtbot.waitSignal(window.session.chart_prepared):
        window.actions_by_name["log_x"].trigger()
    settle()
    epoch = window.tools.counted
    missing = epoch.sizeHint().width() - epoch.width()
    assert epoch.text() == "X: log epoch" and missing > 0
    assert epoch.words_in(epoch._words() - missing) == "log epoch"


def test_slider_names_and_arrows_are_as_large_as_the_letters(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 1900, 800)
    button, slider = window.tools.pair, window.tools.smoothing.slider

    def dark_below_the_words() -> int:
        picture = button.grab().toImage()
        rows = range(picture.height() * 2 // 3, picture.height())
        columns = range(picture.width() - 24, picture.width())
        return sum(picture.pixelColor(x, y).lightness() < 128 for x in columns for y in rows)

    words, arrow = button.text(), dark_below_the_words()
    window.prefer(replace(window._settings.preferences, font_size=round(2 * QApplication.font().pointSizeF())))
    qtbot.waitUntil(window.updatesEnabled)
    settle()
    window.tools.show_analysis(window.session.current)
    assert button.text() == words == "val_loss · val_accuracy", "no more of them is cut"
    assert slider.sizeHint().width() >= 240 and slider.height() >= 26
    assert dark_below_the_words() > 2 * arrow
    window.prefer(replace(window._settings.preferences, font_size=0))
    qtbot.waitUntil(window.updatesEnabled)
    settle()
    assert slider.width() == 140


def test_in_a_low_tab_no_sentence_about_the_predictions_is_cut(
    qtbot: QtBot, window: MainWindow, large_letters: None
) -> None:
    workspace = opened(qtbot, window, 1, 900, 600).workspace
    assert workspace is not None
    with qtbot.waitSignal(window.session.work_ended):
        window.actions_by_name["use_predictions"].trigger()
    workspace.tabs.setCurrentIndex(PREDICTIONS)
    settle()
    for sentence in (workspace.tabs.predictions.pictures.summary, workspace.tabs.predictions.pictures.said):
        assert sentence.height() >= sentence.heightForWidth(sentence.width()) > 0


def round_trip(start: QWidget) -> list[QWidget]:
    """What the Tab key reaches until it is back."""
    start.setFocus()
    order = [start]
    while len(order) < 2 or order[-1] is not start:
        QTest.keyClick(order[-1], Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None and now not in order[1:-1], "Tab goes round without where it began"
        order += [] if now is order[-1] else [now]  # it goes through the links of a page first
    return order


def test_tab_goes_round_by_the_chart_the_tabs_and_the_one_that_shows_and_the_explanation(
    qtbot: QtBot, window: MainWindow
) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    window.activateWindow()
    for tab in range(workspace.tabs.count() - 1, -1, -1):
        workspace.tabs.setCurrentIndex(tab)
        settle()
        order = round_trip(workspace.chart.focus)
        inside = [one for one in order if workspace.tabs.currentWidget().isAncestorOf(one)]
        beside = [*workspace.panel._buttons, workspace.panel._page]
        inside = inside or [workspace.tabs.currentWidget()]
        assert order[: len(inside) + 7] == [
            *(workspace.chart.focus, workspace.chart.overview, workspace.tabs.tabBar()),
            *(*inside, *beside),
        ]
    smoothing = window.tools.smoothing
    assert order.index(smoothing.button) + 1 == order.index(smoothing.slider), "as they stand"


def test_the_value_of_the_smoothing_is_whole_in_letters_that_were_enlarged(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, 1, 900, 600)
    window.prefer(replace(window._settings.preferences, font_size=round(1.5 * QApplication.font().pointSizeF())))
    qtbot.waitUntil(window.updatesEnabled)
    settle()
    value = window.tools.smoothing.value
    assert value.width() >= value.fontMetrics().horizontalAdvance(value.text()) > 0
    window.prefer(replace(window._settings.preferences, font_size=0))
    qtbot.waitUntil(window.updatesEnabled)


def test_the_keys_go_to_the_chart_of_the_first_log_and_stay_where_a_person_takes_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.activateWindow()
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    assert window.focusWidget() is workspace.chart.focus
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert workspace.chart.reading is not None
    workspace.tabs.events.setFocus()
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(LOGS[1:2])
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.show_run(1)
    assert window.focusWidget() is workspace.tabs.events


@pytest.fixture(params=[1.5, 2.0])
def enlarged_letters(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """Letters so many times as large as the usual ones, for windows made after this."""
    usual = QApplication.font()
    large = QFont(usual)
    large.setPointSizeF(request.param * usual.pointSizeF())
    QApplication.setFont(large)
    yield request.param
    QApplication.setFont(usual)


def line_of(window: MainWindow) -> int:
    return window.fontMetrics().height()


def test_curves_keep_their_room_below_a_message_however_large_letters_are(
    qtbot: QtBot, enlarged_letters: float, window: MainWindow
) -> None:
    workspace = opened(qtbot, window, 1, 900, 600).workspace
    assert workspace is not None and workspace.chart is not None
    assert window.strip.isVisible()
    settle()
    chart = workspace.chart
    assert chart._box.size().height() >= (5 if enlarged_letters < 2 else 4) * line_of(window)
    assert chart._axes.items["bottom"].sceneBoundingRect().bottom() <= chart._plot.height(), "the numbers of x are cut"
    assert chart.legend.visibleRegion().boundingRect().height() == chart.legend.height()
    first = workspace.tabs.events.visualRect(workspace.tabs.events.model().index(0, 0))
    assert workspace.tabs.events.viewport().rect().contains(first.adjusted(0, 0, 0, -1)), "an event is still listed"


def test_the_title_of_x_and_a_row_of_the_legend_come_back_with_the_room(
    qtbot: QtBot, enlarged_letters: float, window: MainWindow
) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    chart = workspace.chart
    roomy = chart.legend.height(), chart._axes.items["bottom"].label.isVisible()
    assert roomy[1]
    chart.setParent(None)
    qtbot.addWidget(chart)
    chart.show()
    chart.resize(chart.width(), chart.heights.least)
    settle()
    assert chart.legend.height() == chart.legend.height_of(1) < roomy[0]
    assert not chart._axes.items["bottom"].label.isVisible()
    assert chart._box.size().height() >= 2.5 * line_of(window)
    chart.resize(chart.width(), 40 * line_of(window))
    settle()
    assert chart.legend.height() >= roomy[0] and chart._axes.items["bottom"].label.isVisible()


def test_a_message_takes_few_lines_of_a_low_window_and_is_whole_in_its_tip(
    qtbot: QtBot, large_letters: None, window: MainWindow
) -> None:
    opened(qtbot, window, 1, 900, 600)
    shown = window.strip._text
    assert window.strip.isVisible() and shown.height() < 2 * shown.fontMetrics().lineSpacing() + 2
    assert shown.text() != window.strip.text() and shown.text()[:-1] == window.strip.text()[: len(shown.text()) - 1]
    assert len(shown.text()) > 12 and window.strip.text() in shown.toolTip()
    window.resize(1920, 1200)
    settle()
    assert shown.text() == window.strip.text() not in shown.toolTip()


@pytest.mark.parametrize("count", [1, 3])
def test_events_that_are_few_are_seen_whole_above_the_bar_that_scrolls_columns(
    qtbot: QtBot, large_letters: None, window: MainWindow, count: int
) -> None:
    workspace = opened(qtbot, window, count, 50 * line_of(window), 800).workspace
    assert workspace is not None
    events = workspace.tabs.events
    settle()
    assert events.model().rowCount() > 0 and events.horizontalScrollBar().isVisible(), "else this asks nothing"
    assert not events.verticalScrollBar().isVisible()


def test_between_texts_of_two_columns_there_is_a_letter_of_room(
    qtbot: QtBot, enlarged_letters: float, window: MainWindow
) -> None:
    workspace = opened(qtbot, window, 1, 110 * line_of(window), 1000).workspace
    assert workspace is not None
    table = workspace.tabs.events
    metrics = table.fontMetrics()
    for column in range(table.model().columnCount()):
        texts = [str(table.model().index(row, column).data()) for row in range(table.model().rowCount())]
        widest = max(map(metrics.horizontalAdvance, texts))
        assert table.columnWidth(column) >= widest + metrics.averageCharWidth(), column


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_what_is_written_in_the_cell_with_the_keys_is_as_dark_or_light_as_in_others(
    qtbot: QtBot, window: MainWindow, theme: ThemeChoice
) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None
    window.choose_theme(theme)
    qtbot.waitUntil(window.updatesEnabled)
    events = workspace.tabs.events
    events.setFocus()
    window.activateWindow()
    events.selectRow(0)
    index = events.model().index(0, 3)
    place = events.visualRect(index).adjusted(2, 2, -2, -2)  # within the frame of the cell that has the keys

    def ink() -> tuple[int, int]:
        picture = events.viewport().grab(place).toImage()
        found = [picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())]
        return min(found), max(found)

    events.setCurrentIndex(events.model().index(0, 5))
    settle()
    without = ink()
    events.setCurrentIndex(index)
    settle()
    assert without[1] - without[0] > 60, "else nothing is written there"
    assert ink() == without


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_cross_of_a_dock_is_seen_in_every_theme(qtbot: QtBot, window: MainWindow, theme: ThemeChoice) -> None:
    opened(qtbot, window, 1, 1280, 800)
    window.choose_theme(theme)
    qtbot.waitUntil(window.updatesEnabled)
    cross = docks(window)[1].findChild(QAbstractButton, "qt_dockwidget_closebutton")
    assert isinstance(cross, QAbstractButton) and cross.isVisible()
    picture = window.grab(QRect(cross.mapTo(window, QPoint(0, 0)), cross.size())).toImage()
    found = [picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())]
    assert max(found) - min(found) > 120


def test_docks_take_their_share_of_a_larger_window_unless_a_person_gave_them_another(
    qtbot: QtBot, window: MainWindow
) -> None:
    opened(qtbot, window, 2, 1280, 800)
    runs, explanation = docks(window)
    before = runs.width(), explanation.width()
    window.resize(1920, 1200)
    settle()
    assert runs.width() > 1.3 * before[0] and explanation.width() > 1.3 * before[1]
    window.resize(1280, 800)
    settle()
    assert (runs.width(), explanation.width()) == before
    window.resizeDocks([runs], [before[0] + 60], Qt.Orientation.Horizontal)
    settle()
    window.resize(1920, 1200)
    settle()
    assert runs.width() == before[0] + 60


def test_dialogs_grow_with_their_letters_as_far_as_the_screen_goes(qtbot: QtBot, qapp: QApplication) -> None:
    usual, dialog = QApplication.font(), QDialog()
    qtbot.addWidget(dialog)
    begin_with(dialog, QSize(400, 200))
    assert dialog.size() == QSize(400, 200)
    large = QFont(usual)
    large.setPointSizeF(2 * usual.pointSizeF())
    QApplication.setFont(large)
    try:
        begin_with(dialog, QSize(300, 200))
        assert dialog.width() >= 1.7 * 300 and dialog.height() >= 1.7 * 200
        begin_with(dialog, QSize(10_000, 10_000))
    finally:
        QApplication.setFont(usual)
    free = dialog.screen().availableSize()
    assert 0.9 * free.width() <= dialog.width() <= 0.92 * free.width() and dialog.height() <= 0.92 * free.height()


@pytest.mark.parametrize(("choice", "theme"), [(ThemeChoice.LIGHT, CONTRAST_LIGHT), (ThemeChoice.DARK, CONTRAST_DARK)])
@in_one_test("kind", [QSpinBox, QDoubleSpinBox, QPlainTextEdit, QListWidget, QComboBox, QLineEdit])
def test_in_high_contrast_every_field_of_a_dialog_has_an_edge(
    qtbot: QtBot, window: MainWindow, kind: type[QWidget], choice: ThemeChoice, theme: Theme
) -> None:
    style_window(window, theme)
    dialog = QDialog(window)
    field, other = kind(dialog), QPushButton("Close", dialog)
    layout = QVBoxLayout(dialog)
    layout.addWidget(field)
    layout.addWidget(other)
    dialog.show()
    other.setFocus()
    settle()
    picture, middle = dialog.grab(QRect(field.pos(), field.size())).toImage(), field.height() // 2
    for x in (0, picture.width() - 1):
        assert picture.pixelColor(x, middle).name() == theme.line, f"{kind.__name__} in {choice.value}"
    if isinstance(field, QSpinBox):
        option = QStyleOptionSpinBox()
        field.initStyleOption(option)
        for part in (QStyle.SubControl.SC_SpinBoxUp, QStyle.SubControl.SC_SpinBoxDown):
            place = field.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, field)
            shades = {
                picture.pixelColor(x, y).lightness()
                for x in range(place.left() + 3, place.right() - 2)
                for y in range(place.top() + 2, place.bottom() - 1)
            }
            assert max(shades) - min(shades) > 120, "an arrow is seen"


@in_one_test("theme", [LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK])
def test_what_cannot_be_used_now_looks_so(qtbot: QtBot, window: MainWindow, theme: Theme) -> None:
    style_window(window, theme)
    dialog = QDialog(window)
    box, radio = QCheckBox("Legend", dialog), QRadioButton("All", dialog)
    layout = QVBoxLayout(dialog)
    for one in (box, radio):
        one.setChecked(True)
        layout.addWidget(one)

    def accented() -> list[bool]:
        settle()
        pictures = [one.grab().toImage() for one in (box, radio)]
        return [
            any(picture.pixelColor(x, picture.height() // 2).name() == theme.accent for x in range(BOX + 2))
            for picture in pictures
        ]

    dialog.show()
    assert accented() == [True, True]
    box.setEnabled(False)
    radio.setEnabled(False)
    assert accented() == [False, False]
    faint = [
        _palette(theme).color(QPalette.ColorGroup.Disabled, role)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText)
    ]
    assert faint[0] == faint[1] != _palette(theme).color(QPalette.ColorRole.PlaceholderText)


def test_the_title_of_a_short_axis_is_cut_before_it_leaves_the_chart(
    qtbot: QtBot, enlarged_letters: float, window: MainWindow
) -> None:
    workspace = opened(qtbot, window, 1, 1280, 800).workspace
    assert workspace is not None and workspace.chart is not None
    chart, title = workspace.chart, workspace.chart._axes.items["right"].label
    chart.setParent(None)
    qtbot.addWidget(chart)
    chart.show()
    for height, whole in ((chart.heights.least, False), (40 * line_of(window), True)):
        chart.resize(chart.width(), height)
        settle()
        seen, margin = title.sceneBoundingRect(), title.document().documentMargin()
        assert seen.top() >= -margin and seen.bottom() <= chart._plot.height()
        assert ("accuracy (%)" in title.toPlainText()) is whole and title.toPlainText().strip().endswith(" (%)")


def test_a_dock_that_comes_and_goes_leaves_nothing_behind(qtbot: QtBot, window: MainWindow, analysis: Analysis) -> None:
    def parts() -> int:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly))

    def come_and_go() -> None:
        show(qtbot, window.session, analysis)
        window.session.close_run(0)
        QCoreApplication.processEvents()

    come_and_go()
    before = parts()
    for _ in range(3):
        come_and_go()
    assert parts() == before
