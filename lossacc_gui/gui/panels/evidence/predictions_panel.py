"""The tab that shows what a run's predictions settle, for the selected episode or any two recorded epochs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.export.evidence import snapshot_text
from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.background import Deliver, Work
from lossacc_gui.gui.panels.evidence.classes import ClassHistogram, ConfusionMatrix
from lossacc_gui.gui.panels.evidence.diagram import SIZE, Diagram
from lossacc_gui.gui.panels.evidence.examples import ExampleTable
from lossacc_gui.gui.panels.evidence.histograms import LossHistogram, MarginHistogram, ResidualHistogram
from lossacc_gui.gui.panels.evidence.reliability import ReliabilityDiagram
from lossacc_gui.gui.panels.evidence.waterfall import Waterfall
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.state import Message, MessageKind
from lossacc_gui.gui.theme import LIGHT, Theme
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.evidence import Change, PredictionEvidence, Standing
from lossacc_gui.model.progress import Progress
from lossacc_gui.numerals import percent_text, x_text

TABLE_WIDTH = 560
WORDS_WIDTH = 230
SHOWN_STANDINGS = 3


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path


class PredictionsPanel(QWidget):
    """Follows the session: sentences above, pictures side by side below, the examples to look at as the last."""

    written = Signal(object)

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = LIGHT
        self._filling = False
        self.change: Change | None = None
        self.summary = self._sentence(self.tr("What the predictions settle"))
        self.said = self._sentence(self.tr("What changed between the two epochs"))
        self.doubt = self._sentence(self.tr("Why these predictions may be the wrong ones"))
        self.numbers = self._sentence(self.tr("Loss of the predictions and logged loss"))
        self.standings = self._sentence(self.tr("Causes before and after the predictions were heard"))
        self.start = self._epochs(self.tr("From recorded epoch"))
        self.end = self._epochs(self.tr("To recorded epoch"))
        self.waterfall = Waterfall(self)
        self.reliability = ReliabilityDiagram(self)
        self.losses = LossHistogram(self)
        self.confusion = ConfusionMatrix(self)
        self.classes = ClassHistogram(self)
        self.margins = MarginHistogram(self)
        self.residuals = ResidualHistogram(self)
        self.diagrams: tuple[Diagram, ...] = (
            self.waterfall,
            self.losses,
            self.reliability,
            self.residuals,
            self.confusion,
            self.classes,
            self.margins,
        )
        self._examples = ExampleTable(self)
        self.examples = TableView(self._examples, self.tr("Examples to look at"), fitted=True)
        self.save = QPushButton(self.tr("Export as CSV…"), self)
        self.save.clicked.connect(self._on_save)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing(actions))
        self._stack.addWidget(self._something())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        session.current_changed.connect(self._on_current_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.accountant.delivered.connect(self._on_delivered)
        session.accountant.ended.connect(self._on_ended)
        self.start.currentIndexChanged.connect(self._on_epochs_chosen)
        self.end.currentIndexChanged.connect(self._on_epochs_chosen)
        self._on_current_changed()

    def sizeHint(self) -> QSize:
        """Room for one row of pictures."""
        return QSize(600, 320)

    @property
    def evidence(self) -> PredictionEvidence | None:
        """What the predictions of the current run show."""
        return self._session.current.evidence if self._session.current is not None else None

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for diagram in self.diagrams:
            diagram.apply_theme(theme)
        self._examples.apply_theme(theme)
        self.doubt.setStyleSheet(f"color: {theme.problem}")

    def write_examples(self, path: Path) -> None:
        """Write all examples with the change of each, the largest first, as CSV; in the background."""
        evidence, change = self.evidence, self.change
        if evidence is not None and change is not None:
            ends = (self.start.currentIndex(), self.end.currentIndex())
            self._session.accountant.start(_writing(evidence, ends, path))

    # What the session tells

    def _on_current_changed(self) -> None:
        evidence = self.evidence
        self._stack.setCurrentIndex(0 if evidence is None else 1)
        if evidence is None:
            self.change = None
            return
        self._filling = True
        for box in (self.start, self.end):
            box.clear()
            box.addItems([x_text(float(epoch)) for epoch in evidence.predictions.epochs])
        self._filling = False
        self.summary.setText(evidence.summary)
        self.standings.setText("\n".join(_standing(one) for one in evidence.standings[:SHOWN_STANDINGS]))
        self.doubt.setText(evidence.doubt)
        self.doubt.setVisible(bool(evidence.doubt))
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        evidence = self.evidence
        if evidence is None:
            return
        episode = self._session.selection.episode
        change = evidence.whole if episode is None else evidence.changes[episode]
        if change is None and episode is not None:
            self._show(None)
            self.said.setText(
                self.tr("The recorded epochs do not tell the ends of this episode apart: choose two others.")
            )
            return
        self._show(change)

    def _on_epochs_chosen(self) -> None:
        evidence, analysis = self.evidence, self._session.current
        if self._filling or evidence is None or analysis is None:
            return
        if not evidence.predictions.classified and evidence.tolerance is None:
            return
        ends = (self.start.currentIndex(), self.end.currentIndex())
        self._session.accountant.start(_accounting(evidence, ends, analysis.run.x_name))

    def _on_delivered(self, result: Change | _Written) -> None:
        if isinstance(result, _Written):
            self.written.emit(result.path)
        elif self.evidence is not None:
            self._show(result)

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self._session.complain(Message(MessageKind.ERROR, str(error)))
        elif error is not None and not isinstance(error, Cancelled):
            raise error

    def _show(self, change: Change | None) -> None:
        evidence = self.evidence
        if evidence is None:
            return
        self.change = change
        epochs = [snapshot.epoch for snapshot in evidence.snapshots]
        at = len(epochs) - 1
        before = at
        if change is not None:
            before, at = epochs.index(change.account.start), epochs.index(change.account.end)
            self.said.setText(change.summary)
            self._filling = True
            self.start.setCurrentIndex(before)
            self.end.setCurrentIndex(at)
            self._filling = False
        snapshot = evidence.snapshots[at]
        self.numbers.setText(snapshot_text(evidence, at))
        self.waterfall.show_change(change, evidence.snapshots[before].loss)
        self.losses.show_losses(snapshot.losses, snapshot.epoch)
        self.reliability.show_reliability(snapshot.reliability, snapshot.epoch)
        self.residuals.show_residuals(snapshot.residuals, evidence.tolerance)
        self.confusion.show_counts(snapshot.confusion, snapshot.epoch)
        self.classes.show_counts(snapshot.confusion)
        self.margins.show_margins(change.margins if change is not None else None)
        self._examples.show_change(change)
        self.save.setEnabled(change is not None)

    def _on_save(self) -> None:
        evidence = self.evidence
        if evidence is None:
            return
        suggestion = evidence.source.with_name("examples.csv")
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export examples"), str(suggestion), "CSV (*.csv)")
        if name:
            self.write_examples(Path(name))

    # How it is put together

    def _nothing(self, actions: Actions) -> QWidget:
        page = QWidget(self)
        text = QLabel(
            self.tr(
                "No predictions are open for this run. The model's own outputs on the validation set, saved at some "
                "epochs, settle what curves only suggest: who made the change, and which examples to look at."
            ),
            page,
        )
        text.setWordWrap(True)
        buttons = QHBoxLayout()
        for name in ("use_predictions", "open_predictions"):
            button = QToolButton(page)
            button.setDefaultAction(actions[name])
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(page)
        layout.addWidget(text)
        layout.addLayout(buttons)
        layout.addStretch(1)
        return page

    def _something(self) -> QWidget:
        page = QWidget(self)
        ends = QHBoxLayout()
        ends.addWidget(QLabel(self.tr("From"), page))
        ends.addWidget(self.start)
        ends.addWidget(QLabel(self.tr("to"), page))
        ends.addWidget(self.end)
        above = QHBoxLayout()
        above.addWidget(self.summary, 1)
        above.addLayout(ends)
        row = QWidget(page)
        pictures = QHBoxLayout(row)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.addWidget(self._words_card(row))
        for diagram in self.diagrams:
            pictures.addWidget(diagram, 1)
        pictures.addWidget(self._examples_card(row), 2)
        scroll = QScrollArea(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(row)
        scroll.setAccessibleName(self.tr("Pictures of the predictions"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(self.doubt)
        layout.addWidget(scroll, 1)
        return page

    def _words_card(self, parent: QWidget) -> QWidget:
        card = QWidget(parent)
        card.setFixedWidth(WORDS_WIDTH)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(6)
        for sentence in (self.said, self.numbers, self.standings):
            layout.addWidget(sentence)
        layout.addStretch(1)
        return card

    def _examples_card(self, parent: QWidget) -> QWidget:
        card = QWidget(parent)
        card.setMinimumSize(TABLE_WIDTH, SIZE.height())
        above = QHBoxLayout()
        above.addWidget(QLabel(f"<b>{self.tr('Examples to look at')}</b>", card), 1)
        above.addWidget(self.save)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.examples, 1)
        return card

    def _sentence(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setAccessibleName(name)
        return label

    def _epochs(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        return box


def _standing(standing: Standing) -> str:
    """A cause with its share of belief before and after, and what became of it."""
    before, after = (percent_text(share, 0) for share in (standing.before, standing.after))
    return f"{standing.title.partition(':')[0]}: {before} → {after}, {standing.verdict}"


def _accounting(evidence: PredictionEvidence, ends: tuple[int, int], x_name: str) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.changes import change_between

        deliver(change_between(evidence.predictions, *ends, evidence.tolerance, x_name))

    return work


def _writing(evidence: PredictionEvidence, ends: tuple[int, int], path: Path) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.changes import examples_as_csv
        from lossacc_gui.export.files import write_whole

        # The file dialog has asked already whether to replace a file.
        write_whole(path, examples_as_csv(evidence.predictions, *ends).encode(), overwrite=True)
        deliver(_Written(path))

    return work
