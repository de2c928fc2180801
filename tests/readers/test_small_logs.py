"""What is read of small logs on both sides of each rule changes only where somebody wants it to."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest
from reference.measured import same
from reference.small_logs import A_PART, small_logs, stored

KNOWN, READ = small_logs(), stored()


@pytest.mark.parametrize("first", range(0, len(KNOWN), A_PART))
def test_a_small_log_is_read_as_when_somebody_last_looked(first: int, tmp_path: Path) -> None:
    wrong = []
    for i in range(first, min(first + A_PART, len(KNOWN))):
        folder = tmp_path / f"log{i}"
        folder.mkdir()
        now, before = list(KNOWN[i].read_in(folder)), READ[i]
        if len(now) != len(before) or not all(map(same, before, now)):
            wrong += unified_diff(before, now, f"before {i}", f"now {i}", lineterm="")
    if wrong:
        pytest.fail("\n".join(wrong))


def test_nothing_is_stored_of_other_logs() -> None:
    assert len(READ) == len(KNOWN)
