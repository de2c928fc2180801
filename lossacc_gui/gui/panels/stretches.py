"""The tab that tells why each stretch of the curves is an episode or is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lossacc_gui.export.phrases import STRETCHES, judged_text
from lossacc_gui.gui.background.threads import Deliver, Work, raise_unexpected
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.gui.session.session import Session
from lossacc_gui.language import say, tr
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Judged
from lossacc_gui.model.progress import Progress
from lossacc_gui.numerals import belief_text, noun_text, points_text, relative_text, span_text

_Index = QModelIndex | QPersistentModelIndex


_HEADINGS = (say("Split"), say("Episode"), say("Loss"), say("Accuracy"), say("Sure"), say("Why"))


def _titles(x_name: str) -> tuple[str, ...]:
    return (say("{noun:upper}", noun=noun_text(x_name, several=True)), *_HEADINGS)


class StretchTable(TextTable):
    """One stretch a row; the tool tip of every cell is the whole sentence that the command line prints."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Judged, ...] = ()
        self._x_name = "epoch"
        self._headings = _titles(self._x_name)

    def show_stretches(self, rows: tuple[Judged, ...], x_name: str) -> None:
        """Fill the table anew."""
        self.beginResetModel()
        self.rows, self._x_name, self._headings = rows, x_name, _titles(x_name)
        self.endResetModel()

    def headings(self) -> Sequence[str]:
        """The titles of the columns."""
        return self._headings

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row a stretch."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        one = self.rows[row]
        return (
            span_text(one.start, one.end),
            one.split,
            say("yes") if one.is_episode else say("no"),
            say("{moves} ({by})", moves=say(one.loss), by=relative_text(one.loss_change)),
            say("{moves} ({by})", moves=say(one.accuracy), by=points_text(one.accuracy_change)),
            belief_text(one.confidence),
            one.reason,
        )[column]

    def tip(self, row: int, column: int) -> str:
        """The stretch with its numbers, and why."""
        return judged_text(self.rows[row], self._x_name)

    def colour(self, row: int, column: int) -> str | None:
        """Episodes stand out."""
        return self._theme.problem if column == 2 and self.rows[row].is_episode else None


class StretchPanel(QWidget):
    """Follows the session while it is shown; a chosen stretch is pointed at in the chart."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._judged: Analysis | None = None
        self.model = StretchTable(self)
        self.table = TableView(self.model, tr(STRETCHES), fitted=True)
        self.words = QLabel(tr(say("{title}.", title=STRETCHES)), self)
        self.words.setContentsMargins(8, 4, 8, 4)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        self.table.selectionModel().selectionChanged.connect(self._on_row_chosen)
        session.current_changed.connect(self._follow)
        session.selection_changed.connect(self._on_selection_changed)
        session.judge.delivered.connect(self._on_delivered)
        session.judge.ended.connect(raise_unexpected)

    def sizeHint(self) -> QSize:
        """Room for some stretches below a sentence of two lines."""
        return QSize(600, 250)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.model.apply_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is not known yet."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is under way is not wanted any more."""
        super().hideEvent(event)
        self._session.judge.cancel()

    def _follow(self) -> None:
        analysis = self._session.current
        if not self.isVisible() or analysis is self._judged:
            return
        self._judged = None
        self.model.show_stretches((), analysis.run.x_name if analysis is not None else "epoch")
        if analysis is not None:
            self._session.judge.start(_judging(analysis))

    def _on_delivered(self, judged: Analysis) -> None:
        self._judged = self._session.current
        self.model.show_stretches(judged.stretches, judged.run.x_name)
        self._on_selection_changed()

    def _on_row_chosen(self) -> None:
        chosen = [index.row() for index in self.table.selectionModel().selectedRows()]
        self.words.setText(tr(self.model.tip(chosen[0], 0) if chosen else say("{title}.", title=STRETCHES)))
        for row in chosen:
            self._session.select_span(self.model.rows[row].start, self.model.rows[row].end)

    def _on_selection_changed(self) -> None:
        """Bring the selected event's stretch into view; a row that points elsewhere is let go."""
        selection, analysis = self._session.selection, self._session.current
        spans = [(one.start, one.end) for one in self.model.rows]
        if selection.span in spans or analysis is None:
            return
        self.table.selectionModel().clear()
        if selection.event is not None:
            event = analysis.events[selection.event]
            start = (event.split, event.start)
            row = next((i for i, one in enumerate(self.model.rows) if (one.split, one.start) == start), None)
            if row is not None:
                self.table.scrollTo(self.model.index(row, 0))


def _judging(analysis: Analysis) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.use_case import with_stretches

        deliver(with_stretches(analysis))

    return work
