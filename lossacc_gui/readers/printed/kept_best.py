"""Takes scores for those of an evaluation of which the log keeps the best so far."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Split
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.tracks import Reading, Track

FEWEST = 5  # values of a score that show that another is the best of it so far
MOSTLY = 0.9  # of the best ones are that of the values before


def of_kept_best(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """Where nothing tells a split, a score told between epochs, of which the best is kept, is of validation.

    The batches of the training tell the same score beside their loss; no model is chosen by the batches it learned.
    """
    taken = [t for t in tracks if not t.why and t.quantity.is_progress]
    if not {t.own_split for t in taken} <= {None, Split.TRAIN}:
        return tracks
    learned = {t.order for t in taken if t.counts and t.quantity is Quantity.LOSS}
    of_batches = {unmarked(t.name) for t in taken if t.order in learned}
    losses = {t.order for t in taken if t.quantity.is_loss}
    kept = _best_so_far(reading)
    found = [
        t
        for t in taken
        if t.quantity.is_fraction and t.own_split is None and not t.counts and t.order not in losses
        if unmarked(t.name) in of_batches and len(t.lines) >= FEWEST and any(_is_best(*one, t) for one in kept)
    ]
    if not found:
        return tracks
    names = ", ".join(t.name for t in found)
    notices.append(Notice(say("{names}: the best so far is kept, so it is taken as validation.", names=names)))
    return [replace(t, split=Split.VAL) if any(t is one for one in found) else t for t in tracks]


def _best_so_far(reading: Reading) -> list[tuple[FloatArray, FloatArray]]:
    """(the lines, the numbers in them) of each slot that tells of the best."""
    slots = ((one.template, f) for one in reading.told for f in one.fields if f.role is Role.REPEATED)
    return [(template.lines.astype(np.float64), template.values(field.slot)) for template, field in slots]


def _is_best(lines: FloatArray, best: FloatArray, track: Track) -> bool:
    """Whether numbers are mostly the largest value of a track up to their lines."""
    if len(best) < FEWEST:
        return False
    before = np.searchsorted(track.lines, lines, side="right") - 1
    so_far = np.maximum.accumulate(track.value)[np.maximum(before, 0)]
    return float(((best == so_far) & (before >= 0)).mean()) >= MOSTLY
