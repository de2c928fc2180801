"""Predictions on their way to the analysis: beside the log, given by name, broken, absent."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze, analyze_all


def log_in(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "history.csv"
    rows = [f"{i},{0.6 + 0.1 * (i > 30):.2f},{1 / (i + 1):.4f}" for i in range(60)]
    path.write_text("epoch,val_accuracy,val_loss\n" + "\n".join(rows) + "\n")
    return path


def predictions_in(folder: Path, kind: str = "npz") -> Path:
    path = folder / f"predictions.{kind}"
    table = np.array([[0.7, 0.3], [0.4, 0.6], [0.8, 0.2]])
    if kind == "npz":
        np.savez(path, y_true=np.array([0, 1, 1]), epochs=np.array([3, 50]), y_prob_3=table, y_prob_50=table[::-1])
        return path
    rows = [f"{e},{i},{i % 2},{p},{q}" for e in (3, 50) for i, (p, q) in enumerate(table.tolist())]
    path.write_text("epoch,sample,y_true,p_0,p_1\n" + "\n".join(rows) + "\n")
    return path


def test_predictions_beside_the_log_are_taken_only_on_request(tmp_path: Path) -> None:
    log, path = log_in(tmp_path), predictions_in(tmp_path)
    (without,) = analyze(log, Request(causes=()))
    (auto,) = analyze(log, Request(causes=(), evidence="auto"))
    (named,) = analyze(log, Request(causes=(), evidence=path))
    assert without.evidence is None
    assert auto.evidence is not None and auto.evidence.source == path
    assert named.evidence is not None and named.evidence.summary == auto.evidence.summary


def test_auto_without_predictions_is_no_error(tmp_path: Path) -> None:
    (only,) = analyze(log_in(tmp_path), Request(causes=(), evidence="auto"))
    assert only.evidence is None


@pytest.mark.parametrize("evidence", ["auto", "file"])
def test_a_broken_file_is_a_sentence_and_the_log_is_analysed_without(tmp_path: Path, evidence: str) -> None:
    log = log_in(tmp_path)
    path = tmp_path / "predictions.npz"
    path.write_bytes(b"PK\x03\x04 torn")
    results = list(analyze_all([log], Request(causes=(), evidence="auto" if evidence == "auto" else path)))
    assert isinstance(results[0], UnreadableLog) and results[0].path == path
    assert isinstance(results[1], Analysis) and results[1].evidence is None
    with pytest.raises(UnreadableLog, match="npz"):
        analyze(log, Request(causes=(), evidence=path))


def test_a_table_of_predictions_in_a_folder_is_no_log(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    predictions_in(tmp_path, "csv")
    results = list(analyze_all([tmp_path], Request(causes=(), evidence="auto")))
    (only,) = results
    assert isinstance(only, Analysis) and only.run.source == log and only.evidence is not None


def test_a_log_that_is_called_predictions_stays_a_log(tmp_path: Path) -> None:
    log_in(tmp_path).rename(tmp_path / "predictions.csv")
    (only,) = analyze_all([tmp_path], Request(causes=()))
    assert isinstance(only, Analysis) and only.run.source.name == "predictions.csv"


def test_a_parquet_of_predictions_in_a_folder_is_no_log(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    log = log_in(tmp_path)
    columns = {"epoch": [3, 3, 50, 50], "sample": [0, 1, 0, 1], "y_true": [0, 1, 0, 1]}
    columns |= {"p_0": [0.7, 0.4, 0.9, 0.2], "p_1": [0.3, 0.6, 0.1, 0.8]}
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "predictions.parquet")
    (only,) = analyze_all([tmp_path], Request(causes=(), evidence="auto"))
    assert isinstance(only, Analysis) and only.run.source == log
    assert only.evidence is not None and only.evidence.snapshots[0].accuracy == 1


def test_one_file_for_several_logs_is_wrong_usage(tmp_path: Path) -> None:
    log_in(tmp_path / "a")
    log_in(tmp_path / "b")
    path = predictions_in(tmp_path)
    with pytest.raises(BadOption, match="belongs to one log, but there are 2"):
        list(analyze_all([tmp_path], Request(causes=(), evidence=path)))


def test_the_command_line_takes_a_file_or_auto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, path = log_in(tmp_path), predictions_in(tmp_path)
    assert command_line(["analyze", str(log), "--json", "--evidence", "auto"]) == 0
    auto = json.loads(capsys.readouterr().out)
    assert command_line(["analyze", str(log), "--json", "--evidence", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == auto
    assert command_line(["analyze", str(log), "--json", "--evidence", str(tmp_path / "none.npz")]) == 1
    told = capsys.readouterr()
    assert "none.npz" in told.err and len(json.loads(told.out)["runs"]) == 1


def test_work_on_several_logs_is_not_called_done_before_it_is(tmp_path: Path) -> None:
    told: list[str] = []
    logs = [log_in(tmp_path / name) for name in ("one", "two")]
    assert len(list(analyze_all(logs, Request(causes=()), lambda _, text: told.append(str(text))))) == 2
    assert any("analysing" in text for text in told) and "done" not in told
