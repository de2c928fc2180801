"""The runs and their metrics as a tree: which are drawn, last loss, best accuracy, number of episodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from lossacc_gui.chart.choice import FRACTIONS
from lossacc_gui.gui.session import OpenRun
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Quantity, Series
from lossacc_gui.numerals import loss_text, percent_text

RUN_ROLE = Qt.ItemDataRole.UserRole
"""Index of the run, on every item of the first column."""
METRIC_ROLE = Qt.ItemDataRole.UserRole + 1
"""Name of the metric, on the items below a run."""
HEADINGS = (
    ("Run", "The runs, and below each its metrics; the boxes say which are drawn"),
    ("Loss", "The last loss"),
    ("Acc.", "The best accuracy"),
    ("Ep.", "How many episodes: stretches in which loss and accuracy disagree"),
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunModel(QStandardItemModel):
    """One row a run, one row below it for each metric, with a box that draws it or not."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Analysis] = []
        self.setHorizontalHeaderLabels([self.tr(text) for text, _ in HEADINGS])
        for column, (_, tip) in enumerate(HEADINGS):
            self.setHeaderData(column, Qt.Orientation.Horizontal, self.tr(tip), Qt.ItemDataRole.ToolTipRole)
            if column:
                self.setHeaderData(column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole)

    def show_runs(self, runs: Sequence[OpenRun]) -> None:
        """Show these runs; rows that are right already stay, since hundreds of runs may come one by one."""
        analyses = [run.analysis for run in runs]
        same = next((i for i, (a, b) in enumerate(zip(self._shown, analyses, strict=False)) if a is not b), None)
        kept = min(len(self._shown), len(analyses)) if same is None else same
        self.removeRows(kept, self.rowCount() - kept)
        for i in range(kept, len(analyses)):
            self.appendRow(self._run_row(i, analyses[i]))
        self._shown = analyses

    def check(self, index: int, shown: Sequence[str]) -> None:
        """Tick the boxes of the metrics of one run that are drawn."""
        parent = self.item(index)
        for row in range(parent.rowCount() if parent is not None else 0):
            item = parent.child(row)
            wanted = Qt.CheckState.Checked if item.data(METRIC_ROLE) in shown else Qt.CheckState.Unchecked
            if item.checkState() != wanted:
                item.setCheckState(wanted)

    def checked(self, index: int) -> tuple[str, ...]:
        """The metrics of one run whose boxes are ticked."""
        parent = self.item(index)
        items = [parent.child(row) for row in range(parent.rowCount())]
        return tuple(item.data(METRIC_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked)

    def _run_row(self, index: int, analysis: Analysis) -> list[QStandardItem]:
        run = analysis.run
        first = _item(run.name, str(run.source))
        first.setData(index, RUN_ROLE)
        pair = analysis.pairs[0] if analysis.pairs else None
        for series in run.series:
            first.appendRow(self._metric_row(index, series))
        loss = _last(pair.loss) if pair is not None else ""
        accuracy = _best(pair.accuracy) if pair is not None else ""
        row = [
            first,
            _item(loss, pair.loss.metric if pair else ""),
            _item(accuracy, pair.accuracy.metric if pair else ""),
        ]
        row.append(_item(str(len(analysis.episodes)), self.tr("episodes in which loss and accuracy disagree")))
        for item in row[1:]:
            item.setTextAlignment(_RIGHT)
        return row

    def _metric_row(self, index: int, series: Series) -> list[QStandardItem]:
        first = _item(series.metric, f"{series.quantity.value.replace('_', ' ')}, {series.split.value}")
        first.setData(index, RUN_ROLE)
        first.setData(series.metric, METRIC_ROLE)
        first.setCheckable(True)
        fraction = series.quantity in FRACTIONS
        row = [first, _item("" if fraction else _last(series)), _item(_best(series) if fraction else ""), _item("")]
        for item in row[1:]:
            item.setTextAlignment(_RIGHT)
        return row


def _item(text: str, tip: str = "") -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setToolTip(tip or text)
    return item


def _last(series: Series) -> str:
    return loss_text(float(series.value[-1])) if len(series.value) else ""


def _best(series: Series) -> str:
    finite = series.value[np.isfinite(series.value)]
    if not len(finite):
        return ""
    return percent_text(float(finite.min() if series.quantity == Quantity.ERROR_RATE else finite.max()))
