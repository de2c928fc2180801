"""The triage of a folder in a window: it fills, sorts, filters, exports, and opens what is chosen."""

from __future__ import annotations

import gc
import html
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.chart.palette import theme_of
from lossacc_gui.gui.look.theme import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Theme, ThemeChoice, style_window
from lossacc_gui.gui.panels.cut_names import CutNames
from lossacc_gui.gui.triage import work
from lossacc_gui.gui.triage.showing import Showing
from lossacc_gui.gui.triage.table import CURVES, LEFT, RUN, TriageTable, columns
from lossacc_gui.gui.triage.window import TriageWindow
from lossacc_gui.gui.triage.work import asking
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.options import Options
from lossacc_gui.model.progress import silent
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.reports.html import as_html
from lossacc_gui.triage.reports.report import Told, named_causes
from lossacc_gui.triage.row import Happening, Row, Table, differing


def log(slope: float) -> str:
    rows = [f"{i},{min(0.8, 0.3 + 0.03 * i):.3f},{0.4 + 1.8 * 0.85**i + slope * max(0, i - 20):.4f}" for i in range(60)]
    return "\n".join(["epoch,val_accuracy,val_loss", *rows, ""])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all tests, the rows of which are kept from the first one on."""
    folder = tmp_path_factory.mktemp("triage") / "runs"
    for name, slope in (("well", 0.0), ("sick", 0.03), ("worse", 0.06)):
        (folder / name).mkdir(parents=True)
        (folder / name / "history.csv").write_text(log(slope))
    (folder / "empty.csv").write_text("")
    return folder


@pytest.fixture(autouse=True)
def cache(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the rows are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(runs.parent / "cache"))
    return runs.parent / "cache"


class Here:
    """In place of another process a thread of this one, with an end of the pipe of its own: no Python has to start."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...]) -> None:
        pipe, *rest = args
        self._pipe = Connection(os.dup(pipe.fileno()))
        self._thread = Thread(target=self._run, args=(target, rest))
        self.start, self.join, self.is_alive = self._thread.start, self._thread.join, self._thread.is_alive

    def _run(self, target: Callable[..., None], rest: list[Any]) -> None:
        with self._pipe:
            target(self._pipe, *rest)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "nt":  # where an end of a pipe cannot be had twice
        monkeypatch.setattr(work, "get_context", lambda _: SimpleNamespace(Pipe=Pipe, Process=Here))


@pytest.fixture
def triage(in_process: None, looked_at: TriageWindow) -> TriageWindow:
    return looked_at


@pytest.fixture
def looked_at(qtbot: QtBot, window: MainWindow, runs: Path) -> TriageWindow:
    """A window of a triage that a process of its own has made, where nothing else is asked for before."""
    showing = Showing(window.session, window, lambda: window.theme)
    made = showing.window
    with qtbot.waitSignal(made._reader.ended, timeout=60_000):
        showing.look((runs,))
    return made


SELECT_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def names(triage: TriageWindow) -> list[str]:
    return [row.name.split("/")[0] for row in triage.model.shown]


def test_the_most_harmed_run_stands_first_and_all_are_accounted_for(looked_at: TriageWindow) -> None:
    triage = looked_at
    assert names(triage) == ["worse", "sick", "well"]
    assert triage.model.text(0, 0) == "problem" and triage.model.text(2, 0) == "fine"
    assert triage.counts.text() == "3 runs: 2 problem, 1 fine. 1 log could not be read."
    assert "empty.csv" in triage.words.toPlainText() and not triage.bar.isVisible()


