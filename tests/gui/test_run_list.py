"""The list of runs with a few and with hundreds of them, and with thousands of metrics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui.gui_handmade import made_analysis, series, show
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from lossacc_gui.chart.run_names import shared_ends, shortened
from lossacc_gui.gui.panels.run_cells import last_and_best
from lossacc_gui.gui.panels.run_list import RunList
from lossacc_gui.gui.panels.run_model import BEST, CAUSE, LAST, LENGTH, ROWS_A_TURN, VERDICT, run_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze, with_causes

LOGS = [
    resource("samples", *parts)
    for parts in (("overconfidence", "overconfidence.csv"), ("near_ties", "near_ties"), ("outliers", "outliers.json"))
]


@pytest.fixture(scope="module")
def analyses() -> list[Analysis]:
    """Of three logs of real trainings."""
    request = with_causes(Request())[0]
    return [one for log in LOGS for one in analyze(log, request)]


@pytest.fixture
def runs(qtbot: QtBot, window: MainWindow, analyses: list[Analysis]) -> RunList:
    """The list with these."""
    show(qtbot, window.session, *analyses)
    assert window.workspace is not None
    return window.workspace.runs


def listed(runs: RunList) -> list[str]:
    model = runs.tree.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def metrics(runs: RunList, row: int) -> list[str]:
    model = runs.tree.model()
    top = model.index(row, 0)
    return [str(model.index(i, 0, top).data()) for i in range(model.rowCount(top))]


def state(analysis: Analysis, told: State, points: int = 60) -> Analysis:
    kept = tuple(replace(one, step=one.step[:points], value=one.value[:points]) for one in analysis.run.series)
    kept = tuple(replace(one, epoch=None if one.epoch is None else one.epoch[:points]) for one in kept)
    run = replace(analysis.run, series=kept)
    return replace(analysis, run=run, verdict=replace(analysis.verdict, state=told), events=(), pairs=())


def test_the_columns_sort_by_severity_cause_values_and_length(runs: RunList) -> None:
    for column in (VERDICT, BEST, LENGTH):
        orders = []
        for way in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            runs.tree.sortByColumn(column, way)
            orders.append(listed(runs))
        assert sorted(orders[0]) == sorted(orders[1]) and orders[0] != orders[1]
        if column == VERDICT:
            assert orders[0].index("near_ties") == 2  # the one that is fine
    runs.tree.sortByColumn(LENGTH, Qt.SortOrder.AscendingOrder)
    lengths = [runs.tree.model().index(row, LENGTH).data() for row in range(3)]
    assert lengths == sorted(lengths, key=lambda text: int(text.replace(",", "")))


def test_what_has_no_value_comes_last_in_both_directions(qtbot: QtBot, window: MainWindow) -> None:
    none = made_analysis("none")
    none = replace(none, verdict=replace(none.verdict, cause=None))
    show(qtbot, window.session, none, made_analysis("some"))
    runs = window.workspace.runs  # type: ignore[union-attr]
    assert runs.model.item(0, CAUSE).text() == "" and runs.model.item(1, CAUSE).text()
    for way in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        runs.tree.sortByColumn(CAUSE, way)
        assert listed(runs) == ["some", "none"]


def test_metrics_keep_the_order_of_the_log_however_runs_are_sorted(runs: RunList) -> None:
    runs.tree.expand(runs.tree.model().index(0, 0))
    before = metrics(runs, 0)
    runs.tree.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    row = listed(runs).index("overconfidence")
    assert len(before) == 4 and metrics(runs, row) == before


def test_the_filter_takes_words_and_regular_expressions_over_runs_metrics_and_causes(runs: RunList) -> None:
    found = {
        "overconf val_acc": {"overconfidence"},
        "/^.*(ties|outl)": {"near_ties", "outliers"},
        "NEAR tie": {"near_ties"},
        "": {"overconfidence", "near_ties", "outliers"},
    }
    for text, left in found.items():
        runs.filter.setText(text)
        assert set(listed(runs)) == left


def test_the_filter_finds_causes_and_verdicts(runs: RunList) -> None:
    for column in (CAUSE, VERDICT):
        told = {runs.model.item(row).text(): runs.model.item(row, column).text() for row in range(3)}
        wanted = next(text for text in told.values() if text)
        runs.filter.setText(wanted)
        assert set(listed(runs)) == {name for name, text in told.items() if text == wanted}


def test_the_filter_never_changes_the_run_that_is_shown_and_says_how_many_are_left(runs: RunList) -> None:
    assert runs._session.current_index == 0
    said = {"outl": "1 of 3 runs", "nothing": "None of 3 runs has that", "/(": "No regular expression"}
    for text, told in said.items():
        runs.filter.setText(text)
        assert runs._session.current_index == 0
        assert runs.counts.isVisibleTo(runs) and told in runs.counts.text()
    runs.filter.clear()
    assert not runs.counts.isVisibleTo(runs)
    assert run_of(runs.tree.currentIndex()) == 0


def test_enter_goes_from_the_filter_to_the_list_and_escape_empties_it_first(
    qtbot: QtBot, window: MainWindow, runs: RunList
) -> None:
    window.activateWindow()
    window.session.select_event(0)
    for key, text in ((Qt.Key.Key_Return, "near"), (Qt.Key.Key_Down, "near"), (Qt.Key.Key_Escape, "")):
        runs.filter.setFocus()
        runs.filter.setText("near")
        QTest.keyClick(runs.filter, key)
        assert (runs.filter.text(), QApplication.focusWidget()) == (text, runs.tree)
    assert window.session.selection.event == 0, "Escape did nothing but that"
    QTest.keyClick(runs.tree, Qt.Key.Key_Escape)
    assert window.session.selection.event is None


def test_below_a_run_that_is_found_stay_the_metrics_that_are_looked_for(runs: RunList) -> None:
    runs.filter.setText("overconfidence val")
    runs.tree.expand(runs.tree.model().index(0, 0))
    assert metrics(runs, 0) == ["val_accuracy", "val_loss"]


def test_j_and_k_walk_in_the_order_that_is_shown(qtbot: QtBot, window: MainWindow, runs: RunList) -> None:
    runs.tree.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    runs.tree.setFocus()
    seen = []
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K):
        qtbot.keyClick(runs.tree, key)
        assert window.session.current is not None
        seen.append(window.session.current.run.name)
    assert seen == ["near_ties", "outliers", "overconfidence", "outliers"]
    runs.filter.setFocus()
    qtbot.keyClick(runs.filter, Qt.Key.Key_J)
    assert runs.filter.text() == "j"


def test_the_menu_of_a_run_acts_on_it(runs: RunList, window: MainWindow) -> None:
    runs.tree.setCurrentIndex(runs.tree.model().index(1, 0))
    place = runs.tree.visualRect(runs.tree.model().index(1, 0)).center()
    runs._pop_up_menu(place)
    menu = next(menu for menu in runs.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.objectName() == "copy_path").trigger()
    menu.close()
    assert QApplication.clipboard().text() == str(LOGS[1])
    runs._pop_up_menu(QPoint(5, runs.tree.viewport().height() - 2))
    assert not [menu for menu in runs.findChildren(QMenu) if menu.isVisible()]


def test_a_name_that_is_cut_keeps_the_part_in_which_it_differs() -> None:
    names = ["log_dist_mnist_alpha.csv", "log_dist_mnist_beta.csv", "log_dist_mnist_gamma.csv", "else"]
    shared = shared_ends(names)
    cut = [shortened(name, ends, lambda text: len(text) <= 10) for name, ends in zip(names, shared, strict=True)]
    assert cut[3] == "else" and len(set(cut)) == 4
    assert cut[:3] == ["log…alpha…", "log_…beta…", "log…gamma…"]
    assert shortened(names[0], shared[0], lambda _: True) == names[0]
    assert shortened("run_1", shared_ends(["run_1", "run_10"])[0], lambda text: len(text) < 3) == "run_1"


def test_many_metrics_are_grouped_by_their_path_and_found_again(qtbot: QtBot, window: MainWindow) -> None:
    made = made_analysis("many")
    values = np.linspace(1, 0, 60)
    more = tuple(series(f"layer{i // 40}/norm{i}", Quantity.OTHER, Split.TRAIN, values) for i in range(2000))
    show(qtbot, window.session, replace(made, run=replace(made.run, series=(*made.run.series, *more))))
    runs = window.workspace.runs  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: runs.model.item(0).rowCount() == 50 + len(made.run.series))
    qtbot.waitUntil(lambda: sum(runs.model.item(0).child(row).rowCount() for row in range(54)) == 2000)
    top = metrics(runs, 0)
    assert len(top) == 50 + len(made.run.series) and "layer7 (40)" in top
    runs.filter.setText("many norm1234")
    assert metrics(runs, 0) == ["layer30 (40)"]
    runs.filter.clear()
    group = next(runs.model.item(0).child(row) for row in range(54) if "layer0" in runs.model.item(0).child(row).text())
    with qtbot.waitSignal(window.session.chart_prepared):
        group.child(3).setCheckState(Qt.CheckState.Checked)
    assert "layer0/norm3" in window.session.shown_metrics


def test_rows_of_metrics_are_made_only_when_they_are_looked_at(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, *(made_analysis(f"run{i}") for i in range(20)))
    runs = window.workspace.runs  # type: ignore[union-attr]
    rows = [runs.model.item(i).rowCount() for i in range(20)]
    assert sum(bool(count) for count in rows) == 1
    assert runs.model.hasChildren(runs.model.index(19, 0))
    last = runs.tree.model().index(19, 0)
    runs.tree.expand(last)
    assert len(metrics(runs, 19)) == len(made_analysis().run.series)


def test_the_path_of_a_log_is_no_secret(runs: RunList) -> None:
    assert Path(runs.model.item(1).toolTip().splitlines()[-1]).name == "near_ties"


def test_names_have_the_room_that_headings_do_not_need(qtbot: QtBot, window: MainWindow) -> None:
    alike = ("training_of_the_first_network", "training_of_the_second_network")
    show(qtbot, window.session, *(made_analysis(name) for name in alike))
    runs = window.workspace.runs  # type: ignore[union-attr]
    tree, header = runs.tree, runs.tree.header()
    whole = tree.fontMetrics().horizontalAdvance(alike[1])
    assert tree.sizeHintForColumn(0) > whole, "the hint is that of the whole name, cut as it may be shown"
    runs._share()
    values = [tree.sizeHintForColumn(column) for column in range(1, runs.model.columnCount())]
    taken = [header.sectionSize(column) for column in range(1, runs.model.columnCount())]
    assert taken[0] < max(values[0], header.sectionSizeHint(1)) + 4, "no room is kept for a sign of sorting"
    tree.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    runs._share()
    assert header.sectionSize(1) >= header.sectionSizeHint(1), "which the sorted column has"


@pytest.mark.parametrize(("name", "shows_last"), [("lr_{}", True), ("ConvNet_for_leaf_diseases_seed_{}", False)])
def test_in_a_narrow_list_long_names_come_before_numbers_and_short_ones_leave_them_room(
    qtbot: QtBot, window: MainWindow, name: str, shows_last: bool
) -> None:
    window.resize(1280, 800)
    show(qtbot, window.session, *(made_analysis(name.format(i)) for i in range(3)))
    tree = window.workspace.runs.tree  # type: ignore[union-attr]
    tree.collapseAll()
    window.workspace.runs.setFixedWidth(13 * tree.fontMetrics().height())  # type: ignore[union-attr]
    QApplication.processEvents()
    window.workspace.runs._share()  # type: ignore[union-attr]
    seen = tree.header().sectionSize(0) + tree.header().sectionSize(1) <= tree.viewport().width()
    assert seen is shows_last
    edge = next(at for at in range(1, 9) if sum(map(tree.header().sectionSize, range(at))) >= tree.viewport().width())
    assert sum(map(tree.header().sectionSize, range(edge))) == tree.viewport().width(), "no column is cut"
    assert tree.header().sectionSize(0) >= min(tree.sizeHintForColumn(0), 11 * tree.fontMetrics().height())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("quantity", "best", "which"),
    [(Quantity.LOSS, "0.2", "the lowest value"), (Quantity.ACCURACY, "50.0 %", "the highest value")],
)
def test_the_last_and_the_best_value_of_a_metric_say_what_they_are(quantity: Quantity, best: str, which: str) -> None:
    last, top = last_and_best(series("m", quantity, Split.VAL, np.array([0.5, 0.2, 0.3])), "m")
    assert last.toolTip() == "m: the last value" and top.toolTip() == f"m: {which}"
    assert top.text() == best and last.text().startswith(("0.3", "30"))


def test_rows_that_are_open_stay_so_when_a_note_is_written_or_a_log_grows(
    qtbot: QtBot, window: MainWindow, runs: RunList
) -> None:
    model = runs.tree.model()
    for row in range(3):
        runs.tree.expand(model.index(row, 0))
    window.session.doing.note("seen")
    assert [runs.tree.isExpanded(model.index(row, 0)) for row in range(3)] == [True, True, True]
    grown = runs.model._shown[0]
    longer = [replace(one, value=np.append(one.value[:-1], 0.25)) for one in grown.run.series]
    told = replace(
        grown, run=replace(grown.run, series=tuple(longer)), verdict=replace(grown.verdict, state=State.FINE)
    )
    others = [replace(run, whole=told, notes=()) if run.analysis is grown else run for run in window.session.runs]
    runs.model.show_runs(others)
    top = model.index(0, 0)
    values = [model.index(row, 1, top).data() for row in range(model.rowCount(top))]
    assert values == ["25.0 %", "0.25", "25.0 %", "0.25"]
    assert model.index(0, VERDICT).data() == "fine" and runs.tree.isExpanded(top)
    fewer = replace(told, run=replace(told.run, series=told.run.series[:2]))
    runs.model.show_runs([replace(run, whole=fewer) if run.analysis is told else run for run in others])
    assert metrics(runs, 0) == ["accuracy", "loss"]


def test_the_boxes_of_a_run_that_was_not_shown_yet_are_what_will_be_drawn_and_may_be_ticked(
    qtbot: QtBot, window: MainWindow, runs: RunList
) -> None:
    session, model = window.session, runs.model
    other = 2  # each of its metrics has a name of its own
    assert session.current_index != other
    runs.tree.expand(runs.tree.model().index(other, 0))
    below = list(model._metrics_of(other))
    ticked = [item.checkState() == Qt.CheckState.Checked for item in below]
    assert all(ticked)
    below[0].setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: session.current_index == other)
    qtbot.waitUntil(lambda: len(session.shown_metrics) == len(below) - 1)
    assert [item.checkState() == Qt.CheckState.Checked for item in below] == [False, *ticked[1:]]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_closing_a_run_leaves_the_rows_of_the_others_as_they_are(runs: RunList, gone: int) -> None:
    for row in range(3):
        runs.tree.expand(runs.tree.model().index(row, 0))
    session, items = runs._session, [runs.model.item(row) for row in range(3)]
    left = [one for row, one in enumerate(items) if row != gone]
    names, below = [one.text() for one in left], [one.child(0) for one in left]
    drawn = {run.key: runs.model.checked(i) for i, run in enumerate(session.runs)}
    session.close_run(gone)
    assert [runs.model.item(row) for row in range(runs.model.rowCount())] == left
    assert [one.text() for one in left] == names == listed(runs)
    assert [run_of(one.index()) for one in below] == [0, 1]
    assert all(runs.tree.isExpanded(runs.tree.model().index(row, 0)) for row in range(2))
    assert {run.key: runs.model.checked(i) for i, run in enumerate(session.runs)}.items() <= drawn.items()


def test_rows_of_metrics_go_on_coming_for_a_run_that_moves_up(
    qtbot: QtBot, window: MainWindow, analysis: Analysis
) -> None:
    many = tuple(series(f"loss_{i}", Quantity.LOSS, Split.TRAIN, np.ones(60)) for i in range(3 * ROWS_A_TURN))
    wide = replace(analysis, run=replace(analysis.run, name="wide", series=(*analysis.run.series, *many)))
    show(qtbot, window.session, analysis, wide)
    assert window.workspace is not None
    runs = window.workspace.runs
    runs.tree.expand(runs.tree.model().index(1, 0))
    assert runs.model.item(1).rowCount() == ROWS_A_TURN
    window.session.close_run(0)
    qtbot.waitUntil(lambda: runs.model.item(0).rowCount() > 3 * ROWS_A_TURN)


def test_a_run_that_goes_on_says_its_new_values_in_the_items_it_has(
    qtbot: QtBot, window: MainWindow, analysis: Analysis
) -> None:
    show(qtbot, window.session, state(analysis, State.FINE, points=40))
    assert window.workspace is not None
    runs = window.workspace.runs
    metric = runs.model.item(0).child(0)
    items = [runs.model.item(0, column) for column in range(LENGTH + 1)]
    values = [runs.model.item(0).child(0, column) for column in (LAST, BEST)]
    assert items[LENGTH].text() == "40"
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.add(state(analysis, State.PROBLEM, points=60))
    assert [runs.model.item(0, column) for column in range(LENGTH + 1)] == items
    assert [metric.model().item(0).child(0, column) for column in (LAST, BEST)] == values
    assert items[LENGTH].text() == "60" and items[VERDICT].text() == "problem"
