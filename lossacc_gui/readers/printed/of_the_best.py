"""Leaves out what a finished training tells once more of its best model, in lines that count nothing."""

from __future__ import annotations

import re

import numpy as np

from lossacc_gui.model.run import LeftOut
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track

FEWEST = 3  # epochs that show that each has one value
BEST_AGAIN = re.compile(  # Validating runs/train/exp/weights/best.pt; Restored the best weights; but not: Saving best
    r"\b(?:re-?)?(?:load|restor|validat|evaluat|test)\w*\b.*(?<![^\W_])best(?![^\W_])", re.IGNORECASE
)
OVER = re.compile(r"\b(?:complet|finish)ed\b|\bdone\b|\bended\b", re.IGNORECASE)  # said of a training


def without_the_best(tracks: list[Track], reading: Reading, left_out: list[LeftOut]) -> list[Track]:
    """The tracks without a last value that says nothing of its epoch, where each epoch has one.

    A line above it says that the training is over, or that the best model is evaluated.
    """
    return [_without_last(track, left_out) if _tells_again(track, reading) else track for track in tracks]


def _tells_again(track: Track, reading: Reading) -> bool:
    epoch = track.epoch
    if track.counts or track.own_split not in EVALUATED or len(epoch) <= FEWEST or not np.isfinite(epoch).all():
        return False
    if epoch[-1] != epoch[-2] or not (np.diff(epoch[:-1]) > 0).all():
        return False
    between = range(int(track.lines[-2]) + 1, int(track.lines[-1]))
    return any(_says_so(reading.page.line(i)) for i in between)


def _says_so(line: str) -> bool:
    return BEST_AGAIN.search(line) is not None or OVER.search(line) is not None


def _without_last(track: Track, left_out: list[LeftOut]) -> Track:
    if not track.why:
        left_out.append(LeftOut(track.name, 1, "told of no epoch, behind all"))
    return track.some(np.arange(len(track.lines) - 1))
