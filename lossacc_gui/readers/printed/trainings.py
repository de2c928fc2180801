"""Parts tracks into trainings, and puts each together: one pace for batches, one for epochs, nothing merged unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from lossacc_gui.model.run import Break, FloatArray, IntArray, Notice, Quantity, Run, Split
from lossacc_gui.readers.assemble import BoolArray, Column, splits_of
from lossacc_gui.readers.finish import Making, XName, times
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.tracks import Reading, Track

EVALUATED = (Split.VAL, Split.TEST)
FEWEST_AGAIN = 2  # lines of a training that started again; one may be a late line
TWICE = 3  # lines within which the same line printed again is the same record


def trainings_of(reading: Reading) -> list[list[Track]]:
    """The tracks of each training: an epoch counter that starts again for good begins another."""
    starts = restarts_of(reading)
    if not starts:
        return [reading.tracks]
    bounds = [-1, *starts, len(reading.page)]
    out = []
    for first, last in pairwise(bounds):
        parts = [t.some((t.lines >= first) & (t.lines < last)) for t in reading.tracks]
        parts = [_recounted(t, reading, first, last) for t in parts if len(t.lines)]
        if parts:
            out.append(parts)
    return out


def _recounted(track: Track, reading: Reading, first: int, last: int) -> Track:
    """The track with nothing told by another training."""
    if reading.told[track.order].metrics and np.isfinite(track.epoch).all():
        return track
    return track


def restarts_of(reading: Reading) -> list[int]:
    """The lines before which a training starts again."""
    found: list[tuple[int, float, int]] = []
    for order in sorted({track.order for track in reading.tracks}):
        one = reading.told[order]
        track = next(t for t in reading.tracks if t.order == order)
        lines = one.template.lines if track.lines.size == 0 else track.lines
        epoch = track.epoch
        known = np.isfinite(epoch)
        found += zip(lines[known].tolist(), epoch[known].tolist(), [order] * int(known.sum()), strict=True)
    headings = {line for one in reading.told for line in one.headed}
    falls = any((np.diff(t.epoch[np.isfinite(t.epoch)]) < 0).any() for t in reading.tracks)
    if not falls and len(headings) < 2:
        return []
    found.sort(key=lambda item: item[0])
    ahead = _ahead(found)
    heads = np.array(sorted(headings), dtype=np.int64)
    starts: list[tuple[int, int]] = []
    last: dict[int, float] = {}
    first: float | None = None
    before: dict[int, int] = {}
    for (line, epoch, order), stays in zip(found, ahead, strict=True):
        fell = order in last and epoch < last[order] and first is not None and epoch <= first and stays
        anew = (
            order in last
            and epoch == last[order]
            and epoch == first
            and bool(np.searchsorted(heads, line) - np.searchsorted(heads, before[order]))
            and len(reading.told[order].headed) > 0
        )
        if fell or anew:
            starts.append((line, before[order]))
            last, first = {}, None
        last[order] = epoch
        before[order] = line
        first = epoch if first is None else min(first, epoch) if epoch >= 0 else first
    return _before_headings(reading, starts)


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
        while which > 0 and reading.epochs.at[which - 1] > before and reading.epochs.value[which - 1] == reading.epochs.value[which]:
            which -= 1
        if which >= 0:
            at = int(reading.epochs.at[which])
        out.append(at)
    return out


@dataclass(eq=False)
class _Axis:
    """What counts a training: `name`, and whether batches are placed between epochs."""

    name: XName
    base: float = 1.0


def run_of_tracks(
    name: str, source: Path, format_name: str, reading: Reading, tracks: list[Track], told: Sequence[Notice] = ()
) -> Run | None:
    """The run of one training; None where nothing is measured."""
    notices: list[Notice] = [*told, *reading.notices]
    left_out: list[tuple[str, int, str]] = []
    tracks = _twice(tracks, reading, notices)
    tracks = _by_rate(tracks, notices)
    tracks = _joined(tracks)
    tracks = _evaluations(tracks, left_out)
    tracks, axis = _placed(tracks, reading, notices)
    tracks = [track for track in tracks if len(track.lines)]
    if not tracks:
        return None
    columns = [Column(t.name, t.value, np.ones(len(t.value), dtype=bool), t.split, t.quantity) for t in tracks]
    splits, guessed = splits_of(columns, None)
    made = Making(name, source, format_name, [*notices, *guessed])
    breaks: dict[float, Break] = {}
    for track, split in zip(tracks, splits, strict=True):
        epoch = track.epoch if axis.name == "epoch" else None
        x = epoch if epoch is not None else track.step
        kept, repeated = _in_order(track, x, axis.name, breaks, made.notices, reading)
        if not len(kept):
            continue
        step = _steps(track.step[kept], x[kept])
        value = track.value[kept] / 100.0 if track.percent and track.quantity.is_fraction else track.value[kept]
        made.add(
            track.name,
            split,
            (step, epoch[kept] if epoch is not None else None),
            value,
            quantity=track.quantity,
            repeated=repeated,
            percent=track.percent,
        )
    reading.left_out += left_out
    return made.run(axis.name, [breaks[key] for key in sorted(breaks)])


def _steps(step: FloatArray, x: FloatArray) -> IntArray:
    """Whole steps that rise: the log's own where they do, else the whole epochs, else rows."""
    for found in (step, x):
        if np.isfinite(found).all() and (found == np.round(found)).all() and (np.diff(found) > 0).all():
            return np.asarray(found, dtype=np.int64)
    return np.arange(len(x), dtype=np.int64)


