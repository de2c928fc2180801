"""Time and memory of the readers beside TensorBoard's, its Rust data server, pandas and the floor, in one run.

    python tests/benchmarks/reading.py [--scalars 1000000] [--rows 1000000] [--rounds 3]

Every measurement is a process of its own, the best of the rounds counts, and ratios are what to look at. The logs are
made first. EventAccumulator reads a file of a tenth of the scalars and its time is multiplied by ten, for the whole one
takes minutes; the Rust server is timed until it says "Finished load cycle". The floor reads the bytes and takes one
checksum over them. A gap is the longest time between two calls of the progress, which is how long cancelling can take;
on a machine that does other work too it is as much longer as everything else.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))
from large_logs import OTHERS, write_csv, write_events, write_text

TENTH = 10
FEWEST_ROWS = 20  # of a log of another kind, which must be known for what it is
TIMEOUT = 600
COMMAND = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(sys.argv[1:]))"
FLOOR = "import sys, zlib\nzlib.crc32(open(sys.argv[1], 'rb').read())"
LINES_FLOOR = "import sys\nopen(sys.argv[1], 'rb').read().count(b'\\n')"
OURS = """
import sys, time
from pathlib import Path
from lossacc_gui.readers.registry import read
last, gap = time.perf_counter(), 0.0
def progress(fraction, text):
    global last, gap
    now = time.perf_counter()
    gap, last = max(gap, now - last), now
