"""What a person changes about the analysis: pairs, own causes, predictions given at the start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from lossacc_gui import cli
from lossacc_gui.chart import chart_of
from lossacc_gui.gui.dialogs.causes import CausesDialog
from lossacc_gui.gui.look.theme import LIGHT
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.program.arguments import parsed as parsed_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.measure.pairing import related
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

SAMPLE = resource("samples", "overconfidence", "overconfidence.csv")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    rows = ["epoch,loss,accuracy,val_loss,val_accuracy,val_f1"]
    rows += [
        f"{i},{1 / (i + 1):.4f},{1 - 0.5 / (i + 1):.4f},{0.5 + 1 / (i + 1):.4f},{0.9 - 0.4 / (i + 1):.4f},"
        f"{0.8 - 0.4 / (i + 1):.4f}"
        for i in range(30)
    ]
    path = tmp_path / "training.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.open([path])
    qtbot.waitUntil(lambda: not window.session.busy)


def pairs(window: MainWindow) -> list[tuple[str, str, bool]]:
    assert window.session.current is not None
    return [(pair.loss.metric, pair.accuracy.metric, pair.asked) for pair in window.session.current.pairs]


def entry(window: MainWindow, *texts: str) -> QAction:
    """An entry of the menu of pairs, filled as it opens."""
    menu = window.tools.pair.menu()
    menu.aboutToShow.emit()
    for text in texts[:-1]:
        menu = next(below for below in menu.findChildren(QMenu) if below.title() == text)
    return next(action for action in menu.actions() if action.text() == texts[-1])


def test_any_pair_is_chosen_in_the_menu_and_drawn_and_exported(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    opened(qtbot, window, log)
    assert window.tools.pair.text() == "val_loss · val_accuracy"
    assert entry(window, "As their names say").isChecked() and entry(window, "val_loss", "val_accuracy").isChecked()
    with qtbot.waitSignal(window.session.chart_prepared):
        entry(window, "loss", "val_f1").trigger()
    assert pairs(window)[0] == ("loss", "val_f1", True)
    assert window.tools.pair.text() == "loss · val_f1"
    assert window.tools.pair.accessibleName() == "Related metrics: loss · val_f1"
    assert "val_f1" in window.session.shown_metrics
    assert window.session.current is not None
    figure = chart_of(window.session.current, window.session.drawing.view)  # as the export dialog makes it
    assert "val_f1" in [line.metric for line in figure.lines]
    assert entry(window, "loss", "val_f1").isChecked() and not entry(window, "As their names say").isChecked()


def test_a_chosen_pair_outlasts_reading_the_log_again_and_can_be_taken_back(
    qtbot: QtBot, window: MainWindow, log: Path
) -> None:
    opened(qtbot, window, log)
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.doing.relate("val_loss:val_f1")
    with qtbot.waitSignal(window.session.work_ended):
        window.actions_by_name["reload"].trigger()
    assert pairs(window)[0] == ("val_loss", "val_f1", True)
    entry(window, "As their names say").trigger()
    qtbot.waitUntil(lambda: pairs(window)[0] == ("val_loss", "val_accuracy", False))


def test_a_run_without_accuracy_has_nothing_to_relate(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "losses.csv"
    path.write_text("epoch,loss,val_loss\n" + "".join(f"{i},{1 / (i + 1)},{1.1 / (i + 1)}\n" for i in range(20)))
    opened(qtbot, window, path)
    assert window.tools.pair.text() == "no pair"
    assert not entry(window, "This run has nothing like an accuracy").isEnabled()


def test_the_menu_offers_what_can_be_related_and_nothing_else(window: MainWindow) -> None:
    from gui.gui_handmade import made_run, series

    from lossacc_gui.model.run import Split

    run = made_run()
    value = run.series[0].value
    for quantity in Quantity:
        one = series("x", quantity, Split.VAL, value)
        loss, accuracy = series("l", Quantity.LOSS, Split.VAL, value), series("a", Quantity.ACCURACY, Split.VAL, value)
        from dataclasses import replace

        with_both = replace(run, series=(one, loss, accuracy))
        assert bool(related(with_both, ["x:a"]).asked) is quantity.is_loss, quantity
        assert bool(related(with_both, ["l:x"]).asked) is quantity.is_accuracy, quantity


# Own causes


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one cause that fits whatever the run shows."""
    folder = tmp_path / "causes"
    folder.mkdir()
    text = resource("causes", "overconfidence.toml").read_text(encoding="utf-8")
    lines = ['title = "The cat walked over the keyboard"' if x.startswith("title") else x for x in text.splitlines()]
    lines = ["prior = 9.0" if line.startswith("prior") else line for line in lines]
    (folder / "cat.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_own_causes_are_used_at_once_and_remembered(
    qtbot: QtBot, window: MainWindow, store: QSettings, own: Path
) -> None:
    opened(qtbot, window, SAMPLE)
    assert "The cat walked" not in window.workspace.panel.text()
    window.actions_by_name["own_causes"].trigger()
    dialog = window.findChild(CausesDialog)
    assert dialog is not None
    dialog.path.setText(str(own))
    qtbot.waitUntil(lambda: "cat.toml" in dialog.told.toPlainText())
    with qtbot.waitSignal(window.session.chart_prepared):
        dialog.accept()
    assert "The cat walked over the keyboard" in window.workspace.panel.text()
    assert Settings(store).causes == own
    second = build_window(store)
    qtbot.addWidget(second)
    assert second.session.request.own_causes == own
    second.close()


