"""The menu Help, and the palette."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from lossacc_gui import __version__
from lossacc_gui.gui.window.commands.base import Commands, Slots
from lossacc_gui.resource import resource


class HelpCommands(Commands):
    """Shows what helps."""

    def slots(self) -> Slots:
        """As in Commands."""
        return {
            "recording": self._show_recording,
            "palette": self._show_palette,
            "guide": self._show_guide,
            "shortcuts": self._show_shortcuts,
            "licences": self._show_licences,
            "about": self._show_about,
        }

    def _show_recording(self) -> None:
        from lossacc_gui.gui.dialogs.recording import RecordingDialog

        RecordingDialog(self._window).show()

    def _show_guide(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("guide", "index.html"))))

    def _show_shortcuts(self) -> None:
        from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._around.actions, self._settings, self._around.theme(), self._window).open()

    def _show_palette(self) -> None:
        from lossacc_gui.gui.palette.dialog import PaletteDialog

        if not self._window.findChildren(PaletteDialog):
            PaletteDialog(self._window, self._session, self._around.theme()).open()

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
