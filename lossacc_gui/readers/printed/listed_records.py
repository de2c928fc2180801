"""Reads lists of records that programs keep: [{ epoch: 1, loss: 0.9 }, ...], and [(1, 0.9), ...] that a loop names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.counting import best_counter
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.series.whole_numbers import have_fractions

NUMBER = r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?+"
KEY = r"['\"]?+[^\W\d]\w{0,40}+['\"]?+"
PAIR = rf"\s*+{KEY}\s*+:\s*+{NUMBER}\s*+"  # nothing goes back into what matched: else broken lists take for ever
RECORD = rf"\{{{PAIR}(?:,{PAIR})++,?+\s*+\}}"
RECORDS = re.compile(rf"\[\s*+{RECORD}(?:\s*+,\s*+{RECORD})++\s*+,?+\s*+\]")
ONE_RECORD = re.compile(RECORD)
ONE_PAIR = re.compile(rf"['\"]?(?P<key>[^\W\d]\w{{0,40}})['\"]?\s*:\s*(?P<number>{NUMBER})")
TUPLE = rf"[(\[]\s*+{NUMBER}(?:\s*+,\s*+{NUMBER})++\s*+,?+\s*+[)\]]"
TUPLES = re.compile(
    rf"^[ \t]*+(?P<name>[^\W\d]\w*+)[ \t]*+=[ \t]*+[\[(]\s*+{TUPLE}(?:\s*+,\s*+{TUPLE})++\s*+,?+\s*+[\])]",
    re.MULTILINE,
)
ONE_TUPLE = re.compile(TUPLE)
NUMBERED = rf"[(\[]\s*+\d++\s*+,\s*+{NUMBER}\s*+[)\]]"
PAIRS = re.compile(  # losses_distributed [(0, 2.3), (1, 1.7)], {'accuracy': [(0, 0.1), (1, 0.3)]}
    rf"(?P<name>[^\W\d][\w ./-]{{0,40}}+)['\"]?[ \t]*+[:=]?[ \t]*+"
    rf"\[(?P<pairs>\s*+{NUMBERED}(?:\s*+,\s*+{NUMBERED})++)\s*+,?+\s*+\]"
)
LABEL = re.compile(r"['\"](?P<label>[^'\"\n]{1,40})['\"]\s*(?::|,\s*['\"]?\w+['\"]?\s*:)\s*$")
BEFORE = 200  # characters in which a list is named
FEWEST = 4  # records


def records_in(text: str) -> list[tuple[str, Rows]]:
    """(what a list is called, its rows) of each list of records with a metric over a counter; the same comes once."""
    found: list[tuple[str, Rows]] = []
    seen: set[tuple[tuple[str, ...], bytes]] = set()
    for label, names, values in (*_records(text), *_tuples(text), *_counted_pairs(text)):
        rows = _rows(names, values)
        if rows is not None and (key := (names, values.tobytes())) not in seen:
            seen.add(key)
            found.append((label, rows))
    return found


def _records(text: str) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    if ONE_RECORD.search(text) is None:
        return
    for match in RECORDS.finditer(text):
        records = [dict(ONE_PAIR.findall(record)) for record in ONE_RECORD.findall(match[0])]
        names = tuple(dict.fromkeys(name for record in records for name in record))
        label = LABEL.search(text[max(match.start() - BEFORE, 0) : match.start()])
        values = np.array([[float(record.get(name, "nan")) for name in names] for record in records])
        yield label["label"] if label else "", names, values


def _tuples(text: str) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """Lists of tuples, under the names to which the program hands their numbers."""
    for match in TUPLES.finditer(text):
        rows = [re.findall(NUMBER, one) for one in ONE_TUPLE.findall(match[0][match[0].index("=") :])]
        if len({len(row) for row in rows}) != 1:
            continue
        list_name = re.escape(match["name"])
        for told in re.finditer(
            rf"(?P<names>[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*){{1,11}})\)?\s*(?:in\s+{list_name}\b|=\s*zip\(\*{list_name}\))",
            text,
        ):
            names = tuple(re.split(r"\s*,\s*", told["names"]))
            if len(names) == len(rows[0]):
                yield "", names, np.array(rows, dtype=np.float64)
                break


def _counted_pairs(text: str) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """The metrics that are told as pairs of a round and a value, as Flower ends with; what all count is one run."""
    found: dict[str, dict[int, float]] = {}
    for match in PAIRS.finditer(text) if "[(" in text or "[[" in text else ():
        name = " ".join(match["name"].split())
        pairs = [re.findall(NUMBER, one) for one in ONE_TUPLE.findall(match["pairs"])]
        rounds = [int(first) for first, _ in pairs]
        if meaning_of(name).quantity.is_progress and all(a < b for a, b in pairwise(rounds)):
            found.setdefault(name, {first: float(value) for first, (_, value) in zip(rounds, pairs, strict=True)})
    rounds = sorted({first for values in found.values() for first in values})
    if found:
        rows = [[first, *(values.get(first, np.nan) for values in found.values())] for first in rounds]
        yield "", ("round", *found), np.array(rows, dtype=np.float64)


def _rows(names: tuple[str, ...], values: FloatArray) -> Rows | None:
    """The rows with their counter, which rises; None where none does, or nothing is measured."""
    if len(values) < FEWEST:
        return None
    by_name = dict(zip(names, values.T, strict=True))
    axes: dict[Quantity, FloatArray] = {}
    for quantity in (Quantity.EPOCH, Quantity.STEP):
        counter = best_counter({n: v for n, v in by_name.items() if meaning_of(n).quantity is quantity})
        if counter is not None and np.isfinite(by_name[counter]).all() and (np.diff(by_name[counter]) > 0).all():
            axes[quantity] = by_name.pop(counter)
    measured = [v for n, v in by_name.items() if meaning_of(n).quantity.is_progress]
    if not axes or not any(have_fractions(v[np.isfinite(v)]).any() for v in measured):
        return None
    columns = [Column(name, value, np.isfinite(value)) for name, value in by_name.items()]
    return Rows(columns, axes.get(Quantity.EPOCH), axes.get(Quantity.STEP))
