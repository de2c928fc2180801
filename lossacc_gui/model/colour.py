"""A colour that a person gives to a curve, as the command line, a project and the window write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lossacc_gui.language import say

_WRITTEN = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Colour:
    """The colour `rgb` (#rrggbb) of the curves of a name, which is a metric's own.

    Where a log has a metric of this name for several splits, val_loss:test is that of one. Of several runs in one
    chart, where colours tell the runs, it is the name of a run.
    """

    name: str
    rgb: str

    def is_of(self, metric: str, split: str) -> bool:
        """Whether the curve of this metric and split has it."""
        return self.name in (metric, f"{metric}:{split}")


def colour_in(text: str) -> Colour:
    """What NAME=#rrggbb means; ValueError where it is no colour."""
    name, _, written = text.rpartition("=")
    rgb = written.strip().lower()
    if not name.strip() or not _WRITTEN.fullmatch(rgb):
        raise ValueError(say("expected a name, = and a colour ({example})", example="val_loss=#d55e00"))
    return Colour(name.strip(), rgb)


def written_colour(colour: Colour) -> str:
    """As `colour_in` reads it."""
    return f"{colour.name}={colour.rgb}"
