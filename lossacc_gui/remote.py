"""Logs elsewhere: what lies at an address (s3://, sftp://, ...) is copied to this machine, where it is read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import Cancelled, LossaccError, UnreadableLog, is_no_fault_of_a_file
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.system.folders import cache_folder

LARGEST = 1 << 30  # bytes of a file that may be a log
MOST = 4 << 30  # bytes of all copies: what was not asked for the longest time goes first
MODELS = frozenset({".pt", ".pth", ".ckpt", ".safetensors", ".bin", ".h5", ".keras", ".onnx", ".pb", ".tflite"})
"""Endings of saved models and other large things in which no log is."""
TOLD = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")
"""What file systems say of a file by which another version of it is known, besides its size."""
CHANGED = ("mtime", "LastModified", "last_modified", "updated")
GIVEN_UP = 3  # files that fail one after the other, and not because they may not be read: then the connection is lost


@dataclass(frozen=True, slots=True)
class Copy:
    """What lies at an address as it is here: files in all, those copied just now, those left where they are, and those
    that could not be had.
    """

    path: Path
    files: int
    copied: int
    left: int
    failed: tuple[UnreadableLog, ...] = ()


def is_address(text: str) -> bool:
    """Whether a text is an address, and no path of this machine."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text) is not None


def without_password(address: str) -> str:
    """An address as it may be shown."""
    return re.sub(r"://([^:/@]*):[^/]*@", r"://\1@", address)


def copies_folder() -> Path:
    """Where the copies lie; it need not be there yet."""
    return cache_folder() / "remote"


def copied(address: str, progress: Progress = silent) -> Copy:
    """Copy the file or folder at an address as far as it is not here yet, saved models and the like left out.

    Nothing of it is ever run. Names and passwords are those that fsspec finds in its usual places. A file of a folder
    that cannot be had is told and keeps none of the others. LossaccError with a sentence where the address fails;
    raises whatever `progress` raises to cancel.
    """
    shown = without_password(address)
    place = copies_folder() / hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    with _told(shown):
        progress(0.0, say("looking at {shown}", shown=shown))
        source, root = _opened(address)
        found = _listed(source, root)
    wanted = {name: told for name, told in found.items() if _may_be_log(name, told)}
    size = sum(int(told.get("size") or 0) for told in wanted.values())
    if size > MOST:
        raise LossaccError(
            say(
                "{shown} holds {size} GB, and {most} GB are copied at most: name a part.",
                shown=shown,
                size=Number(f"{size / 2**30:.0f}"),
                most=MOST >> 30,
            )
        )
    known = _known(place)
    if ("" in known) is not ("" in found):  # a file was there and is a folder now, or the other way round
        shutil.rmtree(place, ignore_errors=True)
        known = {}
    with _written(place):
        _make_room(place, size)
        _keep(place, known)
    here = place.joinpath(*_names(root, 2 if "" in found else 1))
    versions = {one: _version(told) for one, told in wanted.items()}
    fresh = [one for one, version in versions.items() if known.get(one) != version or not _at(here, one).is_file()]
    kept = {one: version for one, version in known.items() if one in versions and one not in fresh}
    failed: dict[str, UnreadableLog] = {}
    try:
        in_a_row = 0
        for i, one in enumerate(fresh):
            done, files = Number(f"{i:,}"), Number(f"{len(fresh):,}")
            progress(i / len(fresh), say("copying {i} of {n} files from {shown}", i=done, n=files, shown=shown))
            try:
                with _told(f"{shown.rstrip('/')}/{one}" if one else shown):
                    _copy(source, wanted[one], _at(here, one))
            except LossaccError as error:
                in_a_row = 0 if isinstance(error.__cause__, PermissionError | FileNotFoundError) else in_a_row + 1
                if not one or in_a_row == GIVEN_UP:
                    raise
                failed[one] = UnreadableLog(_at(here, one), error.said)
            else:
                in_a_row, kept[one] = 0, versions[one]
    finally:  # what is here by now is not copied again
        with suppress(OSError):
            _keep(place, kept)
    for gone in (known.keys() - versions.keys()) | failed.keys():
        _at(here, gone).unlink(missing_ok=True)
    (here.parent if "" in found else here).mkdir(parents=True, exist_ok=True)
    return Copy(here, len(wanted), len(fresh) - len(failed), len(found) - len(wanted), tuple(failed.values()))


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.config import conf
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise ImportError("fsspec") from error
    protocol = address.partition("://")[0]
    # Without this sshfs checks no host key; () is asyncssh's own: those of ~/.ssh/known_hosts, and no others
    checked = protocol in ("ssh", "sftp") and "known_hosts" not in conf.get(protocol, {})
    source, root = url_to_fs(address, **({"known_hosts": ()} if checked else {}))
    return source, str(root)


