"""Reads large tables of nothing but numbers with pandas, which is not worth its import for small ones."""

from __future__ import annotations

import io
import warnings

import numpy as np

from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.numeric import Numbers
from lossacc_gui.readers.table import parse_table

LARGE = 1 << 20  # characters, some 20,000 rows: from here on importing pandas (0.3 s) pays
FIRST_LINES = 20_000  # characters that show header and delimiter
ROWS_AT_ONCE = 50_000  # between two calls of the progress: some 30 ms
NAN = ["nan", "NaN", "NAN", "-nan"]


def large_numbers(text: str, progress: Progress = silent) -> tuple[list[Numbers], int] | None:
    """(columns, rows) of a large table with a header and a number in every cell; None for any other table.

    The values are those that float() reads; row i stands on line i + 2. What pandas stumbles over (blanks, words,
    ragged or blank lines, a torn end) is left to the careful way.
    """
    if len(text) < LARGE or '"' in text or "\n\n" in text or "\n\r" in text or not text.endswith("\n"):
        return None
    head = parse_table(text[: text.rfind("\n", 0, FIRST_LINES) + 1])
    if head is None or not head.named or head.decimal_comma or head.notices or not head.rows:
        return None
    first = text[: text.find("\n")]
    delimiter = next((d for d in ",;\t|" if first.count(d) == len(head.header) - 1), None)
    progress(0.0, "looking at the table")
    count = text.count("\n") - 1
    if delimiter is None or text.count(delimiter) != (count + 1) * (len(head.header) - 1):
        return None
    progress(0.0, "looking at the table")
    values = np.empty((len(head.header), count))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it warns of columns that it drops
            done = _fill(values, text, delimiter, progress)
    except (ValueError, Warning):
        return None
    columns = [Numbers(name, values[i], np.ones(count, dtype=bool)) for i, name in enumerate(head.header)]
    return (columns, count) if done == count else None


def _fill(values: FloatArray, text: str, delimiter: str, progress: Progress) -> int:
    """Write the columns of the text into the rows of `values`; how many rows of text there were."""
    import pandas

    precision = "round_trip" if pandas.__version__ < "3" else None  # later versions read exactly without being asked
    frames = pandas.read_csv(
        io.BytesIO(text.encode()),
        chunksize=ROWS_AT_ONCE,
        sep=delimiter,
        dtype=np.float64,
        index_col=False,
        keep_default_na=False,
        na_values=NAN,
        float_precision=precision,
        engine="c",
        header=None,
        skiprows=1,
    )
    done = 0
    progress(0.0, "reading rows")
    for frame in frames:
        values[:, done : done + len(frame)] = frame.to_numpy().T  # ValueError where the shapes differ
        done += len(frame)
        progress(done / values.shape[1], "reading rows")
    return done
