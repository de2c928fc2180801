"""How well a text answers to the letters that a person types."""

from __future__ import annotations

from typing import NamedTuple

WORD_START, INSIDE, INITIALS, SCATTERED = 100, 60, 50, 10
"""What a word of the query is worth that begins a word of the text, lies in one, names its initials, is scattered."""
LOOSEST = 4
"""Scattered letters may take this many times their own length: farther apart they mean something else."""


class Match(NamedTuple):
    """How good it is, the larger the better, and the places of the text that were meant."""

    score: float
    places: frozenset[int]


def match(query: str, text: str) -> Match | None:
    """How `text` answers to `query`, None where a word of the query is not in it; letters may be left out."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: places would shift
        lower = text
    score, places = 0.0, set[int]()
    for word in query.lower().split():
        found = _word(word, lower)
        if found is None:
            return None
        score += found.score
        places |= found.places
    return Match(score - len(text) / 1000, frozenset(places))  # of two that answer alike the shorter one is meant


def _word(word: str, text: str) -> Match | None:
    at = text.find(word)
    while at >= 0 and not _begins(text, at):
        at = text.find(word, at + 1)
    if at >= 0:
        return Match(WORD_START + len(word), frozenset(range(at, at + len(word))))
    at = text.find(word)
    if at >= 0:
        return Match(INSIDE + len(word), frozenset(range(at, at + len(word))))
    starts = [i for i in range(len(text)) if _begins(text, i)]
    initials = "".join(text[i] for i in starts)
    at = initials.find(word)
    if at >= 0:
        return Match(INITIALS + len(word), frozenset(starts[at : at + len(word)]))
    return _scattered(word, text)


def _scattered(word: str, text: str) -> Match | None:
    """The letters one after the other, not too far apart, from the beginning of a word on."""
    best: Match | None = None
    for start in (i for i in range(len(text)) if text[i] == word[0] and _begins(text, i)):
        places, at = [start], start
        for letter in word[1:]:
            at = text.find(letter, at + 1)
            if at < 0:
                break
            places.append(at)
        span = places[-1] - start + 1
        if len(places) == len(word) and span <= LOOSEST * len(word):
            found = Match(SCATTERED + len(word) / span, frozenset(places))
            best = found if best is None or found.score > best.score else best
    return best


def _begins(text: str, at: int) -> bool:
    return at == 0 or (text[at].isalnum() and not text[at - 1].isalnum())
