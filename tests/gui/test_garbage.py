"""Reference cycles are collected on the GUI thread only."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.background.garbage import GarbageCollector


class Knot:
    """A cycle."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qapp: object) -> Iterator[GarbageCollector]:
    gc.set_threshold(700, 10, 10)
    collector = GarbageCollector()
    collector.begin()
    yield collector
    collector.stop()
    gc.unfreeze()


@pytest.mark.parametrize("switched_on", [False, True])
def test_a_worker_thread_collects_nothing_even_if_it_switches_collection_on(
    collector: GarbageCollector, switched_on: bool
) -> None:
    knot = weakref.ref(Knot())

    def allocate() -> None:
        if switched_on:
            gc.enable()
        keep = [[i] for i in range(100_000)]
        assert len(keep) == 100_000

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert knot() is not None


def test_cycles_go_when_the_event_loop_runs(collector: GarbageCollector, qtbot: QtBot) -> None:
    knot = weakref.ref(Knot())
    keep: list[list[int]] = []

    def gone() -> bool:
        keep.extend([i] for i in range(800))  # again and again: what others free meanwhile is counted against it
        return knot() is None

    qtbot.waitUntil(gone)


@pytest.mark.parametrize("opening", [True, False])
def test_what_is_made_while_logs_are_opened_is_looked_through_once(collector: GarbageCollector, opening: bool) -> None:
    collector.begin_opening()
    if not opening:
        collector.end_opening()
    before = gc.get_freeze_count()
    keep = [[i] for i in range(8000)]
    collector._on_timeout()
    kept = gc.get_freeze_count() - before
    assert kept >= len(keep) if opening else kept == 0


def test_what_the_start_makes_is_never_looked_through(qapp: object) -> None:
    collector = GarbageCollector()
    knot, before = weakref.ref(Knot()), gc.get_freeze_count()
    collector.begin()
    assert gc.get_freeze_count() > before
    gc.collect()
    assert knot() is not None
    collector.stop()
    gc.unfreeze()


def test_stopping_hands_collection_back(qapp: object) -> None:
    gc.set_threshold(700, 10, 10)
    GarbageCollector().stop()
    assert gc.isenabled() and gc.get_threshold() == (700, 10, 10)
