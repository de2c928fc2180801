"""Predictions of classes and of values."""

from __future__ import annotations

import numpy as np
import pytest

from lossacc_gui.model.predictions import Predictions


def test_a_value_is_right_up_to_its_tolerance_on_either_side() -> None:
    truth = np.array([3.0, 3.0, -3.0, -3.0, 3.0])
    made = Predictions(truth, np.array([0.0]), (np.array([3.5, 2.5, -3.5, -2.375, -3.0]),))
    assert made.right(0, 0.5).tolist() == [True, True, True, False, False]
    with pytest.raises(ValueError, match="needs a tolerance"):
        made.right(0)


@pytest.mark.parametrize(("truth", "told"), [([0, 3, 1], [0, 1, 1]), ([0, 1, 1], [0, 3, 1])])
def test_of_class_numbers_there_are_as_many_classes_as_the_largest_tells(truth: list[int], told: list[int]) -> None:
    made = Predictions(
        np.array(truth, float), np.array([0.0, 1.0]), (np.zeros(3), np.array(told, float)), numbered=True
    )
    assert made.classes == 4
