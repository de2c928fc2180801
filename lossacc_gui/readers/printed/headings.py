"""Takes a line for the names of columns: how it is parted, and what each column is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.phrases import LETTER
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, is_measured, is_metric, meaning_of
from lossacc_gui.readers.tables.cells import number

FRAMES = "|│┃║"
GAP = re.compile(r"\t|\s{2,}")
VALUE = re.compile(r"(?<!\d)[:=]\s*[-+.\d]|^[-+]?[\d.]+$|[|│┃║]|\d\.\d\d")
SPLIT_FIRST = re.compile(r"^[\[(]?(?P<word>[^\W\d_]+)[\])]?\s*[:：]\s+(?=[^\W\d_])")  # DEV: loss, acc, f1
BAR = re.compile(r":?\s+\d+%.*")
SIGNS = re.compile(r"[^\w@#%()]*[^\w\s@#%()][^\w@#%()]*|\s{2,}")  # between names, blanks beside them
NORM = re.compile(
    r"(?<!\S)\|{1,2}(?=(?P<name>\w+)\|)(?P=name)\|{1,2}(?!\S)"
)  # ||grad|| between blanks; no frame of a table
LONGEST_HEADING = 200  # characters
ANY_SIGN = "\0"  # the delimiter of a heading whose names other signs part than the numbers below
FEW_WORDS = 2  # of a name between any signs
FEWEST = 3  # columns; two words side by side head no table
MOST_LEADING = 2  # names that count, before those below the words of another line
LONGEST_NAME = 5  # words
COLUMN_COUNTERS = ("e", "#")  # as spaCy heads epoch and step; its scores are of the development data
SPACY_SCORES = {"f": "f1", "p": "precision", "r": "recall"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of columns, and how its fields are parted; `at` is where each name begins and ends in its line."""

    names: tuple[str, ...]
    delimiter: str
    at: tuple[tuple[int, int], ...] = field(default=(), compare=False)

    @property
    def counts(self) -> bool:
        """Whether a column counts epochs or steps."""
        return any(meaning_of(name).quantity in COUNTERS or name.lower() in COLUMN_COUNTERS for name in self.names)

    @property
    def is_timed(self) -> bool:
        """Whether a column tells times, as rows over a training have and those of classes have not."""
        return any(meaning_of(name).quantity is Quantity.TIME for name in self.names)

    @property
    def only_measures(self) -> bool:
        """Whether each column is a loss, an accuracy or the like, so that nothing need count the rows."""
        return all(meaning_of(name).quantity.is_progress for name in self.names)

    @property
    def is_of_split(self) -> bool:
        """Whether a word before all names says on which examples they are measured."""
        return self.only_measures and all(meaning_of(name).split for name in self.names)

    @property
    def measures(self) -> bool:
        """Whether a column is a metric, or tells of the model in another way: FID, BLEU."""
        return any(is_metric(name) or is_measured(name) for name in self.names)


def two_lines(upper: str, headings: Sequence[Heading]) -> Iterator[Heading]:
    """The headings that a line and the one above it are together: average over loss, train over loss and acc.

    Each word above stands over one name, or over as many as come again below the next.
    """
    above = upper[end_of_prefix(upper)[0] :].strip()
    if not LETTER.search(above) or any(c.isdigit() for c in above):
        return
    for one in headings:
        ways = (tuple(word.strip(" |:") for word in cells_of(above, delimiter)) for delimiter in ("  ", " "))
        for words in sorted(dict.fromkeys(ways), key=lambda words: len(words) != len(one.names)):
            names = _over(words, one.names)
            both = Heading(names, one.delimiter)
            alone = len(set(one.names)) == len(one.names) and (one.only_measures or one.counts)
            if names and not alone and len(set(names)) == len(names) and both.measures:
                yield both


