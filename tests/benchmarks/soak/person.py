"""What a person might do in the window, by chance; each log and each entry of a menu as often as any other."""

from __future__ import annotations

import random
import string
from collections import Counter
from pathlib import Path
from typing import Any

from hands import Eyes, Hands
from logs import FINE, MADE, WHOLE, grown

from lossacc_gui.gui.actions.entries import ENTRIES

MOST_OPEN = 12  # runs; from then on they are closed again, some at once
AT_ONCE = 25  # runs closed one right after the other
MOST_WINDOWS = 3  # beside the main one; then they are closed again
STUCK = 150  # things done in one dialog, after which it cannot be left
WIDTH, HEIGHT = 1280, 800
KEYS = (
    "f", "l", "bracketright", "bracketleft", "w", "period", "comma", "Delete", "Escape", "Return", "shift+f", "ctrl+0",
    "ctrl+plus", "ctrl+minus", "ctrl+z", "ctrl+shift+z", "ctrl+Down", "ctrl+Up", "ctrl+r", "ctrl+f", "ctrl+l", "Left",
    "Right", "shift+Right", "Up", "Down", "a", "b", "plus", "minus", "Prior", "Next", "Home", "End", "Tab", "shift+Tab",
    "space", "ctrl+shift+c", "ctrl+shift+e", "F1", "question", "ctrl+e", "ctrl+p", "ctrl+a", "v", "ctrl+shift+l", "j",
    "k", "y", "shift+y", "r", "shift+r", "o", "g", "n", "shift+n", "shift+l", "shift+c", "ctrl+s",
)  # fmt: skip
DIALOG_KEYS = (
    "Tab", "Tab", "shift+Tab", "space", "space", "Return", "Up", "Down", "Down", "Left", "Right", "Home", "End",
    "Prior", "Next", "Delete", "BackSpace", "ctrl+a", "ctrl+c", "ctrl+v", "ctrl+Tab", "F2", "alt+Down", "ctrl+f",
)  # fmt: skip
IN_A_WINDOW = ("press", "press", "press", "click", "click", "click", "write", "wheel", "double", "context", "drag")
IN_THE_MAIN_WINDOW = (
    *("menu",) * 8, *("press",) * 6, *("click", "move", "wheel", "drag", "double", "context") * 2,
    *("overlay", "seek", "switch", "grow"),
)  # fmt: skip
MENU_OF = {entry.name: entry.menu for entry in ENTRIES}
SOUGHT = ("fit", "log", "next", "over", "diff", "x", "acc", "loss", "overf", "smoo", "filt", "zzz")


