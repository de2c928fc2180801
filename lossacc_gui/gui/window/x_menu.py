"""What the x axis counts: the menu that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup

from lossacc_gui.gui.window.run_menu import RunMenu, add_ticked
from lossacc_gui.language import tr

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


class XMenu(RunMenu):
    """Every way to count along x that the log of the current run tells."""

    def fill(self) -> None:
        """List the axes of the run that is shown, the one that is drawn ticked."""
        self.empty()
        session = self._session()
        if session is None or session.prepared is None:
            return
        chart = session.prepared.chart
        group = QActionGroup(self)
        for name, title in chart.axes:
            action = add_ticked(self, tr(title), name == chart.across.axis.id)
            action.triggered.connect(_counting(session, name))
            group.addAction(action)


def _counting(session: Session, name: str) -> Callable[[], None]:
    return lambda: session.drawing.look(x=name)
