"""What lies under some paths, seen without opening a file: enough to tell whether anything has changed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.searching import PASSED_OVER

PIECE = 1 << 20  # bytes of a file at once
Stamp = tuple[int, int, int, int]
"""Time of the last change in nanoseconds as the file says, size in bytes, number in the file system, and the time that
the system says: a copy may keep the first of a file that is older."""


@dataclass(frozen=True, eq=False)
class Places:
    """The files under some paths with their stamps, by their names as text.

    `folders` are the names in each folder that was looked into, `elsewhere` those of files in folders around the paths,
    which are looked up when they are asked for, `changes` when anything in a folder was last changed.
    """

    stamps: dict[str, Stamp] = field(default_factory=dict)
    folders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)

    @classmethod
    def under(cls, paths: Sequence[Path]) -> Places:
        """All files that a search of `paths` may open. What cannot be looked into is passed over here."""
        places = cls()
        waiting = [str(path) for path in paths]
        for name in waiting:
            places._add_file(name)
        while waiting:
            waiting += places._look_into(waiting.pop())
        return places

    def stamp_of(self, name: str) -> Stamp | None:
        """The stamp of a file, looked up where it lies elsewhere; None where there is none."""
        if name not in self.stamps:
            self._add_file(name)
        return self.stamps.get(name)

    def names_in(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted; looked up where it lies elsewhere."""
        if folder in self.folders:
            return self.folders[folder]
        if folder not in self.elsewhere:
            try:
                with os.scandir(folder) as entries:
                    names = sorted(entry.name for entry in entries if entry.is_file())
            except OSError:
                names = []
            self.elsewhere[folder] = tuple(names)
        return self.elsewhere[folder]

    def digest(self) -> str:
        """What tells whether anything under the paths has changed."""
        return digest_of(f"{name}\0{stamp}" for name, stamp in sorted(self.stamps.items()))

    def newest(self, log: str) -> float:
        """When a file, or anything in a folder, was last changed: seconds since 1970, 0 where nothing is known."""
        if log in self.stamps:
            return self.stamps[log][0] / 1e9
        if not self.changes:
            for name, (changed, *_) in self.stamps.items():
                for folder in Path(name).parents:
                    self.changes[str(folder)] = max(self.changes.get(str(folder), 0.0), changed / 1e9)
        return self.changes.get(log, 0.0)

    def _add_file(self, name: str) -> None:
        try:
            told = Path(name).stat()
        except (OSError, ValueError):
            return
        if not stat.S_ISDIR(told.st_mode):
            self.stamps[name] = stamp_of(told)

    def _look_into(self, folder: str) -> list[str]:
        """Note what is in a folder; returns the folders in it."""
        inner, names, inside = [], [], _inside(folder)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    names.append(entry.name)
                    if entry.name.startswith(".") or entry.name in PASSED_OVER or entry.is_symlink():
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        inner.append(inside + entry.name)
                        continue
                    told = entry.stat(follow_symlinks=False)
                    self.stamps[inside + entry.name] = stamp_of(told)
        except (OSError, ValueError):
            return []
        self.folders[folder] = tuple(sorted(names))
        return inner


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The names beside each log that are no logs themselves: settings, checkpoints, predictions, which it is read with.

    A log that is added to a folder of ten thousand is no news for the others; a file of settings may be.
    """

    places: Places
    logs: frozenset[str]
    _digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Places, found: Iterable[Path | UnreadableLog]) -> Neighbours:
        """Those of the logs that were found."""
        return cls(places, frozenset(str(log) for log in found if isinstance(log, Path)))

    def own(self, log: Path, files: Iterable[str]) -> str:
        """What tells whether a log, or another of the files that it is read from, may have changed."""
        names = {str(log), *files}
        return "\n".join([str(self.places.stamp_of(name)) for name in (sorted(names) if len(names) > 1 else names)])

    def around(self, log: Path) -> str:
        """What tells whether something was put beside a log: in it, in its folder, in the searched one above.

        Further out whatever comes and goes has nothing to do with the log.
        """
        name, known = str(log), self.places.folders
        above = folder_of(name)
        beyond = folder_of(above)
        return "\n".join(
            (
                self._beside(name) if name in known else "",
                self._beside(above),
                self._beside(beyond) if beyond in known else "",
            )
        )

    def _beside(self, folder: str) -> str:
        """A digest of the names, empty where there are none."""
        found = self._digests.get(folder)
        if found is None:
            inside = _inside(folder)
            logs, folders = self.logs, self.places.folders
            names = [
                name
                for name in self.places.names_in(folder)
                if (path := inside + name) not in logs and path not in folders
            ]
            found = self._digests[folder] = digest_of(names) if names else ""
        return found


def folder_of(name: str) -> str:
    """What os.path.dirname gives of the text of a path, "." for none, in a third of its time."""
    above = name.rpartition(os.sep)[0]
    return above if above and not above.endswith(":") else os.path.dirname(name) or "."  # noqa: PTH120


_ENDS = (os.sep, os.altsep, ":") if os.altsep else (os.sep,)
"""What a path ends with that names follow without another separator; a drive is one, too."""


def _inside(folder: str) -> str:
    """What the names in a folder begin with, as `Path` writes them: in the working directory with nothing."""
    return "" if folder == "." else folder if folder.endswith(_ENDS) else folder + os.sep


def seen_from(log: str, files: Iterable[str]) -> tuple[str, ...]:
    """Files as seen from the folder of the log that was read from them, however a person called them."""
    folder = folder_of(log)
    inside = _inside(folder)
    return tuple(
        name[len(inside) :] if inside and name.startswith(inside) else os.path.relpath(name, folder) for name in files
    )


def called_as(log: str, files: Iterable[str]) -> tuple[str, ...]:
    """Files of `seen_from` as a person calls them who calls the log `log`."""
    inside = _inside(folder_of(log))
    return tuple(os.path.normpath(inside + name) for name in files)


def stamp_of(told: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return told.st_mtime_ns, told.st_size, told.st_ino, told.st_ctime_ns


def digest_of(parts: Iterable[str]) -> str:
    """A short text that differs where the parts do."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape"))
        digest.update(b"\n")
    return digest.hexdigest()


def digests_of(first: str, parts: Iterable[str]) -> list[str]:
    """What `digest_of` gives of `first` and each of the parts, ten thousand of them in a tenth of its time."""
    base = hashlib.blake2b(digest_size=16)
    base.update(first.encode("utf-8", "surrogateescape") + b"\n")
    digests = []
    for part in parts:
        digest = base.copy()
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
        digests.append(digest.hexdigest())
    return digests


def _digest_of_file(file: IO[bytes]) -> bytes:
    """What hashlib.file_digest gives, which clears a quarter of a megabyte for a log of a few lines first."""
    digest = hashlib.blake2b()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.digest()


def content_of(files: Iterable[str]) -> str:
    """What tells whether the bytes in some files are the same; empty where one cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(files):
        try:
            with Path(name).open("rb") as file:
                digest.update(_digest_of_file(file))
        except OSError:
            return ""
    return digest.hexdigest()
