"""Reads large tables of nothing but numbers with pandas, which is not worth its import for small ones."""

from __future__ import annotations

import io
import warnings

import numpy as np

from lossacc_gui.readers.numeric import Numbers
from lossacc_gui.readers.table import parse_table

LARGE = 1 << 20  # characters, some 20,000 rows: from here on importing pandas (0.3 s) pays
FIRST_LINES = 20_000  # characters that show header and delimiter
NAN = ["nan", "NaN", "NAN", "-nan"]


def large_numbers(text: str) -> tuple[list[Numbers], int] | None:
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
    if delimiter is None:
        return None
    import pandas

    precision = "round_trip" if pandas.__version__ < "3" else None  # later versions read exactly without being asked
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it warns of columns that it drops
            frame = pandas.read_csv(
                io.StringIO(text),
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
    except (ValueError, Warning):
        return None
    if len(frame.columns) != len(head.header):
        return None
    columns = [
        Numbers(name, np.array(frame[i], dtype=np.float64), np.ones(len(frame), dtype=bool))
        for i, name in enumerate(head.header)
    ]
    return columns, len(frame)
