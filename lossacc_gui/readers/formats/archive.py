"""Unpacks an archive of several files (zip, tar, compressed tar) into a folder for as long as its logs are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Notice
from lossacc_gui.numerals import whole_text
from lossacc_gui.readers.files.source import CHUNK, said
from lossacc_gui.readers.files.unpack import (
    JUNK,
    LARGEST_UNPACKED,
    ZIP,
    Bounded,
    Careful,
    TooLarge,
    open_member,
    open_unpacked,
    open_zip,
)
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.foreign import foreign
from lossacc_gui.readers.series.file_names import bare_name

MOST_FILES = 10_000  # in one archive, those in archives inside it too; an mlruns folder has thousands
DEEPEST = 3  # archives in archives
MOST_FOLDERS = 20  # folders above a file that are kept
TOLD = 3  # files left out that are named
TAR = (257, b"ustar")  # where a tar says that it is one
CERTAIN = 0.8
LIKELY = 0.6  # in a folder of other files it must be called like a log, or every zipped data set would be one
FIRST_NAME = (26, 30)  # where a zip tells the length of its first file's name, and where the name begins
OWN_FORMAT = re.compile(
    r"\[Content_Types\]|_rels/|docProps/|xl/|word/|ppt/|mimetype|META-INF/|(.*/)?data\.pkl$|[^/]*\.npy$"
)
LOGS = re.compile(
    r"tfevents|mlruns/|trainer_state\.json$|metrics_epoch_|(^|/)(metrics|history|results|scalars|(training_?|train_?)?log)"
    r"\.(csv|json|jsonl|txt|log|pkl|npy)$"
)
LOCKED = 1  # flag of a file in a zip
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names that Windows takes for devices


def sniff(head: Head) -> float:
    """Sure of an archive of files, surer where a zip's directory names a log."""
    if not is_archive(head.data):
        return 0.0
    try:
        with head.path.open("rb") as file:
            return CERTAIN if file.read(4) == ZIP and any(map(LOGS.search, open_zip(file).namelist())) else LIKELY
    except OSError:
        return LIKELY


def is_archive(data: bytes) -> bool:
    """Whether the first bytes are those of a tar, or of a zip that is no format of its own (Excel, NumPy, PyTorch)."""
    start, mark = TAR
    if data[start : start + len(mark)] == mark:
        return True
    length, begin = FIRST_NAME
    name = data[begin : begin + int.from_bytes(data[length : length + 2], "little")]
    return data.startswith(ZIP) and OWN_FORMAT.match(name.decode("utf-8", errors="replace")) is None


@dataclass
class _Unpacking:
    """What has been unpacked so far, all archives in the archive together."""

    archive: Path
    progress: Progress
    files: int = 0
    size: int = 0
    left_out: list[str] = field(default_factory=list)

    def count(self) -> None:
        """One file more; UnreadableLog where they are too many."""
        self.files += 1
        if self.files > MOST_FILES:
            raise UnreadableLog(
                self.archive,
                say("The archive holds more than {most} files.", most=whole_text(MOST_FILES)),
                advice=TAKE_OUT,
            )

    def spend(self, size: int) -> None:
        """So many bytes more; UnreadableLog where they are too many."""
        self.size += size
        if self.size > LARGEST_UNPACKED:
            reason = say("The archive unpacks to more than {most} MB.", most=LARGEST_UNPACKED >> 20)
            raise UnreadableLog(self.archive, reason, advice=TAKE_OUT)
        self.progress(self.size / LARGEST_UNPACKED, "unpacking")

    def notices(self) -> list[Notice]:
        """What was left out, and why."""
        if not self.left_out:
            return []
        more = (
            say_many("; and {count} other", "; and {count} others", len(self.left_out) - TOLD)
            if len(self.left_out) > TOLD
            else ""
        )
        return [
            Notice(
                say("Left out of the archive: {left_out}{more}.", left_out="; ".join(self.left_out[:TOLD]), more=more)
            )
        ]


TAKE_OUT = say("Take the log out of it and open that.")


def unpack(archive: Path, folder: Path, progress: Progress) -> list[Notice]:
    """Write the files of `archive` into `folder`, wherever their names point; what was left out.

    Pictures, models and other files that are plainly no logs are passed over. UnreadableLog where the archive is
    damaged at its beginning, locked, or unpacks beyond bounds.
    """
    unpacking = _Unpacking(archive, progress)
    try:
        _unpack(archive, folder, unpacking, 1)
    except TooLarge as error:
        raise UnreadableLog(archive, say("The archive is refused: {error}.", error=error), advice=TAKE_OUT) from None
    except OSError as error:
        raise UnreadableLog(archive, say("The archive cannot be unpacked: {error}.", error=said(error))) from None
    return unpacking.notices()


