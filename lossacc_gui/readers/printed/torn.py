"""Leaves out the last line of a text that was cut off while it was written."""

from __future__ import annotations

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.rows import BoolArray

COMPARED = 200  # lines of a pattern whose last numbers show how many decimals it has
FEWEST = 3  # of them
ENOUGH = 30  # lines without a number that ends in 0; one in ten does where their decimals are a fixed number


def without_torn(page: Page, templates: list[Template], notices: list[Notice]) -> list[Template]:
    """The templates without the last line where no line feed ends it and it is the beginning of what others say.

    So it is where other lines go on behind the same words, or their last number has more decimals, as many in each.
    """
    last = len(page) - 1
    if not page.unended or last < 0:
        return templates
    at = next((i for i, one in enumerate(templates) if int(one.lines[-1]) == last), None)
    if at is None:
        return templates
    one = templates[at]
    if not (_begins_another(one, templates) if len(one) == 1 else _is_shorter(one)):
        return templates
    notices.append(Notice(say("The last line is not complete and was left out."), int(page.number[last])))
    kept: BoolArray = one.lines != last
    rest = one.some(kept) if kept.any() else None
    return [*templates[:at], *([rest] if rest is not None else []), *templates[at + 1 :]]


def _begins_another(one: Template, templates: list[Template]) -> bool:
    return any(
        len(other) > 1 and len(other.key) > len(one.key) and other.key.startswith(one.key) for other in templates
    )


def _is_shorter(one: Template) -> bool:
    """Whether the number that ends the last line has fewer decimals than that of each other line of its pattern.

    Where few lines come before it and none of their numbers ends in 0, they may be printed without such zeros, and a
    whole number may be as short.
    """
    cut, lines = next((cut, lines) for cut, lines in one.members if int(lines[-1]) == int(one.lines[-1]))
    if cut.texts[-1] or cut.slots[-1].is_fixed:
        return False
    others = [
        text
        for other, some in one.members
        if not other.texts[-1] and not other.slots[-1].is_fixed
        for text in one.page.texts(some[-COMPARED:], (other.slots[-1].first, other.slots[-1].last), (0, 0)).tolist()
    ]
    (mine,) = one.page.texts(lines[-1:], (cut.slots[-1].first, cut.slots[-1].last), (0, 0)).tolist()
    decimals = np.array([len(text.partition(b".")[2]) for text in others])
    own = len(mine.partition(b".")[2])
    longer = decimals[decimals != own]
    keeps_zeros = any(b"." in text and text.endswith(b"0") for text in others)
    return (
        (keeps_zeros or len(others) >= ENOUGH)
        and len(longer) >= FEWEST
        and len(longer) == len(decimals) - 1
        and bool((longer == longer[0]).all() and own < longer[0])
    )
