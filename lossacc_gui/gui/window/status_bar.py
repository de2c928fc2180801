"""The status bar: how much is open, what is being done, what the cursor reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMainWindow, QProgressBar, QStatusBar, QToolButton, QWidget

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import CutLabel, plain
from lossacc_gui.language import say_many, tr

if TYPE_CHECKING:
    from lossacc_gui.chart.reading import Reading
    from lossacc_gui.gui.background.threads import Progressed
    from lossacc_gui.gui.session.session import Session

PROGRESS_STEPS, PROGRESS_WIDTH = 1000, 160
DONE_MS, HINT_MS, NEWS_MS = 4000, 6000, 10_000
"""How long is told what was done, what to do, and what happened while nobody may have looked."""


def tell(window: QMainWindow, text: str, shown_ms: int = DONE_MS) -> None:
    """Show a text in the status bar of a window for a while."""
    window.statusBar().showMessage(text, shown_ms)


class StatusBar(QStatusBar):
    """Counts on the left, or the work under way with a button that stops it; the reading on the right."""

    cancel_asked = Signal()
    details_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.counts = QLabel(self)
        by_name(self.counts, textFormat="RichText")  # numbers and words of ours, with links
        self.counts.setContentsMargins(8, 0, 8, 0)
        self.counts.linkActivated.connect(lambda _: self.details_asked.emit())
        self.under_cursor = CutLabel(self)
        self.under_cursor.setContentsMargins(8, 0, 8, 0)
        by_name(self.under_cursor, alignment="AlignRight|AlignVCenter")
        self._progress = QProgressBar(self)
        self._progress.setRange(0, PROGRESS_STEPS)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Progress"))
        self.doing = plain(QLabel(self))
        self.doing.setContentsMargins(8, 0, 8, 0)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.cancel_asked)
        for widget in self._work():
            self.addWidget(widget)
            widget.hide()
        self.addWidget(self.counts)
        self.addWidget(self.under_cursor, 1)

    def begin_work(self) -> None:
        """Show that something is being done."""
        self._progress.setFixedWidth(enlarged(PROGRESS_WIDTH))
        self._progress.setValue(0)
        self.doing.setText(self.tr("Opening…"))
        self.counts.hide()
        for widget in self._work():
            widget.show()

    def show_progress(self, progressed: Progressed) -> None:
        """Show how far it is."""
        self._progress.setUpdatesEnabled(False)  # else Qt paints all that waits for it, the chart too, at once
        self._progress.setValue(round(progressed.fraction * PROGRESS_STEPS))
        self._progress.setUpdatesEnabled(True)
        self.doing.setText(tr(progressed.text))

    def end_work(self) -> None:
        """Show the counts again."""
        for widget in self._work():
            widget.hide()
        self.counts.show()

    def show_reading(self, reading: Reading | None) -> None:
        """Show what the cursor reads."""
        self.under_cursor.setText(tr(reading.sentence) if reading is not None else "")

    def show_counts(self, session: Session) -> None:
        """Count runs, the points of the longest curve that is drawn, the notices of the current run, and errors."""
        from lossacc_gui.numerals import counted_text, whole_text  # the first frame does without

        parts: list[str] = []
        overlay = session.together.overlay
        if overlay is not None:
            parts.append(self.tr("overlay of {0} runs, Esc leaves it").format(len(overlay.runs)))
        if session.runs:
            parts.append(tr(counted_text(len(session.runs), "run")))
        analysis = session.current
        if analysis is not None:
            drawn = [analysis.run] if overlay is None else [one.analysis.run for one in overlay.runs]
            longest = max((len(series.step) for run in drawn for series in run.series), default=0)
            told = say_many("{count} point in the longest curve", "{count} points in the longest curve", longest)
            parts.append(tr(told))
            if analysis.run.notices:
                parts.append(tr(counted_text(len(analysis.run.notices), "notice")) + self._link())
            if analysis.run.left_out:
                parts.append(self.tr("{0} not taken").format(tr(whole_text(len(analysis.run.left_out)))) + self._link())
        followed, lost = len(session.following.logs), len(session.following.unreadable)
        if followed:
            many = self.tr("following {0} logs").format(followed) if followed > 1 else self.tr("following")
            cannot = (
                self.tr(", {0} cannot be read now").format(lost) if followed > 1 else self.tr(", cannot be read now")
            )
            parts.append(many + (cannot if lost else ""))
        errors = sum(message.is_error for message in session.messages.all)
        if errors:
            parts.append(tr(counted_text(errors, "error")) + self._link())
        self.counts.setText(" · ".join(parts))

    def _link(self) -> str:
        return f" <a href='show'>({self.tr('show')})</a>"

    def _work(self) -> tuple[QWidget, ...]:
        return self.doing, self._progress, self.cancel_button
