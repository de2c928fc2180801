"""Takes once what a printed log tells twice: the same line, the best beside its line, epochs that were resumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, IntArray, Notice, Quantity
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track
from lossacc_gui.readers.series.rows import BoolArray

TWICE = 3  # lines within which the same line printed again is the same record
FEWEST_ECHOES = 3  # values that are no chance
SURE_DECIMALS = 3  # with which values that are equal are no chance, whatever they are called
FEWEST_DECIMALS = 2  # with which values of one name that are equal when rounded are no chance
ROUNDED = 1e-6  # of a unit of the last decimal, by which the halves of it miss


def printed_once(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """The tracks without lines that were printed twice: the same counters and values within a few lines."""
    by_order: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        by_order[track.order].append(track)
    out = []
    count = 0
    for some in by_order.values():
        same = _again(some, reading)
        count += int(same.sum())
        again = _lines(some)[1:][same]
        kept = [track.some(~np.isin(track.lines, again)) if len(again) else track for track in some]
        out += [track for track in kept if len(track.lines)]
    if count:
        notices.append(Notice(say("{count} printed twice; each is taken once.", count=counted_text(count, "line"))))
    return out


def without_echoes(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """The tracks without those that only tell what another line of the epoch tells just above or below, whatever the
    words: a checkpoint that was saved, the best so far.
    """
    by_quantity: dict[Quantity, list[Track]] = defaultdict(list)
    for track in tracks:
        by_quantity[track.quantity].append(track)
    gone: set[int] = set()
    for track in sorted(tracks, key=lambda t: reading.told[t.order].counts):  # what counts itself is rather the first
        others = (t for t in by_quantity[track.quantity] if id(t) not in gone)
        if any(_echoes(track, other, reading) for other in others):
            gone.add(id(track))
    out = [track for track in tracks if id(track) not in gone]
    count = sum(len(t.lines) for t in tracks) - sum(len(t.lines) for t in out)
    if count:
        values = counted_text(count, "value")
        notices.append(Notice(say("{values} told again beside their line; each is taken once.", values=values)))
    return out


def without_summary(reading: Reading) -> list[Track]:
    """The tracks without those of lines that stand behind a training and tell some of its epochs again: a table of
    every fifth of them, the best five.
    """
    by_order: dict[int, list[Track]] = defaultdict(list)
    for track in reading.tracks:
        if not track.why and track.quantity not in ON_NO_EXAMPLES and len(track.lines) >= FEWEST_ECHOES:
            by_order[track.order].append(track)
    taken = [track for some in by_order.values() for track in some]
    gone = {
        order
        for order, some in by_order.items()
        if max(len(np.unique(track.value)) for track in some) >= FEWEST_ECHOES
        and all(any(_sums_up(track, other, reading) for other in taken) for track in some)
    }
    count = sum(len(track.lines) for order in gone for track in by_order[order])
    if count:
        values = counted_text(count, "value")
        reading.notices.append(
            Notice(say("{values} told again behind the training; each is taken once.", values=values))
        )
    return [track for track in reading.tracks if track.order not in gone]


def _sums_up(track: Track, other: Track, reading: Reading) -> bool:
    """Whether each value of a track is what another one told before of its epoch, in lines of another kind."""
    behind = len(track.lines) <= len(other.lines) and track.lines[0] > other.lines[-1]
    if not behind or track.quantity is not other.quantity or track.own_split is not other.own_split:
        return False
    if _is_of_its_like(reading, track, other):
        return False
    known = dict(zip(other.epoch.tolist(), _whole(other).tolist(), strict=True))
    if len(known) < len(other.lines) or not all(epoch in known for epoch in track.epoch.tolist()):
        return False
    before = np.array([known[epoch] for epoch in track.epoch.tolist()])
    values = _whole(track)
    if f" {unmarked(track.name)}".endswith(f" {unmarked(other.name)}"):
        return _decimals(values) >= FEWEST_DECIMALS and bool(_rounded_alike(values, before).all())
    return _decimals(values) >= SURE_DECIMALS and bool((values == before).all())


def _is_of_its_like(reading: Reading, track: Track, other: Track) -> bool:
    """Whether two kinds of lines tell the same of as many epochs, and differ in a word: another model's."""
    mine, others = ([(f.role, f.name) for f in reading.told[t.order].fields] for t in (track, other))
    return mine == others and len(track.lines) == len(other.lines)


def _whole(track: Track) -> FloatArray:
    return track.value / 100.0 if track.percent else track.value


