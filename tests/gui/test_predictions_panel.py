"""The predictions of a run in the window: offered, used, shown, exported."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from lossacc_gui.explain.changes import change_between
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.gui.panels.evidence.predictions_panel import PredictionsPanel
from lossacc_gui.gui.panels.tabs import PREDICTIONS
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.evidence import PredictionEvidence
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze


@pytest.fixture(scope="module")
def analysed() -> Analysis:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    (only,) = analyze(log, Request(causes=load_causes(resource("causes")), evidence="auto"))
    return only


def opened(qtbot: QtBot, window: MainWindow, analysis: Analysis) -> tuple[PredictionsPanel, PredictionEvidence]:
    show(qtbot, window.session, analysis)
    assert window.workspace is not None and analysis.evidence is not None
    panel = window.workspace.tabs.predictions
    window.workspace.tabs.setCurrentIndex(PREDICTIONS)
    return panel, analysis.evidence


def test_predictions_beside_a_log_are_offered_and_used_on_request(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for name in ("overconfidence.csv", "predictions.npz"):
        shutil.copy(resource("samples", "overconfidence", name), tmp_path / name)
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([tmp_path / "overconfidence.csv"])
    assert window.session.current is not None and window.session.current.evidence is None
    qtbot.waitUntil(lambda: "predictions.npz lies beside this log" in window.strip.text())  # in a turn of its own
    assert window.session.messages.all == ()
    offer = window.strip.findChild(QToolButton, "offer")
    assert isinstance(offer, QToolButton) and offer.text() == "Use them"
    with qtbot.waitSignal(window.session.work_ended):
        offer.click()
    evidence = window.session.current.evidence
    assert evidence is not None and evidence.source == tmp_path / "predictions.npz"
    qtbot.waitUntil(lambda: window.strip.text() == "" and not window.actions_by_name["use_predictions"].isEnabled())
    with qtbot.waitSignal(window.session.work_ended):
        window.actions_by_name["reload"].trigger()
    assert window.session.current.evidence is not None


def test_predictions_that_cannot_be_read_are_told_and_the_run_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    shutil.copy(resource("samples", "overconfidence", "overconfidence.csv"), tmp_path / "log.csv")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([tmp_path / "log.csv"])
    broken = tmp_path / "other.npz"
    broken.write_bytes(b"no zip")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.use_predictions(broken)
    assert "other.npz" in window.strip.text()
    assert window.session.current is not None and window.session.current.evidence is None


def test_a_run_without_predictions_says_how_to_get_them(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, made_analysis())
    assert window.workspace is not None
    panel = window.workspace.tabs.predictions
    window.workspace.tabs.setCurrentIndex(PREDICTIONS)
    buttons = [button.text() for button in panel.findChildren(QToolButton) if button.isVisible()]
    assert "Open Predictions…" in buttons
    assert not panel.pictures.waterfall.isVisible()


def test_the_pictures_say_in_words_what_they_show(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    panel, evidence = opened(qtbot, window, analysed)
    assert evidence.whole is not None
    assert panel.pictures.summary.text() == evidence.summary
    assert (
        panel.pictures.said.text() == evidence.whole.summary
        and evidence.whole.summary in panel.pictures.waterfall.words()
    )
    assert evidence.last.reliability is not None
    assert f"{100 * evidence.last.reliability.ece:.1f} %" in panel.pictures.reliability.words()
    assert f"{100 * evidence.last.losses.worst_share:.0f} %" in panel.pictures.losses.words()
    assert "12 of 200 examples" in panel.pictures.confusion.words()
    assert panel.pictures.residuals.isHidden() and panel.pictures.classes.words() and panel.pictures.margins.words()
    names = [diagram.accessibleName() for diagram in panel.pictures.diagrams]
    assert all(names) and len(set(names)) == len(names)
    assert (
        "the log says" in panel.pictures.numbers.text() and "One temperature of 1.97" in panel.pictures.numbers.text()
    )


def test_the_selected_episode_chooses_the_epochs(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    panel, evidence = opened(qtbot, window, analysed)
    change = evidence.changes[0]
    assert change is not None
    window.session.select_event(0)
    assert panel.change is change
    assert (panel.pictures.start.currentText(), panel.pictures.end.currentText()) == ("32", "159")
    window.session.select_event(1)
    assert "do not tell the ends apart" in panel.pictures.said.text()
    assert panel.pictures.waterfall.isHidden() and not panel.pictures.save.isEnabled()


def test_any_two_recorded_epochs_can_be_chosen(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    panel, evidence = opened(qtbot, window, analysed)
    with qtbot.waitSignal(window.session.accountant.delivered):
        panel.pictures.start.setCurrentIndex(2)
    with qtbot.waitSignal(window.session.accountant.delivered):
        panel.pictures.end.setCurrentIndex(4)
    assert panel.change is not None
    expected = change_between(evidence.predictions, 2, 4, None, "epoch")
    assert panel.change.account == expected.account
    assert panel.pictures.said.text() == expected.summary
    assert f"At {evidence.snapshots[4].epoch:g} the" in panel.pictures.reliability.words()


def test_the_examples_are_listed_and_exported_whole(
    qtbot: QtBot, window: MainWindow, analysed: Analysis, tmp_path: Path
) -> None:
    panel, _ = opened(qtbot, window, analysed)
    assert panel.change is not None
    model = panel.pictures.examples.model()
    assert model.rowCount() == len(panel.change.examples) == 20
    assert model.index(0, 0).data() == str(panel.change.examples[0].index)
    path = tmp_path / "examples.csv"
    with qtbot.waitSignal(panel.written):
        panel.write_examples(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 200 and rows[0]["sample"] == str(panel.change.examples[0].index)
    total = sum(float(row["loss_change"]) for row in rows) / 200
    assert total == pytest.approx(panel.change.account.loss_change, abs=1e-6)


def test_an_export_that_cannot_be_written_is_told(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    panel, _ = opened(qtbot, window, analysed)
    with qtbot.waitSignal(window.session.messages.complained):
        panel.write_examples(Path("/no/such/folder/examples.csv"))
    assert "/no/such/folder" in window.strip.text()


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_every_picture_is_painted_in_the_colours_of_the_theme(
    qtbot: QtBot, window: MainWindow, analysed: Analysis, choice: ThemeChoice
) -> None:
    window.choose_theme(choice)
    panel, _ = opened(qtbot, window, analysed)
    for diagram in panel.pictures.diagrams:
        if diagram.isHidden():
            continue
        picture = diagram.grab().toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(60, 180, 2)}
        assert diagram.theme.base in colours
        assert len(colours) > 3, diagram.accessibleName()


def test_predictions_of_a_regression_show_residuals(qtbot: QtBot, window: MainWindow) -> None:
    log = resource("samples", "regression_tolerance", "regression_tolerance.csv")
    (only,) = analyze(log, Request(causes=load_causes(resource("causes")), evidence="auto"))
    panel, evidence = opened(qtbot, window, only)
    assert evidence.tolerance is not None
    assert (
        not panel.pictures.residuals.isHidden()
        and f"within {evidence.tolerance:.3g}" in panel.pictures.residuals.words()
    )
    assert (
        panel.pictures.confusion.isHidden()
        and panel.pictures.reliability.isHidden()
        and panel.pictures.classes.isHidden()
    )
    with qtbot.waitSignal(window.session.accountant.delivered):
        panel.pictures.start.setCurrentIndex(1)
    assert panel.change is not None and panel.change.account.start == evidence.predictions.epochs[1]


def test_many_classes_are_painted_without_numbers(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    panel, _ = opened(qtbot, window, analysed)
    counts = np.eye(200, dtype=np.int64) * 3
    counts[5, 7] = 2
    panel.pictures.confusion.show_counts(counts, 3.0)
    panel.pictures.classes.show_counts(counts)
    assert "class 5 answered as 7: 2" in panel.pictures.confusion.words()
    assert not panel.pictures.confusion.grab().isNull() and not panel.pictures.classes.grab().isNull()


def test_a_doubt_stands_over_the_pictures(qtbot: QtBot, window: MainWindow, analysed: Analysis) -> None:
    assert analysed.evidence is not None
    doubted = replace(analysed, evidence=replace(analysed.evidence, doubt="They may belong to another run."))
    panel, _ = opened(qtbot, window, doubted)
    assert panel.pictures.doubt.isVisible() and panel.pictures.doubt.text() == "They may belong to another run."
