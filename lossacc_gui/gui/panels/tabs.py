"""The tabs under the chart: events, why each stretch is one or is none, logged values, messages, predictions."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.evidence.predictions_panel import PredictionsPanel
from lossacc_gui.gui.panels.later import Later
from lossacc_gui.gui.panels.messages import SessionMessages
from lossacc_gui.gui.panels.stretches import StretchPanel
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.panels.tables import DataTable, EventTable
from lossacc_gui.gui.session.session import Session

EVENTS, STRETCHES, DATA, MESSAGES, PREDICTIONS = range(5)
FEWEST_ROWS, MOST_ROWS = 2, 6
FRAME = 2
"""Pixels around a tab."""


class Tabs(QTabWidget):
    """Follows the session; each tab but the first is made when it is first looked at.

    `explanation_asked` comes when an event's row is activated, `room_asked` when the shown tab needs another height.
    """

    explanation_asked = Signal()
    room_asked = Signal()
    written = Signal(object)

    def __init__(self, session: Session, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._theme = theme
        self._event_table = EventTable(self)
        self._data_table = DataTable(self)
        self._data_shown = False
        self._waits = False  # for a turn of its own
        self.events = TableView(self._event_table, self.tr("Events"), fitted=True)
        self.setDocumentMode(True)
        self.setFocusProxy(None)  # type: ignore[arg-type]
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # or Tab would come to the bar twice, and so never to the chart
        self.setUsesScrollButtons(True)
        self.addTab(self.events, self.tr("Events"))
        for title, make in (
            (self.tr("Why here?"), lambda: self.stretches),
            (self.tr("Data"), lambda: self.data),
            (self.tr("Messages"), lambda: self.messages),
            (self.tr("Predictions"), lambda: self.predictions),
        ):
            self.addTab(Later(make), title)
        self.setTabToolTip(STRETCHES, self.tr("Why each stretch of the curves is an episode or is none"))
        session.current_changed.connect(self._on_current_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.messages.changed.connect(self._on_messages_changed)
        self.currentChanged.connect(self._on_tab_changed)
        self.events.selectionModel().selectionChanged.connect(self._on_row_chosen)
        self.events.activated.connect(self._on_activated)
        self._on_messages_changed()
        self._on_current_changed()

    @cached_property
    def stretches(self) -> StretchPanel:
        """Why each stretch is an episode or is none."""
        made = StretchPanel(self._session)
        made.apply_theme(self._theme)
        return made

    @cached_property
    def data(self) -> TableView:
        """The logged values."""
        return TableView(self._data_table, self.tr("Logged values"), fitted=False)

    @cached_property
    def messages(self) -> SessionMessages:
        """Errors, notices and what was left out."""
        made = SessionMessages(self._session)
        made.apply_theme(self._theme)
        return made

    @cached_property
    def predictions(self) -> PredictionsPanel:
        """What the run's own predictions settle."""
        made = PredictionsPanel(self._session, self._actions)
        made.apply_theme(self._theme)
        made.written.connect(self.written)
        return made

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for table in (self._event_table, self._data_table):
            table.apply_theme(theme)
        for name in ("stretches", "messages", "predictions"):
            if name in self.__dict__:
                getattr(self, name).apply_theme(theme)
        self._on_selection_changed()

    def _on_current_changed(self) -> None:
        """Say how many events there are, and list them in a turn of its own, which measures all their words."""
        analysis = self._session.current
        count = len(analysis.events) if analysis is not None else 0
        self.setTabText(EVENTS, self.tr("Events ({0})").format(count))
        if analysis is not None and analysis.evidence is not None:
            in_turns(self, lambda: self.predictions)  # it is likely to be looked at, and takes long to make
        self._data_shown = False
        if not self._waits:
            self._waits = True
            in_turns(self, self._list)

    def _list(self) -> None:
        self._waits = False
        self._event_table.show_analysis(self._session.current)
        self.events.say_if_empty(self._why_empty())
        self._on_tab_changed()
        self._on_selection_changed()

    def _why_empty(self) -> str:
        """Why no event would be listed; nothing is said of a run that is not there yet."""
        if self._session.current_index is None:
            return ""
        if self._session.runs[self._session.current_index].dismissed:
            return self.tr("All events of this run are dismissed; Edit > Undo brings them back.")
        return self.tr("No events: nothing in this run stands out. “Why here?” tells of every stretch why.")

    def _on_tab_changed(self) -> None:
        if self.currentIndex() == DATA and not self._data_shown:
            self._data_shown = True
            self._data_table.show_analysis(self._session.current)
            self._point_in_data()
        self.room_asked.emit()

    def minimumSizeHint(self) -> QSize:
        """The tabs themselves: in a small window the chart comes first."""
        return QSize(0, self.tabBar().sizeHint().height())

    def wanted_height(self) -> int:
        """Pixels that the shown tab needs: a table no more than its rows, up to MOST_ROWS."""
        shown = self.currentIndex()
        if shown == EVENTS:
            inner = self.events.height_of(min(max(self._event_table.rowCount(), FEWEST_ROWS), MOST_ROWS))
        elif shown == MESSAGES:
            inner = self.messages.sizeHint().height()
        elif shown == DATA:
            inner = self.data.height_of(MOST_ROWS)
        else:
            inner = (self.stretches if shown == STRETCHES else self.predictions).sizeHint().height()
        return inner + self._bar_height()

    def least_height(self) -> int:
        """Pixels in which the shown tab says something: a table a row below its headings, others as much."""
        return self.events.height_of(1) + self._bar_height()

    def _bar_height(self) -> int:
        return self.tabBar().sizeHint().height() + FRAME

    def _on_messages_changed(self) -> None:
        self.setTabText(MESSAGES, self.tr("Messages ({0})").format(len(self._session.messages.all)))

    def _on_selection_changed(self) -> None:
        if self._waits:
            return  # what is selected may not be listed yet
        event = self._session.selection.event
        if event is None:
            self.events.selectionModel().clear()
        elif [row.row() for row in self.events.selectionModel().selectedRows()] != [event]:
            self.events.selectRow(event)
        self._point_in_data()

    def _point_in_data(self) -> None:
        """Bring the row of what is selected to the eyes."""
        selection, analysis = self._session.selection, self._session.current
        if analysis is None or not self._data_shown:
            return
        start = selection.span[0] if selection.span else None
        if start is None and selection.event is not None:
            start = analysis.events[selection.event].start
        if start is not None:
            self.data.selectRow(self._data_table.row_at(start))

    def _on_row_chosen(self) -> None:
        """Select the event of a row; one that only has the keyboard is not chosen yet."""
        for row in self.events.selectionModel().selectedRows():
            if row.row() != self._session.selection.event:
                self._session.select_event(row.row())

    def _on_activated(self, index: QModelIndex) -> None:
        self._session.select_event(index.row())
        self.explanation_asked.emit()
