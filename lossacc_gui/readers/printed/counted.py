"""Tells how many examples a split has by the n of its right answers (9812/10000) and of its places ([64/60000])."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from lossacc_gui.model.run import FloatArray, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.series.whole_numbers import are_whole
from lossacc_gui.readers.settings import Setting

FEWEST = 3  # places within epochs of which the strides are seen
POWER = 32  # batches of a multiple of it: who counts batches and prints every so many takes tens and hundreds
BATCH = re.compile(r"(?:^|[._ -])(?:train[_ -]?)?(?:batch[_ -]?size|bs)$", re.IGNORECASE)
EVERY = re.compile(r"interval|freq|every|period", re.IGNORECASE)
LARGEST = 10**10  # examples of a split; more is no count of them


def counted_examples(
    reading: Reading, tracks: Sequence[Track], splits: Sequence[Split], settings: Sequence[Setting]
) -> Iterator[tuple[Split, int]]:
    """The sizes of splits that their tracks tell; `splits` are those of `tracks`, `settings` those of the log."""
    first, last = min(int(t.lines[0]) for t in tracks), max(int(t.lines[-1]) for t in tracks)
    of_order: dict[int, set[Split]] = {}
    for track, split in zip(tracks, splits, strict=True):
        if track.why:
            continue
        if track.quantity.is_progress:
            of_order.setdefault(track.order, set()).add(split)
        if track.out_of is not None and (split is not Split.TRAIN or _is_whole(track)):
            yield from ((split, int(n)) for n in np.unique(track.out_of) if _counts(n))
    for order, found in of_order.items():
        n = _walked(reading.told[order], first, last, settings) if found == {Split.TRAIN} else None
        if n is not None:
            yield Split.TRAIN, n


def _is_whole(track: Track) -> bool:
    """Whether each value is of an epoch: of several within one each is of a batch."""
    once = len(np.unique(track.epoch)) == len(track.epoch)
    return not track.counts and once and bool(are_whole(track.epoch).all())


def _counts(n: float) -> bool:
    return bool(1 < n < LARGEST and n % 1 == 0)


def _walked(one: Told, first: int, last: int, settings: Sequence[Setting]) -> int | None:
    """The n of k/n where k counts the examples seen in an epoch; None where it may count batches."""
    counter = one.counter(Role.STEP)
    total = one.total(counter) if counter is not None else None
    if counter is None or total is None:
        return None
    taken = (one.template.lines >= first) & (one.template.lines <= last)
    step, n = one.count(counter)[taken], np.unique(total[taken])
    if len(n) != 1 or not _counts(n[0]) or not are_whole(step).all() or step.max() > n[0]:
        return None
    return int(n[0]) if _by_examples(step, n[0], settings) else None


def _by_examples(step: FloatArray, n: float, settings: Sequence[Setting]) -> bool:
    """Whether k of k/n moves by batches of several examples.

    Who counts examples begins with one batch and goes on by many: 64, 6464, 12864 of 60000. Who counts batches begins
    with 0, 1 or a whole stride. From 0 the size of a batch has to be known. The last k may be cut to n.
    """
    strides = np.diff(step)
    begins = np.append(0, np.flatnonzero(strides <= 0) + 1)
    inner = np.unique(strides[(strides > 0) & (step[1:] < n)])
    starts = np.unique(step[begins])
    if len(inner) != 1 or len(starts) != 1 or (strides > 0).sum() < FEWEST:
        return False
    stride, start = int(inner[0]), int(starts[0])
    if start > 1:
        return stride % start == 0 and stride > start
    batches = {int(value) for name, value in settings if BATCH.search(name) and value.isdecimal()}
    said = any(EVERY.search(name) and value == str(stride) for name, value in settings)
    batch = batches.pop() if len(batches) == 1 else 0
    return start == 0 and not said and batch > 0 and batch % POWER == 0 and stride % batch == 0
