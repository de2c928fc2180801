"""Accounts for every number that varies in a printed log and is no series, counter or time of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from lossacc_gui.model.run import FloatArray, LeftOut
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.fields import RUNS
from lossacc_gui.readers.printed.roles import Field, Role

LONGEST_SHOWN = 60  # characters of a line that a sentence shows
MOST_UNKNOWN = 20  # kinds of lines without a known name that are listed; the others are counted together
HERE = "·"
BLANKS = re.compile(r"\s+")
TAKEN = (Role.EPOCH, Role.STEP, Role.TIME, Role.METRIC)
NEAR = 1.5  # percent by which the share of a bar that is done may be rounded
MOSTLY = 0.9  # of the steps of a bar go on
BEGINS, ENDS = 15.0, 85.0  # percent within which a bar begins, and beyond which it ends
UNNAMED = "the number has no name"
AGAIN = "said again of another value"
UNKNOWN = "no metric is known in them"


def varies(one: Told, field: Field) -> bool:
    """Whether the numbers of a slot differ from line to line; of one line nobody asks."""
    values = one.template.values(field.slot)
    return len(values) > 1 and not bool((values == values[0]).all())


def not_taken(told: Sequence[Told]) -> Iterator[LeftOut]:
    """The numbers that vary in lines that measure or count, and are in no series, with what keeps them from it."""
    for one in told:
        if not _is_known(one):
            continue
        for field in one.fields:
            if field.role not in TAKEN and not _is_listed(one, field) and _tells(one, field):
                why = AGAIN if field.role is Role.REPEATED else UNNAMED
                yield LeftOut(field.name or f"number {field.slot + 1}", len(one.template), why)


def _is_known(one: Told) -> bool:
    """Whether lines measure or count something, or say it again, so that their numbers are told one by one."""
    return bool(one.metrics) or one.counts or any(field.role is Role.REPEATED for field in one.fields)


def _is_listed(one: Told, field: Field) -> bool:
    """Whether a slot that varies is kept beside the series of the run, for who wants it."""
    return bool(field.name) and field.role in (Role.UNKNOWN, Role.AVERAGE) and (bool(one.metrics) or one.counts)


def _tells(one: Told, field: Field) -> bool:
    """Whether a slot varies and tells what no other slot of the line does."""
    if not varies(one, field):
        return False
    values = one.template.values(field.slot)
    if field.role is Role.TOTAL:
        return bool((values[np.isfinite(values)] % 1 > 0).any())
    if field.role is Role.PROGRESS:
        return not _is_progress(one, field, values)
    before = next((f for f in one.fields if f.slot == field.slot - 1), None)
    return not (field.role is Role.AVERAGE and not field.name and before is not None and before.role is Role.TOTAL)


def _is_progress(one: Told, field: Field, values: FloatArray) -> bool:
    """Whether a percentage tells how far a bar, an epoch or a training is."""
    if RUNS.match(one.template.cut.texts[field.slot + 1]):
        return True
    known = values[np.isfinite(values)]
    rises = known.min() <= BEGINS and known.max() >= ENDS and bool((np.diff(known) >= 0).mean() > MOSTLY)
    with np.errstate(over="ignore"):  # of a total that is no count
        return rises or any(
            bool((np.abs(values - 100 * one.count(counter) / total) <= NEAR).mean() > MOSTLY)
            for counter in one.fields
            if counter.role in (Role.EPOCH, Role.STEP)
            and (total := one.total(counter)) is not None
            and (total > 0).all()
        )


def unnamed_lines(told: Sequence[Told]) -> list[LeftOut]:
    """The lines that come again with other numbers in which no metric is known and nothing counts.

    Whole numbers there are counts and labels; they are counted together.
    """
    found, rest = [], 0
    for one in told:
        if _is_known(one):
            continue
        moves = [field for field in one.fields if field.role is not Role.TIME and varies(one, field)]
        if any(_has_fractions(one, field) for field in moves):
            found.append(LeftOut(f"lines like “{pattern(one)}”", len(one.template), UNKNOWN))
        elif moves:
            rest += len(one.template)
    found.sort(key=lambda one: -one.points)
    rest += sum(one.points for one in found[MOST_UNKNOWN:])
    more = [LeftOut("lines of other kinds", rest, UNKNOWN)] if rest else []
    return found[:MOST_UNKNOWN] + more


def _has_fractions(one: Told, field: Field) -> bool:
    """Whether the numbers of a slot are no whole ones, and measured."""
    known = one.template.values(field.slot)
    known = known[np.isfinite(known)]
    measured = field.role in (Role.UNKNOWN, Role.NAMELESS, Role.AVERAGE)
    return measured and len(np.unique(known)) > 1 and bool((known % 1 != 0).any())


def pattern(one: Told) -> str:
    """The constant text of a line with a point for each number."""
    text = BLANKS.sub(" ", HERE.join(one.template.cut.texts)).strip()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
