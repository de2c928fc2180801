"""Keeps what a triage found, so that the next look reads only what is new: an SQLite file that programs share."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.system.folders import cache_folder

LARGEST = 256 << 20  # bytes of the file: some 100,000 runs
PAGE = 4096
WAIT = 10.0  # seconds for another program to finish writing, which takes it some milliseconds
ASKED = 500  # keys of one question: SQLite takes up to 999
FORGOTTEN = 0.3  # of the entries, the longest unused, when the file is full

TABLES = """
CREATE TABLE IF NOT EXISTS looks
    (key TEXT PRIMARY KEY, stamp TEXT, around TEXT, content TEXT, files TEXT, found TEXT, used INTEGER);
CREATE TABLE IF NOT EXISTS searches (key TEXT PRIMARY KEY, stamp TEXT, found TEXT, used INTEGER);
CREATE TABLE IF NOT EXISTS judgements (key TEXT PRIMARY KEY, stamp TEXT, found TEXT, used INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found at a key, while its `files` had this stamp and content, and this was around them.

    `found` is a value that JSON can hold.
    """

    key: str
    stamp: str
    around: str
    content: str
    files: tuple[str, ...]
    found: Any


class Cache:
    """Every trouble with the file (full disk, no permission) ends in `trouble`, and nothing is kept any more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: Said = SILENCE
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> Cache:
        with self._guarded():
            self._open()
        return self

    def __exit__(self, *_: object) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def entries(self, keys: Sequence[str]) -> dict[str, Entry]:
        """What is kept for these keys."""
        rows = self._kept("SELECT key, stamp, around, content, files, found FROM looks WHERE key IN", keys)
        return {
            key: Entry(key, stamp, around, content, tuple(files), found)
            for (key, stamp, around, content, *_), told in zip(rows, _decoded(rows), strict=True)
            if told is not None  # else damaged: as if it were not kept
            for files, found in [told]
        }

    def keep(self, entries: Iterable[Entry], now: int) -> None:
        """Keep these; `now` in seconds tells later which were not used for the longest time."""
        rows = [(e.key, e.stamp, e.around, e.content, _text(e.files), _text(e.found), now) for e in entries]
        self._write("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def judgements(self, keys: Sequence[str]) -> dict[str, tuple[str, Any]]:
        """Stamp and judgement of files; without those that are damaged."""
        rows = self._kept("SELECT key, stamp, found FROM judgements WHERE key IN", keys)
        return {key: (stamp, told[0]) for key, stamp, found in rows if (told := _value(found)) is not None}

    def keep_judgements(self, judged: Iterable[tuple[str, str, Any]], now: int) -> None:
        """Keep (key, stamp, judgement) of files."""
        rows = [(key, stamp, json.dumps(found), now) for key, stamp, found in judged]
        self._write("INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?)", rows)

    def search(self, key: str, stamp: str) -> Any:
        """What a search found; None where that is not known, or something has changed since."""
        for _, kept, found in self._kept("SELECT key, stamp, found FROM searches WHERE key IN", [key]):
            told = _value(found)
            if kept == stamp and told is not None:
                return told[0]
        return None

    def keep_search(self, key: str, stamp: str, found: Any, now: int) -> None:
        """Keep what a search found."""
        self._write("INSERT OR REPLACE INTO searches VALUES (?, ?, ?, ?)", [(key, stamp, json.dumps(found), now)])

    def use(self, keys: Sequence[str], now: int) -> None:
        """Tell that these were used; asked for once a day, so that a second look need not write."""
        self._write("UPDATE looks SET used = ? WHERE key = ? AND used < ?", [(now, key, now - 86400) for key in keys])

    def _kept(self, question: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        with self._guarded():
            for at in range(0, len(keys) if self._base is not None else 0, ASKED):
                some = keys[at : at + ASKED]
                assert self._base is not None
                rows += self._base.execute(f"{question} ({', '.join('?' * len(some))})", some).fetchall()
        return rows

    def _write(self, order: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if self._base is None or not rows:
            return
        with self._guarded():
            try:
                with self._base:
                    self._base.executemany(order, rows)
            except sqlite3.OperationalError as error:
                if "full" not in str(error) or not self._is_large():
                    raise
                self._forget()
                with self._base:
                    self._base.executemany(order, rows)

    def _is_large(self) -> bool:
        return self.path.stat().st_size > LARGEST // 2

    def _forget(self) -> None:
        """Make room: what was not used for the longest time goes."""
        assert self._base is not None
        with self._base:
            for table in ("looks", "searches", "judgements"):
                (count,) = self._base.execute(f"SELECT count(*) FROM {table}").fetchone()
                self._base.execute(
                    f"DELETE FROM {table} WHERE key IN (SELECT key FROM {table} ORDER BY used LIMIT ?)",
                    (int(count * FORGOTTEN) + 1,),
                )

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # locked, full, not allowed: the file itself may be sound
            self.path.unlink(missing_ok=True)  # damaged: it holds nothing that cannot be found again
            self._base = self._opened()

    def _opened(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=WAIT, check_same_thread=False)
        try:
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(f"PRAGMA max_page_count = {LARGEST // PAGE}")
            base.executescript(TABLES)
        except BaseException:
            base.close()  # a damaged file is deleted next, which no system does while it is open
            raise
        return base

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            self.trouble = say(
                "What was found is not kept for the next time: {path}: {error}.", path=self.path, error=error
            )
            if self._base is not None:
                self._base.close()
            self._base = None
            if _is_damage(error):
                with suppress(OSError):
                    self.path.unlink(missing_ok=True)  # else every later look would say the same


def _is_damage(error: Exception) -> bool:
    """Whether the file itself is unsound, and not locked, full or out of reach."""
    told = str(error).startswith(("Could not decode", "no such column", "cannot modify"))
    return isinstance(error, sqlite3.DatabaseError) and (told or not isinstance(error, sqlite3.OperationalError))


def _value(text: Any) -> tuple[Any] | None:
    """What a cell holds, in a tuple; None where it is damaged."""
    try:
        return (json.loads(text),)
    except (ValueError, TypeError, RecursionError):
        return None


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # the name of a file that is no UTF-8
        return json.dumps(value)
    return text


def _decoded(rows: Sequence[tuple[Any, ...]]) -> list[tuple[list[str], Any] | None]:
    """Files and finds of entries, at one go where all are sound; None for one that is not."""
    try:
        whole = json.loads(f"[{','.join([f'[{files},{found}]' for *_, files, found in rows])}]")
        if len(whole) == len(rows):
            return [(files, found) if _are_names(files) else None for files, found in whole]
    except (ValueError, TypeError, RecursionError):
        pass
    return _one_by_one(rows)


def _one_by_one(rows: Sequence[tuple[Any, ...]]) -> list[tuple[list[str], Any] | None]:
    out: list[tuple[list[str], Any] | None] = []
    for *_, files, found in rows:
        names, told = _value(files), _value(found)
        out.append((names[0], told[0]) if names is not None and told is not None and _are_names(names[0]) else None)
    return out


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def cache_path() -> Path:
    """Where this system keeps what can be made again; it need not be there yet."""
    return cache_folder() / "triage.sqlite"
