"""A line that a person wants across a chart, as the command line, a project and the window write it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from lossacc_gui.language import say

LEVEL_AXES: dict[str, Literal["left", "right"]] = {"loss": "left", "accuracy": "right"}
MOST_LEVEL = 1e15  # of either sign: beyond it an axis has no room for its curves


@dataclass(frozen=True, slots=True)
class Level:
    """A level that a person wants a line at; `value` in data units, of an accuracy above 1 in per cent."""

    axis: Literal["left", "right"]
    value: float
    text: str = ""

    def on(self, *, percent: bool) -> float:
        """Where it lies on an axis in data units; 76 of an accuracy is 76 %."""
        return self.value / 100.0 if percent and self.value > 1 else self.value


def level_in(text: str) -> Level:
    """What AXIS=LEVEL, and what it is behind a colon, means; ValueError where it is no line."""
    axis, _, rest = text.partition("=")
    written, _, words = rest.partition(":")
    share = written.strip().endswith("%")
    try:
        value = float(written.strip().removesuffix("%"))
    except ValueError:
        value = math.nan
    value = value / 100.0 if share and abs(value) <= 100.0 else value  # beyond all it is told as what it is
    side = LEVEL_AXES.get(axis.strip().lower())
    if side is None or not abs(value) < MOST_LEVEL:
        raise ValueError(
            say(
                "expected {axes}, =, a number and perhaps :TEXT ({example})",
                axes=" or ".join(LEVEL_AXES),
                example="loss=0.69:chance",
            )
        )
    return Level(side, value, " ".join(words.split()))


def written_level(level: Level) -> str:
    """As `level_in` reads it."""
    text = f":{level.text}" if level.text else ""
    axis = next(name for name, side in LEVEL_AXES.items() if side == level.axis)
    return f"{axis}={level.value!r}{text}"
