"""Parts lines of one form that tell of several sets in turns, which are named in a line above or below each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import IntArray, Quantity, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.cutting import BAR, CLOCK, Cut, cut
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import LETTER
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import BoolArray

NEAR = 6  # lines above a line in which its set is named
BELOW = 2  # and below it
FEWEST_ROUNDS = 3  # in each of which every set has its turn
MOST_SETS = 24
FIRST = FEWEST_ROUNDS * MOST_SETS  # lines that show whether sets take turns
LONGEST = 40  # characters of what names a set
WORDS = re.compile(r"[^\W_]+")


def with_sets(page: Page, told: list[Told]) -> list[Told]:
    """What is told, with lines parted that measure several sets in turns, each of which is named beside its line."""
    which = np.full(len(page), -1, dtype=np.int64)
    for i, one in enumerate(told):
        which[one.template.lines] = i
    return [part for one in told for part in _parted(page, told, one, which)]


def _parted(page: Page, told: Sequence[Told], one: Told, which: IntArray) -> Iterator[Told]:
    labels: list[str] = []
    lines = one.template.lines.tolist() if _may_take_turns(one) else []
    if _in_turns(_labels_above(page, told, lines[:FIRST], which)):  # a quick no for most
        labels = _in_turns(_labels_above(page, told, lines, which))
    elif _in_turns(_labels_below(told, lines[:FIRST], which)):
        labels = _in_turns(_labels_below(told, lines, which))
    sets = list(dict.fromkeys(labels))
    if not sets:
        yield one
        return
    for label, name in zip(sets, _told_apart(sets), strict=True):
        mine: BoolArray = np.array([other == label for other in labels])
        part = one.template.some(mine)
        fields = tuple(replace(f, name=f"{f.name} ({name})") if _is_of_set(f) else f for f in one.fields)
        if part is not None:
            yield replace(one, template=part, fields=fields)


def _is_of_set(field: Field) -> bool:
    return field.role is Role.METRIC and field.quantity is not Quantity.LEARNING_RATE


def _may_take_turns(one: Told) -> bool:
    """Whether lines measure and have no counter of their own that rises from each to the next."""
    if not one.metrics or len(one.template) < 2 * FEWEST_ROUNDS:
        return False
    counted = [one.counted(role) for role in (Role.EPOCH, Role.STEP)]
    return not any(count is not None and bool((np.diff(count) > 0).all()) for count in counted)


def _labels_above(page: Page, told: Sequence[Told], lines: Sequence[int], which: IntArray) -> list[str]:
    """The text of the nearest line above each line that measures nothing; empty where one has none of its own.

    Where all say the same, whole numbers that count nothing belong to what they say: domain 1, domain 2.
    """
    out: list[tuple[Cut, bool]] = []
    before = -1
    for line in lines:
        above = range(line - 1, max(before, line - 1 - NEAR), -1)
        free = (k for k in above if which[k] < 0 or not told[which[k]].metrics)
        label = next((k for k in free if _said(cut(page.line(k)), numbers=False)), None)
        if label is None:
            return []
        out.append((cut(page.line(label)), which[label] >= 0 and not told[which[label]].counts))
        before = line
    plain, numbered = ([_said(label, numbers=some and free) for label, free in out] for some in (False, True))
    return plain if len(set(plain)) > 1 else numbered


def _said(told: Cut, *, numbers: bool) -> str:
    """The words of a line, with the whole numbers in it or without; empty where there are none."""
    whole = [slot.text if numbers and slot.text.isdecimal() else "" for slot in told.slots]
    text = " ".join(f"{before} {number}" for before, number in zip(told.texts, [*whole, ""], strict=True))
    return " ".join(text.replace(CLOCK, " ").replace(BAR, " ").split()) if LETTER.search(text) else ""


def _labels_below(told: Sequence[Told], lines: Sequence[int], which: IntArray) -> list[str]:
    """What the next measuring line below each line measures; empty where these are not of one kind for each set."""
    found: list[int] = []
    for line in lines:
        below = [i for i in which[line + 1 : line + 1 + BELOW].tolist() if i >= 0 and told[i].metrics]
        if not below or below[0] == which[line]:
            return []
        found.append(below[0])
    others = [told[i] for i in dict.fromkeys(found)]
    rounds = {len(other.template) for other in others}
    kinds = {tuple((f.quantity, f.split) for f in other.metrics) for other in others}
    if len(kinds) != 1 or max(rounds) - min(rounds) > 1:
        return []
    return [told[i].metrics[0].name for i in found]


def _in_turns(labels: list[str]) -> list[str]:
    """The labels, where a few come one after the other, round by round; none elsewhere.

    Splits that take turns are told elsewhere: below a heading more lines may be of it than the next.
    """
    sets = list(dict.fromkeys(labels))
    if not 2 <= len(sets) <= MOST_SETS or len(labels) < FEWEST_ROUNDS * len(sets):
        return []
    splits: set[Split | None] = {meaning_of(label).split for label in sets}
    turns = all(label == sets[i % len(sets)] for i, label in enumerate(labels))
    return labels if turns and len(splits) == 1 else []


def _told_apart(sets: Sequence[str]) -> list[str]:
    """What is said of each set and not of all of them."""
    words = [WORDS.findall(label) for label in sets]
    shared = set(words[0]).intersection(*words[1:])
    own = [" ".join(word for word in some if word not in shared) for some in words]
    whole = own if all(map(LETTER.search, own)) and len(set(own)) == len(own) else sets
    return [label[:LONGEST] for label in whole]
