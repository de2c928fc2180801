"""Projects in the window: saved, opened as they were left, asked about, and what was open at the end comes back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from commanded import LOG
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from lossacc_gui.chart.legend import CurvesOfKind, CurvesOfRun
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.gui.persistence import projects as projects_module
from lossacc_gui.gui.persistence.projects import Projects
from lossacc_gui.gui.persistence.recovery import Notes, Recovery
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note
from lossacc_gui.project import written

Buttons = QMessageBox.StandardButton


class Person:
    """Answers the question whether to save, and remembers that it was asked."""

    def __init__(self) -> None:
        self.answer, self.asked = Buttons.Discard, 0

    def __call__(self, *_: object) -> QMessageBox.StandardButton:
        self.asked += 1
        return self.answer


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    made = Person()
    monkeypatch.setattr(projects_module, "ask", made)
    return made


@pytest.fixture
def logs(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "work" / "a.csv", tmp_path / "work" / "b.csv"
    paths[0].parent.mkdir()
    for path in paths:
        path.write_text(LOG)
    return paths


def opened(qtbot: QtBot, window: MainWindow, *paths: Path) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open(paths)
    qtbot.waitUntil(lambda: window.session.prepared is not None and settled(window))


def settled(window: MainWindow) -> bool:
    return not window.session.busy and window.workspace is not None and window.workspace._drawn is not None


def projects(window: MainWindow) -> Projects:
    assert window.projects is not None
    return window.projects


def saved(window: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(file), ""))
    assert projects(window).save_as()
    return file


def work(qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path]) -> None:
    """Do something of everything."""
    session = window.session
    opened(qtbot, window, *logs)
    session.show_run(1)
    qtbot.waitUntil(lambda: session.prepared is not None)
    session.select_event(0)
    session.doing.dismiss_event()
    session.doing.note("remember", 3.0, 9.0)
    with qtbot.waitSignal(session.current_changed):
        session.doing.relate("val_loss:accuracy")
    session.drawing.look(smoothing=0.2, log_loss=True, x="row", references=True, trimmed=True)
    session.doing.draw_lines((Level("left", 0.5, "chance"),))
    session.show_metrics(1, ("val_loss", "accuracy"))
    assert window.workspace is not None and window.workspace.chart is not None
    window.workspace.chart.legend.hide_curves(frozenset({("accuracy", "train")}))
    qtbot.waitUntil(lambda: window.session.shown_metrics == ("val_loss", "accuracy"))
    window.workspace.chart.place.zoom_to(5, 20)


def other_window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    window = build_window(QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def chart_in(window: MainWindow) -> ChartView:
    assert window.workspace is not None and window.workspace.chart is not None
    return window.workspace.chart


def test_a_project_opens_as_it_was_left(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(qtbot, window, logs)
    assert projects(window).is_modified and not window.isWindowModified(), "notes without a project"
    file = saved(window, tmp_path / "work" / "p", monkeypatch).with_suffix(".lossacc")
    assert file.is_file() and not projects(window).is_modified
    before = projects(window).now
    shutil.move(tmp_path / "work", tmp_path / "moved")
    second = other_window(qtbot, tmp_path)
    opened(qtbot, second, tmp_path / "moved" / "p.lossacc")
    qtbot.waitUntil(lambda: second.session.current_key is not None and second.session.current_key.name == "b")
    qtbot.waitUntil(lambda: second.session.shown_metrics == ("val_loss", "accuracy"))
    after = projects(second).now
    moved = {str(tmp_path / "work"): str(tmp_path / "moved")}

    def path(old: Path) -> Path:
        ((was, now),) = moved.items()
        return Path(str(old).replace(was, now))

    assert after.logs == tuple(map(path, before.logs))
    assert [(run.name, run.dismissed, run.notes) for run in after.runs] == [
        (run.name, run.dismissed, run.notes) for run in before.runs
    ]
    assert replace(after.view, layout=(), current=None, file=None) == replace(
        before.view, layout=(), current=None, file=None
    )
    views = [next(run.view for run in one.runs if run.name == "b") for one in (before, after)]
    assert views[0] == views[1] and views[0].x is not None
    assert after.request.pairs_of == tuple((path(log), pairs) for log, pairs in before.request.pairs_of)
    assert second.session.current is not None and second.session.current.notes == (Note("remember", 3.0, 9.0),)
    assert not projects(second).is_modified and second.windowTitle() == "b — p[*] — lossacc"
    second.session.doing.note("more")
    assert projects(second).is_modified and second.isWindowModified()
    second.session.doing.undo()
    assert not projects(second).is_modified and not second.isWindowModified()
    second.close()


def test_a_project_that_is_opened_while_a_folder_is_read_is_all_that_is_open(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, *logs)
    window.session.show_run(1)
    file = saved(window, tmp_path / "work" / "p", monkeypatch).with_suffix(".lossacc")
    many = tmp_path / "many"
    many.mkdir()
    for i in range(40):
        (many / f"log{i}.csv").write_text(LOG)
    second = other_window(qtbot, tmp_path)
    second.session.open([many, logs[0]])
    qtbot.waitUntil(lambda: len(second.session.runs) > 1)
    second.session.open([file])
    qtbot.waitUntil(lambda: settled(second) and {run.key.source for run in second.session.runs} == set(logs))
    assert second.session.current_key is not None and second.session.current_key.source == logs[1]
    assert projects(second)._missing == () and not projects(second).is_modified


def test_a_project_of_a_window_at_the_edge_opens_within_the_screen(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, logs[0])
    free = window.screen().availableGeometry()
    window.setGeometry(free)  # its frame is beyond the screen
    file = saved(window, tmp_path / "work" / "p", monkeypatch).with_suffix(".lossacc")
    second = other_window(qtbot, tmp_path)
    opened(qtbot, second, file)
    assert free.contains(second.frameGeometry())


def test_an_overlay_opens_as_it_was_left_also_with_the_next_start(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, *logs)
    session = window.session
    session.doing.overlay(1, 0)
    session.doing.compare_to(session.runs[0].key)
    qtbot.waitUntil(lambda: session.prepared is not None and session.prepared.chart.baseline == 1)
    chart = chart_in(window)
    chart.legend.hide_curves(frozenset({CurvesOfRun(1), CurvesOfKind("right", "train"), ("loss", "val")}))
    chart.place.look_at(10.0, 30.0)
    chart.place.zoom("left", 0.5, 2.0)
    before = projects(window).now
    assert before.view.overlay is not None and before.view.overlay.place.own_y
    saved(window, tmp_path / "work" / "p", monkeypatch)
    shutil.move(tmp_path / "work", tmp_path / "moved")
    notes = Notes(tmp_path / "notes")
    notes.note([tmp_path / "moved" / "a.csv"])
    second = other_window(qtbot, tmp_path)
    opened(qtbot, second, tmp_path / "moved" / "p.lossacc")
    for way in ("project", "session"):
        qtbot.waitUntil(lambda: second.session.prepared is not None and second.session.prepared.chart.baseline == 1)
        assert [key.name for key in second.session.together.keys] == ["b", "a"]
        assert chart_in(second).place.ranges == chart.place.ranges
        assert chart_in(second).legend.hidden == chart.legend.hidden
        after = projects(second).now.view.overlay
        assert after is not None and after.place == before.view.overlay.place
        assert {path.parent.name for path, _ in (*after.runs, *after.hidden_runs)} == {"moved"}
        if way == "project":
            notes.keep(written(projects(second).now, notes.folder))
            notes.end()
            second.session.doing.leave_overlay()
            chart_in(second).legend.hide_curves(frozenset())
            last = notes.last
            assert last is not None
            with qtbot.waitSignal(second.session.work_ended):
                projects(second).open_session(last)
    second.close()


@pytest.mark.parametrize("every", [False, True])
def test_a_log_that_was_followed_is_followed_again(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    logs: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    every: bool,
) -> None:
    opened(qtbot, window, *logs)
    window.actions_by_name["follow_all" if every else "follow"].trigger()
    followed = window.session.following.logs
    assert len(followed) == 1 + every
    file = saved(window, tmp_path / "p.lossacc", monkeypatch)
    other = other_window(qtbot, tmp_path)
    other.session.following.follow_all(not every)
    projects(other).open(file)
    qtbot.waitUntil(lambda: projects(other).file == file and len(other.session.runs) == 2 and settled(other))
    assert (other.session.following.logs, other.session.following.follows_all) == (followed, every)
    assert other.actions_by_name["follow_all"].isChecked() is every
    other.close()


def test_a_missing_log_is_told_and_stays_in_the_project(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, *logs)
    file = saved(window, tmp_path / "work" / "p.lossacc", monkeypatch)
    logs[1].unlink()
    second = other_window(qtbot, tmp_path)
    opened(qtbot, second, file)
    assert [run.key.name for run in second.session.runs] == ["a"]
    assert any(message.path == logs[1] and message.is_error for message in second.session.messages.all)
    assert not projects(second).is_modified
    second.session.doing.note("x")
    assert projects(second).save()
    assert [Path(place["absolute"]).name for place in json.loads(file.read_text())["logs"]] == ["a.csv", "b.csv"]
    second.close()


def test_closing_asks_for_what_is_not_saved(
    qtbot: QtBot,
    window: MainWindow,
    logs: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    person: Person,
) -> None:
    opened(qtbot, window, logs[0])

    def closes() -> bool:
        return projects(window).may_go()

    assert closes() and not person.asked
    window.session.doing.note("mine")
    person.answer = Buttons.Cancel
    assert not closes() and person.asked == 1
    person.answer = Buttons.Save
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    assert not closes(), "the person gave up saving"
    saved(window, tmp_path / "p.lossacc", monkeypatch)
    assert closes() and person.asked == 2
    window.session.doing.note("another")
    assert closes() and person.asked == 3
    assert "another" in (tmp_path / "p.lossacc").read_text() and not projects(window).is_modified
    person.answer = Buttons.Discard


def test_a_file_that_another_program_changed_is_not_replaced_unasked(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, logs[0])
    file = saved(window, tmp_path / "p.lossacc", monkeypatch)
    file.write_text("something else")
    questions: list[str] = []

    def question(*asked: object) -> QMessageBox.StandardButton:
        questions.append(str(asked[2]))
        return Buttons.No

    monkeypatch.setattr(QMessageBox, "question", question)
    assert not projects(window).save() and file.read_text() == "something else"
    assert "changed by another program" in questions[0]


def test_a_log_is_never_replaced_by_a_project(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "odd.lossacc.csv"
    log.write_text(LOG)
    opened(qtbot, window, log)
    assert not projects(window)._write(log, overwrite=True)
    assert log.read_text() == LOG and "never replaced" in window.strip.text()


def test_what_is_no_project_is_told_and_what_is_open_stays(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path
) -> None:
    opened(qtbot, window, logs[0])
    old = tmp_path / "old.lossacc"
    old.write_text('{"lossacc_project": 1, "analysis": {"options": {"memory_most": 0.9}}}')
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.open([old])
    qtbot.waitUntil(lambda: any("memory_most" in message.text for message in window.session.messages.all))
    opened(qtbot, window, logs[0])
    bad = tmp_path / "bad.lossacc"
    bad.write_text('{"lossacc_project": 1, "logs": 3}')
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.open([bad])
    assert "logs should be a list" in window.strip.text() and len(window.session.runs) == 1


def test_a_selected_event_is_shown_as_large_as_it_was_left(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, logs[0])
    window.session.select_event(0)
    assert window.workspace is not None and window.workspace.chart is not None
    left = window.workspace.chart.place.spot
    assert left.event is not None
    file = saved(window, tmp_path / "p.lossacc", monkeypatch)
    second = other_window(qtbot, tmp_path)
    opened(qtbot, second, file)
    assert second.workspace is not None and second.workspace.chart is not None
    assert second.session.selection.event == 0 and second.workspace.chart.place.spot.event == left.event
    for side in ("x", "left", "right"):
        assert getattr(second.workspace.chart.place.ranges, side) == pytest.approx(getattr(left.ranges, side))
    second.close()


@pytest.mark.parametrize("crash", [False, True])
def test_the_last_session_comes_back_with_notes_and_view(
    qtbot: QtBot, window: MainWindow, logs: tuple[Path, Path], tmp_path: Path, crash: bool
) -> None:
    state = tmp_path / "state"
    notes = Notes(state)
    recovery = Recovery(window.session, window.actions_by_name["reopen"], notes, None, projects(window))
    assert not window.actions_by_name["reopen"].isEnabled()
    opened(qtbot, window, logs[0])
    window.session.doing.note("mine", 2.0, 2.0)
    if crash:
        recovery._keep()
        qtbot.waitUntil(lambda: bool(list(state.glob("open-*.lossacc"))) and not recovery._writer.busy)
        notes._lock.unlock()
    else:
        recovery._on_end()
    second = other_window(qtbot, tmp_path)
    reopen = second.actions_by_name["reopen"]
    later = Notes(state)
    again = Recovery(second.session, reopen, later, None, projects(second))
    assert reopen.isEnabled() and bool(second.strip.text()) is crash
    with qtbot.waitSignal(second.session.work_ended):
        again.reopen_unasked()
        if crash:
            assert not second.session.busy, "what ended the program is opened only when that is asked for"
            reopen.trigger()
    assert second.session.current is not None and second.session.current.notes == (Note("mine", 2.0, 2.0),)
    assert projects(second).file is None and projects(second).is_modified
    second.close()
    for one in (notes, later):  # pytest may take the folder away before Python takes the lock in it
        one.end()
