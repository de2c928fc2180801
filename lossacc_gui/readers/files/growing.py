"""Reads a log that grows again without reading anew what was read before, where its reader can go on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lossacc_gui.readers.files.encoding import BOMS
from lossacc_gui.readers.files.source import LARGEST_TEXT

HEAD = 65_536  # bytes at the start of a log that must stay as they are
TAIL = 4_096  # and those before the place where reading goes on


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on: behind `size` bytes of whole lines; the rest tells whether it is the same file."""

    device: int
    inode: int
    size: int
    head: bytes
    tail: bytes

    @property
    def begins(self) -> bool:
        """Whether nothing was read yet."""
        return self.size == 0


START = Place(0, 0, 0, b"", b"")


@dataclass(frozen=True, slots=True)
class Grown:
    """What a log holds behind a place: `whole` lines and the `torn` last one, and the place behind the whole lines."""

    whole: str
    torn: str
    place: Place


def grown(path: Path, before: Place) -> Grown | None:
    """What was written to `path` since `before`; None where that cannot be told apart from another log.

    It cannot where the file shrank, was replaced, or holds anything but UTF-8 without a mark and zero bytes.
    """
    try:
        told = path.stat()
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(max(before.size - TAIL, 0))
            tail = file.read(min(before.size, TAIL))
            data = file.read()
    except OSError:
        return None
    same = (told.st_dev, told.st_ino, _print(head[: before.size])) == (before.device, before.inode, before.head)
    if not before.begins and not (same and tail == before.tail):
        return None
    if len(data) > LARGEST_TEXT or b"\0" in data or (before.begins and any(data.startswith(mark) for mark, _ in BOMS)):
        return None
    cut = data.rfind(b"\n") + 1
    try:
        whole, torn = data[:cut].decode("utf-8"), data[cut:].decode("utf-8")
    except UnicodeDecodeError:
        return None
    size = before.size + cut
    tail = (tail + data[max(cut - TAIL, 0) : cut])[-TAIL:]
    return Grown(whole, torn, Place(told.st_dev, told.st_ino, size, _print(head[:size]), tail))


def _print(data: bytes) -> bytes:
    import hashlib  # here, as only what is followed needs it

    return hashlib.blake2b(data).digest()
