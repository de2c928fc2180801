"""How the set-up talks to a person: progress on standard error, a failure in one sentence."""

from __future__ import annotations

import sys


class SetUpFailed(Exception):
    """Why the set-up cannot go on and what to do, in words for a person; nothing half-done is left behind."""


def say(text: str) -> None:
    """Write one line to standard error at once; standard output belongs to the program that is run."""
    print(text, file=sys.stderr, flush=True)
