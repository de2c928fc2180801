"""Lets a person stop slow reading at once: it goes on in a thread while the caller is asked whether to wait."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.progress import Progress, silent

Result = TypeVar("Result")
ASKED_EVERY = 0.02  # seconds between two questions whether to wait on


def patiently(work: Callable[[Progress], Result], progress: Progress) -> Result:
    """What `work` gives, or raises. `progress` hears the newest of what `work` tells, in the thread of the caller.

    What `progress` raises ends the call at once, whatever the work is at: an import, a slow disk, a library's loop.
    The work then ends where it next tells how far it is, and what it gives is dropped. Meanwhile cycles of objects are
    not collected: with a million new objects that holds every thread up for longer than a person waits.

    Where nobody watches (`silent`), as in a triage, nobody stops it: it needs no thread.
    """
    if progress is silent:
        with _uncollected():
            return work(silent)
    newest = (0.0, "")
    given_up = threading.Event()
    ended = threading.Event()
    results: list[Result] = []
    errors: list[BaseException] = []

    def tell(fraction: float, text: str) -> None:
        nonlocal newest
        if given_up.is_set():
            raise Cancelled
        newest = (fraction, text)

    def run() -> None:
        try:
            results.append(work(tell))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)
        ended.set()

    with _uncollected():
        threading.Thread(target=run, name="reading", daemon=True).start()
        try:
            while not ended.wait(ASKED_EVERY):
                progress(*newest)
        except BaseException:
            given_up.set()
            raise
    if errors:
        raise errors.pop()
    progress(*newest)
    return results[0]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a look for cycles of objects meanwhile."""
    collected = gc.isenabled()  # in the window it is not: that one collects for itself
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()
