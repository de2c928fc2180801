"""How the current run is looked at, and its chart, drawn in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background import Background
from lossacc_gui.gui.works import drawing
from lossacc_gui.model.errors import Cancelled

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.state import OpenRun


class Drawing(QObject):
    """Draws one run; `prepared` carries its chart, `changed` tells of another view, `warmed` that imports are done."""

    changed = Signal()
    prepared = Signal(object)
    warmed = Signal()

    def __init__(self, prepare: Callable[[], None], parent: QObject) -> None:
        """`prepare` imports what the first log needs; it is done in the background."""
        super().__init__(parent)
        self._prepare = prepare
        self._run: OpenRun | None = None
        self.chart: PreparedChart | None = None
        self.smoothing = 0.0
        self.log_loss = False
        self.references = False
        self._again = False  # whether the view has changed since the drawing under way began
        self._drawer = Background("drawing", self)
        self._drawer.delivered.connect(self._on_delivered)
        self._drawer.ended.connect(self._on_ended)

    @property
    def view(self) -> View:
        """How the run is looked at."""
        from lossacc_gui.chart import View

        shown = None if self._run is None else self._run.shown
        return View(self.smoothing, self.log_loss, shown=shown, references=self.references)

    def warm_up(self) -> None:
        """Import what a first log will need, while it is looked for or read."""
        if not self._drawer.busy and self._run is None:
            self._drawer.start(lambda progress, deliver: self._prepare())

    def draw(self, run: OpenRun | None) -> None:
        """Draw this run from now on; what is being drawn is not wanted any more."""
        self._run = run
        self._again = False
        if run is not None:
            self._drawer.start(drawing(run.analysis, self.view))

    def set_smoothing(self, weight: float) -> None:
        """Smooth with a weight of 0 (off) .. 0.99."""
        if weight != self.smoothing:
            self.smoothing = weight
            self._change()

    def set_log_loss(self, log: bool) -> None:
        """Draw the loss on a logarithmic axis or not."""
        if log != self.log_loss:
            self.log_loss = log
            self._change()

    def set_references(self, wanted: bool) -> None:
        """Draw the levels that the loss can stand on or not."""
        if wanted != self.references:
            self.references = wanted
            self._change()

    def show_metrics(self, run: OpenRun) -> None:
        """Draw the same run with the metrics that are chosen now."""
        self._run = run
        self._change()

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._drawer.close()

    def _change(self) -> None:
        self.changed.emit()
        if self._drawer.busy:
            self._again = True  # the drawing under way is shown first: a dragged slider must not starve the chart
        else:
            self.draw(self._run)

    def _on_delivered(self, chart: PreparedChart) -> None:
        self.chart = chart
        self.prepared.emit(chart)

    def _on_ended(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, Cancelled):
            raise error
        if self._again:
            self.draw(self._run)
        elif self._run is None:
            self.warmed.emit()
