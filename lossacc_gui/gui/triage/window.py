"""The triage of a folder in a window of its own: it fills while logs are read, is searched, and opens a run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui import __version__
from lossacc_gui.chart.overlay import MOST_RUNS
from lossacc_gui.gui.background.threads import Background, Progressed
from lossacc_gui.gui.look.plain import plain, plain_tip, spoken
from lossacc_gui.gui.look.room import room_for
from lossacc_gui.gui.look.saving import ask_where_to_save
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.filter_keys import FilterKeys
from lossacc_gui.gui.session.runs_together import FEWEST
from lossacc_gui.gui.triage.histogram import Histogram
from lossacc_gui.gui.triage.runs_view import RunsView
from lossacc_gui.gui.triage.sieve import Sieve
from lossacc_gui.gui.triage.table import TriageTable
from lossacc_gui.gui.triage.words import Words
from lossacc_gui.gui.triage.work import triaging, writing
from lossacc_gui.language import tr
from lossacc_gui.model.errors import Cancelled, CannotWrite, LossaccError, UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import whole_text
from lossacc_gui.triage.apart import Seen
from lossacc_gui.triage.reports.registry import REPORTS
from lossacc_gui.triage.reports.report import Told, counted
from lossacc_gui.triage.row import Failure, Row, Table
from lossacc_gui.triage.settings import Statement
from lossacc_gui.triage.workers import failure_of


class TriageWindow(QWidget):
    """`chosen` carries the Row that a person wants to see in the main window; `looked` comes once all runs are read."""

    chosen = Signal(object)
    overlay_asked = Signal(object)
    looked = Signal()

    def __init__(self, request: Callable[[], Request], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Triage"))
        self._request = request
        self._asked: tuple[tuple[Path, ...], tuple[UnreadableLog, ...]] = (), ()
        self.failures: tuple[Failure, ...] = ()
        self._others: tuple[str, ...] = ()
        self.statements: tuple[Statement, ...] = ()
        self.model = TriageTable(self)
        self.table = RunsView(self.model, self)
        self.sieve = Sieve(self)
        self.histogram = Histogram(self)
        self.apply_theme(theme)
        self.settings = QPushButton(self.tr("&Settings That Matter"), self)
        self.settings.setToolTip(self.tr("What goes with which setting, all others being the same"))
        self.overlay = QPushButton(self.tr("O&verlay"), self)
        self.overlay.setToolTip(self.tr("Draw the chosen runs in one chart of the main window"))
        self.again = QPushButton(self.tr("&Look Again"), self)
        self.again.setToolTip(self.tr("Read what is new or has changed"))
        self.save = QPushButton(self.tr("&Export…"), self)
        self.stop = QPushButton(self.tr("&Cancel"), self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setMaximumWidth(220)
        self.counts = plain(QLabel(self))
        self.words = Words(self.model, self)
        self._lay_out()
        self._reader = Background("triage", self)
        self._writer = Background("writing", self)
        self._connect()
        self.table.set_widths()

    def _lay_out(self) -> None:
        about, below = QHBoxLayout(), QHBoxLayout()
        self.counts.setWordWrap(True)
        for widget in (self.settings, self.overlay):  # one row for all is wider than a screen where letters are large
            about.addWidget(widget)
        about.addStretch(1)
        for widget in (self.again, self.save):
            about.addWidget(widget)
        below.addWidget(self.counts, 1)
        below.addWidget(self.bar)
        below.addWidget(self.stop)
        split = QSplitter(Qt.Orientation.Vertical, self)
        beside = QSplitter(Qt.Orientation.Horizontal, split)
        beside.addWidget(self.histogram)
        beside.addWidget(self.table)
        beside.setSizes([1000, 3000])  # a quarter, so that bars leave room for runs on a small screen, too
        beside.setCollapsible(1, False)
        split.addWidget(beside)
        split.addWidget(self.words)
        split.setSizes([400, 190])
        split.setCollapsible(0, False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.sieve)
        layout.addWidget(split, 1)
        layout.addLayout(about)
        layout.addLayout(below)
        parts = (self.sieve.by_harm, self.histogram, self.table, self.words, self.settings, self.overlay)
        for one, following in pairwise((*parts, self.again, self.save, self.stop)):
            self.setTabOrder(one, following)  # as the eye comes to them

    def _connect(self) -> None:
        self._reader.progressed.connect(self._on_progressed)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(self._on_ended)
        self._writer.delivered.connect(self._on_written)
        self._writer.ended.connect(self._on_writing_ended)
        self.overlay.clicked.connect(self._on_overlay)
        self.overlay.setEnabled(False)
        self.sieve.filtered.connect(self._on_filtered)
        FilterKeys(self.sieve.filter).left.connect(self.table.setFocus)
        self.histogram.chosen.connect(self.sieve.choose)
        self.sieve.grouped.connect(self._on_grouped)
        self.settings.clicked.connect(lambda: self.words.tell_settings(self.statements))
        self.again.clicked.connect(lambda: self.look(*self._asked))
        self.save.clicked.connect(self._on_save)
        self.stop.clicked.connect(self._reader.cancel)
        self.sieve.harm_wanted.connect(self.table.sort_by_harm)
        self.table.opened.connect(self.chosen)
        self.table.chosen_changed.connect(self._on_chosen)
        for keys in (QKeySequence(QKeySequence.StandardKey.Find), QKeySequence("/")):
            QShortcut(keys, self, self.sieve.filter.setFocus)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)

    def sizeHint(self) -> QSize:
        """Room for the columns up to what stopping late cost."""
        return room_for(self, QSize(1240, 680))

    @property
    def busy(self) -> bool:
        """Whether logs are being read."""
        return self._reader.busy

    def look(self, paths: tuple[Path, ...], failed: Sequence[UnreadableLog] = ()) -> None:
        """Triage what lies under these paths; `failed` could not even be brought there."""
        self._asked, self._others, self.statements = (paths, tuple(failed)), (), ()
        self.failures = tuple(map(failure_of, failed))
        self.setWindowTitle(self.tr("Triage of {0}").format(plain_text(", ".join(path.name for path in paths))))
        self.model.begin(self._request())
        self._show_work(True)
        self._reader.start(triaging(paths, self.model.asked_as))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop reading and wait for it."""
        self.sieve.stop()
        self._reader.close()
        self._writer.close()
        self.words.comparer.close()
        super().closeEvent(event)

    # What the background tells

    def _on_progressed(self, progress: Progressed) -> None:
        self.bar.setValue(round(1000 * progress.fraction))
        self.bar.setFormat(tr(progress.text))

    def _on_delivered(self, result: tuple[Row | Failure, ...] | Seen) -> None:
        if isinstance(result, Seen):
            self._others, self.statements = result.others, result.statements
            with self.table.choice_kept():
                self.model.show_settings(result.differing)
            self.table.set_widths()
            self.sieve.offer_groups(result.differing)
            if result.trouble:
                self.words.setPlainText(tr(result.trouble))
            return
        gc.freeze()  # rows stay, and are in no cycle: to look through those of ten thousand runs takes 0.2 s
        self.failures = (*self.failures, *(one for one in result if isinstance(one, Failure)))
        with self.table.choice_kept():
            self.model.add(one for one in result if isinstance(one, Row))
            self.histogram.show_table(self._whole())
        self._count()

    def _on_ended(self, error: BaseException | None) -> None:
        self._show_work(False)
        self._count()
        self.looked.emit()
        if isinstance(error, LossaccError):
            self.words.setPlainText(spoken(error.said))
        elif error is not None and not isinstance(error, Cancelled):
            raise error
        elif self.table.current is None:
            self.words.tell_failures(self.failures)

    def _on_written(self, path: Path) -> None:
        self.counts.setText(self.tr("Wrote {0}").format(path))

    def _on_writing_ended(self, error: BaseException | None) -> None:
        if isinstance(error, CannotWrite):
            QMessageBox.warning(self, self.tr("Export the triage"), plain_tip(tr(error.said)))
        elif error is not None and not isinstance(error, Cancelled):
            raise error

    # What a person does

    def _on_grouped(self, by: str) -> None:
        with self.table.choice_kept():
            self.model.group_by(by)

    def _on_filtered(self, words: str, states: tuple[str, ...], causes: tuple[str, ...]) -> None:
        with self.table.choice_kept():
            self.histogram.choose_states(states)
            self.model.filter(words, states, causes)
        self._count()

    def _on_chosen(self) -> None:
        rows = self.table.chosen
        self.overlay.setEnabled(FEWEST <= len(rows) <= MOST_RUNS)
        self.words.tell(rows)

    def _on_overlay(self) -> None:
        self.overlay_asked.emit(tuple(self.table.chosen))

    def _on_save(self) -> None:
        kinds = [suffix.removeprefix(".") for report in REPORTS for suffix in report.suffixes]
        kinds.sort(key=lambda kind: kind != "html")
        suggestion = Path.home() / "triage.html"
        title = self.tr("Export the triage")
        asked = ask_where_to_save(self, title, suggestion, self.tr("Triage"), kinds, self._asked[0])
        if asked is None:
            return
        path, overwrite = asked
        told = Told(self._whole(), State.PROBLEM, __version__, self.statements)
        self._writer.start(writing(told, self.model.asked_as, path, overwrite, self._asked[0]))

    # How it looks

    def _whole(self) -> Table:
        return Table(self.model.rows, self.failures, self._others)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.model.apply_theme(theme)
        self.histogram.counts.apply_theme(theme)

    def _count(self) -> None:
        shown = len(self.model.shown)
        part = "" if shown == self.model.count else self.tr("{0} shown of ").format(tr(whole_text(shown)))
        self.counts.setText(part + tr(counted(self._whole())))

    def _show_work(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.again.setEnabled(not busy)
        self.save.setEnabled(not busy)
