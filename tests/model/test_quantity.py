"""The table of quantities: every quantity has a row, and what the rows say fits together."""

from __future__ import annotations

from in_one import in_one_test

from lossacc_gui.model.quantity import Quantity


@in_one_test("quantity", Quantity)
def test_every_quantity_has_a_row_that_fits_together(quantity: Quantity) -> None:
    assert quantity.axis_name
    assert quantity.is_progress == (quantity.is_loss or quantity.is_accuracy)
    assert not (quantity.is_loss and quantity.is_accuracy)
    assert not (quantity.is_progress and quantity.is_counter)
    if quantity.is_loss:
        assert quantity.better == "lower" and not quantity.is_fraction
    if quantity.is_accuracy:
        assert quantity.better == ("lower" if quantity.is_error_rate else "higher")
    if quantity.counts_examples:
        assert quantity.is_fraction and quantity.is_accuracy
    if quantity.is_counter:
        assert quantity.better is None


def test_no_two_quantities_have_one_rank() -> None:
    assert len({quantity.rank for quantity in Quantity}) == len(Quantity)


def test_the_plain_ones_speak_first() -> None:
    assert min((q for q in Quantity if q.is_loss), key=lambda q: q.rank) is Quantity.LOSS
    assert min((q for q in Quantity if q.is_accuracy), key=lambda q: q.rank) is Quantity.ACCURACY


def test_a_reward_is_related_to_nothing_and_better_when_it_is_higher() -> None:
    assert not Quantity.REWARD.is_progress and Quantity.REWARD.better == "higher"
