"""The examples to look at, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex

from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.language import Number, joined, say
from lossacc_gui.model.evidence import Change, Example
from lossacc_gui.numerals import loss_text, percent_text, signed_loss_text, x_text

_Index = QModelIndex | QPersistentModelIndex


class ExampleTable(TextTable):
    """The examples that moved the loss most between two recorded epochs, one a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Example, ...] = ()
        self._headings = _titles("", "")

    def show_change(self, change: Change | None) -> None:
        """Fill the table anew."""
        self.beginResetModel()
        self._rows = change.examples if change is not None else ()
        account = change.account if change is not None else None
        ends = (x_text(account.start), x_text(account.end)) if account is not None else ("", "")
        self._headings = _titles(*ends)
        self.endResetModel()

    def headings(self) -> Sequence[str]:
        """The titles of the columns."""
        return self._headings

    def is_number(self, column: int) -> bool:
        """All of them."""
        return True

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row an example."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        one = self._rows[row]
        return (
            str(one.index),
            Number(f"{one.truth:.4g}"),
            Number(f"{one.answer_from:.4g}"),
            Number(f"{one.answer_to:.4g}"),
            "" if one.probability is None else percent_text(one.probability),
            loss_text(one.loss_from),
            loss_text(one.loss_to),
            signed_loss_text(one.loss_to - one.loss_from),
        )[column]

    def colour(self, row: int, column: int) -> str | None:
        """Losses that rose stand out."""
        one = self._rows[row]
        return self._theme.problem if column == 7 and one.loss_to > one.loss_from else None


def _titles(start: str, end: str) -> tuple[str, ...]:
    answer, loss = say("Answer {epoch}", epoch=start), say("Loss {epoch}", epoch=start)
    to = joined(" ", ("→", end))
    return (say("Example"), say("Truth"), answer, to, say("p(truth)"), loss, to, say("Change"))
