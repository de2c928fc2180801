"""The middle of the window: messages above, below them what a run is looked at with, or what there is without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lossacc_gui.gui.window.empty_state import EmptyState

if TYPE_CHECKING:
    from lossacc_gui.gui.actions.actions import Actions
    from lossacc_gui.gui.look.theme import Theme
    from lossacc_gui.samples import Sample


class Centre:
    """Shows one of the two. The empty state is put away meanwhile: another theme would dress all of it for nothing."""

    def __init__(self, actions: Actions, theme: Theme, window: QWidget) -> None:
        self._theme = theme
        self.samples: tuple[Sample, ...] = ()
        self._of_run: QWidget | None = None
        self.widget = QWidget(window)
        self._stack = QStackedWidget(self.widget)
        self.empty = EmptyState(actions, theme, self._stack)
        self._column = QVBoxLayout(self.widget)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._stack, 1)
        self._stack.addWidget(self.empty)

    def put_above(self, widget: QWidget) -> None:
        """Give a place over both to what tells messages."""
        self._column.insertWidget(0, widget)

    def take(self, of_run: QWidget) -> None:
        """Have ready what a run is looked at with."""
        self._of_run = of_run
        self._stack.addWidget(of_run)

    def show_run(self, wanted: bool) -> None:
        """Show what a run is looked at with, where it is ready, or what there is without one."""
        away = self._is_away
        if wanted and self._of_run is not None:
            self._stack.setCurrentWidget(self._of_run)
            if not away:
                self._stack.removeWidget(self.empty)
                self.empty.setParent(None)
        elif away:
            self._stack.addWidget(self.empty)
            self._dress_empty()
            self._stack.setCurrentWidget(self.empty)

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Offer samples to who has no log."""
        self.samples = samples
        self.empty.show_samples(samples)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours; what is put away takes them when it comes back."""
        self._theme = theme
        if not self._is_away:
            self._dress_empty()

    @property
    def _is_away(self) -> bool:
        return self._stack.indexOf(self.empty) < 0

    def _dress_empty(self) -> None:
        self.empty.apply_theme(self._theme)
        self.empty.show_samples(self.samples)
