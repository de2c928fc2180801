"""The names of runs so that they can be told apart, whole and cut."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

CUT = "…"
BESIDE = " · "
"""Between the name of a run and where its log is."""
NAMED = re.compile(r"\w+ ?=")
"""The rest of the name of a setting."""
COUNTED = re.compile(r" \(\d+ runs\)$")
"""Of how many runs something is: a name that is cut keeps it."""
HEAD = 3
"""Letters of a shared beginning that stay."""
BRIEF = 40
"""Letters of a name in a legend, where eight of them share a few lines."""


def told_apart(runs: Sequence[tuple[str, str]]) -> list[str]:
    """The names of runs, of which each comes with the path of its log.

    Those that several have stand with the parts of the path in which they differ, numbered where they are of one log.
    """
    groups: dict[str, list[int]] = {}
    for i, (name, _) in enumerate(runs):
        groups.setdefault(name, []).append(i)
    names = [name for name, _ in runs]
    for name, some in groups.items():
        if len(some) > 1:
            places = _places([runs[i][1].split(os.sep) for i in some])  # noqa: PTH206 - in a fifth of the time
            alike, seen = Counter(places), Counter[str]()
            for i, place in zip(some, places, strict=True):
                seen[place] += 1
                number = f" ({seen[place]})" if alike[place] > 1 else ""
                names[i] = f"{name}{BESIDE}{place}{number}" if place else name + number
    return names


class Shared(NamedTuple):
    """How many letters a name has in common with others at its beginning and its end, and how many of those at its
    beginning have to stay: of "version_0/metrics · place" where there is a version_1 too, "version_0".
    """

    head: int
    tail: int
    least: int = HEAD


class SharedEnds:
    """Tells of names how many letters they have in common, whole words only: of "alpha.csv" and "gamma.csv" ".csv"."""

    def __init__(self, names: Iterable[str]) -> None:
        self._begun = sorted(names)
        self._ended = sorted([name[::-1] for name in self._begun])
        stems = {stem for name in self._begun for stem, beside, _ in [name.partition(BESIDE)] if beside}
        self._stems = sorted([stem[::-1] for stem in stems])

    def of(self, name: str) -> Shared:
        """How many at its beginning and at its end one of them has in common with the one most like it there."""
        stem = name.partition(BESIDE)[0]
        told = len(stem) < len(name) and len(self._stems) > 1
        least = max(HEAD, len(stem) - _longest(stem[::-1], self._stems)) if told else HEAD
        return Shared(_longest(name, self._begun), _longest(name[::-1], self._ended), least)


def shared_ends(names: Sequence[str]) -> list[Shared]:
    """What SharedEnds tells of each name."""
    return list(map(SharedEnds(names).of, names))


def shortened(name: str, shared: Shared, fits: Callable[[str], bool]) -> str:
    """A name cut where it is like others, so that it fits: its end, which mostly says less, else its beginning, of
    which as much stays as there is room for, else both; whole where it fits, or where only its middle could go.
    """
    if fits(name):
        return name
    head, tail, least = shared
    ended = name[:-tail] + CUT if tail > 1 and head + tail < len(name) else name
    if not least + 1 < head < len(name) or (ended is not name and fits(ended)):
        return ended
    for rest in (name[head:], ended[head:]):
        for kept in range(head - 2, least - 1, -1):
            if fits(cut := name[:kept] + CUT + rest):
                return cut
    return name[:least] + CUT + ended[head:]


def _longest(name: str, order: Sequence[str]) -> int:
    """The longest beginning that one of the names in order shares with another; neighbours share the most."""
    at = bisect_left(order, name)
    beside = (*order[max(at - 1, 0) : at], *order[at + 1 : at + 2])
    return _words(name, max((_alike((name, other)) for other in beside), default=0))


def _words(name: str, length: int) -> int:
    """The part of the first `length` letters that ends with something between words."""
    return next((i for i in range(length, 0, -1) if not name[i - 1].isalnum()), 0)


def _settings(name: str, length: int) -> int:
    """The part of the first `length` letters that ends between words, where lr=0.1 is one of them."""
    while (length := _words(name, length)) and _within_setting(name, length - 1):
        length -= 1
    return length


def _within_setting(name: str, at: int) -> bool:
    around = name[at - 1 : at] + name[at + 1 : at + 2]
    equals = name[at] == "=" or (name[at] == " " and "=" in around)
    named = name[at] == "_" and NAMED.match(name, at) is not None
    return equals or named or (name[at] == "." and len(around) == 2 and around.isdecimal())


def _places(paths: Sequence[Sequence[str]]) -> list[str]:
    """The parts of each path that are not the same in all of them."""
    shortest = min(map(len, paths))
    head = next((i for i in range(shortest) if len({parts[i] for parts in paths}) > 1), shortest)
    tail = next((i for i in range(shortest - head) if len({parts[-1 - i] for parts in paths}) > 1), shortest - head)
    between = [parts[head : len(parts) - tail] for parts in paths]
    telling = [i for i, parts in enumerate(zip_longest(*between)) if len(set(parts)) > 1]
    return ["/".join([parts[i] for i in telling if i < len(parts)]) for parts in between]


def differing(names: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The parts in which names differ that begin or end alike, and what they have in common ("" for too little).

    Whole words only, and a word more where one would be told by a number alone; a name that would be nothing without
    them keeps all names whole.
    """
    whole = tuple(names)
    shortest = min(whole, key=len, default="")
    head = _settings(shortest, _alike(whole))
    tail = min(_settings(shortest[::-1], _alike([name[::-1] for name in whole])), len(shortest) - head)
    if any(not any(map(str.isalpha, name[head : len(name) - tail])) for name in whole):
        head = _settings(shortest, max(head - 1, 0))
    parts = tuple(name[head : len(name) - tail].strip(" ·") for name in whole)
    if len(whole) < 2 or len(set(parts)) < len(whole) or not all(parts):
        return whole, ""
    common = f"{shortest[:head].rstrip(' ·')}{CUT}{shortest[len(shortest) - tail :]}"
    return parts, common if sum(letter.isalnum() for letter in common) >= HEAD else ""


def brief(names: Sequence[str], longest: int = BRIEF) -> tuple[str, ...]:
    """The names, long ones cut where they are like others, then in their middle, as long as that tells them apart."""
    stems, counts = without_counts(names)
    room = longest - max(map(len, counts), default=0)
    stems = [
        stem if len(name) <= longest else _middle_cut(shortened(stem, shared, lambda text: len(text) <= room), room)
        for name, stem, shared in zip(names, stems, shared_ends(stems), strict=True)
    ]
    cut = [stem + count for stem, count in zip(stems, counts, strict=True)]
    alike = Counter(cut)
    return tuple(one if alike[one] == 1 else name for one, name in zip(cut, names, strict=True))


def without_counts(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names without the words at their ends that say of how many runs they are, and those words, mostly none."""
    stems = [COUNTED.sub("", name) for name in names]
    return stems, [name[len(stem) :] for name, stem in zip(names, stems, strict=True)]


def _middle_cut(name: str, longest: int) -> str:
    if len(name) <= longest:
        return name
    return f"{name[: (longest - 1) // 2]}{CUT}{name[-(longest // 2) :]}"


def _alike(names: Sequence[str]) -> int:
    """How many letters all names begin with."""
    pairs = enumerate(zip(*names, strict=False))
    return next((i for i, letters in pairs if len(set(letters)) > 1), min(map(len, names), default=0))
