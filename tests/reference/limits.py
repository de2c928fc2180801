"""What happens exactly on a threshold: an option or a constant is set to the very number that it is held against.

A number with an eye (`Watched`) notes what it is compared with while a run is measured or a log is read. Set to such
a number, the threshold is met exactly, and what comes of it is as with the threshold a hair lower, or a hair higher:
limits.txt says which, once for each comparison that decides something in one of the runs or logs. It is to be renewed
with the lowest numpy that is allowed: before version 2 it compares some of its own numbers without asking the other.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from reference.measured import lines_of
from reference.read import parts
from reference.runs import Made, made
from reference.small_logs import SmallLog, small_logs

import lossacc_gui
from lossacc_gui.model.options import Options, allowed

FILE = Path(__file__).with_name("limits.txt")
MEASURING = ("lossacc_gui.detect", "lossacc_gui.measure", "lossacc_gui.explain")
READING = ("lossacc_gui.readers",)
TABLES = ("lossacc_gui.measure.noise",)  # keeps what it has worked out at length; its constants stay
KEPT = (*TABLES, "lossacc_gui.explain.knowledge", "lossacc_gui.measure.split_words")  # depends on no threshold
HAIR = 1e-9
MOST_TRIED = 4  # runs or logs of each place
QUICK = ("short", "grid", "mixed 1")
BROKEN = (AssertionError, ArithmeticError, LookupError, ValueError, TypeError, Warning)
"""What may happen where a constant no longer is what the rest relies on."""
Met = list[tuple[str, str, float]]
"""Name of the threshold, the place in the code, and the number it was held against."""


class Limit(NamedTuple):
    """A threshold met in a run or a log: `side` is where what comes of it is the same as on it."""

    thing: str
    name: str
    value: float
    side: str


class Thing(NamedTuple):
    """A run that is measured or a log that is read, as lines; `rooms` are those whose thresholds are tried."""

    name: str
    rooms: tuple[str, ...]
    told: Callable[[Options], Iterable[str]]


def _place(depth: int) -> str:
    frame = sys._getframe(depth)
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


class _Eye:
    """What both kinds of numbers share."""

    name: str
    met: Met
    scale: float

    def _note(self, other: Any) -> None:
        whole = isinstance(self, int)
        values = np.unique(other).tolist() if isinstance(other, np.ndarray) else [float(other)]
        usual = float(self)  # type: ignore[arg-type]
        nearest = [max((one for one in values if one <= usual), default=math.nan)]
        nearest += [min((one for one in values if one > usual), default=math.nan)]
        for value in filter(math.isfinite, nearest):
            of_threshold = value / self.scale
            if not whole or of_threshold == int(of_threshold):
                self.met.append((self.name, _place(3), of_threshold))


class Watched(_Eye, float):
    """A number that notes what it is held against, also after it was multiplied by another."""

    def __new__(cls, value: float, name: str, met: Met, scale: float = 1.0) -> Watched:
        found = super().__new__(cls, value)
        found.name, found.met, found.scale = name, met, scale
        return found

    def _scaled(self, other: Any, result: Any) -> Any:
        if np.ndim(other) or not other or not math.isfinite(other):
            return result
        return Watched(float(result), self.name, self.met, self.scale * float(other))

    def __mul__(self, other: Any) -> Any:
        return self._scaled(other, float(self) * other)

    __rmul__ = __mul__

    def __neg__(self) -> Any:
        return self._scaled(-1.0, -float(self))

    def __lt__(self, other: Any) -> Any:
        self._note(other)
        return float(self) < other

    def __le__(self, other: Any) -> Any:
        self._note(other)
        return float(self) <= other

    def __gt__(self, other: Any) -> Any:
        self._note(other)
        return float(self) > other

    def __ge__(self, other: Any) -> Any:
        self._note(other)
        return float(self) >= other

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        plain = [float(one) if isinstance(one, Watched) else one for one in inputs]
        if ufunc in (np.less, np.less_equal, np.greater, np.greater_equal) and len(plain) == 2:
            first, second = inputs
            (first if isinstance(first, Watched) else second)._note(plain[1 if isinstance(first, Watched) else 0])
        elif ufunc is np.multiply and not any(map(np.ndim, plain)):
            return self._scaled(plain[1 if inputs[0] is self else 0], getattr(ufunc, method)(*plain, **named))
        return getattr(ufunc, method)(*plain, **named)

    __hash__ = float.__hash__


class WatchedInt(_Eye, int):
    """The same of a whole number."""

    def __new__(cls, value: int, name: str, met: Met) -> WatchedInt:
        found = super().__new__(cls, value)
        found.name, found.met, found.scale = name, met, 1.0
        return found

    def __lt__(self, other: Any) -> Any:
        self._note(other)
        return int(self) < other

    def __le__(self, other: Any) -> Any:
        self._note(other)
        return int(self) <= other

    def __gt__(self, other: Any) -> Any:
        self._note(other)
        return int(self) > other

    def __ge__(self, other: Any) -> Any:
        self._note(other)
        return int(self) >= other

    __hash__ = int.__hash__


def things() -> Iterator[Thing]:
    """The quickest of the runs whose numbers are looked at, and the logs of tests/data and small_logs.json."""
    for name, make in made():
        if name.startswith(QUICK):
            yield Thing(f"run {name}", MEASURING, partial(_measured, make))
    for name, read in parts():
        if name.startswith("log ") and not name.endswith((" damaged", ".ipynb", ".xlsx")):  # these take long
            yield Thing(name, READING, partial(_called, read))
    for number, log in enumerate(small_logs()):
        yield Thing(f"log small {number}", READING, partial(_read, log))


def _measured(make: Made, options: Options) -> Iterator[str]:
    return lines_of(*make(), options)


def _called(read: Callable[[], Iterator[str]], _: Options) -> Iterator[str]:
    return read()


def _read(log: SmallLog, _: Options) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield from log.read_in(Path(folder))


@cache
def _modules(rooms: tuple[str, ...]) -> list[Any]:
    for info in pkgutil.walk_packages(lossacc_gui.__path__, "lossacc_gui."):
        if info.name.startswith(rooms):
            importlib.import_module(info.name)
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(rooms) and name not in TABLES]


@cache
def thresholds(rooms: tuple[str, ...]) -> dict[str, float]:
    """Of these rooms the numbers that modules name at their heads; where runs are measured the options, too."""
    found: dict[str, float] = {}
    if rooms is MEASURING:
        found |= {f"options.{one.name}": one.default for one in fields(Options)}
    for module in _modules(rooms):
        for name, value in vars(module).items():
            if name.strip("_").isupper() and type(value) in (int, float):
                found[f"{module.__name__}.{name}"] = value
    return found


@contextmanager
def _set(values: dict[str, Any], rooms: tuple[str, ...]) -> Iterator[Options]:
    """Options with these values, while the constants among them are what they say."""
    of_options = {name.removeprefix("options."): value for name, value in values.items() if name[:8] == "options."}
    before = []
    for full, value in values.items():
        home, name = full.rsplit(".", 1)
        if home != "options":
            module = sys.modules[home]
            before.append((module, name, getattr(module, name)))
            setattr(module, name, value)
    anew = bool(before) or any(isinstance(value, _Eye) for value in values.values())  # of options caches know
    if anew:
        _forget(rooms)
    try:
        yield replace(Options(), **of_options)
    finally:
        for module, name, value in before:
            setattr(module, name, value)
        if anew:
            _forget(rooms)


@cache
def _keepers(rooms: tuple[str, ...]) -> list[Any]:
    found = [one for module in _modules(rooms) for one in vars(module).values() if hasattr(one, "cache_clear")]
    return [one for one in found if one.__module__ not in KEPT]


def _forget(rooms: tuple[str, ...]) -> None:
    """What functions keep was worked out with other thresholds."""
    for one in _keepers(rooms):
        one.cache_clear()


def met_in(thing: Thing, names: Iterable[str]) -> Met:
    """What these thresholds are held against."""
    met: Met = []
    usual = thresholds(thing.rooms)
    kinds = {int: WatchedInt, float: Watched}
    eyes = {name: kinds[type(usual[name])](usual[name], name, met) for name in names}
    with _set(eyes, thing.rooms) as options, suppress(*BROKEN):
        for _ in thing.told(options):
            pass
    return met


def told_at(thing: Thing, name: str, value: float) -> list[str]:
    """What comes of a run or a log with a threshold set to this."""
    with _set({name: value}, thing.rooms) as options:
        return list(thing.told(options))


def beside(value: float) -> dict[str, float]:
    """A hair below and above, of whole numbers the next one."""
    hair = 1 if isinstance(value, int) else HAIR * max(abs(value), 1e-3)
    return {"below": value - hair, "above": value + hair}


def decided(thing: Thing, name: str, value: float) -> str:
    """Whether what comes of it on the threshold is as `below` or as `above` it; nothing where these are the same."""
    try:
        on, sides = told_at(thing, name, value), {side: told_at(thing, name, v) for side, v in beside(value).items()}
    except BROKEN:
        return ""
    alike = [side for side, told in sides.items() if told == on]
    return alike[0] if len(alike) == 1 else ""


def found() -> Iterator[Limit]:
    """For each threshold and each place where it is held against something, a run or log in which that decides."""
    places: dict[tuple[str, str], dict[str, tuple[Thing, float]]] = {}
    ends = {f"options.{one.name}": allowed(one.name) for one in fields(Options)}
    for thing in things():
        for name, place, value in met_in(thing, thresholds(thing.rooms)):
            low, high = ends.get(name, (-math.inf, math.inf))
            if not place.startswith("limits.py") and low < value < high:
                places.setdefault((name, place), {})[thing.name] = thing, value
    for (name, _), some in places.items():
        candidates = list(some.values())
        for thing, value in candidates[:: -(-len(candidates) // MOST_TRIED)]:
            side = decided(thing, name, type(thresholds(thing.rooms)[name])(value))
            if side:
                yield Limit(thing.name, name, value, side)
                break


def text() -> str:
    """All of them as lines; a warning is an error, as it is in the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        limits = sorted(set(found()))
    return "".join(f"{one.thing}|{one.name}|{one.value:.6g}|{one.side}\n" for one in limits)


def stored() -> dict[str, list[Limit]]:
    """The limits of limits.txt by the name of their run or log."""
    known: dict[str, list[Limit]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        thing, name, value, side = line.split("|")
        known.setdefault(thing, []).append(Limit(thing, name, float(value), side))
    return known
