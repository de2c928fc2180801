"""Puts lines together that differ in a mark at their beginning or end only: the best so far, saved, rate lowered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.cutting import BAR, CLOCK, RULES, Cut
from lossacc_gui.readers.printed.phrases import SIZE
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.names import is_measured, meaning_of

BLANKS = re.compile(r"\s+")
BEFORE = re.compile(r"^[^\w\[({<\"'|\x01\x02]+")  # signs that mark a line at its beginning
OF_NUMBER = re.compile(r"[)\]}%'\"]*")  # what stands behind a number and belongs to it
SIGN = re.compile(r"[^\w\s.%]|  ")
WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 5  # of a mark; more is a sentence


def without_marks(templates: list[Template]) -> list[Template]:
    """The templates with those made one that differ in a mark, where their lines count on through each other."""
    groups: dict[tuple[object, ...], list[Template]] = defaultdict(list)
    for template in templates:
        groups[template.ends, *_unmarked(template.cut)].append(template)
    out: list[Template] = []
    for alike in groups.values():
        out += [_as_one(alike)] if len(alike) > 1 and _count_on(alike) else alike
    return sorted(out, key=lambda template: int(template.lines[0]))


def _unmarked(cut: Cut) -> tuple[str, ...]:
    """The texts around the numbers of a line, without a mark before the first and behind the last."""
    first, *others = (*cut.texts[:-1], _without_mark(cut.texts[-1]))
    return tuple(RULES.sub(r"\1\1\1", BLANKS.sub(" ", text)).strip() for text in (BEFORE.sub("", first), *others))


def _without_mark(text: str) -> str:
    """What stands behind the last number of a line up to the mark of the line."""
    found = OF_NUMBER.match(text)
    end = found.end() if found is not None else 0
    unit = SIZE.match(text[end:])
    end += unit.end() if unit is not None else 0
    begins = (end, *(match.start() for match in SIGN.finditer(text, end)))  # 0.53 val loss (best)
    return next((text[:begin].rstrip() for begin in begins if _is_mark(text[begin:])), text)


def _is_mark(text: str) -> bool:
    """Whether a text says nothing of what a number measures, of what examples, or of how much of it."""
    words = WORD.findall(text)
    if len(words) > MOST_WORDS or CLOCK in text or BAR in text or text[:1].isalpha():
        return False
    meaning = meaning_of(" ".join(words))
    return meaning.quantity is Quantity.OTHER and meaning.split is None and not is_measured(" ".join(words))


def _count_on(alike: Sequence[Template]) -> bool:
    """Whether each line of several templates counts more than the line before it, or begins anew as the first does.

    A line that tells the best epoch again, below all, goes back; a line of something else stands at the same place.
    """
    slots = [i for i, slot in enumerate(alike[0].cut.slots) if all(one.cut.slots[i].text.isdecimal() for one in alike)]
    if not slots or any(len(one.cut.slots) != len(alike[0].cut.slots) for one in alike):
        return False
    order = np.argsort(np.concatenate([one.lines for one in alike]), kind="stable")
    rows = np.column_stack([np.concatenate([one.values(slot) for one in alike])[order] for slot in slots])
    change = np.diff(rows, axis=0)
    first = (change != 0).argmax(axis=1)
    rises = change[np.arange(len(change)), first] > 0
    return bool((rises | (rows[1:] == rows[0]).all(axis=1)).all())


def _as_one(alike: Sequence[Template]) -> Template:
    """Templates as one, whose lines are cut as those without a mark are."""
    plain, *others = sorted(alike, key=lambda one: len(one.cut.texts[0].strip()) + len(one.cut.texts[-1]))
    first, last = plain.cut.texts[0], _without_mark(plain.cut.texts[-1])
    members = [
        (replace(cut, texts=(first, *cut.texts[1:-1], last)), lines)
        for one in (plain, *others)
        for cut, lines in one.members
    ]
    return replace(plain, members=members, _values={})
