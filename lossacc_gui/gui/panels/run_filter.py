"""Which runs and metrics the list shows, and in which order."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from lossacc_gui.gui.panels.run_cells import SORT_ROLE
from lossacc_gui.gui.panels.run_model import ABOUT_ROLE

_Index = QModelIndex | QPersistentModelIndex


class Wanted:
    """What a person looks for: words that all have to be there, or a regular expression behind a slash."""

    def __init__(self, text: str) -> None:
        self.wrong = ""
        words = text.split()
        self._patterns = [re.compile(re.escape(word), re.IGNORECASE) for word in words]
        if text.startswith("/"):
            try:
                self._patterns = [re.compile(text[1:].removesuffix("/"), re.IGNORECASE)] if text.strip("/") else []
            except re.error as error:
                self.wrong = str(error)
                self._patterns = []

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def in_run(self, own: str, metrics: tuple[str, ...]) -> bool:
        """Whether the run itself (`own` are the words about it) and its metrics hold all that is looked for."""
        return all(found.search(own) or any(map(found.search, metrics)) for found in self._patterns)

    def in_metric(self, own: str, metric: str) -> bool:
        """Whether a metric holds what the run itself does not."""
        return all(found.search(metric) for found in self._patterns if not found.search(own))


class RunFilter(QSortFilterProxyModel):
    """Sorts the runs; what has no value comes last in both directions, metrics stay as the log has them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = Wanted("")
        self._keys: dict[tuple[int, int], Any] = {}

    def setSourceModel(self, model: QAbstractItemModel) -> None:
        """Take the runs; what they are sorted by is asked once, since Qt compares each many times."""
        for changed in (model.dataChanged, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._keys.clear)
        super().setSourceModel(model)

    def _key(self, index: _Index) -> Any:
        place = (index.row(), index.column())
        if place not in self._keys:
            self._keys[place] = index.data(SORT_ROLE)
        return self._keys[place]

    def want(self, text: str) -> None:
        """Show what holds this text."""
        self.beginFilterChange()
        self.wanted = Wanted(text)
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        """A run with all that is looked for, below it the metrics that hold what the run itself does not."""
        if not self.wanted:
            return True
        model = self.sourceModel()
        about = model.index(row, 0, parent).data(ABOUT_ROLE)
        if not parent.isValid():
            own, metrics = about
            return self.wanted.in_run(own, metrics)
        top = parent
        while top.parent().isValid():
            top = top.parent()
        own, _ = top.data(ABOUT_ROLE)
        return any(self.wanted.in_metric(own, metric) for metric in about)

    def lessThan(self, one: _Index, other: _Index) -> bool:
        """Numbers by size, texts by letters."""
        upwards = self.sortOrder() == Qt.SortOrder.AscendingOrder
        if one.parent().isValid():
            return (one.row() < other.row()) is upwards
        a, b = self._key(one), self._key(other)
        if a is None or b is None:
            return a is not b and (b is None) is upwards
        return bool(a < b)
