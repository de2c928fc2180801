"""Kills every kind of write at many moments, and lets the disk be full at many sizes: the old file or the new, whole.

    python tests/benchmarks/killed_writes.py [--moments 100]

Each trial is a fork of this process (which has everything imported) that writes over an older file and is killed at a
moment spread over the time such a write takes, or may write only so many bytes (RLIMIT_FSIZE, what the system says of a
full disk but for its name). Told are the files that were neither old nor new, and what was left lying about.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.project import Project

Write = Callable[[Path, int], None]
"""Writes a file over what is there; the number makes the content another one each time."""


def output(path: Path, turn: int) -> None:
    """A figure or a report, as all exporters of window and command line write it."""
    from lossacc_gui.export.files import write_whole

    write_whole(path, (f"{turn} ".encode() + path.name.encode()) * 40_000, overwrite=True)


def settings(path: Path, turn: int) -> None:
    """What the window remembers."""
    from PySide6.QtCore import QSettings

    from lossacc_gui.gui.persistence.settings import Settings

    store = QSettings(str(path), QSettings.Format.IniFormat)
    Settings(store).remember([path.parent / f"log{i}-{turn}.csv" for i in range(12)])
    store.sync()


@cache
def _project() -> Project:
    """A project of as many runs as people keep open, with a note on each."""
    from lossacc_gui.model.note import Note
    from lossacc_gui.project import Project, RunPart

    logs = tuple(Path(f"/runs/{i}/history.csv") for i in range(300))
    return Project(logs, runs=tuple(RunPart(log, "history", notes=(Note(f"note of {log}"),)) for log in logs))


def project(path: Path, turn: int) -> None:
    """A project, as the window saves it."""
    from lossacc_gui.export.files import write_whole
    from lossacc_gui.project import written

    text = written(replace(_project(), logs=_project().logs[turn:]), path.parent)
    write_whole(path, text.encode("ascii"), overwrite=True)


@cache
def _analysis() -> Analysis:
    """A run of three hundred epochs."""
    from lossacc_gui.explain.knowledge import load_causes
    from lossacc_gui.model.request import Request
    from lossacc_gui.resource import resource
    from lossacc_gui.use_case import analyze

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "history.csv"
        rows = "".join(f"{i},{2 * 0.98**i + 0.02 * (i % 3)},{1 - 0.9 * 0.98**i}\n" for i in range(300))
        log.write_text(f"epoch,loss,accuracy\n{rows}", encoding="utf-8")
        (found,) = analyze(log, Request(causes=load_causes(resource("causes"))))
    return found


@cache
def _papers() -> tuple[bytes, ...]:
    """What belongs to a figure of a paper, three times; made once, so that it is the writing that is killed."""
    from lossacc_gui.chart import View
    from lossacc_gui.export.look import Look
    from lossacc_gui.export.paper.bundle import EXPORTER

    return tuple(EXPORTER.content([_analysis()], look=Look(View(smoothing=0.1 * turn))) for turn in range(3))


def paper(path: Path, turn: int) -> None:
    """The ZIP for a paper, as `export -o paper.zip` writes it."""
    from lossacc_gui.export.files import write_whole

    write_whole(path, _papers()[turn], overwrite=True)


KINDS: dict[str, Write] = {
    "chart.png": output,
    "report.html": output,
    "settings.ini": settings,
    "project.lossacc": project,
    "paper.zip": paper,
}


def forked(write: Write, path: Path, turn: int, limit: int | None) -> int:
    """A process that writes; at most so many bytes where there is a limit."""
    child = os.fork()
    if child:
        return child
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.alarm(20)  # seconds; none takes one
        write(path, turn)
    finally:
        os._exit(0)


def trials(name: str, write: Write, folder: Path, moments: int) -> Counter[str]:
    """What became of the file in each trial."""
    path = folder / name
    contents = []
    for turn in (1, 2):
        start = time.monotonic()
        write(path, turn)
        took = time.monotonic() - start
        contents.append(path.read_bytes())
    assert contents[0] != contents[1]
    found: Counter[str] = Counter()
    for i in range(2 * moments):
        path.write_bytes(contents[0])
        share = (i // 2 + 0.5) / moments
        killed = i % 2 == 0
        child = forked(write, path, 2, None if killed else int(share * 1.1 * len(contents[1])))
        if killed:
            time.sleep(share * took * 1.3)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        got = path.read_bytes() if path.exists() else None
        what = "old" if got == contents[0] else "new" if got == contents[1] else "NEITHER"
        left = [one for one in folder.iterdir() if one != path]
        found[f"{'killed' if killed else 'full'}: {what}{', something left' if left else ''}"] += 1
        for one in left:
            one.unlink()
    return found


def main() -> int:
    """Run and print the figures; 1 where a file was neither the old one nor the new one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=100)
    asked = parser.parse_args()
    bad = 0
    for name, write in KINDS.items():
        with tempfile.TemporaryDirectory() as temporary:
            found = trials(name, write, Path(temporary), asked.moments)
        print(f"{name}: {dict(sorted(found.items()))}", flush=True)
        bad += sum(count for what, count in found.items() if "NEITHER" in what)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
