"""What lines take from the lines around them: the epoch and the step that were told last, the split of their block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Split
from lossacc_gui.readers.printed.cutting import cut
from lossacc_gui.readers.printed.fields import TOLD
from lossacc_gui.readers.printed.headings import headings_in
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import LETTER, NO_COUNT, ON_NO_EXAMPLES
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import LARGEST_STEP, BoolArray
from lossacc_gui.readers.series.whole_numbers import are_whole

MOST_WORDS = 9  # of a line that heads a block, or that counts
GLOBAL = re.compile(r"global|updates|total|^step$|^steps$", re.IGNORECASE)  # the counter that never begins anew
BELOW = 3  # lines below a line within which the next takes its split from it
SAME_RATE = 2.0  # headings for each record of a block, at most; and its inverse at least
DEFINED = re.compile(r":\s*\w+\s*=\s*[^\W\d]\w*\s*$")  # Evaluation criterion: errs = ClassificationError
SETS_ONCE = re.compile(r"[^:=\n]*[^\W\d]\s+[^\W\d][^:=\n]*[:=]\s*[^\W\d]")  # Evaluation method: micro_f1, told once
RARELY = 2  # times as many losses of the training as scores that say nothing of their split
VERSION = re.compile(r"\d\.\d+\.\d")
MOSTLY = 0.8  # of the lines of a counter go on by one; a training that is resumed goes back
TOP = 4  # fewer lines that count tell no order


@dataclass(eq=False)
class Told:
    """A template with what its slots are."""

    template: Template
    fields: tuple[Field, ...]
    headed: tuple[int, ...] = ()

    @property
    def metrics(self) -> list[Field]:
        """The slots that measure something known."""
        return [field for field in self.fields if field.role is Role.METRIC]

    @property
    def counts(self) -> bool:
        """Whether a slot counts epochs or steps."""
        return any(field.role in (Role.EPOCH, Role.STEP) for field in self.fields)

    def counter(self, role: Role) -> Field | None:
        """The slot that counts epochs or steps; of several that one which never begins anew, nor lags behind."""
        found = [field for field in self.fields if field.role is role]
        if role is Role.STEP and len(found) > 1:
            named = [field for field in found if self._names_moving_steps(field)] or found  # not the [342] of a process
            return next((field for field in named if GLOBAL.search(field.name)), named[0])
        if len(found) > 1 and self._lags(found[-1], found[0]):
            return found[0]
        return found[-1] if found else None

    def _names_moving_steps(self, field: Field) -> bool:
        values = self.template.values(field.slot)
        return meaning_of(field.name).quantity is Quantity.STEP and bool((values != values[0]).any())

    def _lags(self, field: Field, other: Field) -> bool:
        """Whether a number is never beyond another, but below it: the epoch of the best so far."""
        behind, before = self.template.values(field.slot), self.template.values(other.slot)
        return bool((behind <= before).all() and (behind < before).any())

    def some(self, field: Field, most: int) -> FloatArray:
        """The numbers of a slot in at most so many of its lines, spread over all; shape (n,)."""
        values = self.template.values(field.slot)
        return values if len(values) <= most else values[np.linspace(0, len(values) - 1, most).astype(np.int64)]

    def total(self, counter: Field) -> FloatArray | None:
        """The n of k/n behind a counter; None where there is none."""
        after = [f for f in self.fields if f.slot == counter.slot + 1 and f.role is Role.TOTAL]
        return self.count(after[0]) if after else None

    def varies(self, field: Field) -> bool:
        """Whether the numbers of a slot differ from line to line; of one line nobody knows that they do not."""
        values = self.template.values(field.slot)
        return len(values) == 1 or bool((values != values[0]).any())

    def moves(self, role: Role) -> bool:
        """Whether the lines count, and not only say 391/391 in each; of one line nobody knows that it does not."""
        found = self.counter(role)
        return found is not None and self.varies(found)

    def counted(self, role: Role) -> FloatArray | None:
        """The numbers of that counter; shape (n,)."""
        found = self.counter(role)
        return self.count(found) if found is not None else None

    def count(self, field: Field) -> FloatArray:
        """The numbers of a slot that may count; shape (n,), NaN beyond all steps, where sums would overflow."""
        values = self.template.values(field.slot)
        values = values + field.later if field.later else values
        beyond = np.abs(values) >= LARGEST_STEP
        return np.where(beyond, np.nan, values) if beyond.any() else values


@dataclass(frozen=True, eq=False)
class Events:
    """Lines that tell something for the lines around them: `at` rising lines (n,), `value` (n,).

    `below_all` tells that each of them stands below all lines that it counts: the first above all, the last below.
    """

    at: IntArray
    value: FloatArray
    below_all: bool = False

    def above(self, lines: IntArray) -> FloatArray:
        """What was told last at or before each line, NaN where nothing was."""
        which = np.searchsorted(self.at, lines, side="right") - 1
        return np.where(which >= 0, self.value[np.maximum(which, 0)], np.nan) if len(self.at) else _nothing(lines)

    def below(self, lines: IntArray) -> FloatArray:
        """What is told next at or behind each line, NaN where nothing is."""
        which = np.searchsorted(self.at, lines, side="left")
        last = len(self.at) - 1
        return np.where(which <= last, self.value[np.minimum(which, last)], np.nan) if len(self.at) else _nothing(lines)

    def around(self, lines: IntArray) -> FloatArray:
        """What counts for each line: what is told above, below where lines always come before it is told."""
        if not len(self.at) or not len(lines):
            return _nothing(lines)
        if lines[-1] < self.at[-1] and len(lines) > 1 and (self.below_all or lines[0] < self.at[0]):
            return self.below(lines)
        found = self.above(lines)
        if len(self.at) == 1 and lines[-1] < self.at[0]:
            return self.below(lines)
        return np.where(np.isnan(found), self.value[0] - 1, found)


def _nothing(lines: IntArray) -> FloatArray:
    return np.full(len(lines), np.nan)


def events_of(told: Sequence[Told], role: Role) -> Events:
    """Where a counter is told: by lines that measure, and by short lines that only count."""
    counting = [one for one in told if one.moves(role)]
    sure = [one for one in counting if one.metrics or only_counts(one)] or [c for c in counting if _counts_through(c)]
    counted = [(one.template.lines, values) for one in sure if (values := one.counted(role)) is not None]
    if not counted:
        return Events(np.zeros(0, np.int64), np.zeros(0))
    known = [np.isfinite(values) for _, values in counted]
    at = [lines[some] for (lines, _), some in zip(counted, known, strict=True)]
    value = [values[some] for (_, values), some in zip(counted, known, strict=True)]
    where = np.concatenate(at)
    order = np.argsort(where, kind="stable")
    where = where[order]
    bare = [one.template.lines for one in told if len(one.template) > 1 and _measures(one) and not one.counter(role)]
    begins, ends = (f((lines[i] for lines in bare), default=0) for f, i in ((min, 0), (max, -1)))
    below = bool(bare and len(where) and begins < where[0] and ends < where[-1])
    return Events(where, np.concatenate(value)[order], below)


def _measures(one: Told) -> bool:
    """Whether lines measure something on examples; a rate may stand above the number of its epoch as well as below."""
    return any(field.quantity not in ON_NO_EXAMPLES for field in one.metrics)


def only_counts(one: Told) -> bool:
    """Whether a line without metrics is short and no sentence about something else."""
    text = " ".join(one.template.cut.texts)
    short = len(re.findall(r"[^\W\d_]+", text)) <= MOST_WORDS
    return short and TOLD.search(text) is None and NO_COUNT.search(text) is None


def _counts_through(one: Told) -> bool:
    """Whether lines tell each epoch in turn, so that they are no news of a few: End of epoch 3 (best so far)."""
    epoch = one.counted(Role.EPOCH)
    return epoch is not None and len(epoch) >= TOP and float((np.diff(epoch) == 1).mean()) > MOSTLY


@dataclass(frozen=True, eq=False)
class Blocks:
    """The headings of blocks: lines (n,) rising, and the split that each names, None where an epoch begins anew.

    `first` are the lines below them that measure first (n,), `epochs` where epochs are told, `results` all lines that
    measure and count nothing.
    """

    at: IntArray
    splits: tuple[Split | None, ...]
    first: IntArray
    epochs: Events
    results: IntArray

    def split_of(self, one: Told, ends: IntArray) -> list[Split | None] | None:
        """The split of each line of a template that tells none itself; None where its block tells nothing.

        `ends` are lines that end a block: an epoch is announced there.
        """
        if not len(self.at):
            return None
        lines = one.template.lines
        which = np.searchsorted(self.at, lines, side="right") - 1
        begun = np.searchsorted(ends, lines, side="right") - 1
        open_ = (which >= 0) & ~self._moved_on(one, which)
        if len(ends):
            open_ &= (begun < 0) | (ends[np.maximum(begun, 0)] <= self.at[np.maximum(which, 0)])
        found = [self.splits[w] if o else None for w, o in zip(which.tolist(), open_.tolist(), strict=True)]
        if _heads_one(which, open_):
            again = np.append(False, np.diff(which) == 0)
            found = [None if a else split for a, split in zip(again.tolist(), found, strict=True)]
            if Split.TRAIN in found:
                found = [split or Split.TRAIN for split in found]
        named = {split for split in found if split is not None}
        if not named or self._goes_on(one, which):
            return None
        under = sum(split is not None for split in found)
        heads = len({w for w, o in zip(which.tolist(), open_.tolist(), strict=True) if o})
        if named == {Split.TRAIN} and heads == 1 and under < len(found):  # said once of a training that goes on
            return None
        often = 1 / SAME_RATE <= under / max(heads, 1) <= SAME_RATE or one.counter(Role.STEP) is not None
        near = int(lines[0] - self.at[max(int(which[0]), 0)]) <= BELOW
        if len(named) > 1 or (under == len(found) and ((often and heads > 1) or near)):
            return found
        alone = under == len(found) and bool(one.headed)  # a row of a table that goes on, whatever stands far above it
        if often and 1 / SAME_RATE <= under / max(len(found) - under, 1) <= SAME_RATE and not alone:
            return found
        return None

    def _moved_on(self, one: Told, which: IntArray) -> BoolArray:
        """Which lines are of the next epoch: below a result of the block they count steps, or tell another epoch."""
        if not one.counts:
            return np.zeros(len(which), dtype=bool)
        at = np.maximum(which, 0)
        below = (self.first[at] < one.template.lines) & ~np.isin(self.first[at], one.template.lines)
        epoch, stands = one.counted(Role.EPOCH), self.epochs.above(self.at)[at]
        if epoch is not None:
            moved: BoolArray = below & np.isfinite(stands) & (epoch != stands)
            return moved
        return below & np.isin(self.first[at], self.results)

    def _goes_on(self, one: Told, which: IntArray) -> bool:
        """Whether the lines count on through the headings, so that these are of other lines."""
        step = one.counted(Role.STEP)
        if step is None or len(step) < TOP:
            return False
        if len(np.unique(which)) == len(which) and (one.template.lines - self.at[which] == 1).all():
            return False  # each line stands right below a heading of its own
        through = np.diff(which) > 0
        return bool(through.any()) and float((np.diff(step)[through] > 0).mean()) > 0.5


def _heads_one(which: IntArray, open_: BoolArray) -> bool:
    """Whether a heading usually stands above one line of a template."""
    _, many = np.unique(which[open_], return_counts=True)
    return bool(many.size > 2 and np.median(many) == 1)


def names_split_and_counts(one: Told, field: Field) -> bool:
    """Whether a line that measures nothing names a split and a whole number that is one more each time: VALID 3."""
    if one.metrics or field.role is not Role.UNKNOWN or not is_split(field.name):
        return False
    value = one.count(field)
    return len(value) > 1 and bool(are_whole(value).all() and (np.diff(value) == 1).all())


def blocks_of(page: Page, told: Sequence[Told]) -> Blocks:
    """The headings of blocks: short lines that name a split, without metrics."""
    measured = np.zeros(len(page), dtype=bool)
    for one in told:
        unknown = (f for f in one.fields if f.role is Role.UNKNOWN and one.varies(f))
        if one.metrics or not all(names_split_and_counts(one, f) for f in unknown):
            measured[one.template.lines] = True
    found: list[tuple[int, Split | None]] = []
    evaluate: set[int] = set()
    order = np.argsort(page.shape, kind="stable")
    bounds = np.flatnonzero(np.diff(page.shape[order])) + 1
    for alike in np.split(order, bounds) if len(order) else []:
        lines = alike[~measured[alike]]
        line = page.line(int(lines[0])) if len(lines) else ""
        if len(alike) == 1 and SETS_ONCE.match(line, end_of_prefix(line)[0]):
            continue
        if (split := _headed_split(line)) is not None and not _heads_columns(line):
            found += [(line, split) for line in lines.tolist()]
            evaluate.update(lines.tolist() if _says_how(line) else ())
    found.sort()
    at = np.array([line for line, _ in found], dtype=np.int64)
    lines = np.append(np.flatnonzero(measured), len(page))
    first = lines[np.searchsorted(lines, at, side="right").clip(max=len(lines) - 1)]
    bare = [one.template.lines for one in told if one.metrics and not one.counts]
    results = np.concatenate([np.zeros(0, np.int64), *bare])
    tested = _lines_on_test(told) if evaluate else set()
    splits = (
        Split.TEST if line in evaluate and below in tested else split
        for (line, split), below in zip(found, first.tolist(), strict=True)
    )
    return Blocks(at, tuple(splits), first, events_of(told, Role.EPOCH), results)


def _says_how(line: str) -> bool:
    """Whether nothing but "eval" tells the split of a heading: what is below it may be of the test examples."""
    told = [word for word in re.findall(r"[^\W\d_]+", line) if meaning_of(word).split is not None]
    return all(word.lower().startswith("eval") for word in told)


def _lines_on_test(told: Sequence[Told]) -> set[int]:
    """The lines whose metrics are all said to be of test examples."""
    tests = (one for one in told if one.metrics)
    tests = (one for one in tests if all((meaning_of(f.name).split or f.split) is Split.TEST for f in one.metrics))
    return {line for one in tests for line in one.template.lines.tolist()}


def _heads_columns(line: str) -> bool:
    return any(heading.counts or heading.measures for heading in headings_in(line))


def _headed_split(line: str) -> Split | None:
    """The split that a short line announces; of "evaluate: test" the second."""
    if len(line) > 200:
        return None
    text = line[end_of_prefix(line)[0] :]
    words = re.findall(r"[^\W\d_]+", text)
    if not 0 < len(words) <= MOST_WORDS or re.search(r"[\w]\.(?:py|pth|pt|txt|json)\b|/\w+/", text):
        return None
    if any("." in slot.text for slot in cut(line).slots) or VERSION.search(text):  # a time that has passed is no slot
        return None
    if TOLD.search(text) or not LETTER.search(text) or DEFINED.search(text):
        return None
    told = [(word, split) for word in words if (split := meaning_of(word).split) is not None]
    told = [one for one in told if not re.search(rf"\b{one[0]}\s*=\s*\d", text)]  # train = 1 is a setting
    surest = [split for word, split in told if not word.lower().startswith("eval")]  # one may evaluate on test data
    different = set(surest or [split for _, split in told])
    return next(iter(different)) if len(different) == 1 else None


def company(told: Sequence[Told], blocks: Blocks, ends: IntArray) -> dict[int, list[Split | None]]:
    """For each template (by its place) that tells neither split nor counter: the split of what its lines stand under.

    That is the nearest line above that heads a block, counts, or tells a split of its own. Of lines that do nothing but
    tell the epoch those in `ends` count.
    """
    bare = [i for i, one in enumerate(told) if one.metrics and not one.counts and _line_split(one) is None]
    if not bare:
        return {}
    at: list[tuple[int, Split | None, bool]] = [
        (int(line), split, True) for line, split in zip(blocks.at, blocks.splits, strict=True)
    ]
    named: list[tuple[int, Split | None, bool]] = []
    for one in told:
        split = _line_split(one)
        own = None if split is not None else _named_split(one)
        if split is not None or (one.counts and own is None):
            bare_epoch = split is None and not one.metrics and one.counter(Role.EPOCH) is not None
            lines = one.template.lines[np.isin(one.template.lines, ends)] if bare_epoch else one.template.lines
            at += [(line, split, False) for line in lines.tolist()]
        elif own is not None:
            named += [(line, own, False) for line in one.template.lines.tolist()]
            at += [(line, None, False) for line in one.template.lines.tolist()] if one.counts else []
    trained = (len(one.template) for one in told if _named_split(one) is Split.TRAIN)
    often = max(trained, default=0)
    plain, scored = (sorted(some, key=_in_order) for some in (at, at + named))
    out: dict[int, list[Split | None]] = {}
    for i in bare:
        one = told[i]
        rare = RARELY * len(one.template) <= often  # what is told of some epochs only is of an evaluation
        at = scored if all(field.quantity.is_fraction for field in one.metrics) and not rare else plain
        where = np.array([line for line, _, _ in at], dtype=np.int64)
        which = np.searchsorted(where, one.template.lines, side="left") - 1
        found = [at[w][1] if w >= 0 else None for w in which.tolist()]
        heads = {w for w in which.tolist() if w >= 0 and at[w][2]}
        if len(heads) == 1 and one.template.lines[0] - where[next(iter(heads))] > BELOW:
            (far,) = heads
            found = [None if w == far else split for w, split in zip(which.tolist(), found, strict=True)]
        again = _of_next_round(one, blocks)
        found = [None if other else split for other, split in zip(again.tolist(), found, strict=True)]
        if any(split is not None for split in found):
            out[i] = found
    return out


def _of_next_round(one: Told, blocks: Blocks) -> BoolArray:
    """Which lines begin the round below the block above them, as those above the first heading begin the first.

    As many stand above the first heading as are more between two headings than below the last; shape (n,).
    """
    lines = one.template.lines
    none = np.zeros(len(lines), dtype=bool)
    apart = np.append(np.diff(blocks.first) != 0, True) if len(blocks.at) else none[:0]
    at = blocks.at[apart]
    if len(at) < TOP or len(set(blocks.splits)) > 1 or blocks.splits[0] is Split.TRAIN:
        return none
    round_ = np.searchsorted(at, lines, side="left")
    many = np.bincount(round_, minlength=len(at) + 1)
    first, between, last = many[0], many[1:-1], many[-1]
    if not first or (between != first + last).any():
        return none
    return np.asarray(np.arange(len(lines)) - (np.cumsum(many) - many)[round_] >= last)


def _in_order(event: tuple[int, Split | None, bool]) -> tuple[int, bool, bool]:
    """The order of lines that may tell a split: headings behind others, on one line what tells one behind."""
    line, split, heads = event
    return line, heads, split is not None


def _named_split(one: Told) -> Split | None:
    """The split that all metrics of a line have in their names: Accuracy on the test images: 0.5.

    Scores below it are of the same examples; a loss may be that of the training all the same.
    """
    told = {meaning_of(field.name).split for field in one.metrics}
    return next(iter(told)) if len(told) == 1 else None


def _line_split(one: Told) -> Split | None:
    """The split that a line tells beside the names of its metrics: Test: [5/5] Loss 0.5."""
    counters: Iterable[Split | None] = (f.split for f in one.fields if f.role in (Role.STEP, Role.EPOCH))
    told = {field.split for field in one.metrics if field.quantity is not Quantity.LEARNING_RATE}
    return next((split for split in counters if split is not None), next(iter(told)) if len(told) == 1 else None)
