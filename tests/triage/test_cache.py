"""What was found is kept, by several programs at once, and its loss is no harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commanded import LOG

from lossacc_gui.model.request import Request
from lossacc_gui.triage import cache as module
from lossacc_gui.triage.cache import Cache, Entry, cache_path
from lossacc_gui.triage.places import Places
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.triage import Triage
from lossacc_gui.triage.workers import Judging, Task

WRITER = """
import sys
from pathlib import Path
from lossacc_gui.triage.cache import Cache, Entry
with Cache(Path(sys.argv[1])) as cache:
    for i in range(60):
        cache.keep([Entry(f"{sys.argv[2]}-{i}", "s", "a", "c", (), [i] * 50)], i)
    sys.exit(cache.trouble or 0)
"""


def entry(key: str, size: int = 1) -> Entry:
    return Entry(key, "stamp", "around", "content", ("log.csv",), ["x" * size])


def test_an_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    with Cache(tmp_path / "sub" / "c.sqlite") as cache:
        cache.keep([entry(str(i)) for i in range(1200)], 5)
        cache.keep_search("all", "now", ["a.csv"], 5)
    with Cache(tmp_path / "sub" / "c.sqlite") as cache:
        assert cache.entries([str(i) for i in range(1300)]) == {str(i): entry(str(i)) for i in range(1200)}
        assert cache.search("all", "now") == ["a.csv"] and cache.search("all", "then") is None


def test_two_programs_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with Cache(path) as cache:
        assert len(cache.entries([f"{name}-{i}" for name in "ab" for i in range(60)])) == 120


def test_a_full_file_forgets_what_was_not_used_for_the_longest_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST", 400_000)
    path = tmp_path / "c.sqlite"
    with Cache(path) as cache:
        for i in range(100):
            cache.keep([entry(str(i), 10_000)], i)
        assert not cache.trouble
        kept = sorted(int(key) for key in cache.entries([str(i) for i in range(100)]))
    assert 5 < len(kept) < 60 and kept[-1] == 99 and 0 not in kept
    assert path.stat().st_size <= 400_000


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database, whatever its name says " * 100)
    with Cache(path) as cache:
        cache.keep([entry("1")], 1)
        assert cache.entries(["1"]) == {"1": entry("1")} and not cache.trouble


def test_a_disk_that_is_full_is_told_and_ends_nothing(tmp_path: Path) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        assert cache._base is not None
        (pages,) = cache._base.execute("PRAGMA page_count").fetchone()
        cache._base.execute(f"PRAGMA max_page_count = {pages}")
        cache.keep([entry("1", 100_000)], 1)
        assert "is not kept" in cache.trouble and "full" in cache.trouble
        assert cache.entries(["1"]) == {}
        cache.keep([entry("2")], 1)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file" / "c.sqlite") as cache:
        assert cache.trouble and cache.entries(["1"]) == {}


def test_entries_of_another_make_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Cache(path) as cache:
        cache.keep([entry("1"), entry("2")], 1)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE looks SET found = '{' WHERE key = '1'")
    base.close()
    with Cache(path) as cache:
        assert list(cache.entries(["1", "2"])) == ["2"]


def test_the_cache_lies_where_the_system_keeps_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_path() == tmp_path / "lossacc" / "triage.sqlite"


@pytest.mark.parametrize("cell", ["NULL", "'5'", "'[1, [2], null]'", "x'ff00fe'", "'\"x\"'"])
@pytest.mark.parametrize("table", ["looks", "searches", "judgements"])
def test_a_damaged_cell_is_as_if_it_were_not_kept(tmp_path: Path, table: str, cell: str) -> None:
    log = tmp_path / "runs" / "log.csv"
    log.parent.mkdir()
    log.write_text("epoch,loss,accuracy\n" + "".join(f"{i},{1 / (i + 1)},{i / 9}\n" for i in range(9)))
    path = tmp_path / "c.sqlite"
    found = []
    for damage in ("DELETE FROM searches", f"UPDATE {table} SET found = {cell}", ""):
        with Cache(path) as cache:
            found.append(list(Triage([log.parent], Request(causes=()), cache, jobs=1).results()))
            assert cache._base is None or cache._base.executescript(damage)
    assert found[0] and found[1:] == [found[0]] * 2


@pytest.mark.parametrize("files", ["5", "[5]", '{"a": 1}', "null", "[" * 100_000])
def test_an_entry_whose_files_are_no_names_is_passed_over(tmp_path: Path, files: str) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        cache.keep([entry("1"), entry("2")], 1)
        assert cache._base is not None
        cache._base.execute("UPDATE looks SET files = ? WHERE key = '1'", (files,))
        assert cache.entries(["1", "2"]) == {"2": entry("2")} and not cache.trouble


def test_a_file_that_turns_out_damaged_is_told_once_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Cache(path) as cache:
        assert cache._base is not None
        cache._base.executescript("ALTER TABLE looks RENAME COLUMN found TO other")
        assert cache.entries(["1"]) == {} and cache.trouble
    with Cache(path) as cache:
        cache.keep([entry("1")], 1)
        assert cache.entries(["1"]) == {"1": entry("1")} and not cache.trouble


def test_what_a_file_is_is_asked_again_where_it_changed_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, asked = tmp_path / "runs", list[str]()
    folder.mkdir()
    for name in ("a.csv", "b.csv", "c.csv"):
        (folder / name).write_text(LOG if name != "c.csv" else "no log")
    answers = Triage._answers

    def noted(self: Triage, tasks: Sequence[Task], *more: Any) -> Any:
        asked.extend(path.name for task in tasks if isinstance(task, Judging) for path in task.files)
        return answers(self, tasks, *more)

    monkeypatch.setattr(Triage, "_answers", noted)

    def found() -> list[str]:
        asked.clear()
        with Cache(tmp_path / "c.sqlite") as cache:
            rows = Triage([folder], Request(causes=()), cache, jobs=1).results()
            return sorted(Path(row.source).name for row in rows if isinstance(row, Row))

    assert found() == ["a.csv", "b.csv"] and sorted(asked) == ["a.csv", "b.csv", "c.csv"]
    assert found() == ["a.csv", "b.csv"] and asked == []
    (folder / "c.csv").write_text(LOG)
    assert found() == ["a.csv", "b.csv", "c.csv"] and asked == ["c.csv"]


def test_a_file_that_lies_elsewhere_is_looked_up_once(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    for folder in (here, elsewhere):
        folder.mkdir()
        (folder / "log.csv").write_text("epoch,loss\n0,1\n1,0.5\n")
    places = Places.under([here])
    other = elsewhere / "log.csv"
    first = places.stamp_of(str(other))
    assert first is not None and places.stamp_of(str(elsewhere / "none.csv")) is None
    other.write_text("epoch,loss\n0,1\n1,0.5\n2,0.4\n")
    assert places.stamp_of(str(other)) == first  # as it was when the search began
