"""Tells by their behaviour which numbers of a line count, and which do not though they are called so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Split
from lossacc_gui.readers.printed.context import SAME_RATE, TOP, Told, names_split_and_counts, only_counts
from lossacc_gui.readers.printed.counts_alike import with_counts_alike
from lossacc_gui.readers.printed.dumps import without_settings
from lossacc_gui.readers.printed.phrases import is_wordless
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.keys import is_key, tells_examples
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.series.whole_numbers import are_whole, have_fractions

BEGINS = 2  # times that a bar begins anew, which show that another counts these
JUMPS = 0.15  # share of lines at which a number falls that counts nothing
COUNTING = (Role.EPOCH, Role.STEP)
BEST = re.compile(r"\bbest\b", re.IGNORECASE)
OF_TRAININGS = re.compile(r"(?<![^\W_])(?:run|trial|fold|seed|repeat|repetition|experiment)$", re.IGNORECASE)


def with_counters(told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told, with what counts by its behaviour where lines with metrics have no counter that moves.

    What jumps up and down counts nothing, whatever it is called; k/n of which n begins anew are an epoch and its batch.
    """
    told = with_counts_alike(without_settings(told))
    told = [_without_jumps(_as_counter_and_value(_as_epoch_and_batch(_without_results(one)))) for one in told]
    told = _with_outer_counters([_with_batches(_with_steps_through(one)) for one in told])
    told = [_without_totals(one) for one in told]
    epochs = any(one.counter(Role.EPOCH) is not None for one in told)
    told = told if epochs else _with_totals(told)
    epochs = epochs or any(one.counter(Role.EPOCH) is not None for one in told)
    told = [_with_counter(_by_epochs(one, epochs=epochs), epochs=epochs) for one in told]
    told = told if epochs else _with_outer_bar(told)
    if any(one.counter(role) is not None for one in told for role in COUNTING):
        return told
    return _with_headings_that_count(told, notices)


def _without_results(one: Told) -> Told:
    """Finished run 3. Best val accuracy 0.9, test accuracy 0.8: what each training came to is no value of a curve."""
    if not tells_best_of_each(one):
        return one
    return replace(
        one, fields=tuple(replace(f, role=Role.REPEATED) if f.role is Role.METRIC else f for f in one.fields)
    )


def tells_best_of_each(one: Told) -> bool:
    """Whether lines number trainings and tell the best of each."""
    numbered = any(OF_TRAININGS.search(field.name) for field in one.fields[:1])
    best = (BEST.sub("", field.name) for field in one.fields if field.role is Role.REPEATED)
    told = [meaning_of(name).quantity for name in best]
    return numbered and any(quantity.is_progress or quantity in COUNTERS for quantity in told)


def _with_steps_through(one: Told) -> Told:
    """What is told, with a whole number without a name that rises on where another counter begins anew made its step.

    Epoch: 9 [51200/490871 (10%)] 7764, Loss: 9.5: so many steps were taken since the training began.
    """
    first = next((f.slot for f in one.fields if f.role is Role.METRIC), 0)
    anew = [one.count(f) for f in one.fields if f.role is Role.STEP and f.slot < first]
    if len(one.template) < TOP or not any((np.diff(count) < 0).any() for count in anew):
        return one
    for field in one.fields[:first]:
        value = one.count(field) if field.role is Role.NAMELESS else np.zeros(1)
        if len(value) > 1 and are_whole(value).all() and (np.diff(value) > 0).all():
            return _instead(one, field, replace(field, role=Role.STEP, name="global step", quantity=Quantity.STEP))
    return one


def _with_batches(one: Told) -> Told:
    """What is told, with a whole number of whatever name made the step that goes on evenly in each epoch before it."""
    epoch = one.counted(Role.EPOCH)
    if epoch is None or not one.metrics or one.counter(Role.STEP) is not None or len(one.template) < TOP:
        return one
    within = np.diff(epoch) == 0
    first = min(field.slot for field in one.metrics)
    for field in one.fields if within.sum() >= BEGINS else ():
        stride = np.diff(one.count(field)) if field.role is Role.UNKNOWN and field.slot < first else np.zeros(1)
        even = len(stride) > 1 and stride[within][0] > 0 and bool((stride[within] == stride[within][0]).all())
        if even and are_whole(one.count(field)).all() and _goes_on_or_anew(one.count(field), stride[within][0], within):
            return _instead(one, field, replace(field, role=Role.STEP, quantity=Quantity.STEP))
    return one


