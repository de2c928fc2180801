"""The same predictions as .npz, CSV and Parquet: the same figures in the window and on the command line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from lossacc_gui.__main__ import command_line
from lossacc_gui.gui.panels.evidence.diagram import Diagram
from lossacc_gui.gui.panels.evidence.predictions_panel import PredictionsPanel
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.resource import resource

SAMPLES = ("overconfidence", "regression_tolerance")
each_sample = pytest.mark.parametrize("sample", SAMPLES)
each_kind = pytest.mark.parametrize("kind", ["csv", "parquet"])


def log_with(folder: Path, sample: str, kind: str) -> Path:
    """A sample's log in a folder of its own, with its predictions beside it in that format."""
    folder.mkdir()
    log = shutil.copy(resource("samples", sample, f"{sample}.csv"), folder / "history.csv")
    source = resource("samples", sample, "predictions.npz")
    if kind == "npz":
        shutil.copy(source, folder / "predictions.npz")
        return Path(log)
    columns = table_of(source)
    if kind == "csv":
        rows = zip(*columns.values(), strict=True)
        with (folder / "predictions.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([tuple(columns), *([repr(float(v)) for v in row] for row in rows)])
        return Path(log)
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "predictions.parquet")
    return Path(log)


def table_of(source: Path) -> dict[str, np.ndarray]:
    with np.load(source, allow_pickle=False) as arrays:
        epochs, truth = arrays["epochs"], arrays["y_true"]
        name = "y_prob" if f"y_prob_{epochs[0]}" in arrays else "y_pred"
        outputs = np.concatenate([arrays[f"{name}_{epoch}"] for epoch in epochs])
    columns = {
        "epoch": np.repeat(epochs, len(truth)),
        "sample": np.tile(np.arange(len(truth)), len(epochs)),
        "y_true": np.tile(truth, len(epochs)),
    }
    if name == "y_pred":
        return columns | {"y_pred": outputs}
    return columns | {f"p_{k}": outputs[:, k] for k in range(outputs.shape[1])}


def predictions_of(window: MainWindow) -> PredictionsPanel:
    """The panel in the last of the tabs, looked at."""
    assert window.workspace is not None
    window.workspace.tabs.setCurrentIndex(window.workspace.tabs.count() - 1)
    panel = window.findChild(PredictionsPanel)
    assert panel is not None
    return panel


def told(log: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert command_line(["analyze", str(log), *arguments]) == 0
    return capsys.readouterr().out


@each_kind
@each_sample
def test_the_command_line_says_the_same_of_each_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: str, kind: str
) -> None:
    found = {}
    for name in ("npz", kind):
        log = log_with(tmp_path / name, sample, name)
        for wanted in ("auto", str(log.with_name(f"predictions.{name}"))):
            (run,) = json.loads(told(log, capsys, "--json", "--evidence", wanted))["runs"]
            assert run["evidence"].pop("path") == str(log.with_name(f"predictions.{name}"))
            found[name, wanted == "auto"] = [run["evidence"], run["causes"], run["episodes"]]
    assert len(found) == 4
    assert all(one == found["npz", True] for one in found.values())


@each_kind
@each_sample
def test_the_window_shows_the_same_of_each_format(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, sample: str, kind: str
) -> None:
    shown = {}
    for name in ("npz", kind):
        log = log_with(tmp_path / name, sample, name)
        with qtbot.waitSignal(window.session.work_ended):
            window.session.open([log], "auto")
        assert window.session.current is not None
        assert window.session.current.run.source == log and window.session.current.evidence is not None
        panel = predictions_of(window)
        texts = [label.text() for label in panel.findChildren(QLabel)]
        assert window.session.current.evidence.summary in texts
        (table,) = (view.model() for view in panel.findChildren(QTableView))
        cells = [[table.index(i, j).data() for j in range(table.columnCount())] for i in range(table.rowCount())]
        pictures = [picture.words() for picture in panel.findChildren(Diagram) if not picture.isHidden()]
        assert len(cells) == 20 and len(pictures) >= 3 and all(pictures)
        shown[name] = [texts, cells, pictures]
    assert shown["npz"] == shown[kind]


@each_sample
def test_the_examples_are_the_same_as_csv_from_the_window_and_from_the_command_line(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: str
) -> None:
    log = log_with(tmp_path / "log", sample, "npz")
    by_command, by_window = tmp_path / "command.csv", tmp_path / "window.csv"
    text = told(log, capsys, "--evidence", "auto", "--examples", str(by_command))
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([log], "auto")
    analysis = window.session.current
    assert analysis is not None and analysis.evidence is not None
    index = next(i for i, change in enumerate(analysis.evidence.changes) if change is not None)
    window.session.select_event(index)
    panel = predictions_of(window)
    with qtbot.waitSignal(panel.written):
        panel.write_examples(by_window)
    assert by_command.read_bytes() == by_window.read_bytes()
    rows = list(csv.DictReader(by_command.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(analysis.evidence.predictions.y_true)
    changes = [abs(float(row["loss_change"])) for row in rows]
    assert changes == sorted(changes, reverse=True)
    assert f": {', '.join(row['sample'] for row in rows[:10])}." in " ".join(text.split())


def test_examples_without_predictions_are_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = log_with(tmp_path / "log", "overconfidence", "npz")
    assert command_line(["analyze", str(log), "--examples", str(tmp_path / "examples.csv")]) == 2
    assert "--evidence FILE or --evidence auto" in capsys.readouterr().err
    assert not (tmp_path / "examples.csv").exists()
