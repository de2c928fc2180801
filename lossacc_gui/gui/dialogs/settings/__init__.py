"""The settings dialog and its pages."""

from lossacc_gui.gui.dialogs.settings.dialog import SettingsDialog

__all__ = ["SettingsDialog"]
