"""Takes logs that are to be opened while the program runs: from another start of it, or from the system (macOS)."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Signal
from PySide6.QtGui import QFileOpenEvent

WAIT = 3.0  # seconds for an answer of the program that runs; a window of its own is better than a longer wait
ALONE = 1.0  # seconds for another start at the same moment to find out whether it is the first
MOST_BYTES = 1 << 20  # of one request: some thousands of paths
_DONE = b"opened\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """What another start wants to have opened: absolute paths, predictions as `--evidence` has them.

    token  by which Wayland lets the window come to the front
    """

    paths: tuple[str, ...] = ()
    evidence: str | None = None
    token: str = ""


def asked_for(paths: Sequence[str], evidence: Path | str | None) -> Asked:
    """What this start asks for, so that a program in another folder understands it."""
    wanted = str(evidence) if evidence in (None, "auto") else str(Path(str(evidence)).absolute())
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""
    return Asked(tuple(str(Path(path).absolute()) for path in paths), None if evidence is None else wanted, token)


def handed_over(place: Path, asked: Asked) -> bool:
    """Whether the program that listens at `place` has opened what is asked for; False where nobody answers in time."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT)
            connection.connect(str(place))
            import json  # the start does without

            connection.sendall(json.dumps(asdict(asked)).encode() + b"\n")
            return connection.recv(len(_DONE)) == _DONE
    except (OSError, ValueError):
        return False


def first_or_handed_over(place: Path, asked: Asked) -> socket.socket | bool:
    """True where another program has opened what is asked for, else our own listening socket; False for neither.

    Of two starts at the same moment one waits for the other to become the first.
    """
    with _alone(place.with_suffix(".lock")) as alone:
        if alone and not _somebody_listens(place):
            return _listening(place) or False
    return handed_over(place, asked)


def _somebody_listens(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(ALONE)
        try:
            connection.connect(str(place))
        except OSError:
            return False
        return True


def _listening(place: Path) -> socket.socket | None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        place.unlink(missing_ok=True)  # of a program that was killed
        listener.bind(str(place))
        place.chmod(0o600)
        listener.listen(16)
    except OSError:
        listener.close()
        return None
    listener.setblocking(False)
    return listener


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Whether no other start is at this place now; waits a moment for one that is."""
    import fcntl

    try:
        file = lock.open("w")
    except OSError:
        yield False
        return
    with file:
        end = time.monotonic() + ALONE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > end:
                    yield False
                    return
                time.sleep(0.02)
        yield True


class FurtherLogs(QObject):
    """Listens for other starts and for the system; `opened` comes with paths and evidence once `ready` was called.

    What comes earlier waits. A start is answered when its logs are being opened, never before: one that gave up waiting
    has opened them itself.
    """

    opened = Signal(object)

    def __init__(self, listener: socket.socket | None, parent: QObject) -> None:
        super().__init__(parent)
        self._listener = listener
        self._waiting: list[tuple[Asked, Callable[[], bool]]] = []
        self._calls: dict[int, _Call] = {}
        self._ready = False
        if listener is not None:
            self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_activated)
        if sys.platform == "darwin":  # elsewhere files come by the command line, and each event would pass through here
            parent.installEventFilter(self)

    def ready(self) -> None:
        """Open what came before, and from now on at once."""
        self._ready = True
        self._open_waiting()

    def close(self) -> None:
        """Listen no longer: what is asked for now is opened by whoever asks."""
        if self._listener is None:
            return
        self._notifier.setEnabled(False)
        with suppress(OSError, ValueError):
            Path(self._listener.getsockname()).unlink(missing_ok=True)
        for call in list(self._calls.values()):
            call.end()
        self._listener.close()
        self._listener = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file that the system asks to be opened."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self._take(Asked((event.file(),)), lambda: True)
            return True
        return super().eventFilter(watched, event)

    def _on_activated(self) -> None:
        assert self._listener is not None
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # gone again
        connection.setblocking(False)
        call = _Call(connection, self)
        self._calls[id(call)] = call
        call.asked.connect(self._take)
        call.ended.connect(lambda: self._calls.pop(id(call), None))

    def _take(self, asked: Asked, answer: Callable[[], bool]) -> None:
        self._waiting.append((asked, answer))
        if self._ready:
            self._open_waiting()

    def _open_waiting(self) -> None:
        while self._waiting:
            asked, answer = self._waiting.pop(0)
            if answer():
                self.opened.emit(asked)


class _Call(QObject):
    """One connection of another start, read as it comes."""

    asked = Signal(object, object)
    ended = Signal()

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        self._read = b""
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def _on_activated(self) -> None:
        try:
            more = self._connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        self._read += more
        whole = self._read.endswith(b"\n")
        if not more or (len(self._read) > MOST_BYTES and not whole):
            self.end()
        elif whole:
            self._notifier.setEnabled(False)
            asked = _read(self._read)
            if asked is None:
                self.end()
            else:
                self.asked.emit(asked, self._answer)

    def _answer(self) -> bool:
        """Tell the other start that its logs are opened; False where it waits no longer."""
        try:
            self._connection.sendall(_DONE)
        except OSError:
            return False
        finally:
            self.end()
        return True

    def end(self) -> None:
        """Hang up."""
        self._notifier.setEnabled(False)
        self._connection.close()
        self.ended.emit()
        self.deleteLater()


def _read(line: bytes) -> Asked | None:
    """What a line asks for; None where it is not one of ours."""
    try:
        import json

        said = json.loads(line)
        paths, evidence, token = said["paths"], said["evidence"], said["token"]
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(paths, Sequence) or not all(isinstance(path, str) for path in paths):
        return None
    return Asked(tuple(paths), evidence if isinstance(evidence, str) else None, str(token))
