"""Metric name -> what it measures and on which examples, by the table resources/metric_names.toml."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from lossacc_gui.measure.split_words import by_word, without_accents
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.resource import resource

TOKENS = re.compile(r"[^\W_]+")
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")

BLANKLESS = re.compile(
    r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+\Z"
)  # of scripts without blanks

SOURCE = re.compile(r"\w\.(?:py|cc?|cpp|cu|java|js|ts|rs|go|jl|ipynb)(?::\d+)?$")  # loss.py:12 measures nothing

SECOND = "sec"  # a unit stands behind what it is of; before it, the second or the secret one is meant: sec_loss
AVERAGED = frozenset({"mean", "average"})

MOST_OF_MEASURED = 2  # words of what is measured otherwise: episode length

LONG = 7  # letters of a word from which on it is known with one of them wrong

COUNTERS = frozenset({Quantity.EPOCH, Quantity.STEP})
AXES = COUNTERS | {Quantity.TIME}
"""Quantities that say where a value lies rather than how good the model is."""

EVALUATES = re.compile(r"eval", re.IGNORECASE)  # of all words for validation the one that also says how, not on what


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name says. `split` is None where the name tells none; `rest` is the name's words without the split's."""

    quantity: Quantity
    split: Split | None
    rest: str


@dataclass(frozen=True)
class Vocabulary:
    """The words of splits, and (phrase, exact) of quantities in the order in which they are tried.

    `around` are the words that may stand around a counter in a sentence, `pointing` those that say which of many it
    counts, `beside` splits that only a metric beside them
    makes one, `aliases` words that stand for others, `pairs` two words that do, `compounds` words that end longer ones
    of the same meaning, `fillers` words that change nothing of what is measured, `measures` words, or two, of what is
    neither a loss nor an accuracy, but measured all the same, `framing` words of what is told beside what is measured,
    `parts` words of parts of a model or of its loss, `lookalikes` words that are no others misspelt, `settings` words
    of what a training is given, `keys` by kind those of what results are told of, `elsewhere` words, or several, of
    what other fields measure, `scores` words of measures of which more is better.
    """

    splits: dict[str, Split]
    beside: dict[str, Split]
    aliases: dict[str, str]
    pairs: dict[str, str]
    compounds: tuple[str, ...]
    quantities: tuple[tuple[Quantity, tuple[str, ...], bool], ...]
    around: frozenset[str]
    pointing: frozenset[str]
    keys: dict[str, frozenset[str]]
    fillers: frozenset[str]
    measures: frozenset[str]
    framing: frozenset[str]
    parts: frozenset[str]
    lookalikes: frozenset[str]
    settings: frozenset[str]
    elsewhere: frozenset[str]
    scores: frozenset[str]

    def meaning(self, name: str) -> Meaning:
        """What `name` measures and on which examples, as far as the name tells."""
        words = self._words(name)
        said = [word for word in words if word in self.splits]
        said.sort(key=lambda word: EVALUATES.match(word) is not None)  # eval/test/loss: on what is more than how
        found = [self.splits[word] for word in said]
        rest = [word for word in words if word not in self.splits]
        for word, others in ((words[0], words[1:]), (words[-1], words[:-1])) if len(words) > 1 and not found else ():
            if word in self.beside and self._quantity(others) is not Quantity.OTHER:
                found, rest = [self.beside[word]], others
        if len(words) > 1 and words[0] in AVERAGED and words[1] in self.splits and len(rest) > 1:
            rest = rest[1:]  # the mean of the training's accuracies, which are no means over classes
        split = found[0] if found else None
        quantity = Quantity.OTHER if SOURCE.search(name) else self._quantity(rest)
        return Meaning(quantity, split, " ".join(rest))

    def _words(self, name: str) -> list[str]:
        words = [word for token in TOKENS.findall(without_accents(name)) for word in self._parted(token)]
        words = [word for one in self._paired(words) for word in one]
        out: list[str] = []
        for word in words:
            if word in self.aliases:
                out.extend(self.aliases[word].split())
                continue
            out += [self._spelt(one) for one in self._unglued(word)]
        return out

    def _paired(self, words: list[str]) -> Iterator[list[str]]:
        """The words, with two that say one thing (huấn luyện) as what they say."""
        i = 0
        while i < len(words):
            told = self.pairs.get(" ".join(words[i : i + 2]), "")
            yield told.split() or [words[i]]
            i += 2 if told else 1

    def _spelt(self, word: str) -> str:
        """A long word as the table spells it, where it is none of its own and one letter of it is wrong."""
        if len(word) < LONG or not word.isascii() or word in self.own_words:
            return word
        found = {one for cut in _shortened(word) for one in self.long_words.get(cut, ()) if _is_near(word, one)}
        splits = {self.splits.get(one) for one in found}
        alike = len(found) == 1 or (len(splits) == 1 and None not in splits)
        return min(found) if found and alike else word

    @cached_property
    def long_fillers(self) -> tuple[str, ...]:
        """The fillers that are long enough to be told at the beginning of a word, longer ones first."""
        return tuple(sorted((one for one in self.fillers if len(one) > 2 and one.isascii()), key=len, reverse=True))

    @cached_property
    def own_words(self) -> frozenset[str]:
        """All words of the table, and those of English that are near a word of it."""
        told = {word for _, phrases, _ in self.quantities for phrase in phrases for word in phrase.split()}
        others = (self.splits, self.beside, self.aliases, self.around, self.fillers, self.measures, self.framing)
        elsewhere = {word for phrase in self.elsewhere for word in phrase.split()}
        return frozenset(told).union(elsewhere, self.lookalikes, *others)

    @cached_property
    def long_words(self) -> dict[str, list[str]]:
        """The long words of splits and of what is measured, each under itself and without one of its letters."""
        measured = (phrases for quantity, phrases, _ in self.quantities if quantity.is_progress)
        words = {word for phrases in measured for phrase in phrases for word in phrase.split()} | self.splits.keys()
        found: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for cut in _shortened(word) if len(word) >= LONG and word.isascii() else ():
                found[cut].append(word)
        return found

    def _parted(self, token: str) -> list[str]:
        """The words of a name without blanks: an alias is one, whatever is large in it (TAcc)."""
        if token.lower() in self.aliases:
            return [token.lower()]
        return [word.lower() for word in WORDS.findall(token)]

    def _unglued(self, word: str) -> list[str]:
        """`valloss` -> val, loss; `lossval` -> loss, val; other words stay whole, but in scripts without blanks."""
        if word in self.splits:
            return [word]
        glued = next((one for one in self.long_fillers if word.startswith(one)), "")
        if glued and not self._known(word):  # overallvalloss, avgacc
            words = self._unglued(word.removeprefix(glued))
            if self._quantity([one for one in words if one not in self.splits]) is not Quantity.OTHER:
                return [glued, *words]
        parts = [part for split in self._ends_of(word) for part in _parts(word, split)]
        for split, rest, first in parts:
            if self._known(rest):
                return [split, rest] if first else [rest, split]
        if BLANKLESS.match(word) and not self._known(word):  # 训练结果, 整体测试集上的正确率: the longest words in it
            split = max((one for one in self.splits if one in word), key=len, default="")
            rest = word.replace(split, "", 1) if split else word
            measured = max((one for one in self.blankless if one in rest), key=len, default=rest)
            told = [one for one in (split, measured) if one]
            return told if word.startswith(split) else told[::-1]
        last = next((one for one in self.compounds if word.endswith(one)), word)
        return [word] if last == word or self._known(word) else [word.removesuffix(last), last]

    def _ends_of(self, word: str) -> tuple[str, ...]:
        """The splits that a word may begin or end with; none where it does with none, as most names of folders."""
        glued = self.glued
        return glued if word.startswith(glued) or word.endswith(glued) else ()

    @cached_property
    def glued(self) -> tuple[str, ...]:
        """The words of splits that others are glued to."""
        return tuple(split for split in self.splits if len(split) > 2 or not split.isascii())

    @cached_property
    def longest_phrase(self) -> int:
        """How many words a phrase has at the most."""
        return max(len(phrase.split()) for _, phrases, _ in self.quantities for phrase in phrases)

    @cached_property
    def blankless(self) -> frozenset[str]:
        """The phrases of scripts without blanks."""
        phrases = {phrase for _, phrases, exact in self.quantities if not exact for phrase in phrases}
        return frozenset(phrase for phrase in phrases if BLANKLESS.match(phrase))

    def _pointed(self, words: list[str]) -> str:
        """What is left of words of which the first or the last only says which one is counted: i_epoch, iter_idx."""
        if len(words) < 2:
            return ""
        if words[0] in self.pointing:
            return " ".join(words[1:])
        return " ".join(words[:-1]) if words[-1] in self.pointing else ""

    def _known(self, word: str) -> bool:
        return bool(word) and any(word in phrases for _, phrases, _ in self.quantities)

    def _quantity(self, words: list[str]) -> Quantity:
        if len(words) > 1 and words[0] == SECOND:
            measured = self._quantity(words[1:])
            return measured if measured.is_progress else self._told(words)
        return self._told(words)

    def _told(self, words: list[str]) -> Quantity:
        text, said = " ".join(words), _runs(words, self.longest_phrase)
        bare = " ".join(word for word in words if word not in self.fillers)
        for quantity, phrases, exact in self.quantities:
            if exact:
                told = text in phrases or (bare in phrases and quantity not in AXES)
                told = told or (quantity in COUNTERS and self._pointed(words) in phrases)
            else:
                told = not said.isdisjoint(phrases)
            if told:
                return quantity
        return Quantity.OTHER


