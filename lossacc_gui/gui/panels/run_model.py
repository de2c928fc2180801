"""The runs and their metrics as a tree: how each run is, which metrics are drawn, their last and best values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from PySide6.QtCore import QAbstractProxyModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel

from lossacc_gui.chart.choice import drawn_of
from lossacc_gui.chart.named import named, short_title
from lossacc_gui.chart.run_names import Shared, shared_ends, told_apart
from lossacc_gui.export.phrases import counted
from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.theme import LIGHT, Theme
from lossacc_gui.gui.panels.run_cells import SORT_ROLE, cell, last_and_best, main_series, sign, tell
from lossacc_gui.gui.session.state import OpenRun
from lossacc_gui.language import say, tr
from lossacc_gui.measure.pairing import as_related
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Series
from lossacc_gui.model.verdict import WORST_FIRST, State
from lossacc_gui.numerals import whole_text

_Index = QModelIndex | QPersistentModelIndex
Known = TypeVar("Known")
METRIC_ROLE = Qt.ItemDataRole.UserRole + 1
"""What a person asks for a metric by, on the items below a run."""
ABOUT_ROLE = Qt.ItemDataRole.UserRole + 3
"""What a filter looks into: of a run (words about it, its metrics), below it the names of metrics."""
HEADINGS = (
    (
        say("Run"),
        say("The runs with a sign for their verdict, and below each its metrics; the boxes say which are drawn"),
    ),
    (say("Last"), say("The last value; of a run: that of its main metric, which the tool tip names")),
    (say("Best"), say("The lowest loss, the highest accuracy")),
    (say("Verdict"), say("How the run is")),
    (say("Cause"), say("The cause that the verdict names")),
    (say("Length"), say("How many points were logged")),
)
RUN, LAST, BEST, VERDICT, CAUSE, LENGTH = range(len(HEADINGS))
_NUMBERS = (LAST, BEST, LENGTH)
ROWS_A_TURN = 60
"""Rows of metrics made in one turn of the loop: a log may have thousands."""
GROUPED_FROM = 12
"""Metrics from which on they are grouped by their path."""
_OF_A_RUN = (
    Qt.ItemDataRole.DecorationRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    SORT_ROLE,
    ABOUT_ROLE,
)
_OF_A_VALUE = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SORT_ROLE)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunModel(QStandardItemModel):
    """One row a run, one row below it for each metric, with a box that draws it or not."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Analysis] = []
        self._chosen: list[tuple[str, ...] | None] = []
        """For each run the metrics that a person chose, None for the main ones."""
        self._shared: list[Shared] = []
        """For each run how much of both ends of its name is like another's."""
        self._drawn: dict[int, frozenset[str]] = {}
        self._makers: dict[int, Iterator[None]] = {}
        self._theme = LIGHT
        self._signs: dict[State, QIcon] = {}
        self.setHorizontalHeaderLabels([self.tr(text) for text, _ in HEADINGS])
        for column, (_, tip) in enumerate(HEADINGS):
            self.setHeaderData(column, Qt.Orientation.Horizontal, self.tr(tip), Qt.ItemDataRole.ToolTipRole)
            if column in _NUMBERS:
                self.setHeaderData(column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._signs.clear()
        for row, analysis in enumerate(self._shown):
            self.item(row).setIcon(self._sign_of(analysis.verdict.state))

    def show_runs(self, runs: Sequence[OpenRun]) -> None:
        """Show these runs; rows of runs that were there stay, open or not: one of hundreds may go, a note is of one."""
        analyses, before = [run.analysis for run in runs], self._shown
        first = _alike(before, analyses)
        last = _alike(before[first:][::-1], analyses[first:][::-1])
        gone, came = len(before) - first - last, len(analyses) - first - last
        self.removeRows(first, gone)
        self._drawn, self._makers = (_moved(known, first, gone, came) for known in (self._drawn, self._makers))
        self._shown, self._chosen = analyses, [run.shown for run in runs]
        for i in range(first, first + came):
            self.insertRow(i, self._run_row(analyses[i]))
        for i, was in (*enumerate(before[:first]), *enumerate(before[len(before) - last :], len(analyses) - last)):
            if was is not analyses[i]:
                self._change_row(i, was, analyses[i])
        names = told_apart([(one.run.name, str(one.run.source)) for one in analyses])
        self._shared = shared_ends(names)
        for i, text in enumerate(names):
            item = self.item(i)
            if item.text() != text:
                item.setText(text)

    def _change_row(self, index: int, before: Analysis, now: Analysis) -> None:
        """Tell of a run what is found now; its name stays, and so do rows of metrics where they are the same."""
        row, first = self._run_row(now), self.item(index)
        tell(first, row[0], _OF_A_RUN)
        for column, item in enumerate(row[1:], start=1):
            tell(self.item(index, column), item, _OF_A_VALUE)
        was, logged = (as_related(one.run, one.pairs) for one in (before, now))
        made = list(self._metrics_of(index))
        if not made or was == logged:
            return
        if len(made) < len(logged) or [_call(one) for one in was] != [_call(one) for one in logged]:
            first.removeRows(0, first.rowCount())
            self._makers.pop(index, None)
            self.fetchMore(first.index())
            return
        names = now.run.curve_names
        by_name = {names[_curve(series)]: series for series in logged}
        for item in made:
            for column, value in enumerate(last_and_best(by_name[item.data(METRIC_ROLE)], item.text()), start=1):
                tell(item.parent().child(item.row(), column), value, _OF_A_VALUE)

    def shared_ends_of(self, index: _Index) -> Shared | None:
        """How many letters at its beginning and its end the name of a run has in common with others; None of a metric.

        `index` may be that of a model over this one.
        """
        run = None if index.parent().isValid() else run_of(index)
        return self._shared[run] if run is not None and run < len(self._shared) else None

    def _sign_of(self, state: State) -> QIcon:
        if state not in self._signs:
            self._signs[state] = sign(state, self._theme)
        return self._signs[state]

    def hasChildren(self, parent: _Index | None = None) -> bool:
        """A run has metrics, though their rows are made when they are first wanted."""
        if parent is not None and self.canFetchMore(parent):
            return True
        return super().hasChildren(parent or QModelIndex())

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether it is a run whose metrics have no rows yet."""
        item = self.itemFromIndex(parent) if parent.isValid() and not parent.parent().isValid() else None
        return item is not None and parent.column() == 0 and not item.hasChildren() and bool(item.data(ABOUT_ROLE)[1])

    def fetchMore(self, parent: _Index) -> None:
        """Make the rows of a run's metrics: the first ones now, the others in turns of their own."""
        if self.canFetchMore(parent):
            row = parent.row()
            self._makers[row] = self._make_metrics(self.item(row), self._shown[row])
            self._make_more(self._makers[row])

    def check(self, index: int, shown: Sequence[str]) -> None:
        """Tick the boxes of the metrics of one run that are drawn."""
        self._drawn[index] = frozenset(shown)
        for item in self._metrics_of(index):
            wanted = self._tick(index, item.data(METRIC_ROLE))
            if item.checkState() != wanted:
                item.setCheckState(wanted)

    def checked(self, index: int) -> tuple[str, ...]:
        """The metrics of one run whose boxes are ticked, or would be where they have no rows yet."""
        made = {item.data(METRIC_ROLE): item.checkState() for item in self._metrics_of(index)}
        unmade = sorted(self._drawn_of(index) - made.keys())
        return (*(name for name, ticked in made.items() if ticked == Qt.CheckState.Checked), *unmade)

    def _tick(self, index: int, metric: str) -> Qt.CheckState:
        return Qt.CheckState.Checked if metric in self._drawn_of(index) else Qt.CheckState.Unchecked

    def _drawn_of(self, index: int) -> frozenset[str]:
        """The metrics of a run that are drawn, or will be once it is shown."""
        if index not in self._drawn:
            analysis = self._shown[index]
            names = analysis.run.curve_names
            drawn = drawn_of(analysis, self._chosen[index])
            self._drawn[index] = frozenset(names[_curve(one.series)] for one in drawn)
        return self._drawn[index]

    def _make_more(self, maker: Iterator[None]) -> None:
        wanted = any(one is maker for one in self._makers.values())
        if wanted and len(list(islice(maker, ROWS_A_TURN))) == ROWS_A_TURN:
            in_turns(self, lambda: self._make_more(maker))

    def _metrics_of(self, index: int) -> Iterator[QStandardItem]:
        run = self.item(index)
        if run is None:
            return
        for below in (run.child(row) for row in range(run.rowCount())):
            if below.data(METRIC_ROLE) is not None:
                yield below
            else:
                yield from (below.child(row) for row in range(below.rowCount()))

    def _run_row(self, analysis: Analysis) -> list[QStandardItem]:
        run, verdict = analysis.run, analysis.verdict
        told = (f"{tr(verdict.state.said)}: {tr(verdict.text)}", tr(counted(analysis)), str(run.source))
        first = cell(run.name, "\n".join(text for text in told if text))
        first.setIcon(self._sign_of(verdict.state))
        first.setData(f"{run.name}, {tr(verdict.state.said)}", Qt.ItemDataRole.AccessibleTextRole)
        first.setData(run.name.casefold(), SORT_ROLE)
        found = named(analysis, None)
        cause = tr(short_title(found.cause)) if found is not None else ""
        metrics = tuple(series.metric for series in run.series)
        first.setData((f"{run.source} {tr(verdict.state.said)} {cause}", metrics), ABOUT_ROLE)
        main = main_series(analysis)
        values = last_and_best(main, main.metric) if main is not None else (cell(""), cell(""))
        length = max((len(series.step) for series in run.series), default=0)
        state, why, points = (
            cell(tr(verdict.state.said), tr(verdict.text)),
            cell(cause),
            cell(tr(whole_text(length))),
        )
        state.setData(WORST_FIRST.index(verdict.state), SORT_ROLE)
        why.setData(cause.casefold() or None, SORT_ROLE)
        points.setData(length, SORT_ROLE)
        row = [first, *values, state, why, points]
        for column in _NUMBERS:
            row[column].setTextAlignment(_RIGHT)
        return row

    def _make_metrics(self, run: QStandardItem, analysis: Analysis) -> Iterator[None]:
        """Make one row after the other; many metrics are grouped by their path."""
        logged = as_related(analysis.run, analysis.pairs)
        names = analysis.run.curve_names
        named_so = Counter(series.metric for series in logged)
        together: dict[str, list[str]] = {}
        for series in logged if len(logged) >= GROUPED_FROM else ():
            together.setdefault(_path(series), []).append(series.metric)
        groups: dict[str, QStandardItem] = {}
        for series in logged:
            path, parent, name = _path(series), run, series.metric
            if path and len(together.get(path, ())) > 1:
                if path not in groups:
                    groups[path] = cell(f"{path} ({len(together[path])})")
                    groups[path].setData(tuple(together[path]), ABOUT_ROLE)
                    run.appendRow([groups[path]])
                parent, name = groups[path], name.removeprefix(f"{path}/")
            label = name if named_so[series.metric] == 1 else f"{name} ({series.split.value})"
            parent.appendRow(self._metric_row(run.row(), series, label, names[_curve(series)]))
            yield

    def _metric_row(self, index: int, series: Series, label: str, asked: str) -> list[QStandardItem]:
        about = f"{series.quantity.value.replace('_', ' ')}, {series.split.value}"
        first = cell(label, f"{series.logged_as}: {about}")
        first.setData(asked, METRIC_ROLE)
        first.setData((series.metric,), ABOUT_ROLE)
        first.setCheckable(True)
        first.setCheckState(self._tick(index, asked))
        row = [first, *last_and_best(series, label)]
        for item in row[1:]:
            item.setTextAlignment(_RIGHT)
        return row


def run_of(index: _Index) -> int | None:
    """The run that a row is of, also one of a model over the list's; None for no row."""
    model = index.model()
    at = model.mapToSource(index) if isinstance(model, QAbstractProxyModel) else index
    while at.parent().isValid():
        at = at.parent()
    return at.row() if at.isValid() else None


def _alike(before: Sequence[Analysis], now: Sequence[Analysis]) -> int:
    """How many runs both begin with."""
    both = list(zip(before, now, strict=False))
    return next((i for i, (one, other) in enumerate(both) if not _same_run(one, other)), len(both))


def _moved(known: dict[int, Known], first: int, gone: int, came: int) -> dict[int, Known]:
    """What is known of rows, by their numbers after some rows from `first` on have gone and others have come there."""
    return {
        row if row < first else row - gone + came: one for row, one in known.items() if not first <= row < first + gone
    }


def _same_run(one: Analysis, other: Analysis) -> bool:
    return one is other or (one.run.name, one.run.source) == (other.run.name, other.run.source)


def _call(series: Series) -> tuple[str, str, str]:
    return series.logged_as, series.metric, series.split.value


def _curve(series: Series) -> tuple[str, str]:
    return series.logged_as, series.split.value


def _path(series: Series) -> str:
    """What stands before the last slash of a metric's name."""
    return series.metric.rpartition("/")[0]
