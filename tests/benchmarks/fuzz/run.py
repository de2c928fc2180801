"""Tries made and damaged logs on everything the program does, until something other than an answer comes out.

    python tests/benchmarks/fuzz/run.py [--count 100000] [--seed 0] [--from N] [--again N] [--reading]

Each input is a damaged sample of any format, or made curves (realistic or absurd), with predictions, own causes,
options, meanings of metrics, a view and zooms. It goes through reading, analysis, every report, a figure and the
painting of the chart in this process. A defect is any exception but the documented ones, a warning of numpy, more than
5 s of the processor, more than 1 GB of new memory, or an output that is not well formed; its files are kept under the
seed and number that make it again, which `--again` tries alone, with the traceback. The number of the input is kept in
the folder of defects: after a crash or Ctrl+C the same command goes on behind it.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

from made import Input, made, samples_in  # noqa: E402
from tried import outcome, tried  # noqa: E402

DATA = Path(__file__).resolve().parents[2] / "data"
MOST_MEMORY = 1 << 30  # bytes on top of what the process has when it starts
TOLD_EVERY = 1000


class Bench:
    """A copy of the samples, in memory where the system can: a log is damaged among the files that belong to it."""

    def __init__(self, folder: Path, samples: Path = DATA) -> None:
        self.samples = samples_in(samples)
        self._kept = folder / "samples"
        self._scratch = folder / "made"
        shutil.copytree(samples, self._kept)

    def try_one(self, one: Input, *, reading: bool = False) -> str:
        """What comes of an input, or of reading its log alone."""
        folder = self.lay_out(one)
        try:
            return outcome(one, folder, reading=reading)
        finally:
            self.clear(one)

    def lay_out(self, one: Input) -> Path:
        """Write the files of an input; the folder they are in."""
        folder = self._kept if one.kind == "sample" else self._scratch
        for name, body in one.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        return folder

    def clear(self, one: Input) -> None:
        """Have everything as it was."""
        if one.kind == "sample":
            shutil.rmtree(self._kept / "causes", ignore_errors=True)
            (self._kept / one.log).write_bytes(self.samples[one.log])
        else:
            shutil.rmtree(self._scratch, ignore_errors=True)


def application() -> object:
    """What painting text needs; hold it as long as anything is painted."""
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication(["fuzz"])


def strict() -> None:
    """Have numpy's warnings raise: a warning is a division nobody thought of."""
    warnings.filterwarnings("error", category=RuntimeWarning)


def limit_memory() -> None:
    """Let an allocation beyond MOST_MEMORY fail (where the system can)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    most = pages * os.sysconf("SC_PAGE_SIZE") + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def run(seed: int, first: int, count: int, defects: Path, *, reading: bool) -> Counter[str]:
    """Try `count` inputs from number `first` on; how often each outcome came."""
    outcomes: Counter[str] = Counter()
    defects.mkdir(parents=True, exist_ok=True)
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as temporary:
        bench = Bench(Path(temporary))
        limit_memory()
        start = time.perf_counter()
        for i in range(first, first + count):
            (defects / f"at-{seed}").write_text(str(i), encoding="ascii")
            one = made(seed, i, bench.samples)
            found = bench.try_one(one, reading=reading)
            fine = found in ("shown", "refused")
            outcomes[f"{one.kind} {found}" if fine else "defects"] += 1
            if not fine:
                saved = defects / f"{seed}-{i}"
                for name, body in one.files.items():
                    (saved / name).parent.mkdir(parents=True, exist_ok=True)
                    (saved / name).write_bytes(body)
                print(f"{found}\n    {saved / one.log} {one.options} {one.maps} {one.view}", flush=True)
            if (i + 1 - first) % TOLD_EVERY == 0:
                rate = (i + 1 - first) / (time.perf_counter() - start)
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"{i + 1} inputs, {rate:.1f} a second, {peak:.0f} MB, {dict(outcomes)}", file=sys.stderr, flush=True
                )
    (defects / f"at-{seed}").write_text(str(first + count), encoding="ascii")
    return outcomes


def again(seed: int, number: int) -> None:
    """Try one input, and let it fall with its traceback."""
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary))
        one = made(seed, number, bench.samples)
        print(one.kind, one.log, one.evidence, one.options, one.maps, one.view, one.zooms)
        print(tried(one, bench.lay_out(one), reading=False))


def main(arguments: list[str] | None = None) -> int:
    """Run and print the figures; 1 where a defect was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", type=int, dest="first", help="number of the first input; else behind the last one")
    parser.add_argument("--defects", type=Path, default=Path("fuzz-defects"))
    parser.add_argument("--again", type=int, metavar="N", help="try input N alone")
    parser.add_argument("--reading", action="store_true", help="read the logs, and no more: twenty times as many")
    asked = parser.parse_args(arguments)
    held = application()
    strict()
    if asked.again is not None:
        again(asked.seed, asked.again)
        return 0
    at = asked.defects / f"at-{asked.seed}"
    first = asked.first
    if first is None:
        first = int(at.read_text(encoding="ascii")) + 1 if at.exists() else 0
        if first:
            print(f"going on behind input {first - 1}, which was the last one begun")
    start = time.perf_counter()
    outcomes = run(asked.seed, first, asked.count, asked.defects, reading=asked.reading)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for what, count in sorted(outcomes.items()):
        print(f"{count:8} {what}")
    print(
        f"seed {asked.seed}: {asked.count} inputs in {seconds:.0f} s, "
        f"{asked.count / seconds:.1f} a second, peak {peak:.0f} MB"
    )
    del held
    return 1 if outcomes["defects"] else 0


if __name__ == "__main__":
    sys.exit(main())