def _listed(source: Any, root: str) -> dict[str, Mapping[str, Any]]:
    """What is told of each file, by its name from `root` on: empty for `root` itself."""
    source.invalidate_cache()
    told = source.info(root)
    if told.get("type") == "file":
        return {"": told}
    found = source.find(root, detail=True)
    start = root.strip("/")
    names = {str(one["name"]).strip("/").removeprefix(start).strip("/"): one for one in found.values()}
    return {name: one for name, one in names.items() if name and _is_plain(name)}


def _names(root: str, count: int) -> list[str]:
    """What a copy is called, and for a file the folder that it is in: runs are named by both."""
    names = [name for name in PurePosixPath(root).parts if name.strip("/")][-count:]
    return names if names and _is_plain("/".join(names)) else ["all"]


def _is_plain(name: str) -> bool:
    """Whether a name leads to a file below its folder on any system."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or ":" in part or "\0" in part for part in parts)


def _may_be_log(name: str, told: Mapping[str, Any]) -> bool:
    return int(told.get("size") or 0) <= LARGEST and PurePosixPath(name).suffix.lower() not in MODELS


def _version(told: Mapping[str, Any]) -> str:
    return " ".join([str(told.get("size")), *(str(told[key]) for key in TOLD if told.get(key) is not None)])


def _at(here: Path, name: str) -> Path:
    return here / name if name else here


def _copy(source: Any, told: Mapping[str, Any], target: Path) -> None:
    """Copy a file whole or not at all, with the time of its last change."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        source.get_file(told["name"], str(half))
        changed = next((told[key] for key in CHANGED if told.get(key) is not None), None)
        if isinstance(changed, datetime):
            changed = changed.timestamp()
        if isinstance(changed, int | float):
            os.utime(half, (changed, changed))
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _known(place: Path) -> dict[str, str]:
    """The versions of the files that are here."""
    try:
        found = json.loads((place / "versions.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(version) for name, version in found.items()} if isinstance(found, dict) else {}


def _keep(place: Path, versions: Mapping[str, str]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    half = place / f"versions.{os.getpid()}.part"
    half.write_text(json.dumps(versions), encoding="utf-8")
    half.replace(place / "versions.json")


def _make_room(place: Path, size: int) -> None:
    """Delete what was copied of other addresses, the longest unused first, until all copies fit."""
    if not copies_folder().is_dir():
        return
    others = [one for one in copies_folder().iterdir() if one != place and one.is_dir()]
    sizes = {one: sum(file.stat().st_size for file in one.rglob("*") if file.is_file()) for one in others}
    for one in sorted(others, key=lambda one: one.stat().st_mtime):
        if size + sum(sizes.values()) <= MOST:
            return
        shutil.rmtree(one, ignore_errors=True)
        del sizes[one]


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """Whatever goes wrong with an address as a sentence."""
    try:
        yield
    except (LossaccError, Cancelled):
        raise
    except ImportError as error:
        brought = say('`pip install "lossacc[remote]"` brings those for s3:// and sftp://.')
        raise LossaccError(
            say(
                "{shown} needs a package that is missing: {error}. {brought}",
                shown=shown,
                error=_reason(error),
                brought=brought,
            )
        ) from error
    except FileNotFoundError as error:
        raise LossaccError(say("There is nothing at {shown}.", shown=shown)) from error
    except PermissionError as error:
        raise LossaccError(say("You may not read {shown}: {error}.", shown=shown, error=_reason(error))) from error
    except Exception as error:
        if is_no_fault_of_a_file(error):
            raise
        raise LossaccError(say("{shown} could not be read: {error}.", shown=shown, error=_reason(error))) from error


@contextmanager
def _written(place: Path) -> Iterator[None]:
    """Whatever goes wrong with the folder of the copies as a sentence: it is no fault of the address."""
    try:
        yield
    except OSError as error:
        raise LossaccError(
            say("Copies cannot be written to {place}: {error}.", place=place, error=_reason(error))
        ) from error


def _reason(error: BaseException) -> str:
    text = ""
    with suppress(Exception):
        text = next(iter(str(error).strip().splitlines()), "")
    return plain_text(without_password(text or type(error).__name__)).rstrip(".")
