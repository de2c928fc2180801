from __future__ import annotations

import re
import sys
from pathlib import Path

import PySide6
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.system import qt_libraries
from lossacc_gui.system.qt_libraries import MODULES, missing_libraries, needed, not_loadable, system_libraries

ROOT = Path(__file__).resolve().parents[2]
SITE_PACKAGES = Path(PySide6.__file__).resolve().parents[1]
PYSIDE = SITE_PACKAGES / "PySide6"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")


@on_linux
def test_the_libraries_that_a_real_library_needs_are_read_from_it() -> None:
    libraries = needed(PYSIDE / "Qt" / "lib" / "libQt6Gui.so.6")
    assert {"libQt6Core.so.6", "libEGL.so.1", "libfontconfig.so.1", "libc.so.6"} <= set(libraries)
    assert len(set(libraries)) == len(libraries)


@on_linux
def test_libraries_are_followed_through_those_that_pyside_brings() -> None:
    widgets = PYSIDE / "QtWidgets.abi3.so"
    folders = (PYSIDE / "Qt" / "lib", PYSIDE, SITE_PACKAGES / "shiboken6")
    found = system_libraries([widgets], folders)
    assert "libEGL.so.1" not in needed(widgets)
    assert "libEGL.so.1" in found
    assert not [name for name in found if name.startswith(("libQt6", "libpyside", "libshiboken"))]


@on_linux
def test_all_missing_libraries_are_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        if "xcb" in name or name == "libEGL.so.1":
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(qt_libraries.ctypes, "CDLL", load)
    assert missing_libraries(SITE_PACKAGES, ["offscreen"]) == ("libEGL.so.1",)
    with_screen = missing_libraries(SITE_PACKAGES, ["offscreen", "xcb"])
    assert {"libEGL.so.1", "libxcb-cursor.so.0", "libxcb-icccm.so.4"} < set(with_screen)


@on_linux
def test_a_library_that_is_there_can_be_loaded_and_an_invented_one_cannot() -> None:
    assert not_loadable(["libc.so.6", "libinvented.so.7"]) == ("libinvented.so.7",)


def test_the_library_further_down_is_named_when_it_is_the_one_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: str) -> None:
        raise OSError("libGLdispatch.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(qt_libraries.ctypes, "CDLL", load)
    assert not_loadable(["libEGL.so.1", "libGL.so.1"]) == ("libGLdispatch.so.0",)


def test_a_library_is_named_itself_when_the_loader_names_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: str) -> None:
        raise OSError("/usr/lib/libEGL.so.1: wrong ELF class: ELFCLASS32")

    monkeypatch.setattr(qt_libraries.ctypes, "CDLL", load)
    assert not_loadable(["libEGL.so.1"]) == ("libEGL.so.1",)


@on_linux
@given(st.data())
def test_a_damaged_library_gives_names_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = (PYSIDE / "QtTest.abi3.so").read_bytes()[:100_000]
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    place = data.draw(st.integers(0, 4_000))
    damaged = tmp_path_factory.getbasetemp() / "damaged.so"
    damaged.write_bytes(cut[:place] + data.draw(st.binary(max_size=16)) + cut[place + 16 :])
    try:
        names = needed(damaged)
    except ValueError as error:
        assert str(damaged) in str(error)
    else:
        assert all(isinstance(name, str) for name in names)


def test_the_modules_of_qt_that_the_program_imports_are_all_looked_at() -> None:
    imported = set[str]()
    for folder in ("lossacc_gui", "tests"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            imported |= set(re.findall(r"PySide6\.(Qt\w+)", text))
            for names in re.findall(r"from PySide6 import ([\w, ]+)", text):
                imported |= {name.strip() for name in names.split(",")}
    assert "QtGui" in imported
    assert imported <= set(MODULES), "add the missing ones to MODULES in system/qt_libraries.py"
