"""The dialog that settles what metrics mean, and what the window does with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialogButtonBox, QToolButton
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.gui.dialogs import mapping
from lossacc_gui.gui.dialogs.mapping import MEANS, SPLIT, VALUES, MappingDialog
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.readers.mapping import header_of, mapped
from lossacc_gui.readers.registry import read, read_unknown
from lossacc_gui.use_case import analyze_runs

DATA = Path(__file__).resolve().parents[1] / "data"
LOG = "epoch,badness,goodness,clock\n" + "".join(
    f"{i},{0.5 + 0.02 * max(0, i - 10):.3f},{80 + i % 3},{10 * i}\n" for i in range(40)
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "train.csv"
    path.write_text(LOG)
    return path


@pytest.fixture
def run(log: Path) -> Run:
    return read(log)[0]


@pytest.fixture
def dialog(qtbot: QtBot, run: Run) -> Iterator[MappingDialog]:
    yield from opened(qtbot, run, ())


def opened(qtbot: QtBot, run: Run, choices: tuple[Choice, ...]) -> Iterator[MappingDialog]:
    made = MappingDialog(run, choices)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()


def choose(dialog: MappingDialog, row: int, quantity: Quantity, split: Split = Split.VAL) -> None:
    dialog.table.selectRow(row)
    dialog.split.setCurrentIndex(dialog.split.findData(split))
    dialog.means.setCurrentIndex(dialog.means.findData(quantity))
    dialog.means.activated.emit(dialog.means.currentIndex())


def text_at(dialog: MappingDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    assert item is not None
    return item.text()


def test_every_metric_is_a_row_with_its_meaning(dialog: MappingDialog) -> None:
    assert [text_at(dialog, row, 0) for row in range(dialog.table.rowCount())] == ["badness", "goodness", "clock"]
    assert text_at(dialog, 0, MEANS) == "Other"
    assert text_at(dialog, 0, SPLIT) == "Training"
    assert [index.row() for index in dialog.table.selectionModel().selectedRows()] == [0], "the first is asked about"
    for row in range(3):
        item = dialog.table.item(row, VALUES)
        assert item is not None and item.text() and item.toolTip(), "what is cut stands in the tip"


def test_a_choice_changes_the_row_the_preview_and_the_choices(qtbot: QtBot, dialog: MappingDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull())
    before = dialog.preview.pixmap().cacheKey()
    choose(dialog, 0, Quantity.LOSS)
    choose(dialog, 1, Quantity.ACCURACY)
    qtbot.waitUntil(lambda: dialog.preview.pixmap().cacheKey() != before)
    assert (text_at(dialog, 1, MEANS), text_at(dialog, 1, SPLIT)) == ("Accuracy", "Validation")
    assert dialog.choices == (
        Choice("badness", Quantity.LOSS, Split.VAL),
        Choice("goodness", Quantity.ACCURACY, Split.VAL),
    )


def test_the_preview_says_nothing_of_causes_as_none_were_looked_for(
    qtbot: QtBot, dialog: MappingDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[View] = []

    def watched(analysis: Analysis, view: View) -> Chart:
        seen.append(view)
        return chart_of(analysis, view)

    monkeypatch.setattr(mapping, "chart_of", watched)
    choose(dialog, 0, Quantity.LOSS)
    qtbot.waitUntil(lambda: bool(seen))
    assert not seen[-1].causes


def test_a_choice_that_cannot_be_is_told_and_cannot_be_taken(qtbot: QtBot, dialog: MappingDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    choose(dialog, 1, Quantity.EPOCH)
    qtbot.waitUntil(lambda: "does not rise" in dialog.status.text())
    assert not ok.isEnabled()
    choose(dialog, 1, Quantity.OTHER)
    assert ok.isEnabled()
    qtbot.waitUntil(lambda: not dialog.status.text())


def test_as_read_forgets_what_was_chosen(qtbot: QtBot, run: Run) -> None:
    kept = (Choice("badness", Quantity.LOSS, Split.VAL),)
    for dialog in opened(qtbot, mapped(run, kept), kept):
        choose(dialog, 2, Quantity.TIME)
        assert len(dialog.choices) == 2
        qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Reset), Qt.MouseButton.LeftButton)
        assert dialog.choices == ()


def test_two_metrics_of_one_name_are_chosen_apart_and_remembered(
    qtbot: QtBot, tmp_path: Path, store: QSettings
) -> None:
    log = tmp_path / "twins.csv"
    log.write_text("epoch,loss,accuracy,accuracy\n" + "".join(f"{i},{9 - i},0.{i},0.{i}5\n" for i in range(9)))
    run = read(log)[0]
    for dialog in opened(qtbot, run, ()):
        assert [text_at(dialog, row, 0) for row in range(3)] == ["loss", "accuracy#1", "accuracy#2"]
        choose(dialog, 2, Quantity.ACCURACY, Split.VAL)
        assert [text_at(dialog, row, SPLIT) for row in range(3)] == ["Training", "Training", "Validation"]
        assert dialog.choices == (Choice("accuracy#2", Quantity.ACCURACY, Split.VAL),)
        Settings(store).keep_choices(header_of(run), dialog.choices)
    again = mapped(read(log)[0], Settings(store).choices[header_of(run)])
    assert [series.split for series in again.series] == [Split.TRAIN, Split.TRAIN, Split.VAL]
    assert [series.value[1] for series in again.series] == [8, 0.1, 0.15]


def test_one_tag_in_two_folders_is_chosen_apart(qtbot: QtBot, tmp_path: Path) -> None:
    shutil.copytree(DATA / "tensorboard-events" / "keras", tmp_path / "keras")
    run = read(tmp_path / "keras")[0]
    (row,) = [i for i, s in enumerate(run.series) if s.metric == "epoch_loss" and s.split is Split.VAL]
    for dialog in opened(qtbot, run, ()):
        assert dialog.split.isEnabled()
        choose(dialog, row, Quantity.LOSS, Split.TEST)
        out = mapped(run, dialog.choices)
        assert [s.split for s in out.series if s.metric == "epoch_loss"] == [Split.TRAIN, Split.TEST]


def test_choices_are_remembered_by_header_and_survive_bad_settings(store: QSettings, run: Run) -> None:
    choices = (Choice("badness", Quantity.LOSS, Split.VAL), Choice("goodness#2", Quantity.ACCURACY))
    Settings(store).keep_choices(header_of(run), choices)
    assert Settings(store).choices == {header_of(run): choices}
    Settings(store).keep_choices(header_of(run), ())
    assert Settings(store).choices == {}
    for bad in ("{", "[1]", '{"a": [["x", "good", null]]}'):
        store.setValue("metrics", bad)
        assert Settings(store).choices == {}


def test_a_log_that_is_not_understood_is_offered_the_dialog_and_read_again_as_chosen(
    qtbot: QtBot, window: MainWindow, log: Path
) -> None:
    with qtbot.waitSignal(window.session.opened):
        window.session.open([log])
    assert "no loss and no accuracy" in window.strip.text()
    offer = window.strip.findChild(QToolButton, "offer")
    assert isinstance(offer, QToolButton) and offer.isVisible()
    offer.click()
    (dialog,) = window.findChildren(MappingDialog)
    choose(dialog, 0, Quantity.LOSS)
    choose(dialog, 1, Quantity.ACCURACY)
    with qtbot.waitSignal(window.session.opened):
        dialog.accept()
    current = window.session.current
    assert current is not None
    assert [s.quantity for s in current.run.series[:2]] == [Quantity.LOSS, Quantity.ACCURACY]
    assert current.episodes
    assert len(window.session.runs) == 1
    assert not window.strip.text()


def test_a_reward_is_known_and_nothing_is_asked(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    log = tmp_path / "return.csv"
    log.write_text("episode,return\n" + "".join(f"{i},{20 + 5 * i + i % 3}\n" for i in range(30)))
    with qtbot.waitSignal(window.session.opened):
        window.session.open([log])
    assert not window.strip.text()
    assert analyze_runs(read(log), Request())[0].verdict.state is State.FINE


def test_the_action_is_there_only_with_a_run(window: MainWindow) -> None:
    assert not window.actions_by_name["choose_metrics"].isEnabled()


UNKNOWN = "t,foo,bar,quux\n" + "".join(
    f"{t},{2 * 0.9**t + 0.01 * (t % 3):.4f},{0.9 - 0.8 * 0.9**t:.4f},{1.2 * 0.8**t + 0.02 * t + 0.01 * (t % 2):.4f}\n"
    for t in range(1, 41)
)
DOUBTFUL = "epoch,chk_loss,chk_acc,lrn_loss,lrn_acc\n" + "".join(
    f"{t},{2 * 0.9**t + 0.2},{0.8 - 0.7 * 0.9**t},{2 * 0.9**t},{0.9 - 0.7 * 0.9**t}\n" for t in range(1, 31)
)
PRINTED = "".join(f"<{line.replace(',', '> foo ', 1)}\n" for line in UNKNOWN.splitlines()[1:]).replace(",", " ; ")


def asked(qtbot: QtBot, window: MainWindow, path: Path) -> MappingDialog:
    """The dialog that opens by itself for a log, once it has its guesses."""
    window.session.open([path])
    qtbot.waitUntil(lambda: bool(window.findChildren(MappingDialog)))
    (dialog,) = window.findChildren(MappingDialog)
    qtbot.waitUntil(lambda: not dialog.pattern.isHidden())
    return dialog


def taken_for(dialog: MappingDialog) -> list[tuple[str, str, str]]:
    return [
        (text_at(dialog, row, 0), text_at(dialog, row, MEANS), text_at(dialog, row, SPLIT))
        for row in range(dialog.table.rowCount())
    ]


def test_a_log_without_a_known_name_opens_the_dialog_with_guesses_and_opens_as_they_say(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(UNKNOWN)
    dialog = asked(qtbot, window, tmp_path / "a.csv")
    assert taken_for(dialog) == [
        ("t", "Epoch (x axis) (guess)", ""),
        ("foo", "Loss (guess)", "Training"),
        ("bar", "Accuracy (guess)", "Validation"),
        ("quux", "Loss (guess)", "Validation"),
    ]
    assert dialog.pattern.toPlainText().splitlines()[0] == "t,foo,bar,quux"
    assert "guesses" in dialog.status.text()
    choose(dialog, 3, Quantity.LOSS, Split.TEST)
    assert taken_for(dialog)[3] == ("quux", "Loss", "Test")
    with qtbot.waitSignal(window.session.opened):
        dialog.accept()
    current = window.session.current
    assert current is not None and current.run.x_name == "epoch"
    assert [(s.quantity, s.split) for s in current.run.series[1:]] == [
        (Quantity.LOSS, Split.TRAIN),
        (Quantity.ACCURACY, Split.VAL),
        (Quantity.LOSS, Split.TEST),
    ]
    assert not [message for message in window.session.messages.all if message.is_error]
    qtbot.waitUntil(lambda: not window.findChildren(MappingDialog))
    with qtbot.waitSignal(window.session.opened):
        window.session.open([tmp_path / "b.csv"])
    assert len(window.session.runs) == 2 and not window.findChildren(MappingDialog)


def test_a_log_that_can_be_read_in_two_ways_is_asked_about_and_opens_as_confirmed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    log = tmp_path / "a.csv"
    log.write_text(DOUBTFUL)
    dialog = asked(qtbot, window, log)
    assert [(name, split) for name, _, split in taken_for(dialog)] == [
        ("chk_loss", "Validation"),
        ("chk_acc", "Validation"),
        ("lrn_loss", "Training"),
        ("lrn_acc", "Training"),
    ]
    with qtbot.waitSignal(window.session.opened):
        dialog.accept()
    current = window.session.current
    assert current is not None
    assert [one.split for one in current.run.series] == [Split.VAL, Split.VAL, Split.TRAIN, Split.TRAIN]


def test_who_declines_the_dialog_is_offered_it_again_and_no_log_is_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(UNKNOWN)
    asked(qtbot, window, tmp_path / "a.csv").reject()
    qtbot.waitUntil(lambda: not window.findChildren(MappingDialog))
    assert not window.session.runs
    assert "foo" in window.strip.text() and "--map" not in window.strip.text()
    offer = window.strip.findChild(QToolButton, "offer")
    assert isinstance(offer, QToolButton) and offer.isVisible()
    offer.click()
    (dialog,) = window.findChildren(MappingDialog)
    dialog.reject()


def test_several_unknown_logs_ask_for_nothing_by_themselves_and_one_answer_opens_all_of_a_kind(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text(UNKNOWN)
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(paths)
    assert not window.findChildren(MappingDialog) and list(window.session.unnamed.runs) == paths
    window.actions_by_name["name_metrics"].trigger()
    (dialog,) = window.findChildren(MappingDialog)
    qtbot.waitUntil(lambda: not dialog.pattern.isHidden())
    with qtbot.waitSignal(window.session.opened):
        dialog.accept()
    assert {open_run.key.source for open_run in window.session.runs} == set(paths)
    assert not window.session.unnamed.runs and not window.actions_by_name["name_metrics"].isEnabled()


def test_one_unknown_log_among_others_of_a_folder_is_offered_and_asks_for_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(DOUBTFUL)
    rows = "".join(f"{i},{1 / (1 + i)},{1 - 1 / (2 + i)}\n" for i in range(30))
    (tmp_path / "b.csv").write_text(f"epoch,val_loss,val_accuracy\n{rows}")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([tmp_path])
    assert len(window.session.runs) == 1 and list(window.session.unnamed.runs) == [tmp_path / "a.csv"]
    assert [message.offer for message in window.session.messages.all] == ["name_metrics"]
    qtbot.wait(1)  # a turn of the loop in which it would be asked
    assert not window.findChildren(MappingDialog)


def test_the_numbers_of_a_printed_line_are_coloured_and_a_click_chooses_the_metric(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(PRINTED)
    dialog = asked(qtbot, window, tmp_path / "a.txt")
    assert taken_for(dialog)[1][0] == "foo"
    assert len(dialog.pattern.extraSelections()) == 4
    colours = {one.format.background().color().rgb() for one in dialog.pattern.extraSelections()}
    assert len(colours) == 3  # the counter, losses, the accuracy
    place = QTextCursor(dialog.pattern.document())
    place.setPosition(dialog.pattern.toPlainText().index("foo ") + 6)
    qtbot.mouseClick(
        dialog.pattern.viewport(), Qt.MouseButton.LeftButton, pos=dialog.pattern.cursorRect(place).center()
    )
    assert dialog.table.currentRow() == 1 and dialog.means.currentData() == Quantity.LOSS
    dialog.reject()
    (tmp_path / "other.txt").write_text(PRINTED.replace(";", "|"))
    assert header_of(read_unknown(tmp_path / "other.txt")[0]) != header_of(read_unknown(tmp_path / "a.txt")[0])


def test_what_the_reader_left_out_is_a_row_and_is_taken_once_it_has_a_meaning(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("".join(f"epoch {i} loss {1 / i:.4f} zork {0.5 + i / 100:.4f}\n" for i in range(1, 20)))
    (run,) = read(path)
    assert [one.metric for one in run.left_out] == ["zork"]
    for dialog in opened(qtbot, run, ()):
        assert taken_for(dialog)[-1][:2] == ("zork", "Not taken")
        choose(dialog, 1, Quantity.ACCURACY, Split.TRAIN)
        assert taken_for(dialog)[-1][:2] == ("zork", "Accuracy")
        out = mapped(run, dialog.choices)
        assert [one.metric for one in out.series] == ["loss", "zork"] and not out.left_out
        assert header_of(out) == header_of(run)


@pytest.mark.usefixtures("large_letters")
def test_large_letters_leave_the_dialog_on_a_small_screen(qtbot: QtBot, run: Run) -> None:
    for made in opened(qtbot, run, ()):
        qtbot.waitUntil(lambda made=made: made.pattern.isVisible())
        there = made.screen().availableGeometry()
        assert made.width() <= there.width() and made.height() <= there.height()


def test_with_large_letters_the_chart_gives_way_before_values_are_cut(
    qtbot: QtBot, large_letters: None, tmp_path: Path
) -> None:
    log = tmp_path / "named.csv"
    log.write_text(LOG.replace("badness", "validation_loss_of_the_third_head").replace("goodness", "accuracy_of_it"))
    for dialog in opened(qtbot, read(log)[0], ()):
        table = dialog.table
        whole = table.columnWidth(VALUES) >= table.sizeHintForColumn(VALUES)
        assert whole or dialog.preview.width() == dialog.preview.minimumWidth()
        letter = table.fontMetrics().averageCharWidth()
        assert table.columnWidth(MEANS) >= table.sizeHintForColumn(MEANS) + letter
