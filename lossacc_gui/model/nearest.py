"""Which known names a misspelt one may have meant."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 3  # names in a sentence


def nearest(name: str, known: Iterable[str]) -> str:
    """The names most like one that is none, the likest first, as a list to read; empty where none is like it."""
    import difflib  # here, as only what is wrong needs it

    return ", ".join(difflib.get_close_matches(name.lower(), list(known), MOST))
