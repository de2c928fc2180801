"""Names of files for runs: safe on any system, and no two the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_LONGEST = 150  # letters of a name: systems take 255 bytes, and a letter may be four


def file_name(name: str) -> str:
    """A run's name as part of a file name on any system."""
    return "".join(letter if letter.isalnum() or letter in "-_. " else "-" for letter in name).strip() or "chart"


def names_of(logs: Iterable[Path], folders: Iterable[Path]) -> dict[Path, str]:
    """A name for each log, from its place in the folder that was searched; with its ending where two would be equal."""
    roots = [folder for folder in folders if folder.is_dir()]
    places = {log: _within(log, roots) for log in logs}
    bare = {
        log: place if log.is_dir() else place.with_suffix("") for log, place in places.items()
    }  # lr0.001/ is a name
    plain = {log: file_name("-".join(place.parts))[-_LONGEST:] for log, place in bare.items()}
    count = Counter(name.casefold() for name in plain.values())
    names: dict[Path, str] = {}
    taken = set[str]()
    for log, name in plain.items():
        whole = file_name("-".join(places[log].parts))[-_LONGEST:]
        names[log] = untaken(whole if count[name.casefold()] > 1 else name, taken)
    return names


def untaken(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken, and taken from now on; large and small letters count as the same."""
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free.casefold())
    return free


def _within(log: Path, roots: list[Path]) -> Path:
    for root in roots:
        if log != root and log.is_relative_to(root):
            return log.relative_to(root)
    return Path(log.name or "log")
