"""What the x axis counts: the menu that changes it, and the button that says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from lossacc_gui.gui.window.run_menu import MenuButton, RunMenu, add_ticked, as_action, cut_in_the_middle
from lossacc_gui.language import tr

if TYPE_CHECKING:
    from lossacc_gui.chart import Chart
    from lossacc_gui.gui.session.session import Session

X_WIDTH = 130
"""Pixels that the name of an axis may take, in letters of the usual size."""


class XMenu(RunMenu):
    """Every way to count along x that the log of the current run tells."""

    def fill(self) -> None:
        """List the axes of the run that is shown, the one that is drawn ticked."""
        self.empty()
        session = self._session()
        if session is None or session.prepared is None:
            return
        from PySide6.QtGui import QActionGroup  # the first frame does without

        chart = session.prepared.chart
        group = QActionGroup(self)
        for name, title in chart.axes:
            action = add_ticked(self, tr(title), name == chart.across.axis.id)
            action.triggered.connect(_counting(session, name))
            group.addAction(action)


class XButton(MenuButton):
    """Says what x counts, and opens the menu that changes it."""

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(menu, parent.tr("What the x axis counts"), parent)
        self.tell("")

    def show_chart(self, chart: Chart) -> None:
        """Say what x counts in a chart."""
        from lossacc_gui.chart.across import short_title  # numpy comes with it: the first frame does without

        title = tr(short_title(chart.across.axis.title))
        self.tell(self.tr("log {0}").format(title) if chart.across.log else title)

    def tell(self, what: str) -> None:
        """Say what is counted; empty where there is no run."""
        said = cut_in_the_middle(self, tr(what) or "—", X_WIDTH)
        self.setText(self.tr("X: {0}").format(as_action(said)))
        self.setEnabled(bool(what))
        self.setAccessibleName(self.tr("What the x axis counts: {0}").format(tr(what) or "—"))


def _counting(session: Session, name: str) -> Callable[[], None]:
    return lambda: session.drawing.look(x=name)
