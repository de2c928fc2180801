"""Leaves out lines of a page that tell again what other lines told: other processes, best lines, tables that grow."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.language import Number, say, say_many
from lossacc_gui.model.run import IntArray, LeftOut, Notice, Quantity, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.printed.columns import Headed
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.counters import tells_best_of_each
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import BoolArray


def one_rank(templates: list[Template], notices: list[Notice]) -> list[Template]:
    """The templates with the lines of one process only, where several print."""
    ranks = [template.ranks() for template in templates]
    every = [rank for rank in ranks if rank is not None]
    if not every:
        return templates
    lowest = min(float(rank.min()) for rank in every)
    out: list[Template] = []
    lost = 0
    for template, rank in zip(templates, ranks, strict=True):
        if rank is None or (rank == lowest).all() or not (rank == lowest).any():
            out.append(template)
            continue
        lost += int((rank != lowest).sum())
        part = template.some(rank == lowest)
        if part is not None:
            out.append(part)
    if lost:
        notices.append(
            Notice(
                say_many(
                    "Several processes print; the {count} line of others than {lowest} is left out.",
                    "Several processes print; the {count} lines of others than {lowest} are left out.",
                    lost,
                    lowest=Number(f"{lowest:g}"),
                )
            )
        )
    return out


BEST = re.compile(r"\b(?:(?:of|for|with)\s+)?(?:the\s+)?best\b(?:\s+model\b)?", re.IGNORECASE)
FEWEST_BEST = 3  # values that show that none comes again
REPEATED = re.compile(r"\bbest\b.*:\s*$", re.IGNORECASE)  # "Best iteration is:", above a line that came before
BANNER = re.compile(  # ==BEST TEST==, --- Best so far ---; but not: => saving best model
    r"^\W*[-=*#~_]{2,}\s*(?:[^\W\d_]+[\s_-]+){0,4}best\b[^:.]*?[-=*#~_]{2,}\W*$", re.IGNORECASE
)
BELOW = 3  # lines below a banner within which the line stands that it heads


def said_once(page: Page, templates: list[Template], notices: list[Notice]) -> list[Template]:
    """The templates without lines of which the line above says that they are told again.

    Below a banner they are those that the same numbers stand in as in a line before.
    """
    again = _below(page, REPEATED) + 1
    banners = _below(page, BANNER)
    if not len(again) and not len(banners):
        return templates
    headed = _first_below(banners, templates)
    out: list[Template] = []
    lost = 0
    for template in templates:
        told = np.isin(template.lines, again)
        if headed:
            told |= _came_before(template, np.isin(template.lines, headed))
        part = template.some(~told) if told.any() and len(template) > 1 else template
        lost += int(told.sum()) if part is not template else 0
        if part is not None:
            out.append(part)
    if lost:
        notices.append(
            Notice(say("{lost} below the word best left out: it came before.", lost=counted_text(lost, "line")))
        )
    return out


def _below(page: Page, says: re.Pattern[str]) -> IntArray:
    """The lines that say so, shape (n,)."""
    said = (text[end_of_prefix(text)[0] :] for text in map(page.line, page.samples))
    shapes = [k for k, text in enumerate(said) if says.search(text)]
    return np.flatnonzero(np.isin(page.shape, shapes))


def _first_below(banners: IntArray, templates: list[Template]) -> list[int]:
    """The line with numbers that stands first below each banner, a few lines away."""
    if not len(banners):
        return []
    lines = np.sort(np.concatenate([template.lines for template in templates]))
    at = np.searchsorted(lines, banners, side="right")
    first = np.append(lines, np.iinfo(np.int64).max)[at]
    return [int(line) for line in first[first - banners <= BELOW]]


def _came_before(template: Template, told: BoolArray) -> BoolArray:
    """Which lines came before with the same fractions, shape (n,): all that are said to have; none if one did not.

    What counts may go on in them.
    """
    measured = [i for i, slot in enumerate(template.cut.slots) if not slot.text.isdecimal()]
    if not told.any() or told.all() or not measured:
        return np.zeros(len(told), dtype=bool)
    rows = np.column_stack([template.values(slot) for slot in measured]).tolist()
    others = [tuple(row) for row, said in zip(rows, told.tolist(), strict=True) if not said]
    if len(others) < told.sum() or len(set(others)) * 2 <= len(others):  # a rate that stays comes before all the same
        return np.zeros(len(told), dtype=bool)
    known: set[tuple[float, ...]] = set()
    for row, said in zip(map(tuple, rows), told.tolist(), strict=True):
        if said and row not in known:
            return np.zeros(len(told), dtype=bool)
        known.add(row)
    return told


NO_EPOCH = -1  # as an evaluation is called behind all epochs


def without_no_epoch(told: list[Told], left_out: list[LeftOut]) -> list[Told]:
    """What is told, without lines of epoch -1 behind those of epochs: what the training came to, in their form."""
    counted = [(one, one.counted(Role.EPOCH)) for one in told if one.metrics]
    begun = [
        int(one.template.lines[epoch >= 0][0]) for one, epoch in counted if epoch is not None and (epoch >= 0).any()
    ]
    return [_without_no_epoch(one, min(begun), left_out) for one in told] if begun else told


def _without_no_epoch(one: Told, begun: int, left_out: list[LeftOut]) -> Told:
    epoch = one.counted(Role.EPOCH) if one.metrics else None
    none = (epoch == NO_EPOCH) & (one.template.lines > begun) if epoch is not None else np.zeros(0, dtype=bool)
    part = one.template.some(~none) if none.any() else None
    if part is None:
        return one
    left_out += [LeftOut(f.name, int(none.sum()), "told of no epoch, behind all") for f in one.metrics]
    return replace(one, template=part)


def told_of_the_best(told: list[Told]) -> list[Told]:
    """What is told, with a score of the best model so far made a metric where nothing else tells of its split.

    The line counts epochs or stands below one that does, and comes only when the model is a better one: not more often
    than epochs, each value is its epoch's, none comes again.
    """
    known = {
        meaning_of(f.name).split or f.split
        for one in told
        if len(one.template) > 1
        for f in one.metrics
        if f.quantity is not Quantity.OTHER
    }
    role = Role.EPOCH if any(one.metrics and one.moves(Role.EPOCH) for one in told) else Role.STEP
    epochs = (one.counted(role) for one in told if one.metrics)
    often = max((1 + np.count_nonzero(np.diff(epoch)) for epoch in epochs if epoch is not None), default=0)
    out = []
    for one in told:
        counted = (one.counter(role) is not None or not one.counts) and len(one.template) <= often
        counted = counted and not tells_best_of_each(one)
        fields = tuple(_as_metric(one, f, known) if counted else f for f in one.fields)
        out.append(replace(one, fields=fields) if fields != one.fields else one)
    return out


def _as_metric(one: Told, field: Field, known: set[Split | None]) -> Field:
    name = BEST.sub(" ", field.name).strip()
    meaning = meaning_of(name)
    if field.role is not Role.REPEATED or meaning.split in known or not meaning.quantity.is_progress:
        return field
    value = one.template.values(field.slot)
    own = len(value) >= FEWEST_BEST and len(np.unique(value)) == len(value)
    return replace(field, role=Role.METRIC, name=name, quantity=meaning.quantity) if own else field


def last_of_growing(parts: list[Headed], notices: list[Notice]) -> list[Headed]:
    """The rows of tables without what was printed before: a table that grows is printed anew with each row."""
    out: list[Headed] = []
    lost = 0
    for part in parts:
        kept = None
        if len(part.at) > 1 and _grows(part):
            kept = part.template.some(part.template.lines > part.at[-1])
            lost += len(part.template) - len(kept) if kept is not None else 0
        out.append(part if kept is None else replace(part, template=kept, at=part.at[-1:]))
    if lost:
        notices.append(
            Notice(
                say("{lost} of tables that were printed again with more rows left out.", lost=counted_text(lost, "row"))
            )
        )
    return out


def _grows(headed: Headed) -> bool:
    """Whether each table of a heading begins with all rows of the one before it, and the last has the most."""
    one = headed.template
    values = np.column_stack([one.values(slot) for slot in range(len(one.cut.slots))])
    which = np.searchsorted(np.array(headed.at), one.lines) - 1
    tables = [values[which == k] for k in range(len(headed.at))]
    grows = all(len(a) <= len(b) and np.array_equal(a, b[: len(a)], equal_nan=True) for a, b in pairwise(tables))
    return grows and len(tables[-1]) > len(tables[0])
