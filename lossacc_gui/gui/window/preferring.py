"""Puts into effect what a person prefers, at the start and whenever it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMainWindow

if TYPE_CHECKING:
    from lossacc_gui.gui.look.preferences import Preferences
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.gui.persistence.settings import Settings
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.model.request import Request


class Preferring:
    """Knows how fonts and motion were before anybody preferred anything."""

    def __init__(self, app: QApplication, window: QMainWindow) -> None:
        self._app = app
        self._window = window
        self._font = QFont(app.font())
        self._flash = app.cursorFlashTime()

    def put_on(self, wanted: Preferences | Settings) -> bool:
        """Fonts and motion, of preferences or the settings that keep them; tells whether another font is on."""
        self._window.setAnimated(not wanted.calm)
        if wanted.calm:
            self._stop_motions()
        self._app.setCursorFlashTime(0 if wanted.calm else self._flash)
        font = QFont(self._font)
        if wanted.font_family:
            font.setFamily(wanted.font_family)
        if wanted.font_size:
            font.setPointSize(wanted.font_size)
        if font == self._app.font():
            return False
        self._app.setFont(font)
        return True

    def _stop_motions(self) -> None:
        from PySide6.QtCore import Qt  # who wants motion does without in the first frame

        motion = Qt.UIEffect
        for effect in (
            *(motion.UI_AnimateMenu, motion.UI_AnimateCombo, motion.UI_AnimateTooltip, motion.UI_AnimateToolBox),
            *(motion.UI_FadeMenu, motion.UI_FadeTooltip),
        ):
            self._app.setEffectEnabled(effect, False)


def show_with(workspace: Workspace | None, wanted: Preferences) -> None:
    """What the parts that show a run take of it."""
    if workspace is not None:
        workspace.set_wheel(wanted.wheel)


def analyse_with(session: Session, before: Preferences, wanted: Preferences) -> None:
    """Analyse all that is open anew where that is preferred otherwise than before."""
    changed = [(one.options, one.causes, one.checkpoints) for one in (before, wanted)]
    request = asked_with(session.request, wanted)
    if changed[0] != changed[1] and request != session.request:
        session.analyse_as(request)


def ask_as_preferred(session: Session, settings: Settings) -> None:
    """Let all that will be opened be analysed as is kept, and tell what is kept of another version and is no more."""
    from lossacc_gui.gui.session.state import Message, MessageKind
    from lossacc_gui.model.request import Request

    if notice := settings.drop_unknown_options():
        session.messages.complain(Message(MessageKind.NOTICE, notice))
    session.request = asked_with(Request(meanings=tuple(settings.choices.items())), settings.preferences)


def asked_with(request: Request, wanted: Preferences) -> Request:
    """The request with what a person prefers of every analysis."""
    from dataclasses import replace

    from lossacc_gui.model.options import Options

    options = Options().changed(dict(wanted.options))
    return replace(request, options=options, own_causes=wanted.causes, checkpoints=wanted.checkpoints)
