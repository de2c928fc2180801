"""Parts of a run that a person wants to come back to, under names, and the menu that keeps and shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.window.run_buttons import as_action
from lossacc_gui.gui.window.run_menu import RunMenu

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.session.session import Session

LONGEST_NAME = 60


class BookmarkMenu(RunMenu):
    """The bookmarks of the run that is shown."""

    def __init__(
        self, session: Callable[[], Session | None], chart: Callable[[], ChartView | None], parent: QWidget
    ) -> None:
        super().__init__(session, parent)
        self._chart = chart

    def fill(self) -> None:
        """List what was kept."""
        self.empty()
        session, chart = self._session(), self._chart()
        if session is None or chart is None:
            return
        self.addAction(self.tr("&Keep This View…")).triggered.connect(self.ask)
        kept = session.drawing.bookmarks
        if not kept:
            return
        self.addSeparator()
        for number, bookmark in enumerate(kept, start=1):
            letter = f"&{number} " if number < 10 else ""
            action = self.addAction(letter + as_action(bookmark.name))
            action.setToolTip(plain_tip(bookmark.name))
            action.triggered.connect(lambda _=False, one=bookmark: chart.place.look_at(one.start, one.end))
        self.addSeparator()
        gone = self.addMenu(self.tr("&Forget"))
        for bookmark in kept:
            action = gone.addAction(as_action(bookmark.name))
            action.triggered.connect(lambda _=False, one=bookmark: session.drawing.forget(one))

    def ask(self) -> None:
        """Ask for the name of what is seen, and keep it."""
        from PySide6.QtCore import Qt  # the first frame does without
        from PySide6.QtWidgets import QInputDialog

        from lossacc_gui.gui.session.state import Bookmark

        session, chart = self._session(), self._chart()
        if session is None or chart is None or session.current is None:
            return
        asking = QInputDialog(self.parentWidget())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle(self.tr("Keep this view"))
        asking.setLabelText(self.tr("Name:"))
        start, end = chart.place.seen
        said = chart.place.seen_said
        asking.setTextValue(said)
        asking.textValueSelected.connect(
            lambda name: session.drawing.keep(Bookmark(name.strip()[:LONGEST_NAME] or said, start, end))
        )
        asking.open()
