"""What the commands of every menu work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window.overlay_commands import OverlayCommands
from lossacc_gui.gui.window.status_bar import tell

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.panels.workspace import Workspace

Slots = Mapping[str, Callable[..., object]]


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What a window's commands reach.

    workspace  the parts that show a run, once they are there
    prefer     what takes other preferences
    overlays   what draws runs in one chart
    """

    window: QMainWindow
    actions: Actions
    session: Session
    settings: Settings
    workspace: Callable[[], Workspace | None]
    theme: Callable[[], Theme]
    prefer: Callable[[Preferences], None]
    overlays: OverlayCommands


class Commands(QObject):
    """The doings of some of a window's actions: `slots` names them."""

    def __init__(self, around: Around) -> None:
        super().__init__(around.window)
        self._around = around
        self._window = around.window
        self._session = around.session
        self._settings = around.settings
        for name, slot in self.slots().items():
            around.actions[name].triggered.connect(slot)

    def slots(self) -> Slots:
        """What each action does, by the name of the action."""
        raise NotImplementedError

    @property
    def _workspace(self) -> Workspace | None:
        return self._around.workspace()

    @property
    def _chart(self) -> ChartView | None:
        workspace = self._workspace
        return workspace.chart if workspace is not None else None

    def _say(self, text: str) -> None:
        tell(self._window, text)


def bring(widget: QWidget) -> None:
    """Open the dock that a part lies in."""
    dock = widget.parentWidget()
    if isinstance(dock, QDockWidget):
        dock.show()
        dock.raise_()
