"""Reads large tables of nothing but numbers with numpy, huge ones with pandas, which is worth its import then."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np

from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.files.growing import START, grown
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.tables.decimals import decimals
from lossacc_gui.readers.tables.numeric import Numbers
from lossacc_gui.readers.tables.parsing import parse_table

LARGE = 1 << 20  # bytes, some 20,000 rows: from here on it pays to look through the table first
HUGE = 2_000_000  # cells: numpy takes three times the time of pandas, but no 0.4 s for an import
FIRST_LINES = 20_000  # bytes that show header and delimiter
NUMPY_PIECE = 1 << 16  # bytes that numpy reads between two calls of the progress: some 5 ms
PIECE = 1 << 20  # bytes looked through between two calls of the progress: some 5 ms
ROWS_AT_ONCE = 100_000  # between two calls of the progress: some 20 ms
NAN = ["nan", "NaN", "NAN", "-nan"]
IN_NUMBERS = b"0123456789.+-eE "


def large_numbers(data: bytearray, progress: Progress = silent) -> tuple[list[Numbers], int] | None:
    """(columns, rows) of a large table with a header and a number or nothing in every cell; None for any other table.

    The values are those that float() reads; row i stands on line i + 2. What pandas stumbles over (words, ragged or
    blank lines) is left to the careful way.
    """
    names, delimiter = _head(data)
    start = data.find(b"\n") + 1
    row = (delimiter * (len(names) - 1) + "\n").encode()
    if names and _is_quoted(data, start, len(names), delimiter):
        data, start = data[start:].translate(None, b'"'), 0
    if not names or not _rows_and_nans(data, start, _piece(data, start), row)[0]:  # words would show soon
        return None
    count = data.count(b"\n", start) + (not data.endswith(b"\n"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it warns of columns that it drops
            values = np.empty((len(names), count))
            if not _filled(values, _Rest(data, start), delimiter, part(progress, 0.0, 0.6)):
                _fill(values, _Rest(data, start), delimiter, part(progress, 0.0, 0.6))
            present = ~np.isnan(values)
            if not present.all() or data.find(b'"', start) >= 0:  # else each cell has a number, and nothing else
                rows, nans = _rows_and_nans(data, start, len(data), row, part(progress, 0.6, 0.8))
                if rows != count:
                    return None
                blanks = present.size - int(np.count_nonzero(present)) - nans
                if blanks and nans:  # pandas has one word for both: once more, where a nan is a number
                    shown = _Rest(data, start, nans_are_numbers=True)
                    _fill(present, shown, delimiter, part(progress, 0.8, 1.0))
                if not blanks:
                    present[:] = True
                elif not present.any(axis=0).all():  # a row of blanks may be a blank line
                    return None
    except (ValueError, Warning):
        return None
    columns = [Numbers(name, values[i], present[i]) for i, name in enumerate(names) if present[i].any()]
    return columns, count


def _head(data: bytearray) -> tuple[tuple[str, ...], str]:
    """(names, delimiter) of a large table; no names where it is another one."""
    if len(data) < LARGE:
        return (), ""
    head = parse_table(decode(data[: data.rfind(b"\n", 0, FIRST_LINES) + 1]) or "")
    if head is None or not head.named or head.decimal_comma or head.notices or not head.rows:
        return (), ""
    first = data[: data.find(b"\n")].decode("latin-1")
    delimiter = next((d for d in ",;\t|" if first.count(d) == len(head.header) - 1), "")
    return (head.header, delimiter) if delimiter else ((), "")


def _is_quoted(data: bytearray, start: int, width: int, delimiter: str) -> bool:
    """Whether every cell behind `start` is a number in quotes, as in the exports of W&B."""
    row = (delimiter.join(['""'] * width) + "\n").encode()
    return data[start : start + 1] == b'"' and all(
        _rows_and_nans(data, start, end, row)[0] for end in (_piece(data, start), len(data))
    )


def _piece(data: bytearray, at: int) -> int:
    """Where the whole lines of a piece end that begins at `at`."""
    return data.rfind(b"\n", at, at + PIECE) + 1 or len(data)


def _rows_and_nans(data: bytearray, at: int, end: int, row: bytes, progress: Progress = silent) -> tuple[int, int]:
    """(rows, literal nans) from `at` to `end`; no rows where a line, without what numbers are made of, is not `row`."""
    rows = nans = 0
    while at < end:
        progress(at / end, "looking at the table")
        stop = _piece(data, at)
        rest = data[at:stop].translate(None, IN_NUMBERS).lower()
        if not rest.endswith(b"\n"):  # the last line, which may be torn within a number
            rest += b"\n"
        lines = rest.count(b"\n")
        if len(rest) != lines * len(row):
            nans += rest.count(b"nan")
            rest = rest.replace(b"nan", b"").replace(b"inf", b"").replace(b"\r\n", b"\n")
        if rest != row * lines:
            return 0, 0
        rows += lines
        at = stop
    return rows, nans


class _Rest:
    """The bytes behind the header as a file of whole lines; a copy of all of them is spared."""

    def __init__(self, data: bytearray, start: int, *, nans_are_numbers: bool = False) -> None:
        self._data = data
        self._at = start
        self._nans_are_numbers = nans_are_numbers

    def read(self, size: int) -> bytes:
        """The next lines, some `size` bytes."""
        start, stop = self._at, self._at + size
        self._at = stop = self._data.rfind(b"\n", start, stop) + 1 or stop
        piece = bytes(self._data[start:stop])
        return piece.lower().replace(b"nan", b"0") if self._nans_are_numbers else piece

    def __iter__(self) -> Iterator[bytes]:
        """What pandas takes for a sign of a file."""
        return iter(lambda: self.read(PIECE), b"")


def pandas_is_here() -> bool:
    """Whether something has imported it already."""
    return "pandas" in sys.modules


def _filled(out: FloatArray, file: _Rest, delimiter: str, progress: Progress) -> bool:
    """Write the columns of a file without a header into the rows of `out`; False where this is not the way to read it.

    Huge tables are not, nor those with an empty cell or a blank line, nor any where pandas is at hand.
    """
    if out.size > HUGE or pandas_is_here():
        return False
    done, short = 0, True  # whether numbers have had few digits until now
    while piece := file.read(NUMPY_PIECE):
        progress(done / out.shape[1], "reading rows")
        found = decimals(piece, delimiter, len(out)) if short else None
        short = found is not None
        try:
            if found is None:
                found = np.loadtxt(io.BytesIO(piece), delimiter=delimiter, comments=None, ndmin=2, encoding="latin-1")
        except ValueError:
            return False
        numbers = found.T
        if len(numbers) != len(out) or done + numbers.shape[1] > out.shape[1]:
            return False
        out[:, done : done + numbers.shape[1]] = numbers
        done += numbers.shape[1]
    return bool(done == out.shape[1])


def _fill(out: FloatArray | BoolArray, file: _Rest, delimiter: str, progress: Progress) -> None:
    """Write the columns of a file without a header into the rows of `out`, or in which cells there is a number.

    ValueError where they do not have its shape or hold words.
    """
    progress(0.0, "reading rows")
    import pandas

    frames = pandas.read_csv(
        cast(Any, file),
        chunksize=ROWS_AT_ONCE,
        low_memory=False,  # the rows at once are few enough
        sep=delimiter,
        dtype=np.float64,
        index_col=False,
        keep_default_na=False,
        na_values=[*NAN, ""],
        float_precision="round_trip" if pandas.__version__ < "3" else None,  # later versions read exactly unasked
        engine="c",
        header=None,
    )
    done = 0
    for frame in frames:
        numbers = frame.to_numpy().T
        out[:, done : done + len(frame)] = numbers if out.dtype == np.float64 else ~np.isnan(numbers)
        done += len(frame)
        progress(done / out.shape[1], "reading rows")
    if done != out.shape[1]:
        raise ValueError("blank lines")


class GrowingTable:
    """Reads a large table that grows: rows that were read before are not read again."""

    def __init__(self) -> None:
        self._place = START
        self._columns: list[Numbers] = []
        self._row = ""
        self._given_up = False  # a table with blanks is read as a whole each time

    def numbers(self, path: Path, progress: Progress = silent) -> tuple[list[Numbers], int] | None:
        """(columns, rows) as `large_numbers`; None where the table is small, has a blank, or is no longer the same."""
        new = None if self._given_up else grown(path, self._place)
        if new is None:
            return None
        if self._place.begins:
            data = bytearray(new.whole.encode())
            names, delimiter = _head(data)
            found = large_numbers(data, progress) if names else None
            if found is None or len(found[0]) < len(names) or not all(column.present.all() for column in found[0]):
                self._given_up = bool(names)
                return None
            self._columns, self._row = found[0], delimiter * (len(names) - 1)
        elif new.whole and not self._add(new.whole, progress):
            return None
        self._place = new.place
        settled = self._columns
        if new.torn and not self._add(new.torn, silent):
            return None
        now, self._columns = self._columns, settled
        return now, len(now[0].value)

    def _add(self, text: str, progress: Progress) -> bool:
        """Put more rows behind the others; False where they are not all numbers."""
        data = bytearray(text.encode())
        rows, nans = _rows_and_nans(data, 0, len(data), (self._row + "\n").encode())
        if not rows or nans:
            return False
        values = np.empty((len(self._columns), rows))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                _fill(values, _Rest(data, 0), self._row[:1], progress)
        except (ValueError, Warning):
            return False
        if np.isnan(values).any():
            return False
        added = [np.concatenate([old.value, new]) for old, new in zip(self._columns, values, strict=True)]
        whole = np.ones(len(added[0]), dtype=bool)
        self._columns = [Numbers(old.name, value, whole) for old, value in zip(self._columns, added, strict=True)]
        return True
