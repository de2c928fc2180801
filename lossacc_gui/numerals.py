"""How numbers are written for people: the same in window, command line, figure and report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from lossacc_gui.language import Number, Said, joined, say, say_many

_WHOLE_FROM = 10_000
"""Epochs or steps from which on a fraction says nothing."""
_ROUND_FROM = 1e16
"""Epochs or steps from which on the last digits are not the log's: no float holds them."""
_MOST_PLACES = 8
"""Places that are told one by one."""


def loss_text(value: float, digits: int = 3) -> str:
    """A loss with three significant digits or more: 0.412, 12.3, 1.23e+06; nan and inf by name."""
    return Number(_named(value) or f"{value or 0.0:.{digits}g}")


def signed_loss_text(change: float) -> str:
    """A change of a loss, signed: +0.31; 0 where it does not change."""
    text = loss_text(change)
    return Number(f"+{text}" if change > 0 else text if change < 0 else "0")


def percent_text(fraction: float, digits: int = 1) -> str:
    """A fraction as a percentage: 0.871 -> '87.1 %'."""
    return Number(_named(fraction) or f"{_no_minus_zero(100 * fraction, digits):.{digits}f} %")


def errors_text(count: float) -> str:
    """A difference in standard errors: -2.13 -> '-2.1'."""
    return Number(_named(count) or f"{_no_minus_zero(count, 1):.1f}")


def belief_text(probability: float) -> str:
    """A probability that was argued, in whole percent: 0.71 -> '71 %'; nothing argued is certain, so 99 % at most."""
    return percent_text(min(probability, 0.99), 0)


def points_text(difference: float, digits: int = 1) -> str:
    """A difference of two fractions in percentage points, signed: -0.002 -> '-0.2 points'."""
    named = _named(difference)
    return named or say("{change} points", change=Number(f"{_no_minus_zero(100 * difference, digits):+.{digits}f}"))


def unsigned_text(change: str) -> str:
    """A change as it stands behind a word that tells its direction: without the plus at its beginning."""
    if isinstance(change, Said) and change.fields:
        fields = {
            name: unsigned_text(value) if isinstance(value, str) else value for name, value in change.fields.items()
        }
        return Said(change.template, change.many, change.number, fields)
    return Number(change.removeprefix("+"))


def relative_text(change: float) -> str:
    """A relative change, signed: 0.41 -> '+41 %'; from +1000 % on as a factor: 'x 11'."""
    named = _named(change)
    if named:
        return named
    if change >= 10:
        return Number(f"x {1 + change:,.0f}" if 1000 <= change < 1e6 else f"x {1 + change:.3g}")
    digits = 0 if abs(change) >= 0.095 else 1
    return Number(f"{_no_minus_zero(100 * change, digits):+.{digits}f} %")


def change_text(before: float, after: float) -> str:
    """What a loss changed by, as a share of what it was; of one that was nothing or below it, which has no shares, the
    difference.
    """
    return relative_text((after - before) / before) if before > 0 else signed_loss_text(after - before)


def x_text(x: float) -> str:
    """An epoch or step as the log counts it: whole numbers without a fraction, others with up to two digits.

    From 10,000 on no fraction is told: it is the middle of steps that were averaged, not a step of the log.
    """
    named = _named(x)
    if named:
        return named
    if abs(x) >= _WHOLE_FROM:
        return Number(f"{x:.0f}" if abs(x) < _ROUND_FROM else f"{x:.4g}")
    return Number(int(x) if x == int(x) else f"{_no_minus_zero(x, 2):.2f}".rstrip("0").rstrip("."))


def duration_text(seconds: float) -> str:
    """A length of time in its units, without those that are zero: '45 s', '1 h 30 min', '2 d 6 h'; '0 s'."""
    named = _named(seconds)
    if named:
        return named
    whole, parts = round(abs(seconds)), []
    if abs(seconds) < 60 and seconds != round(seconds):
        return Number(f"{seconds:.3g} s")
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count:,} {unit}")
    return Number(f"{'-' if seconds < 0 and parts else ''}{' '.join(parts) or '0 s'}")


def span_text(start: float, end: float) -> str:
    """A stretch: '41-63' with an en dash, or a single number."""
    first, last = x_text(start), x_text(end)
    return first if first == last else Number(f"{first}–{last}")


@lru_cache(maxsize=1024)
def stretch_text(start: float, end: float, x_name: str) -> str:
    """A stretch and what it counts: 'epochs 12–40', 'epoch 7'."""
    several = x_text(start) != x_text(end)
    return say("{counted} {span}", counted=noun_text(x_name, several=several), span=span_text(start, end))


def place_text(x: float, x_name: str) -> str:
    """A place of a run: 'epoch 7'."""
    return stretch_text(x, x, x_name)


def places_text(places: Sequence[float], x_name: str) -> str:
    """Places of a run in their order: 'epochs 7, 19 and 30'; of many the stretch in which they lie."""
    if len(places) > _MOST_PLACES:
        return stretch_text(places[0], places[-1], x_name)
    counted = noun_text(x_name, several=len(places) > 1)
    return say("{counted} {span}", counted=counted, span=listed_text([x_text(place) for place in places]))


def noun_text(noun: str, *, several: bool) -> str:
    """A noun that takes an s, for one thing or several."""
    return Said(noun, f"{noun}s", 1 + several, {})


def whole_text(count: int) -> str:
    """A whole number: '1,200'."""
    return Number(f"{count:,}")


def counted_text(count: int, noun: str) -> str:
    """A number of things: '1 episode', '1,200 episodes'; the noun may be a log's own word, braces and all."""
    noun = noun.replace("{", "{{").replace("}", "}}")
    return say_many(f"{{count}} {noun}", f"{{count}} {noun}s", count)


def listed_text(texts: Sequence[str]) -> str:
    """Things one after the other: 'a', 'a and b', 'a, b and c'; '' for none."""
    if len(texts) < 2:
        return texts[0] if texts else ""
    return say("{first} and {last}", first=joined(", ", texts[:-1]), last=texts[-1])


def _named(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return ""


def _no_minus_zero(value: float, digits: int) -> float:
    return 0.0 if round(value, digits) == 0 else value
