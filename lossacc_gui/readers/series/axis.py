"""Chooses what places the values of a log: its epochs, its steps, or its rows where neither tells each its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Break, FloatArray, IntArray, Notice, Recounted
from lossacc_gui.numerals import noun_text
from lossacc_gui.readers.series.finish import XName
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import LARGEST_STEP, BoolArray, Column, Rows
from lossacc_gui.readers.series.whole_numbers import rises
from lossacc_gui.readers.series.writers import writers_of

FEW_AGAIN = 0.1  # of the epochs; an epoch that is written more often than this has several rows by intent


@dataclass(frozen=True, eq=False)
class Axis:
    """The chosen x of every row: `x` (n,), nondecreasing; a row with NaN in it has no place."""

    name: XName
    x: FloatArray
    epoch: FloatArray | None
    breaks: tuple[Break, ...] = ()
    notices: tuple[Notice, ...] = ()
    recounted: Recounted | None = None

    @cached_property
    def whole(self) -> tuple[IntArray, IntArray, FloatArray | None, int]:
        """The places of a column that has a value in every row; such columns share them."""
        return self.places(np.ones(len(self.x), dtype=bool))

    def places(self, present: BoolArray) -> tuple[IntArray, IntArray, FloatArray | None, int]:
        """(rows, steps, epochs, how many others came again): of several values at one place the last counts."""
        taken = np.flatnonzero(present & np.isfinite(self.x))
        steps = self.x[taken].astype(np.int64)
        epochs = None if self.epoch is None else self.epoch[taken]
        last = np.ones(len(taken), dtype=bool)
        last[:-1] = steps[1:] > steps[:-1]
        if epochs is not None:
            last[:-1] &= epochs[1:] > epochs[:-1]
        again = len(last) - int(np.count_nonzero(last))
        if again:
            taken, steps, epochs = taken[last], steps[last], None if epochs is None else epochs[last]
        return taken, steps, epochs, again


def axis_of(rows: Rows) -> Axis:
    """What places the values of the rows."""
    count = len(rows.columns[0].value)
    if rows.epoch is not None and np.isfinite(rows.epoch).any():
        return _epoch_axis(rows, rows.epoch)
    if rows.step is not None and np.isfinite(rows.step).any() and not (_rises_not(rows.step) and _is_flat(rows.step)):
        return _counted_axis(rows, rows.step, "step")
    return Axis("row", np.arange(count, dtype=np.float64), None)


def _epoch_axis(rows: Rows, epoch: FloatArray) -> Axis:
    """Epochs where every metric has at most one value an epoch, steps where a metric has more, rows after a restart."""
    rising = rises(epoch)  # as most do: a row has an epoch, and no other row has it
    if not rising and falls_of(rows, epoch).size:
        return _restarted(rows, epoch, "epoch")
    if rising or all(rises(epoch[column.present & np.isfinite(epoch)]) for column in _curves(rows)):
        return _on_epochs(rows, epoch)
    often = max(_curves(rows), key=lambda column: int(column.present.sum()))
    counted = rows.step is not None and np.isfinite(rows.step[often.present]).any()  # else only evaluations have steps
    if rows.step is not None and counted and begins_with_each(epoch, rows.step):
        return _counted_axis(rows, counted_through(epoch, rows.step), "step")
    if rows.step is not None and counted and not _rises_not(rows.step):
        return _counted_axis(rows, rows.step, "step")
    if _few_again(rows, epoch):
        return _on_epochs(rows, epoch)
    note = Notice(say("An epoch has several rows, so the rows are counted instead."))
    return Axis("row", _counted_rows(rows, often), None, notices=(note,))


def _counted_rows(rows: Rows, often: Column) -> FloatArray:
    """How many rows stand before each of those that tell what is told most often.

    So rows of evaluations do not count as batches. All rows count where two of one metric stand between those.
    """
    places: FloatArray = (np.cumsum(often.present) - often.present).astype(np.float64)
    alone = all(rises(places[column.present]) for column in rows.columns)
    return places if alone else np.arange(len(places), dtype=np.float64)


def begins_with_each(epoch: FloatArray, step: FloatArray) -> bool:
    """Whether the steps are those within an epoch: they begin anew with each and never fall between."""
    known = np.isfinite(epoch) & np.isfinite(step)
    epoch, step = epoch[known], step[known]
    moves = epoch[1:] > epoch[:-1]
    return bool(moves.any() and (step[1:] <= step[:-1])[moves].all() and not (falling(step) & ~moves).any())


def counted_through(epoch: FloatArray, step: FloatArray) -> FloatArray:
    """Steps within epochs as steps of the training, shape (n,); a row that tells its epoch alone is at its end."""
    known = np.isfinite(epoch) & np.isfinite(step)
    before = steps_before(epoch[known], step[known])
    last = dict(zip(epoch[known].tolist(), step[known].tolist(), strict=True))  # they rise within an epoch
    within = np.where(np.isfinite(step), step, [last.get(one, np.nan) for one in epoch.tolist()])
    return np.array([before.get(one, np.nan) for one in epoch.tolist()]) + within


def steps_before(epoch: FloatArray, step: FloatArray) -> dict[float, float]:
    """How many steps were taken before each epoch, by those that are told within the epochs before it."""
    different, first, which = np.unique(epoch, return_index=True, return_inverse=True)
    steps = np.split(step[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
    zero = bool(len(step)) and float(step.min()) == 0
    before: dict[float, float] = {}
    done = 0.0
    for i in np.argsort(first).tolist():
        mine, before[float(different[i])] = steps[i], done
        stride = float(np.median(np.diff(mine))) if len(mine) > 1 else float(mine.max())
        done += float(mine.max()) + (stride if zero else 0.0)
    return before


def _curves(rows: Rows) -> list[Column]:
    """The columns that decide the axis: losses and accuracies where there are any, else all."""
    chosen = [c for c in rows.columns if (c.quantity or meaning_of(c.name).quantity).is_progress]
    return chosen or list(rows.columns)


def _on_epochs(rows: Rows, epoch: FloatArray) -> Axis:
    known = epoch[np.isfinite(epoch)]
    whole = bool((known == np.round(known)).all())
    if rows.step is not None and np.isfinite(rows.step[np.isfinite(epoch)]).all() and _rises_with(rows.step, epoch):
        x = rows.step
    elif whole and np.abs(known).max() < LARGEST_STEP:
        x = epoch
    else:
        x = np.full(len(epoch), np.nan)
        x[np.isfinite(epoch)] = np.searchsorted(np.unique(known), known)
    return Axis("epoch", np.where(np.isfinite(epoch), x, np.nan), epoch)


def _counted_axis(rows: Rows, count: FloatArray, name: XName) -> Axis:
    if falls_of(rows, count).size:
        return _restarted(rows, count, name)
    known = count[np.isfinite(count)]
    if known.size and (np.abs(known).max() >= LARGEST_STEP or (known != np.round(known)).any()):
        return Axis("row", np.arange(len(count), dtype=np.float64), None)
    return Axis(name, count, None)


def _restarted(rows: Rows, count: FloatArray, name: XName) -> Axis:
    """The counter fell back: rows are counted instead, and every fall is a break that names its line."""
    known = np.flatnonzero(np.isfinite(count))
    written = _in_turns(rows, count, name)
    if written is not None:
        return written
    falls = falls_of(rows, count)
    breaks, notices = [], []
    first = count[known[0]]
    rank = np.arange(len(count), dtype=np.float64)
    for row in _parted(rows, falls, known):
        before = count[known[np.searchsorted(known, row) - 1]]
        restart = count[row] <= first
        what = say("started again") if restart else say("was resumed")
        ends = {"before": Number(f"{before:g}"), "after": Number(f"{count[row]:g}")}
        how = say("falls from {before} to {after}", **ends) if count[row] < before else say("repeats {before}", **ends)
        text = say("The {name} counter {how}: the training {what} here.", name=name, how=how, what=what)
        breaks.append(Break(float(rank[row]), "restart" if restart else "resume", text))
        line = int(rows.line[row]) if rows.line is not None else None
        notices.append(Notice(text, line))
    notices.append(Notice(say("Rows are counted from 0 because the {name} counter is not unique.", name=name)))
    return Axis("row", rank, None, tuple(breaks), tuple(notices), Recounted(name, rank, count))


def _in_turns(rows: Rows, count: FloatArray, name: XName) -> Axis | None:
    """The rows of two processes that write in turns, with a break wherever the other one does; None of one training."""
    whole = [c for c in rows.columns if c.present.all() and (c.quantity or meaning_of(c.name).quantity).is_progress]
    which = writers_of(count, whole[0].value) if whole and np.isfinite(count).all() else None
    if which is None:
        return None
    told: dict[str, Number] = {}
    for i, process in enumerate(("one", "other")):
        mine = count[which == i]
        told |= {f"{process}_first": Number(f"{mine[0]:g}"), f"{process}_last": Number(f"{mine[-1]:g}")}
    text = say(
        "Two processes write this log in turns: one counts {counted} {one_first} to {one_last}, the other "
        "{other_first} to {other_last}.",
        counted=noun_text(name, several=True),
        **told,
    )
    rank = np.arange(len(count), dtype=np.float64)
    changes = np.flatnonzero(which[1:] != which[:-1]) + 1
    breaks = tuple(Break(float(rank[row]), "turn", text) for row in changes.tolist())
    line = int(rows.line[changes[0]]) if rows.line is not None else None
    counted = Notice(say("Rows are counted from 0 because the {name} counter is not unique.", name=name))
    return Axis("row", rank, None, breaks, (Notice(text, line), counted), Recounted(name, rank, count))


def _parted(rows: Rows, falls: IntArray, known: IntArray) -> list[int]:
    """The falls without those to the second half of a record that was written in two, behind one that fell itself: the
    rows have no metric in common.
    """
    found: list[int] = []
    for row in falls.tolist():
        before = int(known[np.searchsorted(known, row) - 1])
        halves = bool(found) and found[-1] == before and not any(c.present[[before, row]].all() for c in rows.columns)
        if not halves:
            found.append(row)
    return found


def falls_of(rows: Rows, count: FloatArray) -> IntArray:
    """The rows at which the counter falls, or does not rise where the log starts anew."""
    known = np.flatnonzero(np.isfinite(count))
    before, after = count[known[:-1]], count[known[1:]]
    falls = after < before
    if rows.starts:
        falls |= np.isin(known[1:], rows.starts) & (after == before)
    return np.asarray(known[1:][falls])


def _rises_not(count: FloatArray) -> bool:
    known = count[np.isfinite(count)]
    return bool(known.size > 1 and known[0] == known[-1])


def _is_flat(count: FloatArray) -> bool:
    """Whether all rows have the same count, which then counts nothing."""
    return len(np.unique(count[np.isfinite(count)])) == 1


def falling(count: FloatArray) -> BoolArray:
    """From which place to the next a counter falls, shape (n - 1,); compared, as a difference may be beyond all."""
    return np.asarray(count[1:] < count[:-1])


def _rises_with(step: FloatArray, epoch: FloatArray) -> bool:
    """Whether the steps are whole, never fall, and rise whenever the epoch does."""
    known = np.isfinite(epoch)
    steps = step[known]
    moves = epoch[known][1:] > epoch[known][:-1]
    whole = bool((steps == np.round(steps)).all() and np.abs(steps).max(initial=0) < LARGEST_STEP)
    return whole and bool(not falling(steps).any() and (steps[1:] > steps[:-1])[moves].all())


def _few_again(rows: Rows, epoch: FloatArray) -> bool:
    """Whether one of the rows that share an epoch can stand for all: they say the same, or they are few, as where a
    training was resumed within an epoch.
    """
    known = np.flatnonzero(np.isfinite(epoch))
    again = known[1:][epoch[known[1:]] == epoch[known[:-1]]]
    if again.size <= FEW_AGAIN * (len(known) - again.size):
        return True
    return all(np.array_equal(column.value[again], column.value[again - 1], equal_nan=True) for column in rows.columns)
