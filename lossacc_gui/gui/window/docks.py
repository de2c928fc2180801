"""The list of runs and the explanation beside the chart: how wide they are, when they share a place, when they show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from lossacc_gui.gui.persistence.settings import Settings

NARROW_EMS = 72
"""In a window of fewer line heights than this both docks share one place, as tabs."""
RUNS_EMS, EXPLANATION_EMS = 14, 20
"""Line heights that the docks want."""
RUNS_SHARE, EXPLANATION_SHARE = 0.16, 0.23
"""Shares of the window's width that they take where that is more."""
MOST_SHARE = 0.35
"""Share of the window's width that neither exceeds: the chart needs its room in a small window too."""


class Docks(QObject):
    """Arranges both docks for the width of the window; a person may arrange them otherwise, which is remembered.

    The list of a single run says little and is hidden, until a person wants it.
    """

    def __init__(self, window: QMainWindow, settings: Settings, runs: QWidget, explanation: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._count = 0
        self._narrow: bool | None = None
        self._sized = False
        self._width = 0
        self._given: dict[QDockWidget, int] = {}
        self.runs = self._dock("runs", self.tr("Runs"), runs)
        self.explanation = self._dock("explanation", self.tr("Explanation"), explanation)
        self._wanted = {self.runs: settings.shows_list, self.explanation: True}
        for dock in self._both:
            dock.toggleViewAction().triggered.connect(lambda shown, it=dock: self._on_wanted(it, shown))
            dock.installEventFilter(self)
        self.arrange()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """What shows and hides each."""
        return tuple(dock.toggleViewAction() for dock in self._both)

    def show_count(self, count: int) -> None:
        """Show what makes sense for this number of runs."""
        self._count = count
        for dock in self._both:
            wanted = self._wanted[dock]
            dock.setVisible(count > 0 and (count > 1 if wanted is None else wanted))
        if count and not self._sized:
            self._sized = True
            QTimer.singleShot(0, self, self._size)

    def arrange(self) -> None:
        """Put them where they belong in a window of this width, as a person last left them there."""
        width, before = self._window.width(), self._width
        self._width = width
        if width != before:  # once Qt has given all parts their new size
            QTimer.singleShot(0, self, self._fit)
        narrow = width < NARROW_EMS * self._em
        if narrow is self._narrow:
            return
        self.keep()
        self._narrow = narrow
        layout = self._settings.layout(self._name)
        if layout is None or not self._window.restoreState(layout):
            self._place()
        self._sized = layout is not None
        self.show_count(self._count)

    def keep(self) -> None:
        """Remember how they are arranged."""
        if self._narrow is not None and self._count:
            self._settings.keep_layout(self._name, self._window.saveState())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The cross of a dock says that it is not wanted."""
        if event.type() == QEvent.Type.Close and isinstance(watched, QDockWidget):
            self._on_wanted(watched, False)
        return super().eventFilter(watched, event)

    @property
    def _both(self) -> tuple[QDockWidget, QDockWidget]:
        return self.runs, self.explanation

    @property
    def _name(self) -> str:
        return "narrow" if self._narrow else "wide"

    @property
    def _em(self) -> int:
        return self._window.fontMetrics().height()

    def _dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        dock.hide()
        return dock

    def _place(self) -> None:
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self._window.addDockWidget(right, self.explanation)
        if self._narrow:
            self._window.addDockWidget(right, self.runs)
            self._window.tabifyDockWidget(self.runs, self.explanation)
        else:
            self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.runs)

    def _size(self) -> None:
        for dock, width in self._shares():
            self._give(dock, width)
        if self._narrow:
            self.explanation.raise_()

    def _shares(self) -> tuple[tuple[QDockWidget, int], ...]:
        """How wide each is of its own accord."""
        width = self._window.width()
        runs = max(RUNS_EMS * self._em, RUNS_SHARE * width)
        explanation = max(EXPLANATION_EMS * self._em, EXPLANATION_SHARE * width)
        sizes = (int(min(size, MOST_SHARE * width)) for size in (runs, explanation))
        return tuple(zip(self._both, sizes, strict=True))

    def _give(self, dock: QDockWidget, width: int) -> None:
        self._window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        self._given[dock] = width

    def _fit(self) -> None:
        """Take the share of another width, where no person has given one; leave the chart its room in any case.

        Qt gives the chart all of what a window gains, and takes from it all that one loses.
        """
        most = int(MOST_SHARE * self._window.width())
        for dock, width in self._shares():
            if not dock.isVisible():
                continue
            if dock.width() == self._given.get(dock):
                self._give(dock, width)
            elif dock.width() > most:
                self._give(dock, most)

    def _on_wanted(self, dock: QDockWidget, shown: bool) -> None:
        self._wanted[dock] = shown
        if dock is self.runs:
            self._settings.shows_list = shown
            self._sized = self._sized and not shown
            self.show_count(self._count)
