"""The menu of the ways in which curves are smoothed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.window.run_menu import RunMenu, add_ticked
from lossacc_gui.gui.window.smoothing import SmoothingControl
from lossacc_gui.language import tr, typed
from lossacc_gui.model.smoothing import Over, smoothing_in, written_smoothing

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


class SmoothingMenu(RunMenu):
    """The ways to smooth, the one in use ticked; `control` gives what shows it."""

    def __init__(
        self, session: Callable[[], Session | None], control: Callable[[], SmoothingControl], parent: QWidget
    ) -> None:
        super().__init__(session, parent)
        self._control = control

    def fill(self) -> None:
        """List the ways."""
        self.empty()
        control, group = self._control(), QActionGroup(self)
        steps = control.unit or self.tr("steps")
        ways: tuple[tuple[str, Over | None], ...] = (
            (self.tr("Average, by the Weight of Each Point"), None),
            (self.tr("Average over a Share of the Run"), Over(1.0, share=True)),
            (self.tr("Median over a Share of the Run"), Over(1.0, share=True, median=True)),
            (self.tr("Average over {0}").format(steps), Over(1.0)),
            (self.tr("Median over {0}").format(steps), Over(1.0, median=True)),
        )
        now = control.way.kind
        for text, over in ways:
            action = add_ticked(self, text, over == now)
            action.triggered.connect(lambda _=False, it=over: control.take(it))
            group.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("&Type It…")).triggered.connect(self.ask)

    def ask(self, said: str = "", wrong: str = "") -> None:
        """Ask for a smoothing in words, again with the reason where it is none."""
        from PySide6.QtCore import Qt  # a turn of its own names it first
        from PySide6.QtWidgets import QInputDialog

        control = self._control()
        asking = QInputDialog(self.parentWidget())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle(self.tr("Smoothing"))
        usual = self.tr("0.6: weight of an average from point to point; 500: over 500 {0}; 1%: over 1 % of the run.")
        median = self.tr("median:500, median:1%: the median around each point.")
        told = f"{usual.format(control.unit or self.tr('steps'))}\n{median}"
        asking.setLabelText(f"{wrong}\n{told}" if wrong else told)
        asking.setTextValue(said or written_smoothing(control.smoothing))
        asking.textValueSelected.connect(self._take)
        asking.open()

    def _take(self, said: str) -> None:
        try:
            self._control().chosen.emit(smoothing_in(typed(said)))
        except ValueError as error:
            self.ask(said, tr(error.args[0]))
