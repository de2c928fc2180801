"""Names numbers that nobody knows by what a line above all of them says: Training Loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import Notice, Quantity
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.cutting import BAR, CLOCK, cut
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import Phrase, phrase_of
from lossacc_gui.readers.printed.roles import Field, Role

MOST_SAID_ABOVE = 3  # words of a line that says what the numbers below it measure


def by_heading(page: Page, told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told where no name is known: counted fractions below a line that says what they are (Training Loss)."""
    if any(one.metrics for one in told):
        return told
    found = next((phrase for phrase in map(_said_above, map(page.line, page.samples)) if phrase is not None), None)
    if found is None:
        return told
    out = []
    for one in told:
        fields = one.fields
        if one.counts and len(one.template) > 1:
            fields = tuple(_as_headed(one, field, found) for field in fields)
        out.append(replace(one, fields=fields))
    if any(one.metrics for one in out):
        notices.append(Notice(f"The names are not known; the line {found.name!r} above them says what they measure."))
    return out


def _said_above(line: str) -> Phrase | None:
    """The metric that a line without numbers names, and nothing else."""
    one = cut(line)
    phrase = (
        phrase_of(" ".join(one.texts).replace(CLOCK, "").replace(BAR, "").strip(" =-#*:()")) if not one.slots else None
    )
    loss = phrase is not None and phrase.quantity is Quantity.LOSS and len(phrase.name.split()) <= MOST_SAID_ABOVE
    return phrase if loss else None


def _as_headed(one: Told, field: Field, said: Phrase) -> Field:
    values = one.template.values(field.slot)
    if field.role is not Role.UNKNOWN or not field.name or not (values[np.isfinite(values)] % 1 != 0).any():
        return field
    return replace(field, role=Role.METRIC, quantity=said.quantity, split=said.split or meaning_of(said.name).split)
