"""The dialog in which a person draws lines of their own across the charts, changes and removes them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import Level
from lossacc_gui.gui.dialogs.closing import add_action
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.session.session import Session
from lossacc_gui.language import tr
from lossacc_gui.model.level import LEVEL_AXES, level_in
from lossacc_gui.numerals import loss_text, percent_text

SIZE = QSize(480, 360)
LONGEST_NAME = 60


class LinesDialog(QDialog):
    """Every line that is drawn, and a form for one; follows the session, so that undoing shows here, too."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Lines"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        self._session = session
        self._listed: tuple[Level, ...] = ()
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Lines"))
        self.none = plain(QLabel(self.tr("No lines are drawn yet: chance, a baseline, a published result…"), self))
        self.none.setWordWrap(True)
        self.value = QLineEdit(self)
        self.value.setPlaceholderText(self.tr("a number, or a percentage"))
        self.name = QLineEdit(self, maxLength=LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("what stands beside it; its value if empty"))
        self.axis = QComboBox(self)
        for text, axis in ((self.tr("Loss"), "loss"), (self.tr("Accuracy"), "accuracy")):
            self.axis.addItem(text, axis)
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.add = add_action(self.buttons, self.tr("&Add"))
        self.change = add_action(self.buttons, self.tr("&Change"))
        self.remove = add_action(self.buttons, self.tr("&Remove"))
        self.add.setDefault(True)
        self._lay_out()
        self._connect()
        self._follow()
        self.value.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("A&xis"), self.axis)
        form.addRow(self.tr("&Value"), self.value)
        form.addRow(self.tr("&Name"), self.name)
        layout = QVBoxLayout(self)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 1)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.buttons.rejected.connect(self.reject)
        self.add.clicked.connect(self._on_add)
        self.change.clicked.connect(self._on_change)
        self.remove.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.value.textChanged.connect(self._allow)
        self.name.textChanged.connect(self._allow)
        self.axis.currentIndexChanged.connect(self._allow)
        self._session.made_changed.connect(self._follow)
        self._session.chart_prepared.connect(self._follow)
        self._session.current_changed.connect(self._follow)

    @property
    def _written(self) -> Level | None:
        """What the form says; None where it says no line."""
        value = self.value.text().strip()
        value = value.replace(QLocale().decimalPoint(), ".")
        try:
            return level_in(f"{self.axis.currentData()}={value}:{self.name.text()}") if ":" not in value else None
        except ValueError:
            return None

    @property
    def _chosen(self) -> Level | None:
        row = self.list.currentRow()
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _on_add(self) -> None:
        written = self._written
        if written is not None and self.add.isEnabled():
            self._session.doing.draw_lines((*self._session.drawing.lines, written))
            self.list.setCurrentRow(len(self._listed) - 1)

    def _on_change(self) -> None:
        chosen, written = self._chosen, self._written
        if chosen is not None and written is not None:
            lines = tuple(written if one == chosen else one for one in self._session.drawing.lines)
            self._session.doing.draw_lines(lines)

    def _on_remove(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._session.doing.draw_lines(tuple(one for one in self._session.drawing.lines if one != chosen))

    def _follow(self) -> None:
        """List the lines that there are now."""
        lines, row = self._session.drawing.lines, self.list.currentRow()
        if lines != self._listed or self.list.count() != len(lines):
            self._listed = lines
            self.list.blockSignals(True)
            self.list.clear()
            self.list.addItems([""] * len(lines))
            self.list.setCurrentRow(min(row, len(lines) - 1))
            self.list.blockSignals(False)
        for place, line in enumerate(lines):
            self.list.item(place).setText(self._told(line))
        self.none.setVisible(not lines)
        self.list.setVisible(bool(lines))
        self._allow()

    def _told(self, line: Level) -> str:
        """A line in words, and whether the chart that is shown has a place for it."""
        prepared = self._session.prepared
        chart = None if prepared is None else prepared.chart
        axis = None if chart is None else chart.left if line.axis == "left" else chart.right
        percent = axis is not None and axis.percent
        at = line.on(percent=percent)
        value = tr(percent_text(at) if percent else loss_text(at))
        told = f"{self.axis.itemText(0 if line.axis == 'left' else 1)} {value}"
        told = f"{told}: {line.text}" if line.text else told
        if chart is None or any((one.level, one.axis) == (at, line.axis) for one in chart.references):
            return told
        if chart.runs:
            return self.tr("{0} (not in a chart of several runs)").format(told)
        if self._session.drawing.lines and axis is None:
            return self.tr("{0} (no curve counts on this axis)").format(told)
        return self.tr("{0} (this axis does not reach it)").format(told)

    def _on_chosen(self) -> None:
        """Write the chosen line into the form."""
        chosen = self._chosen
        if chosen is not None and chosen != self._written:
            name = next(name for name, side in LEVEL_AXES.items() if side == chosen.axis)
            self.axis.setCurrentIndex(self.axis.findData(name))
            self.value.setText(_number(chosen.value))
            self.name.setText(chosen.text)
        self._allow()

    def _allow(self) -> None:
        """Allow what the form can do, and say what it lacks."""
        written, chosen = self._written, self._chosen
        there = written in self._listed
        nothing = not self.value.text().strip()
        why = self.tr("The value is a number such as {0}, or {1} of an accuracy.")
        numbers = _number(0.69), tr(percent_text(0.76, 0))
        self.told.setText("" if nothing or written is not None else why.format(*numbers))
        self.add.setEnabled(written is not None and not there)
        self.change.setEnabled(chosen is not None and written is not None and not there)
        self.remove.setEnabled(chosen is not None)


def _number(value: float) -> str:
    """All digits, in no groups: it is read back."""
    return f"{value:.15g}".replace(".", QLocale().decimalPoint())
