"""Damages texts as disks, copies and processes that write into one file do."""

from __future__ import annotations

from random import Random

SIGNS = (
    "\0",
    "\ufffd",
    "\x1b[31m",
    "\r",
    "\x08",
    "é",
    "\t\t",
    '"',
    "{",
    "%",
    "--",
    ",",
    "nan",
    "1e999",
    "\u2028",
    "=" * 50,
)


def damaged(text: str, random: Random) -> str:
    """The text with one to four damages."""
    for _ in range(random.randint(1, 4)):
        text = random.choice(DAMAGES)(text, random)
    return text


def cut_tail(text: str, random: Random) -> str:
    """The text up to a place in its second half, as a process leaves it that is killed."""
    return text[: random.randint(len(text) // 2, len(text) - 1)]


def _cut_out(text: str, random: Random) -> str:
    start = random.randint(0, len(text))
    return text[:start] + text[start + random.randint(1, 300) :]


def _doubled(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = random.randrange(len(lines))
    many = random.randint(1, 12)
    return "".join([*lines[: at + many], *lines[at:]])


def _swapped(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(random.randint(1, 6)):
        a, b = random.randrange(len(lines)), random.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


def _interleaved(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    half = len(lines) // 2
    a, b = lines[:half], lines[half:]
    out: list[str] = []
    while a and b:
        some = random.choice((a, b))
        out += some[: random.randint(1, 3)]
        del some[: random.randint(1, 3)]
    return "".join(out + a + b)


def _in_one_line(text: str, random: Random) -> str:
    """Two processes that write at once: the end of one line stands behind the beginning of the next."""
    at = text.find("\n", random.randint(0, max(len(text) - 1, 0)))
    return text if at < 0 else text[: max(at - random.randint(0, 20), 0)] + text[at + 1 :]


def _signs(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 20)):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice(SIGNS) + text[at + random.randint(0, 1) :]
    return text


def _hole(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + "\0" * random.randint(1, 2000) + text[at:]


DAMAGES = (_cut_out, _doubled, _swapped, _interleaved, _in_one_line, _signs, _hole, cut_tail)
