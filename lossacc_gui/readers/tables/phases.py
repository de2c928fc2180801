"""Breaks that a column tells: the phase or stage of the training that each row belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Break, FloatArray, Run
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.numeric import Numbers, Text

_CALLED = re.compile(r"(?:.*[\W_])?(?:phase|stage)", re.IGNORECASE)
_FEWEST_ROWS = 2
_MOST_PHASES = 6
_LONGEST = 40  # characters: more is no name of a phase


def with_phases(
    run: Run, texts: Sequence[Text], numbers: Sequence[Numbers], counters: dict[str, FloatArray | None]
) -> Run:
    """The run with a break at each row at which another phase begins; `counters` are what counts its rows, by the
    name of its x, shape (n,).
    """
    cells = next(filter(None, (*map(_of_words, texts), *map(_of_numbers, numbers))), None)
    if cells is None:
        return run
    name, phases = cells
    count = counters.get(run.x_name)
    places = np.arange(len(phases), dtype=np.float64) if run.x_name == "row" else count
    known = {one.position for one in run.breaks}
    if places is None:
        return run
    breaks = [one for one in _breaks(name, phases, places) if one.position not in known and _is_x(run, one.position)]
    return replace(run, breaks=tuple(sorted((*run.breaks, *breaks), key=lambda one: one.position)))


def _is_x(run: Run, position: float) -> bool:
    return any(bool((one.x == position).any()) for one in run.series)


def _breaks(name: str, phases: list[str], places: FloatArray) -> Iterator[Break]:
    for row in range(1, len(phases)):
        if phases[row] != phases[row - 1] and np.isfinite(places[row]):
            text = say(
                "{name} goes from {before} to {after}: another part of the training begins.",
                name=name,
                before=Number(phases[row - 1]),
                after=Number(phases[row]),
            )
            yield Break(float(places[row]), "phase", text)


def _of_words(text: Text) -> tuple[str, list[str]] | None:
    """What a column of words says of each row, if it tells phases: not whose examples they are, each in one piece."""
    if not _CALLED.fullmatch(text.name.strip()) or any(meaning_of(cell).split is not None for cell in set(text.cells)):
        return None
    return _told(text.name, [cell.strip() for cell in text.cells])


def _of_numbers(column: Numbers) -> tuple[str, list[str]] | None:
    if not _CALLED.fullmatch(column.name.strip()) or not column.present.all():
        return None
    return _told(column.name, [f"{value:g}" for value in column.value.tolist()])


def _told(name: str, phases: list[str]) -> tuple[str, list[str]] | None:
    pieces = [(phase, len(list(rows))) for phase, rows in groupby(phases)]
    alone = len({phase for phase, _ in pieces}) == len(pieces)
    fit = all(0 < len(phase) <= _LONGEST and rows >= _FEWEST_ROWS for phase, rows in pieces)
    return (name.strip(), phases) if alone and fit and 2 <= len(pieces) <= _MOST_PHASES else None
