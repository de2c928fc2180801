"""Imports what the window will need before a person asks for it, in an order that lets nobody wait."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossacc_gui.gui.background.threads import Deliver
    from lossacc_gui.model.progress import Progress

FOR_SAMPLES = (
    ("lossacc_gui.model.episode",),
    ("lossacc_gui.samples",),
    ("lossacc_gui.gui.look.icons", "lossacc_gui.gui.window.card"),
)
FOR_THE_SESSION = (
    ("lossacc_gui.gui.background.threads",),
    ("lossacc_gui.model.cause",),
    ("lossacc_gui.model.options",),
    ("lossacc_gui.model.request",),
    ("lossacc_gui.gui.session.state", "lossacc_gui.gui.session.made"),
    ("lossacc_gui.gui.session.doing",),
    ("lossacc_gui.gui.session.session",),
    ("lossacc_gui.gui.persistence.projects", "lossacc_gui.gui.persistence.recovery"),
    ("lossacc_gui.gui.window.commands", "lossacc_gui.gui.window.as_command"),
    ("lossacc_gui.gui.window.noting", "lossacc_gui.gui.window.reporting"),
    ("lossacc_gui.gui.window.reflecting", "lossacc_gui.gui.window.recents"),
)
"""What the window's thread imports once the window is on the screen, a turn of its loop each."""
_FOR_A_LOG = (
    "lossacc_gui.use_case",
    "lossacc_gui.gui.chart.view",
    "lossacc_gui.gui.panels.workspace",
    "lossacc_gui.gui.persistence.project_state",
)
_FOR_LATER = (
    "lossacc_gui.gui.dialogs.export",
    "lossacc_gui.gui.palette.dialog",
    "lossacc_gui.gui.dialogs.mapping",
    "lossacc_gui.gui.dialogs.settings.dialog",
    "lossacc_gui.gui.dialogs.source_view",
    "lossacc_gui.gui.triage.showing",
    "lossacc_gui.gui.dialogs.licences",
)


def import_all(names: Iterable[str]) -> None:
    """Import modules; an import statement of what is not used is taken for a leftover."""
    for name in names:
        import_module(name)


def import_for_a_log() -> None:
    """A second of imports that the window's thread must not wait for, least of all when a log is opened."""
    import_all(_FOR_A_LOG)


def import_for_later(progress: Progress, _deliver: Deliver) -> None:
    """Import what is asked for once a log is there; a quarter of a second where nothing is compiled."""
    for i, name in enumerate(_FOR_LATER):
        progress(i / len(_FOR_LATER), name)  # the program may be ending
        import_module(name)
