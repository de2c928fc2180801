"""Time and memory of the readers beside TensorBoard's, its Rust data server, pandas and the floor, in one run.

    python tests/benchmarks/readers.py [--scalars 1000000] [--rows 1000000] [--rounds 3]

Every measurement is a process of its own, the best of the rounds counts, and ratios are what to look at. The logs are
made first. EventAccumulator reads a file of a tenth of the scalars and its time is multiplied by ten, for the whole one
takes minutes; the Rust server is timed until it says "Finished load cycle". The floor reads the bytes and takes one
checksum over them. A gap is the longest time between two calls of the progress, which is how long cancelling can take.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.readers.crc32c import masked, masked_one

TAGS = (b"loss/train", b"acc/train.", b"loss/valid", b"acc/valid.")
TENTH = 10
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
    OURS: "from lossacc_gui.readers import registry, large_table\nimport numpy, mmap",
    ACCUMULATOR: "from tensorboard.backend.event_processing import event_accumulator",
    PANDAS: "",
}
"""What is imported before the clock starts; pandas is timed with its import, which is what a CSV file costs."""


class Measured(NamedTuple):
    """Seconds, bytes of memory above those before reading, longest gap of the progress (0 where there is none)."""

    seconds: float
    memory: float = 0.0
    gap: float = 0.0


def varint(number: int) -> bytes:
    """A number as protocol buffers write it."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def event(step: int, tag: bytes, value: float) -> bytes:
    """One event with one scalar, as PyTorch's and TensorFlow 1's writers make it."""
    scalar = b"\x0a" + varint(len(tag)) + tag + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + varint(len(scalar)) + scalar
    wall = b"\x09" + struct.pack("<d", 1.7e9 + step)
    return wall + b"\x10" + varint(step) + b"\x2a" + varint(len(summary)) + summary


def framed(body: NDArray[np.uint8]) -> bytes:
    """Records of one length (n, length) with their lengths and checksums."""
    length = struct.pack("<Q", body.shape[1])
    head = np.frombuffer(length + struct.pack("<I", masked_one(length)), dtype=np.uint8)
    tail = masked(body).astype("<u4")[:, np.newaxis].view(np.uint8)
    return np.hstack([np.broadcast_to(head, (len(body), len(head))), body, tail]).tobytes()


def write_events(path: Path, scalars: int) -> None:
    """An event file with `scalars` values of four tags, every tag at every step."""
    version = b"\x09" + struct.pack("<d", 1.7e9) + b"\x1a\x0dbrain.Event:2"
    rng = np.random.default_rng(0)
    with path.open("wb") as file:
        file.write(framed(np.frombuffer(version, dtype=np.uint8)[np.newaxis]))
        steps = np.arange(1, scalars // len(TAGS) + 1)
        for low, high in ((1, 128), (128, 16_384), (16_384, 2_097_152)):  # steps of one, two and three bytes
            some = steps[(steps >= low) & (steps < high)]
            if not some.size:
                continue
            templates = [np.frombuffer(event(int(some[0]), tag, 0.0), dtype=np.uint8) for tag in TAGS]
            body = np.tile(np.stack(templates), (len(some), 1)).copy()
            step = np.repeat(some, len(TAGS))
            body[:, 1:9] = (1.7e9 + step).astype("<f8")[:, np.newaxis].view(np.uint8)
            width = len(varint(int(some[0])))
            for i in range(width):
                more = 128 if i < width - 1 else 0
                body[:, 10 + i] = (step >> (7 * i) & 127) | more
            body[:, -4:] = rng.random(len(step), dtype=np.float32).astype("<f4")[:, np.newaxis].view(np.uint8)
            file.write(framed(body))


def write_csv(path: Path, rows: int) -> None:
    """A table of an epoch and five metrics."""
    rng = np.random.default_rng(0)
    values = rng.random((rows, 5))
    with path.open("w", encoding="ascii") as file:
        file.write("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n")
        file.writelines(f"{i},{a:.6f},{b:.6f},{c:.6f},{d:.6f},{e:.6f}\n" for i, (a, b, c, d, e) in enumerate(values))


def write_text(path: Path, rows: int) -> None:
    """What a training loop printed."""
    rng = np.random.default_rng(0)
    with path.open("w", encoding="ascii") as file:
        file.writelines(
            f"Epoch {i // 100 + 1} step {i}: train loss {a:.4f}, accuracy {b:.4f}\n"
            for i, (a, b) in enumerate(rng.random((rows, 2)))
        )


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
    gap = f"   gap {1000 * found.gap:4.0f} ms" if found.gap else ""
    return f"  {name:<34}{found.seconds:8.3f} s {found.seconds / ours.seconds:7.2f} x ours {memory}{gap}"


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
    """CSV files beside pandas, and a text log."""
    for name, count, write in (("CSV", rows, write_csv), ("text log", rows // 5, write_text)):
        path = folder / f"log.{'csv' if write is write_csv else 'txt'}"
        make: Callable[[Path, int], None] = write
        make(path, count)
        size = path.stat().st_size
        ours = timed(OURS, path, rounds)
        yield f"{name}, {count:,} rows, {size / 1e6:.0f} MB"
        yield line("lossacc", ours, ours, size)
        if name == "CSV":
            yield line("pandas, with its import", timed(PANDAS, path, rounds), ours, size)
        yield line("floor: read and count lines", timed(LINES_FLOOR, path, rounds), ours, size)


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
        ):
            for text in part:
                print(text, flush=True)


if __name__ == "__main__":
    main()
