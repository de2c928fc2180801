"""Tells what numbers of one line share: a name that stands once for several splits, a split for several names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity, Split
from lossacc_gui.readers.printed.fields import named_fields
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import (
    FALLS_SURELY,
    FEWEST_FALLING,
    HIGHEST,
    correlation,
    is_split,
    seen_on_splits,
    trend,
)
from lossacc_gui.readers.series.names import EVALUATES, is_framing, meaning_of, vocabulary
from lossacc_gui.readers.series.right_answers import COUNT, RIGHT
from lossacc_gui.readers.series.whole_numbers import are_whole, have_fractions

HOLDS = re.compile(  # losses: {box: 0.5, or [Loss: anchor 6.5, iou 7.2]
    r"(?<!\w)(?P<word>[^\W\d_]+)\s*[:=]\s*(?P<open>[{(]?)\s*['\"]?(?P<name>[^\W\d][\w./-]*)['\"]?\s*[:= ]\s*$"
)
CLOSES = re.compile(r"[\])}|;]")
ALSO_PARTS = frozenset({Quantity.IOU, Quantity.MAE, Quantity.MSE, Quantity.KL, Quantity.F1})  # and names of losses
SHORT = {"p": Quantity.PRECISION, "r": Quantity.RECALL}
TOTAL = "total"  # among losses the sum of all of them, elsewhere a count
ENDING = re.compile(r"^\s*%?\s*[(\[<{]\s*(?P<words>[^\W\d_][\w -]*?)\s*[)\]>}]\s*$")
BEST = re.compile(r"\bbest\b", re.IGNORECASE)
PAIRED = re.compile(r"^\s*%?\s*[/,|]\s*$")  # what stands between two numbers of one thing
EQUALS, PLUS = re.compile(r"^\s*[(\[]?\s*=\s*$"), re.compile(r"^\s*\+\s*$")
OF_SUM = 1e-5  # of itself by which a sum may be off, beside what is rounded: means of floats of 32 bits
OF_ITS_SIZE = 20.0  # times that a running average is larger or smaller than what it averages, in the middle
FEWEST_PARTS = 2  # losses that show that names beginning with l, or with loss, are of its parts
FALLS = -0.5  # correlation with their order of values that fall


def fields_of(template: Template, columns: Mapping[int, str] | None = None) -> tuple[Field, ...]:
    """The field of every slot; `columns` are the names of slots by a heading above."""
    fields = _splits(_shared_names(template, named_fields(template, columns or {})))
    fields = _of_ending(template, fields)
    fields = _without_numbers_of_right(template, _out_of_counts(template, fields))
    fields = _within_losses(template, _without_false_averages(template, fields))
    fields = _beside_f1(template, _with_unknown(template, fields))
    return _all_of_the_best(template, fields)


def _within_losses(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with the parts of a loss made losses that stand behind its name: losses: {box: 0.5, iou: 0.2}."""
    texts = template.cut.texts
    found = {i: opening for i in range(len(fields)) if (opening := HOLDS.search(texts[i])) is not None}
    out = list(fields)
    for i, opening in found.items():
        if meaning_of(opening["word"]).quantity is not Quantity.LOSS or is_split(opening["name"]):
            continue
        ends = (k for k in range(i + 1, len(fields)) if k in found or CLOSES.search(texts[k]))
        rest = fields[i + 1 : next(ends, len(fields))]
        parts = [f for f in rest if _is_part(template, f)]
        if _is_part(template, fields[i]) or fields[i].quantity is Quantity.LOSS:
            parts = [replace(fields[i], name=opening["name"]), *parts]
            if opening["open"] or len(parts) > 1 or opening["name"].lower() in vocabulary().fillers:
                for f in parts:
                    name = f"{opening['word']} {f.name}"
                    out[f.slot] = replace(f, role=Role.METRIC, name=name, quantity=Quantity.LOSS)
    return tuple(out)


def _is_part(template: Template, field: Field) -> bool:
    """Whether a number may be a part of a loss by its name, which may be that of a distance or an overlap."""
    if field.role is Role.UNKNOWN and field.quantity is Quantity.OTHER:
        known = _may_be_of_losses(field.name)
    else:
        known = field.role is Role.METRIC and field.quantity in ALSO_PARTS
    return known and bool(have_fractions(template.values(field.slot)).any())


def _may_be_of_losses(name: str) -> bool:
    return bool(name) and (unmarked(name) == TOTAL or not is_framing(name))


