"""The line that "Copy as Command" puts on the clipboard gives what the window shows."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import handmade
import numpy as np
import pytest
from gui.gui_handmade import show
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.__main__ import command_line
from lossacc_gui.export.command import Asked, analysis_command, quoted
from lossacc_gui.export.json import EXPORTER
from lossacc_gui.gui.window.as_command import seen_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.readers.mapping import header_of

LOG = "epoch,accuracy,loss,val_accuracy,val_loss,odd one\n" + "".join(
    f"{i},{0.7 + 0.005 * i:.4f},{0.6 - 0.01 * i:.4f},{0.9:.4f},{0.3 + 0.02 * max(0, i - 15):.4f},{0.5 + 0.003 * i}\n"
    for i in range(50)
)


def opened(qtbot: QtBot, window: MainWindow, *logs: Path) -> None:
    with qtbot.waitSignal(window.session.chart_prepared), qtbot.waitSignal(window.session.work_ended):
        window.session.open(logs)


def copied(window: MainWindow, name: str) -> list[str]:
    window.actions_by_name[name].trigger()
    return shlex.split(QGuiApplication.clipboard().text())


def told(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["runs"]
    return found


@pytest.mark.skipif(os.name == "nt", reason="the line is quoted for another shell there")
def test_the_copied_line_gives_the_same_verdict(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "it's a $HOME; log & more.csv"
    log.write_text(LOG)
    session = window.session
    opened(qtbot, window, log)
    assert session.current is not None
    header = header_of(session.current.run)
    meant = (Choice("odd one", Quantity.ACCURACY, Split.VAL),)
    options = Options(loss_effect=0.2, problem_loss_rise=0.31)
    session.request = replace(session.request, options=options, meanings=((header, meant),))
    opened(qtbot, window, log)
    with qtbot.waitSignal(session.chart_prepared):
        session.doing.relate("val_loss:odd one")
    session.select_event(0)
    session.doing.dismiss_event()
    words = copied(window, "copy_analysis_command")
    assert words[0] == "lossacc"
    capsys.readouterr()
    assert command_line([*words[1:], "--json"]) == 0
    (run,) = told(capsys.readouterr().out)
    (shown,) = told(EXPORTER.render([session.current], []))
    assert run["verdict"] == shown["verdict"] and run["episodes"] == shown["episodes"]
    assert [pair["accuracy"] for pair in run.get("pairs", [])] == [pair["accuracy"] for pair in shown.get("pairs", [])]
    (plain,) = told(_analysed(log, capsys))
    assert plain["episodes"] != run["episodes"], "what was asked for makes a difference here"


def _analysed(log: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert command_line(["analyze", str(log), "--json"]) == 0
    return capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="the line is quoted for another shell there")
def test_the_copied_line_writes_the_chart_as_it_is_looked_at(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "run.csv"
    log.write_text(LOG)
    opened(qtbot, window, log)
    assert window.workspace is not None and window.workspace.chart is not None
    chart = window.workspace.chart
    window.session.drawing.look(smoothing=0.3)
    window.session.drawing.look(log_loss=True)
    window.session.drawing.look(references=True, trimmed=True)
    window.session.drawing.look(smoothing=0.3)
    window.session.drawing.look(log_loss=True)
    chart.place.zoom_to(10, 20)
    chart.legend.hide_curves(frozenset({("loss", "train")}))
    window.session.doing.note("a dip = bad", 12, 15)
    words = copied(window, "copy_chart_command")
    assert {
        "--smoothing=0.3",
        "--log-loss",
        "--references",
        "--ignore-outliers",
        "--metric=val_loss",
        "--note=12:15=a dip = bad",
        "--output=run.svg",
    } <= set(words)
    assert "--metric=loss" not in words
    monkeypatch.chdir(tmp_path)
    assert command_line(words[1:]) == 0
    picture = (tmp_path / "run.svg").read_text()
    assert "val_loss" in picture and "weight 0.3" in picture and "Shown: epochs" in picture
    assert "a dip = bad" in picture


def test_one_run_of_several_in_a_log_is_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    asked = Asked(Request(), tmp_path / "a.csv", name="fold 2", dismissed=(1, 3))
    assert analysis_command(asked)[3:] == ("--run=fold 2", "--dismiss=1", "--dismiss=3")


@pytest.mark.parametrize("folds", [1, 2])
def test_the_run_that_is_shown_is_named_where_its_log_has_others(
    folds: int, qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    log = tmp_path / "folds.csv"
    rows = "".join(f"{fold},{i},{1 / (i + 1 + fold):.4f},{i / 40:.3f}\n" for fold in range(folds) for i in range(20))
    log.write_text("fold,epoch,val_loss,val_accuracy\n" + rows, encoding="utf-8")
    opened(qtbot, window, log)
    assert len(window.session.runs) == folds
    names = [word for word in copied(window, "copy_analysis_command") if word.startswith("--run=")]
    assert names == ([f"--run={window.session.runs[0].key.name}"] if folds > 1 else [])


def test_an_overlay_of_a_part_of_a_log_has_no_line_and_says_why(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folds, alone = tmp_path / "folds.csv", tmp_path / "alone.csv"
    rows = [f"{i},{1 / (i + 1):.4f},{i / 40:.3f}\n" for i in range(20)]
    folds.write_text("fold,epoch,val_loss,val_accuracy\n" + "".join(f"{k},{row}" for k in (0, 1) for row in rows))
    alone.write_text("epoch,val_loss,val_accuracy\n" + "".join(rows))
    opened(qtbot, window, folds, alone)
    qtbot.waitUntil(lambda: len(window.session.runs) == 3)
    drawn = {"part": [i for i, run in enumerate(window.session.runs) if run.key.name != "folds 1"], "all": [0, 1, 2]}
    assert len(drawn["part"]) == 2
    for name, wanted in drawn.items():
        QGuiApplication.clipboard().setText("")
        window.session.doing.overlay(*wanted)
        qtbot.waitUntil(lambda all_of=wanted: len(window.session.together.keys) == len(all_of))  # type: ignore[misc]
        assert bool(copied(window, "copy_chart_command")) is (name == "all")
        assert ("not drawn" in window.statusBar().currentMessage()) is (name == "part")


@pytest.mark.parametrize(("word", "line"), [("a b", "'a b'"), ("-x", "-x"), ("l\udcf6g.csv", r"$'l\xf6g.csv'")])
def test_a_word_is_quoted_for_the_shell(word: str, line: str) -> None:
    assert quoted([word], windows=False) == line


def test_windows_quotes_otherwise() -> None:
    assert quoted(["lossacc", r"C:\my runs\a.csv"], windows=True) == r'lossacc "C:\my runs\a.csv"'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--dismiss", "99"], "there is no event 99"),
        (["--dismiss", "0"], "expected the number of an event"),
        (["--run", "none"], "there is no run 'none'"),
    ],
)
def test_wrong_usage_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    log = tmp_path / "run.csv"
    log.write_text(LOG)
    try:
        status = command_line(["analyze", str(log), *words])
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == 2 and said in capsys.readouterr().err


def test_of_two_curves_of_one_name_only_the_hidden_one_is_left_out(qtbot: QtBot, window: MainWindow) -> None:
    """As logs of TensorBoard have them, where training and validation call their loss alike."""
    fall = np.linspace(2.0, 1.0, 20)
    run = handmade.run(
        (
            handmade.series("epoch_loss", Quantity.LOSS, Split.TRAIN, fall),
            handmade.series("epoch_loss", Quantity.LOSS, Split.VAL, fall + 1),
        )
    )
    show(qtbot, window.session, handmade.analysis(run, ()))
    assert window.workspace is not None and window.workspace.chart is not None
    chart = window.workspace.chart
    chart.legend.hide_curves(frozenset({("epoch_loss", "train")}))
    assert seen_of(window.session, chart).shown == ("epoch_loss:val",)
    assert "--metric=epoch_loss:val" in copied(window, "copy_chart_command")
    chart.legend.hide_curves(frozenset())
    assert seen_of(window.session, chart).shown is None
