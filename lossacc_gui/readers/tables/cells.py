"""Reads numbers as logs write them."""

from __future__ import annotations

import math
import re

BLANK = frozenset(
    {"", "-", "--", "\u2013", "\u2014", "#na#", "#n/a", "n/a", "na", "none", "null", "<na>", "nil", ".", "no log"}
)
"""How logs write "not logged"; a literal nan is a value and not among them."""

MARKS = "\"'*`"  # quotes, and what makes letters bold in Markdown
ABOUT = "~\u2248\u223c\u2243 "  # signs before a number that was rounded by hand
WRAPPED = re.compile(r"^(?:tensor|array|np\.float\d+|np\.int\d+|float|tf\.Tensor)\(\[?\s*([^,\s)\]]+).*\)$")
ALONE = re.compile(
    r"^[\[(]{1,2}\s*([-+]?\d*\.\d+(?:[eE][-+]?\d+)?)(?:,\s*\)|,?\s*\]{1,2})$"
)  # a list of one: [0.53], (0.53,)
DURATION = re.compile(r"^(\d+(?:\.\d*)?)\s?(ms|s|sec|m|min|h)$")
SECONDS = {"ms": 0.001, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
CLOCK = re.compile(r"^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$")
WINDOWS = re.compile(
    r"^[+-]?(?:\d\.)?#(?:QNAN|IND|SNAN|NUM!|DIV/0!|VALUE!)\d*$|^[+-]?nan\((?:ind|snan)\)$", re.IGNORECASE
)
WINDOWS_INFINITE = re.compile(r"^([+-]?)\d\.#INF\d*$", re.IGNORECASE)
WORDS = {"true": 1.0, "false": 0.0, "nan": math.nan, "inf": math.inf, "infinity": math.inf}
PROGRESS = re.compile(r"^\s*(\d{1,9})\s*(?:/|of)\s*(\d{1,9})\s*$")
SHORT = re.compile(r"(\d+(?:\.\d+)?)\s?([kKM])$")
THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")


def number(cell: str, decimal_comma: bool = False) -> float | None:
    """The number a cell holds, or None: 0.5, 1e-3, nan, inf, 85.3 %, tensor(0.3), 1,234.5, True, 90s, 01:30."""
    if decimal_comma:
        cell = cell.replace(".", "").replace(",", ".") if "," in cell else cell
    if "_" in cell:  # what float() takes for one number: 1_0.53
        return None
    try:
        return float(cell)
    except ValueError:
        return _unusual(cell.strip())


def in_full(cell: str) -> str:
    """What counts thousands or millions (10k, 1.5M) with its zeros; any other cell as it is."""
    match = SHORT.match(cell)
    return f"{float(match[1]) * (1e6 if match[2] == 'M' else 1e3):.0f}" if match is not None else cell


def is_blank(cell: str) -> bool:
    """Whether the cell says "not logged"."""
    return cell.strip().lower() in BLANK


def _unusual(cell: str) -> float | None:
    if not cell or len(cell) > LONGEST_NUMBER:
        return None
    cell = cell.strip(MARKS).lstrip(ABOUT)
    if cell.isidentifier():  # a word, as most cells that are no number
        return WORDS.get(cell.lower())
    if cell.endswith("%"):
        cell = cell[:-1]
    elif WINDOWS.match(cell):
        cell = "nan"
    elif match := WINDOWS_INFINITE.match(cell):
        cell = f"{match[1]}inf"
    elif THOUSANDS.match(cell):
        cell = cell.replace(",", "")
    elif match := WRAPPED.match(cell) or ALONE.match(cell):
        cell = match[1]
    elif match := CLOCK.match(cell):
        return 3600 * float(match[1] or 0) + 60 * float(match[2]) + float(match[3])
    elif match := DURATION.match(cell):
        return float(match[1]) * SECONDS[match[2]]
    try:
        return float(cell)
    except ValueError:
        return WORDS.get(cell.lower())


LONGEST_NUMBER = 80  # characters; longer cells are text
