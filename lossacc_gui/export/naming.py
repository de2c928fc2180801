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
    """A name for each log, from its place in the folder that was searched.

    Where two would be equal, with the folders around it that tell them apart; in one folder with its ending.
    """
    roots = [folder for folder in folders if folder.is_dir()]
    places = {log: _within(log, roots) for log in logs}
    bare = {
        log: place if log.is_dir() else place.with_suffix("") for log, place in places.items()
    }  # lr0.001/ is a name
    alike: dict[str, list[Path]] = {}
    for log, place in bare.items():
        alike.setdefault(_named(place).casefold(), []).append(log)
    for logs_of_name in alike.values():
        bare |= _with_folders({log: bare[log] for log in logs_of_name})
    plain = {log: _named(place) for log, place in bare.items()}
    count = Counter(name.casefold() for name in plain.values())
    names: dict[Path, str] = {}
    taken = set[str]()
    for log, name in plain.items():
        names[log] = untaken(_named(places[log]) if count[name.casefold()] > 1 else name, taken)
    return names


def _named(place: Path) -> str:
    return file_name("-".join(place.parts))[-_LONGEST:]


def _with_folders(places: dict[Path, Path]) -> dict[Path, Path]:
    """Places that are alike with as few of the folders around their logs as tell all of them apart; none if none do."""
    if len(places) == 1:
        return {}
    around = {log: (*log.absolute().parent.parts[1:], place.name) for log, place in places.items()}
    for count in range(2, max(map(len, around.values())) + 1):
        told = {log: Path(*parts[-count:]) for log, parts in around.items()}
        if len({_named(place).casefold() for place in told.values()}) == len(told):
            return told
    return {}


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
