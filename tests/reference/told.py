"""Anything that the program shows or writes, as lines of text that keep its numbers and leave its words out.

Words change for the better; what stands in them does not, unless somebody wants it to.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any

import numpy as np
from reference.measured import written

from lossacc_gui.model.run import FloatArray

_IDENTIFIER = re.compile(r"[\w/.:-]*[a-z][\w/.:-]*|")
_NOTHING = re.compile(r"-?\b\d(?:\.\d+)?e-(?:09|[1-9]\d+)\b|-\b0(?:\.0*)?(?![\d.])")  # rounding
_BESIDE_HALVES = 1 + 3e-8  # 0.0446875 is rounded alike on each machine
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")


def numbers(text: str) -> str:
    """The numbers of a text in their order, with their decimals; "-" where it has none, and nothing of no text."""
    return " ".join(_NUMBER.findall(text.replace("\u2212", "-"))) or ("-" if text else "")


def array(values: FloatArray) -> str:
    """How many numbers, the ends, how many are none, their sum, and one in which each place counts otherwise."""
    known = np.where(np.isfinite(values), values, 0.0)
    ends = (float(values[0]), float(values[-1])) if len(values) else ()
    sums = float(known.sum()), float(known @ np.cos(np.arange(len(known))))
    return written(len(values), *ends, int(np.isnan(values).sum()), *sums)


def lines(name: str, value: Any) -> Iterator[str]:
    """One line for each thing in a tree of dataclasses, mappings and lists; `name` says where it stands."""
    match value:
        case None | bool() | int() | float() | Enum():
            yield f"{name} {written(value)}"
        case str():
            yield f"{name} {value if _IDENTIFIER.fullmatch(value) else numbers(value)}"
        case PurePath():
            yield f"{name} {value.name}"
        case np.ndarray():
            yield f"{name} {array(value.astype(np.float64))}"
        case Mapping():
            for key, one in value.items():
                yield from lines(f"{name}.{key}", one)
        case _ if is_dataclass(value):
            flat = [(one.name, getattr(value, one.name)) for one in fields(value)]
            small = [f"{key}={' '.join(lines('', one)).strip()}" for key, one in flat if _is_small(one)]
            yield f"{name} {' '.join(small)}"
            for key, one in flat:
                if not _is_small(one):
                    yield from lines(f"{name}.{key}", one)
        case Collection():
            for i, one in enumerate(value):
                yield from lines(f"{name}.{i}", one)


def _is_small(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | Enum | str)


def digest(text: str) -> str:
    """How many numbers a text has, and what changes with any of them, or with one bracket, comma or quote."""
    text = _NOTHING.sub("0", text)
    found = [
        f"{_BESIDE_HALVES * float(one.replace(',', '')):.5g}"
        for one in re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", text)
    ]
    shape = re.sub(r"[^-\n{}\[\]<>|#,:=]", "", text)
    return f"{len(found)} {zlib.crc32(' '.join((*found, shape)).encode()):08x}"
