"""What is done about a log that holds several trainings: nothing is there to be restored where each began anew."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.measure.anew import begun_anew
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.run import Run

RESTARTED = "resumed_or_restarted"


def with_fitting_remedies(causes: tuple[Cause, ...], run: Run) -> tuple[Cause, ...]:
    """The causes; where a training of the log begins from scratch, without the remedy that restores a state, which is
    the first one, or with it behind the others where another training was resumed.
    """
    if not begun_anew(run):
        return causes
    resumed = any(one.kind == "resume" for one in run.breaks)

    def fitting(cause: Cause) -> Cause:
        state, *others = cause.remedies
        return replace(cause, remedies=(*others, *([state] if resumed else [])))

    return tuple(fitting(one) if one.id == RESTARTED and one.remedies else one for one in causes)
