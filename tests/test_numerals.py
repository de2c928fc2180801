"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.numerals import (
    belief_text,
    change_text,
    counted_text,
    errors_text,
    loss_text,
    percent_text,
    points_text,
    relative_text,
    signed_loss_text,
    span_text,
    stretch_text,
    x_text,
)


def test_nothing_is_written_with_a_sign_and_no_stretch_from_a_number_to_itself() -> None:
    assert [str(one) for one in (x_text(-0.001), x_text(-0.0), loss_text(-0.0), x_text(-0.25))] == [
        "0",
        "0",
        "0",
        "-0.25",
    ]
    assert str(stretch_text(0.001, 0.004, "epoch")) == "epoch 0" and str(span_text(1.0, 1.5)) == "1–1.5"


@pytest.mark.parametrize(
    ("value", "text"), [(0.41234, "0.412"), (12.34, "12.3"), (1234567.0, "1.23e+06"), (-0.5, "-0.5"), (math.nan, "nan")]
)
def test_a_loss_has_three_significant_digits(value: float, text: str) -> None:
    assert loss_text(value) == text


def test_a_change_of_a_loss_is_signed_and_none_is_zero() -> None:
    assert [signed_loss_text(x) for x in (0.31, -0.022, 0.0)] == ["+0.31", "-0.022", "0"]


def test_infinite_values_are_named() -> None:
    assert loss_text(math.inf) == "inf"
    assert loss_text(-math.inf) == "-inf"
    assert percent_text(math.nan) == "nan"


def test_accuracies_are_percentages_and_their_differences_points() -> None:
    assert percent_text(0.871) == "87.1 %"
    assert points_text(-0.002) == "-0.2 points"
    assert points_text(0.05) == "+5.0 points"


def test_nothing_is_minus_zero() -> None:
    assert points_text(-0.0001) == "+0.0 points"
    assert errors_text(-0.04) == "0.0"
    assert relative_text(-0.0001) == "+0.0 %"


@pytest.mark.parametrize(
    ("change", "text"),
    [(0.41, "+41 %"), (-0.034, "-3.4 %"), (0.0999, "+10 %"), (12.0, "x 13"), (2169.4, "x 2,170"), (math.inf, "inf")],
)
def test_relative_changes_are_signed_percentages_and_large_ones_factors(change: float, text: str) -> None:
    assert relative_text(change) == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [(0.5, 0.7, "+40 %"), (0.01, 0.2, "x 20"), (-10.3, 154.0, "+164"), (0.0, 0.2, "+0.2"), (-2.0, -3.0, "-1")],
)
def test_a_change_of_what_was_nothing_or_less_is_a_difference(before: float, after: float, text: str) -> None:
    assert change_text(before, after) == text


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_whole_epochs_have_no_fraction(epoch: int) -> None:
    assert x_text(float(epoch)) == str(epoch)


def test_fractional_epochs_keep_two_digits_at_most() -> None:
    assert x_text(3.5) == "3.5"
    assert x_text(2.999) == "3"
    assert span_text(1.25, 4) == "1.25–4"
    assert span_text(7, 7) == "7"


def test_the_middle_of_averaged_steps_is_a_whole_number() -> None:
    assert span_text(460249.25, 999749.5) == "460249–999750"
    assert x_text(9999.5) == "9999.5"


def test_what_is_argued_is_never_certain() -> None:
    assert belief_text(0.71) == "71 %"
    assert belief_text(0.9996) == belief_text(1.0) == "99 %"


@given(st.text(st.sampled_from("{}x !:"), min_size=1), st.integers(0, 3))
def test_a_noun_of_a_log_is_counted_as_it_stands_there(noun: str, count: int) -> None:
    assert counted_text(count, noun) == f"{count} {noun}{'' if count == 1 else 's'}"
