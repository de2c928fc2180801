"""Which numbers are whole, and which have a fraction."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.readers.series.whole_numbers import are_whole, have_fractions


@given(st.lists(st.floats() | st.integers(-(2**60), 2**60).map(float)))
def test_a_number_is_whole_or_has_a_fraction_or_is_none(values: list[float]) -> None:
    whole, fractions = are_whole(np.array(values)), have_fractions(np.array(values))
    assert whole.tolist() == [value.is_integer() for value in values]
    assert fractions.tolist() == [bool(np.isfinite(value)) and not value.is_integer() for value in values]
