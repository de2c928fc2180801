"""The worked table: numbers that can be checked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.worked_table import WorkedCase, WorkedExample, WorkedPreset, compared, preset_for, presets
from lossacc_gui.resource import resource


def by_id(name: str) -> WorkedPreset:
    return next(one for one in presets() if one.id == name)


def test_half_on_the_right_class_costs_ln_2() -> None:
    case = WorkedCase("A", (WorkedExample(0, (0.50, 0.25, 0.25)),))
    assert case.loss(0) == pytest.approx(math.log(2))
    assert case.one_hot(0) == (1.0, 0.0, 0.0)
    assert case.right(0) and case.accuracy == 1.0 and case.total(0) == 1.0


def test_less_error_goes_with_worse_accuracy() -> None:
    one = by_id("less_error")
    assert one.first.mean_loss == pytest.approx(math.log(2)) and one.first.accuracy == 1
    assert one.second.mean_loss == pytest.approx(-(2 * math.log(0.8) + math.log(0.4)) / 3)
    assert one.second.mean_loss < one.first.mean_loss and one.second.accuracy == pytest.approx(2 / 3)
    told = compared(one.first, one.second)
    assert "cross-entropy falls (0.693 → 0.454)" in told and "accuracy falls (100.0 % → 66.7 %)" in told


def test_one_confident_mistake_outweighs_all_right_answers() -> None:
    one = by_id("confident_mistake")
    assert one.first.accuracy == one.second.accuracy == pytest.approx(5 / 6)
    assert one.second.mean_loss > 2 * one.first.mean_loss
    assert one.second.loss(5) > 10 * sum(one.second.loss(row) for row in range(5))


def test_always_the_majority_is_accurate_and_costly() -> None:
    one = by_id("majority")
    assert one.first.accuracy == 0.95 and one.second.accuracy == 0.9
    assert one.first.mean_loss == pytest.approx(-(math.log(1e-6) + 19 * math.log(1 - 1e-6)) / 20)
    assert one.second.mean_loss < one.first.mean_loss / 2


def test_a_lower_squared_error_can_have_no_hits() -> None:
    one = by_id("tolerance")
    assert one.first.mean_loss == pytest.approx(1.928) and one.second.mean_loss == pytest.approx(1.856)
    assert one.first.accuracy == 0.8 and one.second.accuracy == 0
    assert one.second.unnormalised == ()
    assert "squared error falls" in compared(one.first, one.second)


def test_lowered_probabilities_keep_the_answers_and_cost_more() -> None:
    one = by_id("lowered")
    assert one.first.accuracy == one.second.accuracy
    assert [one.first.answer(i) for i in range(5)] == [one.second.answer(i) for i in range(5)]
    assert one.second.examples[0].predicted == pytest.approx((0.75, 0.25, 0.0))
    assert one.second.loss(4) == pytest.approx(-math.log(1e-7))
    assert one.second.mean_loss > one.first.mean_loss


def test_every_preset_begins_with_probabilities_that_sum_to_one() -> None:
    for one in presets():
        assert one.first.unnormalised == () and one.second.unnormalised == (), one.id
        assert [e.truth for e in one.first.examples] == [e.truth for e in one.second.examples], one.id


def test_a_changed_probability_changes_the_sum_until_it_is_renormalised() -> None:
    case = by_id("less_error").first.changed(0, 0, 0.75)
    assert case.total(0) == 1.25 and case.unnormalised == (0,)
    assert case.renormalised().examples[0].predicted == pytest.approx((0.6, 0.2, 0.2))
    assert case.renormalised().unnormalised == ()


def test_a_row_of_zeros_becomes_even() -> None:
    case = WorkedCase("A", (WorkedExample(0, (0.0, 0.0)),))
    assert case.renormalised().examples[0].predicted == (0.5, 0.5)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        by_id("less_error").first.changed(0, 0, value)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.integers(0, 5))
def test_no_probabilities_break_the_numbers(row: list[float], truth: int) -> None:
    case = WorkedCase("A", (WorkedExample(truth % len(row), tuple(row)),)).renormalised()
    assert 0 <= case.mean_loss <= 16.2
    assert case.accuracy in (0, 1)
    assert case.unnormalised == ()


def test_causes_point_to_presets_that_are_there() -> None:
    known = {cause.id for cause in load_causes(resource("causes"))}
    shown = {cause: preset_for(cause) for cause in known}
    assert {name for name in shown.values() if name} == {one.id for one in presets()}
    assert shown["overconfidence"] == "confident_mistake"
