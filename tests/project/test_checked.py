"""What a value of a project file may be, on both sides of each bound, and what holds where nothing is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest

from lossacc_gui.chart import View
from lossacc_gui.model.errors import BadProject
from lossacc_gui.project import RunView, WindowView
from lossacc_gui.project.checked import LONGEST_TEXT, MOST_ENTRIES, Checked

BOUNDS: dict[str, tuple[Callable[[Checked], Any], list[Any], list[Any]]] = {
    "text": (Checked.text, ["", "a" * LONGEST_TEXT], ["a" * (LONGEST_TEXT + 1), "a\0b", 1, None]),
    "list": (lambda one: len(list(one.list())), [None, [], [1] * MOST_ENTRIES], [[1] * (MOST_ENTRIES + 1), {}, "a"]),
    "items": (
        lambda one: len(list(one.items())),
        [None, {}, dict.fromkeys(map(str, range(MOST_ENTRIES)))],
        [dict.fromkeys(map(str, range(MOST_ENTRIES + 1))), [], 1],
    ),
    "yes": (Checked.yes, [None, True, False], [0, 1, "true"]),
    "whole": (lambda one: one.whole(-2, 3), [-2, 0, 3], [-3, 4, 1.0, True, None, "1"]),
    "number": (lambda one: one.number(-2, 3), [-2, 0.5, 3.0], [-2.001, 3.001, math.nan, True, None, 10**400]),
    "any number": (Checked.number, [-1e308, 0, 1e308], [math.inf, -math.inf, math.nan, "1"]),
}


@pytest.mark.parametrize("kind", BOUNDS)
def test_a_value_is_taken_within_its_bounds_and_refused_by_its_place_beyond(kind: str) -> None:
    read, good, bad = BOUNDS[kind]
    for value in good:
        size = 0 if value is None else len(value) if isinstance(value, list | dict) else value
        assert read(Checked(value)) == size
    for value in bad:
        with pytest.raises(BadProject, match=r"runs\[2\]"):
            read(Checked(value, "runs[2]"))


@pytest.mark.parametrize("view", [WindowView(), RunView(), View(causes=False)])
def test_who_has_asked_for_nothing_sees_the_plain_chart(view: WindowView | RunView | View) -> None:
    assert not any(astuple(view))
