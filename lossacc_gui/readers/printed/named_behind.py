"""Reads lines whose names stand behind their numbers: 7: 0.4 avg loss, 0.001 rate, or E3 val 0.53 loss, 81% correct."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.phrases import OVER, SIZE, UNIT, Phrase, behind, phrase_before
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, meaning_of, vocabulary

SETS = re.compile(r"[:=]\s*$")
COUNTED = re.compile(r"\(\s*$|^\s*(?:/|of|out of)\s*$")  # 81% correct (81 of 100): the name stands before the bracket
PARTED = re.compile(r"[^\W\d_]\s*[,;|)]\s*$")  # 0.53 loss, 0.81 right
MOST_WORDS = 3  # of what stands between a counter and the first number: of which examples, of which part of the model


def names_behind(texts: Sequence[str], counters: Sequence[Field]) -> list[Field]:
    """The fields of a line, of which `counters` come first, where names stand behind the numbers; none elsewhere.

    No name may stand before the first number, none before another with a colon, and one must end the line.
    """
    first = len(counters)
    values = range(first, len(texts) - 1)
    if not values or any(SETS.search(texts[i]) for i in values[1:]):
        return []
    if any(UNIT.match(texts[i + 1]) for i in values):  # 721.0 Hz loss 0.53: the name is of the next
        return []
    before = phrase_before(texts[first])
    if vocabulary().around.issuperset(before.name.lower().split()):  # epoch 3 done: 0.53 loss
        before = Phrase("", Quantity.OTHER, before.split)
    if before.quantity is not Quantity.OTHER or len(before.name.split()) > MOST_WORDS:
        return []
    if before.name and SETS.search(texts[first]):
        return []
    split = before.split or (meaning_of(before.name).split if is_split(before.name) else None)
    part = before.name if split is None and meaning_of(before.name).split is not None else ""
    if before.name and split is None and not part:
        return []
    fields = list(counters)
    for i in values:
        fields.append(_field(texts, i, part, split))
    told = [field for field in fields[first:] if field.role is Role.METRIC]
    ends = next(f for f in reversed(fields[first:]) if f.slot == first or not COUNTED.search(texts[f.slot]))
    parted = fields[first].role is Role.METRIC and PARTED.search(texts[first + 1]) is not None
    known = bool(told) and (ends.role in (Role.METRIC, Role.TIME) or (parted and ends.role is Role.UNKNOWN))
    named = (
        fields[first].role is not Role.NAMELESS or not counters or not counters[-1].name
    )  # Darknet tells its loss before its average
    return fields if known and named else []


def _field(texts: Sequence[str], i: int, part: str, split: Split | None) -> Field:
    after = texts[i + 1]
    if OVER.match(texts[i]):
        return Field(i, Role.TOTAL)
    name = behind(after)
    if not name or OVER.match(after):
        return Field(i, Role.NAMELESS)
    told = "avg loss" if name == "avg" else name
    quantity = meaning_of(told).quantity
    if quantity in COUNTERS:
        return Field(i, Role.UNKNOWN, told, Quantity.OTHER)
    if quantity is Quantity.TIME or SIZE.match(after):
        unit = SIZE.match(after)
        more = unit is not None and meaning_of(behind(after[unit.end() :])).quantity is not Quantity.OTHER
        return Field(i, Role.NAMELESS if more else Role.TIME, told, quantity)
    percent = after.lstrip(" ").startswith("%")
    role = Role.UNKNOWN if quantity is Quantity.OTHER else Role.METRIC
    return Field(i, role, f"{part} {told}" if part else told, quantity, split, percent)
