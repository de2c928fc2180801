"""Which examples a run is judged on: those it was not trained on, validation where there are any."""

from __future__ import annotations

from lossacc_gui.model.run import Run, Split


def held_out_split(run: Run) -> Split | None:
    """Validation, or test where nothing was validated; None where the log tells of training alone."""
    told = {series.split for series in run.series if series.quantity.is_progress and len(series.value)}
    return next((split for split in (Split.VAL, Split.TEST) if split in told), None)


def speaking_order(run: Run) -> tuple[Split, ...]:
    """All splits, the one that speaks for the run first: held out, then training, then the rest."""
    return tuple(dict.fromkeys((held_out_split(run) or Split.VAL, Split.TRAIN, *Split)))
