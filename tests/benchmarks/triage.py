"""How fast a folder of runs is triaged: runs a second at the first look, the second look, memory.

    python tests/benchmarks/triage.py [RUNS] [--jobs N] [--seed N]

Makes RUNS logs (10,000; Keras CSV files of 30 to 120 epochs, some overfitting) in a scratch
folder and calls `lossacc triage` on it as a person does, in a process of its own, with a cache of its own: once on a
fresh folder, twice with nothing changed, once after one log in a hundred has been changed. Prints the seconds by the
clock and of the processors (which a busy machine changes less) and the largest process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

CALL = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line())"


def make(folder: Path, runs: int, seed: int) -> None:
    """The logs, a hundred to a folder."""
    rng = np.random.default_rng(seed)
    for i in range(runs):
        place = folder / f"sweep{i // 100:03d}" / f"run{i:05d}"
        place.mkdir(parents=True)
        (place / "history.csv").write_text(one(rng))


def one(rng: np.random.Generator) -> str:
    """A log in which, two times in five, the validation loss rises after epoch 25."""
    epochs = int(rng.integers(30, 121))
    x = np.arange(epochs)
    rise = 0.012 * np.maximum(0, x - 25) if rng.random() < 0.4 else 0.0
    fall = 2.3 * np.exp(-x / 15)
    loss = np.abs(fall + 0.05 + 0.006 * rng.standard_normal(epochs))
    val_loss = fall + 0.4 + 0.02 * rng.standard_normal(epochs) + rise
    accuracy = np.clip(0.99 - 0.9 * np.exp(-x / 12) - 0.01 * rng.random(epochs), 0, 1)
    val_accuracy = np.clip(0.85 - 0.75 * np.exp(-x / 12) + 0.01 * rng.standard_normal(epochs), 0, 1)
    rows = zip(x.tolist(), accuracy.tolist(), loss.tolist(), val_accuracy.tolist(), val_loss.tolist(), strict=True)
    lines = [f"{e},{a:.5f},{b:.5f},{c:.5f},{d:.5f}" for e, a, b, c, d in rows]
    return "\n".join(["epoch,accuracy,loss,val_accuracy,val_loss", *lines, ""])


def look(folder: Path, jobs: int | None) -> tuple[float, float, float]:
    """Seconds by the clock, of the processors, and megabytes of the largest process so far."""
    words = [sys.executable, "-c", CALL, "triage", str(folder), "--format", "csv"]
    words += [] if jobs is None else ["--jobs", str(jobs)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        words, stdout=subprocess.PIPE, check=True, env={**os.environ, "XDG_CACHE_HOME": f"{folder}.c"}
    )
    elapsed = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    rows = done.stdout.count(b"\n") - 1
    print(f"  {rows:,} rows", end="; ")
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def tell(title: str, figures: tuple[float, float, float], runs: int) -> None:
    clock, cpu, memory = figures
    print(
        f"{title}: {clock:.1f} s ({runs / clock:,.0f} runs/s), processors {cpu:.1f} s, largest process {memory:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "runs"
        make(folder, args.runs, args.seed)
        tell("first look", look(folder, args.jobs), args.runs)
        tell("second look", look(folder, args.jobs), args.runs)
        tell("third look", look(folder, args.jobs), args.runs)
        for log in sorted(folder.rglob("history.csv"))[::100]:
            log.write_text(log.read_text() + "900,0.9,0.1,0.8,0.6\n")
        tell("one in a hundred changed", look(folder, args.jobs), args.runs)


if __name__ == "__main__":
    main()
