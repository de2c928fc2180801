"""The menu File: what is opened, read again, closed and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from lossacc_gui.gui.session.opening import message_of
from lossacc_gui.gui.session.state import Message, MessageKind, RunKey
from lossacc_gui.gui.window.as_command import seen_of
from lossacc_gui.gui.window.commands.base import Commands, Slots
from lossacc_gui.language import say

if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.errors import UnreadableLog
    from lossacc_gui.remote import Copy

MOST_TOLD = 20  # files that could not be copied, each with a message of its own


class FileCommands(Commands):
    """Opens, closes and exports."""

    def slots(self) -> Slots:
        """As in Commands."""
        return {
            "open": self._open,
            "open_folder": self._open_folder,
            "triage": self._triage,
            "open_address": self._open_address,
            "open_predictions": self._open_predictions,
            "use_predictions": self._use_predictions,
            "reload": self._reload,
            "close_run": self._close_run,
            "export": self._export,
            "quit": self._window.close,
        }

    def _open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Open training logs"), str(self._settings.folder), self.tr("All files (*)")
        )
        self._open_chosen([Path(name) for name in names])

    def _open_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a folder of runs"), str(self._settings.folder)
        )
        self._open_chosen([Path(name)] if name else [])

    def _triage(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Triage a folder of runs"), str(self._settings.folder)
        )
        if name:
            self._settings.folder = Path(name).parent
            self.show_triage((Path(name),))

    def show_triage(self, paths: tuple[Path, ...], failed: Sequence[UnreadableLog] = ()) -> None:
        """Open a window with all runs under these paths, the most harmed first, and what failed before."""
        from lossacc_gui.gui.triage.showing import Showing

        Showing(self._session, self._window, self._around.theme).look(paths, failed)

    def _open_address(self) -> None:
        from lossacc_gui.gui.dialogs.address import AddressDialog

        dialog = AddressDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.brought.connect(self._on_brought)
        dialog.open()

    def _on_brought(self, copy: Copy, triage: bool) -> None:
        """Show what was copied here, and tell what could not be."""
        if triage:
            self.show_triage((copy.path,), copy.failed)
            return
        for error in copy.failed[:MOST_TOLD]:
            self._session.messages.complain(message_of(error))
        if len(copy.failed) > MOST_TOLD:
            text = say("{count} more files could not be copied.", count=len(copy.failed) - MOST_TOLD)
            self._session.messages.complain(Message(MessageKind.ERROR, text, copy.path))
        self._session.open([copy.path])

    def _open_chosen(self, paths: list[Path]) -> None:
        if paths:
            self._settings.folder = paths[0].parent
            self._session.open(paths)

    def _open_predictions(self) -> None:
        analysis = self._session.current
        if analysis is None:
            return
        kinds = self.tr("Predictions (*.npz *.csv *.parquet)")
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open predictions"), str(analysis.run.source.parent), kinds
        )
        if name:
            self._session.use_predictions(Path(name))

    def _use_predictions(self) -> None:
        path = self._session.predictions_beside
        if path is not None:
            self._session.use_predictions(path)

    def _reload(self) -> None:
        analysis = self._session.current
        if analysis is not None:
            self._session.open([analysis.run.source])

    def _close_run(self) -> None:
        if self._session.current_index is not None:
            self._session.close_run(self._session.current_index)

    def _export(self) -> None:
        from lossacc_gui.gui.dialogs.export import ExportDialog
        from lossacc_gui.gui.dialogs.export_subject import of_all, of_run

        analysis, chart = self._session.current, self._chart
        if analysis is not None:
            shown = chart.place.x_range if chart is not None else None
            overlay = self._around.overlays.subject()
            view = self._session.drawing.view_drawn if overlay is not None else seen_of(self._session, chart)
            subject = overlay or of_run(analysis)
            runs = tuple(run.analysis for run in self._session.runs)
            name = self.tr("{0} runs").format(len(runs))
            every = of_all(runs, name, self._seen()) if len(runs) > len(subject.analyses) else None
            ExportDialog(subject, view, shown, self._settings, self._window, every).open()

    def _seen(self) -> Callable[[Analysis, bool], View]:
        """How each open run is seen, as files of a project show it."""
        from lossacc_gui.chart.legend import of_metrics
        from lossacc_gui.chart.part import in_window

        session, workspace, chart = self._session, self._workspace, self._chart
        spots = {} if workspace is None else workspace.spots
        shown = {run.key: run.shown for run in session.runs}
        parts = {key: spot.seen for key, spot in spots.items() if not spot.whole}
        view, hidden = session.drawing.view, frozenset() if chart is None else of_metrics(chart.legend.hidden)

        def seen(analysis: Analysis, part: bool) -> View:
            key = RunKey(analysis.run.source, analysis.run.name)
            return in_window(analysis, view, shown.get(key), hidden, parts.get(key) if part else None)

        return seen
