"""Makes one line wrong at a time, in a copy of the checkout, and tells which changes no test of the room notices.

    python tests/benchmarks/mutants/run.py --seed 7 detect:10 measure:10     # drawn by lot
    python tests/benchmarks/mutants/run.py --named                           # those of named.toml

A room is a folder of lossacc_gui; it is tried with the tests of the folder of the same name and those in ROOMS,
without the collection of real logs. First the tests run on the copy as it is, while it is noted which of them reach
which line (`pip install coverage`); a mutant is tried with those alone, the quickest first. A name that is set at
import is tried with those that reach a line of the room which uses it. Where none is seen to (code of another process)
the files that speak of the module are run, all where none does. Tests of more than `--slowest` seconds of processor
time are left out. A mutant that outlasts `--limit` counts as killed, since somebody would notice. Ends with status 1
where less than `--least` was killed. Each trial is a fork of this process, in which what does not change is imported
already (not on Windows).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis  # noqa: F401 - so that no fork imports it anew
import numpy as np  # noqa: F401
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from reach import Noter, Reach, reaching, reaching_users, read_reach
from sites import Mutant, drawn, mutants_of

CHECKOUT = Path(__file__).resolve().parents[3]
NAMED = Path(__file__).with_name("named.toml")
NUMBERS = "tests/test_reference_numbers.py"
SHOWN = "tests/test_reference_shown.py"
ROOMS = {
    "model": [
        *("tests/model", "tests/test_option_ends.py", "tests/chart/test_smooth.py", "tests/project"),
        *("tests/measure", "tests/detect"),
    ],
    "measure": [NUMBERS, SHOWN, "tests/measure", "tests/detect"],
    "detect": [NUMBERS, SHOWN, "tests/detect", "tests/test_verdict_laws.py"],
    "explain": [NUMBERS, SHOWN, "tests/explain", "tests/test_evidence.py"],
    "chart": [SHOWN, "tests/chart", "tests/export"],
    "export": [SHOWN, "tests/export"],
    "readers": [SHOWN, "tests/readers"],
    "triage": [SHOWN, "tests/triage", "tests/test_triage_command.py"],
    "project": [SHOWN, "tests/project", "tests/test_one_log.py"],
    "cli": [
        *(
            SHOWN,
            "tests/test_cli.py",
            "tests/test_one_log.py",
            "tests/test_triage_command.py",
            "tests/test_evidence.py",
        ),
        *("tests/cli", "tests/export", "tests/triage", "tests/test_readme.py", "tests/project"),
    ],
}


def copied(into: Path) -> Path:
    """A copy of what git knows of the checkout, as it is on the disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=CHECKOUT, capture_output=True, check=True, text=True
    ).stdout
    copy = into / "checkout"
    for name in filter(None, listed.split("\0")):
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, copy / name)
    return copy


