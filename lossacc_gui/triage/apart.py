"""A triage in a process of its own, which tells what it finds in handfuls through a pipe."""

from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.request import Request
from lossacc_gui.triage.cache import Cache, cache_path
from lossacc_gui.triage.row import Failure, Row, differing
from lossacc_gui.triage.settings import Statement, statements
from lossacc_gui.triage.triage import Triage

EVERY = 0.5  # seconds between two handfuls: a table of ten thousand is sorted anew in a tenth of that
TOLD_EVERY = 0.1  # seconds between two tellings how far it is
MOST = 1000  # results of a handful: some 30 ms for who shows them


@dataclass(frozen=True, slots=True)
class Handful:
    """Some results, and how far it is."""

    results: tuple[Row | Failure, ...]
    fraction: float
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be told in the end: settings that differ and what goes with them, files that are no log, trouble with
    the cache.
    """

    differing: tuple[str, ...]
    statements: tuple[Statement, ...]
    others: tuple[str, ...]
    trouble: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The last that is told."""

    seen: Seen | None = None
    error: Exception | None = None


class _Teller:
    """Sends what is found; raises Cancelled once nobody listens."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._some: list[Row | Failure] = []
        self._sent = self._told = time.monotonic()
        self._at = (0.0, "")

    def add(self, one: Row | Failure) -> None:
        self._some.append(one)
        if len(self._some) >= MOST or time.monotonic() - self._sent > EVERY:
            self.send()

    def progress(self, fraction: float, text: str) -> None:
        self._at = (fraction, text)
        now = time.monotonic()
        if now - self._told > TOLD_EVERY:
            self._told = now
            if self._pipe.poll():  # nobody says anything: the other end is closed
                raise Cancelled
            self._tell(())

    def send(self) -> None:
        self._sent = time.monotonic()
        some, self._some = tuple(self._some), []
        self._tell(some)

    def _tell(self, some: tuple[Row | Failure, ...]) -> None:
        try:
            self._pipe.send(Handful(some, *self._at))
        except OSError:
            raise Cancelled from None


def serve(pipe: Connection, paths: tuple[Path, ...], request: Request) -> None:
    """Triage what lies under these paths; ends when the other end of the pipe is closed."""
    teller = _Teller(pipe)
    try:
        with Cache(cache_path()) as cache:
            look = Triage(paths, request, cache, progress=teller.progress)
            rows: list[Row] = []
            for one in look.results():
                teller.add(one)
                if isinstance(one, Row):
                    rows.append(one)
            teller.send()
            ended = Ended(Seen(differing(rows), statements(rows, request.options), look.others, cache.trouble))
    except Cancelled:
        return
    except Exception as error:  # noqa: BLE001 - it is raised where somebody can tell it
        ended = Ended(error=error)
    try:
        pipe.send(ended)
    except OSError:
        return
