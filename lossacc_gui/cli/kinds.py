"""What an argument may be: a text of the command line into a value, with a sentence where it is none."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from lossacc_gui.model.colour import Colour, colour_in
from lossacc_gui.model.level import Level, level_in
from lossacc_gui.model.note import Note, note_in
from lossacc_gui.model.smoothing import Smoothing, smoothing_in

T = TypeVar("T")


def path(text: str) -> Path:
    """A path; an empty text is none, though it would be taken for the current folder."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"expected a file or a folder, found {text!r}")
    return Path(text)


def log(text: str) -> Path | str:
    """A path, or an address (s3://bucket/folder) as it was given."""
    if "://" in text:
        from lossacc_gui.remote import is_address

        if is_address(text.strip()):
            return text.strip()
    return path(text)


def evidence(text: str) -> Path | Literal["auto"]:
    """A file of predictions, or auto."""
    return "auto" if text == "auto" else path(text)


def setting(text: str) -> tuple[str, str]:
    """A name and a value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return name.strip(), value.strip()


def number(text: str) -> float:
    """A number, NaN where the text is none: no comparison holds for it."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def positive(text: str) -> float:
    """A number above 0."""
    value = number(text)
    if not 0 < value < 1e5:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return value


def event(text: str) -> int:
    """The number of an event, from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"expected the number of an event, found {text!r}")
    return int(text)


def jobs(text: str) -> int:
    """A number of processes."""
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 256, found {text!r}")
    return int(text)


def smoothing(text: str) -> Smoothing:
    """How curves are smoothed."""
    return _parsed(smoothing_in, text)


def level(text: str) -> Level:
    """A line that a person wants: AXIS=LEVEL, and what it is behind a colon."""
    return _parsed(level_in, text)


def colour(text: str) -> Colour:
    """A colour of a person's own: NAME=#rrggbb."""
    return _parsed(colour_in, text)


def note(text: str) -> Note:
    """A person's note: PLACE=TEXT."""
    return _parsed(note_in, text)


def _parsed(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}, found {text!r}") from error


def stretch(text: str) -> tuple[float, float]:
    """Two numbers, the first below the second."""
    low, high = (number(end) for end in (text.partition(":")[0], text.partition(":")[2]))
    if not low < high:
        raise argparse.ArgumentTypeError(f"expected A:B with A below B, found {text!r}")
    return low, high
