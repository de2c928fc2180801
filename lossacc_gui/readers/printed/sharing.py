"""Tells what numbers of one line share: a split for several names, and what the names beside them say of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.fields import named_fields
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.splits_alone import shared_names
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import (
    FALLS_SURELY,
    FEWEST_FALLING,
    is_split,
    trend,
)
from lossacc_gui.readers.series.names import EVALUATES, is_framing, is_setting, meaning_of, vocabulary
from lossacc_gui.readers.series.right_answers import COUNT, RIGHT
from lossacc_gui.readers.series.whole_numbers import are_whole, have_fractions

HOLDS = re.compile(  # losses: {box: 0.5, [Loss: anchor 6.5, iou 7.2], ('Losses', {u'ner': 1.2})
    r"(?<!\w)(?P<word>[^\W\d_]+)(?:\s*[:=]\s*(?P<open>[{(]?)|['\"]?\s*,?\s*(?P<brace>\{))"
    r"\s*(?:u?['\"])?(?P<name>[^\W\d][\w./-]*)['\"]?\s*[:= ]\s*$"
)
BEGINS_PARTS = re.compile(r"^\s*\(\s*[^\W\d][\w .-]*[:=]\s*$")
OPENS = re.compile(r"(?P<open>[\[({])\s*$")
CLOSERS = {"[": "]", "(": ")", "{": "}"}
CLOSES = re.compile(r"[\])}|;]")
ALSO_PARTS = frozenset({Quantity.IOU, Quantity.MAE, Quantity.MSE, Quantity.KL, Quantity.F1})  # and names of losses
SHORT = {"p": Quantity.PRECISION, "r": Quantity.RECALL}
SHORT_OF_ALL = {**SHORT, "f": Quantity.F1}  # of the three beside each other
TOTAL = "total"  # among losses the sum of all of them, elsewhere a count
GENERATORS = frozenset({"g", "gen", "generator", "actor"})
ADVERSARIES = frozenset({"d", "dis", "disc", "discriminator", "c", "critic"})
OF_WHICH = frozenset({"real", "fake", "r", "f"})
ENDING = re.compile(r"^\s*%?\s*[(\[<{]\s*(?P<words>[^\W\d_][\w -]*?)\s*[)\]>}]\s*$")
BEST = re.compile(r"\bbest\b", re.IGNORECASE)
OF_ITS_SIZE = 20.0  # times that a running average is larger or smaller than what it averages, in the middle
FEWEST_PARTS = 2  # losses that show that names beginning with l, or with loss, are of its parts


def fields_of(template: Template, columns: Mapping[int, str] | None = None) -> tuple[Field, ...]:
    """The field of every slot; `columns` are the names of slots by a heading above."""
    fields = _splits(shared_names(template, named_fields(template, columns or {})))
    fields = _of_ending(template, _behind_lists(template, fields))
    fields = _without_numbers_of_right(template, _out_of_counts(template, fields))
    fields = _within_losses(template, _without_false_averages(template, fields))
    fields = _beside_f1(template, _of_adversaries(template, _with_unknown(template, fields)))
    return _all_of_the_best(template, fields)


def _behind_lists(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields without the split of several numbers in brackets before: train==[9.1=8.9 + 0.2], recall=[0.1, 0.2]."""
    texts, out = template.cut.texts, list(fields)
    for i, field in enumerate(fields):
        opening = OPENS.search(texts[i]) if field.seen else None
        split = meaning_of(field.name).split
        if opening is None or split is None:
            continue
        closes = (k for k in range(i + 1, len(fields)) if CLOSERS[opening["open"]] in texts[k])
        for k in range(max(next(closes, len(fields)), i + 2), len(fields)):
            if meaning_of(fields[k].name).split is not None or fields[k].split is not split:
                break
            out[k] = replace(fields[k], split=None)
    return tuple(out)


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
            if opening["open"] or opening["brace"] or len(parts) > 1 or opening["name"].lower() in vocabulary().fillers:
                for f in parts:
                    name = f"{opening['word']} {f.name}"
                    out[f.slot] = replace(f, role=Role.METRIC, name=name, quantity=Quantity.LOSS)
    return _in_brackets(template, tuple(out))


def _in_brackets(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with several unknown names in the brackets behind a loss made its parts: loss: 3.1 (pi: 2.8, v: 1)."""
    texts, out = template.cut.texts, list(fields)
    for i, field in enumerate(fields):
        if field.role is not Role.METRIC or field.quantity is not Quantity.LOSS or not BEGINS_PARTS.match(texts[i + 1]):
            continue
        ends = next((k for k in range(i + 1, len(fields)) if ")" in texts[k + 1]), len(fields) - 1)
        parts = [f for f in fields[i + 1 : ends + 1] if f.role is Role.UNKNOWN and _is_part(template, f)]
        if len(parts) >= FEWEST_PARTS and not any(is_setting(f.name) for f in parts):
            for f in parts:
                out[f.slot] = replace(f, role=Role.METRIC, quantity=Quantity.LOSS, split=f.split or field.split)
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
    """The fields with P and R made precision and recall where their F1, or F, stands in the same line."""
    known = any(field.role is Role.METRIC and field.quantity is Quantity.F1 for field in fields)
    names = SHORT if known else SHORT_OF_ALL
    unknown = (f for f in fields if f.role in (Role.UNKNOWN, Role.METRIC) and f.quantity is Quantity.OTHER)
    short = {field.slot: names.get(unmarked(field.name)) for field in unknown}
    if not {*short.values()} >= {*names.values()}:
        return fields
    return tuple(
        replace(f, role=Role.METRIC, quantity=quantity) if (quantity := short.get(f.slot)) is not None else f
        for f in fields
    )


def _of_adversaries(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with what is called after two networks that are trained together made their losses: d1=0.7, g=0.9."""
    if any(field.role is Role.METRIC and field.quantity not in ON_NO_EXAMPLES for field in fields):
        return fields
    sides = {f.slot: unmarked(f.name).split() for f in fields if f.role is Role.UNKNOWN and not f.percent}
    sides = {
        slot: words
        for slot, words in sides.items()
        if words
        and words[0] in ADVERSARIES | GENERATORS
        and all(word.isdecimal() or word in OF_WHICH for word in words[1:])
        and have_fractions(template.values(slot)).any()
    }
    told = {words[0] for words in sides.values()}
    if told.isdisjoint(ADVERSARIES) or told.isdisjoint(GENERATORS):
        return fields
    return tuple(replace(f, role=Role.METRIC, quantity=Quantity.LOSS) if f.slot in sides else f for f in fields)


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
            alone = alone and own.split is split is said  # [val] epoch 3, val_loss: 0.4, acc: 0.5
            split, in_words = own.split, _is_in_words(field) and field.role is Role.METRIC
            told[own.split] = told.get(own.split, frozenset()) | {own.rest}
            if field.role is Role.UNKNOWN:
                alone, said = True, own.split if _is_in_words(field) else said
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


def _is_in_words(field: Field) -> bool:
    """Whether a name is of several words, the first of which may be for the whole line: VALIDATION nsamp = 100."""
    return " " in field.name.strip()


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
