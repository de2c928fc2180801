"""The theme of the window: the one it begins with, and another when a person or the system wants one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow

from lossacc_gui.gui.look.theme import (
    Contrast,
    Theme,
    ThemeChoice,
    colour_program,
    first_theme,
    style_window,
    theme_for,
    wants_contrast,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lossacc_gui.gui.persistence.settings import Settings


class Dressing(QObject):
    """Has `theme`, and puts another one on the window and its parts.

    The first is a guess: to ask the system for its colours takes longer than the first frame may.
    """

    def __init__(self, app: QApplication, settings: Settings, window: QMainWindow) -> None:
        super().__init__(window)
        self._app = app
        self._settings = settings
        self._window = window
        self._parts: tuple[Callable[[Theme], None], ...] = ()
        self._chart: Callable[[], QWidget | None] = lambda: None
        high = settings.contrast is Contrast.ON or (settings.contrast is Contrast.AUTO and settings.saw_contrast)
        self.theme = first_theme(app, settings.theme, contrast=high)
        style_window(window, self.theme)

    def take(self, parts: Iterable[Callable[[Theme], None]], chart: Callable[[], QWidget | None]) -> None:
        """What else takes a theme, each in a turn of its own; the chart is painted after all of it."""
        self._parts, self._chart = tuple(parts), chart

    def ask_system(self) -> None:
        """See whether the first frame guessed right what colours the system wants."""
        self._settings.saw_contrast = wants_contrast(self._app)
        if theme_for(self._app, self._settings.theme, self._settings.contrast) != self.theme:
            self.dress()

    def follow_system(self) -> None:
        """Take what the system changes to, from now on."""
        hints = self._app.styleHints()
        hints.colorSchemeChanged.connect(self._on_color_scheme_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_contrast_changed)

    def dress(self) -> None:
        """Put on the theme; a window on the screen hears keys in between, and is painted once all of it has it on.

        The chart is painted in a turn of its own, right after the rest: both at once hold the window for long.
        """
        from lossacc_gui.gui.background.in_turns import in_turns

        steps = (self._colour, self._style, *(lambda it=part: it(self.theme) for part in self._parts))
        if self._window.isVisible():
            self._window.setUpdatesEnabled(False)
            in_turns(self._window, *steps, self._paint_but_chart, self._paint_chart)
        else:
            for step in steps:
                step()

    def _colour(self) -> None:
        self.theme = colour_program(self._app, self._settings.theme, self._settings.preferences.contrast)

    def _style(self) -> None:
        style_window(self._window, self.theme)

    def _paint_but_chart(self) -> None:
        chart = self._chart()
        if chart is not None:
            chart.setUpdatesEnabled(False)
        self._window.setUpdatesEnabled(True)

    def _paint_chart(self) -> None:
        chart = self._chart()
        if chart is not None:
            chart.setUpdatesEnabled(True)

    def _on_color_scheme_changed(self) -> None:
        if self._settings.theme is ThemeChoice.AUTO:
            self.dress()

    def _on_contrast_changed(self) -> None:
        if self._settings.preferences.contrast is Contrast.AUTO:
            self.dress()
