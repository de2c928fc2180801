"""A person's session with real keys and a real mouse: what was left is there again when the project is opened.

    python tests/benchmarks/scripted_session.py [LOG] [--display 78] [--size 1280x800] [--keep FOLDER] [--renew]

Opens a log and another through the file dialog, overlays both, selects an event, zooms by wheel and key, writes a note,
saves a project, exports a figure, quits, and opens the project. Each doing must be seen, and look as the golden picture
of it (golden.py; only of the usual log and size; --renew makes them anew, to be looked at); the window that comes back
must look as the one that was left, within TOLERANCE. Xvfb and xdotool have to be there; --keep leaves all pictures in a
folder, to be looked at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import golden
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
SAMPLE, ANOTHER = (
    ROOT / "resources" / "samples" / name / f"{name}.csv" for name in ("overconfidence", "conflicting_labels")
)
SIZE = "1280x800"
GOLDEN = ("log open", "overlay", "event selected", "zoomed by wheel", "note dialog", "noted", "export dialog", "back")
PATIENCE = 120.0  # seconds for what is to be seen; a busy machine is slow
CALM = 1.5  # seconds without a change after which a picture counts as finished
SHADE = 24  # of 255: less than a person sees at a letter's edge
BLINK = 40  # pixels of a text cursor, which is never calm
SEEN = 100  # pixels that a doing changes at least
TOLERANCE = 0.002  # share of the pixels that may differ after the way through the file

Picture = NDArray[np.uint8]


class Failed(Exception):
    """The session did not go as it should."""


class Person:
    """Looks at the screen, presses keys and moves the mouse."""

    def __init__(self, environment: dict[str, str], keep: Path) -> None:
        self._environment = environment
        self._keep = keep
        self._count = 0
        self.seen: dict[str, Picture] = {}
        self.program: subprocess.Popen[bytes] | None = None

    def look(self) -> Picture:
        """The screen as it is, shape (height, width, 3)."""
        from PySide6.QtGui import QGuiApplication, QImage

        image = QGuiApplication.primaryScreen().grabWindow(0).toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

    def hands(self, *words: str) -> None:
        """Have xdotool do something."""
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=PATIENCE)

    def attend(self) -> None:
        """Give the keys to the newest window: there is no manager of windows that would."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "."],
            env=self._environment, stdout=subprocess.PIPE, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        if found.stdout:
            self.hands("windowfocus", max(found.stdout.split(), key=int))

    def press(self, *keys: str) -> None:
        """Press keys in the window that is in front."""
        self.attend()
        self.hands("key", "--delay", "120", *keys)

    def write(self, text: str, last: str) -> None:
        """Type a text where the keys go, then a key."""
        self.attend()
        self.hands("type", "--delay", "20", text)
        self.hands("key", last)

    def fill(self, width: int, height: int) -> None:
        """Make the window as large as the screen: nothing else is compared. The mouse is out of the way."""
        window = ("search", "--onlyvisible", "--name", "lossacc")
        self.hands(*window, "windowmove", "0", "0", "windowsize", str(width), str(height))
        self.hands("mousemove", str(width - 1), str(height - 1))

    def do(self, name: str, act: Callable[[], None], ready: Callable[[], bool] = lambda: True) -> Picture:
        """Do something; the finished picture of what came of it, which is another than before."""
        before = self.look()
        act()
        return self.wait(name, lambda now: differing(before, now) >= SEEN and ready())

    def wait(self, name: str, ready: Callable[[Picture], bool]) -> Picture:
        """The first finished picture that is as wanted."""
        until = time.monotonic() + PATIENCE
        last, since = self.look(), time.monotonic()
        while time.monotonic() < until:
            time.sleep(0.1)
            now = self.look()
            if differing(last, now) > BLINK:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > CALM and ready(now):
                self.show(name, now)
                self.seen[name] = now
                return now
            if self.program is not None and self.program.poll() is not None:
                raise Failed(f"{name}: the program ended with {self.program.returncode}")
        self.show(f"{name}-failed", last)
        raise Failed(f"{name}: nothing came of it")

    def show(self, name: str, picture: Picture) -> None:
        """Keep a picture for people."""
        from PySide6.QtGui import QImage

        self._count += 1
        height, width, _ = picture.shape
        image = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        image.save(str(self._keep / f"{self._count:02}-{name.replace(' ', '-')}.png"))


def shows_something(picture: Picture) -> bool:
    """Whether there is more than an empty screen."""
    return bool(picture.std() > 5)


def differing(one: Picture, other: Picture) -> int:
    """How many pixels differ so much that a person sees it."""
    apart = np.abs(one.astype(np.int16) - other.astype(np.int16)).max(axis=2)
    return int((apart > SHADE).sum())


@contextmanager
def screen(display: int, size: str) -> Iterator[None]:
    """A screen of its own: one that is there already is somebody else's."""
    if Path(f"/tmp/.X11-unix/X{display}").exists():
        raise Failed(f"display :{display} is taken; --display names another")
    server = subprocess.Popen(["Xvfb", f":{display}", "-screen", "0", f"{size}x24"], stderr=subprocess.DEVNULL)
    socket = Path(f"/tmp/.X11-unix/X{display}")
    until = time.monotonic() + PATIENCE
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.05)
    try:
        yield
    finally:
        server.terminate()
        server.wait()