def _parts(word: str, split: str) -> Iterator[tuple[str, str, bool]]:
    """(split, the rest of a word, whether the split comes first) for each end of the word that is the split."""
    if word.startswith(split):
        yield split, word[len(split) :], True
    if word.endswith(split):
        yield split, word[: -len(split)], False


def _runs(words: list[str], longest: int) -> set[str]:
    """All that words beside each other say, up to so many of them."""
    count = len(words)
    return {" ".join(words[i:j]) for i in range(count) for j in range(i + 1, min(i + longest, count) + 1)}


def _shortened(word: str) -> set[str]:
    """A word, and what it is without one of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _is_near(word: str, other: str) -> bool:
    """Whether one letter is too many, too few or another, or two letters beside each other changed places."""
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    mine, others = word[start:], other[start:]
    swapped = mine[1::-1] + mine[2:] == others
    return mine[1:] == others[1:] or mine[1:] == others or mine == others[1:] or swapped


@cache
def vocabulary() -> Vocabulary:
    """The table that comes with the program."""
    with resource("metric_names.toml").open("rb") as file:
        return _vocabulary(tomllib.load(file))


def _vocabulary(table: dict[str, Any]) -> Vocabulary:
    splits, beside = (by_word(table[part]) for part in ("splits", "beside"))
    quantities = tuple(
        (Quantity(entry["name"]), tuple(map(without_accents, entry["words"])), bool(entry.get("exact")))
        for entry in table["quantity"]
    )
    parts = ("fillers", "measures", "framing", "parts", "lookalikes", "settings", "elsewhere", "scores")
    around, pointing = (frozenset(table["counters"][kind]) for kind in ("around", "pointing"))
    compounds = tuple(map(without_accents, table["compounds"]["words"]))
    words = (frozenset(table[part]["words"]) for part in parts)
    pairs = {without_accents(pair): said for pair, said in table["pairs"].items()}
    keys = {kind: frozenset(map(without_accents, said)) for kind, said in table["keys"].items()}
    return Vocabulary(splits, beside, table["aliases"], pairs, compounds, quantities, around, pointing, keys, *words)


@lru_cache(maxsize=4096)
def is_bare_error(name: str) -> bool:
    """Whether a name says error and nothing else, which may be a rate as well as the sum of squares."""
    words = set(meaning_of(name).rest.split()) - vocabulary().fillers
    table = vocabulary().quantities
    bare = next(set(said) for quantity, said, exact in table if quantity is Quantity.ERROR_RATE and exact)
    return bool(words) and words <= bare


@lru_cache(maxsize=4096)
def is_metric(name: str) -> bool:
    """Whether a name says what it measures."""
    return meaning_of(name).quantity not in AXES | {Quantity.OTHER}


def is_measured(name: str) -> bool:
    """Whether a name that is of no known quantity is that of something measured (BLEU, PSNR), a person may say what."""
    measures = vocabulary().measures
    return not measures.isdisjoint(_runs(meaning_of(name).rest.split(), MOST_OF_MEASURED))


def is_score(name: str) -> bool:
    """Whether a name that is of no known quantity says a measure of which more is better (PSNR, MCC)."""
    return not vocabulary().scores.isdisjoint(meaning_of(name).rest.split())


@lru_cache(maxsize=4096)
def is_setting(name: str) -> bool:
    """Whether a name says what a training is given: a rate, a size, a way to optimize; not what its layer 1 has."""
    meaning = meaning_of(name)
    if meaning.quantity is Quantity.OTHER:
        words = meaning.rest.split()
        return not vocabulary().settings.isdisjoint(words) and not any(map(str.isdecimal, words))
    return meaning.quantity is Quantity.LEARNING_RATE


@lru_cache(maxsize=4096)
def is_framing(name: str) -> bool:
    """Whether a name says what is told beside what is measured: a speed, a size, a spread, the best so far."""
    rest = f" {meaning_of(name).rest} "
    beside = (phrases for quantity, phrases, _ in vocabulary().quantities if quantity is Quantity.OTHER)
    told = any(f" {phrase} " in rest for phrases in beside for phrase in phrases)
    return told or not vocabulary().framing.isdisjoint(rest.split())


@lru_cache(maxsize=16_384)  # a text log asks for the same few names in every line
def meaning_of(name: str) -> Meaning:
    """What the metric `name` measures and on which examples."""
    return vocabulary().meaning(name)
