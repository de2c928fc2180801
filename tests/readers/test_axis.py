"""Where the values of a log's rows have their places."""

from __future__ import annotations

import numpy as np

from lossacc_gui.readers.series.axis import Axis


def test_of_several_rows_of_one_step_the_last_counts_though_their_epochs_differ() -> None:
    axis = Axis("step", np.array([1.0, 1.0, 2.0]), np.array([0.25, 0.5, 1.0]))
    rows, steps, epochs, again = axis.places(np.ones(3, dtype=bool))
    assert rows.tolist() == [1, 2] and steps.tolist() == [1, 2]
    assert epochs is not None and epochs.tolist() == [0.5, 1.0] and again == 1
