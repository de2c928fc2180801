"""Checks what a program passes, so that each mistake is one sentence that names the argument and what it takes."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from pathlib import Path
from typing import Any

from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.smoothing import MOST_WEIGHT, Smoothing, smoothing_in

_AS_HERE = (("--map", "metrics"), ("--pair", "pairs"))
"""What the command line calls an argument, and what it is called here."""
_OF_FIGURES = {
    "preset": ("a name", (str,)),
    "width_mm": ("a number", (Real,)),
    "dpi": ("a number", (Real,)),
    "dark": ("True or False", (bool,)),
    "smoothing": ("a weight or a text", (Real, str)),
    "log_loss": ("True or False", (bool,)),
}


def text_in(name: str, value: object, *, maybe_empty: bool = False) -> str:
    """A text; TypeError for anything else, BadOption for an empty one."""
    if not isinstance(value, str):
        raise _wrong(name, "a text", value)
    if not maybe_empty and not value.strip():
        raise BadOption(say("{name} is empty", name=name))
    return value


def path_in(name: str, value: object) -> Path:
    """A path that names something; TypeError for what is none, BadOption for an empty one."""
    if not isinstance(value, str | os.PathLike):
        raise _wrong(name, "a path", value)
    given = os.fspath(value)
    if not isinstance(given, str):
        raise _wrong(name, "a path of text", given)
    if not given:
        raise BadOption(say("{name} is empty; the folder where the program runs is '.'", name=name))
    return Path(given)


def mapping_in(name: str, value: object, holds: str) -> dict[str, Any]:
    """A mapping with texts as its keys, nothing of None; TypeError for anything else. `holds`: an example."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(name, f"a dictionary as {holds}", value)
    other = next((key for key in value if not isinstance(key, str)), None)
    if other is not None:
        raise TypeError(f"{name} takes a dictionary as {holds}; one of its keys is {_kind(other)}")
    return dict(value)


def texts_in(name: str, value: object, holds: str) -> tuple[str, ...]:
    """Several texts, none of None; TypeError for a single one and for anything else. `holds`: an example."""
    if value is None:
        return ()
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise _wrong(name, f"a list as {holds}", value)
    found = tuple(value)
    other = next((one for one in found if not isinstance(one, str)), None)
    if other is not None:
        raise TypeError(f"{name} takes a list as {holds}; one of its items is {_kind(other)}")
    return found


@contextmanager
def called_as_here() -> Iterator[None]:
    """What the rooms below say of options of the command line is said of the arguments."""
    try:
        yield
    except BadOption as error:
        told = str(error)
        for there, here in _AS_HERE:
            told = told.replace(there, here)
        raise BadOption(say("{told}", told=told)) from error


def figure_settings(settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What says what is drawn, and what says how; TypeError and BadOption for what a figure cannot be."""
    for name, value in settings.items():
        if name not in _OF_FIGURES:
            raise TypeError(f"a figure has no setting {name!r}; the settings are {', '.join(_OF_FIGURES)}")
        wanted, kinds = _OF_FIGURES[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise _wrong(name, wanted, value)
    view = {name: value for name, value in settings.items() if name in ("smoothing", "log_loss")}
    if "smoothing" in view:
        view["smoothing"] = _smoothing(view["smoothing"])
    return view, {name: value for name, value in settings.items() if name not in view}


def _smoothing(value: float | str) -> Smoothing:
    if not isinstance(value, str):
        if math.isfinite(value) and 0 <= value <= MOST_WEIGHT:
            return float(value)
        told = {"most": MOST_WEIGHT, "found": Number(f"{value:g}")}
        raise BadOption(
            say(
                "smoothing: a number is a weight from 0 to {most}, not {found}; so many steps are the text '{found}'",
                **told,
            )
            if 1 <= value < math.inf
            else say("smoothing: a number is a weight from 0 to {most}, not {found}", **told)
        )
    try:
        return smoothing_in(value)
    except ValueError as error:
        raise BadOption(say("smoothing: {error}, found {text!r}", error=error.args[0], text=value)) from error


def _wrong(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} takes {wanted}, not {_kind(value)}")


def _kind(value: object) -> str:
    return "None" if value is None else f"an object of type {type(value).__name__}"
