"""Paths in a project: relative to its file, so that both can move, and absolute, where they cannot."""

from __future__ import annotations

import os
from pathlib import Path, PurePath, PurePosixPath

from lossacc_gui.language import say
from lossacc_gui.project.checked import Checked


def place_of(path: Path, folder: Path) -> dict[str, str]:
    """How a project in `folder` says where something is."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - no link is followed, and nothing is looked at
    told = {"absolute": str(absolute)}
    try:
        relative = os.path.relpath(absolute, os.path.abspath(folder))  # noqa: PTH100
    except ValueError:  # another drive of Windows
        return told
    return {"path": PurePath(relative).as_posix(), **told}


def path_at(place: dict[str, str], folder: Path) -> Path:
    """The path that is meant: beside the project where there is something, else where it was when it was saved.

    Where neither is there, the first of them, to be told as missing.
    """
    relative = place.get("path")
    candidates = [] if relative is None else [Path(os.path.normpath(folder / PurePosixPath(relative)))]
    if "absolute" in place:
        candidates.append(Path(place["absolute"]))
    return next((path for path in candidates if _is_there(path)), candidates[0])


def maybe_place(path: Path | None, folder: Path) -> dict[str, str] | None:
    """How a project says where something is, null where there is nothing."""
    return None if path is None else place_of(path, folder)


def path_in(place: Checked, folder: Path) -> Path:
    """The path that a project in `folder` tells; BadProject where it tells none."""
    told = {key: one.text() for key, one in place.items() if key in ("path", "absolute")}
    if not told or not all(told.values()):
        raise place.wrong(say("a place with a path"))
    return path_at(told, folder)


def _is_there(path: Path) -> bool:
    """Whether there is something, be it inside an archive."""
    try:
        return path.exists() or any(parent.is_file() for parent in path.parents)
    except (OSError, ValueError):
        return False