def _over(above: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """The names with the words above them; none where these stand over no names."""
    counts = meaning_of(above[0]).quantity in COUNTERS if above else False
    if counts and len(above) == len(names) + 1:  # what counts has its whole name above
        return (above[0], *(f"{a} {b}" for a, b in zip(above[1:], names, strict=True)))
    for lead in range(MOST_LEADING + 1):
        rest = names[lead:]
        if len(above) == len(rest):
            return (*names[:lead], *(f"{a} {b}" for a, b in zip(above, rest, strict=True)))
        each, odd = divmod(len(rest), max(len(above), 1))
        if len(above) > 1 and each and not odd and rest == rest[:each] * len(above):
            return (*names[:lead], *(f"{above[k // each]} {name}" for k, name in enumerate(rest)))
    return ()


@lru_cache(maxsize=4096)
def headings_in(line: str) -> list[Heading]:
    """The ways to take a line as names of columns; empty where it is no heading."""
    prefix = end_of_prefix(line)[0]
    shown = BAR.sub("", line[prefix:])
    text = NORM.sub(lambda norm: norm[0].replace("|", "_"), shown)
    edges = " :()" if text == shown else " :()_"
    begin = prefix + len(text) - len(text.lstrip("#% "))
    text = text.lstrip("#% ").rstrip()
    split = SPLIT_FIRST.match(text)
    word = f"{split['word']} " if split is not None and is_split(split["word"]) else ""
    if split is not None and word:
        text, begin = text[split.end() :], begin + split.end()
    if not text or not LETTER.search(text):
        return []
    out: list[Heading] = []
    for delimiter in (*FRAMES, "\t", "  ", ",", " "):
        if delimiter in FRAMES and delimiter not in text:
            continue
        names = tuple(cell.strip(edges) for cell in cells_of(text, delimiter))
        good = all(len(name.split()) <= LONGEST_NAME and VALUE.search(name) is None for name in names)
        if (
            not _are_enough(names, " " * (2 if word else 1) if delimiter == " " else delimiter)
            or not good
            or any(number(name) is not None for name in names)
        ):
            continue
        if delimiter == " " and not (_all_known(names) or (out and out[0].delimiter == "  ")):
            continue
        at = tuple((start + begin, stop + begin) for start, stop in spans_of(text, delimiter))
        within = [text[start:stop].strip() for start, stop in within_bars(text, delimiter)]
        if len(within) > len(names) and all(LETTER.search(name) for name in within):  # | MRR  H@1  H@10 |
            out.append(Heading(tuple(map(_spelled_out, within)), delimiter))
        out.append(Heading(tuple(word + _spelled_out(name) for name in names), delimiter, at))
        if delimiter in FRAMES:
            break
    words = _words_alone(text)
    return [*out, Heading(words, ANY_SIGN)] if words and all(one.names != words for one in out) else out


def _words_alone(text: str) -> tuple[str, ...]:
    """The names of a heading whatever signs stand between them, where the first counts; none where it is no heading."""
    names = tuple(name for piece in SIGNS.split(text) if (name := piece.strip()))
    short = all(len(name.split()) <= FEW_WORDS and LETTER.search(name) for name in names)
    counts = len(names) >= FEWEST and meaning_of(names[0]).quantity in COUNTERS
    short = short and len(text) <= LONGEST_HEADING
    return names if counts and short and len(set(names)) == len(names) else ()


def _are_enough(names: tuple[str, ...], delimiter: str) -> bool:
    """Two names head a table where they stand apart, and one counts and the other measures, or its rows are counted."""
    two = Heading(names, delimiter)
    pair = len(names) == FEWEST - 1 and delimiter != " " and two.measures
    return len(names) >= FEWEST or (pair and (two.counts or two.only_measures))


def _all_known(names: tuple[str, ...]) -> bool:
    """Words between single blanks head columns only where nearly all are names of metrics or counters."""
    known = sum(meaning_of(name).quantity is not Quantity.OTHER for name in names)
    return known >= 0.6 * len(names)


def _spelled_out(name: str) -> str:
    """The name with what spaCy abbreviates spelled out (ENTS_F)."""
    stem, _, last = name.rpartition("_")
    return f"{stem}_{SPACY_SCORES[last.lower()]}" if stem and last.lower() in SPACY_SCORES else name


def cells_of(text: str, delimiter: str) -> list[str]:
    """The fields of a line."""
    return [text[start:stop] for start, stop in spans_of(text, delimiter)]


def spans_of(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Where the fields of a line begin and end."""
    if delimiter == " ":
        return [match.span() for match in re.finditer(r"\S+", text)]
    parts = GAP if delimiter == "  " else re.compile(re.escape(delimiter))
    start, stop = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    if delimiter in FRAMES:  # a table framed at its sides has no cell outside
        start += text.startswith(delimiter, start)
        stop -= stop > start and text[stop - 1] == delimiter
    spans = []
    for match in parts.finditer(text, start, stop):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, stop)]


def within_bars(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Where the fields between bars begin and end, of which blanks may part several between two bars."""
    if delimiter not in FRAMES:
        return []
    cells = spans_of(text, delimiter)
    return [(at + start, at + stop) for at, end in cells for start, stop in spans_of(text[at:end], "  ")]
