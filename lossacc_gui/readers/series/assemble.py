"""Makes series of logged columns: one x axis for the run, blanks left out, restarts told, percent made fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.language import Number, say
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Break, FloatArray, IntArray, LeftOut, Notice, Quantity, Run, Split, XAxis
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.series.counting import counts_by_one
from lossacc_gui.readers.series.finish import Making, XName
from lossacc_gui.readers.series.names import AXES, meaning_of

LARGEST_STEP = float(2**62)
FEW_AGAIN = 0.1  # of the epochs; an epoch that is written more often than this has several rows by intent
FEWEST_PLACES = 10  # that several processes tell; fewer may be short trainings one after the other
IN_TURNS = 0.2  # of the rows that do not count on where processes write in turns
NEAR_ROWS = 8  # within which several processes tell of one place; what a resumed training tells again is further
MOSTLY_NEAR = 0.9  # of what comes again; one that was resumed besides tells a few places again later
MOST_TOLD_AGAIN = 0.5  # of the places that come again where several processes write
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Column:
    """One metric over the rows of a log: `value` (n,) float64, `present` (n,) False where nothing was logged.

    `split` is what the place (a folder, a field) tells; the name's own split comes first.
    """

    name: str
    value: FloatArray
    present: BoolArray
    split: Split | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, eq=False)
class Rows:
    """A log as rows in the order in which they were written, with what counts them; arrays have shape (n,).

    epoch, step, time  NaN where a row lacks it, None where the log does
    line               on which each row stands, from 1; None where the log has no lines
    starts             rows before which the log says that it starts anew
    """

    columns: Sequence[Column]
    epoch: FloatArray | None = None
    step: FloatArray | None = None
    time: FloatArray | None = None
    line: IntArray | None = None
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class _Axis:
    """The chosen x of every row: `x` (n,), nondecreasing; a row with NaN in it has no place."""

    name: XName
    x: FloatArray
    epoch: FloatArray | None
    breaks: tuple[Break, ...] = ()
    notices: tuple[Notice, ...] = ()

    @cached_property
    def whole(self) -> tuple[IntArray, IntArray, FloatArray | None, int]:
        """The places of a column that has a value in every row; such columns share them."""
        return self.places(np.ones(len(self.x), dtype=bool))

    def places(self, present: BoolArray) -> tuple[IntArray, IntArray, FloatArray | None, int]:
        """(rows, steps, epochs, how many others came again): of several values at one place the last counts."""
        taken = np.flatnonzero(present & np.isfinite(self.x))
        steps = self.x[taken].astype(np.int64)
        where = self.epoch[taken] if self.epoch is not None else steps
        last = np.append((where[1:] > where[:-1]) & (steps[1:] > steps[:-1]), True)[: len(taken)]
        if not last.all():
            taken, steps = taken[last], steps[last]
        return taken, steps, self.epoch[taken] if self.epoch is not None else None, int((~last).sum())


def run_of(
    name: str,
    source: Path,
    format_name: str,
    rows: Rows,
    *,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
    settings: Sequence[tuple[str, str]] = (),
    progress: Progress = silent,
) -> Run | None:
    """The run that `rows` tell, or None where no metric has a value. `plain_split` is what an unmarked name means."""
    columns = [column for column in rows.columns if column.present.any()]
    if not columns:
        return None
    rows, told = _counted(replace(rows, columns=columns))
    rows, joined = _on_one_axis(rows)
    rows, late = _sorted(rows)
    late = [*told, *joined, *late]
    columns = list(rows.columns)
    axis = _axis_of(rows)
    splits, split_notices = splits_of(columns, plain_split)
    made = Making(name, source, format_name, [*notices, *late, *axis.notices, *split_notices], settings)
    placed = np.isfinite(axis.x)
    for i, (column, split) in enumerate(zip(columns, splits, strict=True)):
        progress(i / len(columns), "putting the run together")
        lost = 0 if placed.all() else int((column.present & ~placed).sum())
        if lost:
            made.left_out.append(LeftOut(column.name, lost, f"no {axis.name} is told for them"))
        taken, step, epoch, repeated = axis.whole if column.present.all() else axis.places(column.present)
        if taken.size:
            time = rows.time[taken] if rows.time is not None else None
            value = column.value[taken]
            made.add(column.name, split, (step, epoch), value, time=time, quantity=column.quantity, repeated=repeated)
    run = made.run(axis.name, axis.breaks)
    return run and replace(run, counters=tuple(_other_counters(rows, axis)))


def _other_counters(rows: Rows, axis: _Axis) -> Iterator[XAxis]:
    """The epochs or steps that the rows tell beside what places them; none that falls back."""
    places = axis.x if axis.epoch is None else axis.epoch
    for name, count in (("epoch", rows.epoch), ("step", rows.step)):
        if count is None or name == axis.name:
            continue
        known = np.isfinite(count)
        if not _falling(count[known]).any() and not np.array_equal(count, places, equal_nan=True):
            found = XAxis.of(name, name, places, count)
            if found is not None:
                yield found


def _counted(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows with the column that counts by one as their epoch, where a metric is known and no counter."""
    known = any((one.quantity or meaning_of(one.name).quantity).is_progress for one in rows.columns)
    if rows.epoch is not None or rows.step is not None or not known:
        return rows, []
    found = next((one for one in rows.columns if one.present.all() and counts_by_one(one.name, one.value)), None)
    if found is None:
        return rows, []
    told = Notice(say("{name} counts the rows and is taken as the epoch.", name=found.name))
    return replace(rows, columns=[one for one in rows.columns if one is not found], epoch=found.value), [told]


