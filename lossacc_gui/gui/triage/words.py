"""What a triage tells in words: of the run that is chosen, of several beside each other, of what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTextEdit, QWidget

from lossacc_gui.gui.background.threads import Background, raise_unexpected
from lossacc_gui.gui.look.plain import spoken
from lossacc_gui.gui.triage.table import TriageTable
from lossacc_gui.gui.triage.work import asking, comparing
from lossacc_gui.language import say, shown, tr
from lossacc_gui.model.plain import plain_text
from lossacc_gui.numerals import whole_text
from lossacc_gui.triage.reports.report import CAUSES_TITLE
from lossacc_gui.triage.row import Failure, Row
from lossacc_gui.triage.settings import Statement
from lossacc_gui.triage.words import main_text

MOST_COMPARED = 12
"""Runs that are chosen together: the statements on more would fill a book."""


class Words(QTextEdit):
    """Asks the other runs of the table, in the background, of whatever is chosen in it."""

    def __init__(self, model: TriageTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setReadOnly(True)
        self.setPlaceholderText(self.tr("Choose a run to read what is told of it, or several to compare them."))
        self.setAccessibleName(self.tr("The chosen run, or what could not be read"))
        self.comparer = Background("comparing", self)
        self.comparer.delivered.connect(self._on_compared)
        self.comparer.ended.connect(raise_unexpected)

    def tell(self, rows: Sequence[Row]) -> None:
        """Tell of the run that is chosen; of several hold the first against the others."""
        self.comparer.cancel()
        if 1 < len(rows) <= MOST_COMPARED:
            self.comparer.start(comparing(tuple(rows), self._model.rows, self._model.asked_as))
        elif len(rows) == 1:
            self._tell_run(rows[0])
        elif rows:
            told = self.tr("{0} runs are chosen; up to {1} are compared.")
            self.setPlainText(told.format(tr(whole_text(len(rows))), MOST_COMPARED))

    def tell_settings(self, statements: Sequence[Statement]) -> None:
        """Tell what goes with which setting."""
        self.comparer.cancel()
        lines = [tr(one.text) for one in statements] or [
            self.tr("Nothing goes with a setting more clearly than luck would have it.")
        ]
        self.setPlainText("\n".join(map(plain_text, lines)))

    def tell_failures(self, failures: Sequence[Failure]) -> None:
        """Tell what could not be read, and why."""
        if failures:
            lines = [plain_text(f"{one.source}: {spoken(one.reason)}") for one in failures]
            self.setPlainText("\n".join([self.tr("Could not be read:"), *lines]))

    def _tell_run(self, row: Row) -> None:
        settings = ", ".join(f"{name} = {value}" for name, value in row.settings)
        told = say("{name}: {text}", name=self._model.name_of(row), text=row.text)
        lines = (told, main_text(row), settings, *row.notices, row.source)
        self.setPlainText("\n".join(str(shown(line)) for line in lines if line))
        if row.believed:
            self.comparer.start(asking(row, self._model.rows, self._model.asked_as))

    def _on_compared(self, told: str | tuple[str, ...]) -> None:
        """The page of a comparison, or what other runs say of the chosen one."""
        if isinstance(told, str):
            self.setHtml(told)
        elif told:
            lines = [f"{tr(CAUSES_TITLE)}:", *(plain_text(tr(one)) for one in told)]
            self.setPlainText("\n".join([self.toPlainText(), "", *lines]))
