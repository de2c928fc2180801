"""Analyses runs anew in the background when a person wants them analysed otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background.threads import Background, raise_unexpected
from lossacc_gui.gui.session.opening import message_of
from lossacc_gui.gui.session.state import OpenRun, RunKey
from lossacc_gui.gui.session.works import reanalysing
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.model.request import Request

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis


class Reanalysis(QObject):
    """`found` carries each new Analysis, `failed` a Message, `ended` tells that all runs are as they are wanted."""

    found = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, request: Callable[[], Request], parent: QObject) -> None:
        super().__init__(parent)
        self._request = request
        self._stale: dict[RunKey, Analysis] = {}
        self._analyst = Background("analysing", self)
        self._analyst.delivered.connect(self._on_delivered)
        self._analyst.ended.connect(self._on_ended)

    def start(self, *runs: OpenRun) -> None:
        """Analyse these runs as they are wanted now, and those that are still to be done."""
        self._stale |= {run.key: run.whole for run in runs}
        if self._stale:
            self._analyst.start(reanalysing(tuple(self._stale.values()), self._request()))

    def forget(self, run: OpenRun) -> None:
        """A run that nobody wants any more."""
        self._stale.pop(run.key, None)

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._analyst.close()

    def _on_delivered(self, result: Analysis | LossaccError) -> None:
        if isinstance(result, LossaccError):
            self.failed.emit(message_of(result))
        elif self._stale.pop(RunKey(result.run.source, result.run.name), None) is not None:
            self.found.emit(result)

    def _on_ended(self, error: BaseException | None) -> None:
        raise_unexpected(error)
        self.ended.emit()
