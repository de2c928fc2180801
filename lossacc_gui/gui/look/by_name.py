"""Sets what widgets take of the enumerations of `Qt` by the names that Qt itself has for them."""

from __future__ import annotations

from PySide6.QtCore import QObject


def by_name(thing: QObject, **values: str) -> None:
    """Set properties, for example `by_name(label, alignment="AlignRight|AlignVCenter")`.

    PySide makes all 130 enumerations of `Qt` when it is first named, which takes as long as an eighth of a bare
    window: whatever is in the first frame does without. ValueError for what is no such property or name.
    """
    for name, value in values.items():
        if not thing.setProperty(name, value):
            raise ValueError(f"{type(thing).__name__} has no {name} that is {value}")
