"""The dialog that settles what the metrics of a log mean, with a preview of the curves that come of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import View, chart_of
from lossacc_gui.export.figure import image_of, style_for
from lossacc_gui.gui.background import Background, Deliver, Work
from lossacc_gui.gui.dialogs.preview import Preview
from lossacc_gui.gui.plain import plain, plain_tip
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.readers.mapping import COUNTERS, mapped, names_of

PREVIEW_DPI = 110.0
START_SIZE = QSize(1040, 560)
NAME, MEANS, SPLIT = range(3)
SPLIT_TITLES = {Split.TRAIN: "Training", Split.VAL: "Validation", Split.TEST: "Test"}


class MappingDialog(QDialog):
    """Shows each metric with what it is taken for; what is chosen below the table is put on the selected metrics.

    `choices` are what was chosen for logs of this kind before. After it was accepted, `choices` has what to keep.
    """

    def __init__(self, run: Run, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Metrics of {0}").format(run.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(START_SIZE)
        self._run = run
        self._names = names_of(run)
        self._kept = tuple(choices)
        self._changed: dict[int, Choice] = {}
        self._forgotten = False
        self._background = Background("previewing", self)
        self._background.delivered.connect(self._on_delivered)
        self._background.ended.connect(self._on_ended)
        self.finished.connect(self._background.close)
        self.table = QTableWidget(len(run.series), 3, self)
        self.means = QComboBox(self)
        self.split = QComboBox(self)
        self.preview = Preview(QSize(380, 260), self)
        self.status = plain(QLabel(self))
        self.buttons = QDialogButtonBox(self)
        self._assemble()
        self._fill()
        self._follow_selection()
        self._show_preview()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices for logs of this kind: those of before unless they were forgotten, and those made now."""
        made = list(self._changed.values())
        again = {choice.metric for choice in made}
        before = () if self._forgotten else (choice for choice in self._kept if choice.metric not in again)
        return (*before, *made)

    def _assemble(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Metric"), self.tr("Means"), self.tr("Split")])
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.table.setAccessibleName(self.tr("Metrics and what they mean"))
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
        across.addLayout(side, 4)
        across.addWidget(self.preview, 5)
        layout = QVBoxLayout(self)
        layout.addLayout(across, 1)
        layout.addWidget(self.status)
        layout.addWidget(self.buttons)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.means.activated.connect(self._on_chosen)
        self.split.activated.connect(self._on_chosen)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        reset.clicked.connect(self._on_reset)

    def _fill(self) -> None:
        for row, series in enumerate(self._run.series):
            quantity, split = self._meaning(row, series)
            for column, text in ((NAME, self._names[row]), (MEANS, _title(quantity)), (SPLIT, SPLIT_TITLES[split])):
                self._write(row, column, text)
        if self._run.series and not self._rows():
            self.table.selectRow(0)

    def _write(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, column, item)
        item.setText(text)
        item.setToolTip(plain_tip(text))

    def _meaning(self, row: int, series: Series) -> tuple[Quantity, Split]:
        choice = self._changed.get(row)
        return (
            (choice.quantity, choice.split or series.split) if choice is not None else (series.quantity, series.split)
        )

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _on_selection_changed(self, _: QItemSelection) -> None:
        self._follow_selection()

    def _follow_selection(self) -> None:
        rows = self._rows()
        self.means.setEnabled(bool(rows))
        self.split.setEnabled(bool(rows))
        if rows:
            quantity, split = self._meaning(rows[0], self._run.series[rows[0]])
            self.means.setCurrentIndex(self.means.findData(quantity))
            self.split.setCurrentIndex(self.split.findData(split))

    def _on_chosen(self) -> None:
        quantity, split = Quantity(self.means.currentData()), Split(self.split.currentData())
        for row in self._rows():
            self._changed[row] = Choice(self._names[row], quantity, split)
        self._fill()
        self._show_preview()

    def _on_reset(self) -> None:
        self._changed.clear()
        self._forgotten = True
        self._fill()
        self._follow_selection()
        self._show_preview()
        self._say(self.tr("The metrics will be taken as their names say."), bad=False)

    def _show_preview(self) -> None:
        self._say("", bad=False)
        self._background.start(_painting(self._run, tuple(self._changed.values())))

    def _on_delivered(self, image: QImage) -> None:
        self.preview.show_image(image)

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self._say(str(error), bad=True)
        elif error is not None and not isinstance(error, Cancelled):
            raise error

    def _say(self, text: str, *, bad: bool) -> None:
        self.status.setText(text)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not bad)


def _title(quantity: Quantity) -> str:
    named = "other" if quantity is Quantity.OTHER else quantity.axis_name
    title = named if named != named.lower() else named.capitalize()
    return f"{title} (x axis)" if quantity in COUNTERS else title


def _painting(run: Run, choices: tuple[Choice, ...]) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.analyze import analyze_run

        progress(0.0, "drawing")
        analysis = analyze_run(mapped(run, choices), Request(causes=()))
        progress(0.5, "painting")
        style = style_for("screen", width_mm=160.0, dpi=PREVIEW_DPI)
        deliver(image_of(chart_of(analysis, View(causes=False)), style))

    return work
