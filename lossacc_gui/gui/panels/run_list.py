"""The list of runs with its filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.cut_names import CutNames
from lossacc_gui.gui.panels.filter_keys import FilterKeys
from lossacc_gui.gui.panels.run_cells import SIGN_SIZE
from lossacc_gui.gui.panels.run_filter import RunFilter
from lossacc_gui.gui.panels.run_model import METRIC_ROLE, RunModel, run_of
from lossacc_gui.gui.session.session import Session

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.prepared import PreparedChart

LOOKED_AT = 60
"""Rows, beside those that are seen, that are measured to find the width of a column."""
NARROWEST = 44
"""Pixels of a column."""
HEADING_MARGIN, ITEM_MARGIN = 14, 8
"""Pixels beside a heading, and beside an item that Qt's hint leaves out."""
NAME_SHARE = 0.55
"""Share of the width that long names have at least; as many other columns as fit beside are seen whole."""
NAME_EMS = 11
"""Line heights that long names have at least in a narrow list: what nobody can tell apart needs no numbers."""
MENU = (
    "overlay_runs",
    "baseline",
    "",
    "reload",
    "follow",
    "copy_path",
    "",
    "choose_metrics",
    "main_metrics",
    "",
    "close_run",
)


class RunList(QWidget):
    """The current row is the run that is shown, the boxes are its curves."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._filling = False
        self.model = RunModel(self)
        self._filtered = RunFilter(self)
        self._filtered.setSourceModel(self.model)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter runs, metrics, causes"))
        self.filter.setToolTip(self.tr("Words that all have to be there, or /a regular expression"))
        self.filter.setAccessibleName(self.tr("Filter runs, metrics and causes"))
        self.filter.setClearButtonEnabled(True)
        self.counts = plain(QLabel(self))
        self.counts.setWordWrap(True)
        self._rest = QTimer(self, singleShot=True, interval=0)  # hundreds of rows may come in one turn
        self.tree = QTreeView(self)
        self._set_up_tree()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(8, 4, 8, 6)
        above.addWidget(self.filter)
        above.addWidget(self.counts)
        layout.addLayout(above)
        layout.addWidget(self.tree, 1)
        self._connect()

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setModel(self._filtered)
        tree.setItemDelegateForColumn(0, CutNames(self.model.shared_ends_of, tree))
        tree.setAccessibleName(self.tr("Runs and their metrics"))
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setIndentation(14)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(NARROWEST)
        header.setResizeContentsPrecision(LOOKED_AT)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        tree.setSortingEnabled(True)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter_changed)
        FilterKeys(self.filter).left.connect(self.tree.setFocus)
        self._rest.timeout.connect(self._share)
        self.tree.header().sortIndicatorChanged.connect(self._rest.start)
        self.tree.viewport().installEventFilter(self)
        self.tree.customContextMenuRequested.connect(self._pop_up_menu)
        self.tree.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.model.rowsInserted.connect(self._rest.start)
        self.model.itemChanged.connect(self._on_item_changed)
        self._session.runs_changed.connect(self.follow)
        self._session.current_changed.connect(self._on_current_changed)
        self._session.chart_prepared.connect(self._on_chart_prepared)
        self._session.together.changed.connect(self._on_overlay_changed)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._filling = True
        side = enlarged(SIGN_SIZE)
        self.tree.setIconSize(QSize(side, side))
        self.model.apply_theme(theme)
        self._filling = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share another width among the columns."""
        if event.type() == QEvent.Type.Resize:
            self._rest.start()
        return super().eventFilter(watched, event)

    def follow(self) -> None:
        """Show the session's runs."""
        self._filling = True
        self.model.show_runs(self._session.runs)
        self._filling = False
        self._on_current_changed()
        self._count()

    def step(self, by: int) -> None:
        """Show the next run (+1) or the one before (-1), in the order of the list, round and round."""
        count = self._filtered.rowCount()
        if count:
            shown = [self._filtered.mapToSource(self._filtered.index(row, 0)).row() for row in range(count)]
            at = self._session.current_index
            row = (shown.index(at) + by) % count if at in shown else (0 if by > 0 else count - 1)
            self._session.show_run(shown[row])

    def _share(self) -> None:
        """Give the names what they need and the room of what is not seen whole beside them: that is scrolled to."""
        width, header = self.tree.viewport().width(), self.tree.header()
        others = range(1, self.model.columnCount())
        for column in others:
            header.resizeSection(column, max(self.tree.sizeHintForColumn(column), self._heading_width(column)) + 4)
        sizes = [header.sectionSize(column) for column in others]
        whole = [width - sum(sizes[:count]) for count in range(len(sizes) + 1)]  # what so many columns leave
        wanted = self.tree.sizeHintForColumn(0) + ITEM_MARGIN
        needed = min(wanted, max(NAME_SHARE * width, NAME_EMS * self.tree.fontMetrics().height()), width)
        header.resizeSection(0, min(room for room in whole if room >= needed))

    def _heading_width(self, column: int) -> int:
        """What a heading needs; Qt keeps room for the sign of sorting in each, and names have better use for it."""
        header = self.tree.header()
        hint = header.sectionSizeHint(column)
        if column == header.sortIndicatorSection():
            return hint
        text = str(self.tree.model().headerData(column, Qt.Orientation.Horizontal))
        return min(hint, header.fontMetrics().horizontalAdvance(text) + HEADING_MARGIN)

    def _on_filter_changed(self, text: str) -> None:
        self._filling = True  # a row that goes takes the current one with it: the run that is shown stays
        self._filtered.want(text)
        self._filling = False
        self._on_current_changed()
        self._count()

    def _count(self) -> None:
        """Say how many runs are listed, and why there is none."""
        wanted, shown, count = self._filtered.wanted, self._filtered.rowCount(), len(self._session.runs)
        if wanted.wrong:
            said = self.tr("No regular expression: {0}").format(wanted.wrong)
        elif wanted and not shown:
            said = self.tr("None of {0} runs has that").format(count)
        else:
            said = self.tr("{0} of {1} runs").format(shown, count)
        self.counts.setText(said)
        self.counts.setVisible(bool(self.filter.text()))

    def _on_current_changed(self) -> None:
        index = self._session.current_index
        if index is None:
            return
        if self._session.together.keys and len(self.selected) > 1:
            return
        place = self._filtered.mapFromSource(self.model.index(index, 0))
        self._filling = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if not place.isValid():
            self.tree.selectionModel().clear()
        elif run_of(self.tree.currentIndex()) != index or self.selected != (index,):
            self.tree.selectionModel().setCurrentIndex(place, flags)
        if len(self._session.runs) == 1:
            self.tree.expand(place)
        self._filling = False

    def _on_chart_prepared(self, _: PreparedChart) -> None:
        if self._session.current_index is not None:
            self._filling = True
            self.model.check(self._session.current_index, self._session.shown_metrics)
            self._filling = False

    def _on_item_changed(self, item: QStandardItem) -> None:
        index = run_of(item.index())
        if self._filling or item.data(METRIC_ROLE) is None or index is None:
            return
        ticked = self.model.checked(index)
        if index != self._session.current_index or self._session.together.keys:
            overlaid = bool(self._session.together.keys)
            self._session.show_run(index)
            if overlaid:
                return  # its boxes were of all that are drawn there
        self._session.show_metrics(index, ticked)

    @property
    def selected(self) -> tuple[int, ...]:
        """The runs that are selected, or have a metric that is, in the order of the list."""
        rows = self.tree.selectionModel().selectedRows()
        top = [row.parent() if row.parent().isValid() else row for row in rows]
        found = [run_of(row) for row in sorted(top, key=QModelIndex.row)]
        return tuple(dict.fromkeys(run for run in found if run is not None))

    def _on_selection_changed(self) -> None:
        """Show the one run that is selected; of several those that are drawn in one chart already are others now."""
        if self._filling:
            return
        runs = self.selected
        if len(runs) == 1:
            self._session.show_run(runs[0])
        elif runs and self._session.together.keys:
            self._session.doing.overlay(*runs)

    def _on_overlay_changed(self) -> None:
        keys = self._session.together.keys
        drawn = [i for i, run in enumerate(self._session.runs) if run.key in keys]
        if not drawn:
            self._on_current_changed()
        elif set(drawn) != set(self.selected):
            rows = [self._filtered.mapFromSource(self.model.index(i, 0)) for i in drawn]
            chosen = QItemSelection()
            for row in rows:
                chosen.select(row, row)
            self._filling = True
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.tree.selectionModel().select(chosen, flags)
            self._filling = False

    def _pop_up_menu(self, place: QPoint) -> None:
        if not self.tree.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in MENU:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(self.tree.viewport().mapToGlobal(place))
