"""Files that are written whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import CannotWrite, Occupied

LOG_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".txt", ".log", ".npz", ".parquet", ".toml")
"""A file of these in a folder that was read may be a part of it; a report or a picture is none."""

LEFT_BEHIND = 3600.0
"""Seconds after which nobody writes into a temporary file any more; a write takes a second, clocks differ."""


def write_whole(path: Path, content: bytes, *, overwrite: bool = False, inputs: Iterable[Path] = ()) -> None:
    """Write a file by way of a temporary one beside it, so that no reader ever sees half of it.

    CannotWrite as `check_target` raises it, when another program makes the file at the same moment, or when the system
    refuses; an existing file stays as it was. Of a link, what it points to is written.
    """
    check_target(path, overwrite=overwrite, inputs=inputs)
    temporary: Path | None = None
    try:
        target = path.resolve()
        kept = _mode(target)
        handle, temporary = _temporary_beside(target, 0o666 if kept is None else kept)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if kept is not None:
            with suppress(PermissionError):  # some network drives allow no modes
                temporary.chmod(kept)
        _put(temporary, target, overwrite)
        temporary = None  # what has its name from now on is another process's
    except FileExistsError as error:
        raise CannotWrite(say("{path} was just written by another program; it is left as it is.", path=path)) from error
    except (OSError, ValueError) as error:
        raise CannotWrite(say("{path} could not be written: {error}.", path=path, error=_why(error))) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_all(
    files: Mapping[Path, bytes], *, overwrite: bool | Collection[Path] = False, inputs: Iterable[Path] = ()
) -> None:
    """Write files that belong together, each as `write_whole`; none where it is plain before that one cannot be.

    `overwrite` may name those that may be replaced.
    """
    inputs = tuple(inputs)
    may = {path: overwrite if isinstance(overwrite, bool) else path in overwrite for path in files}
    for path in files:
        check_target(path, overwrite=may[path], inputs=inputs)
    for path, content in files.items():
        write_whole(path, content, overwrite=may[path], inputs=inputs)


def check_target(path: Path, *, overwrite: bool = False, inputs: Iterable[Path] = ()) -> None:
    """CannotWrite where a file cannot or must not be written at `path`.

    `inputs` are the logs and folders that were read: none of them is ever replaced, whatever `overwrite` says.
    """
    try:
        kind = _kind(path)
        if kind == "folder":
            raise CannotWrite(say("{path} is a folder; give the name of a file in it.", path=path))
        if kind == "other":
            raise CannotWrite(say("{path} is a device or a pipe, not a file; give the name of a file.", path=path))
        target = path.resolve()
        if not target.parent.is_dir():
            raise CannotWrite(
                say(
                    "{path} could not be written: there is no folder {parent}; make it first.",
                    path=path,
                    parent=target.parent,
                )
            )
        if kind == "file" and _is_input(target, inputs):
            raise CannotWrite(say("{path} is what was read; choose another name, a log is never replaced.", path=path))
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links that point to each other
        raise CannotWrite(say("{path} could not be written: {error}.", path=path, error=_why(error))) from error
    if kind == "nothing" or overwrite:
        return
    if kind == "dangling":
        there = say("points to {target}, which does not exist", target=target)
        raise Occupied(
            say("{path} is a link and {there}; choose another name, or write there.", path=path, there=there)
        )
    raise Occupied(say("{path} exists already; choose another name, or overwrite it.", path=path))


def stands_in_the_way(path: Path) -> bool:
    """Whether a person is to be asked before something is written at `path`: a file is there, or a link to nothing."""
    try:
        return _kind(path) in ("file", "dangling")
    except (OSError, ValueError):
        return False


def as_bytes(text: str) -> bytes:
    r"""A text in UTF-8; what UTF-8 cannot say (file names may hold any bytes) is escaped, as in 'l\udcf6g.csv'."""
    return text.encode("utf-8", "backslashreplace")


def _kind(path: Path) -> str:
    """nothing, file, folder, dangling (a link to nothing) or other; OSError where that cannot be seen."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "dangling" if path.is_symlink() else "nothing"
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def _is_input(target: Path, inputs: Iterable[Path]) -> bool:
    for one in inputs:
        packed = next((place for place in (one, *one.parents) if place.exists()), one)  # a log in an archive
        if packed.is_file() and packed.samefile(target):
            return True
        if one.is_dir() and target.suffix.lower() in LOG_SUFFIXES and target.is_relative_to(one.resolve()):
            return True
    return False


def _temporary_beside(target: Path, mode: int) -> tuple[int, Path]:
    """A new file to write into, open, with the permissions `mode` less what this process gives no new file.

    It always has the same name, so that what a killed process left goes at the next write, unless another one may be
    writing there.
    """
    usual = target.with_name(f".{target.name[:40]}.lossacc-part")
    with suppress(OSError):
        if time.time() - usual.lstat().st_mtime > LEFT_BEHIND:
            usual.unlink()
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        return os.open(usual, flags, mode), usual
    except FileExistsError:
        other = target.with_name(f".{target.name[:40]}.{os.urandom(8).hex()}")
        return os.open(other, flags, mode), other


def _put(temporary: Path, target: Path, overwrite: bool) -> None:
    """Give the finished file its name; FileExistsError where another one has got it meanwhile."""
    if overwrite:
        temporary.replace(target)
        return
    try:
        os.link(temporary, target)  # unlike a renaming it never replaces
        with suppress(OSError):
            temporary.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        temporary.replace(target)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _mode(path: Path) -> int | None:
    """The permissions of the file that is replaced; None for a new one, which gets those that the system gives it."""
    return path.stat().st_mode & 0o777 if path.exists() else None
