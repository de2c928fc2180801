"""Why an action cannot be used at the moment, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from lossacc_gui.gui.actions import NEED_RUN
from lossacc_gui.gui.session import Session

_REASONS = {
    "undo": "Nothing was done that could be undone",
    "redo": "Nothing was undone",
    "reopen": "Nothing was open when lossacc last ended, or it is open already",
    "name_metrics": "No log waits for names of its metrics",
    "relate_across": "The run relates a loss and an accuracy already, or lacks one of them",
    "use_predictions": "No predictions lie beside the log that are not used already",
    "show_news": "No verdict got worse in a log that is followed",
    "baseline": "No overlay of runs is shown",
    "seeds": "No overlay of runs is shown",
    "samples": "There are no samples",
}


def why_not(name: str, session: Session) -> str:
    """The reason for the action of that name, which is switched off."""
    if name in NEED_RUN and session.current is None:
        return _tr("No run is open")
    return _tr(_REASONS.get(name, "Not possible at the moment"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reasons", text)
