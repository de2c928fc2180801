"""The runs and their metrics as a tree: how each run is, which metrics are drawn, their last and best values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel

from lossacc_gui.export.phrases import counted
from lossacc_gui.gui.icons import icon
from lossacc_gui.gui.plain import plain_tip
from lossacc_gui.gui.state import OpenRun
from lossacc_gui.gui.theme import LIGHT, Theme
from lossacc_gui.measure.extremes import best_value
from lossacc_gui.measure.pairing import as_related, main_of
from lossacc_gui.measure.splits import speaking_order
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Series
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import loss_text, percent_text

RUN_ROLE = Qt.ItemDataRole.UserRole
"""Index of the run, on every item of the first column."""
METRIC_ROLE = Qt.ItemDataRole.UserRole + 1
"""The log's name of the metric, on the items below a run."""
HEADINGS = (
    ("Run", "The runs with a sign for their verdict, and below each its metrics; the boxes say which are drawn"),
    ("Last", "The last value; of a run: that of its main metric, which the tool tip names"),
    ("Best", "The lowest loss, the highest accuracy"),
)
SIGNS = {State.FINE: "benign", State.WATCH: "watch", State.PROBLEM: "problem"}
"""The icons of states; nobody could say how the others are."""
SIGN_SIZE = 16
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunModel(QStandardItemModel):
    """One row a run, one row below it for each metric, with a box that draws it or not."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Analysis] = []
        self._signs: dict[State, QIcon] = {state: _sign(state, LIGHT) for state in State}
        self.setHorizontalHeaderLabels([self.tr(text) for text, _ in HEADINGS])
        for column, (_, tip) in enumerate(HEADINGS):
            self.setHeaderData(column, Qt.Orientation.Horizontal, self.tr(tip), Qt.ItemDataRole.ToolTipRole)
            if column:
                self.setHeaderData(column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._signs = {state: _sign(state, theme) for state in State}
        for row, analysis in enumerate(self._shown):
            self.item(row).setIcon(self._signs[analysis.verdict.state])

    def show_runs(self, runs: Sequence[OpenRun]) -> None:
        """Show these runs; rows that are right already stay, since hundreds of runs may come one by one."""
        analyses = [run.analysis for run in runs]
        same = next((i for i, (a, b) in enumerate(zip(self._shown, analyses, strict=False)) if a is not b), None)
        kept = min(len(self._shown), len(analyses)) if same is None else same
        self.removeRows(kept, self.rowCount() - kept)
        for i in range(kept, len(analyses)):
            self.appendRow(self._run_row(i, analyses[i]))
        self._shown = analyses
        for i, text in enumerate(_told_apart(analyses)):
            item = self.item(i)
            if item.text() != text:
                item.setText(text)

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
        verdict = analysis.verdict
        told = (f"{verdict.state.said}: {verdict.text}", counted(analysis), str(run.source))
        first = _item(run.name, "\n".join(text for text in told if text))
        first.setIcon(self._signs[verdict.state])
        first.setData(f"{run.name}, {verdict.state.said}", Qt.ItemDataRole.AccessibleTextRole)
        first.setData(index, RUN_ROLE)
        logged = as_related(run, analysis.pairs)
        named = Counter(series.metric for series in logged)
        for series in logged:
            label = series.metric if named[series.metric] == 1 else f"{series.metric} ({series.split.value})"
            first.appendRow(self._metric_row(index, series, label))
        main = _main_series(analysis)
        row = [first, *(_values(main, main.metric) if main is not None else (_item(""), _item("")))]
        for item in row[1:]:
            item.setTextAlignment(_RIGHT)
        return row

    def _metric_row(self, index: int, series: Series, label: str) -> list[QStandardItem]:
        about = f"{series.quantity.value.replace('_', ' ')}, {series.split.value}"
        first = _item(label, f"{series.logged_as}: {about}")
        first.setData(index, RUN_ROLE)
        first.setData(series.logged_as, METRIC_ROLE)
        first.setCheckable(True)
        row = [first, *_values(series, label)]
        for item in row[1:]:
            item.setTextAlignment(_RIGHT)
        return row


def _sign(state: State, theme: Theme) -> QIcon:
    """The icon of a state in its colour, and in that of the text where its row is selected."""
    name = SIGNS.get(state, "unknown")
    made = icon(name, theme, theme.severity(state.value), SIGN_SIZE)
    made.addPixmap(icon(name, theme, theme.accent_text, SIGN_SIZE).pixmap(SIGN_SIZE), QIcon.Mode.Selected)
    return made


def _item(text: str, tip: str = "") -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setToolTip(plain_tip(tip or text))
    return item


def _values(series: Series, name: str) -> tuple[QStandardItem, QStandardItem]:
    """The last and the best value of a metric, each with a tool tip that names the metric."""
    last = _item(_said(series, float(series.value[-1])), f"{name}: the last value") if len(series.value) else _item("")
    best = best_value(series)
    if best is None:
        return last, _item("")
    which = f"the {series.quantity.better.removesuffix('er')}est value" if series.quantity.better else ""
    return last, _item(_said(series, best), f"{name}: {which}")


def _said(series: Series, value: float) -> str:
    return percent_text(value) if series.quantity.is_fraction else loss_text(value)


def _main_series(analysis: Analysis) -> Series | None:
    """The series that stands for a run: its accuracy on data held out, else its loss there, else on other data."""
    for split in speaking_order(analysis.run):
        main = main_of(analysis.run, split, analysis.pairs)
        found = main.accuracy or main.reward or main.loss
        if found is not None:
            return found
    return None


def _told_apart(analyses: Sequence[Analysis]) -> list[str]:
    """The names of the runs; those that several have with the parts of the path in which they differ."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for analysis in analyses:
        groups.setdefault(analysis.run.name, []).append(analysis.run.source.parts)
    telling = {name: _telling_parts(paths) for name, paths in groups.items() if len(paths) > 1}
    return [_with_place(analysis, telling.get(analysis.run.name, ())) for analysis in analyses]


def _with_place(analysis: Analysis, telling: Sequence[int]) -> str:
    parts = analysis.run.source.parts
    place = "/".join(parts[i] for i in telling if i < len(parts))
    return f"{analysis.run.name} · {place}" if place else analysis.run.name


def _telling_parts(paths: Sequence[tuple[str, ...]]) -> list[int]:
    """The parts of the paths that are not the same in all of them."""
    return [i for i, parts in enumerate(zip_longest(*paths)) if len(set(parts)) > 1]
