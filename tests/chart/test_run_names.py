"""What runs are called in a chart of several."""

from __future__ import annotations

import pytest

from lossacc_gui.chart.run_names import differing


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("weight_decay = 0 (3 runs)", "weight_decay = 0.01 (3 runs)"), ("weight_decay = 0", "weight_decay = 0.01")),
        (("a_weight_decay=0", "a_weight_decay=1"), ("a_weight_decay=0", "a_weight_decay=1")),
        (("big_net_one", "big_net_two"), ("one", "two")),
    ],
)
def test_the_name_of_a_setting_is_not_cut(names: tuple[str, str], parts: tuple[str, str]) -> None:
    assert differing(names)[0] == parts
