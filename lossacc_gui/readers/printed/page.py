"""Cuts a text into lines and runs of digits, all at once, and finds the lines that differ in their digits only."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import FloatArray, IntArray
from lossacc_gui.readers.assemble import BoolArray
from lossacc_gui.readers.encoding import whole_lines

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
GLUED = re.compile(r"(?<=\d)(?=Epoch \d+: )")  # what a callback prints behind a bar that it did not end
BACKSPACES = re.compile("\x08+")
FEED, RETURN, ZERO, TEN = 10, 13, 48, 10
LONGEST_LINE = 4000  # bytes; what is longer is no log line
LONGEST_NUMBER = 40  # bytes


@dataclass(frozen=True, eq=False)
class Page:
    """A text as lines; arrays of lines have shape (n,), arrays of runs of digits (m,), places are in `data`.

    A line that was redrawn in place (a bar) is a line for each of its states: `number` counts lines as an editor does,
    from 1, `redrawn` tells that another state follows. Lines of one `shape` differ in digits only; `samples` has a line
    of each shape.
    """

    data: NDArray[np.uint8]
    start: IntArray
    stop: IntArray
    number: IntArray
    redrawn: BoolArray
    shape: IntArray
    samples: list[int]
    first_run: IntArray
    run_start: IntArray
    run_stop: IntArray

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.start)

    def line(self, i: int) -> str:
        """Line `i` as a person sees it."""
        return self.data[self.start[i] : self.stop[i]].tobytes().decode("utf-8", errors="replace")

    def texts(self, lines: IntArray, runs: tuple[int, int], around: tuple[int, int]) -> NDArray[np.bytes_]:
        """The bytes from run `runs[0]` to run `runs[1]` of each of `lines`, with `around` bytes before and behind."""
        first = self.first_run[lines]
        start = self.run_start[first + runs[0]] - around[0]
        length = np.minimum(self.run_stop[first + runs[1]] + around[1] - start, LONGEST_NUMBER)
        width = int(length.max(initial=1))
        places = np.arange(width)
        found = self.data[np.minimum(start[:, None] + places, len(self.data) - 1)]
        found[places >= length[:, None]] = 0
        return np.ascontiguousarray(found).view(f"S{width}").ravel()


def numbers_in(texts: NDArray[np.bytes_]) -> FloatArray:
    """Texts that are numbers as Python writes them, as numbers; NaN where one is none."""
    try:
        return texts.astype(np.float64)
    except ValueError:
        return np.array([_number(text) for text in texts.tolist()], dtype=np.float64)


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def page_of(text: str, progress: Progress = silent) -> Page:
    """The page that `text` is."""
    pieces: list[bytes] = []
    found: list[tuple[IntArray, ...]] = []
    shapes: dict[bytes, int] = {}
    at = lines = runs = done = 0
    for piece in whole_lines(text):
        progress(done / len(text), "reading lines")
        done += len(piece)
        data = _plain(piece)
        start, stop, number, shape, first, run_start, run_stop = _cut(data, shapes)
        found.append((start + at, stop + at, number + lines, shape, first + runs, run_start + at, run_stop + at))
        pieces.append(data)
        at, lines, runs = at + len(data), lines + data.count(b"\n"), runs + len(run_start)
    parts = [np.concatenate(part) for part in zip(*found, strict=True)] if found else [np.zeros(0, np.int64)] * 7
    start, stop, number, shape, first_run, run_start, run_stop = parts
    whole = np.frombuffer(b"".join(pieces) or b"\n", dtype=np.uint8)
    _, samples = np.unique(shape, return_index=True)
    redrawn = np.append(number[1:] == number[:-1], False)[: len(number)]
    return Page(whole, start, stop, number, redrawn, shape, samples.tolist(), first_run, run_start, run_stop)


def _plain(piece: str) -> bytes:
    """The bytes of whole lines without colours, backspaces as returns, ended by a line feed."""
    if "\x1b" in piece:
        piece = ANSI.sub("", piece)
    if "\x08" in piece:
        piece = BACKSPACES.sub("\r", piece)
    if "Epoch" in piece:
        piece = GLUED.sub("\r", piece)
    if "\r" in piece:
        piece = piece.replace("\r\n", "\n")
    data = piece.replace("\0", "").encode("utf-8", errors="replace")
    return data if data.endswith(b"\n") else data + b"\n"


def _cut(data: bytes, shapes: dict[bytes, int]) -> tuple[IntArray, ...]:
    """(start, stop, number, shape, first run) of the lines that are not blank, (start, stop) of the runs of digits."""
    array = np.frombuffer(data, dtype=np.uint8)
    digit = (array - np.uint8(ZERO)) < TEN
    begins = digit.copy()
    begins[1:] &= ~digit[:-1]
    ends = digit.copy()
    ends[:-1] &= ~digit[1:]
    run_start, run_stop = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    kept = array[~digit | begins]
    kept[(kept - np.uint8(ZERO)) < TEN] = ZERO
    known = [
        shapes.setdefault(shape, len(shapes)) if shape and len(shape) < LONGEST_LINE and not shape.isspace() else -1
        for shape in kept.tobytes().replace(b"\r", b"\n").split(b"\n")[:-1]
    ]
    stop = np.flatnonzero((array == FEED) | (array == RETURN))
    start = np.append(0, stop[:-1] + 1)
    number = 1 + np.append(0, np.cumsum(array[stop] == FEED)[:-1])
    shape = np.array(known, dtype=np.int64)
    taken = (shape >= 0) & (stop > start)
    start, stop, number, shape = start[taken], stop[taken], number[taken], shape[taken]
    return start, stop, number, shape, np.searchsorted(run_start, start), run_start, run_stop
