"""What of a curve is drawn when only a part of the run is looked at."""

from __future__ import annotations

from dataclasses import replace

import handmade
import numpy as np

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.reading import reading_at


def test_a_curve_runs_to_both_edges_by_one_neighbour_beyond_each() -> None:
    chart = chart_of(handmade.analysis(), View(x_range=(20.5, 30.5)))
    for line in chart.lines:
        assert line.x.tolist() == list(range(20, 32))
        whole = next(one for one in chart_of(handmade.analysis(), View()).lines if one.metric == line.metric)
        assert np.array_equal(line.y, whole.y[19:31])


def test_a_curve_that_begins_within_what_is_visible_begins_with_its_first_point() -> None:
    chart = chart_of(handmade.analysis(), View(x_range=(-5.0, 3.5)))
    assert [line.x.tolist() for line in chart.lines] == [[1, 2, 3, 4]] * 4


def test_the_readout_tells_a_value_that_a_logarithmic_axis_has_no_place_for() -> None:
    first, *others = handmade.curves()
    value = first.value.copy()
    value[9:12] = 0.0, -0.25, np.inf
    run = handmade.run((replace(first, value=value), *others))
    chart = chart_of(handmade.analysis(run), View(log_loss=True))
    for place, said in zip((10.0, 11.0, 12.0), ("0", "-0.25", "inf"), strict=True):
        reading = reading_at(chart, place)
        assert reading is not None
        read = next(one for one in reading.values if one.line.metric == first.metric)
        assert read.text == said and np.isnan(read.y)
