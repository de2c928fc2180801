"""Work for processes that end in the middle of it; apart from its tests, as each process imports it anew."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def square(task: int) -> int:
    if task == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 99:
        raise ValueError("no such square")
    return task * task


def squares() -> Callable[[int], int]:
    return square


def ending(code: int, _rest: bytes = b"") -> Callable[[int], int]:
    os._exit(code)


def gone(*_: object) -> None:
    os._exit(9)
