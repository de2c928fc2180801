"""Reads damaged copies of the sample logs until something other than runs or one sentence comes out.

    python tests/benchmarks/fuzz_readers.py [--count 200000] [--seed 0] [--samples FOLDER] [--defects FOLDER]

Each log is cut, flipped, shuffled by lines, spliced with another one or has junk put in, up to three times, and is read
in this process. A defect is any exception but UnreadableLog, a run that breaks the types' contract, more than 5 s, or
more than 1 GB of new memory; the offending bytes are saved under the name and the seed that make them again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.registry import READERS, read

DATA = Path(__file__).resolve().parents[1] / "data"
MOST_SECONDS = 5
MOST_MEMORY = 1 << 30  # bytes on top of what the process has when it starts
LARGEST = 20_000  # bytes: of larger samples only the beginning is damaged and read
MUTATIONS = 3  # at most, on one log
TOLD_EVERY = 5000
JUNK = (b",", b";", b"\t", b"\n", b"\r", b'"', b"nan", b"inf", b"-1e999", b"9" * 40, b"[", b"{", b"]", b"}", b"\0")
JUNK += (b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2K", b"\x08", b"epoch", b"val_loss", b'{"a":' * 30, b"-", b"%", b"1/0")


class TookTooLong(BaseException):
    """Raised by the alarm clock; no reader may swallow it."""


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """`data` after one to three mutations; `other` is spliced in."""
    body = bytearray(data[:LARGEST])
    for _ in range(chance.randint(1, MUTATIONS)):
        at = chance.randrange(len(body) + 1)
        kind = chance.choice(("cut", "cut", "flip", "flip", "junk", "bytes", "lines", "splice", "again", "digit"))
        if kind == "cut":
            del body[at : len(body) if chance.random() < 0.5 else at + chance.randint(1, 200)]
        elif kind == "flip":
            for _ in range(chance.randint(1, 8)):
                if body:
                    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        elif kind == "junk":
            body[at:at] = chance.choice(JUNK) * chance.choice((1, 1, 2, 50))
        elif kind == "bytes":
            body[at:at] = chance.randbytes(chance.randint(1, 60))
        elif kind == "lines":
            lines = body.split(b"\n")
            chance.shuffle(lines)
            body = bytearray(b"\n".join(lines))
        elif kind == "splice":
            body[at:] = other[chance.randrange(len(other) + 1) :][:LARGEST]
        elif kind == "again":
            body[at:at] = body[: chance.randint(0, 2000)]
        else:
            digits = [i for i, byte in enumerate(body) if 48 <= byte < 58]
            if digits:
                body[chance.choice(digits)] = 48 + chance.randrange(10)
    return bytes(body)


@contextmanager
def limited() -> Iterator[None]:
    """Raise TookTooLong after MOST_SECONDS."""

    def ring(*_: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory() -> None:
    """Let an allocation beyond MOST_MEMORY fail (where the system can)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    most = pages * os.sysconf("SC_PAGE_SIZE") + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def broken(runs: tuple[Run, ...]) -> str:
    """What a run breaks of its types' contract; empty where nothing."""
    if not runs:
        return "no runs"
    for series in (series for run in runs for series in run.series):
        lengths = {len(a) for a in (series.step, series.value, series.epoch, series.time) if a is not None}
        if len(lengths) != 1 or not len(series.step):
            return f"{series.metric}: arrays of lengths {lengths}"
        if not (np.diff(series.step) > 0).all() or not (np.diff(series.x) > 0).all():
            return f"{series.metric}: x does not rise"
    return ""


def outcome(path: Path) -> str:
    """What reading `path` gives: "runs", "refused", or a defect in words."""
    try:
        with limited():
            fault = broken(read(path))
            return f"contract: {fault}" if fault else "runs"
    except UnreadableLog as error:
        return "refused" if error.reason and "\n" not in error.sentence else "a sentence with line breaks"
    except TookTooLong:
        return f"took more than {MOST_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - whatever falls is what this looks for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} in {Path(where.filename).name}:{where.lineno}"


def samples_under(folder: Path) -> list[Path]:
    """The logs to damage, those of every format as often as those of any other."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def run(count: int, seed: int, samples: Path, defects: Path) -> Counter[str]:
    """Damage and read `count` logs; how often each outcome came."""
    outcomes: Counter[str] = Counter()
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as temporary:
        copy = Path(temporary) / "data"
        shutil.copytree(samples, copy)  # a log is damaged among the files that belong to it
        files = samples_under(copy)
        originals = {file: file.read_bytes() for file in files}
        limit_memory()
        start = time.perf_counter()
        for i in range(count):
            chance = random.Random(f"{seed} {i}")
            file = chance.choice(files)
            data = damaged(originals[file], originals[chance.choice(files)], chance)
            file.write_bytes(data)
            found = outcome(file)
            file.write_bytes(originals[file])
            outcomes[found if found in ("runs", "refused") else "defects"] += 1
            if found not in ("runs", "refused"):
                saved = defects / f"{seed}-{i}" / file.relative_to(copy)
                saved.parent.mkdir(parents=True, exist_ok=True)
                saved.write_bytes(data)
                print(f"{found}\n    {saved}", flush=True)
            if (i + 1) % TOLD_EVERY == 0:
                rate = (i + 1) / (time.perf_counter() - start)
                print(f"{i + 1} logs, {rate:.0f} a second, {dict(outcomes)}", file=sys.stderr, flush=True)
    return outcomes


def main(arguments: list[str] | None = None) -> int:
    """Run and print the figures; 1 where a defect was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=Path, default=DATA)
    parser.add_argument("--defects", type=Path, default=Path("fuzz-defects"))
    asked = parser.parse_args(arguments)
    start = time.perf_counter()
    outcomes = run(asked.count, asked.seed, asked.samples, asked.defects)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"seed {asked.seed}: {sum(outcomes.values())} damaged logs of {len(samples_under(asked.samples))} samples and "
        f"{len(READERS)} formats in {time.perf_counter() - start:.0f} s: {outcomes['runs']} read, "
        f"{outcomes['refused']} refused in a sentence, {outcomes['defects']} defects; peak {peak:.0f} MB"
    )
    return 1 if outcomes["defects"] else 0


if __name__ == "__main__":
    sys.exit(main())
