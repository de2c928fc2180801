"""In the window too, an exception while one log is worked on leaves the others and the window alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from test_one_log import LOG, STAGES, plant

from lossacc_gui import troubles, use_case
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
    assert any("not in your log" in message.text for message in window.session.messages)


def test_a_run_that_cannot_be_analysed_anew_stays_as_it_was(
    logs: Path, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([logs])
    plant("detect", monkeypatch)
    assert use_case.detect.__name__ == "attempt"
    with qtbot.waitSignal(window.session.complained):
        window.session.use_causes(None)
    assert len(window.session.runs) == 3
    assert "not in your log" in window.strip.text()
