"""Which facts may be told beside what they argue: no sentence says in words the opposite of what it is to show."""

from __future__ import annotations

from functools import cache

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.facts.words import WORDS

_TURNS = {
    **dict.fromkeys(("noise_lead", "answers_noise_lead", "error_tail"), 1.0),
    **dict.fromkeys(("first_errors", "rests_high"), 0.0),
}
"""Where facts turn that are ratios as they are, and such whose sentence has no form for nothing."""


@cache
def turn_of(fact: str) -> float | None:
    """The value at which a fact tells nothing: on its two sides the sentence says above and below, more and less, or on
    one of them something and on the other nothing. None where it has none in the range over which it speaks.
    """
    words = WORDS[fact]
    turn = _TURNS.get(fact, 0.0 if words.zero else None)
    return turn if turn is not None and words.low <= turn <= words.high else None


def belies(fact: str, found: Measured) -> bool:
    """Whether the sentence of a fact says in words the opposite of what the value is taken for.

    Facts speak from the middle of their range on, and that is not where their words turn: a training accuracy 1.3
    points above that of validation is less than is usual, but nobody reads "above" as a sign that it is behind.
    """
    words, turn = WORDS[fact], turn_of(fact)
    if turn is None:
        return False
    says = words.says(found.value)
    nothing = FACTS[fact].unit.written(found.told + 0.0) == _nothing_text(fact)
    if words.low < turn < words.high:
        return nothing or (found.value - turn) * says < 0
    some = not nothing and not (words.little and says < 0)
    return some and (says < 0 if turn == words.low else says > 0)


@cache
def _nothing_text(fact: str) -> str:
    """What is written of the value of a fact at which there is nothing to tell."""
    return FACTS[fact].unit.written(WORDS[fact].nothing)
