"""The tab that shows what a run's predictions settle, for the selected event or any two recorded epochs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from lossacc_gui.export.evidence import change_of
from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.background.threads import Deliver, Work, raise_unexpected
from lossacc_gui.gui.look.saving import ask_where_to_save
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.evidence.pictures import Pictures
from lossacc_gui.gui.session.opening import message_of
from lossacc_gui.gui.session.session import Session
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.model.evidence import Change, PredictionEvidence
from lossacc_gui.model.progress import Progress


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path


class PredictionsPanel(QStackedWidget):
    """Follows the session; says how to get predictions where there are none."""

    written = Signal(object)

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.change: Change | None = None
        self.pictures = Pictures(self)
        self.addWidget(self._nothing(actions))
        self.addWidget(self.pictures)
        self.pictures.chosen.connect(self._on_epochs_chosen)
        self.pictures.save_asked.connect(self._on_save_asked)
        session.current_changed.connect(self._on_current_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.accountant.delivered.connect(self._on_delivered)
        session.accountant.ended.connect(self._on_ended)
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
        self.pictures.apply_theme(theme)

    def write_examples(self, path: Path, *, overwrite: bool = False) -> None:
        """Write all examples with the change of each, the largest first, as CSV; in the background."""
        if self.evidence is not None and self.change is not None:
            self._session.accountant.start(_writing(self.evidence, self.pictures.ends, path, overwrite, self._inputs()))

    # What the session tells

    def _on_current_changed(self) -> None:
        evidence = self.evidence
        self.setCurrentIndex(0 if evidence is None else 1)
        if evidence is None:
            self.change = None
            return
        self.pictures.show_evidence(evidence)
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        evidence, analysis, event = self.evidence, self._session.current, self._session.selection.event
        if evidence is not None and analysis is not None:
            self._show(evidence, evidence.whole if event is None else change_of(analysis, analysis.events[event]))

    def _on_epochs_chosen(self) -> None:
        evidence, analysis = self.evidence, self._session.current
        if evidence is None or analysis is None:
            return
        if not evidence.predictions.classified and evidence.tolerance is None:
            return
        self._session.accountant.start(_accounting(evidence, self.pictures.ends, analysis.run.x_name))

    def _on_delivered(self, result: Change | _Written) -> None:
        if isinstance(result, _Written):
            self.written.emit(result.path)
        elif self.evidence is not None:
            self._show(self.evidence, result)

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self._session.messages.complain(message_of(error))
        else:
            raise_unexpected(error)

    def _show(self, evidence: PredictionEvidence, change: Change | None) -> None:
        self.change = change
        self.pictures.show_change(evidence, change)

    def _on_save_asked(self) -> None:
        if self.evidence is None:
            return
        suggestion = self.evidence.source.with_name("examples.csv")
        title, inputs = self.tr("Export examples"), self._inputs()
        target = ask_where_to_save(self, title, suggestion, "CSV", ("csv",), inputs)
        if target is not None:
            self.write_examples(target[0], overwrite=target[1])

    def _inputs(self) -> tuple[Path, ...]:
        """What was read: it is never replaced."""
        analysis = self._session.current
        if analysis is None or analysis.evidence is None:
            return ()
        return analysis.run.source, analysis.evidence.source

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
        for name in ("use_predictions", "open_predictions", "recording"):
            button = QToolButton(page)
            button.setDefaultAction(actions[name])
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(page)
        layout.addWidget(text)
        layout.addLayout(buttons)
        layout.addStretch(1)
        return page


def _accounting(evidence: PredictionEvidence, ends: tuple[int, int], x_name: str) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.changes import change_between

        deliver(change_between(evidence.predictions, *ends, evidence.tolerance, x_name))

    return work


def _writing(
    evidence: PredictionEvidence, ends: tuple[int, int], path: Path, overwrite: bool, inputs: tuple[Path, ...]
) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.changes import examples_as_csv
        from lossacc_gui.export.files import as_bytes, write_whole

        content = as_bytes(examples_as_csv(evidence.predictions, *ends))
        write_whole(path, content, overwrite=overwrite, inputs=inputs)
        deliver(_Written(path))

    return work