read(Path(sys.argv[1]), progress)
progress(1.0, "")
print("gap", gap)
"""
ACCUMULATOR = """
import sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
found = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
found.Reload()
"""
PANDAS = "import sys, pandas\npandas.read_csv(sys.argv[1])"
TIMED = """
import pathlib, re, time
def peak():
    status = pathlib.Path("/proc/self/status")  # the other way counts what the parent process had
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) if status.exists() else 0
before = peak()
start = time.perf_counter()
{code}
print("seconds", time.perf_counter() - start)
print("memory", peak() - before)
"""
IMPORTS = {
    OURS: "import lossacc_gui.readers.registry, lossacc_gui.readers.tables.large_table, numpy, mmap",  # but not pandas
    ACCUMULATOR: "from tensorboard.backend.event_processing import event_accumulator",
    PANDAS: "",
}
"""What is imported before the clock starts; pandas is timed with its import, which is what a CSV file costs."""


class Measured(NamedTuple):
    """Seconds, bytes of memory above those before reading, longest gap of the progress (0 where there is none)."""

    seconds: float
    memory: float = 0.0
    gap: float = 0.0


def timed(code: str, path: Path, rounds: int) -> Measured:
    """The best of `rounds` processes that run `code` on `path`."""
    body = TIMED.replace("{code}", code)
    script = IMPORTS.get(code, "") + "\n" + body
    found = []
    for _ in range(rounds):
        told = subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=TIMEOUT
        ).stdout
        said = dict(re.findall(r"^(seconds|memory|gap) (\S+)$", told, re.MULTILINE))
        found.append(Measured(float(said["seconds"]), float(said["memory"]), float(said.get("gap", 0))))
    return min(found)


def rust_server(folder: Path, rounds: int) -> Measured | None:
    """What the data server needs to load `folder`, None where it is not installed."""
    if importlib.util.find_spec("tensorboard_data_server") is None:
        return None
    import tensorboard_data_server

    binary = tensorboard_data_server.server_binary()
    if binary is None:
        return None
    found = []
    for _ in range(rounds):
        with subprocess.Popen(
            [binary, "--logdir", str(folder), "--port", "0", "--reload", "once", "-vv", "--die-after-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as server:
            start = time.perf_counter()
            assert server.stderr is not None
            for line in server.stderr:
                if "Finished load cycle" in line:
                    found.append(Measured(time.perf_counter() - start))
                    break
            server.kill()
    return min(found) if found else None


def whole_process(arguments: list[str], rounds: int) -> float:
    """Seconds from start to end of a process, the best of `rounds`; the first, which compiles, is not counted."""
    found = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, timeout=TIMEOUT)
        found.append(time.perf_counter() - start)
    return min(found[1:])


def line(name: str, found: Measured, ours: Measured, size: int) -> str:
    """One row: seconds, how many times ours, memory as a multiple of the file, longest gap."""
    memory = f"{found.memory / size:7.1f} x file" if found.memory else " " * 14
    told = f"  {name:<34}{found.seconds:8.3f} s {found.seconds / ours.seconds:7.2f} x ours {memory}   {gap(found)}"
    return told.rstrip()


def gap(found: Measured) -> str:
    """The longest gap, empty where there is no progress."""
    return f"gap {1000 * found.gap:4.0f} ms" if found.gap else ""


def events(folder: Path, scalars: int, rounds: int) -> Iterator[str]:
    """The event file beside TensorBoard's readers."""
    whole, tenth = folder / "whole", folder / "tenth"
    for place, count in ((whole, scalars), (tenth, scalars // TENTH)):
        place.mkdir()
        write_events(place / "events.out.tfevents.1700000000.made", count)
    path = whole / "events.out.tfevents.1700000000.made"
    size = path.stat().st_size
    ours = timed(OURS, path, rounds)
    slow = timed(ACCUMULATOR, tenth / path.name, 1)
    yield f"event file, {scalars:,} scalars, {size / 1e6:.0f} MB"
    yield line("lossacc", ours, ours, size)
    yield line("EventAccumulator (tenth x 10)", Measured(slow.seconds * TENTH, slow.memory * TENTH), ours, size)
    rust = rust_server(whole, rounds)
    yield line("Rust data server", rust, ours, size) if rust else "  Rust data server: not installed"
    yield line("floor: read and one checksum", timed(FLOOR, path, rounds), ours, size)


def tables(folder: Path, rows: int, rounds: int) -> Iterator[str]:
    """A CSV file beside pandas, and a text log."""
    for name, file, count in (("CSV", "log.csv", rows), ("text log", "log.txt", rows // 5)):
        path = folder / file
        (write_csv if name == "CSV" else write_text)(path, count)
        size = path.stat().st_size
        ours = timed(OURS, path, rounds)
        yield f"{name}, {count:,} rows, {size / 1e6:.0f} MB"
        yield line("lossacc", ours, ours, size)
        if name == "CSV":
            yield line("pandas, with its import", timed(PANDAS, path, rounds), ours, size)
        yield line("floor: read and count lines", timed(LINES_FLOOR, path, rounds), ours, size)


def others(folder: Path, rows: int) -> Iterator[str]:
    """What reading a large log of every other kind takes, once each: what counts is the gap."""
    yield "large logs of other kinds"
    for number, (name, file, share, write) in enumerate(OTHERS):
        path = folder / str(number) / file
        path.parent.mkdir(parents=True)
        try:
            write(path, max(int(rows * share), FEWEST_ROWS))
        except ImportError as error:
            yield f"  {name:<34}not tried: {error.name} is not installed"
            continue
        size = path.stat().st_size
        found = timed(OURS, path, 1)
        yield f"  {name:<34}{found.seconds:8.3f} s {size / 1e6:8.1f} MB {found.memory / size:7.1f} x file   " + gap(
            found
        )


def command(folder: Path, rounds: int) -> Iterator[str]:
    """The whole command on a small log."""
    path = folder / "small.csv"
    write_csv(path, 200)
    ours = whole_process(["-c", COMMAND, "analyze", str(path)], rounds)
    bare = whole_process(["-c", "import numpy"], rounds)
    yield "lossacc analyze, CSV of 200 rows, whole process"
    yield f"  {'lossacc':<34}{ours:8.3f} s"
    yield f"  {'floor: python -c import numpy':<34}{bare:8.3f} s {bare / ours:7.2f} x ours"


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scalars", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for part in (
            command(folder, asked.rounds),
            events(folder, asked.scalars, asked.rounds),
            tables(folder, asked.rows, asked.rounds),
            others(folder, asked.rows),
        ):
            for text in part:
                print(text, flush=True)


if __name__ == "__main__":
    main()
