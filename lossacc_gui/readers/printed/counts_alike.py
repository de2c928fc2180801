"""Takes what one line alone tells for what counts where other lines count by the same name."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field, Role


def with_counts_alike(told: list[Told]) -> list[Told]:
    """What is told, with a number of one line that is called as what others count made the counter it is there.

    Of one line nobody knows whether its 400 updates are a count or a setting: a first validation has no best so far.
    """
    counted = {f.name for one in told if _counts_on(one) for f in one.fields if f.role is Role.STEP and f.name}
    return [_as_counted(one, counted) if len(one.template) == 1 and one.metrics else one for one in told]


def _counts_on(one: Told) -> bool:
    return len(one.template) > 1 and bool(one.metrics) and one.moves(Role.STEP)


def _as_counted(one: Told, counted: set[str]) -> Told:
    return replace(one, fields=tuple(_counting(field, counted) for field in one.fields))


def _counting(field: Field, counted: set[str]) -> Field:
    alike = field.role is Role.TOTAL and field.quantity is Quantity.STEP and field.name in counted
    return replace(field, role=Role.STEP) if alike else field
