"""The live table "Loss and accuracy": change predictions of a few examples and watch both numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.explain.worked_table import WorkedCase, compared, presets
from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.language import Number, say, tr
from lossacc_gui.numerals import loss_text, percent_text

_Index = QModelIndex | QPersistentModelIndex


class CaseModel(TextTable):
    """One case as a table: truth, a column for each prediction (these can be edited), sum, answer, right, loss."""

    case_changed = Signal()

    def __init__(self, case: WorkedCase, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self._theme = theme

    def show_case(self, case: WorkedCase) -> None:
        """Take another case."""
        self.beginResetModel()
        self.case = case
        self.endResetModel()
        self.case_changed.emit()

    def headings(self) -> tuple[str, ...]:
        """The titles of the columns."""
        if self.case.tolerance is not None:
            return (say("Target"), say("Predicted"), say("Within"), say("Squared error"))
        answers = (f"p({k})" for k in range(self.case.classes))
        return (say("Truth"), *answers, say("Sum"), say("Answer"), say("Right"), say("Loss"))

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row an example."""
        return 0 if parent is not None and parent.isValid() else len(self.case.examples)

    def is_number(self, column: int) -> bool:
        """Predictions, their sum, the class answered, the loss."""
        return self.headings()[column] not in ("Truth", "Right", "Within")

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        case = self.case
        right, loss = say("yes") if case.right(row) else say("no"), loss_text(case.loss(row))
        truth = " ".join(f"{value:g}" for value in case.one_hot(row))
        predicted = [Number(f"{value:.3g}") for value in case.examples[row].predicted]
        if case.tolerance is not None:
            return (truth, *predicted, right, loss)[column]
        return (truth, *predicted, Number(f"{case.total(row):.3g}"), Number(f"{case.answer(row):g}"), right, loss)[
            column
        ]

    def tip(self, row: int, column: int) -> str:
        """How to change what can be changed."""
        return self.tr("Double click or type to change it") if self._is_prediction(column) else self.text(row, column)

    def colour(self, row: int, column: int) -> str | None:
        """Right and wrong, and sums that are not 1."""
        heading = self.headings()[column]
        if heading in ("Right", "Within"):
            return self._theme.benign if self.case.right(row) else self._theme.problem
        return self._theme.problem if heading == "Sum" and row in self.case.unnormalised else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Predictions can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._is_prediction(index.column()) else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What an editor begins with, and bold letters for what can be edited; the rest as in any table."""
        if index.isValid() and self._is_prediction(index.column()):
            if role == Qt.ItemDataRole.EditRole:
                return tr(Number(f"{self.case.examples[index.row()].predicted[index.column() - 1]:.6g}"))
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
        return super().data(index, role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a new prediction; what is none is refused and the old one stays."""
        if role != Qt.ItemDataRole.EditRole or not self._is_prediction(index.column()):
            return False
        try:
            self.case = self.case.changed(index.row(), index.column() - 1, float(str(value).replace(",", ".")))
        except ValueError:
            return False
        last = self.index(index.row(), self.columnCount() - 1)
        self.dataChanged.emit(self.index(index.row(), 0), last)
        self.case_changed.emit()
        return True

    def _is_prediction(self, column: int) -> bool:
        return 1 <= column <= self.case.classes


class _CaseView(QWidget):
    """A case with its name, its table and both numbers."""

    def __init__(self, name: str, model: CaseModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self._theme = theme
        self.numbers = QLabel(self)
        self.numbers.setTextFormat(Qt.TextFormat.RichText)
        self.numbers.setAccessibleName(self.tr("Loss and accuracy of case {0}").format(name))
        self.renormalise = QPushButton(self.tr("Make the sums 1"), self)
        self.renormalise.setAccessibleName(self.tr("Renormalise case {0}").format(name))
        be_aside(self.renormalise)
        self.renormalise.clicked.connect(self._on_renormalise)
        self.table = QTableView(self)
        self.table.setModel(model)
        self.table.setAccessibleName(self.tr("Examples of case {0}").format(name))
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)  # Tab goes on to what comes next, arrows from cell to cell
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        title = QLabel(f"<b>{name}</b>", self)
        title.setBuddy(self.table)
        above = QHBoxLayout()
        above.addWidget(title)
        above.addSpacing(12)
        above.addWidget(self.numbers, 1)
        above.addWidget(self.renormalise)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.table, 1)
        model.case_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        case = self.model.case
        name = self.tr("mean squared error") if case.tolerance is not None else self.tr("mean cross-entropy")
        rate = (
            self.tr("within {0}").format(tr(loss_text(case.tolerance)))
            if case.tolerance is not None
            else self.tr("accuracy")
        )
        off = len(case.unnormalised)
        warning = self.tr("{0} rows do not sum to 1").format(off) if off > 1 else self.tr("1 row does not sum to 1")
        self.numbers.setText(
            f"{name} <b>{tr(loss_text(case.mean_loss))}</b> &nbsp; · &nbsp; "
            f"{rate} <b>{tr(percent_text(case.accuracy))}</b>"
            + (f" &nbsp; <span style='color:{self._theme.problem}'>{warning}</span>" if off else "")
        )
        self.renormalise.setVisible(case.tolerance is None)
        self.renormalise.setEnabled(bool(off))

    def _on_renormalise(self) -> None:
        self.model.show_case(self.model.case.renormalised())


class WorkedTableDialog(QDialog):
    """Two cases of the same examples, one below the other, and what the change from A to B does to both numbers."""

    def __init__(self, theme: Theme, preset: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Loss and accuracy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(720, 640))
        self._presets = presets()
        first = self._presets[0]
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("Example"))
        for one in self._presets:
            self.choice.addItem(tr(one.title), one.id)
        self.story = QLabel(self)
        self.story.setWordWrap(True)
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName(self.tr("What changes from A to B"))
        self.cases = tuple(
            _CaseView(tr(case.title), CaseModel(case, theme, self), theme, self) for case in (first.first, first.second)
        )
        self.reset = QPushButton(self.tr("&Start again"), self)
        be_aside(self.reset)
        label = QLabel(self.tr("&Example"), self)
        label.setBuddy(self.choice)
        above = QHBoxLayout()
        above.addWidget(label)
        above.addWidget(self.choice, 1)
        above.addWidget(self.reset)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(above)
        layout.addWidget(self.story)
        for case in self.cases:
            layout.addWidget(case, 1)
        layout.addWidget(self.sentence)
        layout.addWidget(buttons)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.reset.clicked.connect(self._on_chosen)
        for case in self.cases:
            case.model.case_changed.connect(self._compare)
        self.choice.setCurrentIndex(max(self.choice.findData(preset), 0))
        self._on_chosen()

    def _on_chosen(self) -> None:
        one = self._presets[self.choice.currentIndex()]
        self.story.setText(tr(one.story))
        for view, case in zip(self.cases, (one.first, one.second), strict=True):
            view.model.show_case(case)

    def _compare(self) -> None:
        first, second = (view.model.case for view in self.cases)
        if first.classes == second.classes:  # while one of both is replaced they differ for a moment
            self.sentence.setText(tr(compared(first, second)))