def test_a_chosen_run_opens_in_the_main_window(qtbot: QtBot, window: MainWindow, triage: TriageWindow) -> None:
    assert names(triage) == ["worse", "sick", "well"]
    row = triage.model.index(1, 0)  # not by `selectRow`, which asks the header what stands at its left edge
    triage.table.selectionModel().setCurrentIndex(row, SELECT_ROW)
    assert "sick" in triage.words.toPlainText()
    with qtbot.waitSignal(window.session.chart_prepared):
        triage.table.activated.emit(triage.model.index(1, 0))
    triage.table.activated.emit(triage.model.index(2, 0))
    qtbot.waitUntil(lambda: len(window.session.runs) == 2 and not window.session.busy)
    assert window.session.current is not None and window.session.current.run.name.startswith("well")
    triage.table.activated.emit(triage.model.index(1, 0))  # open already: shown, not read again
    assert window.session.current.run.name.startswith("sick") and not window.session.busy
    qtbot.waitUntil(lambda: window.session.prepared is not None)


def test_chosen_runs_are_drawn_in_one_chart_of_the_main_window(
    qtbot: QtBot, window: MainWindow, triage: TriageWindow
) -> None:
    triage.table.selectRow(1)
    assert not triage.overlay.isEnabled()
    triage.table.selectAll()
    assert triage.overlay.isEnabled()
    triage.overlay.click()
    qtbot.waitUntil(lambda: len(window.session.together.keys) == 3 and window.session.prepared is not None)
    qtbot.waitUntil(lambda: not window.session.busy and len(window.session.prepared.chart.runs) == 3)  # type: ignore[union-attr]


def test_words_and_states_filter_and_the_chosen_run_stays_chosen(qtbot: QtBot, triage: TriageWindow) -> None:
    triage.table.selectRow(2)
    qtbot.keyClicks(triage.sieve.filter, "history WELL")
    qtbot.waitUntil(lambda: names(triage) == ["well"])
    assert triage.table.currentIndex().row() == 0 and triage.counts.text().startswith("1 shown of 3 runs")
    triage.sieve.filter.clear()
    triage.sieve.states.setCurrentIndex(1)
    assert names(triage) == ["worse", "sick"]


def test_tab_comes_to_every_part_in_the_order_of_the_eye_and_back(triage: TriageWindow) -> None:
    sieve = triage.sieve
    triage.table.selectAll()
    parts = [sieve.filter, sieve.states, sieve.groups, sieve.by_harm, triage.histogram, triage.table, triage.words]
    parts += [triage.settings, triage.overlay, triage.again, triage.save]
    triage.activateWindow()
    sieve.filter.setFocus()
    for order, key in ((parts, Qt.Key.Key_Tab), (parts[::-1], Qt.Key.Key_Backtab)):
        order[0].setFocus()
        came: list[QWidget | None] = []
        for _ in (*order, "round"):
            came.append(QApplication.focusWidget())
            QTest.keyClick(order[0] if came[-1] is None else came[-1], key)
        assert came == [*order, order[0]]
    for part in parts:
        tree = QAccessible.queryAccessibleInterface(part)
        told = [tree.text(QAccessible.Text.Name), tree.text(QAccessible.Text.Description)]
        assert told[0] and (not isinstance(part, QComboBox) or told[1]), "of a box the name is what is chosen"


def test_keys_lead_from_the_filter_to_the_runs_and_mark_bars(qtbot: QtBot, triage: TriageWindow) -> None:
    field = triage.sieve.filter
    field.setFocus()
    qtbot.keyClicks(field, "sick")
    qtbot.waitUntil(lambda: names(triage) == ["sick"])
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is triage.table
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: names(triage) == ["worse", "sick", "well"])
    bars = triage.histogram
    bars.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(bars, key)
    assert names(triage) == ["well"]
    qtbot.keyClick(bars, Qt.Key.Key_Space)
    triage.table.setFocus()
    with qtbot.waitSignal(triage.chosen) as heard:
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
            qtbot.keyClick(triage.table, key)
    assert heard.args is not None and heard.args[0].name.startswith("well")


@pytest.mark.parametrize("contrast", [False, True])
def test_the_text_shows_that_it_has_the_keyboard(window: MainWindow, triage: TriageWindow, contrast: bool) -> None:
    style_window(window, CONTRAST_DARK if contrast else LIGHT)
    triage.activateWindow()
    pictures = []
    for part in (triage.table, triage.words):
        part.setFocus()
        pictures.append(triage.words.grab().toImage())
    assert pictures[0] != pictures[1]
    style_window(window, window.theme)


