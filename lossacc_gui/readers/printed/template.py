"""Groups the lines of a page whose constant text is the same, and reads the numbers in their slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import FloatArray, IntArray, Quantity
from lossacc_gui.readers.printed.cutting import RUN, Cut, Slot, cut
from lossacc_gui.readers.printed.page import Page, numbers_in
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, phrase_of
from lossacc_gui.readers.series.names import COUNTERS, is_measured, meaning_of
from lossacc_gui.readers.series.rows import BoolArray

NUMBERLESS = re.compile(r"nan|inf|1\.#|n/a|none|null|no log", re.IGNORECASE)
THOUSANDS = re.compile(rb"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$")
MOST_SHAPES = 30_000  # beyond it shapes that come once are not looked at: they are prose, or data of something else
TRIED = 200  # numbers with commas that tell what the commas mean
MOST_CATEGORIES = 24  # different numbers that may be a part of a name (top 5, class 17)
CHANGES = 0.4  # share of lines at which a number that is a name differs from the line before
FEWEST_LAST = 3  # lines at n of n that show that another statement prints them
LINES_EACH = 1.5  # lines for each such number, or it counts


@dataclass(eq=False)
class Template:
    """Lines of one constant text: `members` are (how a shape is cut, its lines); `lines` (n,) are all, in order.

    `ends` tells that another statement prints them than lines of the same text do, at the end of each epoch.
    """

    key: str
    members: list[tuple[Cut, IntArray]]
    page: Page
    comma: bool = False
    ends: bool = False
    _values: dict[int, tuple[FloatArray, BoolArray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = np.concatenate([lines for _, lines in self.members])
        self._order = np.argsort(every, kind="stable")
        self.lines: IntArray = every[self._order]

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    @property
    def cut(self) -> Cut:
        """How its first line is cut."""
        return self.members[0][0]

    def values(self, slot: int) -> FloatArray:
        """The number in a slot of each line, NaN where there is none; shape (n,)."""
        return self._read(slot)[0]

    def present(self, slot: int) -> BoolArray:
        """Whether a slot has a number, rather than words that say that nothing was logged; shape (n,)."""
        return self._read(slot)[1]

    def texts(self, slot: int) -> NDArray[np.bytes_]:
        """The digits and points in a slot of each line as they are printed, empty where it has none; shape (n,)."""
        found = [
            np.zeros(len(lines), dtype="S1")
            if one.slots[slot].is_fixed
            else self.page.texts(lines, (one.slots[slot].first, one.slots[slot].last), (0, 0))
            for one, lines in self.members
        ]
        return np.concatenate(found)[self._order]

    def ranks(self) -> FloatArray | None:
        """Which process printed each line, None where the lines do not tell."""
        if any(one.rank < 0 for one, _ in self.members):
            return None
        found = [numbers_in(self.page.texts(lines, (one.rank, one.rank), (0, 0))) for one, lines in self.members]
        return np.concatenate(found)[self._order]

    def some(self, taken: BoolArray) -> Template | None:
        """The template with some of its lines; `taken` has shape (n,)."""
        kept = self.lines[taken]
        members = [(one, lines[np.isin(lines, kept, assume_unique=True)]) for one, lines in self.members]
        members = [(one, lines) for one, lines in members if len(lines)]
        return replace(self, members=members, _values={}) if members else None

    def _read(self, slot: int) -> tuple[FloatArray, BoolArray]:
        if slot not in self._values:
            value, present = [], []
            for one, lines in self.members:
                found, some = _numbers(self.page, one.slots[slot], lines, self.comma)
                value.append(found)
                present.append(some)
            self._values[slot] = np.concatenate(value)[self._order], np.concatenate(present)[self._order]
        return self._values[slot]


def _numbers(page: Page, slot: Slot, lines: IntArray, comma: bool) -> tuple[FloatArray, BoolArray]:
    if slot.is_fixed:
        fixed = fixed_value(slot.text)
        return np.full(len(lines), np.nan if fixed is None else fixed), np.full(len(lines), fixed is not None)
    if page.kept is None:
        return _read(page, slot, lines, comma), np.ones(len(lines), dtype=bool)
    key = (int(lines[0]), slot.first, slot.last, slot.before, slot.behind, slot.has_comma + 2 * comma)
    old, known = page.kept.get(key, NONE_KEPT)
    if len(old) > len(lines) or not np.array_equal(old, lines[: len(old)]):
        old, known = NONE_KEPT
    value = np.concatenate([known, _read(page, slot, lines[len(old) :], comma)])
    settled = int(np.searchsorted(lines, page.settled))
    page.kept[key] = (lines[:settled], value[:settled])
    return value, np.ones(len(lines), dtype=bool)


def _read(page: Page, slot: Slot, lines: IntArray, comma: bool) -> FloatArray:
    texts = page.texts(lines, (slot.first, slot.last), (slot.before, slot.behind))
    if slot.has_comma:
        texts = np.char.replace(texts, b",", b"." if comma else b"")
    return numbers_in(texts)


NONE_KEPT = (np.zeros(0, dtype=np.int64), np.zeros(0))


def fixed_value(text: str) -> float | None:
    """The value of a number without digits; None where the text says that nothing was logged."""
    text = text.lower()
    if "inf" in text and "#" not in text:
        return -np.inf if text.startswith("-") else np.inf
    if "#inf" in text:
        return -np.inf if text.startswith("-") else np.inf
    return np.nan if "nan" in text or "#ind" in text or "#num" in text or "#snan" in text else None


def templates_of(page: Page, progress: Progress = silent) -> list[Template]:
    """The templates of all lines with a number, in the order of their first lines."""
    order = np.argsort(page.shape, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(page.shape[order])) + 1) if len(order) else []
    many = len(groups) > MOST_SHAPES
    members: dict[str, list[tuple[Cut, IntArray]]] = {}
    for i, lines in enumerate(groups):
        if not i % 256:
            progress(i / len(groups), "finding lines that come again")
        if many and len(lines) == 1:
            continue
        first = int(lines[0])
        runs = page.run_start[page.first_run[first] : page.first_run[first] + 1]
        has_digits = bool(runs.size) and runs[0] < page.stop[first]
        line = page.line(first)
        if not has_digits and NUMBERLESS.search(line) is None:
            continue
        for one, some in _by_names(page, cut(line), lines):
            if one.slots:
                members.setdefault(one.key, []).append((one, some))
    comma = _decimal_comma(page, members)
    found = [Template(key, some, page, comma) for key, some in members.items()]
    parted = [part for template in found for one in by_category(template) for part in by_format(one)]
    return sorted(parted, key=lambda template: int(template.lines[0]))


def _by_names(page: Page, one: Cut, lines: IntArray) -> Iterator[tuple[Cut, IntArray]]:
    """Lines that look alike, parted where the digits in their names differ: recall@5 and recall@10."""
    if not one.named or len(lines) < 2:
        yield one, lines
        return
    texts = [page.texts(lines, (run, run), (0, 0)) for run in one.named]
    if all((text == text[0]).all() for text in texts):
        yield one, lines
        return
    _, first, which = np.unique(np.array(texts), axis=1, return_index=True, return_inverse=True)
    few = len(lines) < LINES_EACH * len(first) and not _stand_behind_at(page.line(int(lines[0])), one.named)
    if len(first) == 1 or len(first) > MOST_CATEGORIES or few:
        yield one, lines
        return
    for k, at in enumerate(first.tolist()):
        yield cut(page.line(int(lines[at]))), lines[which == k]


def _stand_behind_at(line: str, runs: tuple[int, ...]) -> bool:
    """Whether the sign @ stands right before each of the runs of digits of a line, which count nothing: hits@10."""
    starts = [match.start() for match in RUN.finditer(line)]
    return all(line[starts[run] - 1 : starts[run]] == "@" for run in runs)


def _decimal_comma(page: Page, members: dict[str, list[tuple[Cut, IntArray]]]) -> bool:
    """Whether commas part decimals in this text: some number with a comma cannot be thousands."""
    for some in members.values():
        for one, lines in some:
            for slot in one.slots:
                if slot.has_comma and not slot.is_fixed:
                    texts = page.texts(lines[:TRIED], (slot.first, slot.last), (slot.before, slot.behind))
                    if not all(THOUSANDS.match(text) for text in texts.tolist()):
                        return True
    return False


LABELS = re.compile(
    r"(?:\b(?:top|rank|region|fold|class|net|output|head|task|layer|group|client|worker|gpu|device|subset|dataset|"
    r"detector|scale|block|stage|domain|view|"
    r"angle|rotation|severity|resolution|noise|snr|"
    r"bucket|bin|agent|player|expert|branch|horizon|speaker|camera|sensor|site)|[@#])[ _-]?[\[(]?$",
    re.IGNORECASE,
)

OVER = re.compile(r"\s*/\s*$")
WORD_AND_SIGN = re.compile(r"(?P<word>[^\W\d_]+)\s*#$")
WORD_BEFORE = re.compile(r"[^\W_]\s+$")
SAID_BEFORE = re.compile(
    r"\b(?:of|on|over|for|in|from|across|with|using|last|first|previous|all|the|after|every|per|within|by"
    r"|mean|avg|ave|average|moving|rolling)\s+$|[^\W\d_]\s*[(\[]\s*$",
    re.IGNORECASE,
)
LAST = re.compile(r"[^\W\d_]\W+\b(?:last|previous|past|prev)\s+$", re.IGNORECASE)  # avg reward last 100: 0.6
ENDS_NAME = re.compile(r"^\s*[:=]\s*$")
BEGINS_NAME = re.compile(r"(?:^|[|,;>])\s*$")
WORDS_BEHIND = re.compile(r"[ -](?P<counter>[^\W\d_]+)\s+(?P<name>[^\W\d_][^\d,;|:=()\[\]]*?)\s*[:=]\s*$")
SAID_BEHIND = re.compile(r"\s+[^\W\d_][^\d,;|:=()\[\]]*[)\]]?\s*(?:[:=]|\b(?:is|was|are))\s*$")


def by_category(template: Template) -> Iterator[Template]:
    """The template parted where a number in it is a part of a name: top 1 and top 5, net output #0 and #1."""
    slots, gaps = template.cut.slots, template.cut.texts
    for i, slot in enumerate(slots[:-1]):
        said = slot.text.isdecimal() and (is_said(gaps[i], gaps[i + 1]) or _is_window(template, i))
        if not said and (not slot.text.isdecimal() or not _may_be_label(slot, gaps[i], gaps[i + 1])):
            continue
        digits = template.texts(i)
        if said and not (digits == digits[0]).all():
            continue
        if not said and not _is_category(digits, template.values(i), bool(slot.label or LABELS.search(gaps[i]))):
            continue
        for text in np.unique(digits):
            part = template.some(digits == text)
            if part is not None:
                members = [(_merged(one, i, text.decode()), lines) for one, lines in part.members]
                yield from by_category(replace(part, key=members[0][0].key, members=members, _values={}))
        return
    yield template


