"""Processes that end in the middle of their work."""

from __future__ import annotations

import os
import pickle
import queue
import signal
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from pool_tasks import ending, gone, opening, squares

from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.triage import pool as pool_module
from lossacc_gui.triage.pool import Lost, Pool
from lossacc_gui.triage.triage import lost

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals end processes here")


def test_all_tasks_are_done_by_several_processes() -> None:
    with Pool(squares, 2) as pool:
        assert dict(pool.each(range(12), lambda: None)) == {i: i * i for i in range(12)}
        assert len(pool._workers) == 2
        assert dict(pool.each([20], lambda: None)) == {20: 400}
    assert not pool._workers


def test_a_task_that_ends_its_process_is_lost_and_no_other_is() -> None:
    with Pool(squares, 2) as pool:
        found = dict(pool.each(range(20), lambda: None))
    ended = found.pop(13)
    assert isinstance(ended, Lost) and ended.code == -signal.SIGKILL
    assert found == {i: i * i for i in range(20) if i != 13}
    assert "signal 9" in lost(ended.code) and "memory" in lost(ended.code) and "code 1" in lost(1)


def test_a_process_that_is_killed_from_outside_costs_nothing() -> None:
    with Pool(squares, 2) as pool:
        found = {}
        for task, result in pool.each(range(100, 140), lambda: None):
            found[task] = result
            if len(found) == 5:
                os.kill(pool._workers[0].process.pid or 0, signal.SIGKILL)
    assert found == {i: i * i for i in range(100, 140)}


def test_results_share_messages() -> None:
    looks = []
    with Pool(squares, 1) as pool:
        found = dict(pool.each(range(1000, 1400), lambda: looks.append(1)))
    assert found == {i: i * i for i in range(1000, 1400)}
    assert len(looks) < 200  # each message is one look, and those in which nothing came are few


def test_a_result_does_not_wait_for_the_end_of_a_longer_task(tmp_path: Path) -> None:
    fifo, looks = tmp_path / "fifo", []

    def look() -> None:
        looks.append(1)
        if len(looks) > 300:
            raise Cancelled

    os.mkfifo(fifo)
    with Pool(partial(opening, str(fifo)), 1) as pool:
        found = pool.each(range(8), look)
        assert [next(found) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
        os.close(os.open(fifo, os.O_WRONLY))
        assert [task for task, _ in found] == [3, 4, 5, 6, 7]


def test_what_two_killed_processes_had_is_done_by_others() -> None:
    with Pool(squares, 1) as pool:
        found = {}
        for task, result in pool.each(range(100, 400), lambda: None):
            found[task] = result
            if len(found) in (30, 280):
                os.kill(pool._workers[0].process.pid or 0, signal.SIGKILL)
    assert found == {i: i * i for i in range(100, 400)}


def test_an_error_of_the_work_is_raised_where_it_was_asked_for() -> None:
    with Pool(squares, 1) as pool, pytest.raises(ValueError, match="no such square"):
        list(pool.each([1, 99], lambda: None))


def test_processes_that_cannot_start_are_told() -> None:
    with Pool(partial(ending, 7), 2) as pool, pytest.raises(LossaccError, match=r"No process could be started.*7"):
        list(pool.each([1, 2], lambda: None))


def test_processes_that_end_before_they_hear_what_to_do_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lossacc_gui.triage.pool._serve", gone)
    told = pytest.raises(LossaccError, match=r"No process could be started.*9")
    with Pool(partial(ending, 8, b"more than a pipe holds" * 50_000), 1) as pool, told:
        list(pool.each([1, 2], lambda: None))


def test_the_tick_may_stop_it() -> None:
    def stop() -> None:
        raise Cancelled

    with Pool(squares, 2) as pool, pytest.raises(Cancelled):
        list(pool.each(range(1000), stop))
    assert not pool._workers


class _Pipe:
    """What was sent."""

    def __init__(self) -> None:
        self.sent: queue.Queue[list[bytes]] = queue.Queue()

    def send(self, some: list[bytes]) -> None:
        self.sent.put(some)


def test_the_thread_that_sends_looks_only_when_there_is_something(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = queue.Queue[float]()
    monkeypatch.setattr(pool_module, "time", SimpleNamespace(sleep=looked.put, monotonic=lambda: 0.0))
    pipe = _Pipe()
    answers = pool_module._Answers(pipe)  # type: ignore[arg-type]
    for number in range(3):
        answers.add((None, number))
        assert [pickle.loads(one) for one in pipe.sent.get(timeout=60)] == [(None, number)]
        assert looked.get(timeout=60) == pool_module.LATEST
    assert looked.empty() and pipe.sent.empty()
