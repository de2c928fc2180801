"""What freezing took from elsewhere is listed with its licence."""

from __future__ import annotations

from pathlib import Path

import bundled
import pytest
from sbom import bill_of_materials

COLLECTED = """([
    ('PySide6/Qt/lib/libicudata.so.73', '/build/.venv/PySide6/Qt/lib/libicudata.so.73', 'BINARY'),
    ('libX11.so.6', '/lib/x/libX11.so.6', 'BINARY'), ('libX11-xcb.so.1', '/lib/x/libX11-xcb.so.1', 'BINARY'),
    ('libpython3.11.so.1.0', '/opt/python/lib/libpython3.11.so.1.0', 'BINARY'),
    ('libz.so.1', '/lib/x/libz.so.1', 'SYMLINK'), ('libodd.so.1', '/lib/x/libodd.so.1', 'EXTENSION')],
    ('resources', '/build/resources', 'DATA'))"""
COPYRIGHT = """Files: *
Copyright: somebody
License: Expat

Files: debian/*
License: GPL-3

License: GPL-3
 The whole text.
"""


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system whose package libx11-6 has the libraries of X, as it knows them from before /lib became a link."""

    def answer(*command: str) -> str:
        if command[:2] == ("dpkg", "-S") and "libX11" in command[2]:
            return f"libx11-6:amd64: {command[2]}"
        return "2:1.8" if command[0] == "dpkg-query" and command[-1] == "libx11-6:amd64" else ""

    (tmp_path / "libx11-6").mkdir()
    (tmp_path / "libx11-6" / "copyright").write_text(COPYRIGHT, "utf-8")
    monkeypatch.setattr(bundled, "_output", answer)
    monkeypatch.setattr(bundled, "_PACKAGES", tmp_path)


@pytest.mark.usefixtures("debian")
def test_libraries_of_the_system_are_told_by_package_and_what_is_ours_is_not() -> None:
    x11, odd, icu = bundled.bundled(COLLECTED, (Path("/build/.venv"),))
    assert (x11["name"], x11["version"], x11["licence"]) == ("libx11-6", "2:1.8", "MIT")
    assert x11["text"] == COPYRIGHT and x11["purl"] == "pkg:deb/debian/libx11-6@2:1.8"
    assert odd["name"] == "libodd.so.1" and odd["version"] == bundled.OF_THE_SYSTEM
    assert (icu["name"], icu["version"]) == ("ICU", "73") and "UNICODE, INC." in icu["text"]


@pytest.mark.usefixtures("debian")
def test_the_bill_of_materials_tells_where_each_part_is_from() -> None:
    program = {"name": "lossacc", "version": "1", "licence": "MIT", "text": ""}
    bill = bill_of_materials([program, *bundled.bundled(COLLECTED, (Path("/build/.venv"),))])
    assert '"purl": "pkg:deb/debian/libx11-6@2:1.8"' in bill and "pkg:pypi/libx11" not in bill
    assert "libodd" in bill and "pypi/libodd" not in bill and '"pkg:generic/icu@73"' in bill


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (COPYRIGHT, "MIT"),
        (COPYRIGHT.replace("debian/*", "tools/*"), "MIT and others, see its text"),
        ("This is free, somebody wrote.", "see its text"),
    ],
)
def test_the_licence_of_most_files_is_told(text: str, licence: str) -> None:
    assert bundled.licence_in(text) == licence


def test_nobody_is_asked_where_there_is_no_package_manager_of_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    names = [part["name"] for part in bundled.bundled(COLLECTED, (Path("/build/.venv"),))]
    assert names == ["libX11-xcb.so.1", "libX11.so.6", "libodd.so.1", "ICU"]
