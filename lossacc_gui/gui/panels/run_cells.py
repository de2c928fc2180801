"""The cells of the list of runs: what stands in them, and what they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QStandardItem

from lossacc_gui.gui.look.icons import icon
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import say, tr
from lossacc_gui.measure.extremes import best_value
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.splits import speaking_order
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Series
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import loss_text, percent_text

SORT_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a run is sorted by in this column; nothing where it has no such value."""
SIGNS = {State.FINE: "benign", State.WATCH: "watch", State.PROBLEM: "problem"}
"""The icons of states; nobody could say how the others are."""
SIGN_SIZE = 16
_BEST = {"lower": say("the lowest value"), "higher": say("the highest value")}


def sign(state: State, theme: Theme) -> QIcon:
    """The icon of a state in its colour, and in that of the text where its row is selected."""
    name = SIGNS.get(state, "unknown")
    made = icon(name, theme, theme.severity(state.value), SIGN_SIZE)
    side = enlarged(SIGN_SIZE)
    made.addPixmap(icon(name, theme, theme.accent_text, SIGN_SIZE).pixmap(side), QIcon.Mode.Selected)
    return made


def cell(text: str, tip: str = "") -> QStandardItem:
    """A cell that nobody writes into; its tip is its text where there is no other."""
    made = QStandardItem(text)
    made.setEditable(False)
    made.setToolTip(plain_tip(tip or text))
    return made


def tell(old: QStandardItem, now: QStandardItem, roles: Sequence[int]) -> None:
    """Have a cell say what another one does. Put in its place, PySide would keep what it knows of the old one."""
    for role in roles:
        old.setData(now.data(role), role)


def last_and_best(series: Series, name: str) -> tuple[QStandardItem, QStandardItem]:
    """The last and the best value of a metric, each with a tool tip that names the metric."""
    last = (
        cell(_said(series, float(series.value[-1])), tr(say("{metric}: the last value", metric=name)))
        if len(series.value)
        else cell("")
    )
    if len(series.value) and isfinite(series.value[-1]):
        last.setData(float(series.value[-1]), SORT_ROLE)
    best = best_value(series)
    if best is None:
        return last, cell("")
    which = _BEST[series.quantity.better] if series.quantity.better is not None else ""
    top = cell(_said(series, best), f"{name}: {tr(which)}")
    top.setData(best, SORT_ROLE)
    return last, top


def _said(series: Series, value: float) -> str:
    return tr(percent_text(value) if series.quantity.is_fraction else loss_text(value))


def main_series(analysis: Analysis) -> Series | None:
    """The series that stands for a run: its accuracy on data held out, else its loss there, else on other data."""
    for split in speaking_order(analysis.run):
        main = main_of(analysis.run, split, analysis.pairs)
        found = main.accuracy or main.reward or main.loss
        if found is not None:
            return found
    return None
