"""Logs that are to be opened while the program runs."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.program import further
from lossacc_gui.gui.program.further import (
    Asked,
    FurtherLogs,
    asked_for,
    first_or_handed_over,
    handed_over,
)
from lossacc_gui.system.meeting import meeting_place

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="such sockets are not on this system")

Started = Callable[[], FurtherLogs]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "lossacc.socket"


@pytest.fixture
def start(place: Path, qapp: QObject) -> Iterator[Started]:
    """Be the first program at `place`."""
    made: list[FurtherLogs] = []

    def first() -> FurtherLogs:
        listener = first_or_handed_over(place, Asked())
        assert isinstance(listener, socket.socket)
        made.append(FurtherLogs(listener, qapp))
        return made[-1]

    yield first
    for one in made:
        one.close()
        one.deleteLater()


class Second(threading.Thread):
    """Another start, which is another process in life."""

    def __init__(self, place: Path, asked: Asked) -> None:
        super().__init__(daemon=True)
        self.place, self.asked = place, asked
        self.answer: object = None
        self.start()

    def run(self) -> None:
        self.answer = first_or_handed_over(self.place, self.asked)


def test_a_second_start_hands_its_logs_to_the_first_once_that_is_ready(
    start: Started, place: Path, qtbot: QtBot
) -> None:
    first = start()
    opened: list[Asked] = []
    first.opened.connect(opened.append)
    asked = Asked(("/a/log.csv", "/b/caf\udce9.csv"), "auto", "token")
    second = Second(place, asked)
    qtbot.waitUntil(lambda: bool(first._waiting))
    assert not opened and second.is_alive()  # nothing is promised before it can be kept
    first.ready()
    qtbot.waitUntil(lambda: not second.is_alive())
    assert opened == [asked] and second.answer is True
    third = Second(place, Asked(("/c",)))
    qtbot.waitUntil(lambda: not third.is_alive())
    assert third.answer is True and opened[1:] == [Asked(("/c",))]
    qtbot.waitUntil(lambda: not first._calls)


def test_a_start_that_gave_up_waiting_opens_its_logs_alone(
    start: Started, place: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(further, "WAIT", 0.05)
    first = start()
    opened: list[Asked] = []
    first.opened.connect(opened.append)
    assert first_or_handed_over(place, Asked(("/a",))) is False  # the first does not answer: nobody runs its events
    first.ready()
    monkeypatch.setattr(further, "WAIT", 60.0)
    second = Second(place, Asked(("/b",)))
    qtbot.waitUntil(lambda: not second.is_alive())
    assert Asked(("/b",)) in opened and second.answer is True


@pytest.mark.parametrize("line", [b"", b"\n", b"{}\n", b"GET / HTTP/1.1\r\n\r\n", b'{"paths": [1]}\n', b"\xff\xfe\n"])
def test_what_is_no_request_is_hung_up_on(line: bytes, start: Started, place: Path, qtbot: QtBot) -> None:
    first = start()
    first.ready()
    opened: list[Asked] = []
    first.opened.connect(opened.append)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(place))
        stranger.sendall(line)
        stranger.shutdown(socket.SHUT_WR)
        stranger.setblocking(False)
        qtbot.waitUntil(lambda: _is_hung_up(stranger))
    assert not opened and not first._calls


def _is_hung_up(connection: socket.socket) -> bool:
    try:
        return connection.recv(10) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_a_request_that_comes_in_pieces_is_read_whole(start: Started, place: Path, qtbot: QtBot) -> None:
    first = start()
    first.ready()
    opened: list[Asked] = []
    first.opened.connect(opened.append)
    whole = json.dumps({"paths": ["/a"], "evidence": None, "token": ""}).encode() + b"\n"
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(str(place))
        slow.sendall(whole[:9])
        qtbot.waitUntil(lambda: any(call._read for call in first._calls.values()))
        slow.sendall(whole[9:])
        qtbot.waitUntil(lambda: bool(opened))
    assert opened == [Asked(("/a",))]


def test_the_place_of_a_program_that_was_killed_is_taken(place: Path, start: Started) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    assert place.exists() and not handed_over(place, Asked())
    start()


def test_who_closes_leaves_no_socket_and_the_next_start_is_the_first(start: Started, place: Path) -> None:
    start().close()
    assert not place.exists()
    start()


def test_of_starts_at_the_same_moment_one_is_the_first(place: Path, qapp: QObject, qtbot: QtBot) -> None:
    starts = [Second(place, Asked((f"/{i}",))) for i in range(6)]
    qtbot.waitUntil(lambda: any(isinstance(one.answer, socket.socket) for one in starts))
    (listener,) = [one.answer for one in starts if isinstance(one.answer, socket.socket)]
    first = FurtherLogs(listener, qapp)
    opened: list[str] = []
    first.opened.connect(lambda asked: opened.extend(asked.paths))
    first.ready()
    qtbot.waitUntil(lambda: not any(one.is_alive() for one in starts))
    alone = {one.asked.paths[0] for one in starts if one.answer is not True}
    assert {*opened, *alone} == {f"/{i}" for i in range(6)} and not set(opened) & alone
    first.close()


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    assert first_or_handed_over(tmp_path / "no" / "lossacc.socket", Asked()) is False


def test_files_that_the_system_asks_for_are_opened_when_the_window_is_ready(qapp: QObject) -> None:
    first = FurtherLogs(None, qapp)
    opened: list[Asked] = []
    first.opened.connect(opened.append)
    assert first.eventFilter(qapp, QFileOpenEvent(QUrl.fromLocalFile("/a/log.csv")))
    assert not opened
    first.ready()
    assert opened == [Asked(("/a/log.csv",))]
    first.close()


def test_paths_are_told_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "abc")
    here = str(Path.cwd())
    assert asked_for(["a.csv"], "auto") == Asked((f"{here}/a.csv",), "auto", "abc")
    assert asked_for([], Path("p.npz")).evidence == f"{here}/p.npz"
    assert asked_for([], None).evidence is None


def test_each_screen_has_a_place_of_its_own_that_nobody_else_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    places = []
    for screen in (":0", ":1"):
        monkeypatch.setenv("DISPLAY", screen)
        places.append(meeting_place())
    assert None not in places and len(set(places)) == 2
    (folder,) = tmp_path.iterdir()
    assert not folder.stat().st_mode & 0o077
    folder.chmod(0o777)
    assert meeting_place() is None
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert meeting_place() is None


def test_a_start_that_cannot_lock_its_place_is_not_the_only_one(tmp_path: Path) -> None:
    for lock, alone in ((tmp_path / "here.lock", True), (tmp_path / "no folder" / "here.lock", False)):
        with further._alone(lock) as found:
            assert found is alone
