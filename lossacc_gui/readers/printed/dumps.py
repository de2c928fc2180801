"""Finds the lines that dump the settings of a training: a call, a dictionary, names with numbers that never change."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Role

COUNTING = (Role.EPOCH, Role.STEP)
DUMP = re.compile(r"[^\W\d_]\w*\s*[:=]?\s*[({][^(){}]*$")  # Namespace(, config: {'
CALLED = re.compile(r"(?<!\w)[A-Z]\w*\((?:.*,\s*)?[^\W\d]\w*=\s*['\"(\[]*$")  # Config(lr=
FEWEST_SETTINGS = 3  # names with a number in one line


def without_settings(told: list[Told]) -> list[Told]:
    """What is told, with nothing counted or measured by dumps of settings where other lines measure something.

    Namespace(epoch=5, lr=0.01): so many epochs there will be, and no line below it is of the fifth.
    """
    if not any(field.quantity.is_progress for one in told if len(one.template) > 1 for field in one.metrics):
        return told
    return [_as_settings(one) if _sets(one) else one for one in told]


def _as_settings(one: Told) -> Told:
    named = (replace(f, role=Role.TOTAL) if f.role in (*COUNTING, Role.METRIC) else f for f in one.fields)
    return replace(one, fields=tuple(named))


def _sets(one: Told) -> bool:
    """Whether lines dump settings: several names with a number each that never changes, none of them a result."""
    if len(one.fields) < FEWEST_SETTINGS or any(field.quantity.is_progress for field in one.metrics):
        return False
    if CALLED.search(one.template.cut.texts[0]):  # other arguments each time that it was started
        return True
    if not all(field.name and np.unique(one.template.values(field.slot)).size == 1 for field in one.fields):
        return False
    return one.fields[0].role not in COUNTING or DUMP.search(one.template.cut.texts[0]) is not None
