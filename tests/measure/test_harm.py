"""How grave a rise of a loss is."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.measure.harm import Rise
from lossacc_gui.model.options import Options

OPTIONS = Options()


def rise(before: float, after: float, *, entropy: bool = True, counted: bool = True) -> Rise:
    return Rise(before, after, after / before - 1, entropy, counted)


@given(st.floats(0.001, 6.9), st.floats(0.0, 3.0))
def test_a_rise_of_cross_entropy_counts_alike_at_whatever_level_it_begins(before: float, by: float) -> None:
    """The right answers had exp(-before) of the probability, and have exp(-before - by)."""
    one = rise(before, before + by)
    assert one.probability_lost == pytest.approx(1 - exp(-before - by) / exp(-before), abs=1e-9)
    if abs(by - OPTIONS.problem_loss_nats) > 1e-6:
        assert one.is_grave(OPTIONS) is (by > OPTIONS.problem_loss_nats)
    if abs(by - OPTIONS.slight_loss_nats) > 1e-6:
        assert one.is_slight(OPTIONS) is (by < OPTIONS.slight_loss_nats)
    assert one.in_nats(OPTIONS)


@pytest.mark.parametrize(
    ("before", "after", "entropy", "counted", "grave"),
    [
        (0.10, 0.16, True, True, False),  # 0.06 nats beside an accuracy
        (0.10, 0.16, True, False, True),  # +60 % of a loss whose unit is not known
        (0.10, 0.14, True, False, False),
        (4.70, 5.10, True, False, True),  # +9 %, 0.4 nats where it is a model of language
        (4.70, 5.10, False, False, False),  # a squared error
        (20.0, 20.4, True, True, False),  # no cross-entropy of a thousand classes begins so high
        (20.0, 31.0, True, True, True),
    ],
)
def test_a_loss_of_unknown_unit_is_compared_with_itself(
    before: float, after: float, entropy: bool, counted: bool, grave: bool
) -> None:
    told = rise(before, after, entropy=entropy, counted=counted)
    assert told.is_grave(OPTIONS) is grave
    assert told.in_nats(OPTIONS) is (entropy and counted and before < 7)
    assert not told.is_slight(OPTIONS)
