"""What is read, drawn and reported changes only where somebody wants it to; see `tests/reference/renew.py`."""

from __future__ import annotations

import pytest
from reference.kept import SHOWN
from reference.shown import Lines, parts

PARTS = dict(parts())


@pytest.mark.parametrize(("name", "made"), [pytest.param(name, made, id=name) for name, made in PARTS.items()])
def test_what_is_shown_is_what_it_was_when_somebody_last_looked(name: str, made: Lines) -> None:
    unlike = SHOWN.unlike(name, list(made()))
    if unlike:
        pytest.fail(unlike)


def test_nothing_is_stored_that_is_no_longer_shown() -> None:
    assert sorted(SHOWN.names()) == sorted(PARTS)
