"""What the program is made of: each part with version, licence and the text of it, installed or frozen."""

from __future__ import annotations

import json
import platform
import re
import sysconfig
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from lossacc_gui import __version__
from lossacc_gui.resource import resource

KEPT = "components.json"
"""In resources of a frozen program, which has no metadata of packages: written when it was frozen."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_TEXT = re.compile(r"(^|/)(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_WITHOUT_TEXT = ("LGPL-3.0", "GPL-3.0")  # parts of Qt, whose packages name their licences and leave them out
_OF_QT = "Parts of others that are in Qt, and their licences: https://doc.qt.io/qt-6/licenses-used-in-qt.html"


@dataclass(frozen=True, slots=True)
class Component:
    """A part: its name, version, licence (an SPDX expression where its makers give one), and what the licence says."""

    name: str
    version: str
    licence: str
    text: str


@cache
def components() -> tuple[Component, ...]:
    """lossacc itself, Python, the packages that it needs and those that help where they are there, and the font."""
    kept = resource(KEPT)
    if kept.is_file():
        return tuple(Component(**one) for one in json.loads(kept.read_text(encoding="utf-8")))
    return (
        Component("lossacc", __version__, "MIT", _own_text()),
        Component("Python", platform.python_version(), "PSF-2.0", _text_of_python()),
        *sorted(_packages(), key=lambda one: one.name.lower()),
        Component("Liberation Sans", "2", "OFL-1.1", _read("fonts", "LICENSE-Liberation.txt")),
    )


def frozen() -> tuple[Component, ...]:
    """`components`, with what a frozen program is started by."""
    starter = metadata.distribution("pyinstaller")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"  # its metadata says that in a sentence
    return (*components(), Component("PyInstaller", starter.version, licence, _text(starter)))


def as_json(found: tuple[Component, ...]) -> str:
    """The parts as the file that a frozen program keeps."""
    return json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False)


def versions() -> str:
    """What a report of a bug needs: the program, and the parts that matter, each with its version."""
    found = {one.name: one.version for one in components()}
    names = {"PySide6_Essentials": "Qt (PySide6)"}
    wanted = ("Python", "PySide6_Essentials", "numpy", "pandas", "pyqtgraph", "PyYAML", "openpyxl", "pyarrow")
    parts = [f"{names.get(name, name)} {found[name]}" for name in wanted if name in found]
    return f"lossacc {__version__}\n{', '.join(parts)}\n{platform.platform()}"


def _packages() -> Iterator[Component]:
    waiting, seen = ["lossacc"], set[str]()
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # an extra, or for another system
        waiting += [match[0] for match in map(_NAME.match, filter(_may_be_used, found.requires or [])) if match]
        if key != "lossacc":
            yield Component(found.name, found.version, _licence(found), _text(found))


def _may_be_used(requirement: str) -> bool:
    """What is needed, and of the extras those that read logs: tests and tools are no part of the program."""
    extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", requirement)
    return extra is None or (extra[1] in ("excel", "parquet") and not requirement.startswith("pandas"))


def _licence(found: metadata.Distribution) -> str:
    for field in ("License-Expression", "License"):
        for told in found.metadata.get_all(field) or []:
            if told.strip() and "\n" not in told.strip():
                return str(told).strip()
    named = [one for one in found.metadata.get_all("Classifier") or [] if one.startswith("License")]
    return ", ".join(one.rpartition(":: ")[2] for one in named) or "see its text"


def _text(found: metadata.Distribution) -> str:
    texts = []
    for file in found.files or []:
        if ".dist-info" in file.parts[0] and _TEXT.search(str(file)):
            try:
                texts.append(f"{file.name}\n\n{file.read_text(encoding='utf-8')}")
            except (OSError, UnicodeDecodeError):
                continue
    if not texts and "GPL" in _licence(found):
        texts = [_OF_QT, *(_read("licences", f"{name}.txt") for name in _WITHOUT_TEXT)]
    return "\n\n\n".join(texts)


def _text_of_python() -> str:
    file = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    return file.read_text(encoding="utf-8") if file.is_file() else "https://docs.python.org/3/license.html"


def _own_text() -> str:
    try:
        return _text(metadata.distribution("lossacc")) or "MIT"
    except metadata.PackageNotFoundError:
        return "MIT"


def _read(*parts: str) -> str:
    return resource(*parts).read_text(encoding="utf-8")
