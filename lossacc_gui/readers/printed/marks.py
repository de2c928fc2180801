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
MOST_IN_NOTE = 2  # numbers of a note: k of n
DIGITS = "0"  # what stands for a number in a note


def without_marks(templates: list[Template]) -> list[Template]:
    """The templates with those made one that differ in a mark, where their lines count on through each other."""
    groups: dict[tuple[object, ...], list[Template]] = defaultdict(list)
    for template in templates:
        groups[template.ends, *_unmarked(without_note(template.cut))].append(template)
    out: list[Template] = []
    for alike in groups.values():
        out += [_as_one(alike)] if len(alike) > 1 and _count_on(alike) else alike
    return sorted(out, key=lambda template: int(template.lines[0]))


def without_note(cut: Cut) -> Cut:
    """A line without a note of whole numbers at its end: (no improvement 1/10), | patience 2 of 5."""
    texts, slots = cut.texts, cut.slots
    for i in range(len(slots) - 1, 0, -1):
        if not slots[i].text.isdecimal() or len(slots) - i > MOST_IN_NOTE:
            break
        note = DIGITS.join(texts[i:])
        kept = _without_mark(note)
        if kept != note and DIGITS not in kept and WORD.search(note[len(kept) :]):
            return replace(cut, texts=(*texts[:i], kept), slots=slots[:i])
    return cut


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
    cuts = [without_note(one.cut) for one in alike]
    if any(len(one.slots) != len(cuts[0].slots) for one in cuts):
        return False
    slots = [i for i in range(len(cuts[0].slots)) if all(one.slots[i].text.isdecimal() for one in cuts)]
    if not slots:
        return False
    order = np.argsort(np.concatenate([one.lines for one in alike]), kind="stable")
    rows = np.column_stack([np.concatenate([one.values(slot) for one in alike])[order] for slot in slots])
    change = np.diff(rows, axis=0)
    first = (change != 0).argmax(axis=1)
    rises = change[np.arange(len(change)), first] > 0
    return bool((rises | (rows[1:] == rows[0]).all(axis=1)).all())


def _as_one(alike: Sequence[Template]) -> Template:
    """Templates as one, whose lines are cut as those without a mark are."""
    plain, *others = sorted(
        alike, key=lambda one: (len(one.cut.slots), len(one.cut.texts[0].strip()) + len(one.cut.texts[-1]))
    )
    first, last = plain.cut.texts[0], _without_mark(without_note(plain.cut).texts[-1])
    members = [
        (replace(bare, texts=(first, *bare.texts[1:-1], last)), lines)
        for one in (plain, *others)
        for cut, lines in one.members
        for bare in [without_note(cut)]
    ]
    return replace(plain, members=members, _values={})
