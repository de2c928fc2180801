"""The menu Edit: what is undone, copied and preferred."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QGuiApplication

from lossacc_gui.gui.window.commands.base import Commands, Slots


class EditCommands(Commands):
    """Undoes, copies, and asks for preferences."""

    def slots(self) -> Slots:
        """As in Commands."""
        session = self._session
        return {
            "undo": self._undo,
            "redo": session.doing.redo,
            "own_causes": self._choose_causes,
            "settings": self._show_settings,
            "copy_chart": self._copy_chart,
            "copy_explanation": self._copy_explanation,
            "copy_path": self._copy_path,
            "clear_messages": session.messages.clear,
        }

    def _undo(self) -> None:
        self._session.doing.undo()
        self._window.statusBar().clearMessage()  # what it said of the dismissal no longer holds

    def _copy_chart(self) -> None:
        from lossacc_gui.chart import chart_of
        from lossacc_gui.gui.dialogs.export import copy_chart

        analysis = self._session.current
        if self._around.overlays.copy():
            self._say(self.tr("The chart is on the clipboard"))
        elif analysis is not None:
            copy_chart(chart_of(analysis, self._session.drawing.view))
            self._say(self.tr("The chart is on the clipboard"))

    def _copy_explanation(self) -> None:
        workspace = self._workspace
        if workspace is not None:
            workspace.panel.copy()
            self._say(self.tr("The explanation is on the clipboard"))

    def _copy_path(self) -> None:
        if self._session.current is not None:
            QGuiApplication.clipboard().setText(str(self._session.current.run.source))
            self._say(self.tr("The path of the log is on the clipboard"))

    def _choose_causes(self) -> None:
        from lossacc_gui.gui.dialogs.causes import CausesDialog

        dialog = CausesDialog(self._settings.causes, self._around.theme(), self._window)

        def take() -> None:
            before = self._settings.preferences
            self._around.prefer(replace(before, causes=dialog.folder))
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
            dialog = SettingsDialog(now, self._around.theme(), self._window)
            dialog.preferred.connect(self._around.prefer)
            dialog.rejected.connect(lambda: setattr(self._settings, "preferences", kept))
            dialog.open()
