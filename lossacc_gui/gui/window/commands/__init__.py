"""What the actions of the window do, a module for each menu: a wish goes to the session, the chart or a dialog."""

from lossacc_gui.gui.window.commands.base import Around
from lossacc_gui.gui.window.commands.editing import EditCommands
from lossacc_gui.gui.window.commands.events import EventCommands
from lossacc_gui.gui.window.commands.files import FileCommands
from lossacc_gui.gui.window.commands.helping import HelpCommands
from lossacc_gui.gui.window.commands.naming import NamingCommands
from lossacc_gui.gui.window.commands.runs import RunCommands
from lossacc_gui.gui.window.commands.viewing import ViewCommands

__all__ = ["Around", "command"]

_MENUS = (FileCommands, EditCommands, ViewCommands, RunCommands, NamingCommands, EventCommands, HelpCommands)


def command(around: Around) -> None:
    """Let the actions of a window do their work from now on."""
    for menu in _MENUS:
        menu(around)
