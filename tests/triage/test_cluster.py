"""The same triage by the workers of a Dask cluster, of which any may end at any moment."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from limits import limited
from triage_logs import healthy, sick

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.triage import cluster as module
from lossacc_gui.triage.cache import Cache
from lossacc_gui.triage.cluster import Cluster
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.pool import Lost
from lossacc_gui.triage.row import Table
from lossacc_gui.triage.triage import Triage, lost
from lossacc_gui.triage.workers import Judging, Task


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """A cluster of two processes; what ends one twice is given up."""
    distributed = pytest.importorskip("distributed")
    config = pytest.importorskip("dask.config")
    with config.set({"distributed.scheduler.allowed-failures": 1}):
        with limited():
            started = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
        yield started
        with limited():
            started.close()


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    with limited():
        yield


@pytest.fixture
def many(runs: Path) -> Path:
    for i in range(24):
        (runs / f"more{i}").mkdir()
        (runs / f"more{i}" / "history.csv").write_text(healthy(40 + i) if i % 2 else sick(40 + i))
    return runs


def pids(dask: Any) -> list[int]:
    return [nanny.pid for nanny in dask.workers.values()]


def table_of(triage: Triage) -> Table:
    return ordered(triage.results(), Options())


def test_a_cluster_finds_what_one_process_finds(runs: Path, dask: Any) -> None:
    told: list[float] = []
    look = Triage(
        [runs], Request(), scheduler=dask.scheduler_address, progress=lambda fraction, _text: told.append(fraction)
    )
    assert table_of(look) == table_of(Triage([runs], Request(), jobs=1)) and look.read == 3
    assert told == sorted(told) and told[-1] == 1


def test_a_worker_that_is_killed_costs_nothing(many: Path, dask: Any) -> None:
    look = Triage([many], Request(), scheduler=dask.scheduler_address)
    found = []
    for one in look.results():
        found.append(one)
        if len(found) == 4:
            os.kill(pids(dask)[0], signal.SIGKILL)
    assert ordered(found, Options()) == table_of(Triage([many], Request(), jobs=1))


def test_what_dask_says_elsewhere_is_heard_again_afterwards(dask: Any) -> None:
    logger = logging.getLogger("distributed")
    before = logger.level
    with Cluster(dask.scheduler_address, Request()):
        assert logger.level == logging.CRITICAL
    assert logger.level == before
    with pytest.raises(LossaccError), Cluster("ftp://127.0.0.1:1", Request()):
        pass
    assert logger.level == before


def test_cancelling_ends_it_and_the_cluster_works_on(many: Path, dask: Any) -> None:
    def stop(fraction: float, _text: str) -> None:
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        table_of(Triage([many], Request(), scheduler=dask.scheduler_address, progress=stop))
    assert len(table_of(Triage([many / "a"], Request(), scheduler=dask.scheduler_address)).rows) == 1


def test_what_ends_worker_after_worker_is_lost_and_no_other_is(dask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def ending(_request: Request, task: Judging) -> tuple[str, object]:
        if task.files == (Path("13"),):
            os.kill(os.getpid(), signal.SIGKILL)
        return module.__version__, ()

    cloudpickle = pytest.importorskip("cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    monkeypatch.setattr(module, "answered", ending)
    tasks: list[Task] = [Judging((Path(str(i)),)) for i in range(10, 20)]
    with Cluster(dask.scheduler_address, Request()) as cluster:
        found = dict(cluster.each(tasks, lambda: None))
    assert found.pop(tasks[3]) == Lost(tasks[3], None) and "workers" in lost(None)
    assert found == dict.fromkeys((task for task in tasks if task != tasks[3]), ())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("0.0.1", ()), r"has lossacc 0\.0\.1"),
        (ValueError("no such thing"), "no such thing"),
        (TimeoutError("the drive is slow"), "the drive is slow"),
    ],
)
def test_a_worker_that_cannot_do_the_work_is_told(
    answer: object, said: str, dask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(_request: Request, _task: Task) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    pytest.importorskip("cloudpickle").register_pickle_by_value(sys.modules[__name__])
    monkeypatch.setattr(module, "answered", other)
    with Cluster(dask.scheduler_address, Request()) as cluster, pytest.raises(LossaccError, match=said):
        list(cluster.each([Judging(())], lambda: None))


OWN = """
from distributed import LocalCluster
with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
    print(cluster.scheduler_address, flush=True)
    input()
"""


def test_a_scheduler_that_is_killed_is_told_and_what_was_found_is_kept(many: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    own = subprocess.Popen([sys.executable, "-c", OWN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert own.stdin is not None and own.stdout is not None
    with own, own.stdin, own.stdout, Cache(tmp_path / "c.sqlite") as cache:
        address = own.stdout.readline().strip()
        results = Triage([many], Request(), cache, scheduler=address).results()
        assert [next(results), next(results), next(results)]
        own.kill()
        with pytest.raises(LossaccError, match="was lost"):
            list(results)
        again = Triage([many], Request(), cache, jobs=1)
        assert len(table_of(again).rows) == 27 and again.kept >= 2


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "ftp://127.0.0.1:1"])
def test_a_scheduler_that_cannot_be_reached_is_told_in_a_sentence(
    address: str, runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(module, "REACHED", 1)
    assert command_line(["triage", str(runs), "--scheduler", address]) == 1
    said = capsys.readouterr().err
    assert f"No Dask scheduler could be reached at {address}" in said and "Traceback" not in said


def test_a_number_of_processes_beside_a_scheduler_is_refused(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["triage", str(runs), "--scheduler", "tcp://127.0.0.1:1", "--jobs", "2"]) == 2
    assert "leave one out" in capsys.readouterr().err


def test_without_the_package_the_extra_is_named(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LossaccError, match=r"lossacc\[cluster\]"):
        table_of(Triage([runs], Request(), scheduler="tcp://127.0.0.1:8786"))
