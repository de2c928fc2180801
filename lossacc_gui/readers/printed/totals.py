"""Reads the second number of k/n: a total, the epochs or batches that k are of, or of how many k are right."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.cutting import BAR
from lossacc_gui.readers.printed.enumerated import names_in
from lossacc_gui.readers.printed.phrases import LETTER, behind
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.whole_numbers import are_whole, have_fractions

RIGHT_ONES = re.compile(r"\b(?:correct(?:ly)?|right)\b", re.IGNORECASE)
COUNTED = re.compile(r"^\s*[)\]]?\s*(?P<word>[^\W\d_]+)(?!\w)")
PARTED = re.compile(r"\s*(?:[,;|)\]]|-+\s)")
OPENED = re.compile(r"^\s*%?\s*[(\[]\s*$")
FEWEST_HITS = 5  # epochs that show that k of k/n does not count
NEARLY = 0.02  # by so much of itself a share may differ that is rounded


class Line:
    """What is known of a line while its fields are read: `found` are those of the slots to the left."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.texts = template.cut.texts
        self.found: list[Field] = []

    def is_percent(self, i: int) -> bool:
        """Whether a percent sign stands behind a number, or right before it, as Turkish has it."""
        return self.texts[i + 1].lstrip(" ").startswith("%") or self.texts[i].endswith((" %", ":%", "=%"))


def pair_of(line: Line, i: int, before: Field) -> Field | None:
    """The second of two values with one name, of which none is the total of the other."""
    numbers = line.template.cut.slots[before.slot].text, line.template.cut.slots[i].text
    if all(number.isdecimal() for number in numbers) or before.role not in (Role.METRIC, Role.UNKNOWN):
        return None
    names = names_in(before.name)  # train / val loss for epoch 3: 0.5 / 0.6
    if len(names) < 2 and _is_out_of(line, i, before):
        return None
    if len(names) != 2:
        return Field(i, Role.NAMELESS)
    told = None if any(meaning_of(name).split for name in names) else before.split  # [val] accuracy/loss: 0.8/0.5
    line.found[-1] = replace(before, name=names[0], quantity=meaning_of(names[0]).quantity, split=told)
    own = meaning_of(names[1]).quantity
    quantity = before.quantity if own is Quantity.OTHER else own
    return Field(i, before.role, names[1], quantity, told, line.is_percent(i) or before.percent)


def _is_out_of(line: Line, i: int, before: Field) -> bool:
    """Whether whole numbers that are printed as fractions are so many of so many: Accuracy: 22.0 / 128.0 = 17.2."""
    k, n = line.template.values(before.slot), line.template.values(i)
    counted = are_whole(k) & are_whole(n) & (k >= 0) & (k <= n) & (n > 1)
    if before.role is not Role.METRIC or not before.quantity.is_fraction or before.percent or not counted.all():
        return False
    fixed = len(n) >= FEWEST_HITS and bool((n == n[0]).all() and (k != k[0]).any())
    return fixed or _says_share(line, i + 1, before.slot, i)


def _says_share(line: Line, i: int, k: int, n: int) -> bool:
    """Whether a number is the share, or the percentage, that k of n are in each line."""
    if i >= len(line.template.cut.slots):
        return False
    told = line.template.values(i)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = line.template.values(k) / line.template.values(n)
    apart = min(float(np.abs(told / whole - share).max()) for whole in (1, 100))
    return apart < NEARLY


def told_again(line: Line, i: int) -> Field | None:
    """The n of k/n that say of how many the share before them is, line by line: acc: 62.5000%(10/16)."""
    share, k = line.found[-2] if len(line.found) > 1 else None, line.found[-1]
    if (
        share is None
        or k.name
        or len(line.template) < 2
        or not OPENED.match(line.texts[k.slot])
        or not share.quantity.is_fraction
    ):
        return None
    hits, all_ = line.template.values(k.slot), line.template.values(i)
    if not (are_whole(hits) & are_whole(all_) & (hits >= 0) & (hits <= all_) & (all_ > 0)).all():
        return None
    if not _says_share(line, share.slot, k.slot, i):
        return None
    line.found[-1] = Field(k.slot, Role.TOTAL)
    return Field(i, Role.TOTAL)


