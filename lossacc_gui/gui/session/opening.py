"""Reads and analyses logs in the background, one asking after the other, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background.threads import Background
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.session.works import Beside, loading
from lossacc_gui.language import say
from lossacc_gui.model.errors import Cancelled, LossaccError, UnknownNames, UnreadableLog
from lossacc_gui.model.request import Request, Wanted

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis


class Opening(QObject):
    """`found` carries each Analysis, `failed` a Message, `unknown` the UnknownNames of a log that wants names.

    `opened` carries the paths that were asked for and had something.
    `first_shown` tells whether something of what was asked for last has been shown; whoever shows it sets it.
    """

    started = Signal()
    progressed = Signal(object)
    found = Signal(object)
    failed = Signal(object)
    unknown = Signal(object)
    names_wanted = Signal(object)
    opened = Signal(object)
    ended = Signal()

    def __init__(self, prepare: Callable[[], None], request: Callable[[], Request], parent: QObject) -> None:
        """`prepare` imports what the first log needs; it is done in the background."""
        super().__init__(parent)
        self._prepare = prepare
        self._request = request
        self.asked_as = request()
        """As what is being read was asked to be analysed."""
        self._waiting: list[tuple[tuple[Path, ...], Wanted]] = []
        self._asked: tuple[Path, ...] = ()
        self._read = 0
        self._unreadable: set[Path] = set()
        self._unnamed: list[UnknownNames] = []
        self._beside: dict[Path, Path] = {}
        self.first_shown = True
        self._loader = Background("reading", self)
        self._loader.progressed.connect(self.progressed)
        self._loader.delivered.connect(self._on_delivered)
        self._loader.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether logs are being read."""
        return self._loader.busy

    def beside(self, log: Path) -> Path | None:
        """The predictions that lie beside a log that was opened."""
        return self._beside.get(log)

    def open(self, paths: Sequence[Path], evidence: Wanted = None) -> None:
        """Read and analyse files and folders, now or after what is being read."""
        if not paths:
            return
        if self._loader.busy:
            self._waiting.append((tuple(paths), evidence))
            return
        self._asked = tuple(paths)
        self._read = 0
        self._unreadable.clear()
        self._unnamed.clear()
        self.first_shown = False
        self.started.emit()
        self.asked_as = self._request()
        request = self.asked_as if evidence is None else replace(self.asked_as, evidence=evidence)
        self._loader.start(loading(self._asked, self._prepare, request))

    def cancel(self) -> None:
        """Stop reading; what was read already stays."""
        self._waiting.clear()
        self._loader.cancel()

    def forget(self) -> None:
        """Have nothing to do with what is being read, nor with what waits: something else is to be open."""
        self._waiting.clear()
        if self._loader.busy:
            self._loader.forget()
            self.ended.emit()

    def close(self) -> None:
        """Stop reading and wait for it: the program may end then."""
        self._waiting.clear()
        self._loader.close()

    def _on_delivered(self, result: Analysis | LossaccError | Beside) -> None:
        if isinstance(result, Beside):
            self._beside[result.log] = result.predictions
            return
        if isinstance(result, LossaccError):
            if isinstance(result, UnreadableLog):
                self._unreadable.add(result.path)
            if isinstance(result, UnknownNames):
                self._unnamed.append(result)
                self.unknown.emit(result)
                return
            self.failed.emit(message_of(result))
            return
        self._read += 1
        self.found.emit(result)

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self.failed.emit(message_of(error))
        elif error is not None and not isinstance(error, Cancelled):
            self.ended.emit()
            raise error  # a defect of ours: the one hook for unexpected exceptions tells it
        elif error is None and self._read:
            self.opened.emit(tuple(path for path in self._asked if path not in self._unreadable))
        elif error is None and not self._unreadable:
            self.failed.emit(Message(MessageKind.ERROR, say("There is no training log in it."), self._asked[0]))
        if not self._read and [one.hopeful for one in self._unnamed] == [True]:
            self.names_wanted.emit(self._unnamed[0])  # it is all that was found: a person may be asked at once
        self.ended.emit()
        if self._waiting:
            self.open(*self._waiting.pop(0))


def message_of(error: LossaccError) -> Message:
    """What a person is told of an error."""
    if isinstance(error, UnreadableLog):
        return Message(MessageKind.ERROR, error.sentence, error.path, error.line)
    return Message(MessageKind.ERROR, error.said)
