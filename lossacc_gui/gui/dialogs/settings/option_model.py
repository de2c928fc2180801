"""The thresholds of the analysis as a table: value, usual value, unit, range and reason."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from lossacc_gui.language import Number, tr, typed
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.options import Options, allowed, described

_Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, USUAL, UNIT, RANGE, REASON = range(6)


class OptionModel(QAbstractTableModel):
    """One row an option. `changed` carries those that are not the usual ones, `refused` why a value was not taken."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, options: tuple[tuple[str, str], ...], parent: QObject) -> None:
        super().__init__(parent)
        self.titles = tuple(map(self.tr, ("Threshold", "Value", "Usual", "Unit", "Range", "Reason")))
        self._usual = described(Options())
        self._options = Options().changed(dict(options))

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Those that are not the usual ones, as name and text."""
        return self._options.as_changed

    def reset(self, *rows: int) -> None:
        """Give the options in these rows their usual values."""
        names = {self._usual[row][0] for row in rows}
        self._take({name: text for name, text in self.options if name not in names})

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row an option."""
        return 0 if parent is not None and parent.isValid() else len(self._usual)

    def columnCount(self, parent: _Index | None = None) -> int:
        """What is told of each."""
        return 0 if parent is not None and parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a column tells."""
        wanted = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.titles[section] if wanted else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Only the values are changed."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE else usual

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; what was changed is bold, what is cut stands whole in the tool tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.FontRole and self.is_changed(index.row()) and index.column() in (NAME, VALUE):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        name, usual, unit, reason = self._usual[row]
        if column == RANGE:
            low, high = allowed(name)
            return self.tr("{0} to {1}").format(tr(Number(f"{low:,.10g}")), tr(Number(f"{high:,.10g}")))
        value = Number(f"{getattr(self._options, name):.10g}")
        return (name, tr(value), tr(Number(f"{usual:.10g}")), tr(unit), "", tr(reason))[column]

    def is_changed(self, row: int) -> bool:
        """Whether the value in a row is not the usual one."""
        name, usual, *_ = self._usual[row]
        return bool(getattr(self._options, name) != usual)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a value that is in its range; of another one it is told why it is not taken."""
        if role != Qt.ItemDataRole.EditRole or index.column() != VALUE:
            return False
        name = self._usual[index.row()][0]
        text = str(value).strip()
        if text == self.text(index.row(), VALUE):
            return False
        try:
            self._take(dict(self.options) | {name: typed(text)})
        except BadOption as error:
            self.refused.emit(tr(error.said))
            return False
        return True

    def _take(self, options: dict[str, str]) -> None:
        self._options = Options().changed(options)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.changed.emit(self.options)
