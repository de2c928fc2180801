"""Keeps what a person does in the first moments, before the window can do it, and does it as soon as it can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QAction

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.background.in_turns import in_turns


class Early(QObject):
    """Hears the actions, and the signals that tell paths to open, from the first frame until `end`."""

    def __init__(self, actions: Actions, paths: tuple[SignalInstance, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._done: list[Callable[[], None]] = []
        self._paths: list[Path] = []
        self._ended = False
        for _, action in actions.all():
            action.triggered.connect(lambda _=False, it=action: self._keep(it))
        for signal in paths:
            signal.connect(self.keep_paths)

    def keep_paths(self, paths: tuple[Path, ...]) -> None:
        """These are to be opened."""
        if not self._ended:
            self._paths += paths

    def end(self, open_paths: Callable[[list[Path]], None]) -> None:
        """Do now, in turns, what was wanted; from now on others hear it."""
        self._ended = True
        if self._paths:
            in_turns(self, lambda: open_paths(self._paths))
        in_turns(self, *self._done)

    def _keep(self, action: QAction) -> None:
        if not self._ended:
            self._done.append(lambda: _trigger_again(action))


def _trigger_again(action: QAction) -> None:
    """Tell it again: one that can be checked is switched back before, else it would end as it was at first."""
    if action.isCheckable() and action.actionGroup() is None:
        action.setChecked(not action.isChecked())
    action.trigger()
