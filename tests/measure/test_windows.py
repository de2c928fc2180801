"""Over how many points a change is judged: a share of the run, which the root of its length caps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lossacc_gui.measure.windows import window_of
from lossacc_gui.model.options import Options, described


@pytest.mark.parametrize(("size", "window"), [(10, 3), (100, 5), (144, 7), (400, 12), (10_000, 60)])
def test_a_window_is_a_twentieth_of_the_run_and_less_of_a_long_one(size: int, window: int) -> None:
    assert window_of(size, Options()) == window


def test_a_larger_share_widens_no_window_beyond_the_cap_which_both_options_tell() -> None:
    assert window_of(10_000, replace(Options(), window_share=0.5)) == window_of(10_000, Options()) == 60
    reasons = {name: reason for name, _, _, reason in described(Options())}
    assert "window_root" in reasons["window_share"] and "window_share" in reasons["window_root"]
