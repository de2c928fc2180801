"""Makes runs of logged columns: one x axis for a run, blanks left out, restarts told, percent made fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import FloatArray, LeftOut, Notice, Quantity, Run, Split, XAxis
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.series.axis import Axis, axis_of, falling
from lossacc_gui.readers.series.behaviour import are_splits, is_split, seen_on_splits
from lossacc_gui.readers.series.counting import counts_by_one, counts_evenly
from lossacc_gui.readers.series.finish import Making
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.other_fields import of_another_field, seconds_since_1970
from lossacc_gui.readers.series.rows import Column, Rows

FEWEST_PLACES = 10  # that several processes tell; fewer may be short trainings one after the other
IN_TURNS = 0.2  # of the rows that do not count on where processes write in turns
NEAR_ROWS = 8  # within which several processes tell of one place; what a resumed training tells again is further
MOSTLY_NEAR = 0.9  # of what comes again; one that was resumed besides tells a few places again later
MOST_TOLD_AGAIN = 0.5  # of the places that come again where several processes write


def run_of(
    name: str,
    source: Path,
    format_name: str,
    rows: Rows,
    *,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
    settings: Sequence[tuple[str, str]] = (),
    beside: Sequence[str] = (),
    progress: Progress = silent,
) -> Run | None:
    """The run that `rows` tell, or None where no metric has a value.

    `plain_split` is what an unmarked name means; `beside` are the columns of words that vary beside the rows.
    """
    columns = [column for column in rows.columns if column.present.any()]
    if not columns:
        return None
    counted = replace(rows, columns=columns)
    timed = _timed(counted)
    unlikely = of_another_field(timed, beside, dated=timed is not counted)
    rows, told = _in_order(timed)
    axis = axis_of(rows)
    splits, split_notices = splits_of(rows.columns, plain_split)
    made = Making(name, source, format_name, [*notices, *told, *axis.notices, *split_notices], settings)
    placed = np.isfinite(axis.x)
    for i, (column, split) in enumerate(zip(rows.columns, splits, strict=True)):
        progress(i / len(rows.columns), "putting the run together")
        lost = 0 if placed.all() else int((column.present & ~placed).sum())
        if lost:
            made.left_out.append(LeftOut(column.name, lost, f"no {axis.name} is told for them"))
        taken, step, epoch, repeated = axis.whole if column.present.all() else axis.places(column.present)
        if taken.size:
            time = rows.time[taken] if rows.time is not None else None
            value = column.value if len(taken) == len(column.value) else column.value[taken]
            made.add(
                column.name,
                split,
                (step, epoch),
                value,
                time=time,
                quantity=column.quantity,
                repeated=repeated,
                percent=column.percent,
            )
    run = made.run(axis.name, axis.breaks)
    counters = tuple(_other_counters(rows, axis))
    return run and replace(run, counters=counters, unlikely=unlikely, recounted=axis.recounted)


def _timed(rows: Rows) -> Rows:
    """The rows with what is called epoch and is seconds since 1970 as their time; steps may be as many."""
    time = seconds_since_1970(rows.epoch)
    return rows if time is None else replace(rows, epoch=None, time=time if rows.time is None else rows.time)


def _in_order(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows with what counts them in order, and what was done for that."""
    rows, told = _counted(rows)
    rows, seen = _seen(rows)
    rows, joined = _on_one_axis(rows)
    rows, late = _sorted(rows)
    return rows, [*told, *seen, *joined, *late]


def _other_counters(rows: Rows, axis: Axis) -> Iterator[XAxis]:
    """The epochs or steps that the rows tell beside what places them; none that falls back."""
    places = axis.x if axis.epoch is None else axis.epoch
    for name, count in (("epoch", rows.epoch), ("step", rows.step)):
        if count is None or name == axis.name:
            continue
        known = np.isfinite(count)
        if not falling(count[known]).any() and not np.array_equal(count, places, equal_nan=True):
            found = XAxis.of(name, name, places, count)
            if found is not None:
                yield found


