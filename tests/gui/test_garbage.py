"""Reference cycles are collected on the GUI thread only."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.garbage import GarbageCollector


class Knot:
    """A cycle."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qapp: object) -> Iterator[GarbageCollector]:
    collector = GarbageCollector()
    yield collector
    collector.stop()


def test_a_worker_thread_collects_nothing(collector: GarbageCollector) -> None:
    knot = weakref.ref(Knot())

    def allocate() -> None:
        keep = [[i] for i in range(100_000)]
        assert len(keep) == 100_000

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert knot() is not None
    assert not gc.isenabled()


def test_cycles_go_when_the_event_loop_runs(collector: GarbageCollector, qtbot: QtBot) -> None:
    knot = weakref.ref(Knot())
    keep = [[i] for i in range(gc.get_threshold()[0] + 100)]
    qtbot.waitUntil(lambda: knot() is None)
    assert keep


def test_stopping_hands_collection_back(qapp: object) -> None:
    GarbageCollector().stop()
    assert gc.isenabled()
