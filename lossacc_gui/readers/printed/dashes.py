"""Gives lines with a dash for what was not measured the names that the lines with a number there have."""

from __future__ import annotations

import re
from dataclasses import replace

from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field, Role

NOTHING = re.compile(  # behind a name: val -, val: n/a | lr
    r"(?<=[^\W\d_][\s:=])\s*(?:-{1,3}|[\u2013\u2014]|n/?a|none|null)(?=\s*(?:[|,;)\]\u2502]|$))", re.IGNORECASE
)
NUMBER, DASH = "\0", "\1"


def named_beside_dashes(told: list[Told]) -> list[Told]:
    """What is told, with the unknown names of lines with dashes made what they are where numbers are in their place.

    `train 0.5 | val 0.6` is a loss of each; in `train 0.4 | val -` nothing but the line before tells it.
    """
    whole = {_said(NUMBER.join(one.template.cut.texts)): one for one in told if one.metrics}
    return [_named(one, whole) for one in told]


def _named(one: Told, whole: dict[str, Told]) -> Told:
    text = NUMBER.join(one.template.cut.texts)
    dashed = _said(NOTHING.sub(DASH, text))
    other = whole.get(dashed.replace(DASH, NUMBER)) if DASH in dashed else None
    if other is None:
        return one
    places = [place for place, sign in enumerate(sign for sign in dashed if sign in (NUMBER, DASH)) if sign == NUMBER]
    return replace(one, fields=tuple(_like(field, other.fields[places[field.slot]]) for field in one.fields))


def _said(text: str) -> str:
    """A text without the blanks that line its numbers up."""
    return "".join(text.split(" "))


def _like(field: Field, other: Field) -> Field:
    if field.role is not Role.UNKNOWN or other.role is not Role.METRIC:
        return field
    return replace(other, slot=field.slot, over=-1) if other.over < 0 else field
