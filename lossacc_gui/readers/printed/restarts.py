"""Finds where one training ends and another begins in a text: an epoch counter that starts again for good."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, IntArray, Notice, Split
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.series.rows import BoolArray

Counts = tuple[IntArray, FloatArray, IntArray]
"""Lines, the epoch that each of them tells, and the template that it is of; shape (n,) each."""

NEAR = 0.25  # of what a training has changed, within which its values go on when its counter starts again
AGAIN_AND_AGAIN = 2  # times that a counter starts again while the values go on
FEWEST_AGAIN = 2  # places of a training that started again; one may be a late one
LOOKED_UP = 20  # lines above a training in which its title stands
TITLE = re.compile(r"^\s{0,3}#{1,6}\s+\w")  # of Markdown
RESUMES = re.compile(r"load|resum|restor|continu|checkpoint|\bepoch", re.IGNORECASE)
FEWEST_WORSE = 3  # losses beyond all that a training ever had; less may be a bad batch behind a checkpoint


def restarts_of(reading: Reading) -> list[int]:
    """The lines before which a training starts again."""
    alike = _alike(reading)
    headings = {line for one in reading.told for line in one.headed}
    falls = any((np.diff(t.epoch[np.isfinite(t.epoch)]) < 0).any() for t in reading.tracks)
    if not falls and len(headings) < 2 and all(order == other for order, other in alike.items()):
        return []
    counts = _counts(reading, alike)
    stays = _stays(counts)
    heads = np.array(sorted(headings), dtype=np.int64)
    losses = [t for t in reading.tracks if not t.why and t.quantity.is_loss]
    starts: list[tuple[int, int]] = []
    last: dict[int, float] = {}
    first: float | None = None
    before: dict[int, int] = {}
    long = (column.data for column in (*counts, stays))  # of which lists would be the largest thing in memory
    for line, epoch, order, stayed in zip(*long, strict=True):
        again = order in last and first is not None
        fell = again and epoch < last[order] and stayed
        if fell and epoch > (first or 0.0):
            fell = worse_than_ever(losses, starts[-1][0] if starts else 0, line) or _is_titled(
                reading.page, before[order] + 1, line
            )
        headed = again and epoch == last[order] == first and len(reading.told[order].headed) > 0
        headed = headed and bool(np.searchsorted(heads, line) > np.searchsorted(heads, before[order]))
        if fell or headed:
            starts.append((line, before[order]))
            last, first = {}, None
        last[order] = epoch
        before[order] = line
        if epoch >= 0 and (first is None or epoch < first):  # what is told before the first epoch is of none
            first = epoch
    return _before_headings(reading, starts)


def _is_titled(page: Page, first: int, line: int) -> bool:
    """Whether a title that comes nowhere else stands above a line: the next model, and no training that goes on."""
    titles = (i for i in range(max(first, line - LOOKED_UP), line) if TITLE.match(page.line(i)))
    return any(
        RESUMES.search(page.line(i)) is None and np.count_nonzero(page.shape == page.shape[i]) == 1 for i in titles
    )


def counted_on(tracks: Sequence[Track], starts: Sequence[int]) -> tuple[list[Track], list[int]]:
    """The tracks with epochs counted on where the counter starts again and the values go on, and the other starts."""
    left = anew([t for t in tracks if not t.why and t.quantity.is_progress], starts)
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


def _counts(reading: Reading, alike: dict[int, int]) -> Counts:
    """What the counters of all templates say, line by line; of templates that are alike as of the first of them."""
    lines, epochs, orders = [], [], []
    for order in sorted({track.order for track in reading.tracks}):
        track = next(t for t in reading.tracks if t.order == order)
        known = np.isfinite(track.epoch)
        lines.append(track.lines[known])
        epochs.append(track.epoch[known])
        orders.append(np.full(np.count_nonzero(known), alike[order]))
    line = np.concatenate(lines)
    sorted_by_line = np.argsort(line, kind="stable")
    return line[sorted_by_line], np.concatenate(epochs)[sorted_by_line], np.concatenate(orders)[sorted_by_line]


def _stays(counts: Counts) -> BoolArray:
    """Whether behind each line its template goes on below what it had before, for more than a line; shape (n,)."""
    _, epoch, order = counts
    out = np.ones(len(epoch), dtype=bool)
    for one in np.unique(order):
        places = np.flatnonzero(order == one)
        values = epoch[places]
        for k in (1 + np.flatnonzero(np.diff(values) < 0)).tolist():
            following = values[k : k + FEWEST_AGAIN]
            out[places[k]] = k + 1 < len(values)
            if len(following) > 1 and following[1] >= values[k - 1] and values[k - 1] - values[k] > 1:
                out[places[k]] = following[1] - following[0] <= 1
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


def anew(tracks: Sequence[Track], starts: Sequence[int]) -> list[int]:
    """Those of `starts`, where a counter begins again at its start, at which another training begins.

    It does not where the values go on from what was learned before, again and again: so a training is called for a few
    more epochs each time. A second stage alone is a training of its own.
    """
    left: list[int] = []
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else None
        if not _go_on(tracks, (left[-1] if left else 0, starts[i - 1] if i else 0, start), end):
            left.append(start)
    return left if len(starts) - len(left) >= AGAIN_AND_AGAIN else list(starts)


def worse_than_ever(losses: Sequence[Track], begun: int, start: int) -> bool:
    """Whether each loss is higher behind `start` than it ever was since `begun`: no training that was resumed there."""
    found = []
    for loss in losses:
        first, last = np.searchsorted(loss.lines, (begun, start))
        before, after = loss.value[first:last], loss.value[last : last + FEWEST_WORSE]
        if len(after) < FEWEST_WORSE or len(before) < FEWEST_WORSE:
            return False
        found.append(bool(after.min() > before.max()))  # NaN is not
    return bool(found) and all(found)


def several_trainings(count: int) -> Notice:
    """That a log tells several trainings, each of which is a run."""
    return Notice(say("{count} trainings follow each other in this log; each is a run.", count=count))


def _go_on(tracks: Sequence[Track], parts: tuple[int, int, int], end: int | None) -> bool:
    """Whether each metric begins near where it ended before, and far from where it began with the training.

    `parts` are the places where the training, its last part and the part in question begin; that one ends at `end`.
    """
    begun, before, start = parts
    found = []
    for track in tracks:
        first, last = np.searchsorted(track.lines, (begun, start))
        after = int(np.searchsorted(track.lines, end)) if end is not None else len(track.lines)
        if last - first < FEWEST_AGAIN or after <= last or track.lines[last - 1] < before:
            continue
        began, ended, begins = (float(track.value[at]) for at in (first, last - 1, last))
        moved, on = ended - began, begins - ended
        if not abs(moved) > 0:
            continue
        far = abs(begins - began) > NEAR * abs(began)
        found.append(far and (abs(on) <= NEAR * abs(moved) or on * moved > 0))
    return bool(found) and all(found)
