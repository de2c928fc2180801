"""What stands behind a number and says what it is: loss: 0.5 (train) 0.6 (val), a loss of 0.5 with 81.2% accuracy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lossacc_gui.readers.printed.cutting import Cut
from lossacc_gui.readers.printed.phrases import behind, phrase_before
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

BRACKETED = re.compile(r"\s*%?\s*[(\[<{]\s*(?P<words>[^\W\d_][\w -]*?)\s*[)\]>}](?P<rest>.*)", re.DOTALL)
INSIDE = re.compile(r"[(\[<{]\s*([^\W\d_][\w -]*?)\s*[)\]>}]")
JOINS = frozenset({"with", "and", "at", "giving", "reaching", "getting", "achieving", "yielding", "scoring"})
VALUE_OF = re.compile(r"[:=]\s*$")
MAY_BE_SHARES = (Role.UNKNOWN, Role.NAMELESS, Role.PROGRESS, Role.AVERAGE)


def splits_behind(told: Cut) -> dict[int, str]:
    """The name of each slot of a line behind which a bracket tells its split, where these are several.

    What stands in brackets behind what counts, or also before the first of them, is of the next: [train] loss 0.5.
    """
    texts = told.texts
    found = {
        i: match for i, text in enumerate(texts[1:]) if (match := BRACKETED.match(text)) and is_split(match["words"])
    }
    if len({meaning_of(match["words"]).split for match in found.values()}) < 2:
        return {}
    before = " ".join(texts[: min(found) + 1])
    if any(told.slots[i].text.isdecimal() for i in found) or any(map(is_split, INSIDE.findall(before))):
        return {}
    names, measured = {}, ""
    for i, match in found.items():
        phrase = phrase_before(found[i - 1]["rest"] if i - 1 in found else texts[i])
        if phrase.name and phrase.quantity not in COUNTERS:
            measured = phrase.name
        names[i] = f"{match['words']} {measured}".strip()
    return names


def as_share_behind(texts: Sequence[str], field: Field) -> Field:
    """A number of which the words behind say of what it is a share: with 81.2% accuracy."""
    before, after = texts[field.slot : field.slot + 2]
    name = behind(after)
    percent, joined = after.lstrip(" ").startswith("%"), field.name.lower() in JOINS
    if field.role not in MAY_BE_SHARES or VALUE_OF.search(before) or not (percent or joined):
        return field
    if field.role is Role.UNKNOWN and not joined:
        return field
    meaning = meaning_of(name)
    if not meaning.quantity.is_fraction or (field.slot + 2 < len(texts) and phrase_before(after).name == name):
        return field
    split = field.split if meaning.split is None else None
    return replace(field, role=Role.METRIC, name=name, quantity=meaning.quantity, split=split, percent=percent)
