"""Writes what lies here of figures and numbers anew; run it after a wanted change and read the difference.

With `--limits` also limits.txt, which takes minutes: that is wanted where a test says that a threshold is held against
nothing any more, or decides otherwise.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE.parent / "export")]

from reference import limits, measured, shown, small_logs  # noqa: E402
from test_figure import golden, golden_hashes  # noqa: E402

(HERE / "figure.svg").write_text(golden(), encoding="utf-8")
(HERE / "figures.txt").write_text(golden_hashes(), encoding="utf-8")
measured.FILE.write_text(measured.text(), encoding="utf-8")
shown.FILE.write_text(shown.text(), encoding="utf-8")
if "--limits" in sys.argv:
    limits.FILE.write_text(limits.text(), encoding="utf-8")
with tempfile.TemporaryDirectory() as folder:
    small_logs.READ.write_text(small_logs.text(Path(folder)), encoding="utf-8")
os.environ |= {"LOSSACC_RENEW": "1", "QT_QPA_PLATFORM": "offscreen"}
sys.exit(pytest.main(["-q", str(HERE.parent / "gui" / "test_window_shown.py")]))
