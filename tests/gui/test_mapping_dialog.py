"""The dialog that settles what metrics mean, and what the window does with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialogButtonBox, QToolButton
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.gui.dialogs import mapping
from lossacc_gui.gui.dialogs.mapping import MEANS, SPLIT, MappingDialog
from lossacc_gui.gui.settings import Settings
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.mapping import header_of, mapped
from lossacc_gui.readers.registry import read

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
    with qtbot.waitSignal(window.session.opened, timeout=10000):
        window.session.open([log])
    assert "no loss and no accuracy" in window.strip.text()
    offer = window.strip.findChild(QToolButton, "offer")
    assert isinstance(offer, QToolButton) and offer.isVisible()
    offer.click()
    (dialog,) = window.findChildren(MappingDialog)
    choose(dialog, 0, Quantity.LOSS)
    choose(dialog, 1, Quantity.ACCURACY)
    with qtbot.waitSignal(window.session.opened, timeout=10000):
        dialog.accept()
    current = window.session.current
    assert current is not None
    assert [s.quantity for s in current.run.series[:2]] == [Quantity.LOSS, Quantity.ACCURACY]
    assert current.episodes
    assert len(window.session.runs) == 1
    assert not window.strip.text()


def test_the_action_is_there_only_with_a_run(window: MainWindow) -> None:
    assert not window.actions_by_name["choose_metrics"].isEnabled()
