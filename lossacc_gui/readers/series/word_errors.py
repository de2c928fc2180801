"""Error rates of words and letters: whether they are percentages, of which the largest does not tell."""

from __future__ import annotations

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import FloatArray, Notice
from lossacc_gui.readers.series.names import TOKENS

SURELY_PERCENT = 50.0  # as ratio: fifty edits for each word
MOST_EDITS = 10.0  # edits for each word that two lines of a training do not both reach
FRACTIONS_REACH = 1.5  # that a rate mostly exceeds of which nobody goes on, and a percentage of any use
ROUND = 1e-9  # what is left of a percentage of two decimals
FEW_WORSE = 3.0  # times the best so far, beyond 1: a decoding that runs away
SAID_PERCENT = frozenset({"pct", "percent", "percentage", "perc"})


def are_percentages(name: str, value: FloatArray) -> bool:
    """Whether error rates of words, shape (n,), are percentages.

    More words may be put in than there are, so that the rate itself exceeds 1: where a model learns to stop, or
    decoding runs away. The whole column tells: where it mostly lies, its decimals, whether it holds the whole (1).
    """
    known = value[np.isfinite(value)]
    if not known.size or known.max() <= FRACTIONS_REACH:
        return says_percent(name)
    if says_percent(name) or known.max() > SURELY_PERCENT or (known > MOST_EDITS).sum() > 1:
        return True
    middle = float(np.median(known))
    if middle > FRACTIONS_REACH:
        return True
    if (known == 1.0).sum() > 1 or _runs_away(known):  # nothing was answered, or far too much
        return False
    return _is_rounded(known) or (middle > 1.0 and float(known.min()) > 1.0)


def says_percent(name: str) -> bool:
    """Whether a name says that it counts percent."""
    return "%" in name or not SAID_PERCENT.isdisjoint(one.lower() for one in TOKENS.findall(name))


def _runs_away(known: FloatArray) -> bool:
    before = np.minimum.accumulate(known)[:-1]
    return bool(((known[1:] > 1.0) & (known[1:] > FEW_WORSE * before)).any())


def _is_rounded(known: FloatArray) -> bool:
    """Whether most values have two decimals at the most, as percentages are printed."""
    return float(np.median(np.abs(known * 100 - np.round(known * 100)))) < ROUND * 100


def beyond_notice(name: str, top: float) -> Notice:
    """That an error rate exceeds the whole, as one of words may."""
    return Notice(
        say(
            "{name} reaches {top}: taken as a fraction, though it may be a percentage. Edits may be more than words.",
            name=name,
            top=Number(f"{top:g}"),
        )
    )
