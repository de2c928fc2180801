"""The dialog that settles what the metrics of a log mean: its lines, its curves, and what they are taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelection, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import View, chart_of
from lossacc_gui.export.figure import image_of, style_for
from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.dialogs.pattern_view import PatternView, colour_of
from lossacc_gui.gui.dialogs.preview import Preview
from lossacc_gui.gui.look.plain import plain, plain_tip, spoken
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.panels.table_view import GAP
from lossacc_gui.language import Number, say, tr
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.numerals import whole_text
from lossacc_gui.readers.mapping import mapped, names_of, with_all
from lossacc_gui.readers.series.names import COUNTERS

if TYPE_CHECKING:
    from lossacc_gui.readers.patterns import Pattern

PREVIEW_DPI = 110.0
MIDDLE = 128
"""Lightness, of 255, between dark and light themes."""
START_SIZE = QSize(1080, 640)
SMALLEST_PREVIEW = QSize(240, 200)
NAME, MEANS, SPLIT, VALUES = range(4)
LETTERS = 28
"""Of the name of a metric; a longer one is cut in the middle until its column is drawn wider."""
MEASURED = 100
"""Rows that are measured to find the width of a column."""
SPLIT_TITLES = {Split.TRAIN: say("Training"), Split.VAL: say("Validation"), Split.TEST: say("Test")}


class MappingDialog(QDialog):
    """Shows each metric with what it is taken for; what is chosen below the table is put on the selected metrics.

    `choices` are what was chosen for logs of this kind before. With `guess` the meanings begin as what the curves look
    like: they are the person's choices once the dialog is accepted. After that `choices` has what to keep. Metrics that
    the reader left out are among the others, and are taken once they are given a meaning.
    """

    def __init__(
        self, run: Run, choices: Sequence[Choice], parent: QWidget | None = None, *, guess: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Metrics of {0}").format(run.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, START_SIZE)
        self._as_read = run
        self._run = with_all(run)
        self._names = names_of(self._run)
        self._values = tuple(map(_values, self._run.series))
        self._why = {len(run.series) + i: one.why for i, one in enumerate(o for o in run.left_out if o.series)}
        self._kept = tuple(choices)
        self._guessed: dict[str, Choice] = {}
        self._changed: dict[int, Choice] = {}
        self._forgotten = False
        self._background = Background("previewing", self)
        self._background.delivered.connect(self._on_delivered)
        self._background.ended.connect(self._on_ended)
        self._reading = Background("reading lines", self)
        self._reading.delivered.connect(self._on_found)
        self.finished.connect(self._background.close)
        self.finished.connect(self._reading.close)
        self.pattern = PatternView(self)
        self.table = QTableWidget(len(self._run.series), 4, self)
        self.means = QComboBox(self)
        self.split = QComboBox(self)
        self.preview = Preview(SMALLEST_PREVIEW, self)
        self.status = plain(QLabel(self))
        self.buttons = QDialogButtonBox(self)
        self._assemble()
        self._fill()
        self._follow_selection()
        self._show_preview()
        self._reading.start(_finding(run, guess))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices for logs of this kind: those of before unless they were forgotten, and those made now."""
        made = list(self._changed.values())
        again = {choice.metric for choice in made}
        before = () if self._forgotten else (choice for choice in self._kept if choice.metric not in again)
        return (*before, *made)

    def _assemble(self) -> None:
        self._assemble_table()
        for quantity in Quantity:
            self.means.addItem(_title(quantity), quantity)
        for split, title in SPLIT_TITLES.items():
            self.split.addItem(self.tr(title), split)
        self.means.setAccessibleName(self.tr("Meaning of the selected metrics"))
        self.split.setAccessibleName(self.tr("Split of the selected metrics"))
        self.status.setWordWrap(True)
        standard = QDialogButtonBox.StandardButton
        self.buttons.setStandardButtons(standard.Ok | standard.Cancel | standard.Reset)
        reset = self.buttons.button(standard.Reset)
        reset.setText(self.tr("As Read"))
        reset.setToolTip(self.tr("Forget what was chosen for logs with these metrics"))
        form = QFormLayout()
        form.addRow(self.tr("&Means"), self.means)
        form.addRow(self.tr("&Split"), self.split)
        side = QVBoxLayout()
        side.addWidget(self.table, 1)
        side.addLayout(form)
        across = QHBoxLayout()
        across.addLayout(side, 5)
        across.addWidget(self.preview, 5)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pattern)
        layout.addLayout(across, 1)
        layout.addWidget(self.status)
        layout.addWidget(self.buttons)
        self.pattern.metric_chosen.connect(self._on_metric_chosen)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.means.activated.connect(self._on_chosen)
        self.split.activated.connect(self._on_chosen)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        reset.clicked.connect(self._on_reset)

    def _assemble_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels([self.tr("Metric"), self.tr("Means"), self.tr("Split"), self.tr("Values")])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(MEASURED)
        header.setStretchLastSection(True)  # where there is little room, names come before values
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setAccessibleName(self.tr("Metrics and what they mean"))

    def _fill(self) -> None:
        for row, series in enumerate(self._run.series):
            quantity, split = self._meaning(row, series)
            taken = row not in self._why or row in self._changed
            guess = self.tr("{0} (guess)") if self._is_guess(row) else "{0}"
            means = guess.format(_title(quantity)) if taken else self.tr("Not taken")
            tip = "" if taken else self.tr("Not taken: {0}").format(self._why[row])
            where = "" if quantity in COUNTERS else self.tr(SPLIT_TITLES[split])
            texts = ((NAME, self._names[row]), (MEANS, means), (SPLIT, where), (VALUES, self._values[row]))
            for column, text in texts:
                self._write(row, column, text, tip)
            item = self.table.item(row, NAME)
            if item is not None:
                item.setData(Qt.ItemDataRole.DecorationRole, colour_of(quantity if taken else Quantity.OTHER))
        letter = self.fontMetrics().averageCharWidth()
        for column in (NAME, MEANS, SPLIT):  # once, where the header would do it for every cell that is written
            self.table.resizeColumnToContents(column)
            self.table.setColumnWidth(column, self.table.columnWidth(column) + GAP * letter)
        longest = LETTERS * letter
        self.table.setColumnWidth(NAME, min(self.table.columnWidth(NAME), longest))
        named = sum(map(self.table.columnWidth, (NAME, MEANS, SPLIT)))
        wanted = named + self.table.sizeHintForColumn(VALUES) + 2 * self.table.frameWidth()
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        beside = SMALLEST_PREVIEW.width() + margins.left() + margins.right() + layout.spacing()
        self.table.setMinimumWidth(min(wanted, self.width() - beside))
        if self._run.series and not self._rows():
            self.table.selectRow(0)
        if any(map(self._is_guess, self._changed)):
            self._say(self._about_guesses(), bad=False)

    def _about_guesses(self) -> str:
        return self.tr(
            "The names in this log do not tell it, so the meanings are guesses from the curves. "
            "Correct what is wrong; OK keeps them for all logs of this kind."
        )

    def _is_guess(self, row: int) -> bool:
        choice = self._changed.get(row)
        return choice is not None and choice is self._guessed.get(self._names[row])

    def _write(self, row: int, column: int, text: str, tip: str) -> None:
        item = self.table.item(row, column)
        new = item is None
        item = item or QTableWidgetItem()
        item.setText(text)
        item.setToolTip(plain_tip(tip or text))
        if new:  # with all it has: each change of an item that is there is told to the table
            self.table.setItem(row, column, item)

    def _meaning(self, row: int, series: Series) -> tuple[Quantity, Split]:
        choice = self._changed.get(row)
        return (
            (choice.quantity, choice.split or series.split) if choice is not None else (series.quantity, series.split)
        )

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _on_selection_changed(self, _: QItemSelection) -> None:
        self._follow_selection()

    def _on_metric_chosen(self, metric: str) -> None:
        if metric in self._names:
            self.table.selectRow(self._names.index(metric))
            self.means.setFocus()

    def _follow_selection(self) -> None:
        rows = self._rows()
        self.means.setEnabled(bool(rows))
        self.split.setEnabled(bool(rows))
        if rows:
            quantity, split = self._meaning(rows[0], self._run.series[rows[0]])
            self.means.setCurrentIndex(self.means.findData(quantity))
            self.split.setCurrentIndex(self.split.findData(split))
            self.split.setEnabled(quantity not in COUNTERS)
        self._colour_pattern()

    def _colour_pattern(self) -> None:
        meanings = {self._names[row]: self._meaning(row, series) for row, series in enumerate(self._run.series)}
        self.pattern.show_meanings(meanings, frozenset(self._names[row] for row in self._rows()))

    def _on_chosen(self) -> None:
        quantity, split = Quantity(self.means.currentData()), Split(self.split.currentData())
        for row in self._rows():
            self._changed[row] = Choice(self._names[row], quantity, split)
        self._fill()
        self._follow_selection()
        self._show_preview()

    def _on_reset(self) -> None:
        self._changed.clear()
        self._forgotten = True
        self._fill()
        self._follow_selection()
        self._show_preview()
        self._say(self.tr("The metrics will be taken as their names say."), bad=False)

    def _show_preview(self) -> None:
        self._say(self._about_guesses() if any(map(self._is_guess, self._changed)) else "", bad=False)
        dark = self.palette().base().color().lightness() < MIDDLE
        self._background.start(_painting(self._as_read, tuple(self._changed.values()), dark))

    def _on_delivered(self, image: QImage) -> None:
        self.preview.show_image(image)

    def _on_found(self, found: _Found) -> None:
        self._guessed = {choice.metric: choice for choice in found.guesses}
        for row, name in enumerate(self._names):
            if name in self._guessed:
                self._changed.setdefault(row, self._guessed[name])
        self.pattern.show_patterns(found.patterns)
        if self._guessed:
            self._fill()
            self._show_preview()
        self._follow_selection()

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self._say(spoken(error.said), bad=True)
        else:
            raise_unexpected(error)

    def _say(self, text: str, *, bad: bool) -> None:
        self.status.setText(text)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not bad)


