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
JOINTS = (b" ", b"\t", b"  ", b", ", b"; ", b" | ", b" - ")
NUMBER = re.compile(rb"(?<![0-9.])(?:(?<=[\s:=(,\[])-)?0(?:\.0)?(?:[eE][-+]?0)?(?![.0])")
FEWEST = 8  # bytes of a record
MOST_TRIED = 4  # places at which the next record may begin
FEED, BLANK, TAB = 10, 32, 9
WORD = re.compile(r"[^\W\d_]+")
LEADS = re.compile(r"\s*[\[(]?\s*$")


def records_of(shape: bytes) -> tuple[int, IntArray]:
    """(bytes behind the last number of a record, the runs of digits in which all records but the last end).

    A shape that has records is nothing but repetitions of one, whatever digits and powers its numbers have; the last
    may break off. A record has to count and to measure, or a list of numbers would be several. No runs: it has none.
    """
    shape = shape.strip()
    none = 0, np.zeros(0, dtype=np.int64)
    if shape.find(shape[:FEWEST], 1) < 0:
        return none
    numbers = list(NUMBER.finditer(shape))
    text = NUMBER.sub(DIGIT, shape)
    length = 0
    for _ in range(MOST_TRIED):
        length = text.find(text[:FEWEST], length + 1)
        record = text[: max(length, 0)]
        each = record.count(DIGIT)
        if not each or len(numbers) < 2 * each:
            return none
        first = shape[: numbers[each - 1].end()].decode("utf-8", errors="replace")
        if _repeats(text, record, len(numbers) // each) and _is_record(first):
            runs = np.cumsum([number[0].count(DIGIT) for number in numbers])
            return length - 1 - record.rfind(DIGIT), runs[each - 1 : -1 : each] - 1
    return none


def _repeats(text: bytes, record: bytes, count: int) -> bool:
    """Whether a text is nothing but so many records, or more of them than two and a part of one.

    Of two what stands between them may be words, which say that the second is another thing: best epoch 2 loss 0.4.
    """
    whole = any(text + end == record * count for end in (b"", *JOINTS))
    return whole or (count > 2 and (record * (count + 1)).startswith(text))


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
    for shape, k in shapes.items():
        behind, runs = records_of(shape)
        if len(runs):
            last = first[np.flatnonzero(which == k)][:, None] + runs
            found.append(run_stop[last].astype(np.int64).ravel() + behind)
    return np.sort(np.concatenate(found))


def with_feeds(data: bytes, at: IntArray) -> tuple[bytes, IntArray]:
    """(the bytes with a line feed before each place, or instead of the blank there, which bytes were put in).

    The second are places in the bytes before, shape (n,).
    """
    array = np.frombuffer(data, dtype=np.uint8).copy()
    blank = (array[at - 1] == BLANK) | (array[at - 1] == TAB)
    array[at[blank] - 1] = FEED
    return np.insert(array, at[~blank], FEED).tobytes(), at[~blank]
