"""Metrics that vary and of which no name says what they measure: told, so that none is lost without a word."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import Quantity, Series
from lossacc_gui.readers.series.keys import SPEED, may_be_key
from lossacc_gui.readers.series.names import SOURCE, is_framing, is_setting, meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 3  # values that go somewhere


def is_not_understood(one: Series) -> bool:
    """Whether a series of an unknown name goes somewhere and is no counter, no setting, no speed and no size."""
    name = one.metric
    if meaning_of(name).quantity is not Quantity.OTHER:  # an accuracy of 7400: a notice tells what was made of it
        return False
    if one.quantity is not Quantity.OTHER or not any(map(str.isalpha, name)) or SOURCE.search(name):
        return False
    value = one.value[np.isfinite(one.value)]
    if len(value) < FEWEST or value.min() == value.max() or not have_fractions(value).any():
        return False
    return not (is_framing(name) or is_setting(name) or may_be_key(name) or SPEED.search(name))
