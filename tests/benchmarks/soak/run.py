"""Random keys, clicks, drags, wheels, menus, dialogs, overlays and triage in the real window, by real events.

    python tests/benchmarks/soak/run.py LOGS [--actions 10000] [--logs 200] [--seed 0] [--display 77] [--tell]

LOGS is a folder; that many of the files in it are copied to a place of their own and opened through the file dialog, so
that no slip of the mouse reaches anything else. The window runs on an Xvfb of its own, and xdotool moves its mouse and
presses its keys; both have to be there. It is killed once at the start with a log open, so that there is something to
reopen. Told are: how often each log was opened, in which window how much was done, which entries of the menus were
triggered and which never; exceptions; turns of the window's loop that took the processor for more than 200 ms (what
else runs on the machine does not count) with where their time went and what was done last; what Qt warned of; the
memory on the way, and which objects there are more of after all was closed than there were before.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).resolve().parents[3])]

from hands import Eyes, Hands  # noqa: E402
from logs import copied, made  # noqa: E402
from person import HEIGHT, WIDTH, Person  # noqa: E402

from lossacc_gui.gui.actions.entries import ENTRIES  # noqa: E402
from lossacc_gui.resource import resource  # noqa: E402

WARM = 0.2  # of the actions, after which memory is to stay
GROWTH = 50  # MB that it may grow after that
TOLD_EVERY = 500  # actions
MOST_HOLDERS = 25
STARTS = 30.0  # seconds that the window gets to come up


class Soak:
    """A screen, and the window on it."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self._asked = asked
        self._folder = folder
        self.status = folder / "status.json"
        self._words = folder / "words.txt"
        self.environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        self.environment |= {"DISPLAY": f":{asked.display}", "HOME": str(folder), "QT_QPA_PLATFORM": "xcb"}
        self.environment |= {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("STATE", "CONFIG", "DATA")}
        self.environment["XDG_RUNTIME_DIR"] = str(folder)

    @contextmanager
    def screen(self) -> Iterator[None]:
        """Have a screen."""
        size = f"{WIDTH}x{HEIGHT}x24"
        screen = subprocess.Popen(["Xvfb", f":{self._asked.display}", "-screen", "0", size, "-nolisten", "tcp"])
        time.sleep(1.0)
        try:
            yield
        finally:
            screen.terminate()
            screen.wait()

    def start(self, *logs: Path) -> subprocess.Popen[bytes]:
        """Have the window."""
        command = [sys.executable, __file__, "--window", str(self.status), *map(str, logs)]
        with self._words.open("ab") as words:
            return subprocess.Popen(command, env=self.environment, stderr=words, stdout=words)

    @property
    def words(self) -> str:
        """What the program said on its standard error."""
        return self._words.read_text(encoding="utf-8", errors="replace")

    @property
    def last_words(self) -> str:
        """Where the program was when it crashed; empty where it did not."""
        return "".join(one.read_text(errors="replace") for one in self._folder.glob("state/**/crash.txt"))