def over_total(line: Line, i: int, before: Field) -> Field:
    """The n of k/n, the field of k made what n shows it to be: right answers, an epoch or a step."""
    said = f"{line.texts[i]} {behind(line.texts[i + 1])}"
    leads = before.role is Role.STEP and not before.name
    if (leads or before.role in (Role.UNKNOWN, Role.NAMELESS, Role.TIME)) and _are_right(line, i, before, said):
        name = before.name if RIGHT_ONES.search(before.name) else f"{before.name} correct".strip()
        split = before.split or meaning_of(before.name).split or meaning_of(said).split
        line.found[-1] = Field(before.slot, Role.METRIC, name, Quantity.ACCURACY, split, over=i)
        return Field(i, Role.TOTAL)
    unnamed = before.role is Role.NAMELESS or (before.role is Role.STEP and not LETTER.search(line.texts[before.slot]))
    if unnamed and (counter := _counted_behind(line, i)) is not None:
        line.found[-1] = replace(counter, slot=before.slot)
    elif unnamed and _counts_hits(line, i, before):
        line.found[-1] = replace(
            before, role=Role.METRIC, name="correct", quantity=Quantity.ACCURACY, split=Split.TEST, over=i
        )  # as Nielsen's network prints its evaluation, and nobody the training
    elif before.role is Role.NAMELESS:
        if not have_fractions(line.template.values(before.slot)).any():  # BLEU = 6.83 38.8/6.1/3.8/2.3
            line.found[-1] = replace(before, role=Role.STEP, quantity=Quantity.STEP)
    elif before.role is Role.METRIC and before.quantity.is_fraction:
        line.found[-1] = replace(before, over=i)
    elif before.role is Role.UNKNOWN and is_split(before.name):
        line.found[-1] = replace(before, role=Role.STEP, quantity=Quantity.STEP, split=meaning_of(before.name).split)
    elif before.role is Role.UNKNOWN and (BAR in line.texts[before.slot] or _is_count(before.name)):
        line.found[-1] = replace(before, role=Role.STEP, quantity=Quantity.STEP)
    return Field(i, Role.TOTAL)


def _counted_behind(line: Line, i: int) -> Field | None:
    """The counter that k/n are of by the word right behind, which names no number: 3/10 epochs done."""
    after = line.texts[i + 1]
    word = COUNTED.match(after)
    ends = i + 2 == len(line.texts) or (word is not None and PARTED.match(after, word.end()))
    quantity = meaning_of(word["word"]).quantity if word is not None and ends else Quantity.OTHER
    if word is None or quantity not in COUNTERS:
        return None
    return Field(i, Role.EPOCH if quantity is Quantity.EPOCH else Role.STEP, word["word"], quantity)


def _are_right(line: Line, i: int, before: Field, said: str) -> bool:
    """Whether k/n are right answers by the words around them: got 812 out of 1000 images correctly classified."""
    if not RIGHT_ONES.search(before.name) and not RIGHT_ONES.search(said):
        return False
    k, n = line.template.values(before.slot), line.template.values(i)
    return bool((are_whole(k) & are_whole(n) & (k >= 0) & (k <= n) & (n > 0)).all())


def _counts_hits(line: Line, i: int, before: Field) -> bool:
    """Whether k/n at the end of a line for each epoch is a number of right answers: `Epoch 3: 9121 / 10000`."""
    if i != len(line.texts) - 2 or [field.role for field in line.found[:-1]] != [Role.EPOCH]:
        return False
    epoch, hits, total = (line.template.values(slot) for slot in (0, before.slot, i))
    if len(hits) < FEWEST_HITS or not (np.diff(epoch) > 0).all() or not (total == total[0]).all():
        return False
    uneven = len(np.unique(np.diff(hits))) > len(hits) / 2
    return bool(uneven and hits.min() >= 0 and hits.max() <= total[0] and hits[-1] > hits[0])


def _is_count(name: str) -> bool:
    """Whether a name says that what it counts is counted: batch count 20/1000."""
    counted, _, count = name.lower().rpartition(" ")
    return count in ("count", "counter") and meaning_of(counted).quantity in COUNTERS