def by_format(template: Template) -> list[Template]:
    """The template parted where the lines at n of n print a number with other decimals than all others do.

    So many decimals each time are of another statement: batches of an epoch, then what the whole epoch was.
    """
    slots, gaps = template.cut.slots, template.cut.texts
    whole = [i for i, slot in enumerate(slots[:-1]) if slot.text.isdecimal() and slots[i + 1].text.isdecimal()]
    places = [i for i in whole if OVER.match(gaps[i + 1])]
    fractions = [i for i, slot in enumerate(slots) if "." in slot.text] if places else []
    for i in places if fractions else ():
        last = template.values(i) == template.values(i + 1)
        if not FEWEST_LAST <= last.sum() < len(last):
            continue
        if any(_has_own_decimals(template, slot, last) for slot in fractions):
            parts = template.some(~last), template.some(last)
            return [replace(part, ends=part is parts[1], _values={}) for part in parts if part is not None]
    return [template]


def _has_own_decimals(template: Template, slot: int, last: BoolArray) -> bool:
    """Whether the numbers in a slot have as many decimals each in some lines, and as many others in the rest."""
    found = []
    for some in (last, ~last):
        few = np.flatnonzero(some)[:TRIED]
        decimals = {len(text.partition(b".")[2]) for text in template.texts(slot)[few].tolist()}
        found.append(decimals)
    return len(found[0]) == len(found[1]) == 1 and found[0] != found[1]


