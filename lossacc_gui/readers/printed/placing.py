"""Places the values of a training on its axis: epochs with the batches between them, steps counted through, or rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Break, FloatArray, IntArray, Notice
from lossacc_gui.numerals import counted_text, noun_text
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track
from lossacc_gui.readers.series.axis import steps_before
from lossacc_gui.readers.series.finish import XName, resumed_notice

MOSTLY_PLACED = 0.5  # of the values have an epoch where epochs count
CROWD = 6  # values of a metric that show that its counter does not count them


def placed(tracks: list[Track], reading: Reading, notices: list[Notice]) -> tuple[list[Track], XName]:
    """The tracks with their epochs and steps counted through, and what counts the training.

    Where most values of a metric would stand at the place of another, the counter is none, and the rows are counted.
    """
    found, x_name = _placed(tracks, reading, notices)
    if x_name != "row" and any(_crowds(track, x_name) for track in found):
        notices.append(
            Notice(
                say(
                    "Most values share their {x_name} with others, so the rows are counted instead.",
                    x_name=noun_text(x_name, several=False),
                )
            )
        )
        return _in_rows(found), "row"
    return found, x_name


def _crowds(track: Track, x_name: XName) -> bool:
    """Whether a loss or an accuracy has more values that are not the last of their place than places."""
    x = track.epoch if x_name == "epoch" else track.step
    x = x[np.isfinite(x)]
    counted = track.counts and track.quantity.is_progress and not track.why and not track.live
    return bool(counted and len(x) >= CROWD and len(x) > 2 * len(np.unique(x)))


def _in_rows(tracks: list[Track]) -> list[Track]:
    return [replace(t, step=np.arange(len(t.lines), dtype=np.float64)) for t in tracks]


def _placed(tracks: list[Track], reading: Reading, notices: list[Notice]) -> tuple[list[Track], XName]:
    every, tracks = tracks, [t for t in tracks if not t.why] or tracks
    has_epochs = [t for t in tracks if np.isfinite(t.epoch).all() and len(np.unique(t.epoch)) > 0]
    if _places_few(tracks):
        has_epochs = []
    steps = [t for t in tracks if t.counts]
    coarse = [t for t in tracks if np.isfinite(t.epoch).all() and (np.diff(t.epoch) != 0).all()]
    several = {e for t in coarse if not t.counts or (np.diff(t.epoch) > 0).all() for e in t.epoch.tolist()}
    counted = _global_steps(tracks, reading)
    if has_epochs and len(several) > 1 and any(len(t.lines) > 1 for t in coarse):
        return [_at_epochs(t, counted) for t in every], "epoch"
    if has_epochs and all(len(t.lines) == 1 for t in tracks) and not steps:
        return [_at_epochs(t, counted) for t in every], "epoch"
    if counted is not None and any(len(t.lines) > 1 for t in tracks):
        passes = set() if has_epochs else _in_passes(steps)
        return [_through_passes(t) if t.order in passes else _at_steps(t, counted) for t in every], "step"
    if steps or any(np.isfinite(t.step).any() for t in tracks):
        moved = [t for t in tracks if len(np.unique(t.step[np.isfinite(t.step)])) > 1]
        if moved:
            within = [replace(t, counts=True) for t in moved if np.isfinite(t.epoch).all() and _repeats_steps(t)]
            return [_at_steps(t, _global_steps(within, reading)) for t in every], "step"
    if has_epochs and len(several) > 0 and all((np.diff(t.epoch) > 0).all() for t in has_epochs):
        return [_at_epochs(t, None) for t in every], "epoch"
    if has_epochs and any(len(np.unique(t.epoch)) > 1 for t in has_epochs):
        notices.append(Notice(say("An epoch has several rows, so the rows are counted instead.")))
    return _in_rows(every), "row"


def _in_passes(steps: list[Track]) -> set[int]:
    """The kinds of lines that count the steps of pass after pass; none where some count otherwise."""
    alike = all(map(_ends_each_pass, steps)) and len({float(t.total[0]) for t in steps}) == 1
    return {track.order for track in steps} if alike else set()


def _ends_each_pass(track: Track) -> bool:
    """Whether k of k/n begins anew only behind its last step, as it does in each pass: no training was resumed."""
    total, stride = track.total, np.diff(track.step)
    falls = np.flatnonzero(stride < 0)
    if not track.counts or not falls.size or falls[0] < 1 or not (total == total[0]).all():
        return False
    last, ahead = track.step[falls], track.step[falls + 1]
    at_end = (last <= total[0]) & (last + stride[: falls[0]].max() > total[0])
    return bool((at_end & (ahead == track.step[0])).all() and float(track.step.max()) <= total[0])


def _through_passes(track: Track) -> Track:
    """The track with its steps counted on through the passes."""
    passes = np.append(0, np.cumsum(np.diff(track.step) < 0))
    return replace(track, step=track.step + passes * track.total[0])


def _places_few(tracks: list[Track]) -> bool:
    """Whether epochs are told for so few of the losses and accuracies that most would have no place."""
    known = [np.isfinite(t.epoch) for t in tracks if t.quantity.is_progress]
    return bool(known) and bool(np.concatenate(known).mean() < MOSTLY_PLACED)


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
            return self.before(track.epoch) + track.step
        if self.local and self.each and np.isfinite(track.epoch).all():
            return self.before(track.epoch) + self.each
        if not self.local and np.isfinite(track.step).all():
            return track.step
        which = np.searchsorted(self.at, track.lines, side="right") - 1
        return np.where(which >= 0, self.step[np.maximum(which, 0)], np.nan)

    def before(self, epoch: FloatArray) -> FloatArray:
        """How many steps were taken before each epoch; shape (n,)."""
        if self.each:
            return (epoch - self.base) * self.each
        different, which = np.unique(epoch, return_inverse=True)
        return np.array([self.offsets.get(one, 0.0) for one in different.tolist()])[which]


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
    known = main.total[np.isfinite(main.total)]
    each = float(known.max()) if known.size else 0.0
    base = 0.0 if epochs and float(main.epoch.min()) <= 0 else 1.0
    local = bool(epochs and ((falls & rises).any() or _repeats_steps(main)))
    if not local:
        if (
            each
            and epochs
            and not falls.any()
            and len(np.unique(main.epoch)) > 1
            and each * len(np.unique(main.epoch)) <= main.step.max()
        ):
            each = 0.0
        return _Steps(main.lines, main.step, False, 0.0, base, {})
    offsets = steps_before(main.epoch, main.step)
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
    if not whole and np.isfinite(epoch).all() and (np.diff(epoch) == 0).any() and (np.diff(epoch) >= 0).all():
        return replace(track, epoch=_between(epoch), step=step)
    if whole and (np.diff(epoch) == 0).any():
        epoch = epoch - 1 + _share(track, counted)
    return replace(track, epoch=epoch, step=step)


def _between(epoch: FloatArray) -> FloatArray:
    """Rounded epochs, of which several are the same, moved apart: evenly up to the next that differs."""
    distinct, which, many = np.unique(epoch, return_inverse=True, return_counts=True)
    widths = np.diff(distinct, append=distinct[-1] + (np.median(np.diff(distinct)) if len(distinct) > 1 else 1.0))
    begins = np.cumsum(many) - many
    return np.asarray(epoch + widths[which] * (np.arange(len(epoch)) - begins[which]) / many[which])


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
    return np.asarray(np.where((share > 0) & (share <= 1), share, place))


def _at_steps(track: Track, counted: _Steps | None) -> Track:
    step = counted.of(track) if counted is not None else track.step
    if not np.isfinite(step).any():
        step = np.arange(len(track.lines), dtype=np.float64)
    return replace(track, step=step)


def in_order(
    track: Track, x: FloatArray, x_name: str, breaks: dict[float, Break], notices: list[Notice], reading: Reading
) -> tuple[IntArray, int]:
    """(the values of a track that are kept, in the order of x; how many came again at the same place).

    Late lines are put where their counter says; a training that was resumed replaces what it repeats.
    """
    keep = np.flatnonzero(np.isfinite(x))
    if len(keep) < len(x) and not track.why:
        notices.append(
            Notice(
                say(
                    "{name}: {count} before the first {x_name} left out.",
                    name=track.name,
                    count=counted_text(len(x) - len(keep), "value"),
                    x_name=noun_text(x_name, several=False),
                )
            )
        )
    if not len(keep):
        return keep, 0
    where = x[keep]
    falls = np.flatnonzero(np.diff(where) < 0) + 1
    if track.why:
        notices = []
    if falls.size and len(np.unique(where)) == len(where):
        notices.append(
            Notice(
                say(
                    "{name}: {count} out of order, sorted by {x_name}.",
                    name=track.name,
                    count=counted_text(len(falls), "value"),
                    x_name=noun_text(x_name, several=False),
                )
            )
        )
        return keep[np.argsort(where, kind="stable")], 0
    if falls.size:
        good = np.ones(len(where), dtype=bool)
        for i in falls.tolist():
            good[:i] &= where[:i] < where[i]
            text = say(
                "The {x_name} falls back to {place}: the training was resumed; what it repeats replaces the rest.",
                x_name=noun_text(x_name, several=False),
                place=Number(f"{where[i]:g}"),
            )
            breaks.setdefault(float(where[i]), Break(float(where[i]), "resume", text))
        line = int(reading.page.number[track.lines[keep[falls[0]]]])
        notices.append(resumed_notice(track.name, len(falls), int((~good).sum()), line))
        keep, where = keep[good], where[good]
    last = np.append(np.diff(where) > 0, True)
    return keep[last], int((~last).sum())
