"""A person's own presets of figures, kept in a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, Parts, changed
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.plain import plain_text
from lossacc_gui.system.folders import config_folder

_NUMBERS = ("width_mm", "height_mm", "dpi", "font_pt", "line_pt", "aspect")
_SWITCHES = ("title", "coloured_text", "dark")
_WORDS = ("palette", "heading")
_KEYS = ("base", "without", *_NUMBERS, *_SWITCHES, *_WORDS)
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
        raise BadOption(f"{path} could not be read: {error.strerror or error}") from error
    except ValueError as error:
        raise BadOption(f"{path} is no TOML file: {plain_text(str(error))}") from error
    own: dict[str, FigureStyle] = {}
    for name, table in tables.items():
        try:
            own[name] = _preset(name, table, {**{style.name: style for style in PRESETS}, **own})
        except BadOption as error:
            raise BadOption(f"{path}, preset {plain_text(name)!r}: {error}") from error
    return (*own.values(), *(style for style in PRESETS if style.name not in own))


def parts_without(left_out: list[str]) -> Parts:
    """All parts of a figure but these; BadOption where there is no part of a name."""
    for name in left_out:
        if name not in PARTS:
            raise BadOption(f"there is no part {name!r} of a figure; the parts are {', '.join(PARTS)}")
    return replace(Parts(), **dict.fromkeys(left_out, False))


def _preset(name: str, table: Any, known: dict[str, FigureStyle]) -> FigureStyle:
    if not isinstance(table, dict):
        raise BadOption("is no table; write [name] above its values")
    for key in table:
        if key not in _KEYS:
            raise BadOption(f"there is no key {key!r}; the keys are {', '.join(_KEYS)}")
    base = table.get("base", "screen")
    if base not in known:
        raise BadOption(f"there is no preset {base!r} to begin from; there are {', '.join(known)}")
    changes: dict[str, Any] = {}
    for keys, wanted, kind in (
        (_NUMBERS, (int, float), "a number"),
        (_SWITCHES, bool, "true or false"),
        (_WORDS, str, "a text"),
    ):
        for key in keys:
            if key not in table:
                continue
            value = table[key]
            if not isinstance(value, wanted) or (keys is _NUMBERS and isinstance(value, bool)):
                raise BadOption(f"{key} is {kind}, not {value!r}")
            changes[key] = float(value) if keys is _NUMBERS else value
    left_out = table.get("without", [])
    if not isinstance(left_out, list) or not all(isinstance(one, str) for one in left_out):
        raise BadOption(f"without is a list of parts, not {left_out!r}")
    return changed(replace(known[base], name=name), **changes, parts=parts_without(left_out))