@contextmanager
def program(person: Person, environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, as a person starts it."""
    command = [sys.executable, "-m", "lossacc_gui", *arguments]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as running:
        person.program = running
        try:
            yield running
        finally:
            person.program = None
            running.kill()


def ended(running: subprocess.Popen[bytes]) -> None:
    """Wait for the end of the program, which is one without an error."""
    if running.wait(PATIENCE) != 0:
        raise Failed(f"the program ended with {running.returncode}")


def overlay(person: Person, another: Path) -> None:
    """Open another log, draw both in one chart, and leave that."""
    person.do("second dialog", lambda: person.press("ctrl+o"))
    person.do("second log open", lambda: person.write(str(another), "Return"))
    person.do("list of runs", lambda: person.press("ctrl+f", "Down", "Home", "shift+End"))
    person.do("overlay", lambda: person.press("v"))
    person.do("overlay left", lambda: person.press("Escape"))


def session(person: Person, environment: dict[str, str], log: Path, folder: Path, size: str) -> int:
    """Do it all; how many pixels of the window that came back differ."""
    width, height = map(int, size.split("x"))
    middle = str(int(0.45 * width)), str(int(0.35 * height))
    project, figure = folder / "session.lossacc", folder / "figure.png"
    corner = str(width - 1), str(height - 1)
    with program(person, environment) as running:
        empty = person.wait("empty window", shows_something)
        person.fill(width, height)
        person.do("open dialog", lambda: person.press("ctrl+o"))
        person.do("log open", lambda: person.write(str(log), "Return"))
        overlay(person, folder / ANOTHER.name)
        person.do("event selected", lambda: person.press("period"))
        person.do("zoomed by key", lambda: person.press("ctrl+plus"))

        def wheel() -> None:
            person.hands("mousemove", *middle)
            person.hands("click", "--repeat", "2", "--delay", "150", "4")
            person.hands("mousemove", *corner)

        person.do("zoomed by wheel", wheel)
        person.do("note dialog", lambda: person.press("n"))
        person.do("noted", lambda: person.write("The loss rises here, the accuracy stays", "ctrl+Return"))
        person.do("save dialog", lambda: person.press("ctrl+s"))
        person.do("saved", lambda: person.write(str(project), "Return"), project.exists)
        person.do("export dialog", lambda: person.press("ctrl+e"))
        person.do("export where", lambda: person.press("Return"))
        person.do("exported", lambda: person.write(str(figure), "Return"), figure.exists)
        person.do("back from export", lambda: person.press("Escape"))
        time.sleep(5)  # until the status bar no longer says that something was saved
        left = person.wait("left", lambda now: differing(empty, now) >= SEEN)
        person.press("ctrl+q")
        ended(running)
    if not figure.read_bytes().startswith(b"\x89PNG"):
        raise Failed("the figure is no PNG")
    with program(person, environment, str(project)) as running:
        person.wait("back as it opens", shows_something)
        person.fill(width, height)
        back = person.wait("back", lambda now: differing(left, now) < left.size / 30)
        person.press("ctrl+q")
        ended(running)
    apart = np.abs(left.astype(np.int16) - back.astype(np.int16)).max(axis=2)
    person.show("differences", np.repeat(np.where(apart > SHADE, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2))
    return differing(left, back)


def main() -> int:
    """Run the session and say how alike the windows are; 1 where they are not, or something did not happen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--display", type=int, default=78)
    parser.add_argument("--size", default=SIZE)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--renew", action="store_true", help="make the golden pictures anew")
    asked = parser.parse_args()
    try:
        return told(asked)
    except Failed as error:
        print(error)
        return 1


def told(asked: argparse.Namespace) -> int:
    """Run the session on a screen of its own; 1 where more pixels differ than may."""
    with tempfile.TemporaryDirectory(prefix="session-") as temporary, screen(asked.display, asked.size):
        folder = Path(temporary)
        keep = asked.keep or folder / "pictures"
        keep.mkdir(parents=True, exist_ok=True)
        os.environ |= {"DISPLAY": f":{asked.display}", "QT_QPA_PLATFORM": "xcb", "HOME": temporary}
        for name in ("CONFIG", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        from PySide6.QtGui import QGuiApplication

        app = QGuiApplication([])
        try:
            log = folder / asked.log.name  # alone, so that nothing beside it is offered
            for one in (asked.log, ANOTHER):
                shutil.copyfile(one, folder / one.name)
            person = Person(dict(os.environ), keep)
            found = session(person, dict(os.environ), log, folder, asked.size)
            usual = (asked.log, asked.size) == (SAMPLE, SIZE)
            others = unlike_golden(person.seen, renew=asked.renew) if usual else 0
        finally:
            del app
        width, height = map(int, asked.size.split("x"))
        share = found / (width * height)
        print(f"{found} of {width * height} pixels differ ({100 * share:.2f} %)")
        return int(share > TOLERANCE or others > 0)


def unlike_golden(seen: dict[str, Picture], *, renew: bool) -> int:
    """How many pictures are not as the golden ones; each is told."""
    others = 0
    for name in GOLDEN:
        if renew:
            golden.save(name, seen[name])
        apart = golden.share_apart(name, seen[name])
        told = "no golden picture" if apart is None else f"{100 * apart:.2f} % unlike the golden picture"
        print(f"{name:<16} {told}")
        others += apart is None or apart > golden.TOLERANCE
    return others


if __name__ == "__main__":
    sys.exit(main())
