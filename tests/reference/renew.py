"""Writes figure.svg and figures.txt here anew; run it after a wanted change of the figures and read the difference."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "export")]

from test_figure import golden, golden_hashes  # noqa: E402

(HERE / "figure.svg").write_text(golden(), encoding="utf-8")
(HERE / "figures.txt").write_text(golden_hashes(), encoding="utf-8")
