"""In the window too, an exception while one log is worked on leaves the others and the window alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot
from test_one_log import LOG, STAGES, plant

from lossacc_gui import troubles, use_case
from lossacc_gui.chart import View
from lossacc_gui.chart.overlay import drawn
from lossacc_gui.export import markdown
from lossacc_gui.export.look import PLAIN
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.dialogs.export_subject import of_all
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session.runs_together import Chosen
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(troubles, "logs_folder", lambda: tmp_path / "reports")
    (tmp_path / "logs").mkdir()
    for name in ("a", "bad", "c"):
        (tmp_path / "logs" / f"{name}.csv").write_text(LOG, encoding="utf-8")
    return tmp_path / "logs"


@pytest.mark.parametrize("stage", STAGES)
def test_the_other_logs_are_shown(
    stage: str, logs: Path, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(stage, monkeypatch)
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([logs])
    assert [run.whole.run.source.stem for run in window.session.runs] == ["a", "c"]
    assert any("not in your log" in message.text for message in window.session.messages.all)


def test_a_run_that_cannot_be_analysed_anew_stays_as_it_was(
    logs: Path, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([logs])
    plant("detect", monkeypatch)
    assert use_case.detect.__name__ == "attempt"
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.use_causes(None)
    assert len(window.session.runs) == 3
    assert "not in your log" in window.strip.text()


def trip(monkeypatch: pytest.MonkeyPatch, room: object, name: str, source: Callable[..., Path]) -> None:
    """Let a function of a room raise for the run of bad.csv."""
    work = getattr(room, name)

    def attempt(*arguments: Any, **named: Any) -> Any:
        if source(*arguments).stem == "bad":
            raise ArithmeticError("planted")
        return work(*arguments, **named)

    monkeypatch.setattr(room, name, attempt)


def test_a_run_that_cannot_be_drawn_is_left_out_of_the_overlay_and_told_once(
    logs: Path, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    trip(monkeypatch, drawn, "_laid", lambda _, member, *__: member.analysis.run.source)
    session = window.session
    with qtbot.waitSignal(session.work_ended):
        session.open([logs])
    keys = tuple(run.key for run in session.runs)
    with qtbot.waitSignal(session.chart_prepared, check_params_cb=lambda chart: bool(chart.chart.runs)):
        session.together.take(Chosen(keys, baseline=keys[1]))
    with qtbot.waitSignal(session.chart_prepared, check_params_cb=lambda chart: chart.chart.left.log):
        session.drawing.look(log_loss=True)
    assert session.drawing.chart is not None
    assert [run.name for run in session.drawing.chart.chart.runs] == ["a", "c"]
    told = [message for message in session.messages.all if "bad.csv is not in the chart" in str(message.text)]
    assert len(told) == 1 and "not in your log" in str(told[0].text)


def test_a_file_of_all_runs_is_written_without_the_one_that_trips_it_and_says_so(
    logs: Path, store: QSettings, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([logs])
    trip(monkeypatch, markdown, "_run", lambda analysis, *_: analysis.run.source)
    every = of_all(tuple(run.analysis for run in window.session.runs), "3 runs")
    kind = next(one for one in every.kinds if one.name == "markdown")
    files, left_out = every.files(kind, PLAIN, logs / "all.md")
    assert [error.path.name for error in left_out] == ["bad.csv"]
    content = files[logs / "all.md"]
    assert [path.name for path in files] == ["all-chart-1.svg", "all-chart-2.svg", "all.md"]
    assert b"a.csv" in content and b"c.csv" in content and b"not in your log" in content
    dialog = ExportDialog(every, View(), None, Settings(store))
    qtbot.addWidget(dialog)
    dialog.choosing.format.setCurrentIndex(every.kinds.index(kind))
    dialog.write(logs / "all.md")
    qtbot.waitUntil(lambda: "bad.csv is not in it" in dialog.status.text())
    assert {path: path.read_bytes() for path in files} == files
