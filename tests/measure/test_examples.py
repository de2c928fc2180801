"""How many examples there are is given, told or shown by the accuracies, in this order, or it is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from detect.planted import run, series

from lossacc_gui.measure.examples import COUNTED, GIVEN, TOLD, examples_of, fewest_examples
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Split

OPTIONS = Options()
RIGHT = np.array([101, 333, 512, 601, 655, 702, 733, 741, 750, 757])
THREE_DECIMALS = np.round(np.linspace(0.1, 0.9, 30) ** 0.5, 3)


def size(
    accuracy: np.ndarray, *settings: tuple[str, str], split: Split = Split.VAL, options: Options = OPTIONS
) -> tuple[int | None, str]:
    a_run = run(series("accuracy", accuracy, Quantity.ACCURACY, split), settings=settings)
    found = examples_of(a_run, a_run.series[0], options)
    assert found.count in (None, found.reckoned)
    return found.count, found.source


def test_the_first_that_knows_says_it() -> None:
    told = ("validation samples", "1542")
    assert size(RIGHT / 771) == (771, COUNTED)
    assert size(RIGHT / 771, told) == (1542, TOLD)
    assert size(RIGHT / 771, told, options=replace(OPTIONS, n_examples=5000)) == (5000, GIVEN)
    assert size(THREE_DECIMALS, told) == (1542, TOLD)
    assert size(THREE_DECIMALS) == (None, "")


def test_accuracies_that_speak_for_another_number_are_believed() -> None:
    assert size(RIGHT / 771, ("validation samples", "1000")) == (771, COUNTED)


def test_each_split_has_its_own_size_and_two_sizes_are_none() -> None:
    told = (("train samples", "5000"), ("n_test", "200"))
    assert size(THREE_DECIMALS, *told, split=Split.TRAIN) == (5000, TOLD)
    assert size(THREE_DECIMALS, *told, split=Split.TEST) == (200, TOLD)
    assert size(THREE_DECIMALS, *told) == (None, "")
    assert size(THREE_DECIMALS, ("n_val", "500"), ("val_samples", "600")) == (None, "")


@pytest.mark.parametrize("name", ["eval_samples", "n_val", "data.num_val", "number_of_validation_examples", "len_dev"])
def test_names_that_count_examples(name: str) -> None:
    assert size(THREE_DECIMALS, (name, "500")) == (500, TOLD)


@pytest.mark.parametrize(
    ("name", "value"),
    [("val_batch_size", "64"), ("val_size", "224"), ("val_samples", "0.2"), ("max_eval_samples", "500"), ("val", "7")],
)
def test_names_that_may_count_something_else(name: str, value: str) -> None:
    assert size(THREE_DECIMALS, (name, value)) == (None, "")


@pytest.mark.parametrize(
    ("accuracy", "fewest"),
    [([0.88, 0.92, 0.88, 0.84], 100), ([0.9, 0.9], 10), (RIGHT / 1000, 1000)],
)
def test_a_few_values_bound_the_examples_by_their_decimals(accuracy: np.ndarray, fewest: int) -> None:
    a_run = run(series("accuracy", np.array(accuracy), Quantity.ACCURACY, Split.VAL))
    assert fewest_examples(a_run, a_run.series[0], OPTIONS) == fewest
