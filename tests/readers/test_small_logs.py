"""What is read of small logs on both sides of each rule changes only where somebody wants it to."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.kept import SMALL_LOGS
from reference.small_logs import A_PART, small_logs

KNOWN = small_logs()


@pytest.mark.parametrize("first", range(0, len(KNOWN), A_PART))
def test_a_small_log_is_read_as_when_somebody_last_looked(first: int, tmp_path: Path) -> None:
    wrong = []
    for log in KNOWN[first : first + A_PART]:
        folder = tmp_path / f"log{log.number}"
        folder.mkdir()
        wrong.append(SMALL_LOGS.unlike(log.name, list(log.read_in(folder))))
    if any(wrong):
        pytest.fail("\n".join(filter(None, wrong)))


def test_nothing_is_stored_of_other_logs() -> None:
    assert sorted(SMALL_LOGS.names()) == sorted(log.name for log in KNOWN)
