"""Tells what freezing took from beyond the package index: libraries of the system that builds, Qt's ICU, a starter."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checkout import ROOT

Part = dict[str, str]
"""Name, version, licence and its text, as the program lists them; `purl` of what is not from the package index."""

_PACKAGES = Path("/usr/share/doc")
OF_THE_SYSTEM = "of the system"
"""The version of a library of which nobody can be asked."""
_ICU = re.compile(r"libicudata\.so\.(\d+)")
_AS_DEBIAN_WRITES = {"Expat": "MIT"}
_NOT_KNOWN = "Not known here."


def bundled(collected: str, ours: Sequence[Path]) -> list[Part]:
    """The parts that PyInstaller `collected` (its table of contents, as text) from outside the folders that are `ours`.

    On a system without Debian's packages a library is named alone.
    """
    entries = list(_entries(ast.literal_eval(collected)))
    sources = {Path(source) for _, source in entries if not Path(source).name.startswith("libpython")}
    outside = sorted(source for source in sources if not any(source.is_relative_to(folder) for folder in ours))
    return [*_packages_of(outside), *_icu(name for name, _ in entries)]


def _entries(found: object) -> Iterator[tuple[str, str]]:
    """(name in the folder, file that it was) of each library, however deep its list lies."""
    if isinstance(found, tuple) and len(found) == 3 and all(isinstance(one, str) for one in found):
        if found[2] in ("BINARY", "EXTENSION"):
            yield found[0], found[1]
    elif isinstance(found, (tuple, list)):
        for one in found:
            yield from _entries(one)


def _packages_of(libraries: Iterable[Path]) -> Iterator[Part]:
    """A part for each package, in order; libraries of one package are told once."""
    seen = set[str]()
    for library in libraries:
        package = _package_of(library)
        if (package or library.name) in seen:
            continue
        seen.add(package or library.name)
        if package is None:
            yield {"name": library.name, "version": OF_THE_SYSTEM, "licence": "see its makers", "text": _NOT_KNOWN}
            continue
        version = _output("dpkg-query", "-W", "-f=${Version}", package) or OF_THE_SYSTEM
        name = package.partition(":")[0]
        file = _PACKAGES / name / "copyright"
        text = file.read_text("utf-8", errors="replace") if file.is_file() else _NOT_KNOWN
        purl = f"pkg:deb/debian/{name}@{version}"
        yield {"name": name, "version": version, "licence": licence_in(text), "text": text, "purl": purl}


def _package_of(library: Path) -> str | None:
    """The package of a file; its folders may be links, and a package names it as it was before that or after."""
    for path in (library, library.resolve(), Path(str(library.resolve()).removeprefix("/usr"))):
        owner = _output("dpkg", "-S", str(path)).partition(": ")[0]
        if owner:
            return owner
    return None


def licence_in(text: str) -> str:
    """The licence that a Debian copyright file tells of most files, and that there are others where there are."""
    told = dict[str, str]()
    for paragraph in text.split("\n\n"):
        files = re.search(r"^Files: *(.*)$", paragraph, re.MULTILINE)
        licence = re.search(r"^License: *(\S.*?) *$", paragraph, re.MULTILINE)
        if files and licence and not files[1].startswith("debian/"):
            told[files[1].strip()] = _AS_DEBIAN_WRITES.get(licence[1], licence[1])
    most = told.get("*")
    if most is None:
        return "see its text"
    return most if set(told.values()) == {most} else f"{most} and others, see its text"


def _icu(names: Iterable[str]) -> Iterator[Part]:
    """What Qt's packages bring for Linux and name no licence of."""
    versions = {found[1] for name in names if (found := _ICU.search(name))}
    for version in sorted(versions):
        text = (ROOT / "packaging" / "frozen" / "icu.txt").read_text("utf-8")
        purl = f"pkg:generic/icu@{version}"
        yield {"name": "ICU", "version": version, "licence": "Unicode-DFS-2016", "text": text, "purl": purl}


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""
