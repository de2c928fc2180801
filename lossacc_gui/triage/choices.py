"""Which settings are a choice of the person: no seed, no name of a run, no result."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lossacc_gui.triage.row import Row, differing

# Words in the names of settings that tell runs apart without being a choice of the person: what is drawn by lot, what a
# run is called, what came of it (where it is a number).
SEEDS = frozenset({"seed", "seeds", "rng", "random_state"})
LABELS = frozenset({"id", "uuid", "name", "path", "dir", "folder", "file", "date", "timestamp", "host", "user", "tag"})
RESULTS = frozenset({"runtime", "second", "seconds", "flos", "loss", "accuracy", "metric", "best", "duration"})
REACHED = frozenset({"epoch", "step", "global_step"})  # how far a training went
WORDS = re.compile(r"[a-z]+(?:_state)?|[A-Z][a-z]*")


def choices_in(rows: Sequence[Row]) -> tuple[str, ...]:
    """The settings that differ and are a choice of the person: no seed, name or result."""
    values: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name, value in row.settings:
            values[name].append(value)
    return tuple(
        name for name in differing(rows) if not is_no_choice(name, values[name][0]) and not _is_label(values[name])
    )


def is_known(row: Row) -> bool:
    """Whether anything is known of what a run is like: one whose log tells no setting is like no other."""
    return bool(row.settings)


def seed_of(row: Row) -> tuple[tuple[str, str], ...]:
    """The seeds of a run as its log tells them; empty where it tells none."""
    return tuple((name, value) for name, value in row.settings if _words(name) & SEEDS)


def is_no_choice(name: str, value: str) -> bool:
    """Whether a setting of this name is a seed, the name of a run, or a number that came of it."""
    words = _words(name)
    return bool(words & (SEEDS | LABELS)) or _is_result(name, value)


def given_otherwise(rows: Sequence[Row]) -> tuple[str, ...]:
    """The settings that differ, without what came of the runs: their losses, their time, how far they went."""
    values = {name: value for row in rows for name, value in row.settings}
    return tuple(name for name in differing(rows) if not _is_result(name, values[name]))


def _is_result(name: str, value: str) -> bool:
    return name in REACHED or (bool(_words(name) & RESULTS) and is_number(value))


def is_number(text: str) -> bool:
    """Whether the value of a setting is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _words(name: str) -> set[str]:
    return {word.lower() for word in WORDS.findall(name)}


def _is_label(values: Sequence[str]) -> bool:
    """Whether a setting names its run: a text that is another one in every run."""
    return len(values) > 2 and len(set(values)) == len(values) and not any(map(is_number, values))
