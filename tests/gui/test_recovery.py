"""After a crash the next start offers what was open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.persistence.recovery import Notes, Recovery
from lossacc_gui.gui.window.main_window import MainWindow

LOG = "epoch,loss,accuracy\n0,1,0.5\n1,0.9,0.6\n2,0.8,0.7\n"
CRASHING = """
import os, sys
from pathlib import Path
from lossacc_gui.gui.persistence.recovery import Notes
notes = Notes(Path(sys.argv[1]))
notes.note([Path(log) for log in sys.argv[2:]])
if sys.stdin.readline().strip() == "end":
    notes.end()
os._exit(0)
"""


def crashed(folder: Path, *logs: Path, word: str = "crash") -> None:
    subprocess.run(
        [sys.executable, "-c", CRASHING, str(folder), *map(str, logs)], input=word + "\n", text=True, check=True
    )


def test_what_a_crashed_process_had_open_is_told_once(tmp_path: Path) -> None:
    logs = tmp_path / "a.csv", tmp_path / "b.csv"
    crashed(tmp_path / "state", *logs)
    assert Notes(tmp_path / "state").lost() == logs
    assert Notes(tmp_path / "state").lost() == ()
    assert list((tmp_path / "state").iterdir()) == []


def test_a_process_that_ends_as_it_should_has_lost_nothing(tmp_path: Path) -> None:
    crashed(tmp_path / "state", tmp_path / "a.csv", word="end")
    assert list((tmp_path / "state").iterdir()) == []


def test_what_a_running_process_has_open_is_not_lost(tmp_path: Path) -> None:
    state = tmp_path / "state"
    other = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(state), str(tmp_path / "a.csv")], stdin=subprocess.PIPE, text=True
    )
    try:
        while not list(state.glob("open-*.json")):
            assert other.poll() is None
        assert Notes(state).lost() == ()
    finally:
        other.communicate("crash\n")
    assert Notes(state).lost() == (tmp_path / "a.csv",)


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', "[1, null, []]", "[" * 5000])
def test_damaged_notes_are_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "open-1.json").write_text(content)
    assert Notes(tmp_path).lost() == ()
    assert not list(tmp_path.glob("*.json"))


def test_notes_that_cannot_be_kept_are_done_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    notes = Notes(tmp_path / "state")
    assert notes.lost() == ()
    notes.note([tmp_path / "a.csv"])
    notes.end()


def test_the_window_offers_the_logs_and_opens_them(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(LOG)
    crashed(tmp_path / "state", tmp_path / "a.csv", tmp_path / "b.csv")
    reopen = window.actions_by_name["reopen"]
    assert not reopen.isEnabled()
    notes = Notes(tmp_path / "state")
    Recovery(window.session, reopen, notes, tmp_path / "last-crash.txt")
    assert "2 logs were open" in window.strip.text() and "last-crash.txt" in window.strip.text()
    spy = QSignalSpy(window.session.work_ended)
    reopen.trigger()
    qtbot.waitUntil(lambda: spy.count() == 1)
    assert [run.key.source.name for run in window.session.runs] == ["a.csv", "b.csv"]
    assert not reopen.isEnabled() and not window.strip.text()
    noted = tmp_path / "state" / f"open-{os.getpid()}.json"
    qtbot.waitUntil(lambda: noted.exists() and "b.csv" in noted.read_text())
    window.session.close_run(1)
    qtbot.waitUntil(lambda: "b.csv" not in noted.read_text())
    notes.end()  # pytest may take the folder away before Python takes the lock in it
    window.session.open([tmp_path / "a.csv"])
    qtbot.waitUntil(lambda: spy.count() == 2)
    assert not list((tmp_path / "state").glob("open-*")), "after its end nothing is noted"


def test_without_a_crash_nothing_is_offered(window: MainWindow, tmp_path: Path) -> None:
    Recovery(window.session, window.actions_by_name["reopen"], Notes(tmp_path), None)
    assert not window.strip.text() and not window.actions_by_name["reopen"].isEnabled()
