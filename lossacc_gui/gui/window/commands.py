"""What the actions do: each takes a person's wish to the session, the chart or a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDockWidget, QFileDialog, QMainWindow, QMessageBox, QWidget

from lossacc_gui import __version__
from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.preferences import Preferences
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.settings import Settings
from lossacc_gui.gui.theme import Theme
from lossacc_gui.gui.window.as_command import seen_of
from lossacc_gui.gui.window.overlay_commands import OverlayCommands
from lossacc_gui.resource import resource

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.gui.state import Message
    from lossacc_gui.model.choice import Choice
    from lossacc_gui.model.run import Run

ZOOM_KEY_STEP = 1.4
SHOWN_MS = 4000
"""How long the status bar says that something was done."""


class Commands(QObject):
    """The doings of a window's actions; `workspace` gives the parts that show a run, once they are there."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        session: Session,
        settings: Settings,
        workspace: Callable[[], Workspace | None],
        theme: Callable[[], Theme],
        prefer: Callable[[Preferences], None],
        overlays: OverlayCommands,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._session = session
        self._settings = settings
        self._workspace = workspace
        self._theme = theme
        self._prefer = prefer
        self._overlays = overlays
        for name, slot in self._slots().items():
            actions[name].triggered.connect(slot)
        session.names_asked.connect(self._ask_for_names)
        session.taking_asked.connect(self._take)
        session.place_asked.connect(self._show_place)
        session.unknown_changed.connect(self._follow_unknown)
        self._follow_unknown()

    def _slots(self) -> dict[str, Callable[..., object]]:
        session = self._session
        return {
            "open": self._open,
            "open_folder": self._open_folder,
            "triage": self._triage,
            "open_predictions": self._open_predictions,
            "use_predictions": self._use_predictions,
            "reload": self._reload,
            "close_run": self._close_run,
            "export": self._export,
            "quit": self._window.close,
            "undo": self._undo,
            "redo": session.doing.redo,
            "own_causes": self._choose_causes,
            "settings": self._show_settings,
            "copy_chart": self._copy_chart,
            "copy_explanation": self._copy_explanation,
            "copy_path": self._copy_path,
            "clear_messages": session.clear_messages,
            "fit": self._fit,
            "fit_y": self._fit_y,
            "zoom_in": lambda: self._zoom(1 / ZOOM_KEY_STEP),
            "zoom_out": lambda: self._zoom(ZOOM_KEY_STEP),
            "log_loss": lambda wanted: session.drawing.look(log_loss=wanted),
            "log_x": lambda wanted: session.drawing.look(log_x=wanted),
            "references": lambda wanted: session.drawing.look(references=wanted),
            "overview": self._show_overview,
            "next_run": lambda: self._step_run(1),
            "previous_run": lambda: self._step_run(-1),
            "filter_runs": self._filter_runs,
            "follow": session.follow,
            "follow_all": session.follow_all,
            "choose_metrics": self._choose_metrics,
            "name_metrics": self._name_metrics,
            "relate_across": session.doing.relate_across,
            "main_metrics": self._show_main_metrics,
            "next_event": lambda: session.step_event(1),
            "previous_event": lambda: session.step_event(-1),
            "zoom_event": self._zoom_to_event,
            "explain": self._explain,
            "stretches": self._show_stretches,
            "dismiss": self._dismiss,
            "deselect": self._leave,
            "pin_a": lambda: self._pin("A"),
            "pin_b": lambda: self._pin("B"),
            "recording": self._show_recording,
            "palette": self._show_palette,
            "guide": self._show_guide,
            "shortcuts": self._show_shortcuts,
            "licences": self._show_licences,
            "about": self._show_about,
        }

    # File

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

    def show_triage(self, paths: tuple[Path, ...]) -> None:
        """Open a window with all runs under these paths, the most harmed first."""
        from lossacc_gui.gui.triage.showing import Showing

        Showing(self._session, self._window, self._theme()).look(paths)

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
            shown = chart.x_range if chart is not None else None
            overlay = self._overlays.subject()
            view = self._session.drawing.view_drawn if overlay is not None else seen_of(self._session, chart)
            subject = overlay or of_run(analysis)
            runs = tuple(run.analysis for run in self._session.runs)
            every = of_all(runs, self.tr("{0} runs").format(len(runs))) if len(runs) > len(subject.analyses) else None
            ExportDialog(subject, view, shown, self._settings, self._window, every).open()

    # Edit

    def _copy_chart(self) -> None:
        from lossacc_gui.chart import chart_of
        from lossacc_gui.gui.dialogs.export import copy_chart

        analysis = self._session.current
        if self._overlays.copy():
            self._say(self.tr("The chart is on the clipboard"))
        elif analysis is not None:
            copy_chart(chart_of(analysis, self._session.drawing.view))
            self._say(self.tr("The chart is on the clipboard"))

    def _copy_explanation(self) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.panel.copy()
            self._say(self.tr("The explanation is on the clipboard"))

    def _copy_path(self) -> None:
        if self._session.current is not None:
            QGuiApplication.clipboard().setText(str(self._session.current.run.source))
            self._say(self.tr("The path of the log is on the clipboard"))

    def _choose_causes(self) -> None:
        from lossacc_gui.gui.dialogs.causes import CausesDialog

        dialog = CausesDialog(self._settings.causes, self._theme(), self._window)

        def take() -> None:
            before = self._settings.preferences
            self._prefer(replace(before, causes=dialog.folder))
            if dialog.folder == before.causes:
                self._session.use_causes(dialog.folder)  # what lies in it may be other than it was

        dialog.accepted.connect(take)
        dialog.open()

    def _show_settings(self) -> None:
        from lossacc_gui.gui.dialogs.settings import SettingsDialog

        if not self._window.findChildren(SettingsDialog):
            kept, request = self._settings.preferences, self._session.request
            options = request.options.as_changed
            now = replace(kept, options=options, causes=request.own_causes, checkpoints=request.checkpoints)
            self._settings.preferences = now  # a project may want the analysis otherwise than its owner does
            dialog = SettingsDialog(now, self._theme(), self._window)
            dialog.preferred.connect(self._prefer)
            dialog.rejected.connect(lambda: setattr(self._settings, "preferences", kept))
            dialog.open()

    # View

    def _fit(self) -> None:
        if self._chart is not None:
            self._chart.fit()

    def _fit_y(self, wanted: bool) -> None:
        self._settings.fits_y = wanted
        if self._chart is not None:
            self._chart.set_fits_y(wanted)

    def _show_overview(self, wanted: bool) -> None:
        self._settings.shows_overview = wanted
        if self._chart is not None:
            self._chart.show_overview(wanted)

    def _zoom(self, factor: float) -> None:
        if self._chart is not None:
            self._chart.zoom("x", 0.5, factor)

    # Run

    def _step_run(self, by: int) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.runs.step(by)

    def _filter_runs(self) -> None:
        workspace = self._workspace()
        if workspace is not None:
            _bring(workspace.runs)
            workspace.runs.filter.setFocus()

    def _choose_metrics(self) -> None:
        analysis = self._session.current
        if analysis is not None:
            self._ask_for_names(analysis.run)

    def _name_metrics(self) -> None:
        if self._session.unknown:
            self._ask_for_names(list(self._session.unknown.values())[-1])

    def _ask_for_names(self, run: Run) -> None:
        """Let a person say what the metrics of a run mean; it is read again then, and all that wait for the same."""
        from lossacc_gui.gui.dialogs.mapping import MappingDialog
        from lossacc_gui.readers.mapping import header_of, is_understood

        if self._window.findChildren(MappingDialog):
            return
        header = header_of(run)
        kept = self._settings.choices.get(header, ())
        unsure = run.source in self._session.unknown or not is_understood(run)
        dialog = MappingDialog(run, kept, self._window, guess=not kept and unsure)

        def take() -> None:
            self._keep(header, dialog.choices)
            alike = [path for path, one in self._session.unknown.items() if header_of(one) == header]
            self._session.open(list(dict.fromkeys([run.source, *alike])))

        dialog.accepted.connect(take)
        dialog.open()

    def _keep(self, header: str, choices: Sequence[Choice]) -> None:
        """Remember what the metrics of a kind of log mean, from now on."""
        self._settings.keep_choices(header, choices)
        known = dict(self._session.request.meanings) | self._settings.choices
        if not choices:
            known.pop(header, None)
        self._session.request = replace(self._session.request, meanings=tuple(known.items()))

    def _take(self, message: Message) -> None:
        """Take a metric that the reader left out, as what its name or its curve says."""
        from lossacc_gui.readers.guesses import guessed
        from lossacc_gui.readers.mapping import header_of

        runs = (one.whole.run for one in self._session.runs if one.key.source == message.path)
        found = ((run, one) for run in runs for one in run.left_out if one.metric == message.metric)
        run, left_out = next(found, (None, None))
        if run is None or left_out is None or left_out.series is None:
            return
        choice = guessed(run, left_out.series)
        header = header_of(run)
        self._keep(header, (*(c for c in self._settings.choices.get(header, ()) if c.metric != choice.metric), choice))
        self._say(
            self.tr("{0} is taken as {1}; Choose Metrics changes it").format(choice.metric, choice.quantity.axis_name)
        )
        self._session.open([run.source])

    def _show_place(self, message: Message) -> None:
        from lossacc_gui.gui.dialogs.source_view import SourceDialog

        if message.path is not None:
            SourceDialog(message.path, message.line, self._theme(), self._window).show()

    def _follow_unknown(self) -> None:
        self._actions["name_metrics"].setEnabled(bool(self._session.unknown))

    def _show_main_metrics(self) -> None:
        if self._session.current_index is not None:
            self._session.show_metrics(self._session.current_index, None)

    # Event

    def _zoom_to_event(self) -> None:
        analysis, selected = self._session.current, self._session.selection.event
        if analysis is not None and selected is not None and self._chart is not None:
            event = analysis.events[selected]
            self._chart.zoom_to(event.start, event.end)

    def _explain(self) -> None:
        workspace = self._workspace()
        if workspace is not None:
            _bring(workspace.panel)
            workspace.panel.setFocus()

    def _show_stretches(self) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.show_stretches()

    def _dismiss(self) -> None:
        selected = self._session.selection.event
        if selected is None:
            self._say(self.tr("Select the event to dismiss"))
            return
        self._session.doing.dismiss_event()
        keys = self._actions["undo"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._say(self.tr("Event {0} is dismissed; {1} brings it back").format(selected + 1, keys))

    def _leave(self) -> None:
        if self._chart is not None and self._chart.pins.places:
            self._chart.unpin()
        elif not self._overlays.leave():
            self._session.select_event(None)

    def _pin(self, letter: str) -> None:
        if self._chart is not None:
            self._chart.pin(letter)

    def _undo(self) -> None:
        self._session.doing.undo()
        self._window.statusBar().clearMessage()  # what it said of the dismissal no longer holds

    # Help

    def _show_recording(self) -> None:
        from lossacc_gui.gui.dialogs.recording import RecordingDialog

        RecordingDialog(self._window).show()

    def _show_guide(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("guide", "index.html"))))

    def _show_shortcuts(self) -> None:
        from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._actions, self._settings, self._theme(), self._window).open()

    def _show_palette(self) -> None:
        from lossacc_gui.gui.palette.dialog import PaletteDialog

        if not self._window.findChildren(PaletteDialog):
            PaletteDialog(self._window, self._session, self._theme()).open()

    def _show_licences(self) -> None:
        from lossacc_gui.gui.dialogs.licences import LicencesDialog

        LicencesDialog(self._window).show()

    def _show_about(self) -> None:
        from lossacc_gui.licences import versions

        parts = versions().partition("\n")[2].replace("\n", "<br>")
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("About lossacc"))
        box.setText(f"<b>lossacc {__version__}</b>")
        box.setInformativeText(
            self.tr("Shows where the loss and the accuracy of a training run disagree, and explains why. MIT licence.")
            + f"<p>{parts}</p>"
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @property
    def _chart(self) -> ChartView | None:
        workspace = self._workspace()
        return workspace.chart if workspace is not None else None

    def _say(self, text: str) -> None:
        self._window.statusBar().showMessage(text, SHOWN_MS)


def _bring(widget: QWidget) -> None:
    """Open the dock that a part lies in."""
    dock = widget.parentWidget()
    if isinstance(dock, QDockWidget):
        dock.show()
        dock.raise_()
