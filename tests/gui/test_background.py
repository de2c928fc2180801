"""Work beside the window: results arrive, a new start supersedes, cancelling stops, closing leaves nothing behind."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.background.threads import Background, Deliver, Progressed, Work, any_left, raise_unexpected
from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.progress import Progress


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background("test")
    yield made
    made.close()


def test_results_and_the_end_arrive_in_the_threads_of_the_receiver(qtbot: QtBot, background: Background) -> None:
    heard: list[tuple[object, threading.Thread]] = []
    steps: list[object] = []
    background.progressed.connect(steps.append)
    background.delivered.connect(lambda result: heard.append((result, threading.current_thread())))

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.5, "half")
        deliver(1)
        deliver(2)

    with qtbot.waitSignal(background.ended):
        background.start(work)
    assert [result for result, _ in heard] == [1, 2]
    assert {thread for _, thread in heard} == {threading.main_thread()}
    assert steps == [Progressed(0.5, "half")]
    assert not background.busy


def test_a_new_start_supersedes_the_old_one_whose_results_are_never_heard_of(
    qtbot: QtBot, background: Background
) -> None:
    begun, go = threading.Event(), threading.Event()
    heard: list[object] = []
    background.delivered.connect(heard.append)

    def old(progress: Progress, deliver: Deliver) -> None:
        begun.set()
        go.wait(5)
        deliver("old")

    def new(progress: Progress, deliver: Deliver) -> None:
        deliver("new")

    background.start(old)
    assert begun.wait(5)
    background.start(new)
    with qtbot.waitSignal(background.ended):
        go.set()
    assert heard == ["new"]


def test_cancelling_stops_at_the_next_progress_and_tells_so(qtbot: QtBot, background: Background) -> None:
    begun = threading.Event()

    def endless(progress: Progress, deliver: Deliver) -> None:
        while True:
            begun.set()
            progress(0.1, "on and on")

    background.start(endless)
    assert begun.wait(5)
    with qtbot.waitSignal(background.ended) as blocker:
        background.cancel()
    assert isinstance(blocker.args[0], Cancelled)


def test_an_exception_of_the_work_is_told_as_its_end(qtbot: QtBot, background: Background) -> None:
    def broken(progress: Progress, deliver: Deliver) -> None:
        raise ZeroDivisionError("by nothing")

    with qtbot.waitSignal(background.ended) as blocker:
        background.start(broken)
    assert isinstance(blocker.args[0], ZeroDivisionError)


def test_closing_waits_for_the_thread_and_takes_no_more_work(qtbot: QtBot) -> None:
    background = Background("closing")
    ran: list[int] = []
    background.start(lambda progress, deliver: ran.append(1))
    background.close()
    background.start(lambda progress, deliver: ran.append(2))
    assert ran in ([], [1])
    assert not any_left()


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """A pipe nobody writes into: whoever opens it hangs in the system, as on a drive that does not answer."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes with a name")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    yield path
    while any_left():  # let them go, whoever still hangs
        with suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


def hanging(path: Path, begun: threading.Event) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        begun.set()
        path.read_bytes()
        deliver("too late")

    return work


def test_work_that_hangs_is_left_when_it_is_cancelled_and_the_next_is_done(
    qtbot: QtBot, background: Background, pipe: Path
) -> None:
    begun = threading.Event()
    heard: list[object] = []
    background.delivered.connect(heard.append)
    background.start(hanging(pipe, begun))
    assert begun.wait(5)
    with qtbot.waitSignal(background.ended) as blocker:
        background.cancel()
    assert isinstance(blocker.args[0], Cancelled) and not background.busy and any_left()
    with qtbot.waitSignal(background.ended) as blocker:
        background.start(lambda progress, deliver: deliver("next"))
    assert blocker.args[0] is None and heard == ["next"]


def test_work_that_hangs_is_superseded(qtbot: QtBot, background: Background, pipe: Path) -> None:
    begun = threading.Event()
    heard: list[object] = []
    background.delivered.connect(heard.append)
    background.start(hanging(pipe, begun))
    assert begun.wait(5)
    with qtbot.waitSignal(background.ended):
        background.start(lambda progress, deliver: deliver("next"))
    assert heard == ["next"]


def test_closing_does_not_wait_for_work_that_hangs(qtbot: QtBot, pipe: Path) -> None:
    background = Background("closing")
    begun = threading.Event()
    background.start(hanging(pipe, begun))
    assert begun.wait(5)
    background.close()
    assert any_left()


def test_a_report_to_a_background_that_is_gone_is_dropped(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a dialog that is taken apart while its preview is painted takes its own with it."""
    parent, go = QObject(), threading.Event()
    background = Background("test", parent)
    failed: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    heard: list[object] = []
    background.delivered.connect(heard.append)

    def work(progress: Progress, deliver: Deliver) -> None:
        go.wait(5)
        deliver("late")

    background.start(work)
    thread = background._thread
    assert thread is not None
    shiboken6.delete(parent)
    go.set()
    thread.join(5)
    QCoreApplication.processEvents()
    assert not thread.is_alive() and not failed and not heard


def test_of_what_ends_work_only_a_defect_of_ours_is_raised() -> None:
    raise_unexpected(None)
    raise_unexpected(Cancelled())
    with pytest.raises(ZeroDivisionError):
        raise_unexpected(ZeroDivisionError())


class Held:
    """What a work is about."""


@pytest.mark.parametrize("error", [Cancelled, ValueError])
def test_work_that_ended_with_an_error_holds_nothing_of_what_it_was_about(
    background: Background, error: type[BaseException]
) -> None:
    def made() -> tuple[weakref.ref[Held], Work]:
        held = Held()

        def work(progress: Progress, deliver: Deliver) -> None:
            assert held
            raise error

        return weakref.ref(held), work

    about, work = made()
    background._run(background._job - 1, threading.Event(), work, None)  # nobody listens to it any more
    del work
    assert about() is None  # though nobody collects garbage here