def is_said(before: str, after: str) -> bool:
    """Whether a number is a part of a sentence that ends in the sign before a value: loss of 8 batches: 1.7."""
    if SAID_BEFORE.search(before) is None or SAID_BEHIND.match(after) is None:
        return False
    behind = phrase_of(after)
    counts = behind.quantity in COUNTERS and not behind.name.endswith("s")  # epochs, batches: so many were measured
    return not counts and phrase_of(before).quantity not in COUNTERS


def _is_window(template: Template, i: int) -> bool:
    """Whether a number says over how many is averaged, before or behind the words for it: 100 episode reward: 0.6."""
    before, after = template.cut.texts[i : i + 2]
    if LAST.search(before) and ENDS_NAME.match(after):
        return True
    words = WORDS_BEHIND.match(after) if len(template) > 1 and BEGINS_NAME.search(before) else None
    if words is None or meaning_of(words["counter"]).quantity not in COUNTERS:
        return False
    return meaning_of(words["name"]).quantity not in ON_NO_EXAMPLES | {Quantity.OTHER} or is_measured(words["name"])


def _may_be_label(slot: Slot, before: str, after: str) -> bool:
    """Whether a whole number stands where a part of a name may: joined to a word, or right before a number."""
    if (slot.label or LABELS.search(before)) and not _is_counter(before):
        return OVER.match(after) is None
    return not after.strip() and bool(WORD_BEFORE.search(before)) and meaning_of(before).quantity not in COUNTERS


def _is_counter(before: str) -> bool:
    """Whether the word before a number with a sign counts: BATCH #3 is no part of a name."""
    word = WORD_AND_SIGN.search(before)
    return word is not None and meaning_of(word["word"]).quantity in COUNTERS


def _is_category(digits: NDArray[np.bytes_], values: FloatArray, surely: bool) -> bool:
    different = len(np.unique(digits))
    if different == 1:
        return surely
    change = np.diff(values)
    often = float((digits[1:] != digits[:-1]).mean())
    falls = surely or bool((change < 0).any())
    return falls and different <= MOST_CATEGORIES and often > CHANGES and len(values) >= LINES_EACH * different


def _merged(one: Cut, slot: int, number: str) -> Cut:
    """The cut with a slot made a part of the text around it."""
    texts = list(one.texts)
    texts[slot : slot + 2] = [texts[slot] + number + texts[slot + 1]]
    return replace(one, texts=tuple(texts), slots=one.slots[:slot] + one.slots[slot + 1 :])