def _unpack(archive: Path, folder: Path, unpacking: _Unpacking, depth: int) -> None:
    """Unpack one archive; of one that is cut off, what lies before the cut."""
    before = unpacking.files
    try:
        with _files_of(archive, unpacking) as files:
            for name, opened in files:
                target = folder.joinpath(*inside(name))
                if target != folder and not name.startswith(JUNK) and _write(opened, target, unpacking):
                    _unpack_inner(target, unpacking, depth)
    except TooLarge:
        raise
    except OSError as error:
        if unpacking.files == before:
            raise
        unpacking.left_out.append(f"what lies behind its first {unpacking.files - before} files ({said(error)})")


def _unpack_inner(target: Path, unpacking: _Unpacking, depth: int) -> None:
    """Put a folder in the place of an archive in an archive; leave any other file."""
    if not _holds_files(target):
        return
    folder = target.with_name(bare_name(target))
    while folder.exists():
        folder = folder.with_name(f"{folder.name}_")
    try:
        if depth < DEEPEST:
            _unpack(target, folder, unpacking, depth + 1)
        else:
            unpacking.left_out.append(f"{target.name} (archives in archives in archives)")
    except TooLarge:
        raise
    except OSError as error:
        unpacking.left_out.append(f"{target.name} ({said(error)})")
    target.unlink()


def inside(name: str) -> tuple[str, ...]:
    """The folders and the file that a name in an archive means, without what would lead out of the archive."""
    parts = (part.strip(" ").replace(":", "_").replace("\0", "") for part in re.split(r"[/\\]+", name))
    kept = [f"_{part}" if RESERVED.match(part) else part for part in parts if part.strip(".")]
    return tuple(kept[-MOST_FOLDERS:])


def _write(opened: Callable[[], IO[bytes]], target: Path, unpacking: _Unpacking) -> bool:
    """Write a file; False where its first bytes say that it is no log, or it cannot be unpacked."""
    try:
        with opened() as file:
            chunk = file.read(CHUNK)
            if foreign(chunk):
                return False
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:
                while chunk:
                    unpacking.spend(len(chunk))
                    out.write(chunk)
                    chunk = file.read(CHUNK)
    except TooLarge:
        raise
    except OSError as error:
        unpacking.left_out.append(f"{target.name} ({said(error)})")
        return False
    return True


def _holds_files(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(ZIP):
        return is_archive(start)
    try:
        with open_unpacked(path) as unpacked:
            return is_archive(unpacked.read(1024))
    except (OSError, EOFError, ValueError):
        return False


Files = Iterator[tuple[str, Callable[[], IO[bytes]]]]
"""(name, what opens it) of each file of an archive; each is opened, if at all, before the next is asked for."""


@contextmanager
def _files_of(archive: Path, unpacking: _Unpacking) -> Iterator[Files]:
    with ExitStack() as stack:
        file = stack.enter_context(archive.open("rb"))
        start = file.read(1024)
        file.seek(0)
        if start.startswith(ZIP):
            yield _zipped(file, unpacking)
        elif is_archive(start):
            yield _tarred(cast(IO[bytes], Careful(file)), unpacking)
        else:
            yield _tarred(stack.enter_context(open_unpacked(archive)), unpacking)


def _zipped(file: IO[bytes], unpacking: _Unpacking) -> Files:
    with open_zip(file) as archive:
        for member in archive.infolist():
            unpacking.count()
            if member.flag_bits & LOCKED:
                reason = say("The archive is locked with a password.")
                raise UnreadableLog(unpacking.archive, reason, advice=say("Unpack it first."))
            if not member.is_dir():
                yield member.filename, partial(_bounded, open_member, archive, member, member.compress_size)


def _tarred(file: IO[bytes], unpacking: _Unpacking) -> Files:
    import tarfile

    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            while (member := archive.next()) is not None:
                unpacking.count()
                if member.isreg():
                    yield member.name, partial(_bounded, tarfile.TarFile.extractfile, archive, member, member.size)
    except (
        tarfile.TarError,
        EOFError,
        ValueError,
        OverflowError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise OSError(f"the tar is damaged ({error})") from None


def _bounded(opener: Callable[[Any, Any], Any], archive: object, member: object, packed: int) -> IO[bytes]:
    return cast(IO[bytes], Bounded(opener(archive, member), packed))
