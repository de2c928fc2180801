"""Work for processes that end in the middle of it; apart from its tests, as each process imports it anew."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial


def square(task: int) -> int:
    if task == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 99:
        raise ValueError("no such square")
    return task * task


def squares() -> Callable[[int], int]:
    return square


def opened(fifo: str, task: int) -> int:
    if task == 3:
        os.close(os.open(fifo, os.O_RDONLY))  # until another one opens it
    return task


def opening(fifo: str) -> Callable[[int], int]:
    return partial(opened, fifo)


def ending(code: int, _rest: bytes = b"") -> Callable[[int], int]:
    os._exit(code)


def gone(*_: object) -> None:
    os._exit(9)
