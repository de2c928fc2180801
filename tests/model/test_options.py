"""Thresholds by name."""

from __future__ import annotations

import pytest

from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.options import Options, allowed, described


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


def test_every_usual_value_is_inside_its_range() -> None:
    for name, value, _, _ in described(Options()):
        low, high = allowed(name)
        assert low <= value <= high, name
        for end in (low, high):
            assert getattr(Options().changed({name: repr(type(value)(end))}), name) == end


def test_a_share_goes_from_nothing_to_all() -> None:
    shares = [
        name for name, _, unit, _ in described(Options()) if unit.startswith(("share", "fraction", "probability"))
    ]
    assert len(shares) > 10
    assert {name: allowed(name) for name in shares} == dict.fromkeys(shares, (0.0, 1.0))


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("window_share", "nan", "a number from 0 to 1 (of the run)"),
        ("window_share", "inf", "a number from 0 to 1"),
        ("window_share", "1.01", "a number from 0 to 1"),
        ("most_bins", "-1", "a whole number from 10 to 1,000,000 (points)"),
        ("most_bins", "2.5", "a whole number"),
        ("most_bins", "9" * 5000, "not '9999"),
        ("switch_cost", "-1e3", "a number from -100 to 100"),
    ],
)
def test_a_value_outside_its_range_is_told_the_range(name: str, text: str, wanted: str) -> None:
    with pytest.raises(BadOption) as told:
        Options().changed({name: text})
    assert f"option {name} takes" in str(told.value) and wanted in str(told.value)
    assert len(str(told.value)) < 200


def test_a_wrong_value_says_the_unit() -> None:
    with pytest.raises(BadOption, match="examples"):
        Options().changed({"n_examples": "three"})
