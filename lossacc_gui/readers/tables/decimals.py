"""Short decimal numbers, thousands at a time and each as float() reads it: twice as fast as one by one."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray

_LONGEST = 17
"""Letters of a cell: 15 digits, a point and a sign. What is longer has more digits than one rounding is enough for."""
_EXACT = float(1 << 53)
"""Whole numbers below are floats."""
_MOST_SLOW = 0.05
"""Share of cells that are read one by one; of more, another way to read all of them is faster."""
_POWERS = 10.0 ** np.arange(_LONGEST + 1)
_ZERO, _DOT, _PLUS, _MINUS, _NEWLINE = b"0.+-\n"


def decimals(piece: bytes, delimiter: str, columns: int) -> FloatArray | None:
    """The numbers of whole lines of a table, shape (rows, columns); None where this is not the way to read them.

    A number is its digits as a whole number over a power of ten: both are floats, so the quotient is rounded once, as
    float() rounds. What is written otherwise, with an exponent, say, is left to that.
    """
    data = np.frombuffer(piece, np.uint8)
    ends = np.flatnonzero((data == ord(delimiter)) | (data == _NEWLINE))
    lengths = np.diff(ends, prepend=-1) - 1
    if not len(ends) or len(ends) % columns or ends[-1] != len(data) - 1 or lengths.min() < 1:
        return None
    longest = int(lengths.max())
    if longest > _LONGEST or (data[ends[columns - 1 :: columns]] != _NEWLINE).any():
        return None
    # A row for each place of a cell, counted from its end: one place of all cells is worked on at a time.
    places = np.arange(longest)[:, None]
    cells = data[np.maximum(ends - longest + places, 0)]
    cells[places < longest - lengths] = _ZERO
    first = longest - lengths, np.arange(len(ends))
    negative = cells[first] == _MINUS
    signed = negative | (cells[first] == _PLUS)
    cells[first] = np.where(signed, _ZERO, cells[first])
    dots = cells == _DOT
    digits = cells - np.uint8(_ZERO)
    slow = ((digits > 9) & ~dots).any(axis=0) | (np.count_nonzero(dots, axis=0) > 1)
    whole = np.zeros(len(ends))
    for digit, dot in zip(digits, dots, strict=True):
        whole = np.where(dot, whole, 10.0 * whole + digit)
    dotted = dots.any(axis=0)
    slow |= (whole >= _EXACT) | (lengths == dotted.astype(np.intp) + signed)  # a point or a sign alone is no number
    left = np.flatnonzero(slow)
    if len(left) > _MOST_SLOW * len(ends):
        return None
    values = whole / _POWERS[np.where(dotted, longest - 1 - dots.argmax(axis=0), 0)]
    values = np.where(negative, -values, values)
    try:
        for i in left.tolist():
            values[i] = float(piece[ends[i] - lengths[i] : ends[i]])
    except ValueError:
        return None
    return values.reshape(-1, columns)