def test_columns_sort_and_harm_is_the_way_back(triage: TriageWindow) -> None:
    header = triage.table.horizontalHeader()
    header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert names(triage) == ["worse", "well", "sick"]
    header.setSortIndicator(7, Qt.SortOrder.AscendingOrder)
    assert names(triage) == ["well", "sick", "worse"]
    triage.sieve.by_harm.click()
    assert names(triage) == ["worse", "sick", "well"]


def test_grouped_runs_stand_below_a_heading(triage: TriageWindow) -> None:
    triage.table.selectRow(2)
    triage.sieve.groups.setCurrentIndex(triage.sieve.groups.findData("cause"))
    assert triage.model.headings_at[0] == 0 and len(triage.model.headings_at) >= 2
    assert triage.model.text(0, 0).startswith("(nothing): 1 run: 1 fine") and triage.model.run_at(0) is None
    assert triage.table.columnSpan(0, 0) == triage.model.columnCount() and triage.table.columnSpan(1, 0) == 1
    current = triage.model.run_at(triage.table.currentIndex().row())
    assert current is not None and current.name.startswith("well")
    triage.sieve.groups.setCurrentIndex(0)
    assert triage.model.headings_at == [] and triage.table.columnSpan(0, 0) == 1


def test_all_that_is_chosen_stays_chosen_where_runs_come_or_are_grouped_or_filtered(triage: TriageWindow) -> None:
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    triage.table.selectRow(0)
    triage.table.selectionModel().select(triage.model.index(2, 0), how)
    chosen = triage.table.chosen
    assert len(chosen) == 2
    triage._on_delivered((replace(chosen[0], source="/other/log.csv", name="other"),))
    assert triage.model.count == 4 and set(map(id, triage.table.chosen)) == set(map(id, chosen))
    triage.sieve.groups.setCurrentIndex(triage.sieve.groups.findData("cause"))
    assert set(map(id, triage.table.chosen)) == set(map(id, chosen))
    triage._on_filtered("history", (), ())
    assert set(map(id, triage.table.chosen)) == set(map(id, chosen))


