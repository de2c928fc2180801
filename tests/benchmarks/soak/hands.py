"""Keys and mouse of an X display, by xdotool; and how the window is, as it tells."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

SETTLES = 0.02  # seconds between two looks at whether the window has heard
SILENT = 60.0  # seconds without a word after which it counts as hanging
PATIENCE = 3.0  # seconds that something awaited gets


class Hands:
    """Press keys and move the mouse."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._tool = self._fresh()
        self.tired = 0

    def say(self, *lines: str) -> None:
        """Have xdotool do something, and wait until it is done."""
        assert self._tool.stdin is not None and self._tool.stdout is not None
        with suppress(BrokenPipeError):  # what it answers must need no window: one may go meanwhile
            self._tool.stdin.write("".join(f"{line}\n" for line in (*lines, "getdisplaygeometry")))
            self._tool.stdin.flush()
        if not self._tool.stdout.readline():  # a window that goes at the wrong moment ends xdotool
            self.tired += 1
            self._tool = self._fresh()
            assert self._tool.stdin is not None
            self._tool.stdin.write("keyup shift\nkeyup ctrl\nmouseup 1\n")  # they may have been held down
            time.sleep(0.2)

    def alone(self, *words: str) -> None:
        """Have an xdotool of its own do something to a window that may be gone."""
        subprocess.run(["xdotool", *words], env=self._environment, check=False, timeout=60, stderr=subprocess.DEVNULL)

    def rest(self) -> None:
        """Take the hands away."""
        assert self._tool.stdin is not None
        with suppress(OSError):  # it may be gone
            self._tool.stdin.close()
        self._tool.kill()

    def _fresh(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(["xdotool", "-"], stdin=pipe, stdout=pipe, env=self._environment, text=True)


class Eyes:
    """See how the window is."""

    def __init__(self, status: Path) -> None:
        self._looks = _looks(status)
        self.told: dict[str, Any] = {}
        self.memory: list[int] = []

    def look(self) -> bool:
        """Look anew; False where the window tells nothing any more."""
        told = next(self._looks, None)
        if told is None:
            return False
        self.told = told
        self.memory.append(told["memory"])
        return True

    def await_(self, there: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE) -> bool:
        """Look until something is there; False where it does not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.look():
            if there(self.told):
                return True
        return False


def _looks(status: Path) -> Iterator[dict[str, Any]]:
    """How the window is, each time newer than before; ends where it no longer tells."""
    seen = time.time()
    while True:
        until = time.monotonic() + SILENT
        while True:
            told: dict[str, Any] = {"at": 0.0}
            with suppress(OSError, ValueError):
                told = json.loads(status.read_text(encoding="utf-8"))
            if told["at"] > seen:
                break
            if time.monotonic() > until:
                return
            time.sleep(SETTLES)
        yield told
        seen = time.time()
