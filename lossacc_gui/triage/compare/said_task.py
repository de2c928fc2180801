"""The statement that two runs are not of one task, which values that lie side by side do not tell."""

from __future__ import annotations

import re

from lossacc_gui.language import say
from lossacc_gui.numerals import listed_text, whole_text
from lossacc_gui.triage.choices import is_number
from lossacc_gui.triage.compare.comparison import NamedRow, Statement
from lossacc_gui.triage.compare.wording import with_values
from lossacc_gui.triage.row import Row

NAMES_DATA = re.compile(r"(?:data_?set|corpus|benchmark|task)s?(?:_?name)?|data", re.IGNORECASE)
"""The last part of the name of a setting that says what is learned, where its value is a name."""
CLASSES_APART = 1.5
"""A ratio of numbers of classes: where the loss of the first point tells them, a hundred may be a few more or less."""


def task_said(one: NamedRow, other: NamedRow) -> Statement | None:
    """That two runs learn different things or are judged on other examples, and what tells it; None of like ones."""
    signs: list[str] = []
    named = _data_apart(one.row, other.row)
    if named:
        signs.append(with_values(named, one, other))
    here, there = one.row.classes, other.row.classes
    if here and there and max(here, there) >= CLASSES_APART * min(here, there):
        signs.append(say("{here} and {there} classes", here=whole_text(here), there=whole_text(there)))
    here, there = one.row.examples, other.row.examples
    if here and there and max(here, there) % min(here, there):
        # one that is a multiple of the other may be the same: of counts that are all even half is seen
        told = {"here": whole_text(here), "there": whole_text(there)}
        signs.append(say("{here} and {there} examples behind the accuracies", **told))
    if not signs:
        return None
    text = say(
        "{one} and {other} are not of one task or not judged on the same data: {signs}. That a value of one is better "
        "does not mean that the run is.",
        one=one.name,
        other=other.name,
        signs=listed_text(signs),
    )
    return Statement(text, "task", (one.name, other.name))


def _data_apart(one: Row, other: Row) -> list[str]:
    """The settings that name different data or tasks."""
    here, there = dict(one.settings), dict(other.settings)
    return [
        name
        for name, value in here.items()
        if NAMES_DATA.fullmatch(re.split(r"[./]", name)[-1])
        and there.get(name, value) != value
        and not (is_number(value) or is_number(there[name]))
    ]
