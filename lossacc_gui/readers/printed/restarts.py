"""Finds where one training ends and another begins in a text: an epoch counter that starts again for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.series.restarts import FEWEST_AGAIN, Curve, anew, worse_than_ever


def restarts_of(reading: Reading) -> list[int]:
    """The lines before which a training starts again."""
    found: list[tuple[int, float, int]] = []
    alike = _alike(reading)
    for order in sorted({track.order for track in reading.tracks}):
        track = next(t for t in reading.tracks if t.order == order)
        known = np.isfinite(track.epoch)
        lines, epochs = track.lines[known].tolist(), track.epoch[known].tolist()
        found += zip(lines, epochs, [alike[order]] * len(lines), strict=True)
    headings = {line for one in reading.told for line in one.headed}
    falls = any((np.diff(t.epoch[np.isfinite(t.epoch)]) < 0).any() for t in reading.tracks)
    if not falls and len(headings) < 2 and all(order == other for order, other in alike.items()):
        return []
    found.sort(key=lambda item: item[0])
    ahead = _ahead(found)
    heads = np.array(sorted(headings), dtype=np.int64)
    losses = [Curve(t.lines, t.value) for t in reading.tracks if not t.why and t.quantity.is_loss]
    starts: list[tuple[int, int]] = []
    last: dict[int, float] = {}
    first: float | None = None
    before: dict[int, int] = {}
    for (line, epoch, order), stays in zip(found, ahead, strict=True):
        again = order in last and first is not None
        fell = again and epoch < last[order] and stays
        if fell and epoch > (first or 0.0):
            fell = worse_than_ever(losses, starts[-1][0] if starts else 0, line)
        anew = again and epoch == last[order] == first and len(reading.told[order].headed) > 0
        anew = anew and bool(np.searchsorted(heads, line) > np.searchsorted(heads, before[order]))
        if fell or anew:
            starts.append((line, before[order]))
            last, first = {}, None
        last[order] = epoch
        before[order] = line
        if epoch >= 0 and (first is None or epoch < first):  # what is told before the first epoch is of none
            first = epoch
    return _before_headings(reading, starts)


def counted_on(tracks: Sequence[Track], starts: Sequence[int]) -> tuple[list[Track], list[int]]:
    """The tracks with epochs counted on where the counter starts again and the values go on, and the other starts."""
    left = anew([Curve(t.lines, t.value) for t in tracks if not t.why and t.quantity.is_progress], starts)
    out = list(tracks)
    for before, start, end in zip([0, *starts], starts, [*starts[1:], None], strict=False):
        if start in left:
            continue
        ends, begins = (
            np.concatenate([t.epoch[(t.lines >= first) & (t.lines < last)] for t in out])
            for first, last in ((before, start), (start, end or np.inf))
        )
        on = float(np.nanmax(ends)) + 1 - float(np.nanmin(begins))
        out = [replace(t, epoch=t.epoch + on * (t.lines >= start)) for t in out]
    return out, left


def _alike(reading: Reading) -> dict[int, int]:
    """For each template the first one whose lines tell the same metrics, all of them before its own.

    Lines that differ in a word, the name of a model, are of one kind: [resnet | epoch 1] follows [plain | epoch 9].
    """
    tracks: dict[int, list[Track]] = defaultdict(list)
    for track in reading.tracks:
        tracks[track.order].append(track)
    told = {
        order: frozenset((unmarked(t.name), t.own_split) for t in some if not t.why and t.quantity.is_progress)
        for order, some in tracks.items()
    }
    ends: dict[frozenset[tuple[str, Split | None]], tuple[int, int]] = {}
    first: dict[int, int] = {}
    for order, some in sorted(tracks.items(), key=lambda item: int(item[1][0].lines[0])):
        same, end = ends.get(told[order], (order, -1))
        follows = bool(told[order]) and np.isfinite(some[0].epoch).all() and int(some[0].lines[0]) > end
        first[order] = same if follows else order
        ends[told[order]] = (first[order], max(end, int(some[0].lines[-1])))
    return first


def _ahead(found: Sequence[tuple[int, float, int]]) -> list[bool]:
    """Whether behind each line its template goes on below what it had before, for more than a line."""
    by_order: dict[int, list[int]] = defaultdict(list)
    for i, (_, _, order) in enumerate(found):
        by_order[order].append(i)
    out = [True] * len(found)
    for places in by_order.values():
        values = [found[i][1] for i in places]
        for k, i in enumerate(places):
            if k and values[k] < values[k - 1]:
                following = values[k : k + FEWEST_AGAIN]
                only = k + 1 == len(places)
                out[i] = not only and all(value < values[k - 1] or k + 1 < len(places) for value in following)
                if len(following) > 1 and following[1] >= values[k - 1] and values[k - 1] - values[k] > 1:
                    out[i] = following[1] - following[0] <= 1
    return out


def _before_headings(reading: Reading, starts: list[tuple[int, int]]) -> list[int]:
    """Starts moved up to the line that announces the epoch, so that all lines of it belong together.

    Beside each start stands the line before it of the same template, which belongs to the training before.
    """
    out = []
    for line, before in starts:
        which = np.searchsorted(reading.epochs.at, line, side="right") - 1
        at = line
        while (
            which > 0
            and reading.epochs.at[which - 1] > before
            and reading.epochs.value[which - 1] == reading.epochs.value[which]
        ):
            which -= 1
        if which >= 0:
            at = int(reading.epochs.at[which])
        out.append(at)
    return out
