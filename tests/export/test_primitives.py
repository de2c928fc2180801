"""Rectangles and words on a sheet: what touches shares no area, and what words cover."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from lossacc_gui.export.drawing.primitives import Rect, Text, to_hundredths
from lossacc_gui.export.svg import number

HERE = Rect(2.0, 3.0, 4.0, 5.0)


def test_rectangles_that_touch_do_not_overlap_and_those_a_hair_nearer_do() -> None:
    """On each of the four sides; along the side it lies beside, under and over the middle."""
    for x, y in product((-6.0, -5.5, -4.0, 0.0, 4.0, 5.5, 6.0), (-8.0, -7.5, -5.0, 0.0, 5.0, 7.5, 8.0)):
        other = Rect(HERE.x + x, HERE.y + y, 4.0, 5.0)
        assert HERE.overlaps(other) == other.overlaps(HERE) == (abs(x) < 4 and abs(y) < 5), (x, y)
    for x, y in ((4.0, 0.0), (-4.0, 0.0), (0.0, 5.0), (0.0, -5.0)):
        touching = Rect(HERE.x + x, HERE.y + y, 4.0, 5.0)
        nearer = Rect(HERE.x + 0.999 * x, HERE.y + 0.999 * y, 4.0, 5.0)
        assert not HERE.overlaps(touching) and not touching.overlaps(HERE)
        assert HERE.overlaps(nearer) and nearer.overlaps(HERE)


def test_a_rectangle_ends_where_its_size_says() -> None:
    assert (HERE.right, HERE.bottom) == (6.0, 8.0)


@pytest.mark.parametrize(
    ("vertical", "box"), [(False, Rect(10.0, 92.6, 30.0, 9.6)), (True, Rect(2.6, 70.0, 9.6, 30.0))]
)
def test_words_cover_their_capitals_and_descenders_along_the_way_they_run(vertical: bool, box: Rect) -> None:
    found = Text(10.0, 100.0, "words", 10.0, 30.0, "#000000", vertical=vertical).box
    assert (found.x, found.y, found.width, found.height) == pytest.approx((box.x, box.y, box.width, box.height))


@pytest.mark.parametrize("tie", [18.715, 0.005, -3.125, 1234.565])
def test_the_last_bits_of_a_place_do_not_move_what_is_drawn(tie: float) -> None:
    """Processors differ in them: a flat smoothed curve jumped by a hundredth on some."""
    near = tie * (1 + np.array([-3e-15, -1e-15, 0.0, 1e-15, 3e-15]))
    assert len(set(np.round(near, 2))) == 2, "no tie, and nothing is tried"
    assert len(set(to_hundredths(near))) == 1
    assert len({number(place) for place in near}) == 1
    assert to_hundredths(near) == pytest.approx(near, abs=0.005001)
