"""The page for the thresholds of the analysis."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.dialogs.settings.option_model import NAME, RANGE, REASON, UNIT, USUAL, VALUE, OptionModel
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.filter_keys import FilterKeys

CELL_MARGIN = 8
"""Pixels of a cell beside its text."""


class _Filter(QSortFilterProxyModel):
    """Rows with all the words, and if wanted only those that were changed."""

    def __init__(self, model: OptionModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._words: list[str] = []
        self._only_changed = False
        self.setSourceModel(model)

    def want(self, text: str, only_changed: bool) -> None:
        """Show what has all these words."""
        self._words, self._only_changed = text.lower().split(), only_changed
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        """By name, unit and reason."""
        about = " ".join(self._model.text(row, column) for column in (NAME, UNIT, REASON)).lower().replace("_", " ")
        return all(word.replace("_", " ") in about for word in self._words) and (
            not self._only_changed or self._model.is_changed(row)
        )


class ThresholdsPage(QWidget):
    """`changed` carries the thresholds that are not the usual ones, as (name, text)."""

    changed = Signal(object)

    def __init__(self, options: tuple[tuple[str, str], ...], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = OptionModel(options, self)
        self._filtered = _Filter(self.model, self)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter by name, unit or reason"))
        self.filter.setAccessibleName(self.tr("Filter thresholds"))
        self.filter.setClearButtonEnabled(True)
        self.only_changed = QCheckBox(self.tr("Only chan&ged"), self)
        self.table = QTableView(self)
        self.about = plain(QLabel(self))
        self.about.setWordWrap(True)
        self.reset = QPushButton(self.tr("&Reset"), self)
        self.reset.setToolTip(self.tr("Give the chosen threshold its usual value"))
        self.reset_all = QPushButton(self.tr("Reset &All"), self)
        for button in (self.reset, self.reset_all):
            be_aside(button)
        self._set_up_table()
        self._lay_out()
        self._connect()
        self.table.setCurrentIndex(self._filtered.index(0, VALUE))

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._filtered)
        table.setAccessibleName(self.tr("Thresholds"))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAlternatingRowColors(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As wide as their texts. Qt would ask for eight things of each cell to find that, which takes a tenth of a
        second.
        """
        bold = QFont(self.table.font())
        bold.setBold(True)
        usual, changed = QFontMetrics(self.table.font()), QFontMetrics(bold)
        letters = [changed if self.model.is_changed(row) else usual for row in range(self.model.rowCount())]
        header = self.table.horizontalHeader()
        for column in (NAME, VALUE, USUAL, RANGE):
            widths = (one.horizontalAdvance(self.model.text(row, column)) for row, one in enumerate(letters))
            header.resizeSection(column, max(max(widths) + CELL_MARGIN, header.sectionSizeHint(column)))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters want other columns."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.filter, 1)
        above.addWidget(self.only_changed)
        below = QHBoxLayout()
        below.addWidget(self.about, 1)
        below.addWidget(self.reset)
        below.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter_changed)
        FilterKeys(self.filter, in_dialog=True).left.connect(self.table.setFocus)
        self.only_changed.toggled.connect(self._on_filter_changed)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.model.changed.connect(self._on_changed)
        self.model.refused.connect(lambda why: self._say(why, self._theme.problem))
        self.reset.clicked.connect(lambda: self.model.reset(self._row))
        self.reset_all.clicked.connect(lambda: self.model.reset(*range(self.model.rowCount())))

    @property
    def _row(self) -> int:
        return self._filtered.mapToSource(self.table.currentIndex()).row()

    def _on_filter_changed(self) -> None:
        self._filtered.want(self.filter.text(), self.only_changed.isChecked())
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._filtered.index(0, VALUE))
        self._on_current_changed(self.table.currentIndex())

    def _on_current_changed(self, current: QModelIndex) -> None:
        """Wherever in a row one is, what is typed is its value."""
        if current.isValid() and current.column() != VALUE:
            self.table.setCurrentIndex(current.siblingAtColumn(VALUE))
        self._tell()

    def _on_changed(self, options: tuple[tuple[str, str], ...]) -> None:
        self._fit_columns()
        self._tell()
        self.changed.emit(options)

    def _tell(self) -> None:
        """Tell of the chosen threshold what a cell may cut."""
        row = self._row
        self.reset_all.setEnabled(bool(self.model.options))
        self.reset.setEnabled(row >= 0 and self.model.is_changed(row))
        if row < 0:
            self._say(self.tr("No threshold has that"), self._theme.muted)
            return
        name, _value, usual, unit, allowed, reason = (self.model.text(row, column) for column in range(6))
        told = self.tr("{0}: usually {1} ({2}), from {3}; {4}. Type a number to change it.")
        self._say(told.format(name, usual, unit, allowed, reason), self._theme.muted)

    def _say(self, text: str, ink: str) -> None:
        self.about.setText(text)
        self.about.setStyleSheet(f"color: {ink}")
