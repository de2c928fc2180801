"""Cuts a text into lines and runs of digits, all at once, and finds the lines that differ in their digits only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import FloatArray, IntArray
from lossacc_gui.readers.files.encoding import whole_lines
from lossacc_gui.readers.printed.joined_lines import ends_of_records, with_feeds
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.wrapping import unwrapped, without_waiting
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.tables.beginnings import LOOKED_AT, blanked, common_head, tells_processes, with_ranks

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
GLUED = re.compile(r"Epoch(?<=\dEpoch) (?=\d+: )")  # what a callback prints behind a bar that it did not end
OF_VALIDATION = re.compile(
    r"Epoch(?<=\dEpoch) 1/\d+[ \t]*$", re.MULTILINE
)  # what TensorFlow 1.14 heads validation with
AT_START = re.compile(  # a bar before its first step, behind which another line was printed: it tells nothing
    r"^[^\n\r|]*\|[^\n\r|]*\| 0/\d+ \[00:00<\?, \?[^\]\n\r]*\](?=\s*[^\W\d_])", re.MULTILINE
)
JOINED = re.compile(  # a bar's next state right behind a number, its backspaces lost: 0.46091/1 [====]
    "(?<=[0-9])(?=" + "|".join(rf"[ 0-9]{{{n}}}/[0-9]{{{n}}} \[[=>.]{{4}}" for n in range(1, 8)) + ")"
)
NEXT, NEXT_LOUD = (  # a heading that ends a line, without its first letter: to look for the others at once is quick
    re.compile(rf"{word}[ \t:#]*\d+(?P<total>[ \t]?/[ \t]?\d+)?[\])=*#: \t-]*$", re.MULTILINE)
    for word in ("poch", "POCH")
)
BOLD = re.compile(  # a number between bars that a table of Markdown shows as the best
    r"(?<=\|)(?P<before>[ \t]*)(?P<mark>\*{1,3}|_{1,3}|`)(?P<number>[-+]?\d[\d.,eE+-]*[ \t]?%?)(?P=mark)(?=[ \t]*\|)"
)
DRESS = "=#*[- \t"  # what stands before a heading
NAMED = re.compile(r"[^\W\d_]\w*[ \t]*[=:][ \t]*[(\[]?[-+]?\d")
VALUE_ENDS = re.compile(r"(?:\ds?|[%)\]|])$")
COUNT_IN_BAR = re.compile(  # what goes back into a bar and counts there, as pytorch-cifar's does: it is of that state
    r"(?<![^\n\r])(?P<state>[^\n\r\x08]+)(?P<back>\x08+)(?P<count>[ \t]*\d+/\d+)[ \t]*(?=[\r\n]|\Z)"
)
FORTRAN = re.compile(r"(\d\.\d*|\.\d+)D([-+]\d{2,3})(?!\d)")  # 0.69235D+03 is 692.35
BACKSPACES = re.compile("\x08+")
FEED, RETURN, ZERO, TEN = 10, 13, 48, 10
FIRST_BYTES = 100_000  # characters in which the first lines are looked for
LONGEST_LINE = 4000  # bytes; what is longer is no log line
LONGEST_NUMBER = 40  # bytes
MANY = 64  # numbers from which on reading them together is quicker
WIDEST = 24  # bytes of numbers that are read together
MINUS, POINT = 45, 46
EXACT_DIGITS = 15
POWERS = 10.0 ** np.arange(EXACT_DIGITS + 1)
Parts = tuple[NDArray[Any], ...]
"""(start, stop, number, shape, first run) of lines, (start, stop) of their runs of digits."""
Kept = dict[tuple[int, ...], tuple[IntArray, FloatArray]]
"""(lines, the number in each) of a slot, by its first line, its runs of digits, what belongs to it, and its comma."""


@dataclass(frozen=True, eq=False)
class Page:
    """A text as lines; arrays of lines have shape (n,), arrays of runs of digits (m,), places are in `data`.

    A line that was redrawn in place (a bar) is a line for each of its states: `number` counts lines as an editor does,
    from 1, `redrawn` tells that another state follows. Lines of one `shape` differ in digits only; `samples` has a line
    of each shape. `kept` has numbers that were read of earlier pages of the same text, of lines before `settled`, which
    stay as they are. `unended` tells that no line feed ends the last line.
    """

    data: NDArray[np.uint8]
    start: IntArray
    stop: IntArray
    number: IntArray
    redrawn: BoolArray
    shape: IntArray
    samples: list[int]
    first_run: IntArray
    run_start: NDArray[np.uint32]
    run_stop: NDArray[np.uint32]
    kept: Kept | None
    settled: int
    unended: bool

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.start)

    def line(self, i: int) -> str:
        """Line `i` as a person sees it."""
        return self.data[self.start[i] : self.stop[i]].tobytes().decode("utf-8", errors="replace")

    def texts(self, lines: IntArray, runs: tuple[int, int], around: tuple[int, int]) -> NDArray[np.bytes_]:
        """The bytes from run `runs[0]` to run `runs[1]` of each of `lines`, with `around` bytes before and behind."""
        first = self.first_run[lines]
        start = self.run_start[first + runs[0]].astype(np.int64) - around[0]
        length = np.minimum(self.run_stop[first + runs[1]] + around[1] - start, LONGEST_NUMBER)
        width = int(length.max(initial=1))
        found = np.zeros((len(lines), width), dtype=np.uint8)
        for place, column in enumerate(found.T):  # all at once would take eight bytes for each of theirs
            within = np.flatnonzero(length > place)
            column[within] = self.data[start[within] + place]
        return found.view(f"S{width}").ravel()


def numbers_in(texts: NDArray[np.bytes_]) -> FloatArray:
    """Texts that are numbers as Python writes them, as numbers; NaN where one is none."""
    if texts.size < MANY or texts.dtype.itemsize > WIDEST:
        return _parsed(texts)
    value, known = _decimals(texts)
    if not known.all():
        value[~known] = _parsed(texts[~known])
    return value


def _decimals(texts: NDArray[np.bytes_]) -> tuple[FloatArray, BoolArray]:
    """(the number in each text, whether it is digits with a point of which a float holds all): all texts at once.

    Whole numbers below 2**53 and powers of ten up to 10**22 are exact, so that their quotient is rounded as float() is.
    """
    width = texts.dtype.itemsize
    columns = np.ascontiguousarray(texts.view(np.uint8).reshape(-1, width).T)
    negative = columns[0] == MINUS
    mantissa = np.zeros(len(texts), dtype=np.int64)
    digits, points, behind = (np.zeros(len(texts), dtype=np.uint8) for _ in range(3))
    known = np.ones(len(texts), dtype=bool)
    for i, column in enumerate(columns):
        digit = column - np.uint8(ZERO)
        is_digit, is_point = digit < TEN, column == POINT
        known &= is_digit | is_point | (column == 0) | (negative if i == 0 else False)
        np.copyto(mantissa, mantissa * 10 + digit, where=is_digit)
        behind += is_digit & (points > 0)
        digits += is_digit
        points += is_point
    known &= (points <= 1) & (digits > 0) & (digits <= EXACT_DIGITS)
    value = mantissa / POWERS[np.minimum(behind, EXACT_DIGITS)]
    return np.where(negative, -value, value), known


def _parsed(texts: NDArray[np.bytes_]) -> FloatArray:
    try:
        return texts.astype(np.float64)
    except ValueError:
        return np.array([_number(text) for text in texts.tolist()], dtype=np.float64)


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


class PageMaker:
    """Makes the page of a text that grows: what was added is cut once, and its numbers read once where it `keeps`."""

    def __init__(self, *, keeps: bool = False) -> None:
        self._kept: Kept | None = {} if keeps else None
        self._begin()
        self._first: str | None = ""
        self._head: re.Pattern[str] | None = None
        self._labelled = False

    def _begin(self) -> None:
        self._pieces: list[bytes] = []
        self._found: list[Parts] = []
        self._shapes: dict[bytes, int] = {}
        self._at = self._lines = self._runs = 0
        self._held = ""
        self._unended = False

    def add(self, text: str, progress: Progress = silent) -> None:
        """Add whole lines, or the last line of a text, behind which nothing is added."""
        if self._first is not None:  # too few lines so far to know what stands before each
            text = self._first + text
            head = common_head(text)
            labelled = tells_processes(text)
            self._first = text if text.count("\n", 0, FIRST_BYTES) < LOOKED_AT and len(text) < FIRST_BYTES else None
            if self._kept is not None and (head is not self._head or labelled is not self._labelled):
                self._kept.clear()
            self._head, self._labelled = head, labelled
            self._begin()
        self._add(text, progress)

    def _add(self, text: str, progress: Progress) -> None:
        done = 0
        if text:
            self._unended = not text.endswith(("\n", "\r"))
        for some in whole_lines(text):
            progress(done / len(text), "reading lines")
            done += len(some)
            piece, self._held = without_waiting(self._held + some)
            self._take(piece)

    def _take(self, piece: str) -> None:
        if not piece:
            return
        piece = with_ranks(piece) if self._labelled else piece
        data, torn = unwrapped(_plain(piece if self._head is None else blanked(self._head, piece)))
        known = len(self._shapes)
        parts = _cut(data, self._shapes)
        ends = ends_of_records(parts, dict(islice(self._shapes.items(), known, None)))
        if len(ends):
            self._shapes = dict(islice(self._shapes.items(), known))
            data, new = with_feeds(data, ends)
            torn, ends = (some + np.searchsorted(new, some, side="right") for some in (torn, ends - 1))
            parts = _cut(data, self._shapes)
        start, stop, number, shape, first, run_start, run_stop = parts
        number += np.searchsorted(torn, start) - np.searchsorted(ends, start)
        places = (start + self._at, stop + self._at, number + self._lines, shape, first + self._runs)
        at = np.uint32(self._at)
        self._found.append((*places, run_start + at, run_stop + at))
        self._pieces.append(data)
        self._at += len(data)
        self._lines += data.count(b"\n") + len(torn) - len(ends)
        self._runs += len(run_start)

    def page(self, torn: str = "") -> Page:
        """The page so far, ending in a line that may still be written on."""
        self._pieces = [b"".join(self._pieces)]
        self._found = [tuple(map(np.concatenate, zip(*self._found, strict=True)))] if self._found else []
        settled = sum(len(part[0]) for part in self._found)
        before = (self._at, self._lines, self._runs, len(self._shapes), len(self._pieces), len(self._found))
        unended = self._unended
        self._unended = not torn.endswith("\r") if torn else unended
        self._take(self._held + torn)
        page = self._made(settled)
        self._unended = unended
        self._at, self._lines, self._runs, shapes, pieces, found = before
        self._shapes = dict(islice(self._shapes.items(), shapes)) if len(self._shapes) > shapes else self._shapes
        del self._pieces[pieces:], self._found[found:]
        return page

    def _made(self, settled: int) -> Page:
        found: Parts = tuple(map(np.concatenate, zip(*self._found, strict=True))) if len(self._found) > 1 else ()
        parts: Parts = found or (self._found[0] if self._found else (np.zeros(0, np.int64),) * 7)
        start, stop, number, shape, first_run, run_start, run_stop = parts
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        whole = np.frombuffer(data or b"\n", dtype=np.uint8)
        _, samples = np.unique(shape, return_index=True)
        returned = whole[stop[:-1]] == RETURN
        redrawn = np.append((number[1:] == number[:-1]) & returned, False)[: len(number)]
        lines = (start, stop, number, redrawn, shape, samples.tolist())
        return Page(whole, *lines, first_run, run_start, run_stop, self._kept, settled, self._unended)


def page_of(text: str, progress: Progress = silent) -> Page:
    """The page that `text` is."""
    maker = PageMaker()
    maker.add(text, progress)
    return maker.page()


def _plain(piece: str) -> bytes:
    """The bytes of whole lines without colours, backspaces as returns, ended by a line feed."""
    if "\x1b" in piece:
        piece = ANSI.sub("", piece)
    if "\x08" in piece:
        piece = BACKSPACES.sub("\r", COUNT_IN_BAR.sub(_counted_before, piece))
    if "Epoch" in piece or "EPOCH" in piece or "epoch" in piece:
        piece = _ended(GLUED.sub("\rEpoch ", OF_VALIDATION.sub("", piece)))
    if "D+" in piece or "D-" in piece:
        piece = FORTRAN.sub(r"\1E\2", piece)
    if "[00:00<?" in piece:
        piece = AT_START.sub("", piece)
    if "|" in piece and any(mark in piece for mark in "*_`"):
        piece = BOLD.sub(_undressed, piece)
    if " [=" in piece or " [>" in piece:
        piece = JOINED.sub("\r", piece)
    if "\r" in piece:
        piece = piece.replace("\r\n", "\n")
    data = piece.replace("\0", "").encode("utf-8", errors="replace")
    return data if data.endswith(b"\n") else data + b"\n"


def _counted_before(match: re.Match[str]) -> str:
    """A state of a bar behind what it counts; what goes back to the start of the line is the next state."""
    within = len(match["back"]) < len(match["state"])
    return f"{match['count']} {match['state']}" if within else match[0]


def _undressed(match: re.Match[str]) -> str:
    """The number, with blanks in place of the marks around it, so that columns stay below each other."""
    gap = " " * len(match["mark"])
    return f"{match['before']}{gap}{match['number']}{gap}"


def _ended(piece: str) -> str:
    """The lines with those ended that the heading of the next epoch ends: acc: 44.33%   Epoch 2/15."""
    parts = []
    done = 0
    for match in (NEXT if "poch" in piece else NEXT_LOUD).finditer(piece):
        begin = piece.rfind("\n", done, match.start()) + 1 or done
        begin = max(piece.rfind("\r", begin, match.start()) + 1, begin)
        line = piece[begin : match.start()].rstrip("eE")
        told = line.rstrip(DRESS)
        gap = line[len(told) :]
        apart = match["total"] is not None or gap != " "
        if apart and VALUE_ENDS.search(told) and NAMED.search(told, end_of_prefix(line)[0]):
            parts += [piece[done : begin + len(told)], "\r"]
            done = begin + len(told)
    return "".join([*parts, piece[done:]])


def _cut(data: bytes, shapes: dict[bytes, int]) -> Parts:
    """(start, stop, number, shape, first run) of the lines that are not blank, (start, stop) of the runs of digits."""
    array = np.frombuffer(data, dtype=np.uint8)
    digit = (array - np.uint8(ZERO)) < TEN
    begins = digit.copy()
    begins[1:] &= ~digit[:-1]
    ends = digit.copy()
    ends[:-1] &= ~digit[1:]
    run_start, run_stop = (np.flatnonzero(where).astype(np.uint32) for where in (begins, ends))
    run_stop += np.uint32(1)
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