def test_a_wrong_cause_is_told_by_file_id_and_key_before_it_is_taken(qtbot: QtBot, own: Path) -> None:
    text = (own / "cat.toml").read_text(encoding="utf-8")
    (own / "cat.toml").write_text(text.replace("prior = 9.0", 'prior = "much"'), encoding="utf-8")
    dialog = CausesDialog(own, LIGHT)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "cannot be used" in dialog.told.toPlainText())
    told = dialog.told.toPlainText()
    assert str(own / "cat.toml") in told and "cause cat, prior" in told
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    (own / "cat.toml").write_text(text, encoding="utf-8")
    dialog.again.click()
    qtbot.waitUntil(lambda: "The cat walked" in dialog.told.toPlainText())
    assert dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.path.clear()
    assert dialog.folder is None
    dialog.reject()


def test_a_cause_that_breaks_later_is_told_and_the_log_is_opened_without(
    qtbot: QtBot, window: MainWindow, own: Path
) -> None:
    (own / "cat.toml").write_text("title = 3\n", encoding="utf-8")
    window.session.use_causes(own)
    opened(qtbot, window, SAMPLE)
    assert window.session.current is not None and window.session.current.overall.causes
    assert "cat.toml" in window.strip.text() and window.session.messages.all[0].is_error


# Predictions given at the start


def test_the_window_takes_evidence_like_the_command_line(qtbot: QtBot, window: MainWindow) -> None:
    told: list[list[str]] = []

    def window_with(arguments: object) -> int:
        told.append(list(arguments))  # type: ignore[call-overload]
        return 0

    assert cli.main(["open", str(SAMPLE), "--evidence", "auto"], window_with) == 0
    parsed = parsed_of(told[0])
    assert (list(parsed.path), parsed.evidence) == ([str(SAMPLE)], "auto")
    file = SAMPLE.with_name("predictions.npz")
    assert parsed_of(["x.csv", "--evidence", str(file)]).evidence == file
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([SAMPLE], parsed.evidence)
    assert window.session.current is not None and window.session.current.evidence is not None
    with qtbot.waitSignal(window.session.work_ended):
        window.actions_by_name["reload"].trigger()
    assert window.session.current.evidence is not None


def test_a_threshold_that_is_changed_while_logs_are_read_counts_for_all_of_them(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session, many = window.session, tmp_path / "many"
    many.mkdir()
    for i in range(30):
        (many / f"log{i:02d}.csv").write_text(
            "epoch,loss,val_loss\n" + "".join(f"{k},{2 - k / 30},{2.1 - k / 40}\n" for k in range(30))
        )
    session.open([many])
    qtbot.waitUntil(lambda: len(session.runs) > 1)
    assert session.busy
    session.analyse_as(replace(session.request, options=replace(Options(), loss_effect=0.5)))
    qtbot.waitUntil(lambda: not session.busy and len(session.runs) == 30, timeout=20000)
    qtbot.waitUntil(lambda: all(run.whole.options.loss_effect == 0.5 for run in session.runs), timeout=20000)


def test_what_a_followed_log_has_now_is_not_lost_to_an_older_reading(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session, log = window.session, tmp_path / "log.csv"
    log.write_text("epoch,loss,val_loss\n" + "".join(f"{k},{2 - k / 30},{2.1 - k / 40}\n" for k in range(30)))
    with qtbot.waitSignal(session.opened):
        session.open([log])
    session.follow(True)
    older = session.runs[0].whole
    grown = analyze_run(replace(older.run, series=tuple(one.since(5) for one in older.run.series)), session.request)
    session._reanalysis._stale[session.runs[0].key] = older  # as while it is analysed anew
    session.following._on_delivered(grown)
    session._reanalysis._on_delivered(older)
    assert session.runs[0].whole is grown
    wanted = replace(session.request, options=replace(Options(), loss_effect=0.5))
    session.analyse_as(wanted)
    session.following._on_delivered(older)  # of a look that began before
    qtbot.waitUntil(lambda: session.runs[0].whole.options.loss_effect == 0.5)


def test_one_file_of_evidence_for_two_logs_is_refused_in_a_sentence(
    qtbot: QtBot, window: MainWindow, log: Path
) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([SAMPLE, log], SAMPLE.with_name("predictions.npz"))
    assert "belongs to one log" in window.strip.text()


def test_a_training_loss_beside_a_validation_accuracy_is_related_in_one_click(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    rows = "".join(f"{i},{2 * 0.9**i:.4f},{0.8 - 0.7 * 0.8**i - 0.01 * max(0, i - 20):.4f}\n" for i in range(40))
    log.write_text("epoch,train_loss,val_acc\n" + rows)
    with qtbot.waitSignal(window.session.opened):
        window.session.open([log])
    qtbot.waitUntil(lambda: "train_loss is of training and val_acc of validation" in window.strip.text())
    offer = window.strip.findChild(QToolButton, "offer")
    assert isinstance(offer, QToolButton) and offer.isVisible() and offer.text() == "Relate them"
    assert window.actions_by_name["relate_across"].isEnabled()
    assert any("--pair train_loss:val_acc" in message.text for message in window.session.messages.all)
    offer.click()
    qtbot.waitUntil(lambda: bool(window.session.current and window.session.current.pairs))
    current = window.session.current
    assert current is not None
    assert [(p.loss.metric, p.accuracy.metric) for p in current.pairs] == [("train_loss", "val_acc")]
    assert current.episodes and not window.strip.text()
    assert not window.actions_by_name["relate_across"].isEnabled()
    assert not window.session.messages.all
    window.session.doing.relate()
    qtbot.waitUntil(lambda: bool(window.session.current and not window.session.current.pairs))
    assert len(window.session.messages.all) == 1
