"""Makes one value of what is printed within an epoch: batches of an evaluation, states of a bar."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import LeftOut, Notice, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.printed.joining import joined, merged
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.tracks import EVALUATED, Track
from lossacc_gui.readers.series.rows import BoolArray

COMPLETE = 0.5  # share of the evaluations
FEWEST_BARS = 3  # epochs with two bars each


def evaluations(tracks: list[Track], left_out: list[LeftOut]) -> list[Track]:
    """The tracks with what is printed batch by batch within one evaluation made one value: its average, or the last.

    Without an average the last line tells of the whole evaluation only where it is of its last batch.
    """
    if not any(t.quantity.is_progress and not t.why and t.own_split not in EVALUATED for t in tracks):
        return tracks  # a log of evaluations alone, each at a step of the training
    whole = {(unmarked(t.name), t.own_split) for t in tracks if not t.counts and not t.why}
    trained = {t.order for t in tracks if t.quantity.is_progress and not t.why and t.own_split not in EVALUATED}
    out = []
    for track in tracks:
        evaluates = track.own_split in EVALUATED and track.order not in trained
        if track.why or not evaluates or not track.counts or not _within(track):
            out.append(track)
            continue
        if (unmarked(track.name), track.own_split) in whole:
            left_out.append(LeftOut(track.name, len(track.lines), "batches of evaluations whose result is printed"))
            continue
        ends = np.append((track.step[1:] <= track.step[:-1]) | (track.epoch[1:] > track.epoch[:-1]), True)
        if track.average is None and not (track.live or ends.all() or _is_complete(track, ends)):
            out.append(track)
            continue
        if not ends.all():
            why = "batches within an evaluation; its last line counts"
            left_out.append(LeftOut(track.name, int((~ends).sum()), why))
        value = track.average if track.average is not None else track.value
        out.append(replace(replace(track, value=value).some(ends), counts=False))
    return out


def _is_complete(track: Track, ends: BoolArray) -> bool:
    """Whether most evaluations have a line at their last batch, which may be counted from 0."""
    return bool((track.step[ends] >= track.total[ends] - 1).mean() > COMPLETE)


def by_total(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """The tracks with the second of two bars of each epoch made validation, where no name parts them.

    The totals of their batches tell the two, 468 batches, then 79; or of as many the count that begins anew.
    """
    if any(t.own_split in EVALUATED and t.quantity.is_progress and not t.why for t in tracks):
        return tracks
    out: list[Track] = []
    said: set[bool] = set()
    for track in tracks:
        totals = np.unique(track.total[np.isfinite(track.total)])
        if track.own_split is not None or track.why or len(totals) > 2 or not np.isfinite(track.total).all():
            out.append(track)
            continue
        second = track.total == totals[:1] if len(totals) > 1 else _second_bars(track)
        turns = np.diff(second.astype(np.int64))
        times_each = int((turns > 0).sum())
        epochs = len(np.unique(track.epoch))
        if second[:1].any() or times_each < FEWEST_BARS or epochs not in (1, times_each, times_each + 1):
            out.append(track)
            continue
        said.add(len(totals) > 1)
        out += [track.some(~second), replace(track.some(second), split=Split.VAL)]
    if True in said:
        notices.append(Notice(say("Of two bars of each epoch the second, which is shorter, is taken as validation.")))
    elif said:
        notices.append(Notice(say("Of two bars of each epoch the second is taken as validation.")))
    return out


def _second_bars(track: Track) -> BoolArray:
    """Which values are of the second bar of an epoch, shape (n,): it counts anew once in each but the last."""
    none = np.zeros(len(track.lines), dtype=bool)
    if not track.live or not np.isfinite(track.epoch).all() or not np.isfinite(track.step).all():
        return none
    within = np.append(False, (np.diff(track.step) < 0) & (np.diff(track.epoch) == 0))
    _, which = np.unique(track.epoch, return_inverse=True)
    anew = np.bincount(which, weights=within)
    if not ((anew[:-1] == 1).all() and anew[-1] <= 1):
        return none
    before = np.cumsum(within)
    second: BoolArray = before > (np.cumsum(anew) - anew)[which]
    return second


def _within(track: Track) -> bool:
    """Whether steps begin anew again and again, or run to their total at once."""
    falls = np.flatnonzero(np.diff(track.step) < 0)
    ends = track.total == track.step
    return len(falls) > 0 or (bool(ends.any()) and bool(np.isfinite(track.epoch).any()))


def bars(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """The tracks with the states of a bar made the last of each epoch, where there are several epochs."""
    running: dict[tuple[str, Split | None, float], Track] = {}
    out: list[Track] = []
    lost = 0
    runs = {unmarked(t.name) for t in tracks if t.live and not t.full}
    tracks = [replace(t, live=t.live and (not t.full or unmarked(t.name) in runs)) for t in tracks]
    for track in [t for t in tracks if t.live]:
        key = (track.name.lower() + track.why, track.own_split, float(track.percent))
        running[key] = merged(running[key], track) if key in running else track
    for track in [*running.values(), *(t for t in tracks if not t.live)]:
        whole = np.isfinite(track.epoch).all() and (track.epoch == np.round(track.epoch)).all()
        if track.live and whole and len(np.unique(track.epoch)) > 1:
            last = np.append(np.diff(track.epoch) != 0, True)
            lost += int((~last).sum())
            out.append(replace(track.some(last), counts=False))
        elif track.live and track.counts and len(track.lines) > 1:
            last = np.append(np.diff(track.step) != 0, True)
            lost += int((~last).sum())
            out.append(track.some(last))
        else:
            out.append(track)
    if lost:
        notices.append(
            Notice(
                say(
                    "{lost} of bars that run within an epoch left out; the last one counts.",
                    lost=counted_text(lost, "value"),
                )
            )
        )
    return joined(sorted(out, key=lambda track: int(track.lines[0])))
