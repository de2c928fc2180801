"""The menu View: how the chart is looked at."""

from __future__ import annotations

from lossacc_gui.gui.window.commands.base import Commands, Slots

ZOOM_KEY_STEP = 1.4


class ViewCommands(Commands):
    """Fits, zooms, and chooses axes."""

    def slots(self) -> Slots:
        """As in Commands."""
        session = self._session
        return {
            "fit": self._fit,
            "fit_y": self._fit_y,
            "zoom_in": lambda: self._zoom(1 / ZOOM_KEY_STEP),
            "zoom_out": lambda: self._zoom(ZOOM_KEY_STEP),
            "log_loss": lambda wanted: session.drawing.look(log_loss=wanted),
            "log_x": lambda wanted: session.drawing.look(log_x=wanted),
            "ignore_outliers": lambda wanted: session.drawing.look(trimmed=wanted),
            "references": lambda wanted: session.drawing.look(references=wanted),
            "lines": self._list_lines,
            "colours": self._list_colours,
            "overview": self._show_overview,
        }

    def _fit(self) -> None:
        if self._chart is not None:
            self._chart.place.fit()

    def _fit_y(self, wanted: bool) -> None:
        self._settings.fits_y = wanted
        if self._chart is not None:
            self._chart.place.set_fits_y(wanted)

    def _show_overview(self, wanted: bool) -> None:
        self._settings.shows_overview = wanted
        if self._chart is not None:
            self._chart.heights.show_overview(wanted)

    def _list_lines(self) -> None:
        from lossacc_gui.gui.dialogs.lines import LinesDialog

        if self._session.current is not None and not self._window.findChildren(LinesDialog):
            LinesDialog(self._session, self._window).show()

    def _list_colours(self) -> None:
        from lossacc_gui.gui.dialogs.colours import show_colours

        show_colours(self._window, self._session, self._around.theme())

    def _zoom(self, factor: float) -> None:
        if self._chart is not None:
            self._chart.place.zoom("x", 0.5, factor)
