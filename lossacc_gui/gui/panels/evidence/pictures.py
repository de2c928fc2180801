"""What predictions show, as sentences, pictures and a table of the examples to look at."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.export.evidence import snapshot_text
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.evidence.classes import ClassHistogram, ConfusionMatrix
from lossacc_gui.gui.panels.evidence.diagram import Diagram
from lossacc_gui.gui.panels.evidence.examples import ExampleTable
from lossacc_gui.gui.panels.evidence.flow import Flow
from lossacc_gui.gui.panels.evidence.histograms import LossHistogram, MarginHistogram, ResidualHistogram
from lossacc_gui.gui.panels.evidence.reliability import ReliabilityDiagram
from lossacc_gui.gui.panels.evidence.waterfall import Waterfall
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.language import say, tr
from lossacc_gui.model.evidence import Change, PredictionEvidence, Standing
from lossacc_gui.numerals import percent_text, x_text

TABLE_SIZE = QSize(370, 230)
WORDS_WIDTH = 230
SHOWN_STANDINGS = 3


class Pictures(QWidget):
    """`chosen` comes when a person chooses two recorded epochs, `save_asked` when the examples are to be exported."""

    chosen = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
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
        self.save.clicked.connect(self.save_asked)
        self._assemble()

    @property
    def ends(self) -> tuple[int, int]:
        """Which recorded epochs are compared, by their index."""
        return self.start.currentIndex(), self.end.currentIndex()

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for diagram in self.diagrams:
            diagram.apply_theme(theme)
        self._examples.apply_theme(theme)
        self.doubt.setStyleSheet(f"color: {theme.problem}")

    def show_evidence(self, evidence: PredictionEvidence) -> None:
        """Show what belongs to the whole run."""
        self._filling = True
        for box in (self.start, self.end):
            box.clear()
            box.addItems([x_text(float(epoch)) for epoch in evidence.predictions.epochs])
        self._filling = False
        self.summary.setText(tr(evidence.summary))
        self.standings.setText("\n".join(_standing(one) for one in evidence.standings[:SHOWN_STANDINGS]))
        self.doubt.setText(tr(evidence.doubt))
        self.doubt.setVisible(bool(evidence.doubt))

    def show_change(self, evidence: PredictionEvidence, change: Change | None) -> None:
        """Show what changed between two recorded epochs, and how it was at the later one; None: at the last one."""
        epochs = [snapshot.epoch for snapshot in evidence.snapshots]
        before = at = len(epochs) - 1
        if change is None:
            self.said.setText(self.tr("The recorded epochs do not tell the ends apart: choose two others."))
        else:
            before, at = epochs.index(change.account.start), epochs.index(change.account.end)
            self.said.setText(tr(change.summary))
            self._filling = True
            self.start.setCurrentIndex(before)
            self.end.setCurrentIndex(at)
            self._filling = False
        snapshot = evidence.snapshots[at]
        self.numbers.setText(tr(snapshot_text(evidence, at)))
        self.waterfall.show_change(change, evidence.snapshots[before].loss)
        self.losses.show_losses(snapshot.losses, snapshot.epoch)
        self.reliability.show_reliability(snapshot.reliability, snapshot.epoch)
        self.residuals.show_residuals(snapshot.residuals, evidence.tolerance)
        self.confusion.show_counts(snapshot.confusion, snapshot.epoch)
        self.classes.show_counts(snapshot.confusion)
        self.margins.show_margins(change.margins if change is not None else None)
        self._examples.show_change(change)
        self.save.setEnabled(change is not None)

    def _on_epoch_chosen(self) -> None:
        if not self._filling:
            self.chosen.emit()

    # How it is put together

    def _assemble(self) -> None:
        ends = QHBoxLayout()
        for words, box in ((self.tr("From"), self.start), (self.tr("to"), self.end)):
            label = QLabel(words, self)
            label.setBuddy(box)  # its name: where there is AT-SPI, Qt says of a box what is chosen, and who labels it
            ends.addWidget(label)
            ends.addWidget(box)
        above = QHBoxLayout()
        above.addWidget(self.summary, 1)
        above.addLayout(ends)
        above.setAlignment(ends, Qt.AlignmentFlag.AlignTop)
        inside, below = QWidget(self), QWidget(self)
        flow = Flow(below)
        for part in (self._words_card(below), *self.diagrams, self._examples_card(below)):
            flow.addWidget(part)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(self.doubt)
        layout.addWidget(below, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setAccessibleName(self.tr("Pictures of the predictions"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)  # the sentences too: where letters are large and the tab is low they were cut

    def _words_card(self, parent: QWidget) -> QWidget:
        card = QWidget(parent)
        card.setMinimumWidth(WORDS_WIDTH)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(6)
        for sentence in (self.said, self.numbers, self.standings):
            layout.addWidget(sentence)
        layout.addStretch(1)
        return card

    def _examples_card(self, parent: QWidget) -> QWidget:
        card = QWidget(parent)
        card.setMinimumSize(TABLE_SIZE)
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
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setAccessibleName(name)
        return label

    def _epochs(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.currentIndexChanged.connect(self._on_epoch_chosen)
        return box


def _standing(standing: Standing) -> str:
    """A cause with its share of belief before and after, and what became of it."""
    before, after = (percent_text(share, 0) for share in (standing.before, standing.after))
    return tr(
        say(
            "{cause}: {before} → {after}, {verdict}",
            cause=say(standing.title.partition(": ")[0]),
            before=before,
            after=after,
            verdict=_BECAME[standing.verdict],
        )
    )


_BECAME = {
    "confirmed": say("confirmed"),
    "supported": say("supported"),
    "weakened": say("weakened"),
    "ruled out": say("ruled out"),
}