def test_rows_are_compared_as_they_were_asked_for(
    qtbot: QtBot, triage: TriageWindow, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = window.session.request
    window.session.request = replace(asked, options=replace(asked.options, loss_effect=0.5))
    seen: list[Request] = []
    monkeypatch.setattr(
        "lossacc_gui.gui.triage.words.comparing",
        lambda _rows, _others, as_asked: seen.append(as_asked) or (lambda *_: None),
    )
    with qtbot.waitSignal(triage.words.comparer.ended):
        triage.table.selectAll()
    assert seen == [asked]


def test_runs_stand_in_the_order_by_the_harm_that_was_asked_for() -> None:
    loses = Row("a.csv", "loses", "csv", "problem", loss_cost=0.45)
    falls = Row("b.csv", "falls", "csv", "problem", accuracy_cost=0.04)
    found = []
    for asked in (Options(), Options(problem_loss_rise=1.0)):
        model = TriageTable()
        model.begin(Request(options=asked))
        model.add((loses, falls))
        found.append([row.name for row in model.rows])
        assert model.rows == ordered((loses, falls), asked).rows
    assert found == [["loses", "falls"], ["falls", "loses"]]


def test_two_chosen_runs_are_compared(qtbot: QtBot, triage: TriageWindow) -> None:
    triage.settings.click()
    assert triage.words.toPlainText() == "Nothing goes with a setting more clearly than luck would have it."
    triage.table.selectAll()
    with qtbot.waitSignal(triage.words.comparer.delivered):
        triage.table.selectionModel().select(
            triage.model.index(1, 0),
            QItemSelectionModel.SelectionFlag.Deselect | QItemSelectionModel.SelectionFlag.Rows,
        )
    told = triage.words.toPlainText()
    assert "The logs of worse/history and well/history tell no setting" in told
    assert "worse/history (val, " in told and "is absent in well/history." in told and "As good" in told
    triage.table.selectRow(2)
    assert triage.words.toPlainText().startswith("well/history: ") and "<b>" not in triage.words.toHtml()


def test_of_a_chosen_run_is_told_what_the_others_say_of_its_causes() -> None:
    event = Happening("overfitting", "val", 20.0, 60.0, "problem")
    sick = Row(
        "a",
        "a",
        "csv",
        "problem",
        split="val",
        start=20.0,
        end=60.0,
        last=60.0,
        events=(event,),
        believed=(("overconfidence", 0.4),),
        settings=(("dropout", "0"),),
    )
    well = replace(sick, source="b", name="b", state="fine", events=(), believed=(), settings=(("dropout", "0.5"),))
    told: list[object] = []
    asking(sick, (sick, well), Request())(silent, told.append)
    (texts,) = told
    assert isinstance(texts, tuple) and "1 of 1 pair that differs in dropout alone (0 → 0.5)" in texts[0]


def test_looking_again_shows_what_is_new(qtbot: QtBot, triage: TriageWindow, runs: Path) -> None:
    (runs / "new").mkdir()
    try:
        (runs / "new" / "history.csv").write_text(log(0.09))
        with qtbot.waitSignal(triage._reader.ended, timeout=60_000):
            triage.again.click()
        assert names(triage) == ["new", "worse", "sick", "well"]
    finally:
        shutil.rmtree(runs / "new")


def test_what_was_read_is_not_looked_through_for_cycles(triage: TriageWindow) -> None:
    rows = tuple(Row(f"{i}.csv", f"run {i}", "keras-csv", "fine") for i in range(500))
    before = gc.get_freeze_count()
    triage._on_delivered(rows)
    assert gc.get_freeze_count() - before > len(rows) and triage.model.count == 503
    gc.unfreeze()


def test_it_is_exported_as_the_command_line_writes_it(
    qtbot: QtBot, triage: TriageWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(target), ""))
    with qtbot.waitSignal(triage._writer.ended):
        triage.save.click()
    found = json.loads(target.read_text())
    assert [run["run"].split("/")[0] for run in found["runs"]] == ["worse", "sick", "well"]
    assert len(found["errors"]) == 1


def test_another_theme_of_the_main_window_is_taken(qtbot: QtBot, window: MainWindow) -> None:
    window.choose_theme(ThemeChoice.LIGHT)
    qtbot.waitUntil(lambda: not window.theme.dark)
    triage = Showing(window.session, window, lambda: window.theme).window
    window.choose_theme(ThemeChoice.DARK)
    qtbot.waitUntil(lambda: triage.model.theme.dark)


@pytest.mark.parametrize("theme", [DARK, CONTRAST_DARK, CONTRAST_LIGHT])
def test_curves_in_the_table_are_painted_in_the_colours_of_the_chart(triage: TriageWindow, theme: Theme) -> None:
    triage.apply_theme(theme)
    place = triage.table.visualRect(triage.model.index(2, CURVES))
    painted = triage.table.viewport().grab(place).toImage()
    colours = theme_of(dark=theme.dark, contrast=theme.contrast)
    seen = {painted.pixelColor(x, y).name() for x in range(painted.width()) for y in range(painted.height())}
    assert {QColor(one).name() for one in (colours.background, colours.line("left", 0))} <= seen


def test_closing_the_main_window_ends_the_reading(qtbot: QtBot, window: MainWindow, runs: Path, cache: Path) -> None:
    shutil.rmtree(cache, ignore_errors=True)  # so that there is something to read
    showing = Showing(window.session, window, lambda: window.theme)
    showing.look((runs,))
    window.close()
    assert not showing.window.isVisible() and not showing.window._reader.busy