def _beside_f1(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with P and R made precision and recall where their F1 stands in the same line."""
    if not any(field.role is Role.METRIC and field.quantity is Quantity.F1 for field in fields):
        return fields
    short = {field.slot: SHORT.get(unmarked(field.name)) for field in fields if field.role is Role.UNKNOWN}
    if {*short.values()} < {*SHORT.values()}:
        return fields
    return tuple(
        replace(f, role=Role.METRIC, quantity=quantity) if (quantity := short.get(f.slot)) is not None else f
        for f in fields
    )


def _all_of_the_best(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with all made repeated where the first number of a line is of the best so far, and nothing counts."""
    first = next((field for field in fields if field.name), None)
    counts = any(field.role in (Role.EPOCH, Role.STEP) for field in fields)
    if first is None or first.role is not Role.REPEATED or counts or not BEST.search(template.cut.texts[first.slot]):
        return fields
    return tuple(replace(f, role=Role.REPEATED) if f.role in (Role.METRIC, Role.AVERAGE) else f for f in fields)


def _without_false_averages(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with those made nameless that cannot be the average of the number before them: loss 0.53 (81.2%)."""
    out = list(fields)
    for i, (value, average) in enumerate(pairwise(fields), start=1):
        measures = value.role in (Role.METRIC, Role.UNKNOWN) and value.over < 0
        if measures and average.role is Role.AVERAGE and not _may_average(template, value, average):
            out[i] = Field(average.slot, Role.NAMELESS, percent=average.percent)
    return tuple(out)


def _may_average(template: Template, value: Field, average: Field) -> bool:
    """Whether the second number may be the average of the first: of its size, and not falling where that rises."""
    if value.percent != average.percent:
        return False
    values, averages = template.values(value.slot), template.values(average.slot)
    known = np.isfinite(values) & np.isfinite(averages)
    if known.sum() < FEWEST_FALLING:
        return True
    size, other = (float(np.median(np.abs(one[known]))) for one in (values, averages))
    ways = trend(values[known]), trend(averages[known])
    against = min(ways) < FALLS_SURELY and max(ways) > -FALLS_SURELY
    return not against and max(size, other) <= OF_ITS_SIZE * min(size, other)


def _without_numbers_of_right(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields without right answers of which nothing tells out of how many: correct: 41 is no 41 %."""
    return tuple(replace(f, role=Role.UNKNOWN) if _is_number_of_right(template, f) else f for f in fields)


def _is_number_of_right(template: Template, field: Field) -> bool:
    if field.role is not Role.METRIC or field.over >= 0 or field.percent or not RIGHT.fullmatch(unmarked(field.name)):
        return False
    values = template.values(field.slot)
    return len(values) > 1 and bool(are_whole(values).all() and values.max() > 1)


def _of_ending(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with the split that nothing but brackets behind the last number tell: loss 0.53 (val)."""
    ending = ENDING.match(template.cut.texts[-1])
    if ending is None or not is_split(ending["words"]):
        return fields
    if any(f.split is not None or meaning_of(f.name).split is not None for f in fields):
        return fields
    split = meaning_of(ending["words"]).split
    return tuple(replace(f, split=split) if f.role is Role.METRIC else f for f in fields)


def _with_unknown(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Numbers of unknown names that tell a split made metrics of another kind, beside known ones: val_loss, val_foo.

    So are those that begin with l or loss made losses, where several that do so are: l_g_gan, l_d_real, loss_var.
    """
    if not any(field.role is Role.METRIC and field.quantity not in ON_NO_EXAMPLES for field in fields):
        return fields
    fields = tuple(replace(f, role=Role.METRIC) if measures_unknown(template, f) else f for f in fields)
    if sum(f.role is Role.METRIC and f.quantity.is_loss and _is_of_losses(f) for f in fields) < FEWEST_PARTS:
        return fields
    return tuple(
        replace(f, role=Role.METRIC, quantity=Quantity.LOSS)
        if f.role is Role.UNKNOWN and _is_of_losses(f) and have_fractions(template.values(f.slot)).any()
        else f
        for f in fields
    )


def _is_of_losses(field: Field) -> bool:
    """Whether a name begins as those of the parts of a loss do: l_g_gan, l_pix, loss_var, but not loss_scale."""
    first, _, part = unmarked(field.name).partition(" ")
    return first in ("l", "loss") and bool(part) and not is_framing(part)


def measures_unknown(template: Template, field: Field) -> bool:
    """Whether a name tells a split and something besides, and its values are no counts of examples."""
    meaning = meaning_of(field.name)
    if field.role is not Role.UNKNOWN or meaning.split is None or is_split(field.name) or is_framing(field.name):
        return False
    values = template.values(field.slot)
    return bool(have_fractions(values).any())


def _out_of_counts(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Right answers with their count behind them, `correct: 7529, count: 10000`, made a share as 7529/10000 is."""
    out = list(fields)
    for i, (right, count) in enumerate(pairwise(fields)):
        names = RIGHT.search(right.name) and COUNT.match(unmarked(count.name))
        if not names or right.over >= 0 or (right.role, count.role) != (Role.METRIC, Role.UNKNOWN):
            continue
        k, n = template.values(right.slot), template.values(count.slot)
        if k.max() > 1 and (are_whole(k) & are_whole(n) & (k >= 0) & (k <= n) & (n > 0)).all():
            out[i : i + 2] = replace(right, over=count.slot), replace(count, role=Role.TOTAL)
    return tuple(out)


def _shared_names(template: Template, fields: list[Field]) -> list[Field]:
    """Numbers that are called after a split only: `LOSS train 0.4 valid 0.5`, `Loss: 0.4, Train: 0.9, Val: 0.8`.

    A metric without a number of its own is measured on each of the splits. Behind a metric with its own number they are
    the other half of what is told of a training: what rises or lies in 0..1 is an accuracy.
    """
    out = list(fields)
    paired = _pairs(template, fields)
    if paired:
        return [paired.get(field.slot, field) for field in fields]
    for i, field in enumerate(fields):
        if field.role is not Role.UNKNOWN or not is_split(field.name):
            continue
        before = next((one for one in reversed(out[:i]) if one.role is Role.METRIC), None)
        counter = next((one for one in reversed(out[:i]) if one.role in (Role.EPOCH, Role.STEP)), None)
        if before is None:
            if _begins_pair(template, fields, i):
                continue
            if _is_sum(template, fields, i):
                out[i] = _as_seen(field, f"{field.name} loss", Quantity.LOSS)
            elif counter is not None and counter.name == "" and _of_splits(template, fields) is not Quantity.ACCURACY:
                out[i] = _as_seen(field, f"{field.name} objective", Quantity.LOSS)  # CatBoost prints its objective so
            elif counter is not None and not field.percent and _falls_as_a_loss(template, fields, field):
                out[i] = _as_seen(field, f"{field.name} loss", Quantity.LOSS)
            elif counter is not None and _rises_as_an_accuracy(template, fields, field):
                out[i] = _as_seen(field, f"{field.name} accuracy", Quantity.ACCURACY)
            continue
        if before.quantity in ON_NO_EXAMPLES:
            continue
        own = meaning_of(before.name)
        if own.split is None and _is_short(template, field, before):
            quantity = _seen(template, field, before.quantity)
            name = field.name if quantity is before.quantity else f"{field.name} accuracy"
            out[i] = replace(_as_seen(field, name, quantity), seen=quantity is not before.quantity)
        else:
            rest = own.rest or before.name
            out[i] = replace(_as_seen(field, f"{rest} {field.name}", before.quantity), seen=before.seen)
    return out


def _as_seen(field: Field, name: str, quantity: Quantity) -> Field:
    """A field made a metric of which the way its values go tells what it measures."""
    return replace(field, role=Role.METRIC, name=name, quantity=quantity, seen=True)


def _begins_pair(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number without a name belongs to the one before it: train 0.52/0.81, val: (0.61, 0.78)."""
    nameless = i + 1 < len(fields) and fields[i + 1].role in (Role.NAMELESS, Role.PROGRESS) and not fields[i + 1].name
    return nameless and PAIRED.match(template.cut.texts[i + 1]) is not None


def _is_sum(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number is told to be the sum of those behind it, and is: train: 26.3 (=25.9 + 0.4)."""
    texts = template.cut.texts
    ends = next((k for k in range(i + 2, len(fields)) if not PLUS.match(texts[k])), len(fields))
    if ends < i + 3 or not EQUALS.match(texts[i + 1]):
        return False
    whole, *parts = (template.values(field.slot) for field in fields[i:ends])
    decimals = len(template.cut.slots[i].text.partition(".")[2])
    near = len(parts) * 10.0**-decimals + OF_SUM * np.abs(whole)
    return decimals > 0 and bool((np.abs(whole - sum(parts)) <= near).all())


def _is_pair(template: Template, fields: list[Field], i: int) -> bool:
    """Whether a number is one of two, side by side or in brackets behind the other: train 0.52 (81.3)."""
    bracketed = i + 1 < len(fields) and fields[i + 1].role is Role.AVERAGE
    return bracketed or _begins_pair(template, fields, i)


def _pairs(template: Template, fields: list[Field]) -> dict[int, Field]:
    """The loss and the accuracy of each split by slot, where pairs are called after several splits and nothing else.

    Of the training the one falls and the other, a share, rises; none where any of it is otherwise.
    """
    if any(field.role is Role.METRIC and field.quantity not in ON_NO_EXAMPLES for field in fields):
        return {}
    bare = [i for i, field in enumerate(fields) if field.role is Role.UNKNOWN and is_split(field.name)]
    trained = next((i for i in bare if meaning_of(fields[i].name).split is Split.TRAIN), None)
    whole = all(_is_pair(template, fields, i) for i in bare)
    if trained is None or len({meaning_of(fields[i].name).split for i in bare}) < max(len(bare), 2) or not whole:
        return {}
    first, second = template.values(trained), template.values(trained + 1)
    if not np.isfinite(first + second).all() or len(first) < FEWEST_FALLING or _is_pair(template, fields, trained + 1):
        return {}
    falls, rises = _falls_against(first, second), _falls_against(second, first)
    if not falls and not rises:
        return {}
    loss = 0 if falls else 1
    shares = [template.values(i + 1 - loss) for i in bare]
    most = 1 if max(float(np.nanmax(one)) for one in shares) <= 1 else 100
    if not all(((one >= 0) & (one <= most)).all() for one in shares):
        return {}
    kinds = [("loss", Quantity.LOSS), ("accuracy", Quantity.ACCURACY)]
    named = ((i, place, kinds[place ^ loss]) for i in bare for place in (0, 1))
    return {
        i + place: _as_seen(fields[i + place], f"{fields[i].name} {word}", quantity)
        for i, place, (word, quantity) in named
    }


def _falls_against(first: FloatArray, second: FloatArray) -> bool:
    """Whether values fall and others do not, or the ones mostly fall where the others rise, however often anew."""
    if trend(first) < FALLS_SURELY:
        return trend(second) > -FALLS_SURELY or correlation(first, second) < FALLS_SURELY
    against = correlation(first, second) < FALLS_SURELY
    return against and float(np.median(np.diff(first))) < 0 < float(np.median(np.diff(second)))


def _is_short(template: Template, field: Field, before: Field) -> bool:
    """Whether the metric before has its number to itself, and the splits are names of their own (`Train: 0.9`)."""
    return ":" in template.cut.texts[field.slot] or "=" in template.cut.texts[field.slot]


def _falls_from_beyond_one(template: Template, field: Field) -> bool:
    """Whether values called after a split only fall as losses do: from more than a share, less than a percentage."""
    values = template.values(field.slot)
    known = values[np.isfinite(values)]
    if known.size < FEWEST_FALLING or known.min() < 0 or not 1 < known[0] <= HIGHEST:
        return False
    return bool(known[-1] < known[0] and np.corrcoef(np.arange(known.size), known)[0, 1] < FALLS)


def _falls_as_a_loss(template: Template, fields: list[Field], field: Field) -> bool:
    return _falls_from_beyond_one(template, field) or _of_splits(template, fields) is Quantity.LOSS


def _rises_as_an_accuracy(template: Template, fields: list[Field], field: Field) -> bool:
    if not field.percent:
        return _of_splits(template, fields) is Quantity.ACCURACY
    return _seen(template, field, Quantity.LOSS) is Quantity.ACCURACY


def _of_splits(template: Template, fields: list[Field]) -> Quantity:
    """What the values called after nothing but a split are by the way they go, where they are of several splits."""
    bare = [field for field in fields if field.role is Role.UNKNOWN and is_split(field.name)]
    if len({meaning_of(field.name).split for field in bare}) < 2:
        return Quantity.OTHER
    return seen_on_splits([known[np.isfinite(known)] for known in (template.values(field.slot) for field in bare)])


def _seen(template: Template, field: Field, quantity: Quantity) -> Quantity:
    """What values called after a split are, behind a loss: accuracies where they are shares, and do not fall."""
    if quantity is not Quantity.LOSS:
        return quantity
    values = template.values(field.slot)
    known = values[np.isfinite(values)]
    if not known.size or known.min() < 0 or known.max() > (100 if field.percent or known.max() > 2 else 1):
        return quantity
    falls = known.size > 2 and known[-1] < known[0] and np.corrcoef(np.arange(known.size), known)[0, 1] < FALLS
    return quantity if falls else Quantity.ACCURACY


def _splits(fields: list[Field]) -> tuple[Field, ...]:
    """The fields with the split that the line says: `val loss: 0.4 acc: 0.9` measures both on validation data.

    Names in one word (`val_loss`) tell of themselves only, unless the line has the plain name twice. So does a loss
    that stands behind the same metrics of several splits: `train acc: 0.9 val acc: 0.8 loss: 0.4`.
    """
    metrics = [f for f in fields if f.role in (Role.METRIC, Role.AVERAGE, Role.UNKNOWN)]
    meanings = {f.slot: meaning_of(f.name) for f in metrics}
    marked = {(_bare(meanings[f.slot].rest), meanings[f.slot].split) for f in metrics}
    often = Counter(meanings[f.slot].rest for f in metrics if meanings[f.slot].split is None and f.role is Role.METRIC)
    split: Split | None = None
    said: Split | None = None
    told: dict[Split, frozenset[str]] = {}
    alone = in_words = False
    out: list[Field] = []
    for one in fields:
        field = one
        if field.split is not None:
            split, alone = field.split, True
            said = field.split
        own = meanings.get(field.slot)
        if own is not None and split is not None and _is_repeated(field, out) and own.split not in (None, split):
            field = replace(field, name=own.rest, split=split)  # Trainset: loss, train_acc, Testset: loss, train_acc
            own = meaning_of(own.rest)
        if own is not None and said is Split.TRAIN and own.split is Split.VAL and EVALUATES.match(field.name):
            field = replace(field, name=own.rest)  # [Training Set] EvalErr = 0.3: what is evaluated is the training
            own = meaning_of(own.rest)
        measured = field.role in (Role.METRIC, Role.AVERAGE, Role.UNKNOWN) and field.quantity not in ON_NO_EXAMPLES
        if own is not None and own.split is not None and measured:
            split, alone, in_words = own.split, False, " " in field.name.strip() and field.role is Role.METRIC
            told[own.split] = told.get(own.split, frozenset()) | {own.rest}
            if field.role is Role.UNKNOWN:
                alone = True
        elif (
            measured
            and split is not None
            and (
                alone
                or (
                    (own is None or (_bare(own.rest), split) not in marked)
                    and (
                        (in_words and not (field.quantity.is_loss and _is_complete(told)))
                        or often[unmarked(field.name)] > 1
                    )
                )
            )
        ):
            field = replace(field, split=split)
        elif measured:
            field = replace(field, split=None)
        out.append(field)
    return _twins_of_training(out)


def _is_repeated(field: Field, before: list[Field]) -> bool:
    """Whether a number before in the line has the same name."""
    return any(field.role is one.role is Role.METRIC and field.name.lower() == one.name.lower() for one in before)


def _bare(rest: str) -> str:
    """The words of a metric without those that change nothing: mini batch loss is the loss."""
    return " ".join(word for word in rest.split() if word not in vocabulary().fillers)


def _is_complete(told: dict[Split, frozenset[str]]) -> bool:
    """Whether several splits have been told of, with the same metrics each."""
    return len(told) > 1 and len(set(told.values())) == 1


def _twins_of_training(fields: list[Field]) -> tuple[Field, ...]:
    """The fields with plain metrics made validation where each has a twin of the training in the same line."""
    metrics = [f for f in fields if f.role is Role.METRIC and f.quantity not in ON_NO_EXAMPLES]
    told = {f.slot: meaning_of(f.name).split or f.split for f in metrics}
    trained = {unmarked(f.name) for f in metrics if told[f.slot] is Split.TRAIN}
    plain = [f for f in metrics if told[f.slot] is None]
    if not plain or {Split.VAL, Split.TEST} & set(told.values()) or not trained >= {unmarked(f.name) for f in plain}:
        return tuple(fields)
    return tuple(replace(f, split=Split.VAL) if f in plain else f for f in fields)
