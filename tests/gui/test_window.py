"""The window: opening, the one selection, view, messages, themes, keys, settings."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from gui.gui_handmade import made_analysis, made_run, show
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QSlider,
    QTableView,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lossacc_gui import troubles
from lossacc_gui.gui.actions.actions import menu_letters
from lossacc_gui.gui.actions.entries import ENTRIES, MENUS
from lossacc_gui.gui.background.threads import Deliver
from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.gui.panels.tabs import DATA
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.program.unexpected import hook_for
from lossacc_gui.gui.session import opening
from lossacc_gui.gui.session.state import MessageKind
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.verdict import State, Verdict

LOG = "\n".join(
    ["epoch,loss,accuracy,val_loss,val_accuracy"]
    + [
        f"{i},{1 / (i + 1):.4f},{1 - 0.5 / (i + 1):.4f},{0.5 + 1 / (i + 1):.4f},{0.9 - 0.4 / (i + 1):.4f}"
        for i in range(30)
    ]
)


def test_nothing_is_said_of_events_before_there_is_a_run(qtbot: QtBot, window: MainWindow) -> None:
    window.prepare_workspace()
    qtbot.waitUntil(lambda: window.workspace is not None)
    assert window.workspace is not None
    QApplication.processEvents()
    assert window.workspace.tabs.events.accessibleDescription() == ""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "training.csv"
    path.write_text(LOG + "\n")
    return path


def opened(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.busy and window.session.prepared is not None)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_an_empty_window_offers_to_open_something_and_shows_no_grid(window: MainWindow) -> None:
    texts = [button.text() for button in window.empty.findChildren(QAbstractButton)]
    assert "Open Training Log…" in texts
    assert "Open Folder of Runs…" in texts
    assert window.workspace is None
    assert not window.actions_by_name["export"].isEnabled()


def test_a_log_is_opened_by_the_dialog(
    qtbot: QtBot, window: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(log)], ""))
    window.actions_by_name["open"].trigger()
    opened(qtbot, window)
    assert window.session.current is not None
    assert window.session.current.run.source == log
    assert window.workspace is not None
    assert window.workspace.chart is not None
    assert window.workspace.chart.isVisible()


def test_a_folder_is_opened_by_the_dialog(
    qtbot: QtBot, window: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (log.parent / "b").mkdir()
    (log.parent / "b" / "other.csv").write_text(LOG + "\n")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(log.parent))
    window.actions_by_name["open_folder"].trigger()
    opened(qtbot, window)
    assert len(window.session.runs) == 2
    assert window.session.current_index == 0


def test_a_log_is_opened_by_dropping_it(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    drop(window, log)
    opened(qtbot, window)
    assert "training" in window.windowTitle()


def test_an_unreadable_file_is_told_in_the_window_in_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with qtbot.waitSignal(window.session.work_ended):
        drop(window, path)
    assert window.strip.isVisible()
    assert window.strip.text().startswith("picture.png: ")
    assert window.strip.text().rstrip().endswith(".")
    assert [message.kind for message in window.session.messages.all] == [MessageKind.ERROR]
    assert "Traceback" not in window.strip.text()


def test_a_missing_recent_file_is_told_when_it_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([tmp_path / "gone.csv"])
    assert "gone.csv" in window.strip.text()


def test_a_second_log_joins_the_first_and_is_shown(qtbot: QtBot, filled: MainWindow, log: Path) -> None:
    with qtbot.waitSignal(filled.session.work_ended):
        filled.session.open([log])
    assert [run.analysis.run.source.stem for run in filled.session.runs] == ["history", "training"]
    assert filled.session.current_index == 1


def test_opening_a_log_again_replaces_it(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    for _ in range(2):
        with qtbot.waitSignal(window.session.work_ended):
            window.session.open([log])
    assert len(window.session.runs) == 1


def test_what_is_opened_while_another_log_is_read_comes_after_it(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    other = log.with_name("other.csv")
    other.write_text(LOG + "\n")
    window.session.open([log])
    window.session.open([other])
    qtbot.waitUntil(lambda: len(window.session.runs) == 2)
    opened(qtbot, window)


def test_reading_shows_progress_and_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(*_: object) -> object:
        def work(progress: Progress, deliver: Deliver) -> None:
            while True:
                progress(0.4, "reading slowly")
                begun.set()

        return work

    monkeypatch.setattr(opening, "loading", endless)
    with qtbot.waitSignal(window.session.work_progressed):
        window.session.open([Path("big.csv")])
    assert window.status.cancel_button.isVisible()
    assert window.status.doing.text() == "reading slowly"
    with qtbot.waitSignal(window.session.work_ended):
        window.status.cancel_button.click()
    assert not window.status.cancel_button.isVisible()
    assert not window.session.messages.all


def test_table_chart_and_panel_share_one_selection(filled: MainWindow) -> None:
    session, workspace = filled.session, filled.workspace
    assert workspace is not None
    workspace.tabs.events.selectRow(1)
    assert session.selection.event == 1
    assert "Event 2" in workspace.panel.text()
    assert workspace.chart._selected == 2
    workspace.chart.event_clicked.emit(1)
    assert session.selection.event == 0
    assert workspace.tabs.events.currentIndex().row() == 0
    assert "Event 1" in workspace.panel.text()
    workspace.chart.event_clicked.emit(None)
    assert session.selection.event is None
    assert not workspace.tabs.events.selectionModel().selectedRows()
    assert workspace.panel.text().splitlines()[:2] == [
        "problem history",
        "The validation loss rises, the accuracy stays.",
    ]


def test_who_comes_to_the_events_by_tab_has_chosen_none_yet(qtbot: QtBot, filled: MainWindow) -> None:
    assert filled.workspace is not None
    events, session = filled.workspace.tabs.events, filled.session
    filled.activateWindow()
    events.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(events.hasFocus)
    assert session.selection.event is None and not events.selectionModel().selectedRows()
    qtbot.keyClick(filled, Qt.Key.Key_Period)
    assert session.selection.event == 0 and [row.row() for row in events.selectionModel().selectedRows()] == [0]
    qtbot.keyClick(events, Qt.Key.Key_Down)
    assert session.selection.event == 1


def test_dot_and_comma_go_round_the_events(qtbot: QtBot, filled: MainWindow) -> None:
    seen = []
    for key in (*[Qt.Key.Key_Period] * 4, Qt.Key.Key_Comma):
        qtbot.keyClick(filled, key)
        seen.append(filled.session.selection.event)
    assert seen == [0, 1, 2, 0, 2]


def test_escape_goes_back_to_the_whole_run(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.select_event(1)
    qtbot.keyClick(filled, Qt.Key.Key_Escape)
    assert filled.session.selection.event is None


def test_the_same_event_is_selected_on_return_where_others_are_gone_by_then(filled: MainWindow) -> None:
    session = filled.session
    whole = session.runs[0].whole
    session.add(made_analysis("other"))
    session.select_event(1)
    chosen = whole.events[1]
    session.show_run(1)
    session.put(0, replace(session.runs[0], whole=replace(whole, events=whole.events[1:])))
    session.show_run(0)
    assert session.current is not None and session.selection.event == 0
    assert session.current.events[0] is chosen
    session.show_run(1)
    session.put(0, replace(session.runs[0], whole=replace(whole, events=whole.events[2:])))
    assert session.selections.of(session.runs[0]).event is None


def test_enter_goes_to_the_explanation(qtbot: QtBot, filled: MainWindow) -> None:
    filled.activateWindow()
    qtbot.keyClick(filled, Qt.Key.Key_Period)
    qtbot.keyClick(filled, Qt.Key.Key_Return)
    assert filled.focusWidget().accessibleName() == "Explanation"


def test_a_link_of_the_evidence_selects_its_epochs_in_the_chart(filled: MainWindow) -> None:
    filled.session.select_event(1)
    filled.workspace.panel._on_anchor_clicked(QUrl("span:30.0:60.0"))
    assert filled.session.selection.span == (30.0, 60.0)
    assert filled.session.selection.event == 1
    assert filled.workspace.chart._span == (30.0, 60.0)


def test_the_panel_says_verdict_reason_and_remedy(filled: MainWindow) -> None:
    filled.session.select_event(1)
    text = filled.workspace.panel.text()
    for words in (
        "problem",
        "epochs 30–60",
        "Loss gets worse, accuracy stays flat",
        "curves val_loss, val_accuracy",
        "Over-confidence",
        "belief 71 %",
        "rises by 44 %",
        "no lower than",
        "Look at single losses.",
        "reliability diagram",
        "Scale the logits",
        "ever surer",
        "Guo et al., 2017",
    ):
        assert words in text
    assert text.index("Loss gets worse") < text.index("Scale the logits") < text.index("rises by 44 %")


def test_a_folded_cause_unfolds(filled: MainWindow) -> None:
    page = filled.workspace.panel._page
    assert "Sort the examples" not in page.toPlainText()
    filled.workspace.panel._on_anchor_clicked(QUrl("cause:1"))
    assert "Sort the examples" in page.toPlainText()


def test_where_nothing_seems_wrong_no_cause_is_unfolded_unasked(qtbot: QtBot, window: MainWindow) -> None:
    made = made_analysis()
    causes = made.overall.causes
    well = replace(causes[0], cause=replace(causes[0].cause, id=NOTHING_WRONG))
    verdict = Verdict(State.FINE, "Nothing seems wrong.")
    overall = replace(made.overall, causes=(well, *causes), families=())
    show(qtbot, window.session, replace(made, events=(), findings=(), verdict=verdict, overall=overall))
    told = window.workspace.panel._page.toPlainText()
    assert "If anything were wrong" in told
    assert "Speaks for it" not in told
    window.workspace.panel._on_anchor_clicked(QUrl("cause:0"))
    assert "Speaks for it" in window.workspace.panel._page.toPlainText()


def test_names_from_a_log_are_never_taken_as_html(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, made_analysis("<img src='bar:1'><b>bold</b>"))
    assert "<b>bold</b>" in window.workspace.panel.text()


def test_the_slider_smooths_and_says_by_how_much(qtbot: QtBot, filled: MainWindow) -> None:
    with qtbot.waitSignal(filled.session.chart_prepared):
        filled.tools.smoothing.slider.setValue(60)
    assert filled.tools.smoothing.value.text() == "0.60"
    roles = {line.role for line in filled.session.prepared.chart.lines}
    assert roles == {"raw", "smooth"}


def test_log_loss_is_toggled_by_its_key(qtbot: QtBot, filled: MainWindow) -> None:
    with qtbot.waitSignal(filled.session.chart_prepared):
        qtbot.keyClick(filled, Qt.Key.Key_L)
    assert filled.session.prepared.chart.left.log
    assert filled.actions_by_name["log_loss"].isChecked()


def test_a_box_in_the_list_of_runs_draws_a_metric_or_not(qtbot: QtBot, filled: MainWindow) -> None:
    item = filled.workspace.runs.model.item(0).child(0)
    assert item.text() == "loss"
    with qtbot.waitSignal(filled.session.chart_prepared):
        item.setCheckState(Qt.CheckState.Unchecked)
    assert "loss" not in filled.session.shown_metrics
    assert "val_loss" in filled.session.shown_metrics


def test_the_list_tells_last_and_best_of_the_validation_accuracy_and_the_verdict(filled: MainWindow) -> None:
    model = filled.workspace.runs.model
    run = made_run()
    accuracy = run.series[3].value
    assert accuracy[-1] != accuracy.max()
    texts = [model.item(0, column).text() for column in range(3)]
    assert texts == ["history", f"{100 * accuracy[-1]:.1f} %", f"{100 * accuracy.max():.1f} %"]
    assert "3 events: 1 problem, 1 worth a look, 1 harmless." in model.item(0).toolTip()
    assert model.item(0).toolTip().startswith("problem: The validation loss rises")
    assert model.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "history, problem"
    assert not model.item(0).icon().isNull()
    assert model.item(0, 1).toolTip() == "val_accuracy: the last value"
    loss = run.series[2].value
    below = [model.item(0).child(2, column).text() for column in range(3)]
    assert below == ["val_loss", f"{loss[-1]:.3g}", f"{loss.min():.3g}"]


def test_a_run_without_accuracy_is_told_by_its_loss(qtbot: QtBot, window: MainWindow) -> None:
    analysis = made_analysis()
    run = replace(analysis.run, series=(analysis.run.series[0], analysis.run.series[2]))
    show(qtbot, window.session, replace(analysis, run=run, pairs=(), events=()))
    model = window.workspace.runs.model
    value = run.series[1].value
    assert [model.item(0, column).text() for column in (1, 2)] == [f"{value[-1]:.3g}", f"{value.min():.3g}"]
    assert "val_loss" in model.item(0, 2).toolTip()


def test_an_error_rate_is_listed_and_drawn_as_the_accuracy_it_stands_for(qtbot: QtBot, window: MainWindow) -> None:
    analysis = made_analysis()
    accuracy = analysis.run.series[3]
    error = replace(accuracy, metric="val_err", quantity=Quantity.ERROR_RATE, value=1.0 - accuracy.value)
    run = replace(analysis.run, series=(*analysis.run.series[:3], error))
    show(qtbot, window.session, replace(analysis, run=run, pairs=pairs_of(run), events=()))
    model = window.workspace.runs.model
    best = f"{100 * accuracy.value.max():.1f} %"
    assert model.item(0, 2).text() == best
    row = model.item(0)
    assert row.child(3).text() == "accuracy (1 - val_err)"
    assert (row.child(3, 2).text(), row.child(3, 2).toolTip()) == (best, "accuracy (1 - val_err): the highest value")
    assert row.child(3).checkState() == Qt.CheckState.Checked
    with qtbot.waitSignal(window.session.chart_prepared):
        row.child(3).setCheckState(Qt.CheckState.Unchecked)
    assert "val_err" not in window.session.shown_metrics


def test_two_metrics_of_one_name_are_told_apart_by_their_split(qtbot: QtBot, window: MainWindow) -> None:
    analysis = made_analysis()
    series = tuple(replace(one, metric="epoch_loss") for one in (analysis.run.series[0], analysis.run.series[2]))
    one = replace(analysis, run=replace(analysis.run, series=series), pairs=(), events=())
    show(qtbot, window.session, one)
    run = window.workspace.runs.model.item(0)
    assert [run.child(row).text() for row in range(2)] == ["epoch_loss (train)", "epoch_loss (val)"]
    with qtbot.waitSignal(window.session.chart_prepared):
        run.child(0).setCheckState(Qt.CheckState.Unchecked)
    assert window.session.shown_metrics == ("epoch_loss:val",)
    assert run.child(1).checkState() == Qt.CheckState.Checked


def test_an_event_that_the_run_does_not_have_is_no_selection(filled: MainWindow) -> None:
    filled.session.select_event(7)
    assert filled.session.selection.event is None


def test_the_chart_follows_the_slider_while_it_is_dragged(qtbot: QtBot, filled: MainWindow) -> None:
    qtbot.waitUntil(lambda: not filled.session.drawing._drawer.busy)
    drawn: list[float] = []
    filled.session.chart_prepared.connect(lambda prepared: drawn.append(len(prepared.lines)))
    for value in range(10, 60, 10):
        filled.tools.smoothing.slider.setValue(value)
    qtbot.waitUntil(lambda: len(drawn) == 2)  # the one under way, then the newest
    assert filled.session.drawing.view.smoothing == 0.5


def test_the_parts_that_show_a_run_can_be_made_before_there_is_one(
    qtbot: QtBot, window: MainWindow, analysis: Analysis
) -> None:
    window.prepare_workspace()
    made = window.workspace
    assert window.empty.isVisible()
    assert not made.runs.isVisible()
    show(qtbot, window.session, analysis)
    assert window.workspace is made
    assert made.panel.isVisible() and not made.runs.isVisible()


def test_the_events_need_no_scrolling_sideways(filled: MainWindow) -> None:
    table = filled.workspace.tabs.events
    for width in (1280, 1440):
        filled.resize(width, 900)
        QApplication.processEvents()
        assert table.horizontalScrollBar().maximum() == 0
    filled.resize(2400, 900)
    QApplication.processEvents()
    columns = range(table.model().columnCount())
    assert all(table.columnWidth(i) >= table.sizeHintForColumn(i) for i in columns), "a text is cut"
    tips = [table.model().index(1, column).data(Qt.ItemDataRole.ToolTipRole) for column in (3, 6)]
    assert tips == ["The validation loss rises, the accuracy stays.", "val_loss: 0.5 → 0.72 (+44 %)"]


def test_the_headings_of_a_table_without_events_are_whole(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, replace(made_analysis(), events=()))
    table = window.workspace.tabs.events
    header = table.horizontalHeader()
    assert all(header.sectionSize(i) >= header.sectionSizeHint(i) for i in range(header.count()))


def test_runs_of_one_name_are_told_apart_by_their_folder(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    for folder in ("first", "second"):
        (log.parent / folder / "log_dir").mkdir(parents=True)
        (log.parent / folder / "log_dir" / "log.csv").write_text(LOG + "\n")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([log.parent / "first", log.parent / "second"])
    model = window.workspace.runs.model
    texts = [model.item(row).text() for row in range(model.rowCount())]
    assert len(set(texts)) == 2
    assert "first" in texts[0]
    assert "second" in texts[1]


def test_runs_of_one_name_in_folders_of_folders_all_differ(qtbot: QtBot, window: MainWindow) -> None:
    places = [Path("all", experiment, seed, "metrics.csv") for experiment in ("a", "b") for seed in ("0", "1")]
    runs = [replace(made_analysis("metrics"), run=replace(made_run("metrics"), source=place)) for place in places]
    show(qtbot, window.session, *runs)
    model = window.workspace.runs.model
    texts = [model.item(row).text() for row in range(model.rowCount())]
    assert texts == ["metrics · a/0", "metrics · a/1", "metrics · b/0", "metrics · b/1"]


def test_the_filter_leaves_the_runs_that_match(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, made_analysis("one"), made_analysis("two"))
    window.workspace.runs.filter.setText("two")
    model = window.workspace.runs.tree.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["two"]


def test_another_run_is_shown_when_its_row_is_chosen(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, made_analysis("one"), made_analysis("two"))
    tree = window.workspace.runs.tree
    with qtbot.waitSignal(window.session.chart_prepared):
        tree.setCurrentIndex(tree.model().index(1, 0))
    assert window.session.current.run.name == "two"
    assert window.windowTitle().startswith("two")


def test_closing_the_last_run_comes_back_to_the_empty_window(filled: MainWindow) -> None:
    filled.actions_by_name["close_run"].trigger()
    assert filled.empty.isVisible()
    assert filled.session.current is None
    assert not filled.session.messages.all


def test_the_data_table_holds_every_logged_value_and_shows_what_is_selected(filled: MainWindow) -> None:
    table = filled.workspace.tabs.data
    filled.workspace.tabs.setCurrentIndex(DATA)
    model = table.model()
    assert model.rowCount() == 60
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())] == [
        "epoch",
        "loss",
        "accuracy",
        "val_loss",
        "val_accuracy",
    ]
    assert model.index(0, 0).data() == "1"
    assert float(model.index(9, 3).data()) == pytest.approx(made_run().series[2].value[9], rel=1e-5)
    for select, first in (
        (lambda: filled.session.select_event(1), 30),  # the second begins there
        (lambda: filled.session.select_span(12.0, 15.0), 12),
    ):
        select()
        assert [row.data() for row in table.selectionModel().selectedRows()] == [f"{first}"]


def test_notices_of_the_reader_are_among_the_messages_and_counted_below(filled: MainWindow) -> None:
    said = filled.workspace.tabs.messages.model().index(0, 0).data()
    assert said.startswith("Notice ") and said.endswith(", line 12: 2 rows without a value were skipped.")
    assert "1 notice" in filled.status.counts.text()
    assert not filled.strip.isVisible()


def test_an_unexpected_exception_is_told_in_the_window(
    filled: MainWindow, capsys: pytest.CaptureFixture[str], qtbot: QtBot
) -> None:
    hook = hook_for(filled.session)
    filled.session.messages.complained.connect(lambda _: hook(KeyError, KeyError("while telling"), None))
    hook(ValueError, ValueError("an odd thing"), None)
    assert "an odd thing" in filled.strip.text()
    assert "ValueError" in capsys.readouterr().err


def test_an_exception_that_comes_again_and_again_is_told_once_and_reported(
    filled: MainWindow, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "logs_folder", lambda: tmp_path)
    hook = hook_for(filled.session)
    for _ in range(3):
        try:
            raise ValueError("an odd thing")
        except ValueError as error:
            hook(ValueError, error, error.__traceback__)
    assert capsys.readouterr().err.count("Traceback") == 1
    assert sum("an odd thing" in message.text for message in filled.session.messages.all) == 1
    (report,) = tmp_path.glob("error-*.txt")
    assert "an odd thing" in report.read_text(encoding="utf-8") and str(report) in filled.strip.text()


def test_what_the_system_says_of_a_crash_is_kept(tmp_path: Path) -> None:
    code = (
        "import ctypes; from lossacc_gui import troubles; from lossacc_gui.gui.program import unexpected; "
        f"unexpected.logs_folder = lambda: __import__('pathlib').Path({str(tmp_path / 'logs')!r}); "
        "unexpected.note_crashes(); ctypes.string_at(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode != 0
    assert "most recent call first" in (tmp_path / "logs" / "crash.txt").read_text(encoding="utf-8")
    subprocess.run([sys.executable, "-c", code.replace("ctypes.string_at(0)", "0")], check=True)
    assert "most recent call first" in (tmp_path / "logs" / "last-crash.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("menu", MENUS)
def test_every_entry_of_a_menu_has_a_letter_of_its_own(menu: str) -> None:
    letters = [entry.text[entry.text.index("&") + 1].lower() for entry in ENTRIES if entry.menu == menu]
    assert len(set(letters)) == len(letters)


def test_every_menu_opens_by_a_letter_of_its_own(window: MainWindow) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&View", "&Run", "Eve&nt", "&Help"]
    assert menu_letters() == "FEVRNH"


def test_one_style_sheet_dresses_the_window_and_none_the_application(filled: MainWindow) -> None:
    assert filled.styleSheet() and not QApplication.instance().styleSheet()


def test_light_and_dark_dress_the_whole_window(qtbot: QtBot, filled: MainWindow) -> None:
    for choice, dark in ((ThemeChoice.DARK, True), (ThemeChoice.LIGHT, False)):
        filled.choose_theme(choice)
        qtbot.waitUntil(lambda dark=dark: filled.theme.dark is dark and filled.updatesEnabled())
        image = filled.grab().toImage()
        corner = image.pixelColor(image.width() - 4, image.height() - 4)
        assert (corner.lightness() < 128) is dark
        assert filled.theme.dark is dark


def test_another_theme_is_put_on_in_several_turns_and_painted_once_it_is_whole(
    qtbot: QtBot, filled: MainWindow
) -> None:
    before = filled.theme
    filled.choose_theme(ThemeChoice.DARK)
    assert filled.theme == before and not filled.updatesEnabled()
    qtbot.waitUntil(filled.updatesEnabled)
    assert filled.theme.dark and filled.workspace.runs.updatesEnabled()


def test_theme_recents_and_geometry_are_remembered(qtbot: QtBot, store: QSettings, log: Path) -> None:
    first = build_window(store)
    qtbot.addWidget(first)
    first.show()
    first.resize(711, 600)
    first.choose_theme(ThemeChoice.DARK)
    with qtbot.waitSignal(first.session.work_ended):
        first.session.open([log])
    first.close()
    second = build_window(store)
    qtbot.addWidget(second)
    assert second.theme.dark
    assert second.size().width() == 711
    texts = [button.text() for button in second.empty.findChildren(QAbstractButton)]
    assert any(text.startswith("training.csv") for text in texts)
    second.close()


def test_the_chart_and_its_explanation_can_be_copied(filled: MainWindow) -> None:
    filled.actions_by_name["copy_chart"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    filled.actions_by_name["copy_explanation"].trigger()
    assert "Over-confidence" in QGuiApplication.clipboard().text()


def test_one_cause_is_copied_alone_by_its_link(filled: MainWindow) -> None:
    filled.session.select_event(1)
    assert filled.workspace is not None
    filled.workspace.panel._on_anchor_clicked(QUrl("copy:1"))
    text = QGuiApplication.clipboard().text()
    assert text.startswith("2 Outliers") and "The loss jumps in single epochs." in text
    assert "Sort the examples by their loss." in text and "Scale the logits" in text
    assert "Over-confidence" not in text and "Copy this cause" not in text
    assert filled.statusBar().currentMessage() == "The cause is on the clipboard"


def test_every_link_of_the_explanation_is_reached_by_the_keyboard(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.select_event(1)
    assert filled.workspace is not None
    page = filled.workspace.panel._page
    page.setFocus()
    heard: list[str] = []
    page.anchorClicked.disconnect()
    page.anchorClicked.connect(lambda url: heard.append(url.scheme()))
    for _ in range(9):
        qtbot.keyClick(page, Qt.Key.Key_Tab)
        qtbot.keyClick(page, Qt.Key.Key_Return)
    assert {"why", "cause", "span", "copy"} <= set(heard)


def test_the_shortcut_sheet_lists_every_key(filled: MainWindow) -> None:
    filled.actions_by_name["shortcuts"].trigger()
    (dialog,) = filled.findChildren(ShortcutsDialog)
    rows = range(dialog.table.rowCount())
    listed = "\n".join(item.text() for r in rows for c in range(3) if (item := dialog.table.item(r, c)) is not None)
    for words in ("Next Event", "Log Loss", "Shift + wheel", "Ctrl+O"):
        assert words in listed
    dialog.close()


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    from lossacc_gui.gui.actions.entries import ENTRIES

    keys = [key for entry in ENTRIES for key in entry.keys]
    assert len(keys) == len(set(keys))


def test_everything_that_takes_the_keyboard_has_an_accessible_name(filled: MainWindow) -> None:
    kinds = (QAbstractButton, QSlider, QTableView, QTreeView)
    for widget in filled.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or type(widget).__module__ != "PySide6.QtWidgets"
        if (
            isinstance(widget, kinds)
            and not inner
            and widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        ):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, f"{widget} has no name"


def test_a_reading_that_has_no_room_below_loses_its_end(filled: MainWindow) -> None:
    label = filled.status.under_cursor
    label.setFixedWidth(150)
    pictures = []
    for text in ("epoch 12   loss", "epoch 37   loss"):
        label.setText(f"{text} 0.123   val_loss 0.456   val_accuracy 91.2 %")
        pictures.append(label.grab().toImage())
    assert pictures[0] != pictures[1]


def test_the_windows_menu_of_the_chart_is_our_own(qtbot: QtBot, filled: MainWindow) -> None:
    filled.workspace.chart.menu_requested.emit(QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert "&Fit" in texts
    assert not any("FFT" in text or "Mouse Mode" in text for text in texts)
    menu.close()


def test_labels_say_what_x_counts(filled: MainWindow) -> None:
    assert filled.tools.counted.text() == "X: epoch"


def test_a_harmless_event_asks_for_nothing_to_be_done(qtbot: QtBot, window: MainWindow) -> None:
    analysis = made_analysis()
    first, second, _ = analysis.events
    calm = replace(second, what=replace(second.what, severity=Severity.BENIGN))
    for event, told in ((second, True), (calm, False)):
        show(qtbot, window.session, replace(analysis, events=(first, event)))
        window.session.select_event(1)
        assert window.workspace is not None
        assert ("What to do first" in window.workspace.panel.text()) is told
