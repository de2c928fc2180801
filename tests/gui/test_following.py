"""Following a log that grows, is replaced, or goes away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from gui.gui_handmade import made_analysis
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.session.following import Following, Stamp
from lossacc_gui.gui.session.news import news_of
from lossacc_gui.gui.window import reporting
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.request import Request


def rows(count: int) -> str:
    """A run that goes well."""
    lines = ["epoch,loss,accuracy,val_loss,val_accuracy"]
    lines += [
        f"{i},{0.4 + 1 / (i + 1):.4f},{1 - 0.5 / (i + 1):.4f},{0.5 + 1 / (i + 1):.4f},{0.9 - 0.4 / (i + 1):.4f}"
        for i in range(count)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "training.csv"
    path.write_text(rows(30))
    return path


def points(window: MainWindow) -> int:
    assert window.session.current is not None
    return len(window.session.current.run.series[0].value)


@pytest.fixture
def followed(qtbot: QtBot, window: MainWindow, log: Path) -> Iterator[MainWindow]:
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.open([log])
    window.actions_by_name["follow"].trigger()
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.following.look()
    qtbot.waitUntil(lambda: not window.session.following.busy)
    yield window


def looked(qtbot: QtBot, window: MainWindow) -> None:
    """Look now instead of waiting for the next second."""
    qtbot.waitUntil(lambda: not window.session.following.busy)
    window.session.following.look()
    qtbot.waitUntil(lambda: not window.session.following.busy)


def test_a_log_that_grew_is_shown_with_what_is_new(qtbot: QtBot, followed: MainWindow, log: Path) -> None:
    assert "following" in followed.status.counts.text()
    log.write_text(rows(45))
    with qtbot.waitSignal(followed.session.chart_prepared):
        looked(qtbot, followed)
    assert points(followed) == 45
    assert len(followed.session.runs) == 1
    assert followed.session.prepared is not None and followed.session.prepared.chart.x.high > 44


def test_a_log_that_did_not_change_is_not_read_again(qtbot: QtBot, followed: MainWindow) -> None:
    found: list[Analysis] = []
    followed.session.following.found.connect(found.append)
    looked(qtbot, followed)
    assert not found


def test_zoom_stays_and_goes_along_only_with_the_end(qtbot: QtBot, followed: MainWindow, log: Path) -> None:
    assert followed.workspace is not None and followed.workspace.chart is not None
    chart = followed.workspace.chart
    for stretch, grown, moved in (((4.0, 10.0), 40, 0.0), ((32.0, 39.0), 50, 10.0)):
        chart.place.zoom_to(*stretch)
        expected = [end + moved for end in chart.place.ranges.x]
        log.write_text(rows(grown))
        with qtbot.waitSignal(followed.session.chart_prepared):
            looked(qtbot, followed)
        assert chart.place.ranges.x == pytest.approx(expected)


def test_a_log_that_is_replaced_whole_is_read_and_one_that_is_gone_leaves_the_run(
    qtbot: QtBot, followed: MainWindow, log: Path
) -> None:
    other = log.with_name("other")
    other.write_text(rows(12))
    other.replace(log)
    with qtbot.waitSignal(followed.session.chart_prepared):
        looked(qtbot, followed)
    assert points(followed) == 12
    log.unlink()
    looked(qtbot, followed)
    assert points(followed) == 12 and "cannot be read now" in followed.status.counts.text()
    assert not followed.session.messages.all
    log.write_text(rows(20))
    with qtbot.waitSignal(followed.session.chart_prepared):
        looked(qtbot, followed)
    assert points(followed) == 20 and "cannot be read" not in followed.status.counts.text()


def test_the_explanation_stays_where_it_is_being_read(qtbot: QtBot, followed: MainWindow, log: Path) -> None:
    assert followed.workspace is not None
    panel = followed.workspace.panel
    panel._opened = frozenset({0, 1})
    log.write_text(rows(33))
    with qtbot.waitSignal(followed.session.chart_prepared):
        looked(qtbot, followed)
    assert panel._opened == frozenset({0, 1})


def test_following_stops_when_it_is_not_wanted_any_more(qtbot: QtBot, followed: MainWindow, log: Path) -> None:
    followed.actions_by_name["follow"].trigger()
    assert followed.session.following.logs == () and "following" not in followed.status.counts.text()
    qtbot.waitUntil(lambda: not followed.session.following.busy)  # the second may have been up just before
    log.write_text(rows(50))
    followed.session.following.look()
    assert not followed.session.following.busy and points(followed) == 30


def test_a_folder_has_changed_when_any_file_in_it_has(tmp_path: Path) -> None:
    (tmp_path / "run" / "train").mkdir(parents=True)
    file = tmp_path / "run" / "train" / "events"
    file.write_bytes(b"1")
    before = Stamp.of(tmp_path / "run")
    assert Stamp.of(tmp_path / "run") == before
    file.write_bytes(b"12")
    assert Stamp.of(tmp_path / "run") != before
    assert Stamp.of(tmp_path / "gone") == Stamp(())


def test_a_run_in_several_files_has_changed_when_any_of_them_has(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    def write(name: str, count: int) -> None:
        (tmp_path / name).write_text("step,value\n" + "".join(f"{i},{1 / (i + 1):.4f}\n" for i in range(count)))

    for name in ("train_loss.csv", "val_loss.csv"):
        write(name, 20)
    with qtbot.waitSignal(window.session.opened):
        window.session.open([tmp_path / "train_loss.csv"])
    window.session.follow(True)
    looked(qtbot, window)
    write("val_loss.csv", 25)
    looked(qtbot, window)
    assert window.session.current is not None
    assert {one.metric: len(one.value) for one in window.session.current.run.series} == {
        "train_loss": 20,
        "val_loss": 25,
    }


def worse_rows(count: int) -> str:
    """The same run, whose validation loss then rises while its accuracy falls."""
    lines = rows(30).splitlines()
    lines += [
        f"{i},{0.4 + 1 / i:.4f},{1 - 0.5 / i:.4f},{0.53 + 0.08 * (i - 29):.4f},{0.88 - 0.006 * (i - 29):.4f}"
        for i in range(30, count)
    ]
    return "\n".join(lines) + "\n"


def test_what_was_read_of_a_log_that_is_closed_by_now_does_not_come_back(
    qtbot: QtBot, followed: MainWindow, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(rows(31))
    with qtbot.waitSignal(followed.session.opened):
        followed.session.open([other])
    followed.actions_by_name["follow_all"].trigger()
    late = next(run.whole for run in followed.session.runs if run.key.source == other)
    followed.session.close_run(followed.session.runs.index(next(r for r in followed.session.runs if r.whole is late)))
    followed.session.following._on_delivered(late)
    assert [run.key.source for run in followed.session.runs] == [tmp_path / "training.csv"]


def test_only_what_is_new_is_told(qtbot: QtBot, followed: MainWindow, log: Path) -> None:
    log.write_text(rows(36))
    with qtbot.waitSignal(followed.session.news_came):
        looked(qtbot, followed)
    assert followed.statusBar().currentMessage().endswith("training: new: epochs 30–35.")
    assert not followed.strip.text() and not followed.actions_by_name["show_news"].isEnabled()


def test_a_verdict_that_gets_worse_is_told_above_the_chart_and_leads_there(
    qtbot: QtBot, followed: MainWindow, log: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(rows(31))
    with qtbot.waitSignal(followed.session.work_ended):
        followed.session.open([other])
    assert followed.session.current_key is not None and followed.session.current_key.source == other
    assert followed.session.following.logs == (log,) and not followed.actions_by_name["follow"].isChecked()
    for grown in (rows(30) + "30,0.4323,0.9839,0.53,0.88\n", worse_rows(60)):
        log.write_text(grown)
        with qtbot.waitSignal(followed.session.news_came):
            looked(qtbot, followed)
    told = followed.strip.text()
    assert "new: epochs 31–59" in told and "turned from “fine” to" in told
    assert not followed.statusBar().currentMessage(), "what was new before is not what is new now"
    assert any(message.offer == "show_news" for message in followed.session.messages.all)
    followed.actions_by_name["show_news"].trigger()
    assert followed.session.current_key.source == log and followed.actions_by_name["follow"].isChecked()


class Tray:
    """Takes the place of the desktop."""

    told: ClassVar[list[str]] = []

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        return True

    supportsMessages = isSystemTrayAvailable  # noqa: N815
    MessageIcon = QSystemTrayIcon.MessageIcon

    def __init__(self, *_: object) -> None:
        self.messageClicked = self

    def connect(self, _: object) -> None:
        pass

    def show(self) -> None:
        pass

    hide = show

    def showMessage(self, _title: str, text: str, _icon: object) -> None:
        self.told.append(text)


@pytest.mark.parametrize("wanted", [True, False])
def test_the_desktop_tells_it_where_that_is_wanted(
    qtbot: QtBot, followed: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    monkeypatch.setattr(reporting, "QSystemTrayIcon", Tray)
    Tray.told.clear()
    followed.prefer(Preferences(notifies=wanted))
    log.write_text(worse_rows(60))
    with qtbot.waitSignal(followed.session.news_came):
        looked(qtbot, followed)
    assert [("turned from" in text) for text in Tray.told] == [True] * wanted


def test_several_logs_are_followed_and_those_that_are_opened_later(
    qtbot: QtBot, followed: MainWindow, log: Path, tmp_path: Path
) -> None:
    session, other = followed.session, tmp_path / "other.csv"
    followed.actions_by_name["follow_all"].trigger()
    other.write_text(rows(20))
    with qtbot.waitSignal(session.work_ended):
        session.open([other])
    assert set(session.following.logs) == {log, other} and "following 2 logs" in followed.status.counts.text()
    looked(qtbot, followed)
    for path, count in ((log, 40), (other, 25)):
        path.write_text(rows(count))
    looked(qtbot, followed)
    assert [len(run.whole.run.series[0].value) for run in session.runs] == [40, 25]
    log.unlink()
    looked(qtbot, followed)
    assert session.following.unreadable == (log,)
    assert "following 2 logs, 1 cannot be read now" in followed.status.counts.text()
    session.close_run(1)
    assert session.following.logs == (log,)
    followed.actions_by_name["follow_all"].trigger()
    assert session.following.logs == ()


def test_news_are_what_was_not_there_before_and_not_dismissed() -> None:
    before = made_analysis()
    first, *rest = before.events
    fewer = replace(before, events=tuple(rest))
    assert news_of(before, before) is None and news_of(before, fewer) is None
    told = news_of(fewer, before)
    assert told is not None and told.text == "harmless: loss gets worse, accuracy stays flat (epochs 5–9)."
    assert not told.worse and news_of(fewer, before, [Gone.of(first)]) is None
    grave = news_of(replace(before, events=(first,)), before)
    assert grave is not None and grave.worse and "problem: " in grave.text


def test_closing_leaves_nothing_running(qtbot: QtBot, log: Path) -> None:
    following = Following(Request, tuple, None)
    following.follow(log)
    following.look()
    following.close()
    following.look()
    assert not following.busy
