"""What of a triage is shown, and in which order: a filter, states, groups, and back to the order by harm."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from lossacc_gui.language import say, tr
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.verdict import WORST_FIRST, State
from lossacc_gui.triage.groups import GROUPINGS

CHOSEN, FILTERED = 12, 20  # characters of the boxes and of the filter that are always seen
TYPING = 150
"""Milliseconds after the last key before the table is filtered."""


class Sieve(QWidget):
    """`filtered` carries words and the states and titles of causes that are shown, none for all; `grouped` carries the
    name of a grouping, empty for none.
    """

    filtered = Signal(str, object, object)
    grouped = Signal(str)
    harm_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter: words of name, folder, cause, setting=value"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(FILTERED * self.fontMetrics().averageCharWidth())
        self.states = self._box(self.tr("States that are shown"))
        self.states.setMinimumWidth(self.states.minimumSizeHint().width())
        self.states.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # where there is room
        self._states: tuple[str, ...] = ()
        self._causes: tuple[str, ...] = ()
        self.states.addItem(self.tr("All states"), ())
        self.states.addItem(self.tr("Problem or worth a look"), (State.PROBLEM.value, State.WATCH.value))
        for state in WORST_FIRST:
            self.states.addItem(tr(say("{state:upper}", state=state.said)), (state.value,))
        self.states.setPlaceholderText(self.tr("Several states"))  # before the first entry it would be chosen
        self.groups = self._box(self.tr("By what runs are grouped"))
        self.offer_groups(())
        self.by_harm = QPushButton(self.tr("By &Harm"), self)
        self.by_harm.setToolTip(self.tr("Sort by what has to be looked at first"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter, 1)
        for widget in (self.states, self.groups, self.by_harm):
            layout.addWidget(widget)
        self._timer = QTimer(self, interval=TYPING, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self.filter.textChanged.connect(lambda _: self._timer.start())
        self.states.currentIndexChanged.connect(self._on_states)
        self.groups.currentIndexChanged.connect(lambda _: self.grouped.emit(self.groups.currentData() or ""))
        self.by_harm.clicked.connect(self.harm_wanted)

    def offer_groups(self, settings: Sequence[str]) -> None:
        """What runs can be grouped by; what was chosen stays chosen."""
        chosen = self.groups.currentData()
        with QSignalBlocker(self.groups):
            self.groups.clear()
            self.groups.addItem(self.tr("Not grouped"), "")
            for name, told in (*((name, tr(said)) for name, said in GROUPINGS.items()), *((s, s) for s in settings)):
                self.groups.addItem(self.tr("By {0}").format(plain_text(told)), name)
            self.groups.setCurrentIndex(max(0, self.groups.findData(chosen)))

    def choose(self, states: tuple[str, ...], causes: tuple[str, ...]) -> None:
        """Show these states and causes alone, none for all."""
        self._states, self._causes = states, causes
        offered = [set(self.states.itemData(i)) for i in range(self.states.count())]
        with QSignalBlocker(self.states):
            self.states.setCurrentIndex(offered.index(set(states)) if set(states) in offered else -1)
        self._tell()

    def stop(self) -> None:
        """Tell nothing more of what was typed."""
        self._timer.stop()

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(name)  # where what is chosen stands for the name, as for a screen reader on Linux
        # The longest setting must not press the filter flat.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(CHOSEN)
        return box

    def _tell(self) -> None:
        self._timer.stop()
        self.filtered.emit(self.filter.text(), self._states, self._causes)

    def _on_states(self) -> None:
        self._states = self.states.currentData()
        self._tell()
