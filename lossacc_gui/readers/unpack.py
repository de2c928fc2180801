"""Opens a log that may be compressed: gz, bz2, xz, or a zip with one file in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

LARGEST_UNPACKED = 512 << 20  # bytes; more is a bomb or no log
MOST_RATIO = 2000  # unpacked to packed bytes: text logs reach 30, gzip itself cannot pass 1,032
JUNK = ("__MACOSX/", ".DS_Store")


class Bounded(io.RawIOBase):
    """A stream that fails with a clear OSError instead of unpacking without bound."""

    def __init__(self, inner: IO[bytes], packed: int) -> None:
        super().__init__()
        self._inner = inner
        self._left = min(LARGEST_UNPACKED, max(packed, 512) * MOST_RATIO)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; -1 is not allowed to mean "everything, whatever it takes"."""
        wanted = self._left + 1 if size < 0 else min(size, self._left + 1)
        import lzma
        import zipfile
        import zlib

        try:
            data = self._inner.read(wanted)
        except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(f"the compressed data is damaged ({error})") from None
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"it unpacks to more than {LARGEST_UNPACKED >> 20} MB or is packed beyond belief")
        return data

    def readable(self) -> bool:
        """Always."""
        return True


def is_packed(magic: bytes) -> bool:
    """Whether a file that starts with these six bytes is compressed."""
    return magic.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"))


@contextmanager
def open_unpacked(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream of the log inside `path`; OSError where it cannot be opened or is not one log."""
    with ExitStack() as opened:
        file = opened.enter_context(path.open("rb"))
        magic = file.read(6)
        file.seek(0)
        inner = _unpacked(file, magic, opened) if is_packed(magic) else None
        yield file if inner is None else cast(IO[bytes], Bounded(inner, path.stat().st_size))


def _unpacked(file: IO[bytes], magic: bytes, opened: ExitStack) -> IO[bytes] | None:
    """What is inside a compressed file, None where that is no single log. Imports what most logs do not need."""
    if magic.startswith(b"PK\x03\x04"):
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
    """The one log in a zip; None for a zip that is a format of its own (Excel, PyTorch, npz), left to its refusal."""
    import zipfile

    try:
        archive = opened.enter_context(zipfile.ZipFile(file))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise OSError(f"the zip file is damaged ({error})") from None
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(JUNK)]
    if len(names) != 1 or names[0].endswith((".npy", "data.pkl")):
        file.seek(0)
        return None
    try:
        return opened.enter_context(archive.open(names[0]))
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
        raise OSError(f"the zip file cannot be opened ({error})") from None
