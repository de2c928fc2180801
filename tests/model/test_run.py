"""Series and runs."""

from __future__ import annotations

import numpy as np
import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import part
from lossacc_gui.model.run import Quantity, Series, Split, XAxis


def test_the_arrays_of_a_series_cannot_be_written() -> None:
    series = Series("loss", Quantity.LOSS, Split.TRAIN, np.arange(3), np.zeros(3))
    with pytest.raises(ValueError, match="read-only"):
        series.value[0] = 1.0


def test_x_is_the_epoch_where_the_log_tells_it() -> None:
    step, value = np.array([10, 20]), np.zeros(2)
    assert Series("a", Quantity.LOSS, Split.VAL, step, value).x.tolist() == [10.0, 20.0]
    assert Series("a", Quantity.LOSS, Split.VAL, step, value, np.array([0.5, 1.0])).x.tolist() == [0.5, 1.0]


def test_an_unreadable_log_says_where_what_and_what_to_do() -> None:
    from pathlib import Path

    error = UnreadableLog(Path("a.csv"), "expected 5 columns, found 3.", line=7, advice="Open it in an editor.")
    assert error.sentence == "line 7: expected 5 columns, found 3. Open it in an editor."


def test_progress_of_a_part_fills_its_share() -> None:
    seen: list[float] = []
    inner = part(lambda fraction, _: seen.append(fraction), 0.5, 0.75)
    inner(0.0, "")
    inner(1.0, "")
    assert seen == [0.5, 0.75]


def test_an_axis_goes_on_beyond_its_points_in_the_lines_of_its_ends() -> None:
    """From 0 to 1 it counts 10, from 1 to 3 another 40: before them 10 for each place, behind them 20."""
    axis = XAxis.of("tokens", "tokens", np.array([0.0, 1.0, 3.0]), np.array([0.0, 10.0, 50.0]))
    assert axis is not None
    places, counted = np.array([-1.0, 0.5, 2.0, 5.0]), np.array([-10.0, 5.0, 30.0, 90.0])
    assert axis.values(places).tolist() == counted.tolist()
    assert axis.places(counted).tolist() == places.tolist()
