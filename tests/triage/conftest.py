"""Logs for the tests of the triage."""

from __future__ import annotations

from pathlib import Path

import pytest
from triage_logs import healthy, sick


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with a healthy run, two that overfit (b more than a), and a log that cannot be read."""
    folder = tmp_path / "runs"
    for name, text in (("a", sick()), ("b", sick(slope=0.06)), ("well", healthy())):
        (folder / name).mkdir(parents=True)
        (folder / name / "history.csv").write_text(text)
    (folder / "broken").mkdir()
    (folder / "broken" / "training.log").write_bytes(b"\x00\x01\x02" * 50)
    return folder