class Person:
    """Does something that fits how the window is, and keeps what was done where."""

    def __init__(self, hands: Hands, eyes: Eyes, logs: list[Path], seed: int) -> None:
        """The last of `logs` is the one that grows."""
        self._hands, self._eyes = hands, eyes
        self._logs = logs
        self._chance = random.Random(seed)
        self._waiting: list[Path] = []
        self._here = 0
        self._was = ""
        self.done: Counter[str] = Counter()
        self.where: Counter[str] = Counter()
        self.stuck: Counter[str] = Counter()

    @property
    def _told(self) -> dict[str, Any]:
        return self._eyes.told

    def act(self) -> str:
        """Do something; what it was, and where."""
        told = self._told
        front = f"menu in {told['front']}" if told["popup"] else told["front"]
        self._here = self._here + 1 if front == self._was else 0
        self._was = front
        kind = self._kind(told)
        self.where[front] += 1
        self.done[kind] += 1
        return f"{kind} {getattr(self, '_' + kind)()} in {front}"

    def leave_all(self) -> bool:
        """Close every run and window; whether that could be done."""
        for _ in range(400):
            if not self._eyes.look():
                return False
            told = self._told
            if told["runs"] == 0 and not told["popup"] and not told["others"] and told["front"] == "Window":
                return True
            if told["popup"] or told["front"] != "Window":
                self._leave()
            elif told["others"]:
                self._switch()
            else:
                self._close()
        return False

    def _kind(self, told: dict[str, Any]) -> str:
        chance = self._chance
        if told["popup"]:
            return "choose" if chance.random() < 0.9 else "escape"
        if told["kind"]:
            return "answer"
        if told["front"] != "Window":
            if self._here > STUCK:
                self.stuck[told["front"]] += 1
                self._here = 0
            many = len(told["others"]) > MOST_WINDOWS
            crowded = chance.random() < 0.1 and told["front"] == "TriageWindow"
            return "leave" if many or chance.random() < 0.17 else "switch" if crowded else chance.choice(IN_A_WINDOW)
        if told["runs"] == 0 or (chance.random() < 0.12 and told["runs"] <= MOST_OPEN):
            return "open"
        if chance.random() < (0.25 if told["runs"] > MOST_OPEN else 0.02):
            return "close"
        return "size" if chance.random() < 0.004 else chance.choice(IN_THE_MAIN_WINDOW)

    # Where

    def _place(self) -> tuple[int, int]:
        """A place of the window in front."""
        left, top, right, bottom = self._told["rect"]
        left, top, right, bottom = max(left, 2), max(top, 2), min(right, WIDTH - 2), min(bottom, HEIGHT - 2)
        return self._chance.randint(left, max(left, right)), self._chance.randint(top, max(top, bottom))

    def _move(self) -> str:
        x, y = self._place()
        self._hands.say(f"mousemove {x} {y}")
        return f"{x} {y}"

    # Menus

    def _menu(self) -> str:
        """Open a menu of the menu bar, most often that of an entry that was taken least."""
        title = self._chance.choice(list(self._told["menus"]) or ["File"])
        if self._chance.random() < 0.6:
            ready, fired = self._told["ready"], self._told["fired"]
            title = MENU_OF[min(self._chance.sample(ready, len(ready)), key=lambda name: fired.get(name, 0))]
        x, y = self._told["menus"].get(title, (20, 10))
        self._hands.say(f"mousemove {x} {y}", "click 1")
        self._eyes.await_(lambda told: bool(told["popup"]), 1.0)
        return title

    def _choose(self) -> str:
        """Take an entry of the menu that is open, most often one that was taken least."""
        kind, entries = self._told["popup"]
        seen = [one for one in entries if 0 < one[1] < WIDTH and 0 < one[2] < HEIGHT]
        if not seen:
            self._hands.say(f"key {self._chance.choice(('Down', 'Up', 'Return', 'Escape'))}")
            return f"by key in a {kind}"
        fired = self._told["fired"]
        least = min(fired.get(one[0], 0) for one in seen)
        if self._chance.random() < 0.7:
            seen = [one for one in seen if fired.get(one[0], 0) == least]
        name, x, y, _ = self._chance.choice(seen)
        self._hands.say(f"mousemove {x} {y}", "click 1")
        return str(name)

    def _through_menu(self, menu: str, name: str) -> bool:
        """Choose an entry of the menu bar by its name."""
        if menu not in self._told["menus"]:
            return False
        x, y = self._told["menus"][menu]
        self._hands.say(f"mousemove {x} {y}", "click 1")
        if not self._eyes.await_(lambda told: bool(told["popup"])):
            return False
        for found, x, y, _ in self._told["popup"][1]:
            if found == name:
                self._hands.say(f"mousemove {x} {y}", "click 1")
                return True
        return False

    # File dialogs

    def _open(self) -> str:
        """Open the next log, so that each is opened as often as any other."""
        if not self._waiting:
            self._waiting = self._chance.sample(self._logs, len(self._logs))
        by_key = self._chance.random() < 0.5
        if by_key:
            self._hands.say("key ctrl+o")
        if not (by_key or self._through_menu("File", "open")) or not self._eyes.await_(lambda told: told["kind"]):
            return "and no dialog came"
        log = self._waiting.pop() if self._chance.random() < 0.9 else self._chance.choice(self._logs[-MADE:])
        self._write_into(log)
        return str(log.name)

    def _answer(self) -> str:
        """Name a file to the dialog that asks for one, or leave it."""
        kind, folder = self._told["kind"], self._logs[-1].parent
        if self._chance.random() < 0.3:
            self._hands.say("key Escape")
            return f"{kind} with Escape"
        name = {
            "file": lambda: self._chance.choice((folder / "predicted" / "predictions.npz", *self._logs[:8])),
            "folder": lambda: self._folder(folder),
            "save": lambda: folder / "out" / f"made{self._chance.randrange(20)}",
        }[kind]()
        self._write_into(name)
        return f"{kind} with {name.name}"

    def _folder(self, folder: Path) -> Path:
        """A small folder mostly, seldom that of all logs."""
        whole, few = folder / "all", self._chance.choice((folder / "seeds", folder / "few", folder / "empty"))
        return whole if self._chance.random() < 0.04 else few

    def _write_into(self, name: Path) -> None:
        self._hands.say("key ctrl+a", f"type --delay 1 {name}", "key Return")
        self._eyes.await_(lambda told: not told["kind"])
        for _ in range(2):  # it may not be what was asked for
            if self._told["kind"]:
                self._hands.say("key Escape")
                self._eyes.await_(lambda told: not told["kind"], 1.0)

    # Windows

    def _leave(self) -> str:
        """Close what is in front."""
        self._hands.say("key ctrl+w" if self._told["front"] == "TriageWindow" else "key Escape")
        return ""

    def _switch(self) -> str:
        """Bring another window to the front."""
        if self._told["others"]:
            window = str(self._chance.choice(self._told["others"]))
            self._hands.alone("windowraise", window, "windowfocus", window)
        return ""

    def _size(self) -> str:
        width, height = self._chance.randint(500, WIDTH), self._chance.randint(400, HEIGHT)
        if self._chance.random() < 0.5:
            width, height = WIDTH, HEIGHT
        self._hands.alone(*f"search --onlyvisible --name lossacc windowsize {width} {height}".split())
        return f"{width} {height}"

    def _close(self) -> str:
        """Close a run; of many, several at once."""
        many = min(max(self._told["runs"] - MOST_OPEN // 2, 1), AT_ONCE)
        self._hands.say(f"key --repeat {many} --delay 10 ctrl+w")
        return str(many)

    # Keys and mouse

    def _escape(self) -> str:
        self._hands.say("key Escape")
        return ""

    def _press(self) -> str:
        key = self._chance.choice(KEYS if self._told["front"] == "Window" else DIALOG_KEYS)
        self._hands.say(f"key {key}")
        return key

    def _write(self) -> str:
        letters = string.ascii_lowercase + string.digits * 3 + ".-"
        text = "".join(self._chance.choice(letters) for _ in range(self._chance.randint(1, 6)))
        self._hands.say(f"type --delay 2 -- {text}")
        return text

    def _overlay(self) -> str:
        """Select some runs that stand under each other in the list, and draw them in one chart."""
        if not self._told["list"]:
            return "without a list"
        left, top, _, bottom, row = self._told["list"]
        y = self._chance.randrange(top, max(bottom, top + 1), row) + row // 2
        more = self._chance.randint(2, 9)
        self._hands.say(f"mousemove {left + 60} {y}", "click 1", f"key --repeat {more} --delay 5 shift+Down", "key v")
        return f"{y} and {more} below"

    def _seek(self) -> str:
        """Do what the palette finds first."""
        word = self._chance.choice((*SOUGHT, self._chance.choice(ENTRIES).text.replace("&", "").rstrip("…")))
        self._hands.say("key ctrl+shift+p")
        if not self._eyes.await_(lambda told: told["front"] == "PaletteDialog"):
            return "and no palette came"
        self._hands.say(f"type --delay 1 {word}", "sleep 0.1", "key Return")
        return word

    def _grow(self) -> str:
        """Let the log that grows be of another length."""
        epochs = self._chance.choice((FINE, FINE, WHOLE, self._chance.randint(5, WHOLE)))
        self._logs[-1].write_text(grown(epochs), encoding="utf-8")
        return str(epochs)

    def _click(self) -> str:
        where = self._move()
        self._hands.say("click 1")
        return where

    def _double(self) -> str:
        where = self._move()
        self._hands.say("click --repeat 2 --delay 30 1")
        return where

    def _context(self) -> str:
        where = self._move()
        self._hands.say("click 3")
        return where

    def _wheel(self) -> str:
        where = self._move()
        shift = self._chance.random() < 0.3
        turn = f"click --repeat {self._chance.randint(1, 8)} --delay 5 {self._chance.choice((4, 5))}"
        self._hands.say(*(["keydown shift", turn, "keyup shift"] if shift else [turn]))
        return where

    def _drag(self) -> str:
        where = self._move()
        shift = self._chance.random() < 0.4
        x, y = self._place()
        self._hands.say(*(["keydown shift"] if shift else []), "mousedown 1", f"mousemove {x} {y}", "mouseup 1")
        self._hands.say("keyup shift")
        return f"{where} to {x} {y}"
