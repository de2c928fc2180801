"""Reads a whole JSON file, and says in one sentence why where it cannot."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.trees.json_pieces import PIECE, JsonPieces
from lossacc_gui.readers.trees.repeated_keys import Repeated, every_key_once, loads_repeated

START = re.compile(r'\s*(\{\s*(["}]|$)|\[\s*([\[{"\]]|-?\d[\d.eE+-]*\s*([,\]]|$)|null|NaN|$))')


def begins_as_json(text: str) -> bool:
    """Whether a text begins as a JSON object or list does, and not as `[train]` or `[12:30:01] loss 0.5`."""
    return START.match(text) is not None


def goes_on_as_text(text: str) -> bool:
    """Whether a JSON value stands at the head of a text that goes on as none: settings, printed before a training."""
    try:
        _, end = json.JSONDecoder().raw_decode(text, len(text) - len(text.lstrip()))
    except (ValueError, RecursionError):
        return False
    rest = text[end:].lstrip()
    return bool(rest) and not rest.startswith(",") and not begins_as_json(rest)


def loads(text: str, progress: Progress = silent, repeated: Repeated | None = None) -> Any:
    """The JSON value of `text`, NaN and Infinity allowed; ValueError where it is none or nested without end.

    Where `repeated` is given, keys that come again in an object are taken as `repeated_keys` says.
    """
    try:
        tree = json.loads(text) if len(text) <= PIECE else JsonPieces(text, progress).parse()
        if repeated is None or every_key_once(text, tree):
            return tree
        del tree
        return loads_repeated(text, repeated)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def loads_all(text: str, progress: Progress = silent, repeated: Repeated | None = None) -> Any:
    """The JSON value of `text`, or a list of those that stand one after another; ValueError as `loads`.

    Of several the last may be torn: a training that still runs, or was killed, leaves it so. What goes on as no JSON is
    a text with settings at its head.
    """
    try:
        return loads(text, progress, repeated)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data") or not INDENTED.match(text):
            raise
        extra = error
    decoder, found, at = json.JSONDecoder(), [], len(text) - len(text.lstrip())
    while at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            if not INDENTED.match(text, at) and len(text) - at > SAID_AT_END * len(text):
                raise extra from None
            break
        if repeated is not None and not every_key_once(text, value, at, end):
            value = loads_repeated(text[at:end], replace(repeated, one_record=True))
        found.append(value)
        at = end
        at += len(text[at : at + MOST_BETWEEN]) - len(text[at : at + MOST_BETWEEN].lstrip(" ,\t\r\n"))
    return found


INDENTED = re.compile(r"\s*(?:\{[ \t]*\r?\n|\[\s*-?\d[\d.eE+-]*\s*,)")  # or a bare list of numbers
SAID_AT_END = 0.1  # share of a text that may follow its values: "Early stopping"
MOST_BETWEEN = 100  # blanks between two values


def load_json(path: Path, progress: Progress, repeated: Repeated | None = None) -> Any:
    """The JSON value that the file holds, as `loads_all`; UnreadableLog names the line where it breaks."""
    text = text_of(path, part(progress, 0.0, 0.3))
    try:
        return loads_all(text, part(progress, 0.3, 1.0), repeated)
    except json.JSONDecodeError as error:
        what = f"{error.msg[0].lower()}{error.msg[1:]}"
        raise UnreadableLog(
            path, say("The JSON is broken or cut off ({what}).", what=what), line=error.lineno
        ) from None
    except ValueError:
        raise UnreadableLog(path, say("The JSON is nested too deeply, or a number in it is too long.")) from None
