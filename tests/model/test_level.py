"""A line across a chart lies where its number says, in the axis' own unit."""

from __future__ import annotations

import pytest

from lossacc_gui.model.level import Level, level_in, written_level


@pytest.mark.parametrize(("value", "percent", "place"), [(76.0, True, 0.76), (0.76, True, 0.76), (76.0, False, 76.0)])
def test_an_accuracy_above_one_is_in_per_cent_where_the_axis_is(value: float, percent: bool, place: float) -> None:
    assert Level("right", value).on(percent=percent) == pytest.approx(place)


@pytest.mark.parametrize("written", ["loss=0.69:chance", "accuracy=76.0", "loss=-3.5:below"])
def test_a_level_is_written_as_it_is_read(written: str) -> None:
    assert written_level(level_in(written)) == written
