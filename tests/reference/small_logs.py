"""Small logs that make a condition of the readers come out otherwise than in all other tests, and what is read of them.

`small_logs.json` holds them: found by chance among changed logs of the other tests and cut to the lines that matter,
so that many are odd, and stand next to a limit. The folder `small_logs` holds what is read of them, which nobody has
judged: it says that something changed, and where; `tests/reference/renew.py` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reference.told import array, numbers
from run_laws import check, check_refusal

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import FloatArray, Run, Series
from lossacc_gui.readers.doubt import proposals
from lossacc_gui.readers.guesses import as_arguments
from lossacc_gui.readers.mapping import mapped_or_told
from lossacc_gui.readers.patterns import patterns_of
from lossacc_gui.readers.registry import read, read_unknown

LOGS = Path(__file__).with_name("small_logs.json")
A_PART = 15
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SmallLog:
    """Files in a folder and which of them is opened; the folder itself where `opened` is empty."""

    number: int
    opened: str
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        """One that no other has."""
        return f"{self.number} {self.opened}"

    def read_in(self, folder: Path) -> Iterator[str]:
        """Write it into a folder, and tell what is read as lines."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        path = folder / self.opened if self.opened else folder
        told: list[float] = []
        try:
            runs = read(path, lambda fraction, _: told.append(fraction))
        except UnreadableLog as error:
            if type(error) is UnreadableLog:
                check_refusal(error)  # others may begin with the name of a metric
            begins = " ".join(str(error.reason).split()[:5])
            runs = getattr(error, "runs", ()) or read_unknown(path)
            yield f"{type(error).__name__} {len(runs)} {begins} {numbers(error.sentence)}"
        else:
            check(runs, path)
            assert told == sorted(told) and 0 <= told[0] <= told[-1] <= 1, "progress rises"
        for run in runs:
            yield from _lines(run, folder)
            yield from _meant(run, folder)


def _meant(run: Run, folder: Path) -> Iterator[str]:
    """What a person is asked to confirm where the names leave something open, and the lines that show it."""
    choices = proposals(run)
    if not choices:
        return
    yield f"meant {as_arguments(choices)}"
    for pattern in patterns_of(run):
        yield f"seen {' '.join(f'{one.start}-{one.stop}:{one.metric!r}' for one in pattern.places)}"
    yield from _lines(mapped_or_told(run, choices), folder)


def _lines(run: Run, folder: Path) -> Iterator[str]:
    name = run.name.replace(folder.name, "FOLDER")
    notices = " ".join(f"{one.line}:{numbers(one.text)}" for one in run.notices)
    yield f"{run.format} {name!r} by {run.x_name}; {notices}".rstrip("; ")
    beside = [f"{one.kind} before {one.position:g}" for one in run.breaks]
    beside += [f"{key!r}={value!r}" for key, value in run.settings]
    beside += [f"without {one.metric!r} {one.points}" for one in run.left_out]
    beside += [f"{axis.id} {_numbers(axis.at)} as {_numbers(axis.shown)}" for axis in run.counters]
    yield from (f"  {one}" for one in beside)
    yield from (f"  {_line(series)}" for series in run.series)


def _line(one: Series) -> str:
    turned = f" from {one.turned_from!r}" if one.turned_from else ""
    meant = f"{one.quantity.value} {one.split.value}{' %' if one.percent else ''}{turned}"
    time = "" if one.time is None else f" at {_numbers(one.time)}"
    steps = "" if one.epoch is None else f" steps {_numbers(one.step.astype(np.float64))}"
    return f"{one.metric!r} {meant}: {_numbers(one.value)} x {_numbers(one.x)}{steps}{time}"


def _numbers(values: FloatArray) -> str:
    """All of few numbers, of many what changes with any of them."""
    return ",".join(f"{one:.9g}" for one in values) if len(values) <= MOST_SHOWN else f"[{array(values)}]"


def small_logs() -> list[SmallLog]:
    """All of them."""
    found = json.loads(LOGS.read_text(encoding="utf-8"))
    return [SmallLog(number, one["opened"], one["files"]) for number, one in enumerate(found)]


def lines_in(folder: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """The lines of all, by their names."""
    for log in small_logs():
        place = folder / f"log{log.number}"
        place.mkdir()
        yield log.name, log.read_in(place)
