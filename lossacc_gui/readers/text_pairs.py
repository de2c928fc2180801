"""Finds `name number` pairs and counters in the lines that programs print, whatever lies between name and number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.encoding import whole_lines
from lossacc_gui.readers.names import meaning_of, vocabulary

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
BACKSPACES = re.compile("\x08+")
NUMBER = re.compile(
    r"(?<![\w.@])(?<!\d-)[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan\b|inf\b)"
    r"(?![\w.]*[A-Za-z_])(?![\d.]*%(?:\||\s?[\u2501\u2588]))",  # nor a bar's percentage
    re.IGNORECASE,
)
OUT_OF = re.compile(r"\s*/\s*(\d+)")
BETWEEN = re.compile(r"(?:[,;|，；、（）【】\[\](){}<>\"*\u2501#~^]|'(?!s\s))+| - |\t|  +|[-=]{3,}|\s+-(?=\s)")
TRAILING = re.compile(  # tried only where such a stretch begins: a line of blanks would be tried at each of them
    r"(?<![\s:=：])(?<!->)(?:\s|[:=：]|->|\bis\b|\bof\b|\bat\b|\bwas\b|\baverage\b)++$", re.IGNORECASE
)
EPOCH_AND_BATCH = re.compile(  # Epoch: [3][ 10/40], epoch 3 | 200/1452 batches, Epoch 3/9: 45/100
    r"epoch\D{0,12}(\d+)(?!\d)(?:\s*/\s*\d+(?!\d))?(?:[\s\]:,|]+[\[(]?|[\[(])\s*(\d+)\s*/\s*(\d+)", re.IGNORECASE
)
NUMBERED = re.compile(r"^\s*\[(\d+)/(\d+)\](?:\s*\[(\d+)/(\d+)\])?")  # [k/n] or [epoch/n][batch/n]
GLUED = re.compile(  # 2epoch:train:11-20batch
    r"(?<![\w./-])(\d+)(?:/\d+)?epoch(?=:|\s+[a-z])(?:\D{0,12}?(\d+)-(\d+)batch)?"
)
LEADING = re.compile(  # [k], [epoch, batch] or k: before names, also where the line is quoted or commented out
    r"^[\s>#!*]*(?:\[(\d+)(?:,\s*(\d+))?\](?=\s)|(\d+):(?=\s+[A-Za-z\[]))"
)
NAMED_BEHIND = re.compile(  # 7: 0.3, 0.4 avg loss; the commas that it needs leave one way only to read a line
    r"^\s*(\d+)\s*:((?:\s*[-+]?\d[\w.+-]*(?:\s+[A-Za-z][\w ]*|\s*)(?:,|$))+)$"
)
FIELD = re.compile(r"([-+]?\d[\w.+-]*)\s+([A-Za-z][\w ]*)")
EACH = frozenset({"per", "each", "every", "/"})  # "loss per epoch" counts no epochs
BEST = re.compile(r"\bbest\b", re.IGNORECASE)
COUNTERS = frozenset({Quantity.EPOCH, Quantity.STEP})
NOT_SPLIT = COUNTERS | {Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM, Quantity.TIME}  # measured on no examples
LONGEST_LINE = 4000  # characters; what is longer is no log line
MOST_WORDS = 5  # words of a metric's name; more is a sentence


@dataclass(frozen=True, slots=True)
class Pair:
    """A number with the name before it. `split` is what the line says before the name; `total` is the n of `k/n`."""

    name: str
    quantity: Quantity
    value: float
    split: Split | None = None
    total: float | None = None


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """(line from 1, what a person would see of it) for each state of each line: a bar redrawn in place has many."""
    number = 0
    for piece in whole_lines(text):
        for raw in piece.removesuffix("\n").split("\n"):
            number += 1
            content = ANSI.sub("", raw) if "\x1b" in raw else raw
            if "\x08" in content:
                content = BACKSPACES.sub("\r", content)
            for state in content.split("\r") if "\r" in content else (content,):
                if state and not state.isspace():
                    yield number, state[:LONGEST_LINE]


def pairs_of(line: str) -> list[Pair]:
    """The pairs of a line whose name means something, counters among them, in their order."""
    behind = NAMED_BEHIND.match(line) if line[:12].lstrip()[:1].isdigit() and ":" in line else None
    if behind is not None and (found := _pairs_behind(behind[1], behind[2])):
        return found
    found, end = _counters_of(line)
    split = None
    waiting = ""  # "loss at step 500: 1.27": the name of the number behind a counter
    for match in NUMBER.finditer(line, end):
        name, quantity, told = named(line[end : match.start()])
        split = told or split
        end = match.end()
        if quantity in COUNTERS and (metric := counted(name)):
            waiting = metric
        elif not name and waiting:
            name, quantity, waiting = waiting, meaning_of(waiting).quantity, ""
        elif name and found and quantity is Quantity.OTHER and is_split(name):  # "loss train 0.4 valid 0.5"
            name, quantity = _of_split(name, found[-1])
        if quantity is Quantity.OTHER and not _is_kept(name):
            continue
        value = float(match[0])
        out_of = OUT_OF.match(line, end)
        total = float(out_of[1]) if out_of is not None else None
        if out_of is not None:
            end = out_of.end()
        if total and quantity is Quantity.ACCURACY:
            value, total = value / total, None
        found.append(Pair(name, quantity, value, split, total))
    return _split_carried(found)


def is_split(name: str) -> bool:
    """Whether a name says on which examples, and not what is measured."""
    meaning = meaning_of(name)
    return meaning.split is not None and not meaning.rest


def _of_split(name: str, before: Pair) -> tuple[str, Quantity]:
    """(name, quantity) of a value that names only its split, by what stands before it in the line.

    The metric before it is measured there too; behind a counter alone, as CatBoost prints it, it is the objective.
    """
    if before.quantity in COUNTERS and before.name == "step":
        return f"{name} objective", Quantity.LOSS
    if before.quantity in NOT_SPLIT or before.quantity is Quantity.OTHER:
        return name, Quantity.OTHER
    return f"{meaning_of(before.name).rest} {name}", before.quantity


def _counters_of(line: str) -> tuple[list[Pair], int]:
    """The counters that a line has without a name of their own, and where they end."""
    batch = EPOCH_AND_BATCH.search(line)
    if batch is not None:
        epoch = Pair("epoch", Quantity.EPOCH, float(batch[1]))
        return [epoch, Pair("batch", Quantity.STEP, float(batch[2]), total=float(batch[3]))], batch.end()
    if (numbered := NUMBERED.match(line)) is not None:
        return _numbered(numbered), numbered.end()
    if "epoch" in line and (glued := GLUED.search(line)) is not None:
        epoch = Pair("epoch", Quantity.EPOCH, float(glued[1]))
        counted_through = [] if glued[3] is None else [Pair("batch", Quantity.STEP, float(glued[3]))]
        return [epoch, *counted_through], glued.end()
    if (leading := LEADING.match(line)) is not None:
        if leading[2] is None:
            return [Pair("step", Quantity.STEP, float(leading[1] or leading[3]))], leading.end()
        epoch = Pair("epoch", Quantity.EPOCH, float(leading[1]))
        return [epoch, Pair("batch", Quantity.STEP, float(leading[2]))], leading.end()
    return [], 0


def _is_kept(name: str) -> bool:
    """Whether a name that is not known measures something all the same: what, depends on the model."""
    return name[-5:].lower() == "score" and BEST.search(name) is None


def _split_carried(pairs: list[Pair]) -> list[Pair]:
    """The pairs with the split of the name before them: `val loss: 0.4 acc: 0.9` measures both on validation data.

    Names in one word (`val_loss`) tell of themselves only, unless the line has the plain name twice.
    """
    if len(pairs) < 2:
        return pairs
    meanings = [meaning_of(pair.name) for pair in pairs]
    if not any(meaning.split for meaning in meanings):
        return pairs
    marked = {(meaning.rest, meaning.split) for meaning in meanings}
    often = Counter(meaning.rest for meaning in meanings if meaning.split is None)
    split, in_words = None, False
    for i, (pair, meaning) in enumerate(zip(pairs, meanings, strict=True)):
        if meaning.split is not None and pair.quantity not in NOT_SPLIT - COUNTERS:
            split, in_words = meaning.split, " " in pair.name.strip()
        elif split is None or pair.split is not None or pair.quantity in NOT_SPLIT or (meaning.rest, split) in marked:
            continue
        elif in_words or often[meaning.rest] > 1:
            pairs[i] = replace(pair, split=split)
    return pairs


def _numbered(match: re.Match[str]) -> list[Pair]:
    """The counters of `[k/n]`, and of `[epoch/n][batch/n]`, at the start of a line."""
    if match[3] is None:
        return [Pair("step", Quantity.STEP, float(match[1]), total=float(match[2]))]
    epoch = Pair("epoch", Quantity.EPOCH, float(match[1]))
    return [epoch, Pair("batch", Quantity.STEP, float(match[3]), total=float(match[4]))]


def _pairs_behind(counter: str, fields: str) -> list[Pair]:
    """The pairs of a line whose names stand behind their numbers, as Darknet writes it (its `avg` is of the loss)."""
    found = []
    for value, name in FIELD.findall(fields):
        told = "avg loss" if name.strip() == "avg" else name.strip()
        quantity = meaning_of(told).quantity
        if quantity not in COUNTERS | {Quantity.OTHER, Quantity.TIME} and NUMBER.fullmatch(value):
            found.append(Pair(told, quantity, float(value)))
    return [Pair("iteration", Quantity.STEP, float(counter)), *found] if found else []


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[str, Quantity, Split | None]:
    """(name, quantity, split told before the name) of the text between two numbers; OTHER where it names nothing."""
    pieces = [piece for piece in BETWEEN.split(TRAILING.sub("", text)) if piece.strip()]
    if not pieces:
        return "", Quantity.OTHER, _split_in(text)
    *before, last = pieces[-1].split(":")
    name = TRAILING.sub("", last).strip(" -=:.>")
    words = name.split()
    if not words or len(words) > MOST_WORDS:
        return "", Quantity.OTHER, _split_in(text)
    meaning = meaning_of(name)
    quantity = meaning.quantity
    if quantity not in COUNTERS and counted(name) is not None:
        quantity = meaning_of(words[-1]).quantity
    if quantity in COUNTERS and words[-1].lower().endswith("s"):  # "Epochs: 30" sets, it does not count
        return "", Quantity.OTHER, None
    if words[-1].lower() == "score" and len(words) == 1:  # "score" alone may be anything's
        name = ""
    told = _split_in(" ".join([*pieces[:-1], *before]))
    if quantity is Quantity.OTHER and "_" not in name:  # "Test net output #0: accuracy = .."
        told = told or meaning.split
    return name, quantity, told


@lru_cache(maxsize=1024)
def counted(name: str) -> str | None:
    """The metric before the counter at the end of a name ("loss at step"), "" where only words about it stand there.

    None where the name ends in no counter, or says something else of it ("best epoch").
    """
    *words, last = name.split() or [""]
    if meaning_of(last).quantity not in COUNTERS:
        return None
    if words and words[-1].lower() in EACH:
        return None
    around = vocabulary().around
    while words and words[-1].lower() in around:
        words.pop()
    rest = " ".join(words)
    meaning = meaning_of(rest)
    if meaning.quantity not in COUNTERS | {Quantity.OTHER, Quantity.TIME}:
        return rest
    return "" if around.issuperset(meaning.rest.split()) else None


def heading_of(line: str) -> Split | None:
    """The split that a short line without numbers announces (`Validation:`, `testing ...`)."""
    return None if any(c.isdigit() for c in line) else _split_in(line)


def _split_in(text: str) -> Split | None:
    """The split that a few words before the numbers name (`Validation:`, `[Test]`), None in a sentence."""
    words = text.split()
    return meaning_of(text).split if 0 < len(words) <= MOST_WORDS else None
