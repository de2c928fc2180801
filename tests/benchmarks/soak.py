"""Random keys, clicks, drags, wheels, overlays, palette and triage in the real window, by real events, as logs come.

    python tests/benchmarks/soak.py LOGS [--actions 10000] [--logs 200] [--seed 0] [--display 77] [--tell]

LOGS is a folder; that many of the files in it are copied to a place of their own and opened through the file dialog, so
that no slip of the mouse reaches anything else. The window runs on an Xvfb of its own, and xdotool moves its mouse and
presses its keys; both have to be there. Told are exceptions, turns of the window's loop that took the processor for
more than 200 ms (what else runs on the machine does not count) with what was done last, and the memory on the way.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

STALL = 0.2  # seconds of the processor in one turn
LARGEST_LOG = 2_000_000  # bytes
MOST_OPEN = 12  # runs; from then on they are closed again
WIDTH, HEIGHT = 1280, 800
SETTLES = 0.02  # seconds between two looks at whether the window has heard
WARM = 0.2  # of the actions, after which memory is to stay
KEYS = (
    "f", "l", "bracketright", "bracketleft", "w", "period", "comma", "Delete", "Escape", "Return", "shift+f", "ctrl+0",
    "ctrl+plus", "ctrl+minus", "ctrl+z", "ctrl+shift+z", "ctrl+Down", "ctrl+Up", "ctrl+r", "ctrl+f", "ctrl+l", "Left",
    "Right", "shift+Right", "Up", "Down", "a", "b", "plus", "minus", "Prior", "Next", "Home", "End", "Tab", "shift+Tab",
    "space", "ctrl+shift+c", "ctrl+shift+e", "alt+f", "alt+v", "alt+e", "F1", "question", "ctrl+e", "ctrl+p", "ctrl+a",
    "v", "ctrl+shift+l", "ctrl+shift+p",
)  # fmt: skip
SOUGHT = (
    "fit",
    "log",
    "next",
    "over",
    "diff",
    "seeds",
    "x",
    "acc",
    "loss",
    "overf",
    "smoo",
    "filt",
    "zzz",
)  # in the palette
LIST_X, LIST_Y, LIST_ROW = 60, 162, 24  # pixels: where the list of runs lies in the window as it opens


# The window, in a process of its own


def window_of(status: Path) -> None:
    """Run the program; note how it is in `status` every so often."""
    import threading

    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QApplication, QFileDialog
    from turns import Meter

    from lossacc_gui.gui.program import app
    from lossacc_gui.gui.window import main_window

    stalls: list[tuple[float, float]] = []
    faults: list[str] = []

    class Kept(Meter):
        """Notes each long turn with the time of day."""

        def _tick(self) -> None:
            super()._tick()
            if self.most > STALL:
                stalls.append((time.time(), self.most))
                self.most = 0.0

    class Tame(QObject):
        """Lets no file dialog rename or delete anything."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Polish and isinstance(watched, QFileDialog):
                watched.setOption(QFileDialog.Option.ReadOnly, True)
            return False

    class Window(main_window.MainWindow):
        """The window; what closes it closes nothing."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.painted.connect(self._begin)

        def closeEvent(self, event: QCloseEvent) -> None:
            event.ignore()

        def _begin(self) -> None:
            self._meter = Kept()
            self._tame = Tame()
            QApplication.instance().installEventFilter(self._tame)  # type: ignore[union-attr]
            self._note_timer = QTimer(self, interval=40)
            self._note_timer.timeout.connect(self._note)
            self._note_timer.start()

        def _note(self) -> None:
            modal = QApplication.activeModalWidget()
            session = self._session
            if QApplication.activeWindow() is None:  # as a manager of windows would
                (modal or self).activateWindow()
            told = {
                "at": time.time(),
                "modal": type(modal).__name__ if modal is not None else "",
                "popup": QApplication.activePopupWidget() is not None,
                "runs": len(session.runs) if session is not None else 0,
                "busy": session is not None and session.busy,
                "overlay": session is not None and session.together.overlay is not None,
                "triage": any(type(one).__name__ == "TriageWindow" for one in QApplication.topLevelWidgets()),
                "messages": len(session.messages.all) if session is not None else 0,
                "memory": resident(),
                "threads": threading.active_count(),
                "stalls": stalls,
                "faults": faults,
            }
            fresh = status.with_suffix(".new")
            fresh.write_text(json.dumps(told), encoding="utf-8")
            fresh.replace(status)

    real = app.hook_for

    def listening(session: Any) -> Any:
        tell = real(session)

        def hook(kind: Any, error: Any, trace: Any) -> None:
            faults.append(f"{kind.__name__}: {error}")
            tell(kind, error, trace)

        return hook

    app.MainWindow = Window  # type: ignore[misc]
    app.hook_for = listening
    app.main([])


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


# The person


class Person:
    """Presses keys and moves the mouse, and says what was done."""

    def __init__(self, environment: dict[str, str], logs: list[Path], seed: int) -> None:
        self._environment = environment
        self._hands = self._fresh_hands()
        self._logs = logs
        self._chance = random.Random(seed)
        self.waiting: list[Path] = list(logs)
        self.done: Counter[str] = Counter()
        self.saw: Counter[str] = Counter()
        self.tired = 0

    def act(self, told: dict[str, Any]) -> str:
        """Do something that a person might do while the window is as `told`."""
        chance = self._chance
        if told["modal"] or told["popup"]:
            kind = chance.choice(("escape", "escape", "press", "click" if "File" not in told["modal"] else "escape"))
        elif told["runs"] == 0 or (chance.random() < 0.06 and told["runs"] < MOST_OPEN):
            kind = "open"
        elif chance.random() < (0.5 if told["runs"] > MOST_OPEN else 0.04):
            kind = "close"
        else:
            kind = chance.choice(
                (
                    "press",
                    "press",
                    "press",
                    "click",
                    "move",
                    "wheel",
                    "drag",
                    "double",
                    "menu",
                    "size",
                    "overlay",
                    "seek",
                )
            )
            kind = "triage" if chance.random() < 0.01 else kind
            kind = "press" if kind == "size" and chance.random() < 0.9 else kind
        self.done[kind] += 1
        return f"{kind} {getattr(self, '_' + kind)()}"

    def say(self, *lines: str) -> None:
        """Have xdotool do something, and wait until it is done."""
        assert self._hands.stdin is not None and self._hands.stdout is not None
        with suppress(BrokenPipeError):
            self._hands.stdin.write("".join(f"{line}\n" for line in (*lines, "getmouselocation")))
            self._hands.stdin.flush()
        if not self._hands.stdout.readline():  # a window that goes at the wrong moment ends xdotool
            self.tired += 1
            self._hands = self._fresh_hands()
            assert self._hands.stdin is not None
            self._hands.stdin.write("keyup shift\n")  # it may have been held down
            time.sleep(0.2)

    def _fresh_hands(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(["xdotool", "-"], stdin=pipe, stdout=pipe, env=self._environment, text=True)

    def rest(self) -> None:
        """Take the hands away."""
        assert self._hands.stdin is not None
        with suppress(OSError):  # it may be gone
            self._hands.stdin.close()
        self._hands.kill()

    def _place(self) -> tuple[int, int]:
        return self._chance.randrange(4, WIDTH - 4), self._chance.randrange(4, HEIGHT - 4)

    def _escape(self) -> str:
        self.say("key Escape")
        return ""

    def _press(self) -> str:
        key = self._chance.choice(KEYS)
        self.say(f"key {key}")
        return key

    def _open(self) -> str:
        path = self.waiting.pop() if self.waiting else self._chance.choice(self._logs)
        self.say("key Escape", "key ctrl+o", "sleep 0.7", f"type --delay 1 {path}", "key Return")
        return path.name

    def _overlay(self) -> str:
        """Select some runs that stand under each other in the list, and draw them in one chart."""
        y, more = LIST_Y + LIST_ROW * self._chance.randrange(4), self._chance.randint(2, 9)
        self.say(f"mousemove {LIST_X} {y}", "click 1", f"key --repeat {more} --delay 5 shift+Down", "key v")
        return f"{y} and {more} below"

    def _seek(self) -> str:
        """Do what the palette finds first."""
        word = self._chance.choice(SOUGHT)
        self.say("key ctrl+shift+p", "sleep 0.3", f"type --delay 1 {word}", "sleep 0.1", "key Return")
        return word

    def _triage(self) -> str:
        """Have all logs in a table, in a window of its own."""
        self.say("key Escape", "key ctrl+t", "sleep 0.7", f"type --delay 1 {self._logs[0].parent.parent}", "key Return")
        return ""

    def _close(self) -> str:
        self.say("key Escape", "key ctrl+w")
        return ""

    def _move(self) -> str:
        x, y = self._place()
        self.say(f"mousemove {x} {y}")
        return f"{x} {y}"

    def _click(self) -> str:
        where = self._move()
        self.say("click 1")
        return where

    def _double(self) -> str:
        where = self._move()
        self.say("click --repeat 2 --delay 30 1")
        return where

    def _menu(self) -> str:
        where = self._move()
        self.say("click 3", "key Escape")
        return where

    def _wheel(self) -> str:
        where = self._move()
        shift = self._chance.random() < 0.3
        turn = f"click --repeat {self._chance.randint(1, 8)} --delay 5 {self._chance.choice((4, 5))}"
        self.say(*(["keydown shift", turn, "keyup shift"] if shift else [turn]))
        return where

    def _drag(self) -> str:
        where = self._move()
        shift = self._chance.random() < 0.4
        x, y = self._place()
        self.say(*(["keydown shift"] if shift else []), "mousedown 1", f"mousemove {x} {y}", "mouseup 1")
        self.say("keyup shift")
        return f"{where} to {x} {y}"

    def _size(self) -> str:
        width, height = self._chance.randint(500, WIDTH), self._chance.randint(400, HEIGHT)
        resize = f"search --onlyvisible --name lossacc windowsize {width} {height}".split()
        # By itself: a window that goes while it is looked for ends xdotool.
        subprocess.run(["xdotool", *resize], env=self._environment, check=False, timeout=60)
        return f"{width} {height}"


def looks(status: Path) -> Iterator[dict[str, Any]]:
    """How the window is, each time newer than before and not while it reads; ends where it no longer tells."""
    seen = time.time()
    while True:
        until = time.monotonic() + 60
        while True:
            told: dict[str, Any] = {"at": 0.0}
            with suppress(OSError, ValueError):
                told = json.loads(status.read_text(encoding="utf-8"))
            if told["at"] > seen:
                break
            if time.monotonic() > until:
                return
            time.sleep(SETTLES)
        seen = told["at"]
        yield told
        seen = time.time()


def copied(source: Path, folder: Path, count: int, chance: random.Random) -> list[Path]:
    """That many logs of a folder, copied under plain names."""
    files = [one for one in sorted(source.rglob("*")) if one.is_file() and 0 < one.stat().st_size <= LARGEST_LOG]
    chosen = chance.sample(files, min(count, len(files)))
    targets = []
    for i, one in enumerate(chosen):
        suffix = "".join(c for c in one.name[one.name.find(".") :] if c.isalnum() or c in "._-")
        name = one.name if "tfevents" in one.name else f"log{i}{suffix if '.' in one.name else ''}"
        target = folder / f"l{i}" / name
        target.parent.mkdir()
        shutil.copyfile(one, target)
        targets.append(target)
    return targets


def main() -> int:
    """Run and print the figures; 1 where something fell, stalled or grew."""
    if len(sys.argv) == 3 and sys.argv[1] == "--window":
        window_of(Path(sys.argv[2]))
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
    logs = copied(asked.logs_in, folder, asked.logs, random.Random(asked.seed))
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    environment |= {"DISPLAY": f":{asked.display}", "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    environment |= {"XDG_CONFIG_HOME": str(folder / "config"), "QT_QPA_PLATFORM": "xcb"}
    screen = subprocess.Popen(["Xvfb", f":{asked.display}", "-screen", "0", f"{WIDTH}x{HEIGHT}x24"])
    time.sleep(1.0)
    status = folder / "status.json"
    words = (folder / "words.txt").open("w+", encoding="utf-8")
    window = subprocess.Popen([sys.executable, __file__, "--window", str(status)], env=environment, stderr=words)
    person = Person(environment, logs, asked.seed)
    acts: list[tuple[float, str]] = []
    memory: list[int] = []
    told: dict[str, Any] = {}
    start = time.monotonic()
    ends: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):  # leave no screen and no window behind, and say what was
        signal.signal(one, lambda number, _: ends.append(number))
    try:
        for told in looks(status):
            memory.append(told["memory"])
            person.saw.update(what for what in ("overlay", "triage") if told[what])
            if len(acts) >= asked.actions or window.poll() is not None or ends:
                break
            acts.append((time.time(), person.act(told)))
            if asked.tell:
                print(acts[-1][1], {k: told[k] for k in ("modal", "popup", "runs", "busy")}, flush=True)
            if len(acts) % 500 == 0:
                print(
                    f"{len(acts)} {told['memory'] >> 20} MB {told['runs']} runs {len(told['stalls'])} stalls",
                    flush=True,
                )
    finally:
        ended = window.poll()
        window.kill()
        person.rest()
        screen.terminate()
    words.seek(0)
    if not told:
        print(f"the window never told how it was doing; it ended with {ended}\n{words.read()[-3000:]}")
        return 1
    return _told(acts, memory, told, person, ended, words.read(), time.monotonic() - start)


def _told(
    acts: list[tuple[float, str]],
    memory: list[int],
    told: dict[str, Any],
    person: Person,
    ended: int | None,
    words: str,
    seconds: float,
) -> int:
    print(
        f"{len(acts)} actions in {seconds:.0f} s: {dict(person.done)}, "
        f"seen so often {dict(person.saw)}; {len(person.waiting)} logs not opened, xdotool ended {person.tired} times"
    )
    for at, took in told["stalls"]:
        last = [what for when, what in acts if when <= at][-3:]
        print(f"stall of {1000 * took:.0f} ms after {last}")
    warm = memory[int(WARM * len(memory)) :]
    parts = [statistics.median(warm[i * len(warm) // 5 : (i + 1) * len(warm) // 5]) / 2**20 for i in range(5)]
    print("memory in MB, medians of fifths after warming up:", *(f"{one:.0f}" for one in parts))
    for fault in told["faults"]:
        print(f"fell: {fault}")
    if ended is not None:
        print(f"the window ended with {ended} after {acts[-1:]}")
    if words:
        print(words[-3000:])
    return 1 if told["stalls"] or told["faults"] or ended is not None or parts[-1] > parts[0] + 50 else 0


if __name__ == "__main__":
    sys.exit(main())