def main() -> int:
    """Run and print the figures; 1 where something fell, stalled or grew, or was never tried."""
    if len(sys.argv) > 2 and sys.argv[1] == "--window":
        from window import window_of

        window_of(Path(sys.argv[2]), sys.argv[3:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("logs_in", type=Path, metavar="LOGS")
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--logs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--display", type=int, default=77)
    parser.add_argument("--tell", action="store_true", help="say each action")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary:
        return _soaked(asked, Path(temporary))


def _soaked(asked: argparse.Namespace, folder: Path) -> int:
    for name in ("out", "empty"):
        (folder / name).mkdir()
    logs = [*copied(asked.logs_in, folder, asked.logs, random.Random(asked.seed)), *made(folder, resource("samples"))]
    soak = Soak(asked, folder)
    ends: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):  # leave no screen and no window behind, and say what was
        signal.signal(one, lambda number, _: ends.append(number))
    with soak.screen():
        first, eyes = soak.start(logs[-1]), Eyes(soak.status)
        eyes.await_(lambda told: told["runs"] > 0 and not told["busy"], STARTS)
        time.sleep(2.0)  # what is open is noted once nothing has changed for a second
        first.kill()
        first.wait()
        window, hands, eyes = soak.start(), Hands(soak.environment), Eyes(soak.status)
        try:
            acted = Acted(Person(hands, eyes, logs, asked.seed), eyes, logs)
            acted.go_on(asked, window, ends, soak.status)
            ended = window.poll()
        finally:
            window.kill()
            window.wait()
            hands.rest()
    if not eyes.told:
        print(f"the window never told how it was doing; it ended with {ended}\n{soak.words[-3000:]}")
        return 1
    print(f"xdotool ended {hands.tired} times")
    if ended is not None:
        print(f"the window ended with {ended} after {acted.acts[-1:]}\n{soak.last_words[:6000]}")
    print(soak.words[-6000:])
    return 0 if acted.tell() and ended is None else 1


class Acted:
    """What was done, and what came of it."""

    def __init__(self, person: Person, eyes: Eyes, logs: list[Path]) -> None:
        self._person, self._eyes, self._logs = person, eyes, logs
        self.acts: list[tuple[float, str]] = []
        self._held: list[dict[str, Any]] = []
        self._seconds = 0.0
        self._memory: list[int] = []

    def go_on(self, asked: argparse.Namespace, window: subprocess.Popen[bytes], ends: list[int], status: Path) -> None:
        """Do as much as was asked for."""
        start = time.monotonic()
        while self._eyes.look() and len(self.acts) < asked.actions and window.poll() is None and not ends:
            if len(self.acts) == int(WARM * asked.actions) and not self._held:
                self._count(status)
                self._eyes.memory.clear()
            self.acts.append((time.time(), self._person.act()))
            told = self._eyes.told
            if asked.tell:
                print(self.acts[-1][1], {name: told[name] for name in ("front", "runs", "busy")}, flush=True)
            if len(self.acts) % TOLD_EVERY == 0:
                print(
                    f"{len(self.acts)} {told['memory'] >> 20} MB {told['runs']} runs {len(told['stalls'])} stalls "
                    f"{len(told['faults'])} exceptions",
                    flush=True,
                )
        self._memory = list(self._eyes.memory)
        self._seconds = time.monotonic() - start
        if window.poll() is None:
            self._count(status)

    def _count(self, status: Path) -> None:
        """Close everything and have counted what is left."""
        if not self._person.leave_all():
            print(f"not everything could be closed: {self._eyes.told['front']} {self._eyes.told['runs']} runs")
        status.with_name("count").touch()
        before = self._eyes.told["held"].get("at")
        if self._eyes.await_(lambda told: told["held"] and told["held"]["at"] != before, STARTS):
            self._held.append(self._eyes.told["held"])

    def tell(self) -> bool:
        """Print the figures; whether nothing is wrong."""
        told, person = self._eyes.told, self._person
        print(f"{len(self.acts)} actions in {self._seconds:.0f} s: {dict(person.done.most_common())}")
        total = max(person.where.total(), 1)
        print("where:", ", ".join(f"{name} {100 * n / total:.1f} %" for name, n in person.where.most_common()))
        opened = [told["asked"].get(str(log), 0) for log in self._logs]
        print(f"logs opened {min(opened)} to {max(opened)} times, {opened.count(0)} of {len(opened)} never")
        fired = Counter(told["fired"])
        never = [entry.name for entry in ENTRIES if not fired[entry.name]]
        print(f"{len(ENTRIES) - len(never)} of {len(ENTRIES)} entries of the menus triggered, never {never}")
        print("triggered so often:", ", ".join(f"{name} {n}" for name, n in fired.most_common()))
        if person.stuck:
            print(f"could not be left for long: {dict(person.stuck)}")
        for stall in told["stalls"]:
            self._tell_stall(stall)
        for at, text, places in told["warnings"]:
            print(f"Qt warned: {text}\n    in {places}\n    after {self._before(at)}")
        for fault in told["faults"]:
            print(f"fell: {fault}")
        return self._tell_memory() and not (told["stalls"] or told["faults"] or told["warnings"] or never)

    def _tell_stall(self, stall: dict[str, Any]) -> None:
        print(
            f"stall of {1000 * stall['took']:.0f} ms, {1000 * stall['gc']:.0f} of them looking for garbage, "
            f"after {self._before(stall['at'] - stall['took'])}"
        )
        for seconds, place in stall["where"]:
            print(f"    {1000 * seconds:4.0f} ms in {place}")

    def _before(self, at: float) -> list[str]:
        return [what for when, what in self.acts if when <= at][-3:]

    def _tell_memory(self) -> bool:
        parts = [
            part for i in range(5) if (part := self._memory[i * len(self._memory) // 5 :][: len(self._memory) // 5])
        ]
        medians = [statistics.median(part) / 2**20 for part in parts]
        print("memory in MB, medians of fifths after warming up:", *(f"{one:.0f}" for one in medians))
        if len(self._held) < 2:
            return True
        before, after = self._held[0], self._held[-1]
        print(
            f"with all closed and unused memory given back: {before['memory'] >> 20} MB after warming up, "
            f"{after['memory'] >> 20} MB at the end"
        )
        more = Counter(after["objects"])
        more.subtract(before["objects"])
        _tell_most("garbage of then", Counter(after["garbage"]))
        _tell_most("more objects than then", more)
        return not medians or medians[-1] <= medians[0] + GROWTH


def _tell_most(what: str, counts: Counter[str]) -> None:
    print(f"{what}:", ", ".join(f"{name} {n:+}" for name, n in counts.most_common(MOST_HOLDERS) if n > 0))


if __name__ == "__main__":
    sys.exit(main())
