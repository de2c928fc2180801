"""Writes what lies here of figures and numbers anew; run it after a wanted change and read the difference."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE.parent / "export")]

from reference.kept import NUMBERS, SHOWN, SMALL_LOGS  # noqa: E402
from reference.measured import measured_runs  # noqa: E402
from reference.shown import parts  # noqa: E402
from reference.small_logs import lines_in  # noqa: E402
from test_figure import golden, golden_hashes  # noqa: E402

(HERE / "figure.svg").write_text(golden(), encoding="utf-8")
(HERE / "figures.txt").write_text(golden_hashes(), encoding="utf-8")
NUMBERS.renew(measured_runs())
SHOWN.renew((name, made()) for name, made in parts())
with tempfile.TemporaryDirectory() as folder:
    SMALL_LOGS.renew(lines_in(Path(folder)))
os.environ |= {"LOSSACC_RENEW": "1", "QT_QPA_PLATFORM": "offscreen"}
sys.exit(pytest.main(["-q", str(HERE.parent / "gui" / "test_window_shown.py")]))