def _goes_on_or_anew(value: FloatArray, stride: float, within: BoolArray) -> bool:
    """Whether a number goes on by its stride at the beginning of each epoch, or begins each as it began the first."""
    ahead = value[1:][~within]
    return bool((ahead == value[0]).all() or (ahead == value[:-1][~within] + stride).all())


def _with_outer_counters(told: list[Told]) -> list[Told]:
    """What is told, with k of n without a name made epochs where another counter of its line begins anew with each k.

    Lines of other kinds that count to the same n count the same: [3/25] step 200 loss 0.4, then [3/25] val loss 0.5.
    """
    totals = {n for one in told for n in _outer_totals(one)}
    out = []
    for one in told:
        k = next((f for f, n in _fixed_totals(one) if not f.name and n in totals), None) if totals else None
        if k is not None and one.counter(Role.EPOCH) is None:
            out.append(_instead(one, k, replace(k, role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH)))
        else:
            out.append(one)
    return out


def _outer_totals(one: Told) -> Iterator[float]:
    """The n of each k of n that moves on where another counter of the line begins anew, and nowhere else."""
    for field, total in _fixed_totals(one) if one.counter(Role.EPOCH) is None else ():
        k = one.count(field)
        others = [one.count(f) for f in one.fields if f.role is Role.STEP and f is not field]
        moves = np.diff(k) > 0
        if not field.name and moves.sum() >= BEGINS and any(np.array_equal(np.diff(o) < 0, moves) for o in others):
            yield total


def _with_totals(told: list[Told]) -> list[Told]:
    """What is told, with k of one n made epochs that nothing else counts and that lines of all kinds count by one.

    Every fifth line may have another pattern, so that no kind of line has them all: worker-0: [5/20] loss 0.4.
    """
    found: dict[float, list[tuple[int, Field]]] = defaultdict(list)
    for i, one in enumerate(told):
        if not one.metrics or any(_moves(one, f) for f in one.fields if f.role in COUNTING):
            continue
        for field in one.fields:
            total = one.total(field) if field.role in (Role.UNKNOWN, Role.NAMELESS) else None
            k = one.count(field)
            if total is not None and (total == total[0]).all() and (np.diff(k) > 0).all() and k[-1] <= total[0]:
                found[float(total[0])].append((i, field))
    out = list(told)
    for some in found.values():
        k = np.unique(np.concatenate([told[i].count(field) for i, field in some]))
        if len(k) >= TOP and (np.diff(k) == 1).all() and len({i for i, _ in some}) == len(some):
            for i, field in some:
                epoch = replace(field, role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH)
                out[i] = _instead(out[i], field, epoch)
    return out


def _with_outer_bar(told: list[Told]) -> list[Told]:
    """What is told, with what counts on by one each time that another counter has begun anew made epochs.

    So a bar of the epochs stands beside the bars of their batches, both of which only say k/n, and [3] accuracy 0.9
    behind the batches of the third round.
    """
    bars = [(i, one, field, total) for i, one in enumerate(told) for field, total in _fixed_totals(one)]
    bare = [(i, one, one.fields[0], 0.0) for i, one in enumerate(told) if _counts_rounds(one)]
    inner = [(one, field, total) for _, one, field, total in bars]
    inner += [(one, counter, np.inf) for one in told if one.metrics and (counter := one.counter(Role.STEP)) is not None]
    for i, outer, field, total in [*bars, *bare]:
        k, lines = outer.count(field), outer.template.lines
        if not (np.diff(k) == 1).all():
            continue
        for one, other, length in inner:
            batches = one.count(other)
            begins = one.template.lines[1:][np.diff(batches) < 0]
            between = np.searchsorted(lines, begins, side="left")
            if length > total and len(begins) >= BEGINS and np.array_equal(between, np.arange(1, len(begins) + 1)):
                epoch = replace(field, role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH)
                return [*told[:i], _instead(outer, field, epoch), *told[i + 1 :]]
    return told