def _counted(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows with the column that counts by one as their epoch, or evenly as their step, where a metric is known and
    no counter.
    """
    known = any((one.quantity or meaning_of(one.name).quantity).is_progress for one in rows.columns)
    if rows.epoch is not None or rows.step is not None or not known:
        return rows, []
    whole = [one for one in rows.columns if one.present.all()]
    found = next((one for one in whole if counts_by_one(one.name, one.value)), None)
    if found is not None:
        told = Notice(say("{name} counts the rows and is taken as the epoch.", name=found.name))
        return replace(rows, columns=[one for one in rows.columns if one is not found], epoch=found.value), [told]
    found = next((one for one in whole if counts_evenly(one.name, one.value)), None)
    if found is None:
        return rows, []
    told = Notice(say("{name} counts evenly and is taken as the step.", name=found.name))
    return replace(rows, columns=[one for one in rows.columns if one is not found], step=found.value), [told]


def _seen(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows with what columns measure that are called after their splits alone, where the way they go tells it."""
    names = [one.name for one in rows.columns if one.quantity is None]
    if any((one.quantity or meaning_of(one.name).quantity).is_progress for one in rows.columns) or not are_splits(
        names := [name for name in names if is_split(name)]
    ):
        return rows, []
    bare = [one for one in rows.columns if one.name in names]
    quantity = seen_on_splits([some[np.isfinite(some)] for some in (one.value[one.present] for one in bare)])
    few = ", ".join(names)
    if quantity is Quantity.OTHER:
        said = say("{few}: nothing says what is measured. Say it with Choose Metrics or --map.", few=few)
        return rows, [Notice(said)]
    columns = [replace(one, quantity=quantity) if one in bare else one for one in rows.columns]
    said = say(
        "{few}: the log does not say what is measured; taken as {what} by the way the values go. Say otherwise with "
        "Choose Metrics or --map.",
        few=few,
        what=quantity.value,
    )
    return replace(rows, columns=columns), [Notice(said)]


def _sorted(rows: Rows) -> tuple[Rows, list[Notice]]:
    """The rows in the order of their counter, where some came late: no metric has two values of one place."""
    name = "epoch" if rows.epoch is not None and np.isfinite(rows.epoch).any() else "step"
    count = rows.epoch if name == "epoch" else rows.step
    if count is None or rows.starts or not np.isfinite(count).all() or not falling(count).any():
        return rows, []
    again = any(len(np.unique(count[column.present])) < int(column.present.sum()) for column in rows.columns)
    if again and not _told_by_several(count):
        return rows, []
    order = np.argsort(count, kind="stable")
    late = int(falling(count).sum())
    columns = [replace(c, value=c.value[order], present=c.present[order]) for c in rows.columns]
    epoch, step, time = (None if a is None else a[order] for a in (rows.epoch, rows.step, rows.time))
    line = None if rows.line is None else rows.line[order]
    where = int(rows.line[np.flatnonzero(falling(count))[0] + 1]) if rows.line is not None else None
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
    where its training twin is named too, or where train and validation are marked throughout and it alone is not: then
    it is of training if it stands in the rows of training alone.
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
        elif split is None and (
            ((Split.VAL, meaning.rest) in marked and (Split.TRAIN, meaning.rest) not in marked)
            or _beside_training(column, columns, [m.split for m in meanings])
        ):
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


def _beside_training(column: Column, columns: Sequence[Column], splits: Sequence[Split | None]) -> bool:
    """Whether a column has its values in rows of metrics of training, and none in the rows of those of validation."""
    of = {
        wanted: [one.present for one, split in zip(columns, splits, strict=True) if split is wanted]
        for wanted in (Split.TRAIN, Split.VAL)
    }
    rows = [*of[Split.TRAIN], *of[Split.VAL]]
    if not of[Split.TRAIN] or not of[Split.VAL] or any(len(one) != len(column.present) for one in rows):
        return False
    train, val = (np.logical_or.reduce(of[wanted]) for wanted in (Split.TRAIN, Split.VAL))
    return bool((train | ~column.present).all()) and not bool((val & column.present).any())
