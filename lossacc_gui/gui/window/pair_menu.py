"""Which loss is related to which accuracy: the menu that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.window.run_buttons import as_action
from lossacc_gui.gui.window.run_menu import RunMenu, add_ticked

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


class PairMenu(RunMenu):
    """Every loss-like metric of the current run, and below each every accuracy-like one.

    Ticked are the pairs in which episodes are looked for.
    """

    def fill(self) -> None:
        """List the metrics of the run that is shown."""
        from lossacc_gui.measure.pairing import as_accuracy, judged

        self.empty()
        session = self._session()
        analysis = session.current if session is not None else None
        if session is None or analysis is None:
            return
        pairs = judged(analysis.pairs)
        ticked = {(pair.loss.logged_as, pair.accuracy.logged_as) for pair in pairs}
        usual = add_ticked(self, self.tr("As their names say"), not any(pair.asked for pair in pairs))
        usual.triggered.connect(_relating(session))
        usual.setToolTip(self.tr("Each accuracy with the loss of its split and output"))
        self.addSeparator()
        logged = [series for series in analysis.run.series if len(series.value)]
        losses = tuple(dict.fromkeys(series.logged_as for series in logged if series.quantity.is_loss))
        accuracies = {s.logged_as: as_accuracy(s).metric for s in logged if s.quantity.is_accuracy}
        if not losses or not accuracies:
            missing = (
                self.tr("This run has no loss") if not losses else self.tr("This run has nothing like an accuracy")
            )
            self.addAction(missing).setEnabled(False)
            return
        for loss in losses:
            below = QMenu(as_action(loss), self)
            below.menuAction().setToolTip(plain_tip(loss))
            below.menuAction().setCheckable(True)
            below.menuAction().setChecked(any(one == loss for one, _ in ticked))
            self.addMenu(below)
            for accuracy, named in accuracies.items():
                action = add_ticked(below, named, (loss, accuracy) in ticked)
                action.triggered.connect(_relating(session, f"{loss}:{accuracy}"))


def _relating(session: Session, *pairs: str) -> Callable[[], None]:
    return lambda: session.doing.relate(*pairs)
