"""What a slot of a template is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lossacc_gui.model.run import Quantity, Split


class Role(Enum):
    """What a slot is for."""

    EPOCH = auto()
    STEP = auto()
    TOTAL = auto()
    PROGRESS = auto()
    TIME = auto()
    METRIC = auto()
    AVERAGE = auto()
    REPEATED = auto()
    UNKNOWN = auto()
    NAMELESS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A slot with its meaning. `over` is the slot by which the value is divided (k/n right answers), -1 for none.

    `split` is what the line says beside the name. `percent` tells that a percent sign follows, `seen` that no word but
    the way its values go says what is measured. `later` is what is added to a counter of which other
    lines call its 0 the 1 of n.
    """

    slot: int
    role: Role
    name: str = ""
    quantity: Quantity = Quantity.OTHER
    split: Split | None = None
    percent: bool = False
    over: int = -1
    seen: bool = False
    later: int = 0
