"""Reading can be stopped at any time, also while a library or a disk does not come back."""

from __future__ import annotations

import bz2
import gc
import gzip
import lzma
import random
import threading
import zipfile
from functools import cache, partial
from pathlib import Path

import pytest

from lossacc_gui.model.errors import Cancelled, UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.readers import patience, registry
from lossacc_gui.readers.files.source import bytes_of
from lossacc_gui.readers.patience import patiently
from lossacc_gui.readers.reader import Reader

WAITED = 30  # seconds after which a test that hangs fails


class Person:
    """Presses Cancel when asked for the `patience`-th time."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.told: list[tuple[float, str]] = []
        self.threads: set[int] = set()

    def progress(self, fraction: float, text: str) -> None:
        """A Progress that ends in Cancelled."""
        self.told.append((fraction, text))
        self.threads.add(threading.get_ident())
        if len(self.told) >= self.patience:
            raise Cancelled


def test_work_that_does_not_come_back_is_left_and_ends_when_it_tells_next() -> None:
    free, ended = threading.Event(), threading.Event()
    caught: list[BaseException] = []

    def stuck(tell: Progress) -> str:
        tell(0.25, "reading from a disk that does not answer")
        free.wait(WAITED)
        try:
            tell(0.5, "going on")
        except BaseException as error:
            caught.append(error)
            raise
        finally:
            ended.set()
        return "never heard of"

    person = Person(3)
    with pytest.raises(Cancelled):
        patiently(stuck, person.progress)
    assert not ended.is_set()
    assert person.told[-1] == (0.25, "reading from a disk that does not answer")
    free.set()
    assert ended.wait(WAITED)
    assert [type(error) for error in caught] == [Cancelled]


def test_progress_is_heard_in_the_thread_that_waits_and_to_the_end() -> None:
    person = Person(10**9)
    assert patiently(lambda tell: tell(1.0, "read") or "done", person.progress) == "done"
    assert person.told[-1] == (1.0, "read")
    assert person.threads == {threading.get_ident()}


@pytest.mark.parametrize("watched", [True, False])
def test_what_the_work_raises_is_raised(watched: bool) -> None:
    def broken(tell: Progress) -> None:
        raise UnreadableLog(Path("log.csv"), "The log is broken.")

    with pytest.raises(UnreadableLog, match="The log is broken"):
        patiently(broken, Person(10**9).progress if watched else silent)


def test_what_nobody_watches_needs_no_thread_nor_does_a_part_of_it() -> None:
    def ran_in(progress: Progress) -> int:
        return patiently(lambda tell: threading.get_ident(), progress)

    mine = threading.get_ident()
    assert ran_in(silent) == ran_in(part(silent, 0.2, 0.4)) == mine
    assert mine not in {ran_in(Person(10**9).progress), ran_in(part(Person(10**9).progress, 0.2, 0.4))}


def test_collecting_cycles_stays_switched_off_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    switched: list[bool] = []
    monkeypatch.setattr(gc, "isenabled", lambda: False)
    monkeypatch.setattr(gc, "enable", lambda: switched.append(True))
    patiently(lambda tell: None, silent)
    assert switched == []
    monkeypatch.undo()
    gc.enable()


def test_cycles_are_collected_again_after_reading_and_after_cancelling() -> None:
    seen: list[bool] = []
    patiently(lambda tell: seen.append(gc.isenabled()), silent)
    free = threading.Event()
    with pytest.raises(Cancelled):
        patiently(lambda tell: free.wait(WAITED), Person(1).progress)
    assert gc.isenabled()
    free.set()
    assert seen == [False]


def test_every_reader_is_waited_for_with_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.csv"
    path.write_text("epoch,loss,val_loss\n0,0.5,0.6\n1,0.4,0.5\n", encoding="ascii")
    free = threading.Event()

    def stuck(path: Path) -> Reader:
        free.wait(WAITED)
        raise UnreadableLog(path, "It was never read.")

    monkeypatch.setattr(registry, "identify", stuck)
    with pytest.raises(Cancelled):
        registry.read(path, Person(3).progress)
    free.set()


def test_a_person_is_asked_often_enough() -> None:
    assert patience.ASKED_EVERY <= 0.05


@cache
def random_rows() -> bytes:
    chance = random.Random(0)
    return "".join(f"{i},{chance.random()}\n" for i in range(150_000)).encode()


@pytest.mark.parametrize("packed", ["gz", "bz2", "xz", "zip"])
def test_the_progress_of_a_compressed_log_rises_with_the_bytes_that_are_stored(packed: str, tmp_path: Path) -> None:
    content = random_rows()
    path = tmp_path / f"log.csv.{packed}"
    if packed == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("log.csv", content)
    else:
        packs = {"gz": gzip.compress, "bz2": bz2.compress, "xz": partial(lzma.compress, preset=0)}
        path.write_bytes(packs[packed](content))
    told: list[float] = []
    assert bytes_of(path, lambda fraction, text: told.append(fraction)) == content
    assert told == sorted(told) and told[-1] > 0.9
    assert len(told) > 2 and told[0] < 0.7