@dataclass(eq=False)
class Watcher:
    """A plugin of pytest that notes how much processor time tests took and which one failed."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: str = ""

    begun: float = 0.0

    def pytest_runtest_logstart(self) -> None:
        """Called by pytest before each test."""
        self.begun = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Called by pytest after each test."""
        self.seconds[nodeid] = time.process_time() - self.begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for setup, call and teardown of each test."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Called by pytest for each file."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _forked(copy: Path, tests: list[str], left_out: set[str], told: Path, noted: str) -> None:
    """What a fork does: run the tests in the copy, and write down how it went."""
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    sys.dont_write_bytecode = not noted
    os.environ |= {"CI": "1", "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(copy)}  # CI: the same examples
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    watcher = Watcher()
    noter = Noter(copy, noted) if noted else None
    options = ["-x", "-q", "-o", "addopts=--import-mode=importlib", "-o", "faulthandler_timeout=0"]
    of_what_is_imported = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    out = [part for name in sorted(left_out) for part in ("--deselect", name)]
    plugins = [watcher, noter] if noter else [watcher]
    status = pytest.main([*options, "-p", "no:cacheprovider", *of_what_is_imported, *out, *tests], plugins=plugins)
    if noter:
        noter.write(told.with_name(f"reach-{noted}.json"))
    told.write_text(json.dumps([int(status), watcher.failed, watcher.seconds]), encoding="utf-8")


def ran(
    copy: Path, tests: list[str], limit: float, left_out: set[str] | None = None, *, noted: str = ""
) -> tuple[bool, str, dict[str, float]]:
    """Whether the tests pass, else what failed, and the seconds of each; `noted`: the room whose lines are noted."""
    told = copy.parent / "told.json"
    told.unlink(missing_ok=True)
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            _forked(copy, tests, left_out or set(), told, noted)
        finally:
            os._exit(0)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() - begun > limit:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False, f"outlasts {limit:.0f} s", {}
        time.sleep(0.05)
    if not told.is_file():
        return False, "ends the process", {}
    status, failed, seconds = json.loads(told.read_text(encoding="utf-8"))
    return status == 0, failed or f"status {status}", seconds


def files_of(copy: Path, names: list[str]) -> list[str]:
    """The test files that these are or hold."""
    files: list[Path] = []
    for name in names:
        files += sorted((copy / name).rglob("test_*.py")) if (copy / name).is_dir() else [copy / name]
    return [one.relative_to(copy).as_posix() for one in files]


@dataclass(frozen=True, eq=False)
class Room:
    """What is known of a room from its tests on the code as it is: their files, seconds, and the lines they reach."""

    files: list[str]
    seconds: dict[str, float]
    reach: Reach

    @classmethod
    def of(cls, copy: Path, name: str, tests: list[str], limit: float) -> Room:
        """Run them; SystemExit where they fail without any mutant."""
        files = files_of(copy, tests or ROOMS.get(name, [f"tests/{name}"]))
        good, why, seconds = ran(copy, files, limit, noted=name)
        if not good:
            raise SystemExit(f"the tests of {name} fail without any mutant: {why}")
        return cls(files, seconds, read_reach(copy.parent / f"reach-{name}.json"))


def in_order(copy: Path, files: list[str], file: str, seconds: dict[str, float]) -> list[str]:
    """Test files for a mutant of `file`, the quickest first: those that speak of the module, all where none does."""
    module = file.removesuffix(".py").replace("/", ".")
    whole: defaultdict[str, float] = defaultdict(float)
    for name, time_taken in seconds.items():
        whole[name.split("::")[0]] += time_taken
    speak = [one for one in files if module in (copy / one).read_text(encoding="utf-8") or Path(file).stem in one]
    return sorted(speak or files, key=lambda one: whole[one])


def tried(copy: Path, mutant: Mutant, tests: list[str], limit: float, left_out: set[str]) -> tuple[bool, str]:
    """Whether a mutant survives in the copy, which is put right again, and what killed it."""
    path = copy / mutant.file
    right = path.read_text(encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()  # a change of the same length within the same second would go unnoticed
    path.write_text(mutant.applied(right), encoding="utf-8")
    try:
        return ran(copy, tests, limit, left_out)[:2]
    finally:
        path.write_text(right, encoding="utf-8")


def named() -> list[Mutant]:
    """The mutants of named.toml; one whose text is not there exactly once is told and passed over."""
    found = []
    for one in tomllib.loads(NAMED.read_text(encoding="utf-8"))["mutants"]:
        path = CHECKOUT / one["file"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.count(one["old"]) != 1:
            print(f"{one['file']}: {one['old']!r} stands there {text.count(one['old'])} times, passed over")
            continue
        at = text.index(one["old"])
        found.append(Mutant(one["file"], text.count("\n", 0, at) + 1, "named", at, at + len(one["old"]), one["new"]))
    return found


def tell(counts: Counter[tuple[str, bool]]) -> float:
    """Print how many were killed in each room; the share of all, 1 of none."""
    for room in sorted({room for room, _ in counts}):
        print(f"{room}: {counts[room, False]} of {counts[room, False] + counts[room, True]} killed")
    killed = sum(count for (_, survives), count in counts.items() if not survives)
    print(f"all: {killed} of {counts.total()} killed")
    return killed / counts.total() if counts else 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM:COUNT")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--named", action="store_true", help="those of named.toml")
    parser.add_argument("--only", default="", help="only mutants of files with this in their path")
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="these in place of those of the room")
    parser.add_argument("--list", action="store_true", help="say which, try none")
    parser.add_argument("--slowest", type=float, default=3.0, help="seconds of processor time a test may take")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds for the tests of a room")
    parser.add_argument("--least", type=float, default=0.0, help="share that must be killed")
    asked = parser.parse_args()
    chosen = named() if asked.named else []
    for room in asked.rooms:
        name, _, count = room.partition(":")
        chosen += drawn(mutants_of(CHECKOUT, name), int(count or 10), random.Random(f"{asked.seed} {name}"))
    chosen = [one for one in chosen if asked.only in one.file]
    counts: Counter[tuple[str, bool]] = Counter()
    rooms: dict[str, Room] = {}
    with tempfile.TemporaryDirectory(prefix="lossacc-mutants-") as folder:
        copy = copied(Path(folder))
        for one in chosen:
            text = (copy / one.file).read_text(encoding="utf-8")
            print(one.told(text), flush=True)
            if asked.list:
                continue
            name = one.file.split("/")[1]
            if name not in rooms:
                rooms[name] = Room.of(copy, name, asked.tests, asked.limit)
            room = rooms[name]
            slow = {test for test, seconds in room.seconds.items() if seconds > asked.slowest}
            begun = time.monotonic()
            found = reaching(room.reach, one.file, text, one.line, room.seconds)
            found = found or reaching_users(room.reach, copy, text, one.line, room.seconds)
            tests = [test for test in found if test not in slow]
            seen = len(tests)
            if not tests:
                tests = in_order(copy, room.files, one.file, room.seconds)
            survives, why = tried(copy, one, tests, asked.limit, slow)
            counts[name, survives] += 1
            told = f"SURVIVED ({f'{seen} tests reach it' if seen else 'no test is seen to reach it'})"
            print(f"    {told if survives else 'killed by ' + why}, {time.monotonic() - begun:.0f} s", flush=True)
    return int(tell(counts) < asked.least)


if __name__ == "__main__":
    sys.exit(main())
