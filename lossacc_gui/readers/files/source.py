"""Gets bytes and text out of log files without hanging, guessing or filling the memory."""

from __future__ import annotations

import stat
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.files.unpack import open_unpacked

CHUNK = 1 << 20  # bytes between two calls of the progress: about a millisecond of reading
LARGEST_TEXT = 2 << 30  # bytes; a text log beyond this is no log a person means to look at


def check_file(path: Path) -> None:
    """Raise UnreadableLog unless `path` is an ordinary file; never opens anything, so a FIFO cannot block."""
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableLog(path, say("There is no such file.")) from None
    except (OSError, ValueError) as error:
        raise UnreadableLog(path, say("The file cannot be reached: {error}.", error=said(error))) from None
    if stat.S_ISDIR(kind):
        raise UnreadableLog(path, say("This is a folder without a log in it."))
    if not stat.S_ISREG(kind):
        raise UnreadableLog(path, say("This is a pipe or a device, not a file with a log."))


def said(error: Exception) -> str:
    """The system's words for an error, without numbers and paths."""
    words = str(getattr(error, "strerror", None) or str(error) or type(error).__name__)
    return f"{words[0].lower()}{words[1:]}"


def bytes_of(path: Path, progress: Progress, largest: int = LARGEST_TEXT) -> bytearray:
    """All bytes of `path`, unpacked. The progress counts bytes of the file as it is stored."""
    check_file(path)
    size = max(path.stat().st_size, 1)
    data = bytearray()
    try:
        with open_unpacked(path) as file:
            taken = getattr(file, "taken", None) or (lambda: len(data))
            while chunk := file.read(CHUNK):
                data += chunk
                if len(data) > largest:
                    raise UnreadableLog(
                        path,
                        say("The log is larger than {largest} MB, too large to read at once.", largest=largest >> 20),
                    )
                progress(min(taken() / size, 1.0), "reading")
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableLog(path, say("The file cannot be read: {error}.", error=said(error))) from None
    return data


def text_of(path: Path, progress: Progress) -> str:
    """All of `path` as text; UnreadableLog where it is not text."""
    return as_text(path, bytes_of(path, part(progress, 0.0, 0.7)), part(progress, 0.7, 1.0))


def as_text(path: Path, data: bytearray, progress: Progress) -> str:
    """The text that `data`, the bytes of `path`, holds; UnreadableLog where it is not text."""
    text = decode(data, progress)
    if text is None:
        raise UnreadableLog(path, say("The file holds binary data where text was expected."))
    return text
