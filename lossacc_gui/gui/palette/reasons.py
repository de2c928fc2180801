"""Why an action cannot be used at the moment, in a sentence."""

from __future__ import annotations

from lossacc_gui.gui.actions.entries import NEED_RUN
from lossacc_gui.gui.session.session import Session
from lossacc_gui.language import say, tr

_REASONS = {
    "undo": say("Nothing was done that could be undone"),
    "redo": say("Nothing was undone"),
    "reopen": say("Nothing was open when lossacc last ended, or it is open already"),
    "name_metrics": say("No log waits for names of its metrics"),
    "relate_across": say("The run relates a loss and an accuracy already, or lacks one of them"),
    "use_predictions": say("No predictions lie beside the log that are not used already"),
    "show_news": say("No verdict got worse in a log that is followed"),
    "baseline": say("No overlay of runs is shown"),
    "seeds": say("No overlay of runs is shown"),
    "log_loss": say("A difference can be below zero"),
    "samples": say("There are no samples"),
}


def why_not(name: str, session: Session) -> str:
    """The reason for the action of that name, which is switched off."""
    if name in NEED_RUN and session.current is None:
        return tr("No run is open")
    return tr(_REASONS.get(name, say("Not possible at the moment")))
