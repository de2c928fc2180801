"""What the analysis of a run costs beyond reading it, beside another checkout.

    python tests/benchmarks/analysis.py LOG... [--against CHECKOUT] [--rounds N]

Analyses each log again and again, in a process of its own, as if it had just been read, and prints milliseconds of
processor time: the least and the median of the rounds, as a mean over the logs. With `--against` another copy of the
program does the same in turn, run by run, so that a machine that is busy with other things slows both alike; what
counts is the median of the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

WORKER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from lossacc_gui.use_case import analyze_run
from lossacc_gui.explain.knowledge import with_causes
from lossacc_gui.model.request import Request
from lossacc_gui.readers.registry import read

request, _ = with_causes(Request())
runs = [run for path in sys.argv[1:] for run in read(Path(path), lambda share, text: None)]
for run in runs:
    analyze_run(run, request)
print(len(runs), flush=True)
for line in sys.stdin:
    run = runs[int(line)]
    run = replace(run, series=tuple(replace(one) for one in run.series))
    start = time.process_time()
    analyze_run(run, request)
    print(time.process_time() - start, flush=True)
"""


class Copy:
    """A checkout of the program that analyses on demand."""

    def __init__(self, checkout: Path, logs: list[Path]) -> None:
        words = [sys.executable, "-c", WORKER, *map(str, logs)]
        path = {**os.environ, "PYTHONPATH": str(checkout)}
        self._process = subprocess.Popen(
            words, cwd=checkout, env=path, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._ask, self._answer = self._process.stdin, self._process.stdout
        self.runs = int(self._answer.readline())

    def milliseconds(self, run: int) -> float:
        self._ask.write(f"{run}\n")
        self._ask.flush()
        return float(self._answer.readline()) * 1e3

    def close(self) -> None:
        self._ask.close()
        self._process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("logs", nargs="+", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    args = parser.parse_args()
    logs = [log.absolute() for log in args.logs]
    here = Path(__file__).parents[2]
    copies = [Copy(place.absolute(), logs) for place in (here, args.against) if place is not None]
    runs = range(copies[0].runs)
    times: list[list[list[float]]] = [[[] for _ in runs] for _ in copies]
    for turn in range(args.rounds):
        for run in runs:
            for i in (0, 1)[: len(copies)] if turn % 2 else (1, 0)[-len(copies) :]:
                times[i][run].append(copies[i].milliseconds(run))
    for name, found in zip(("here", "there"), times, strict=False):
        least, usual = (statistics.mean(map(of, found)) for of in (min, statistics.median))
        print(f"{name}: least {least:.2f} ms, median {usual:.2f} ms (mean of {len(runs)} runs)")
    if len(copies) > 1:
        pairs = [a / b for run in runs for a, b in zip(times[0][run], times[1][run], strict=True)]
        print(f"here / there: {statistics.median(pairs):.3f} (median of {len(pairs)} pairs)")
    for copy in copies:
        copy.close()


if __name__ == "__main__":
    main()
