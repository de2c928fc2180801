"""Whole processes side by side: a log of 100,000 rows to a figure, by lossacc and by pandas with matplotlib.

    python tests/benchmarks/figures.py PYTHON_WITH_MATPLOTLIB

Times are of a whole process, the shortest of three turns taken in alternation, because other programs use the machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROWS, TURNS = 100_000, 3
MATPLOTLIB = """
import sys, pandas as pd, matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
data = pd.read_csv(sys.argv[1])
figure, left = plt.subplots(figsize=(7.2, 3.5))
right = left.twinx()
for name in ("loss", "val_loss"): left.plot(data.epoch, data[name], label=name)
for name in ("accuracy", "val_accuracy"): right.plot(data.epoch, data[name], label=name)
left.legend()
figure.savefig(sys.argv[2], dpi=300)
"""
LOSSACC = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(sys.argv[1:]))"


def main(other: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "history.csv"
        _write(log)
        for kind in ("png", "svg", "pdf"):
            theirs, ours = folder / f"theirs.{kind}", folder / f"ours.{kind}"
            command = [sys.executable, "-c", LOSSACC, "export", str(log), "-o", str(ours), "--overwrite"]
            times = [
                (_took([other, "-c", MATPLOTLIB, str(log), str(theirs)]), _took([*command, "--preset=nature-183"]))
                for _ in range(TURNS)
            ]
            one, two = (min(column) for column in zip(*times, strict=True))
            sizes = f"{theirs.stat().st_size / 1000:.0f} and {ours.stat().st_size / 1000:.0f} kB"
            print(f"{kind}: matplotlib {one:.2f} s, lossacc {two:.2f} s ({two / one:.2f}); {sizes}")


def _write(path: Path) -> None:
    t, rng = np.linspace(0, 1, ROWS), np.random.default_rng(0)
    columns = (
        np.arange(ROWS),
        np.exp(-4 * t) + 0.2 + rng.normal(0, 0.02, ROWS),
        0.9 - 0.6 * np.exp(-5 * t) + rng.normal(0, 0.01, ROWS),
        np.exp(-4 * t) + 0.3 + 0.2 * t + rng.normal(0, 0.02, ROWS),
        0.85 - 0.6 * np.exp(-5 * t) + rng.normal(0, 0.01, ROWS),
    )
    header = "epoch,loss,accuracy,val_loss,val_accuracy"
    np.savetxt(path, np.column_stack(columns), delimiter=",", fmt="%.6g", header=header, comments="")


def _took(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
