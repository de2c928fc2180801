"""Finds the system's shared libraries that PySide6 needs on Linux and this machine does not have."""

from __future__ import annotations

import ctypes
import mmap
import struct
from collections.abc import Iterable
from pathlib import Path

# What the window, its charts and their tests import; a test compares this with the source.
MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtPrintSupport", "QtTest", "QtOpenGL", "QtOpenGLWidgets")

_LOAD, _DYNAMIC = 1, 2  # kinds of program header, elf.h PT_LOAD and PT_DYNAMIC
_END, _NEEDED, _STRINGS = 0, 1, 5  # kinds of dynamic entry, elf.h DT_NULL, DT_NEEDED and DT_STRTAB


def missing_libraries(
    site_packages: Path, platforms: Iterable[str], modules: Iterable[str] = MODULES
) -> tuple[str, ...]:
    """The names (such as "libEGL.so.1") of all libraries that Qt or its platform plugins need and cannot load.

    `platforms` are Qt's names for its plugins: "offscreen", "xcb", "wayland". Raises FileNotFoundError when PySide6
    is not in `site_packages`.
    """
    pyside = site_packages / "PySide6"
    roots = [pyside / f"{module}.abi3.so" for module in modules]
    roots += [pyside / "Qt" / "plugins" / "platforms" / f"libq{platform}.so" for platform in platforms]
    folders = (
        pyside / "Qt" / "lib",
        pyside,
        site_packages / "shiboken6",
        site_packages,
    )  # the last: of a frozen program
    return not_loadable(system_libraries(roots, folders))


def system_libraries(roots: Iterable[Path], folders: Iterable[Path]) -> tuple[str, ...]:
    """All libraries from outside `folders` that `roots` need, directly or through a library inside."""
    bundled = {path.name: path for folder in folders for path in folder.glob("*.so*")}
    waiting, seen, outside = list(roots), set[Path](), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in needed(path):
            if name in bundled:
                waiting.append(bundled[name])
            else:
                outside.add(name)
    return tuple(sorted(outside))


def not_loadable(names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that the dynamic loader cannot load here; where one lacks a library itself, that one's name."""
    missing = set[str]()
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError as error:
            # "libGLdispatch.so.0: cannot open shared object file: ...": the culprit may be a library further down.
            culprit = str(error).partition(":")[0]
            missing.add(culprit if ".so" in culprit and "/" not in culprit else name)
    return tuple(sorted(missing))


def needed(library: Path) -> tuple[str, ...]:
    """The names of the libraries that a 64-bit little-endian ELF file asks for (its DT_NEEDED entries, in order).

    Read as the System V ABI describes it, because a bare system has neither ldd's shell nor readelf. Raises ValueError
    for a file that is no such library.
    """
    with library.open("rb") as file:
        if file.read(6) != b"\x7fELF\x02\x01":
            raise ValueError(f"{library} is not a 64-bit little-endian ELF file")
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _needed(data)
        except (struct.error, OverflowError, UnicodeDecodeError) as error:
            raise ValueError(f"{library} is cut off or damaged") from error


def _needed(data: mmap.mmap) -> tuple[str, ...]:
    (headers_at,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    loaded: list[tuple[int, int, int]] = []  # address, offset in the file, bytes
    entries: list[tuple[int, int]] = []
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", data, headers_at + index * size)
        if kind == _LOAD:
            loaded.append((address, offset, length))
        elif kind == _DYNAMIC:
            entries = list(struct.iter_unpack("<QQ", data[offset : offset + length // 16 * 16]))
    names: list[int] = []
    strings = 0
    for tag, value in entries:
        if tag == _END:
            break
        if tag == _NEEDED:
            names.append(value)
        elif tag == _STRINGS:
            strings = value
    for address, offset, length in loaded:
        if address <= strings < address + length:
            strings += offset - address  # the table of strings is given as an address in memory
            break
    return tuple(data[strings + name : data.find(b"\0", strings + name)].decode() for name in names)