def _sorted(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows in the order of their counter, where some came late: no metric has two values of one place."""
    name = "epoch" if rows.epoch is not None and np.isfinite(rows.epoch).any() else "step"
    count = rows.epoch if name == "epoch" else rows.step
    if count is None or rows.starts or not np.isfinite(count).all() or not _falling(count).any():
        return rows, []
    again = any(len(np.unique(count[column.present])) < int(column.present.sum()) for column in rows.columns)
    if again and not _told_by_several(count):
        return rows, []
    order = np.argsort(count, kind="stable")
    late = int(_falling(count).sum())
    columns = [replace(c, value=c.value[order], present=c.present[order]) for c in rows.columns]
    epoch, step, time = (None if a is None else a[order] for a in (rows.epoch, rows.step, rows.time))
    line = None if rows.line is None else rows.line[order]
    where = int(rows.line[np.flatnonzero(_falling(count))[0] + 1]) if rows.line is not None else None
    told = Notice(say("{late} out of order, sorted by {name}.", late=counted_text(late, "row"), name=name), where)
    return Rows(columns, epoch, step, time, line), [told]


def _told_by_several(count: FloatArray) -> bool:
    """Whether several processes wrote the rows: most places come again, and only a few rows later."""
    order = np.argsort(count, kind="stable")
    again = count[order][1:] == count[order][:-1]
    distinct = len(count) - int(again.sum())
    if distinct < FEWEST_PLACES or (count[1:] <= count[:-1]).mean() < IN_TURNS:
        return False
    near = np.diff(order)[again] <= NEAR_ROWS
    return bool(again.sum() >= MOST_TOLD_AGAIN * distinct and near.mean() >= MOSTLY_NEAR)


def _on_one_axis(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows counted by steps where some tell a step only and others an epoch only, in the order of the log."""
    if rows.epoch is None or rows.step is None:
        return rows, []
    by_epoch, by_step = np.isfinite(rows.epoch), np.isfinite(rows.step)
    if not by_epoch.any() or not by_step.any() or (by_epoch & by_step).any():
        return rows, []
    which = np.maximum.accumulate(np.where(by_step, np.arange(len(by_step)), -1))
    step = np.where(which >= 0, rows.step[np.maximum(which, 0)], rows.step[by_step][0])
    step[~(by_epoch | by_step)] = np.nan
    told = Notice(say("Some rows tell the step and others the epoch; an epoch is placed at the step before it."))
    return replace(rows, epoch=None, step=step), [told]


def splits_of(columns: Sequence[Column], plain_split: Split | None) -> tuple[list[Split], list[Notice]]:
    """The split of every column, and what had to be guessed.

    A name's own word decides, then the place; an unmarked name is `plain_split` if given, else train, but validation
    where its training twin is named too, or where train and validation are marked throughout and it alone is not.
    """
    meanings = [meaning_of(column.name) for column in columns]
    marked = {(m.split, m.rest) for m in meanings if m.split is not None}
    told = {split for split, _ in marked}
    yolo = {Split.TRAIN, Split.VAL} <= told  # where both are marked, what is under metrics/ is validation
    splits, guessed = [], []
    for column, meaning in zip(columns, meanings, strict=True):
        split = meaning.split or (Split.VAL if yolo and column.name.startswith("metrics/") else column.split)
        if split is None and plain_split is not None:
            split = plain_split
        elif split is None and (Split.VAL, meaning.rest) in marked and (Split.TRAIN, meaning.rest) not in marked:
            split = Split.TRAIN
        elif split is None and meaning.quantity.is_fraction and {Split.TRAIN, Split.VAL} <= told:
            split = Split.VAL
            guessed.append(column.name)
        splits.append(split or Split.TRAIN)
    if not guessed:
        return splits, []
    few = ", ".join(guessed[:4]) + (" and others" if len(guessed) > 4 else "")
    return splits, [
        Notice(
            say(
                "{few}: the name does not tell the split; taken as validation because the training metrics are marked.",
                few=few,
            )
        )
    ]


def _axis_of(rows: Rows) -> _Axis:
    count = len(rows.columns[0].value)
    if rows.epoch is not None and np.isfinite(rows.epoch).any():
        return _epoch_axis(rows, rows.epoch)
    if rows.step is not None and np.isfinite(rows.step).any() and not (_rises_not(rows.step) and _is_flat(rows.step)):
        return _counted_axis(rows, rows.step, "step")
    return _Axis("row", np.arange(count, dtype=np.float64), None)


def _epoch_axis(rows: Rows, epoch: FloatArray) -> _Axis:
    """Epochs where every metric has at most one value an epoch, steps where a metric has more, rows after a restart."""
    if _falls(rows, epoch).size:
        return _restarted(rows, epoch, "epoch")
    if all(_rises(epoch[column.present & np.isfinite(epoch)]) for column in _curves(rows)):
        return _on_epochs(rows, epoch)
    if rows.step is not None and np.isfinite(rows.step).any() and not _rises_not(rows.step):
        return _counted_axis(rows, rows.step, "step")
    if _few_again(rows, epoch):
        return _on_epochs(rows, epoch)
    note = Notice(say("An epoch has several rows, so the rows are counted instead."))
    return _Axis("row", np.arange(len(epoch), dtype=np.float64), None, notices=(note,))


def _curves(rows: Rows) -> list[Column]:
    """The columns that decide the axis: losses and accuracies where there are any, else all."""
    chosen = [c for c in rows.columns if (c.quantity or meaning_of(c.name).quantity).is_progress]
    return chosen or list(rows.columns)


def _on_epochs(rows: Rows, epoch: FloatArray) -> _Axis:
    known = epoch[np.isfinite(epoch)]
    whole = bool((known == np.round(known)).all())
    if rows.step is not None and np.isfinite(rows.step[np.isfinite(epoch)]).all() and _rises_with(rows.step, epoch):
        x = rows.step
    elif whole and np.abs(known).max() < LARGEST_STEP:
        x = epoch
    else:
        x = np.full(len(epoch), np.nan)
        x[np.isfinite(epoch)] = np.searchsorted(np.unique(known), known)
    return _Axis("epoch", np.where(np.isfinite(epoch), x, np.nan), epoch)


def _counted_axis(rows: Rows, count: FloatArray, name: XName) -> _Axis:
    if _falls(rows, count).size:
        return _restarted(rows, count, name)
    known = count[np.isfinite(count)]
    if known.size and (np.abs(known).max() >= LARGEST_STEP or (known != np.round(known)).any()):
        return _Axis("row", np.arange(len(count), dtype=np.float64), None)
    return _Axis(name, count, None)


def _restarted(rows: Rows, count: FloatArray, name: XName) -> _Axis:
    """The counter fell back: rows are counted instead, and every fall is a break that names its line."""
    known = np.flatnonzero(np.isfinite(count))
    falls = _falls(rows, count)
    breaks, notices = [], []
    first = count[known[0]]
    rank = np.arange(len(count), dtype=np.float64)
    for row in falls:
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
    return _Axis("row", rank, None, tuple(breaks), tuple(notices))


def _falls(rows: Rows, count: FloatArray) -> IntArray:
    """The rows at which the counter falls, or does not rise where the log starts anew."""
    known = np.flatnonzero(np.isfinite(count))
    before, after = count[known[:-1]], count[known[1:]]
    anew = np.isin(known[1:], rows.starts)
    return np.asarray(known[1:][(after < before) | (anew & (after == before))])


def _rises_not(count: FloatArray) -> bool:
    known = count[np.isfinite(count)]
    return bool(known.size > 1 and known[0] == known[-1])


def _is_flat(count: FloatArray) -> bool:
    """Whether all rows have the same count, which then counts nothing."""
    return len(np.unique(count[np.isfinite(count)])) == 1


def _falling(count: FloatArray) -> BoolArray:
    """From which place to the next a counter falls, shape (n - 1,); compared, as a difference may be beyond all."""
    return np.asarray(count[1:] < count[:-1])


def _rises(count: FloatArray) -> bool:
    return bool((count[1:] > count[:-1]).all())


def _rises_with(step: FloatArray, epoch: FloatArray) -> bool:
    """Whether the steps are whole, never fall, and rise whenever the epoch does."""
    known = np.isfinite(epoch)
    steps = step[known]
    moves = epoch[known][1:] > epoch[known][:-1]
    whole = bool((steps == np.round(steps)).all() and np.abs(steps).max(initial=0) < LARGEST_STEP)
    return whole and bool(not _falling(steps).any() and (steps[1:] > steps[:-1])[moves].all())


def _few_again(rows: Rows, epoch: FloatArray) -> bool:
    """Whether one of the rows that share an epoch can stand for all: they say the same, or they are few, as where a
    training was resumed within an epoch.
    """
    known = np.flatnonzero(np.isfinite(epoch))
    again = known[1:][epoch[known[1:]] == epoch[known[:-1]]]
    if again.size <= FEW_AGAIN * (len(known) - again.size):
        return True
    return all(np.array_equal(column.value[again], column.value[again - 1], equal_nan=True) for column in rows.columns)


__all__ = ["AXES", "Column", "Rows", "run_of", "splits_of"]