def _twice(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """The tracks without lines that were printed twice: the same counters and values within a few lines."""
    lost: dict[int, BoolArray] = {}
    by_order: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        by_order[track.order].append(track)
    out = []
    count = 0
    for some in by_order.values():
        for track in some:
            if len(track.lines) < 2 or not (track.counts or np.isfinite(track.epoch).all()):
                out.append(track)
                continue
            same = (
                (np.diff(track.lines) <= TWICE)
                & _same(track.epoch)
                & _same(track.step)
                & (np.isfinite(track.step[1:]) if track.counts else np.diff(track.lines) <= 1)
                & _same(track.value)
            )
            keep = np.append(True, ~same)
            count = max(count, int(same.sum()))
            out.append(track.some(keep) if same.any() else track)
    del lost
    if count:
        notices.append(Notice(f"{times(count, 'line')} printed twice; each is taken once."))
    return sorted(out, key=lambda track: track.order)


def _same(values: FloatArray) -> BoolArray:
    return (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))


def _by_rate(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """Where nothing tells a split, a loss that is printed more rarely beside a score of its own is of validation."""
    if any(track.own_split is not None for track in tracks):
        return tracks
    losses = [t for t in tracks if t.quantity is Quantity.LOSS and t.counts]
    if len({t.order for t in losses}) < 2:
        return tracks
    often = max(losses, key=lambda t: len(t.lines))
    scores = {t.order for t in tracks if t.quantity.is_fraction}
    rare = {
        t.order
        for t in losses
        if t.order != often.order
        and t.order in scores
        and often.order not in scores
        and unmarked(t.name) == unmarked(often.name)
        and len(t.lines) < len(often.lines)
    }
    if not rare:
        return tracks
    notices.append(Notice("What is printed more rarely, with a score, is taken as validation."))
    return [replace(t, split=Split.VAL) if t.order in rare else t for t in tracks]


def _joined(tracks: list[Track]) -> list[Track]:
    """Tracks of one metric, split and pace as one, where they never tell two values of one place."""
    groups: dict[tuple[str, Split | None, bool], list[Track]] = {}
    for track in tracks:
        key = (unmarked(track.name), track.own_split, track.counts)
        found = groups.setdefault(key, [])
        for i, other in enumerate(found):
            if other.percent == track.percent and not _meet(other, track):
                found[i] = _merged(other, track)
                break
        else:
            found.append(track)
    return [track for found in groups.values() for track in found]


def _meet(a: Track, b: Track) -> bool:
    """Whether two tracks tell different values of one place."""
    if a.order == b.order:
        return True
    x, y = (np.where(np.isfinite(t.step) & t.counts, t.step, -1.0) for t in (a, b))
    places: dict[tuple[float, float], float] = {}
    for epoch, step, value in zip(a.epoch.tolist(), x.tolist(), a.value.tolist(), strict=True):
        places[epoch, step] = value
    known = np.isfinite(b.epoch) | (y >= 0)
    return any(
        (epoch, step) in places and places[epoch, step] != value
        for epoch, step, value, some in zip(b.epoch.tolist(), y.tolist(), b.value.tolist(), known.tolist(), strict=True)
        if some
    )


def _merged(a: Track, b: Track) -> Track:
    order = np.argsort(np.concatenate([a.lines, b.lines]), kind="stable")
    average = None
    if a.average is not None and b.average is not None:
        average = np.concatenate([a.average, b.average])[order]
    both = {
        name: np.concatenate([getattr(a, name), getattr(b, name)])[order]
        for name in ("lines", "value", "epoch", "step", "total")
    }
    return replace(a, **both, average=average, live=a.live or b.live, split=a.split or b.split)


def _evaluations(tracks: list[Track], left_out: list[tuple[str, int, str]]) -> list[Track]:
    """The tracks with what is printed batch by batch within one evaluation made one value: its average, or the last."""
    whole = {(unmarked(t.name), t.own_split) for t in tracks if not t.counts}
    out = []
    for track in tracks:
        if track.own_split not in EVALUATED or not track.counts or not _within(track):
            out.append(track)
            continue
        if (unmarked(track.name), track.own_split) in whole:
            left_out.append((track.name, len(track.lines), "batches of evaluations whose result is printed"))
            continue
        ends = np.append((track.step[1:] <= track.step[:-1]) | (track.epoch[1:] > track.epoch[:-1]), True)
        left_out.append((track.name, int((~ends).sum()), "batches within an evaluation; its last line counts"))
        value = track.average if track.average is not None else track.value
        out.append(replace(replace(track, value=value).some(ends), counts=False))
    return out


def _within(track: Track) -> bool:
    """Whether steps begin anew again and again, or run to their total at once."""
    falls = np.flatnonzero(np.diff(track.step) < 0)
    ends = track.total == track.step
    return len(falls) > 0 or (bool(ends.any()) and bool(np.isfinite(track.epoch).any()))


def _placed(tracks: list[Track], reading: Reading, notices: list[Notice]) -> tuple[list[Track], _Axis]:
    """The tracks with their epochs and steps counted through, and what counts the training."""
    tracks = _bars(tracks, notices)
    has_epochs = [t for t in tracks if np.isfinite(t.epoch).all() and len(np.unique(t.epoch)) > 0]
    steps = [t for t in tracks if t.counts]
    coarse = [t for t in tracks if np.isfinite(t.epoch).all() and (np.diff(t.epoch) != 0).all()]
    several = {e for t in coarse if not t.counts or (np.diff(t.epoch) > 0).all() for e in t.epoch.tolist()}
    counted = _global_steps(tracks, reading)
    if has_epochs and len(several) > 1 and any(len(t.lines) > 1 for t in coarse):
        return [_at_epochs(t, counted) for t in tracks], _Axis("epoch")
    if has_epochs and all(len(t.lines) == 1 for t in tracks) and not steps:
        return [_at_epochs(t, counted) for t in tracks], _Axis("epoch")
    if counted is not None and any(len(t.lines) > 1 for t in tracks):
        return [_at_steps(t, counted) for t in tracks], _Axis("step")
    if steps or any(np.isfinite(t.step).any() for t in tracks):
        moved = [t for t in tracks if len(np.unique(t.step[np.isfinite(t.step)])) > 1]
        if moved:
            return [_at_steps(t, None) for t in tracks], _Axis("step")
    if has_epochs and len(several) > 0 and all((np.diff(t.epoch) > 0).all() for t in has_epochs):
        return [_at_epochs(t, None) for t in tracks], _Axis("epoch")
    if has_epochs and any(len(np.unique(t.epoch)) > 1 for t in has_epochs):
        notices.append(Notice("An epoch has several rows, so the rows are counted instead."))
    return [replace(t, step=np.arange(len(t.lines), dtype=np.float64)) for t in tracks], _Axis("row")


def _bars(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """The tracks with the states of a bar made the last of each epoch, where there are several epochs."""
    bars: dict[tuple[str, Split | None, float], Track] = {}
    out: list[Track] = []
    lost = 0
    for track in [t for t in tracks if t.live]:
        key = (unmarked(track.name), track.own_split, float(track.percent))
        bars[key] = _merged(bars[key], track) if key in bars else track
    for track in [*bars.values(), *(t for t in tracks if not t.live)]:
        whole = np.isfinite(track.epoch).all() and (track.epoch == np.round(track.epoch)).all()
        if track.live and whole and len(np.unique(track.epoch)) > 1:
            last = np.append(np.diff(track.epoch) != 0, True)
            lost += int((~last).sum())
            track = replace(track.some(last), counts=False)
        elif track.live and track.counts and len(track.lines) > 1:
            last = np.append(np.diff(track.step) != 0, True)
            lost += int((~last).sum())
            track = track.some(last)
        out.append(track)
    if lost:
        notices.append(Notice(f"{times(lost, 'value')} of bars that run within an epoch left out; the last one counts."))
    return _joined(sorted(out, key=lambda track: int(track.lines[0])))


@dataclass(frozen=True, eq=False)
class _Steps:
    """Steps counted through a training: `at` lines, `step` of each, steps of a whole epoch (0: not known)."""

    at: IntArray
    step: FloatArray
    local: bool
    each: float
    base: float
    offsets: dict[float, float]

    def of(self, track: Track) -> FloatArray:
        """The step of each value of a track."""
        if track.counts:
            if not self.local or not np.isfinite(track.epoch).all():
                return track.step
            return track.step + np.array([self.offset(e) for e in track.epoch.tolist()])
        if self.local and self.each and np.isfinite(track.epoch).all():
            return np.array([self.offset(e) + self.each for e in track.epoch.tolist()])
        if not self.local and np.isfinite(track.step).all():
            return track.step
        which = np.searchsorted(self.at, track.lines, side="right") - 1
        return np.where(which >= 0, self.step[np.maximum(which, 0)], np.nan)

    def offset(self, epoch: float) -> float:
        """How many steps were taken before an epoch."""
        if self.each:
            return (epoch - self.base) * self.each
        return self.offsets.get(epoch, 0.0)


def _global_steps(tracks: list[Track], reading: Reading) -> _Steps | None:
    """Steps counted through: where they begin anew each epoch they go on behind the epoch before."""
    counting = [t for t in tracks if t.counts and t.own_split not in EVALUATED and np.isfinite(t.step).all()]
    counting = counting or [t for t in tracks if t.counts and np.isfinite(t.step).all()]
    if not counting:
        return None
    main = max(counting, key=lambda t: len(t.lines))
    falls = np.diff(main.step) < 0
    epochs = np.isfinite(main.epoch).all()
    rises = np.diff(main.epoch) > 0 if epochs else np.zeros(len(falls), dtype=bool)
    each = float(np.nanmax(main.total)) if np.isfinite(main.total).any() else 0.0
    base = 0.0 if epochs and float(main.epoch.min()) <= 0 else 1.0
    local = bool(epochs and ((falls & rises).any() or _repeats_steps(main)))
    if not local:
        if each and epochs and not falls.any() and len(np.unique(main.epoch)) > 1 and each * len(np.unique(main.epoch)) <= main.step.max():
            each = 0.0
        return _Steps(main.lines, main.step, False, 0.0, base, {})
    offsets: dict[float, float] = {}
    done = 0.0
    zero = float(main.step.min()) == 0
    for epoch in dict.fromkeys(main.epoch.tolist()):
        offsets[epoch] = done
        mine = main.step[main.epoch == epoch]
        stride = float(np.median(np.diff(mine))) if len(mine) > 1 else float(mine.max())
        done += float(mine.max()) + (stride if zero else 0.0)
    if each and each < float(main.step.max()):
        each = 0.0
    counted = _Steps(main.lines, main.step, True, each, base, offsets)
    return replace(counted, step=counted.of(main))


def _repeats_steps(track: Track) -> bool:
    """Whether the same step comes in several epochs."""
    return len(np.unique(track.step)) < len(track.step) and len(np.unique(track.epoch)) > 1


def _at_epochs(track: Track, counted: _Steps | None) -> Track:
    """The track with what is printed within epochs placed between them: the end of epoch 3 is at 3."""
    step = counted.of(track) if counted is not None else np.full(len(track.lines), np.nan)
    epoch = track.epoch
    whole = np.isfinite(epoch).all() and bool((epoch == np.round(epoch)).all())
    if whole and (np.diff(epoch) == 0).any():
        epoch = epoch - 1 + _share(track, counted)
    elif whole and track.counts and counted is not None and counted.local and np.isfinite(track.total).any():
        pass
    return replace(track, epoch=epoch, step=step)


def _share(track: Track, counted: _Steps | None) -> FloatArray:
    """How much of its epoch was done at each value, above 0 and up to 1."""
    _, which, many = np.unique(track.epoch, return_inverse=True, return_counts=True)
    place = np.zeros(len(which))
    for k in range(len(many)):
        mine = np.flatnonzero(which == k)
        place[mine] = (np.arange(len(mine)) + 1) / len(mine)
    if not track.counts or counted is None or not counted.local:
        return place
    most = np.where(np.isfinite(track.total), track.total, np.nan)
    if not np.isfinite(most).all():
        most = np.full(len(which), float(track.step.max()) + (1.0 if track.step.min() == 0 else 0.0))
    zero = float(track.step.min()) == 0 and bool((track.step < most).all())
    share = (track.step + zero) / np.maximum(most, 1.0)
    return np.where((share > 0) & (share <= 1), share, place)


def _at_steps(track: Track, counted: _Steps | None) -> Track:
    step = counted.of(track) if counted is not None else track.step
    if not np.isfinite(step).any():
        step = np.arange(len(track.lines), dtype=np.float64)
    return replace(track, step=step)


def _in_order(
    track: Track, x: FloatArray, x_name: str, breaks: dict[float, Break], notices: list[Notice], reading: Reading
) -> tuple[IntArray, int]:
    """(the values of a track that are kept, in the order of x; how many came again at the same place).

    Late lines are put where their counter says; a training that was resumed replaces what it repeats.
    """
    keep = np.flatnonzero(np.isfinite(x))
    if len(keep) < len(x):
        notices.append(Notice(f"{track.name}: {times(len(x) - len(keep), 'value')} before the first {x_name} left out."))
    if not len(keep):
        return keep, 0
    where = x[keep]
    falls = np.flatnonzero(np.diff(where) < 0) + 1
    if falls.size and len(np.unique(where)) == len(where):
        notices.append(Notice(f"{track.name}: {times(len(falls), 'value')} out of order, sorted by {x_name}."))
        return keep[np.argsort(where, kind="stable")], 0
    if falls.size:
        good = np.ones(len(where), dtype=bool)
        for i in falls.tolist():
            good[:i] &= where[:i] < where[i]
            text = f"The {x_name} falls back to {where[i]:g}: the training was resumed; what it repeats replaces what was there."
            breaks.setdefault(float(where[i]), Break(float(where[i]), "resume", text))
        line = int(reading.page.number[track.lines[keep[falls[0]]]])
        lost = times(int((~good).sum()), "repeated value")
        notices.append(Notice(f"{track.name}: resumed {times(len(falls), 'time')}; {lost} replaced.", line))
        keep, where = keep[good], where[good]
    last = np.append(np.diff(where) > 0, True)
    return keep[last], int((~last).sum())


def several(trainings: Sequence[list[Track]]) -> Iterator[Notice]:
    """That a text holds several trainings."""
    if len(trainings) > 1:
        yield Notice(f"{len(trainings)} trainings follow each other in this text; each is a run.")


__all__ = ["meaning_of", "run_of_tracks", "several", "trainings_of"]
