"""Reads what several kinds of lines tell together: splits that a line above names, words that stand in all of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import is_wordless, unmarked
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

CELLS = re.compile(r"\s*[|│]\s*|\s{2,}|\t")
UNNAMED = (Role.NAMELESS, Role.PROGRESS, Role.AVERAGE)  # also with a percent sign, or in brackets
WORD = re.compile(r"[^\W\d_]+")
OF_LABELS = frozenset({"metric", "metrics", "measure", "name", "score", "scores"})
LONGEST = 200  # characters of a heading
WORDS = re.compile(r"\S+(?: \S+)*")  # of a heading; between its columns are more blanks than one
INDENTED = 20  # characters of a column on the left that holds lines with a metric
NEAR = 40  # lines below a heading in which its columns go on


def with_splits_above(page: Page, told: list[Told]) -> list[Told]:
    """What is told, with the splits of columns where a line above names nothing but splits.

    The columns are those of the numbers in a line, or of whole lines, of which some begin far to the right.
    """
    headings: dict[int, tuple[Split, ...]] = {}
    for shape, sample in enumerate(page.samples):
        splits = _splits_named(page.line(sample))
        if splits:
            headings |= dict.fromkeys(np.flatnonzero(page.shape == shape).tolist(), splits)
    if not headings:
        return told
    at = np.array(sorted(headings), dtype=np.int64)
    told = [_told_across(one, headings, at) for one in told]
    return _told_in_columns(page, told, int(at[0]), headings[int(at[0])]) if len(at) == 1 else told


def _told_in_columns(page: Page, told: list[Told], heading: int, splits: tuple[Split, ...]) -> list[Told]:
    """What is told, with the split below whose word a line begins, where some begin below another than the first.

    A program that prints the training on the left and the test on the right indents the lines of the latter so far.
    """
    words = [match.start() for match in WORDS.finditer(page.line(heading))]
    if len(words) != len(splits) or words[1] < INDENTED:
        return told
    below = {i: _column_of(page, one, words) for i, one in enumerate(told) if one.metrics}
    behind = all(int(told[i].template.lines[0]) > heading for i in below)
    if not behind or None in below.values() or len(set(below.values())) < len(splits):
        return told
    out = list(told)
    for i, column in below.items():
        fields = (
            replace(f, split=splits[column or 0])
            if f.role is Role.METRIC and f.split is None and meaning_of(f.name).split is None
            else f
            for f in told[i].fields
        )
        out[i] = replace(told[i], fields=tuple(fields))
    return out


def _column_of(page: Page, one: Told, words: list[int]) -> int | None:
    """Below which word all lines of a template begin; None where they differ."""
    lines = (page.line(int(line)) for line in one.template.lines)
    found = {bisect_right(words, max(len(line) - len(line.lstrip()), words[0])) - 1 for line in lines}
    return found.pop() if len(found) == 1 else None


def _splits_named(line: str) -> tuple[Split, ...]:
    """The splits that a line names, at least two and nothing else; empty for any other line."""
    if len(line) > LONGEST:
        return ()
    cells = [cell.strip(" :") for cell in CELLS.split(line[end_of_prefix(line)[0] :].strip(" |│")) if cell.strip(" :")]
    if len(cells) > 2 and _heads_labels(cells[0]):
        cells = [cell for cell in cells[1:] if WORD.search(cell)]
    if len(cells) < 2 or not all(map(is_split, cells)):
        return ()
    splits = tuple(split for cell in cells if (split := meaning_of(cell).split) is not None)
    return splits if len(set(splits)) == len(cells) else ()


def _heads_labels(cell: str) -> bool:
    """Whether a cell says which epoch the rows below are of, or that their first column is what is measured."""
    words = " ".join(WORD.findall(cell))
    return words.lower() in OF_LABELS or meaning_of(words).quantity in COUNTERS


def _told_across(
    one: Told, headings: dict[int, tuple[Split, ...]], at: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Told:
    fields = one.fields
    lines = one.template.lines
    which = np.searchsorted(at, lines) - 1
    above = at[np.maximum(which, 0)]
    found = {headings[line] for line in np.unique(above).tolist()}
    if not fields or len(found) != 1 or (which < 0).any() or (lines - above > NEAR).any():
        return one
    (splits,) = found
    first, *others = fields
    named = first.role in (Role.METRIC, Role.UNKNOWN) and first.split is None and meaning_of(first.name).split is None
    texts = [one.template.cut.texts[f.slot].strip("%() ") for f in others]
    bare = all(f.role in UNNAMED and is_wordless(text) for f, text in zip(others, texts, strict=True))
    if not named or not bare or len(fields) != len(splits):
        return one
    told: list[Field] = [replace(first, slot=f.slot, split=s) for f, s in zip(fields, splits, strict=True)]
    return replace(one, fields=tuple(told))


def without_shared_splits(told: list[Told]) -> list[Told]:
    """What is told, without a split that words tell of all metrics, where names in the same words tell their own.

    Evaluation metric 'epoch_loss'=0.5, Evaluation metric 'validation_epoch_loss'=0.6: the first is none of validation.
    """
    named: dict[tuple[str, ...], dict[str, Told]] = {}
    for one in told:
        for field in one.metrics:
            if meaning_of(field.name).split is not None:
                named.setdefault(_around(one, field), {})[unmarked(field.name)] = one
    return [_without_shared(one, named) for one in told] if named else told


def _without_shared(one: Told, named: dict[tuple[str, ...], dict[str, Told]]) -> Told:
    shared = {
        field.slot
        for field in one.metrics
        if field.split is not None
        and meaning_of(field.name).split is None
        and named.get(_around(one, field), {}).get(unmarked(field.name), one) is not one
    }
    if not shared:
        return one
    fields = (replace(field, split=None) if field.slot in shared else field for field in one.fields)
    return replace(one, fields=tuple(fields))


def _around(one: Told, field: Field) -> tuple[str, ...]:
    """The words of a line without the name of a number."""
    before = one.template.cut.texts[field.slot]
    at = before.rfind(field.name) if field.name else -1
    own = before[:at] + before[at + len(field.name) :] if at >= 0 else before
    return tuple(own if i == field.slot else text for i, text in enumerate(one.template.cut.texts))