def test_settings_that_differ_have_columns_that_sort_as_numbers() -> None:
    model = TriageTable()
    rates = ("0.1", "1e-3", "", "0.02")
    model.add(
        Row(f"{i}", f"{i}", "csv", "fine", settings=(("lr", rate), ("model", "cnn")) if rate else (("model", "cnn"),))
        for i, rate in enumerate(rates)
    )
    model.show_settings(differing(model.rows))
    assert model.headings()[-1] == "lr" and "model" not in model.headings()
    model.sort(len(model.headings()) - 1)
    assert [row.name for row in model.shown] == ["1", "3", "0", "2"]
    model.filter("lr=0.1")
    assert [row.name for row in model.shown] == ["0"] and model.count == 4


@pytest.mark.usefixtures("large_letters")
def test_the_window_is_no_wider_than_a_small_screen_with_large_letters(window: MainWindow) -> None:
    made = TriageWindow(Request, LIGHT, window)
    made.show()
    assert made.minimumSizeHint().width() <= 900
    assert made.words.placeholderText() and made.sieve.filter.height() > made.fontMetrics().height()
    made.close()


def test_every_state_that_can_be_chosen_is_read_whole(triage: TriageWindow) -> None:
    triage.resize(1240, 680)
    states = triage.sieve.states
    room, advance = states.width(), states.fontMetrics().horizontalAdvance
    assert room < triage.width() / 2
    for i in range(states.count()):
        assert advance(states.itemText(i)) + states.fontMetrics().height() < room


def test_runs_of_one_name_are_told_apart_and_sorted_by_their_places() -> None:
    model = TriageTable()
    model.add(Row(f"{place}/log.csv", "log", "csv", "fine", loss_cost=i) for i, place in enumerate("bca"))
    model.sort(RUN)
    assert [model.text(line, RUN) for line in range(3)] == ["log · a", "log · b", "log · c"]


@pytest.mark.parametrize("grouped", [False, True])
def test_a_name_that_is_too_long_keeps_what_tells_it_apart(qapp: QApplication, grouped: bool) -> None:
    model, option = TriageTable(), QStyleOptionViewItem()
    model.add(
        Row(f"/logs/{place}/training_history.csv", "training_history", "csv", "fine") for place in ("anna", "bert")
    )
    if grouped:
        model.group_by("folder")
    line = model.line_of(model.shown[0])
    assert line is not None
    option.rect = QRect(0, 0, option.fontMetrics.horizontalAdvance("train…anna") + 12, 20)
    CutNames(model.shared_ends_of, model).initStyleOption(option, model.index(line, RUN))
    assert (model.text(line, RUN), option.text) == ("training_history · anna", "train…anna")


def test_filtered_runs_stay_in_the_groups_of_all() -> None:
    model = TriageTable()
    model.add(Row(f"s/run_{i}/seed_{j}/log.csv", f"{i}{j}", "csv", "fine") for i in range(2) for j in range(2))
    model.group_by("folder")
    model.filter("seed_1")
    assert [model.text(line, 0).partition(":")[0] for line in model.headings_at] == ["s/run_0", "s/run_1"]


def bar(triage: TriageWindow, said: str) -> int:
    return next(i for i, bar in enumerate(triage.histogram.counts.bars) if bar.said == said)


