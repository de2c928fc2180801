"""The menu bar and the menu of the chart, made from the list of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.actions.entries import ENTRIES
from lossacc_gui.language import tr
from lossacc_gui.model.plain import plain_text

if TYPE_CHECKING:
    from lossacc_gui.samples import Sample

CHART_MENU = (
    *("fit", "fit_y", "ignore_outliers", "zoom_event", "log_loss", "x_axis", "log_x", ""),
    *("references", "lines", "colours", ""),
    *("bookmarks", "baseline", "seeds", ""),
    *("next_event", "previous_event", "dismiss", "stretches", "add_note", ""),
    *("copy_chart", "export"),
)


class Menus(QObject):
    """Fills the menus of a window's menu bar; tells which paths a person chose among recents and samples."""

    chosen = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        by_title: Mapping[str, QMenu],
        actions: Actions,
        recents: Callable[[], tuple[Path, ...]],
        below: Mapping[str, QMenu],
    ) -> None:
        """`by_title` are those of the menu bar; `below` are menus of their own, by the action that opens each."""
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._recents = recents
        self._recent_menu = QMenu(window)
        self._sample_menu = QMenu(window)
        self._by_title = by_title
        themes = QActionGroup(window)
        for entry in ENTRIES:
            menu, action = self._by_title[entry.menu], actions[entry.name]
            if entry.divider:
                menu.addSeparator()
            menu.addAction(action)
            if entry.name.startswith("theme_"):
                themes.addAction(action)
        actions["recent"].setMenu(self._recent_menu)
        actions["samples"].setMenu(self._sample_menu)
        for name, own in below.items():
            actions[name].setMenu(own)
        self._recent_menu.aboutToShow.connect(self._fill_recents)

    def add_to_view(self, actions: Iterable[QAction]) -> None:
        """Put more actions at the end of the View menu."""
        self._by_title["View"].addSeparator()
        self._by_title["View"].addActions(list(actions))

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Offer these samples."""
        self._sample_menu.clear()
        for sample in samples:
            self._add(self._sample_menu, tr(sample.title), sample.path).setToolTip(tr(sample.teaser))
        self._actions["samples"].setEnabled(bool(samples))

    def pop_up_chart_menu(self, place: QPoint) -> None:
        """Open the menu of the chart at a place of the screen."""
        from PySide6.QtCore import Qt  # a turn of its own names it first

        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in CHART_MENU:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(place)

    def _fill_recents(self) -> None:
        self._recent_menu.clear()
        for path in self._recents():
            self._add(self._recent_menu, plain_text(str(path)).replace("&", "&&"), path)
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction(self.tr("No log was opened yet")).setEnabled(False)

    def _add(self, menu: QMenu, text: str, path: Path) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda: self.chosen.emit((path,)))
        return action
