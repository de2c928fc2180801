"""What was told of the logs in a session, and the logs that wait for a person to name their metrics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.session.offers import notices_of
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.language import say

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.model.errors import UnknownNames, UnreadableLog
    from lossacc_gui.model.run import Run


class Messages(QObject):
    """All that is kept, in the order it came; `complained` carries what is to be brought before the person's eyes.

    `taking_asked` and `place_asked` carry a message: its metric is wanted, or the line that it is about.
    """

    changed = Signal()
    complained = Signal(object)
    taking_asked = Signal(object)
    place_asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: tuple[Message, ...] = ()

    def complain(self, message: Message) -> None:
        """Keep a message and bring it before the person's eyes."""
        if message not in self.all:
            self._set((*self.all, message))
        self.complained.emit(message)

    def leave_out(self, error: UnreadableLog) -> None:
        """Complain once, however often it is drawn, of a run that is not in the chart."""
        told = say("{run} is not in the chart: {why}", run=error.path.name, why=error.sentence)
        message = Message(MessageKind.ERROR, told, error.path)
        if message not in self.all:
            self.complain(message)

    def clear(self) -> None:
        """Forget all messages."""
        self._set(())

    def forget(self, log: Path, offer: str | None = None) -> None:
        """Forget what was told of a log, or only what makes an offer of this name."""
        self._set(tuple(one for one in self.all if one.path != log or offer not in (None, one.offer)))

    def take_notices(self, run: Run, before: Run | None) -> None:
        """Tell what the reader noticed, in place of what it noticed when it read the same run before."""
        old, new = notices_of(before), notices_of(run)
        kept = tuple(message for message in self.all if message not in old or message in new)
        self._set(kept + tuple(notice for notice in new if notice not in kept))

    def _set(self, messages: tuple[Message, ...]) -> None:
        if messages != self.all:
            self.all = messages
            self.changed.emit()


class Unnamed(QObject):
    """The logs that wait for a person to say what their metrics mean; `names_asked` carries the run of one."""

    changed = Signal()
    names_asked = Signal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: dict[Path, Run] = {}
        """By their logs, the newest last."""
        self._messages = messages

    def add(self, error: UnknownNames) -> None:
        """Keep a log that wants names, and say so."""
        self.runs = {path: one for path, one in self.runs.items() if path != error.path} | {error.path: error.runs[0]}
        self.changed.emit()
        text = say("{reason} Say what they measure, and the log opens.", reason=error.reason)
        self._messages.complain(Message(MessageKind.ERROR, text, error.path, offer="name_metrics"))

    def ask(self, log: Path) -> None:
        """Ask for the names of a log that waits for them."""
        if log in self.runs:
            self.names_asked.emit(self.runs[log])

    def forget(self, log: Path) -> None:
        """A log waits no longer: it is known now."""
        if self.runs.pop(log, None) is not None:
            self._messages.forget(log, "name_metrics")
            self.changed.emit()