def _values(series: Series) -> str:
    """How many values a metric has, and the first and the last of them, as logged."""
    value = series.value[np.isfinite(series.value)] * (100.0 if series.percent else 1.0)
    count = tr(whole_text(len(series.value)))
    return f"{count}: {tr(Number(f'{value[0]:.4g} → {value[-1]:.4g}'))}" if value.size else count


@dataclass(frozen=True, slots=True)
class _Found:
    guesses: tuple[Choice, ...]
    patterns: tuple[Pattern, ...]


def _finding(run: Run, guess: bool) -> Work:
    """Deliver the guesses, where they are wanted, and the lines of the log."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.readers.doubt import proposals
        from lossacc_gui.readers.patterns import patterns_of

        progress(0.0, "finding lines")
        deliver(_Found(proposals(with_all(run)) if guess else (), patterns_of(run)))

    return work


def _title(quantity: Quantity) -> str:
    named = say("other") if quantity is Quantity.OTHER else quantity.axis_name
    title = named if named != named.lower() else say("{name:upper}", name=named)
    return tr(say("{title} (x axis)", title=title) if quantity in COUNTERS else title)


def _painting(run: Run, choices: tuple[Choice, ...], dark: bool) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.use_case import analyze_run

        progress(0.0, "drawing")
        analysis = analyze_run(mapped(run, choices), Request(causes=()))
        progress(0.5, "painting")
        style = style_for("screen", width_mm=160.0, dpi=PREVIEW_DPI, dark=dark)
        deliver(image_of(chart_of(analysis, View(causes=False)), style))

    return work
