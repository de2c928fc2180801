"""Thresholds by name."""

from __future__ import annotations

import pytest

from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.options import Options, described


def test_every_option_has_a_unit_and_a_reason() -> None:
    for name, value, unit, reason in described(Options()):
        assert unit and reason, name
        assert isinstance(value, (int, float)), name
        assert len(reason.split()) >= 4, f"the reason of {name} says nothing"


def test_an_option_is_changed_by_name() -> None:
    assert Options().changed({"n_examples": "1500"}).n_examples == 1500
    assert Options().changed({}) == Options()


def test_a_wrong_name_lists_the_right_ones() -> None:
    with pytest.raises(BadOption, match="n_examples"):
        Options().changed({"examples": "3"})


def test_a_wrong_value_says_the_unit() -> None:
    with pytest.raises(BadOption, match="examples"):
        Options().changed({"n_examples": "three"})
