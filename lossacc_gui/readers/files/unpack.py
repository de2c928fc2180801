"""Opens a log that may be compressed: gz, bz2, xz, or a zip with one file in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    import zipfile

LARGEST_UNPACKED = 512 << 20  # bytes; more is a bomb or no log
MOST_RATIO = 2000  # unpacked to packed bytes: text logs reach 30, gzip itself cannot pass 1,032
MOST_AT_ONCE = 4 << 20  # bytes of one reading: the directory of a zip with 20,000 files, the longest header of a tar
JUNK = ("__MACOSX/", ".DS_Store")
ZIP = b"PK\x03\x04"


class TooLarge(OSError):
    """What is packed is too much for a log."""


class Bounded(io.RawIOBase):
    """A stream that fails with a clear OSError instead of unpacking without bound; it can seek forward only.

    `taken` tells how many bytes of the `packed` ones have been unpacked, where that is known.
    """

    def __init__(self, inner: IO[bytes], packed: int, taken: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._inner = inner
        self.taken = taken
        self._at = 0
        self._most = min(LARGEST_UNPACKED, max(packed, 512) * MOST_RATIO)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; -1 is not allowed to mean "everything, whatever it takes"."""
        wanted = MOST_AT_ONCE if size < 0 else min(size, MOST_AT_ONCE)
        import lzma
        import tarfile
        import zipfile
        import zlib

        damage = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError)
        try:
            data = self._inner.read(min(wanted, self._most - self._at + 1))
        except EOFError:
            raise OSError("the compressed data ends before its end mark") from None
        except damage as error:
            raise OSError(f"the compressed data is damaged ({error})") from None
        self._at += len(data)
        if self._at > self._most:
            raise TooLarge(f"it unpacks to more than {LARGEST_UNPACKED >> 20} MB or is packed beyond belief")
        return data

    def readable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes read or passed over so far."""
        return self._at

    def seek(self, to: int, whence: int = 0) -> int:
        """Pass over what lies before `to`."""
        if whence != 0 or to < self._at:
            raise OSError("the compressed data cannot be read backwards")
        while self._at < to and self.read(to - self._at):
            pass
        return self._at


class Careful:
    """A file of which nobody reads more than MOST_AT_ONCE bytes in one go, whatever lengths it claims."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        """As the file's own; TooLarge where more is wanted."""
        data = self._file.read(min(size, MOST_AT_ONCE + 1) if size >= 0 else MOST_AT_ONCE + 1)
        if len(data) > MOST_AT_ONCE:
            raise TooLarge("the archive holds too many files or claims absurd lengths")
        return data


def is_packed(magic: bytes) -> bool:
    """Whether a file that starts with these six bytes is compressed."""
    return magic.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", ZIP))


@contextmanager
def open_unpacked(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream of the log inside `path`; OSError where it cannot be opened or is not one log."""
    with ExitStack() as opened:
        file = opened.enter_context(path.open("rb"))
        magic = file.read(6)
        file.seek(0)
        inner = _unpacked(file, magic, opened) if is_packed(magic) else None
        yield file if inner is None else cast(IO[bytes], Bounded(inner, path.stat().st_size, file.tell))


def _unpacked(file: IO[bytes], magic: bytes, opened: ExitStack) -> IO[bytes] | None:
    """What is inside a compressed file, None where that is no single log. Imports what most logs do not need."""
    if magic.startswith(ZIP):
        return _only_member(file, opened)
    if magic.startswith(b"\x1f\x8b"):
        import gzip

        return cast(IO[bytes], opened.enter_context(gzip.GzipFile(fileobj=file)))
    if magic.startswith(b"BZh"):
        import bz2

        return cast(IO[bytes], opened.enter_context(bz2.BZ2File(file)))
    import lzma

    return cast(IO[bytes], opened.enter_context(lzma.LZMAFile(file)))


def _only_member(file: IO[bytes], opened: ExitStack) -> IO[bytes] | None:
    """The one log in a zip; None for several and for a zip that is a format of its own (Excel, PyTorch, npz)."""
    archive = opened.enter_context(open_zip(file))
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(JUNK)]
    if len(names) != 1 or names[0].endswith((".npy", "data.pkl")):
        file.seek(0)
        return None
    return opened.enter_context(open_member(archive, names[0]))


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip archive in a file; OSError where it is damaged or its directory too large."""
    import zipfile

    try:
        return zipfile.ZipFile(cast(IO[bytes], Careful(file)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise OSError(f"the zip file is damaged ({error})") from None


def open_member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> IO[bytes]:
    """A file in a zip; OSError where it cannot be opened."""
    import zipfile

    try:
        return archive.open(name)
    except zipfile.BadZipFile:  # its words hold both of two names that do not agree, however long they are
        raise OSError("the zip file is damaged where it begins") from None
    except (RuntimeError, NotImplementedError, ValueError) as error:
        raise OSError(f"the zip file cannot be opened ({error})") from None
