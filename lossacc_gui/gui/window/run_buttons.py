"""The flat buttons of the tool bar that say how the current run is looked at, and open its menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.language import tr

if TYPE_CHECKING:
    from lossacc_gui.chart import Chart
    from lossacc_gui.model.analysis import Analysis

PAIR_WIDTH = 240
"""Pixels that the names of two metrics may take, in letters of the usual size."""
X_WIDTH = 130
"""Pixels that the name of an axis may take, in letters of the usual size."""
LETTERS = 9
"""What a button keeps of its words however narrow the tool bar is."""
_SHOW_MNEMONIC = 0x0800
"""Qt.TextFlag.TextShowMnemonic: see `by_name`."""


class MenuButton(QToolButton):
    """Says what is chosen in its menu, which it is given after the first frame, as much as there is room for."""

    def __init__(self, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._short = ""  # its words without what its place tells, where there is no room for that
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        by_name(self, focusPolicy="TabFocus")
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for so much of its words that it is known: in a narrow tool bar they give way before a tool does."""
        letters = self.fontMetrics()
        least = LETTERS * letters.averageCharWidth()
        if self._short:
            least = max(least, min(letters.size(_SHOW_MNEMONIC, self._short).width(), 4 * least // 3))
        return self.sizeHint() - QSize(max(self._words() - least, 0), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for."""
        missing = self.sizeHint().width() - self.width()
        if missing <= 0:
            super().paintEvent(event)
            return
        # Here and not above: PySide makes a class with all its enumerations when it is first named, and those of Qt
        # and QStyle are thousands of names, which the first frame has no need of.
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter

        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.words_in(self._words() - missing)
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def words_in(self, room: int) -> str:
        """As much of its words as has room in so many pixels."""
        from PySide6.QtCore import Qt

        words, middle = self._short or self.text(), Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(words, middle, room, Qt.TextFlag.TextShowMnemonic)

    def _words(self) -> int:
        return self.fontMetrics().size(_SHOW_MNEMONIC, self.text()).width()


class PairButton(MenuButton):
    """Says which loss is related to which accuracy, and opens the menu that changes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.tr("Which loss is related to which accuracy"), parent)
        self.show_analysis(None)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Say the first pair of a run."""
        said = self.tr("no pair") if analysis is not None else "—"
        if analysis is not None and analysis.pairs:
            said = f"{analysis.pairs[0].loss.metric} · {analysis.pairs[0].accuracy.metric}"
        self.setText(as_action(cut_in_the_middle(self, said, PAIR_WIDTH)))
        self.setEnabled(analysis is not None)
        self.setAccessibleName(self.tr("Related metrics: {0}").format(said))


class XButton(MenuButton):
    """Says what x counts, and opens the menu that changes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.tr("What the x axis counts"), parent)
        self.tell("")

    def show_chart(self, chart: Chart) -> None:
        """Say what x counts in a chart."""
        from lossacc_gui.chart.across import short_title  # numpy comes with it: the first frame does without

        title = tr(short_title(chart.across.axis.title))
        self.tell(self.tr("log {0}").format(title) if chart.across.log else title)

    def tell(self, what: str) -> None:
        """Say what is counted; empty where there is no run."""
        said = cut_in_the_middle(self, tr(what) or "—", X_WIDTH)
        self._short = as_action(said)
        self.setText(self.tr("X: {0}").format(self._short))
        self.setEnabled(bool(what))
        self.setAccessibleName(self.tr("What the x axis counts: {0}").format(tr(what) or "—"))


def cut_in_the_middle(widget: QWidget, text: str, width: int) -> str:
    """A text that takes no more than so many pixels, told for letters of the usual size, in those of a widget."""
    letters, width = widget.fontMetrics(), enlarged(width)
    if letters.horizontalAdvance(text) <= width:
        return text
    from PySide6.QtCore import Qt  # the first frame does without

    return letters.elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def as_action(name: str) -> str:
    """A text from a log as that of an action, where & would mark a key."""
    return name.replace("&", "&&")