def click(qtbot: QtBot, triage: TriageWindow, said: str) -> None:
    view = triage.histogram
    place = view.visualRect(view.counts.index(bar(triage, said), 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_histogram_has_the_numbers_of_the_page(triage: TriageWindow) -> None:
    told = {bar.said: bar.count for bar in triage.histogram.counts.bars if bar.key is not None}
    assert told["problem"] == 2 and told["fine"] == 1
    page = as_html(Told(Table(triage.model.rows, ()), State.PROBLEM, ""))
    for title, count in named_causes(Table(triage.model.rows, ())):
        assert told[title.partition(": ")[0]] == count
        assert f"{html.escape(title)}</th><td class='number'>{count}</td>" in page


def test_a_click_on_a_bar_shows_these_runs_alone_and_another_one_all(qtbot: QtBot, triage: TriageWindow) -> None:
    assert triage.sieve.states.currentText() == "All states"
    click(qtbot, triage, "fine")
    assert names(triage) == ["well"] and triage.sieve.states.currentData() == ("fine",)
    click(qtbot, triage, "problem")
    assert len(names(triage)) == 3 and triage.sieve.states.currentIndex() == -1  # both, for which there is no entry
    click(qtbot, triage, "fine")
    assert "well" not in names(triage)
    cause = next(bar.said for bar in triage.histogram.counts.bars if bar.key and not bar.key.is_state)
    click(qtbot, triage, cause)
    click(qtbot, triage, "problem")
    triage.sieve.states.setCurrentIndex(triage.sieve.states.findText("Fine"))
    assert names(triage) == [] and {key.text for key in triage.histogram._keys() if key.is_state} == {"fine"}
    click(qtbot, triage, "fine")
    assert names(triage) and all(row.title.startswith(cause) for row in triage.model.shown)
    assert triage.sieve.states.currentIndex() == 0


def test_bars_are_as_long_as_their_counts_in_the_colours_of_their_states_and_headings_have_none(
    triage: TriageWindow,
) -> None:
    states = {"problem": 8, "watch": 4, "fine": 1}
    view = triage.histogram
    view.show_table(
        Table(tuple(Row(f"{s}{i}", "r", "csv", s) for s, count in states.items() for i in range(count)), ())
    )
    view.resize(500, 300)
    image, theme = view.grab().toImage(), view.counts.theme
    painted = {}
    for row, one in enumerate(view.counts.bars):
        place = view.visualRect(view.counts.index(row, 1)).translated(view.viewport().pos())
        across = [image.pixelColor(x, place.center().y()).name() for x in range(place.left(), place.right() + 1)]
        painted[one.said] = across.count(QColor(theme.severity(one.key.text if one.key else "fine")).name())
    heading, *said = painted
    assert painted[heading] == 0 and [painted[one] for one in said] == sorted(painted.values(), reverse=True)[:3]
    longest = painted[said[0]]
    assert longest > 30 and [painted[one] for one in said[1:]] == pytest.approx([longest / 2, longest / 8], abs=2)


def test_names_have_more_room_than_bars_on_a_small_screen(triage: TriageWindow) -> None:
    view = triage.histogram
    view.resize(120, 300)
    assert view.columnWidth(0) > view.columnWidth(1) > 30
    view.resize(900, 300)
    assert view.columnWidth(1) < 300, "room that there is beyond what bars need is the names' as well"


def test_a_chosen_bar_stays_while_runs_come(qtbot: QtBot, triage: TriageWindow) -> None:
    click(qtbot, triage, "fine")
    triage.histogram.show_table(Table(tuple(row for row in triage.model.rows if row.state != "fine"), ()))
    assert triage.histogram.counts.bars[bar(triage, "fine")].count == 0
    triage.histogram.show_table(Table(triage.model.rows, ()))
    assert triage.histogram.counts.bars[bar(triage, "fine")].count == 1
    assert names(triage) == ["well"] and {key.text for key in triage.histogram._keys()} == {"fine"}
    index = triage.histogram.counts.index(0, 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsSelectable, "the heading"


def test_columns_take_the_room_that_others_leave() -> None:
    long = "a run whose name is as long as that of a project and its folder"
    rows = [Row("a.csv", long, "csv", "fine"), Row("b.csv", "b", "csv", "fine")]
    model = TriageTable()
    meant = model.widths
    model.add(rows)
    run, cause = RUN, [column.heading for column in columns(Options())].index("Cause")
    assert model.widths[run] >= len(long) and model.widths[cause] < meant[cause]
    assert sum(model.widths[:LEFT]) <= sum(meant[:LEFT])
    told = replace(rows[0], main="a verdict that is longer than others mostly are")
    model.add([told])
    what = [column.heading for column in columns(Options())].index("What")
    assert model.widths[what] > len(told.main) >= meant[what], (
        "a name is cut where it is like others, a verdict at its end"
    )
    full = replace(rows[0], title="C" * 60, main="W" * 80, state="too_short")
    model.begin(Request())
    model.add([full])
    assert model.widths[run] >= meant[run] and sum(model.widths[:LEFT]) <= sum(meant[:LEFT])
