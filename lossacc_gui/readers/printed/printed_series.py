"""Takes the numbers of a Series as pandas prints it, a name and a value in each line, as a table of them is taken."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.names import is_framing
from lossacc_gui.readers.series.whole_numbers import have_fractions

ENDS = re.compile(r"(?:Name: .*, )?dtype: \w+\s*$")
VALUE = re.compile(r"\S.*?\s{2,}[-+]?[\d.]\S*\s*$")
RATE = re.compile(r"(?:^|[_ ])per(?:[_ ]|$)|/", re.IGNORECASE)
FEWEST = 2  # times that a Series is printed


def with_printed_series(page: Page, told: list[Told]) -> list[Told]:
    """What is told, with unknown names of a Series that is printed again and again made metrics of an unknown kind."""
    ends = [shape for shape, sample in enumerate(page.samples) if ENDS.match(page.line(sample))]
    at = np.flatnonzero(np.isin(page.shape, ends)).tolist() if ends else []
    if len(at) < FEWEST:
        return told
    inside = set[int]()
    for end in at:
        line = end - 1
        while line >= 0 and VALUE.match(page.line(line)):
            inside.add(line)
            line -= 1
    return [_with_value(one) if inside.issuperset(one.template.lines.tolist()) else one for one in told]


def _with_value(one: Told) -> Told:
    return replace(one, fields=tuple(replace(f, role=Role.METRIC) if _is_value(one, f) else f for f in one.fields))


def _is_value(one: Told, field: Field) -> bool:
    if field.role is not Role.UNKNOWN or len(one.fields) > 1 or is_framing(field.name) or RATE.search(field.name):
        return False
    values = one.template.values(field.slot)
    return len(values) >= FEWEST and bool(have_fractions(values).any() and (values != values[0]).any())
