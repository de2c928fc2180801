"""What is done about a log that holds several trainings: nothing is there to be restored where each began anew."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.measure.anew import begun_anew
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.run import Run

RESTARTED = "resumed_or_restarted"


def with_fitting_remedies(causes: tuple[Cause, ...], run: Run) -> tuple[Cause, ...]:
    """The causes; where all that the log starts again with begins from scratch, without the remedy that restores a
    state, which comes first: a training that was resumed needs it.
    """
    anew = set(begun_anew(run))
    if not anew or any(one.kind == "resume" for one in run.breaks):
        return causes
    return tuple(replace(one, remedies=one.remedies[1:]) if one.id == RESTARTED else one for one in causes)