def _without_totals(one: Told) -> Told:
    """What is told, without the epochs of a line that says once how many there will be: training for 400 epochs."""
    if one.metrics or len(one.template) > 1:
        return one
    sets = [f for f in one.fields if f.role is Role.EPOCH and f.name.lower().endswith("s") and _is_behind(one, f)]
    for field in sets:
        one = _instead(one, field, replace(field, role=Role.TOTAL))
    return one


def _is_behind(one: Told, field: Field) -> bool:
    """Whether the name of a number stands behind it."""
    return one.template.cut.texts[field.slot + 1].lstrip().startswith(field.name)


def _counts_rounds(one: Told) -> bool:
    """Whether lines that measure begin with a step that has no name and no total, and is told by one each time."""
    first = one.fields[0] if one.fields and one.metrics else None
    return first is not None and first.role is Role.STEP and not first.name and one.total(first) is None


def _fixed_totals(one: Told) -> Iterator[tuple[Field, float]]:
    """The counters k of k/n with a metric in their line and one n in all lines."""
    for field in one.fields if one.metrics and len(one.template) > BEGINS else ():
        total = one.total(field) if field.role is Role.STEP else None
        if total is not None and bool((total == total[0]).all()):
            yield field, float(total[0])


def _with_headings_that_count(told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told, with the short lines that count by one taken as epochs where nothing else counts.

    They come about as often as the metrics do: one above (or below) each record, whatever they are called.
    """
    records = max((len(one.template) for one in told if one.metrics), default=0)
    for i, one in enumerate(told):
        often = 1 / SAME_RATE <= len(one.template) / max(records, 1) <= SAME_RATE
        if one.metrics or len(one.template) < TOP or not often or not only_counts(one):
            continue
        field = next((f for f in one.fields if f.role not in (Role.TOTAL, Role.TIME) and _by_one(one, f)), None)
        if field is not None and not _is_key(told, one, field) and not tells_best_of_each(one):
            line = one.template.page.line(int(one.template.lines[0])).strip()
            notices.append(
                Notice(say("Nothing else counts, so lines like “{line}” are taken to begin an epoch each.", line=line))
            )
            counts = replace(field, role=Role.EPOCH, name=field.name or "epoch", quantity=Quantity.EPOCH)
            return [*told[:i], _instead(one, field, counts), *map(_with_split_that_counts, told[i + 1 :])]
    return told


def _is_key(told: list[Told], one: Told, field: Field) -> bool:
    """Whether a number tells of what the results are, and counts none: Class 3, threshold 0.5."""
    loss = any(metric.quantity is Quantity.LOSS for other in told for metric in other.metrics)
    return is_key(field.name, loss=loss) or tells_examples(field.name, one.count(field))


def _with_split_that_counts(one: Told) -> Told:
    """What is told, with the number behind the split that a heading names made an epoch: ### VALID 3 ###."""
    field = next((f for f in one.fields if names_split_and_counts(one, f)), None)
    if field is None or not only_counts(one):
        return one
    return _instead(one, field, replace(field, role=Role.EPOCH, quantity=Quantity.EPOCH))


def _instead(one: Told, field: Field, other: Field) -> Told:
    """What is told, with another meaning of one slot."""
    return replace(one, fields=tuple(other if each is field else each for each in one.fields))


def _by_one(one: Told, field: Field) -> bool:
    value = one.count(field)
    return bool(value[0] in (0, 1) and (np.diff(value) == 1).all())


def _without_jumps(one: Told) -> Told:
    """The steps that fall to ever other values made unknown."""
    out = []
    for field in one.fields:
        value = one.count(field) if field.role is Role.STEP and one.metrics else np.zeros(0)
        falls = np.flatnonzero(value[1:] < value[:-1]) + 1
        jumps = len(falls) >= TOP and len(falls) > JUMPS * len(value) and len(np.unique(value[falls])) > len(falls) / 2
        out.append(replace(field, role=Role.UNKNOWN, quantity=Quantity.OTHER) if jumps else field)
    return replace(one, fields=tuple(out))


def _as_epoch_and_batch(one: Told) -> Told:
    """Batch 3/0, Batch 3/100: what was taken as k of n, though n is less than k somewhere."""
    fields = list(one.fields)
    for i, (field, after) in enumerate(pairwise(one.fields)):
        if field.role is not Role.STEP or after.role is not Role.TOTAL or not one.metrics or len(one.template) < TOP:
            continue
        k, n = one.count(field), one.count(after)
        if (n < k).any() and (k[1:] >= k[:-1]).all() and len(np.unique(n)) > 1:
            fields[i] = replace(field, role=Role.EPOCH, quantity=Quantity.EPOCH)
            fields[i + 1] = replace(after, role=Role.STEP, quantity=Quantity.STEP, name="batch")
    return replace(one, fields=tuple(fields))


def _as_counter_and_value(one: Told) -> Told:
    """Train loss 120 0.53: of two numbers behind one name, a whole one that rises by equal steps counts."""
    fields = list(one.fields)
    for i, (field, after) in enumerate(pairwise(one.fields)):
        if field.role is not Role.METRIC or after.role is not Role.NAMELESS or len(one.template) < TOP:
            continue
        if _is_key([one], one, field):
            continue
        if is_wordless(one.template.cut.texts[after.slot]) and _rises_evenly(one.count(field)):
            fields[i] = Field(field.slot, Role.STEP, "step", Quantity.STEP)
            fields[i + 1] = replace(field, slot=after.slot, percent=after.percent)
    return replace(one, fields=tuple(fields))


def _rises_evenly(value: FloatArray) -> bool:
    """Whether numbers are whole and mostly rise by one and the same stride; a run that goes on may begin it anew."""
    stride = np.diff(value)
    usual = float(np.median(stride))
    return bool(are_whole(value).all() and usual > 0 and (stride == usual).mean() > 1 - JUMPS)


def _by_epochs(one: Told, *, epochs: bool) -> Told:
    """[3] train loss 0.4, valid loss 0.5: what counts by one and anew, without a name, counts epochs."""
    first = one.fields[0] if one.fields else None
    splits = {field.split or meaning_of(field.name).split for field in one.metrics}
    if epochs or first is None or first.role is not Role.STEP or first.name or not {Split.TRAIN, Split.VAL} <= splits:
        return one
    value = one.count(first)
    anew = value[1:] == value[0]
    by_one = (value[1:] == value[:-1] + 1) | anew
    if not by_one.all() or not anew.any() or (len(one.fields) > 1 and one.fields[1].role is Role.TOTAL):
        return one
    return replace(
        one, fields=(replace(first, role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH), *one.fields[1:])
    )


def _with_counter(one: Told, *, epochs: bool) -> Told:
    if (
        not any(_has_fractions(one, f) for f in one.metrics)
        or len(one.template) < TOP
        or any(_moves(one, f) for f in one.fields if f.role in COUNTING)
    ):
        return one
    for field in one.fields:
        if field.role is Role.METRIC:
            break
        value = one.count(field)
        if (
            field.role not in (Role.UNKNOWN, Role.NAMELESS)
            or not np.isfinite(value).all()
            or _is_key([one], one, field)
        ):
            continue
        stride = np.diff(value)
        if not are_whole(value).all() or not stride[0] > 0:
            continue
        total = one.total(field)
        if not (stride == stride[0]).all() or (total is None and (epochs or value[0] not in (0, 1, stride[0]))):
            continue
        by_one = stride[0] == 1 and not epochs
        role, quantity = (Role.EPOCH, Quantity.EPOCH) if by_one else (Role.STEP, Quantity.STEP)
        counts = replace(field, role=role, quantity=quantity)
        return _instead(one, field, counts)
    return one


def _has_fractions(one: Told, field: Field) -> bool:
    return bool(have_fractions(one.count(field)).any())


def _moves(one: Told, field: Field) -> bool:
    value = one.count(field)
    return bool((value != value[0]).any())
