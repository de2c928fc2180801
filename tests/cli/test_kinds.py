"""What arguments may be, on both sides of every limit."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest

from lossacc_gui.cli import kinds


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        (kinds.positive, ["1e-300", "1", "99999.9"], ["0", "-1", "100000", "inf", "nan", "x", ""]),
        (kinds.event, ["1", "100000"], ["0", "100001", "-1", "1.0", "x", ""]),
        (kinds.jobs, ["1", "2", "256"], ["0", "257", "-1", "1.5", "x", ""]),
        (kinds.stretch, ["1:2", "-1:1e-9"], ["1:1", "2:1", "1:", ":1", "nan:1", "1", ""]),
    ],
)
def test_an_argument_is_taken_up_to_its_limits_and_not_beyond(
    kind: Callable[[str], object], taken: list[str], refused: list[str]
) -> None:
    told = [kind(text) for text in taken]
    assert told == [tuple(map(float, text.split(":"))) if ":" in text else float(text) for text in taken]
    for text in refused:
        with pytest.raises(argparse.ArgumentTypeError, match="found"):
            kind(text)
