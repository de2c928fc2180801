"""Writes tests/reference/figure.svg anew; run it after a wanted change of the figures and read the difference."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "export")]

from test_figure import golden  # noqa: E402

(HERE / "figure.svg").write_text(golden(), encoding="utf-8")
