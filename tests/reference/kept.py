"""What parts of the program came to when somebody last looked: in a folder, a text for each run, log or window."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder beside this file. The first line of each of its texts is the name of what the others tell."""

    folder: str

    def path(self, name: str) -> Path:
        """Where the lines of a name stand."""
        return HERE / self.folder / f"{re.sub(r'[^a-zA-Z0-9_.=]+', '-', name).strip('-')}.txt"

    def lines(self, name: str) -> list[str]:
        """The lines as they were; none of a name that is not known."""
        path = self.path(name)
        return path.read_text(encoding="utf-8").split("\n")[1:-1] if path.is_file() else []

    def names(self) -> list[str]:
        """All that is known."""
        return [
            one.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            for one in (HERE / self.folder).glob("*.txt")
        ]

    def unlike(self, name: str, now: Sequence[str]) -> str:
        """Where the lines first say something else, and all that differs; nothing where they are the same."""
        before = self.lines(name)
        differing = (i for i, pair in enumerate(zip_longest(before, now)) if not _alike(*pair))
        at = next(differing, None)
        if at is None:
            return ""
        where = f"{name}: {self.path(name).relative_to(HERE.parent)}, line {at + 2}"
        told = (f"was  {_line(before, at)}", f"is   {_line(now, at)}")
        return "\n".join((where, *told, *unified_diff(before, now, "before", "now", n=0, lineterm="")))

    def put(self, name: str, now: Iterable[str]) -> None:
        """Write the lines of one name."""
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join((f"# {name}", *now, "")), encoding="utf-8", newline="\n")

    def drop_others(self, names: Collection[str]) -> None:
        """Remove what is no more; no two names may stand in one file, nor differ only in capitals."""
        paths = [self.path(name) for name in names]
        assert len({str(path).lower() for path in paths}) == len(paths), "two names, one file"
        for path in set((HERE / self.folder).glob("*.txt")) - set(paths):
            path.unlink()

    def renew(self, parts: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Write all of them, and remove what is no more."""
        names = []
        for name, now in parts:
            self.put(name, now)
            names.append(name)
        self.drop_others(names)


NUMBERS, SHOWN, SMALL_LOGS, WINDOW = Kept("numbers"), Kept("shown"), Kept("small_logs"), Kept("window")


def _alike(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and same(one, other)


def _line(lines: Sequence[str], at: int) -> str:
    return lines[at] if at < len(lines) else "(nothing)"


def same(one: str, other: str) -> bool:
    """Whether two lines say the same but for the last digit of their numbers."""
    if one == other:
        return True
    words, others = one.replace("=", " ").split(), other.replace("=", " ").split()
    return len(words) == len(others) and all(map(_equal, words, others))


def _equal(word: str, other: str) -> bool:
    if word == other:
        return True
    try:
        return math.isclose(float(word), float(other), rel_tol=2e-4, abs_tol=1e-7)
    except ValueError:
        return False
