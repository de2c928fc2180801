from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lossacc_gui.export import files
from lossacc_gui.export.files import stands_in_the_way, write_whole
from lossacc_gui.model.errors import CannotWrite


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"text")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"text"}


def test_an_existing_file_is_kept_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"mine")
    with pytest.raises(CannotWrite, match="exists already"):
        write_whole(path, b"yours")
    assert path.read_bytes() == b"mine"
    write_whole(path, b"yours", overwrite=True)
    assert path.read_bytes() == b"yours"


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"mine")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left on device"):
        write_whole(path, b"yours", overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"mine"}


def test_what_a_killed_write_left_goes_with_a_later_one_but_not_what_may_be_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chart.svg"

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as kill:
        kill.setattr(files, "_put", killed)
        kill.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, b"one")
    (left,) = tmp_path.iterdir()
    write_whole(path, b"two")
    assert set(tmp_path.iterdir()) == {left, path} and left.read_bytes() == b"one"
    os.utime(left, (0, 0))
    write_whole(path, b"three", overwrite=True)
    assert list(tmp_path.iterdir()) == [path] and path.read_bytes() == b"three"


@pytest.mark.parametrize("name", ["", "missing/a.txt"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match=re.escape(str(tmp_path))):
        write_whole(tmp_path / name, b"text")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_an_overwritten_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"mine")
    path.chmod(0o640)
    write_whole(path, b"yours", overwrite=True)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_permissions_of_any_other_and_no_thread_sees_another_mask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mask: int
) -> None:
    before = os.umask(mask)
    try:
        monkeypatch.delattr(os, "umask")
        (tmp_path / ".b.txt.lossacc-part").touch()  # another process writes there
        for name in ("a.txt", "b.txt"):
            write_whole(tmp_path / name, b"text")
            assert (tmp_path / name).stat().st_mode & 0o777 == 0o666 & ~mask
    finally:
        monkeypatch.undo()
        os.umask(before)


posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@posix
@pytest.mark.parametrize("overwrite", [False, True])
def test_pipes_and_devices_are_refused_without_advice_to_overwrite(tmp_path: Path, overwrite: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull), tmp_path):
        with pytest.raises(CannotWrite, match="give the name of a file") as told:
            write_whole(path, b"text", overwrite=overwrite)
        assert "--overwrite" not in str(told.value)
    assert {path.name for path in tmp_path.iterdir()} == {"pipe"}


@posix
def test_of_a_link_what_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
    real.write_bytes(b"mine")
    link.symlink_to(real)
    with pytest.raises(CannotWrite, match="exists already"):
        write_whole(link, b"yours")
    write_whole(link, b"yours", overwrite=True)
    assert link.is_symlink() and real.read_bytes() == b"yours"


@posix
def test_a_link_to_nothing_is_followed_only_when_asked_to(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "new.txt")
    assert stands_in_the_way(link)
    with pytest.raises(CannotWrite, match=r"link and points to .*new.txt, which does not exist"):
        write_whole(link, b"text")
    assert not (tmp_path / "new.txt").exists()
    write_whole(link, b"text", overwrite=True)
    assert link.is_symlink() and (tmp_path / "new.txt").read_bytes() == b"text"


@posix
def test_links_that_point_to_each_other_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "a", b"text", overwrite=True)


@pytest.mark.parametrize("links", [True, False])
def test_of_two_that_write_one_file_at_once_the_second_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    path = tmp_path / "a.txt"
    flush = os.fsync

    def other_writes(handle: int) -> None:
        flush(handle)
        path.write_bytes(b"first")

    monkeypatch.setattr(os, "fsync", other_writes)
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links here")))
    with pytest.raises(CannotWrite, match="just written by another program"):
        write_whole(path, b"second")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"first"}


def test_a_file_is_written_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links here")))
    write_whole(tmp_path / "a.txt", b"text")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"text"}


def test_what_was_read_is_never_replaced(tmp_path: Path) -> None:
    log = tmp_path / "history.csv"
    log.write_bytes(b"log")
    for inputs in ([log], [tmp_path], [log / "packed.csv"]):
        with pytest.raises(CannotWrite, match="never replaced"):
            write_whole(log, b"report", overwrite=True, inputs=inputs)
    report = tmp_path / "report.html"
    for _ in range(2):  # a report in the folder of a run is no part of the log
        write_whole(report, b"report", overwrite=True, inputs=[tmp_path])
    assert log.read_bytes() == b"log"


def test_names_that_no_file_can_have_are_a_sentence(tmp_path: Path) -> None:
    for name in ("a" * 5000, "a\0b"):
        with pytest.raises(CannotWrite, match="could not be written"):
            write_whole(tmp_path / name, b"text")
        assert not stands_in_the_way(tmp_path / name)
