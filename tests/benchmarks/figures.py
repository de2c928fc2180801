"""Whole processes side by side: a log of 100,000 rows to a figure, by lossacc and by pandas with matplotlib.

    python tests/benchmarks/figures.py PYTHON_WITH_MATPLOTLIB

Times are of a whole process, the shortest of TURNS in alternation, because other programs use the machine: seconds of
processor time, and of the clock in brackets. Both sides find their modules compiled, as pip leaves them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROWS, TURNS = 100_000, 5
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
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for kind in ("png", "svg", "pdf"):
            theirs, ours = folder / f"theirs.{kind}", folder / f"ours.{kind}"
            commands = (
                [other, "-c", MATPLOTLIB, str(log), str(theirs)],
                [sys.executable, "-c", LOSSACC, "export", str(log), f"-o{ours}", "--overwrite", "--preset=nature-183"],
            )
            turns = [[_took(command, environment) for command in commands] for _ in range(TURNS + 1)][1:]
            (cpu, clock), (our_cpu, our_clock) = (
                tuple(map(min, zip(*side, strict=True))) for side in zip(*turns, strict=True)
            )
            sizes = f"{theirs.stat().st_size / 1000:.0f} and {ours.stat().st_size / 1000:.0f} kB"
            print(
                f"{kind}: matplotlib {cpu:.2f} s ({clock:.2f}), lossacc {our_cpu:.2f} s ({our_clock:.2f}),"
                f" share {our_cpu / cpu:.2f} ({our_clock / clock:.2f}); {sizes}"
            )


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


def _took(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


if __name__ == "__main__":
    main(sys.argv[1])
