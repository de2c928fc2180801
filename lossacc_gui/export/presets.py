"""A person's own presets of figures, kept in a TOML file."""

from __future__ import annotations

import math
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, Parts, changed
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.plain import plain_text
from lossacc_gui.system.folders import config_folder

_NUMBERS = ("width_mm", "height_mm", "dpi", "font_pt", "line_pt", "aspect")
_SWITCHES = ("title", "coloured_text", "upright_grid", "dark")
_WORDS = ("palette", "heading")
_KEYS = ("base", "without", *_NUMBERS, *_SWITCHES, *_WORDS)
_LONGEST = 80
"""Characters of what is quoted in a sentence."""
PARTS = tuple(field.name for field in fields(Parts))


def presets_path() -> Path:
    """Where a person's own presets are kept; the file need not be there."""
    return config_folder() / "figures.toml"


def known_presets(file: Path | None = None) -> tuple[FigureStyle, ...]:
    """The person's own presets, then those that come along; an own one takes the place of another of its name.

    `file` is read, else the usual one where it is there. BadOption says what is wrong in which preset.
    """
    path = presets_path() if file is None else file
    if file is None and not path.is_file():
        return PRESETS
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadOption(say("{path} could not be read: {why}", path=path, why=error.strerror or error)) from error
    except RecursionError:
        raise BadOption(say("{path} is no file of presets: it is nested too deeply", path=path)) from None
    except ValueError as error:
        raise BadOption(say("{path} is no TOML file: {error}", path=path, error=plain_text(str(error)))) from error
    own: dict[str, FigureStyle] = {}
    for name, table in tables.items():
        try:
            own[name] = _preset(name, table, {**{style.name: style for style in PRESETS}, **own})
        except BadOption as error:
            raise BadOption(
                say("{path}, preset {name!r}: {error}", path=path, name=plain_text(name)[:_LONGEST], error=error.said)
            ) from error
    return (*own.values(), *(style for style in PRESETS if style.name not in own))


def parts_without(left_out: list[str]) -> Parts:
    """All parts of a figure but these; BadOption where there is no part of a name."""
    for name in left_out:
        if name not in PARTS:
            raise BadOption(
                say("there is no part {name!r} of a figure; the parts are {parts}", name=name, parts=", ".join(PARTS))
            )
    return replace(Parts(), **dict.fromkeys(left_out, False))


def _preset(name: str, table: Any, known: dict[str, FigureStyle]) -> FigureStyle:
    if not isinstance(table, dict):
        raise BadOption(say("is no table; write [name] above its values"))
    for key in table:
        if key not in _KEYS:
            raise BadOption(say("there is no key {key}; the keys are {keys}", key=_quoted(key), keys=", ".join(_KEYS)))
    base = table.get("base", "screen")
    if not isinstance(base, str) or base not in known:
        raise BadOption(
            say(
                "there is no preset {base} to begin from; there are {known}", base=_quoted(base), known=", ".join(known)
            )
        )
    changes: dict[str, Any] = {}
    for keys, wanted, kind in (
        (_NUMBERS, (int, float), say("a number")),
        (_SWITCHES, bool, say("true or false")),
        (_WORDS, str, say("a text")),
    ):
        for key in keys:
            if key not in table:
                continue
            value = table[key]
            if not isinstance(value, wanted) or (keys is _NUMBERS and isinstance(value, bool)):
                raise BadOption(say("{key} is {kind}, not {value}", key=key, kind=kind, value=_quoted(value)))
            changes[key] = _number(value) if keys is _NUMBERS else value
    left_out = table.get("without", [])
    if not isinstance(left_out, list) or not all(isinstance(one, str) for one in left_out):
        raise BadOption(say("without is a list of parts, not {left_out}", left_out=_quoted(left_out)))
    return changed(replace(known[base], name=name), **changes, parts=parts_without(left_out))


def _number(value: Any) -> float:
    """A number of TOML, whose whole ones have no end; infinite where no float is as large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _quoted(value: Any) -> str:
    """What a person wrote, as far as a sentence has room for it."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        return say("a number of thousands of digits")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
