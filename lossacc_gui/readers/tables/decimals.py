"""Short decimal numbers, thousands at a time and each as float() reads it: three times as fast as one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.series.rows import BoolArray

_WORD = 8
"""Digits, one a byte, that are worked on as one number of 64 bits."""
_EXACT = 1 << 53
"""Whole numbers below are floats."""
_MOST_SLOW = 0.05
"""Share of cells that are read one by one; of more, another way to read all of them is faster."""
_POWERS = 10.0 ** np.arange(2 * _WORD + 1)
_POINT, _PLUS, _MINUS, _NEWLINE = b".+-\n"


def decimals(piece: bytes, delimiter: str, columns: int) -> FloatArray | None:
    """The numbers of whole lines of a table, shape (rows, columns); None where this is not the way to read them.

    A number is its digits as a whole number over a power of ten: both are floats, so the quotient is rounded once, as
    float() rounds. What is written otherwise, with an exponent, say, is left to that.
    """
    data = np.frombuffer(piece, np.uint8)
    marks = np.flatnonzero((data == ord(delimiter)) | (data == _NEWLINE) | (data == _POINT))
    is_end = data[marks] != _POINT
    which = np.flatnonzero(is_end)
    ends, points = marks[which], marks[~is_end]
    if not len(ends) or len(ends) % columns or ends[-1] != len(data) - 1:
        return None
    points_before = which - np.arange(len(ends))
    dotted = np.diff(points_before, prepend=0)
    lengths = np.diff(ends, prepend=-1) - 1
    first = data[ends - lengths]
    negative = first == _MINUS
    digits = lengths - dotted - (negative | (first == _PLUS))
    wrong = dotted.max() > 1 or not 0 < digits.min() <= digits.max() <= 2 * _WORD
    if wrong or (data[ends[columns - 1 :: columns]] != _NEWLINE).any():
        return None
    whole, odd = _whole(bytes(2 * _WORD) + piece.translate(None, b"."), ends - points_before + 2 * _WORD, digits)
    left = np.flatnonzero(odd | (whole >= _EXACT))
    if len(left) > _MOST_SLOW * len(ends):
        return None
    places = np.zeros(len(ends), np.intp)
    at = np.flatnonzero(dotted)
    places[at] = ends[at] - points - 1
    values = whole / _POWERS[places]
    values = np.where(negative, -values, values)
    try:
        for i in left.tolist():
            values[i] = float(piece[ends[i] - lengths[i] : ends[i]])
    except ValueError:
        return None
    return values.reshape(-1, columns)


def _whole(text: bytes, ends: NDArray[np.intp], digits: NDArray[np.intp]) -> tuple[NDArray[np.uint64], BoolArray]:
    """The numbers of so many `digits` before `ends`, and which of them hold a letter that is none.

    Eight digits are put together in three steps: to pairs, to fours, to one.
    """
    words = np.ndarray(len(text) - _WORD + 1, "<u8", text, strides=(1,))
    whole, odd = np.zeros(len(ends), np.uint64), np.zeros(len(ends), bool)
    for done in range(0, int(digits.max()), _WORD):
        others = 8 * (_WORD - np.clip(digits - done, 0, _WORD)).astype(np.uint64)  # bits of what stands before
        word = (words[ends - done - _WORD] ^ 0x3030303030303030) >> others << others
        odd |= ((word + 0x7676767676767676) | word) & 0x8080808080808080 != 0
        word = (word * 2561) >> 8 & 0x00FF00FF00FF00FF
        word = (word * 6553601) >> 16 & 0x0000FFFF0000FFFF
        whole += ((word * 42949672960001) >> 32) * 10**done
    return whole, odd
