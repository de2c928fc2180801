"""Tells measurements and data sets of other fields, of which a column happens to be called loss, acc or epoch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.behaviour import trend_of_ranks
from lossacc_gui.readers.series.names import (
    AXES,
    is_framing,
    is_measured,
    is_setting,
    meaning_of,
    vocabulary,
)
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.series.whole_numbers import have_fractions

UNIT = re.compile(  # in brackets, or behind a name what is no letter for a part of a model; (M) is millions, (G) 10^9
    r"[(\[]\s*(?:dBm?|DB|[kmu]?g|lbs?|[kcmnuµμ]?m|[kMG]?Hz|[km]W|kWh|W/kg|[kmuµμ][VA]|°[CF]|[hk]?Pa|m?bar|psi|m/s|km/h|mph|mmHg"
    r"|pp[mb]|m[lLg]|USD|EUR|GBP|[$€£])\s*[)\]]\s*$"
    r"|[_ ](?:(?i:dbm?|kg|lbs|[ckn]m|[kmg]?hz|kwh|[hk]pa|psi|mph|kmh|mmhg|pp[mb]|usd|eur|gbp|celsius))$"
)
WITH_UNITS = frozenset({Quantity.MSE, Quantity.MAE})  # errors of a regression are told in the unit of what it predicts
TRAINED = frozenset({Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM, Quantity.KL, Quantity.PERPLEXITY, Quantity.BITS})
"""What nothing but a training or an evaluation of it tells."""
OF_A_MODEL = frozenset(
    {"d", "g", "discriminator", "disc", "generator", "gen", "critic", "actor", "policy", "encoder", "decoder"}
)
"""Parts that only models have: a loss of one is of a training."""
SEVERAL = 2  # columns of another field, or columns of which no training is known
GOES = 0.5  # correlation of ranks with their order of what a training reaches
FEWEST = 6  # values that show whether they go one way
MOST_RANKED = 1000
MOST_ZERO = 0.5  # of the values of a loss that begins at 0
FIRST_DATE, LAST_DATE = 946_684_800.0, 4_102_444_800.0  # seconds from 1970 to 2000 and to 2100
FRACTIONS_OF_SECONDS = (1.0, 1e3, 1e6, 1e9)


def seconds_since_1970(count: FloatArray | None) -> FloatArray | None:
    """The times that numbers are which are called after epochs, shape (n,); None where they count something else.

    Epochs of Unix are seconds since 1970, or thousandths of them and so on.
    """
    if count is None or (count.size and count[0] < FIRST_DATE):  # as nearly always
        return None
    known = count[np.isfinite(count)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    for part in FRACTIONS_OF_SECONDS:
        if FIRST_DATE * part <= low and high <= LAST_DATE * part:
            return count / part
    return None


def of_another_field(rows: Rows, beside: Sequence[str] = (), *, dated: bool = False) -> Said:
    """Why rows may be no history of a training, in a sentence; empty where nothing speaks against it.

    `beside` names their columns of words that vary, `dated` tells that what is called epoch is a time of day. What a
    training alone tells (a split, a learning rate) settles it. Else losses and accuracies are doubted where nothing
    counts them and they have a unit, or go nowhere beside columns that no training has; and where they go nowhere,
    counted or not, beside several columns of another field. So are numbers of unknown names beside such a column.
    """
    columns = [one for one in rows.columns if _quantity(one) not in AXES]
    if not columns or any(map(_is_of_training, columns)):
        return SILENCE
    measured = [one for one in columns if _quantity(one).is_progress or _quantity(one) is Quantity.REWARD]
    elsewhere = [name for name in (*(one.name for one in rows.columns), *beside) if is_of_another_field(name)]
    others = [one.name for one in columns if one not in measured]
    if not measured:
        foreign = bool(elsewhere) or dated or any(map(_is_strange, beside))
        known = any(is_measured(name) for name in others if name not in elsewhere)
        return NOTHING_KNOWN if foreign and not known else SILENCE
    strange = list(filter(_is_strange, (*others, *beside)))
    if rows.epoch is not None or rows.step is not None:
        doubtful = len(elsewhere) >= SEVERAL and all(map(_goes_nowhere, measured))
    else:
        beyond = bool(elsewhere) or len(strange) >= max(SEVERAL, len(measured) + 1)
        doubtful = all(map(_has_unit, measured)) or (beyond and all(map(_goes_nowhere, measured)))
    return _said([one.name for one in measured], elsewhere or strange or others) if doubtful else SILENCE


def _said(measured: Sequence[str], others: Sequence[str]) -> Said:
    if not set(others) - set(measured):
        return say("{measured} may be of something else than a training.", measured=_few(measured))
    return say(
        "{measured} may be of something else than a training: beside it stands {others}, and nothing here is of "
        "training or validation.",
        measured=_few(measured),
        others=_few([name for name in others if name not in measured]),
    )


NOTHING_KNOWN = say("No column is called after anything that trainings are measured by.")
SHOWN = 3  # names that a sentence tells


def _few(names: Sequence[str]) -> str:
    return ", ".join(name.strip() for name in names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")


def _quantity(one: Column) -> Quantity:
    return one.quantity or meaning_of(one.name).quantity


def _is_of_training(one: Column) -> bool:
    quantity, meaning = _quantity(one), meaning_of(UNIT.sub("", one.name))  # dB is no loss of a discriminator
    if quantity in TRAINED or (quantity.is_progress and not OF_A_MODEL.isdisjoint(meaning.rest.split())):
        return True
    told = meaning.split is not None or one.split is not None
    return told and (quantity.is_progress or not meaning.rest or is_measured(one.name))


def _has_unit(one: Column) -> bool:
    return (
        UNIT.search(one.name) is not None
        and _quantity(one) not in WITH_UNITS
        and not is_measured(UNIT.sub("", one.name))
    )


def _is_strange(name: str) -> bool:
    """Whether a column is none of those that stand beside losses: no speed, no size, no setting, no part of a model."""
    meaning = meaning_of(name)
    if not any(map(str.isalpha, name)):
        return False
    if meaning.quantity is not Quantity.OTHER or not vocabulary().parts.isdisjoint(meaning.rest.split()):
        return False
    return not (is_measured(name) or is_framing(name) or is_setting(name))


@lru_cache(maxsize=4096)
def is_of_another_field(name: str) -> bool:
    """Whether a name has a word, or a unit, that is told of the world and not of a training."""
    meaning = meaning_of(name)
    if UNIT.search(name) is not None and meaning.quantity not in WITH_UNITS | AXES:
        return True
    rest = f" {meaning.rest} "
    told = (word for word in vocabulary().elsewhere if f" {word} " in rest)
    return any(" " in word or not meaning.quantity.is_progress for word in told)  # age_mae is what a model reaches


def _goes_nowhere(one: Column) -> bool:
    """Whether values go as those of no training that learns: whole numbers, from 0 on, out of bounds, up and down."""
    value = one.value[one.present]
    value = value[np.isfinite(value)]
    if value.size < FEWEST:
        return False
    quantity = _quantity(one)
    if not have_fractions(value).any():
        return True
    if quantity.is_loss and value[0] == 0 and (value == 0).mean() >= MOST_ZERO:
        return True
    if quantity.is_fraction and (value.min() < 0 or value.max() > 100):
        return True
    many = value.size // MOST_RANKED
    if many > 1:  # the means of stretches
        value = value[: many * MOST_RANKED].reshape(MOST_RANKED, many).mean(axis=1)
    slope = trend_of_ranks(value)
    return slope > -GOES if quantity.is_loss or quantity.is_error_rate else slope < GOES
