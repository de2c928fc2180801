from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lossacc_gui.export.files import write_whole
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
