"""Finds where a line holds several records of one form, between which no line feed was printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import IntArray
from lossacc_gui.readers.printed.cutting import cut
from lossacc_gui.readers.printed.phrases import phrase_before
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

DIGIT = b"0"  # what stands for a run of digits in a shape
JOINTS = (b" ", b"\t", b"  ", b", ", b"; ", b" | ", b" - ", b"")
FEWEST = 8  # bytes of a record
FEED = 10
WORD = re.compile(r"[^\W\d_]+")
LEADS = re.compile(r"\s*[\[(]?\s*$")


def record_of(shape: bytes) -> bytes:
    """The record, with what parts it from the next, of which a shape is nothing but repetitions; empty where it is not.

    It has to count and to measure, or a list of numbers would be several records.
    """
    text = shape.strip()
    if text.find(text[:FEWEST], 1) < 0:
        return b""
    for joint in JOINTS:
        whole = text + joint
        length = (whole + whole).find(whole, 1)
        record = whole[:length]
        if length < len(whole) and _is_record(record.decode("utf-8", errors="replace")):
            return record
    return b""


def _is_record(text: str) -> bool:
    """Whether a text counts in its first number and measures in another, which is known where no word counts."""
    told = cut(text)
    if len(told.slots) < 2 or "." in told.slots[0].text:
        return False
    first, *others = map(phrase_before, told.texts[:-1])
    if first.quantity in COUNTERS or _counts_behind(told.texts[1]):
        return any(phrase.name and "." in slot.text for phrase, slot in zip(others, told.slots[1:], strict=True))
    bare = LEADS.match(told.texts[0]) is not None
    return bare and any(phrase.quantity.is_progress for phrase in others)


def _counts_behind(text: str) -> bool:
    """Whether the word right behind a number, or its first sign in scripts without blanks, is a counter's: 第1轮."""
    word = WORD.match(text)
    return word is not None and any(meaning_of(one).quantity in COUNTERS for one in (word[0], word[0][0]))


def ends_of_records(parts: Sequence[NDArray[Any]], shapes: Mapping[bytes, int]) -> IntArray:
    """The places behind all records of a line but the last; shape (n,), rising.

    `parts` are (start, stop, number, shape, first run) of the lines and (start, stop) of the runs of digits.
    """
    which, first, run_stop = parts[3], parts[4], parts[6]
    found = [np.zeros(0, dtype=np.int64)]
    for record, k in ((record_of(shape), k) for shape, k in shapes.items()):
        if not record:
            continue
        lines = np.flatnonzero(which == k)
        each, behind = record.count(DIGIT), len(record) - 1 - record.rfind(DIGIT)
        runs = _runs_in(lines[0], parts)
        last = first[lines][:, None] + np.arange(each - 1, runs - each, each)
        found.append(run_stop[last].astype(np.int64).ravel() + behind)
    return np.sort(np.concatenate(found))


def with_feeds(data: bytes, at: IntArray) -> bytes:
    """The bytes with line feeds before places."""
    return np.insert(np.frombuffer(data, dtype=np.uint8), at, FEED).tobytes()


def _runs_in(line: int, parts: Sequence[NDArray[Any]]) -> int:
    """How many runs of digits a line has."""
    stop, first, run_start = parts[1], parts[4], parts[5]
    return int(np.searchsorted(run_start, stop[line]) - first[line])
