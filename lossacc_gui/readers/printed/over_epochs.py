"""Takes numbers of unknown or no names that go one way over counted epochs, where nothing known is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity
from lossacc_gui.readers.printed.context import Told, only_counts
from lossacc_gui.readers.printed.going_along import is_schedule
from lossacc_gui.readers.printed.parts_of_loss import SUMS
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, is_wordless
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, trend_of_ranks
from lossacc_gui.readers.series.names import COUNTERS, is_framing, is_setting, meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # epochs that show which way numbers go
ENOUGH = 1000  # lines that tell it as well as all
MOST_NAMELESS = 3  # numbers that somebody may know by their order: [loss, accuracy]
MOST_WORDS = 3  # of a name; more are a sentence
EVENLY = 0.2  # of their mean by which the steps of a clock differ
NAMELESS = "value"
UNNAMED = (Role.NAMELESS, Role.PROGRESS)  # a percentage may be one of progress, which goes by equal steps
EXTREMES = frozenset({"max", "min", "lo", "hi", "low", "high"})  # of what, no name tells: |g|max


def with_unknown_over_epochs(told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told, with numbers of unknown names made metrics that rise or fall with a named counter: Epoch 3: 0.41.

    They stand in lines that count, or once below each line that does nothing else. What they measure stays unknown.
    """
    if any(f.quantity not in ON_NO_EXAMPLES for one in told if len(one.template) > 1 for f in one.metrics):
        return told
    counting = [one for one in told if len(one.template) >= FEWEST and _counts_by_name(one)]
    placed = [one for one in told if one in counting or any(_is_below_each(one, other) for other in counting)]
    found = {id(one): some for one in placed if (some := _going_one_way(one))}
    if not found:
        return told
    known = {field.name for some in found.values() for field in some if field.name}
    found |= {id(one): some for one in told if id(one) not in found and (some := _of_same_names(one, known))}
    notices.append(
        Notice(say("No name of these numbers is known: say what they measure with Choose Metrics or --map."))
    )
    return [_with_metrics(one, found[id(one)]) if id(one) in found else one for one in told]


def _of_same_names(one: Told, known: set[str]) -> list[Field]:
    """The numbers of lines that count nothing, and tell the same again of each epoch: Mean of epoch: L1 0.3, L2 0.4."""
    bare = [field for field in one.fields if field.role is Role.UNKNOWN and field.name in known]
    if one.counts or len(one.template) < FEWEST or len(bare) < len(one.fields):
        return []
    return bare if all(_may_be_measured(one, field) for field in bare) else []


def _counts_by_name(one: Told) -> bool:
    """Whether an epoch or a step with a name rises from each line to the next, or begins anew."""
    for field in one.fields:
        word = (field.name.split() or [""])[-1]  # of EM iteration 3
        if field.role in (Role.EPOCH, Role.STEP) and meaning_of(word).quantity in COUNTERS:
            value = one.count(field)
            stride = np.diff(value)
            if ((stride > 0) | (value[1:] == value[0])).all() and (stride > 0).any():
                return True
    return False


def _is_below_each(one: Told, other: Told) -> bool:
    """Whether a line stands below each of others that only count, before the next of them."""
    lines, at = one.template.lines, other.template.lines
    if other.metrics or one.counts or len(lines) != len(at) or not only_counts(other):
        return False
    return bool((lines > at).all() and (lines[:-1] < at[1:]).all())


def _going_one_way(one: Told) -> list[Field]:
    """The unknown numbers of a line that rise or fall; those without a name only where all do, and none has one."""
    bare = [field for field in one.fields if field.role in UNNAMED or field.role is Role.UNKNOWN]
    if any(field.role is Role.UNKNOWN for field in bare):
        return [field for field in bare if field.role is Role.UNKNOWN and _may_be_measured(one, field)]
    alone = len(bare) <= MOST_NAMELESS and all(is_wordless(one.template.cut.texts[field.slot]) for field in bare)
    values = [one.some(field, ENOUGH) for field in bare] if alone else []
    fall = sum(_way(value) < 0 for value in values)  # of two that do one may be of the validation
    return bare if fall <= 1 and all(map(_goes_as_a_metric, values)) and alone else []


def _may_be_measured(one: Told, field: Field) -> bool:
    if field.percent or not 0 < len(field.name.split()) <= MOST_WORDS or is_setting(field.name):
        return False
    if EXTREMES.issuperset(field.name.lower().split()):
        return False
    way = _way(one.some(field, ENOUGH))
    if is_framing(field.name):
        return field.name.lower() in SUMS and way < FALLS_SURELY  # the total of the losses, not of the seconds
    return abs(way) > -FALLS_SURELY


def _goes_as_a_metric(value: FloatArray) -> bool:
    """Whether numbers fall, or rise as shares or from below nothing; what else rises may be the time so far."""
    way = _way(value)
    return way < FALLS_SURELY or (way > -FALLS_SURELY and (value.min() < 0 or value.max() <= 1))


def _way(value: FloatArray) -> float:
    """The correlation of the ranks of fractions with their order; 0 for whole numbers, schedules and what is broken."""
    if len(value) < FEWEST or not np.isfinite(value).all() or not have_fractions(value).any() or is_schedule(value):
        return 0.0
    steps = np.diff(value)
    if steps.std() < EVENLY * abs(steps.mean()):
        return 0.0  # as the time that has passed goes
    return trend_of_ranks(value)


def _with_metrics(one: Told, found: Sequence[Field]) -> Told:
    names = {f.slot: f.name or (NAMELESS if len(found) == 1 else f"{NAMELESS} {k}") for k, f in enumerate(found, 1)}
    fields = (
        replace(f, role=Role.METRIC, name=names[f.slot], quantity=Quantity.OTHER, seen=True) if f.slot in names else f
        for f in one.fields
    )
    return replace(one, fields=tuple(fields))