def _echoes(track: Track, other: Track, reading: Reading) -> bool:
    """Whether each value of a track is that of another one, a few lines away and in the same epoch.

    What is told before its epoch is counted stands above the line of it, which counts: best so far, then the epoch.
    """
    of_one_table = set(reading.told[track.order].headed) & set(reading.told[other.order].headed)  # some with blanks
    if track.order == other.order or of_one_table or not FEWEST_ECHOES <= len(track.lines) <= len(other.lines):
        return False
    if other.counts and not track.counts:  # batches, and the epoch told as its last one
        return False
    evaluated = track.own_split in EVALUATED and other.own_split in EVALUATED  # which a best one may be called either
    if track.own_split not in (None, other.own_split) and not evaluated:
        return False
    first = np.searchsorted(other.lines, track.lines[0]) - 1
    if not any(_begins_alike(track, other, int(at)) for at in (first, first + 1)):
        return False
    above = np.searchsorted(other.lines, track.lines) - 1
    if above[0] >= 0 and bool((_near(track, other, above) & _alike(track.epoch, other.epoch[above])).all()):
        return True
    below = above + 1
    counts = reading.told[other.order].counts and not reading.told[track.order].counts
    return counts and below[-1] < len(other.lines) and bool(_near(track, other, below).all())


def _begins_alike(track: Track, other: Track, at: int) -> bool:
    """Whether the first value of a track may be that of another at a place: a quick no for most."""
    if not 0 <= at < len(other.lines):
        return False
    apart = abs(float(track.value[0]) - float(other.value[at]))
    return not apart > 0.5 * 10.0**-FEWEST_DECIMALS * (1 + ROUNDED)  # NaN may be the same


def _near(track: Track, other: Track, at: IntArray) -> BoolArray:
    """Which values of a track are those of another at the places `at`, a few lines away: shape (n,)."""
    near: BoolArray = (np.abs(track.lines - other.lines[at]) <= TWICE) & (track.percent == other.percent)
    if f" {unmarked(track.name)}".endswith(f" {unmarked(other.name)}"):  # checkpoint written, val acc
        return near & _rounded_alike(track.value, other.value[at])
    exact: BoolArray = near & (track.value == other.value[at]) & (_decimals(track.value) >= SURE_DECIMALS)
    return exact


def _rounded_alike(values: FloatArray, others: FloatArray) -> BoolArray:
    """Which values are the others as they are, or as they are with fewer decimals."""
    digits = _decimals(values)
    if digits < FEWEST_DECIMALS:
        return _alike(values, others)
    return _alike(values, others) | (np.abs(values - others) <= 0.5 * 10.0**-digits * (1 + ROUNDED))


def _decimals(values: FloatArray) -> int:
    """With how many decimals values are written at the most."""
    return max((len(f"{value:.12g}".partition(".")[2]) for value in values.tolist()), default=0)


def _alike(values: FloatArray, others: FloatArray) -> BoolArray:
    same: BoolArray = (values == others) | (np.isnan(values) & np.isnan(others))
    return same


def _lines(some: Sequence[Track]) -> IntArray:
    return max((track.lines for track in some), key=len)


def _again(some: Sequence[Track], reading: Reading) -> BoolArray:
    """Which lines of one template, but its first, say the same as the line before, counters included."""
    lines = _lines(some)
    one = reading.told[some[0].order]
    mine = np.isin(one.template.lines, lines)
    counters = [f for f in one.fields if f.role in (Role.EPOCH, Role.STEP)]
    if not counters or len(lines) < 2:
        return np.zeros(max(len(lines) - 1, 0), dtype=bool)
    longest = max(some, key=lambda track: len(track.lines))
    counted = _same(longest.epoch)  # a heading between two lines may have counted on
    for field in counters:
        counted &= _same(one.template.values(field.slot)[mine])
    same = counted & (np.diff(lines) <= TWICE)
    for field in one.fields:
        if field.role in (Role.METRIC, Role.UNKNOWN) and same.any():
            same &= _same(one.template.values(field.slot)[mine])
    return same & _of_copies(counted, same) if same.any() else same


def _of_copies(counted: BoolArray, same: BoolArray) -> BoolArray:
    """Which lines are among copies, shapes (n - 1,): all lines that are counted alike are the same, or come in pairs.

    Lines of batches that count only their epoch may be the same by chance, and others of the epoch are not.
    """
    groups, runs = (np.append(0, np.cumsum(~alike)) for alike in (counted, same))
    length = np.bincount(runs)
    alone = np.bincount(groups)[groups] == length[runs]
    odd = np.bincount(groups, weights=length[runs] % 2 == 1) > 0
    copies: BoolArray = (alone | ~odd[groups])[1:]
    return copies


def _same(values: FloatArray) -> BoolArray:
    return _alike(values[1:], values[:-1])


def again_by_resumed(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """The tracks without values that a training printed again at the same epoch after it had gone back and was resumed.

    Between the two an epoch is told that is no higher than one before it; lines of batches fall back by themselves.
    """
    falls = np.concatenate([np.zeros(0, np.int64), *(t.lines[1:][np.diff(t.epoch) < 0] for t in tracks if not t.why)])
    falls = np.unique(falls)
    out, count = [], 0
    for track in tracks:
        between = np.diff(np.searchsorted(falls, track.lines, side="right")) > 0
        again = (track.epoch[1:] == track.epoch[:-1]) & between & (not track.counts)
        count += int(again.sum())
        out.append(track.some(np.append(~again, True)) if again.any() else track)
    if count:
        values = counted_text(count, "value")
        notices.append(
            Notice(say("{values} told again after the training was resumed; the last counts.", values=values))
        )
    return out
