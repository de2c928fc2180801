"""A time limit for what waits for a server: a hang ends as a failed test, not as a run that stands still."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 220.0  # seconds; the slowest of these tests takes 8 on an idle machine, and after 240 the whole run is ended


class TooLongError(BaseException):
    """No Exception, which the program would tell as one of the server's."""


@contextmanager
def limited(seconds: float = LONGEST) -> Iterator[None]:
    """TooLongError after so long; nothing where the system knows no such alarm, or in another thread."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise TooLongError(f"this took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
