"""What is read of the logs of tests/data and of texts by a grammar of print statements, whole and damaged, as lines."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from printed_forms.damage import damaged
from printed_forms.form import form_of
from reference.told import lines

from lossacc_gui.model.errors import LossaccError
from lossacc_gui.readers.registry import logs_under, read

DATA = Path(__file__).resolve().parent.parent / "data"
TEXTS = frozenset({".csv", ".tsv", ".txt", ".log", ".out", ".json", ".yaml", ".ipynb", ".html", ".xml", ".tex"})
FORMS, A_PART = 7_000_000, 10  # the first form, and how many stand in one part
PARTS = 15
Lines = Callable[[], Iterator[str]]


def _numbers_lost(text: str) -> str:
    """Every fifth number with a point is none."""
    found = iter(range(len(text)))
    return re.sub(r"\d+\.\d+", lambda number: "nan" if next(found) % 5 == 4 else number[0], text)


def _with_holes(text: str, count: int) -> str:
    """Zeros where a crash or a full disk left them: more than twenty such holes and it is no text."""
    return "".join(text[16 * i : 16 * (i + 1)] + "\0" * 5 for i in range(count)) + text[16 * count :]


def _woven(rows: list[str]) -> list[str]:
    """The two halves, a line of each in turn, as of two processes that write into one file."""
    half = (len(rows) + 1) // 2
    return [one for pair in zip(rows[:half], [*rows[half:], ""], strict=False) for one in pair]


def _stamped(rows: list[str]) -> list[str]:
    return [f"2026-11-29 10:{i // 60 % 60:02}:{i % 60:02} INFO {one}" for i, one in enumerate(rows)]


def _rows(change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(text.split("\n")))


DAMAGES: dict[str, Callable[[str], str]] = {
    "torn": lambda text: text[: int(0.71 * len(text))],
    "begun twice": lambda text: text[: int(0.71 * len(text))] + "\n" + text,
    "begun late": lambda text: text[int(0.37 * len(text)) :],
    "without its first line": _rows(lambda rows: rows[1:]),
    "every second line": _rows(lambda rows: rows[::2]),
    "every third line lost": _rows(lambda rows: [one for i, one in enumerate(rows) if i % 3 != 2]),
    "each line twice": _rows(lambda rows: [one for one in rows for _ in range(2)]),
    "backwards": _rows(lambda rows: rows[::-1]),
    "woven": _rows(_woven),
    "indented": _rows(lambda rows: [f"    {one}" for one in rows]),
    "stamped": _rows(_stamped),
    "lines run together": lambda text: re.sub(r"\n(.*\n.*\n.*)", r" \1", text),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "numbers lost": _numbers_lost,
    "decimal commas": lambda text: re.sub(r"(\d)\.(\d)", r"\1,\2", text),
    "capitals": str.upper,
    "whole numbers": lambda text: re.sub(r"(\d)\.\d+", r"\1", text),
    "minus": lambda text: re.sub(r"(?<![\w.-])(\d+\.\d)", r"-\1", text),
    "equal signs": lambda text: text.replace(":", "="),
    "semicolons": lambda text: text.replace(",", ";"),
    "accuracy alone": lambda text: re.sub("loss", "speed", text, flags=re.IGNORECASE),
    "entities": lambda text: re.sub(r"(\d)\.(\d)", r"\1&#46;\2", text),
    "twenty holes": lambda text: _with_holes(text, 20),
    "more holes": lambda text: _with_holes(text, 21),
    "no words": lambda text: re.sub(r"[A-Za-z_]{3,}", "", text),
}


def _of_log(log: Path) -> Iterator[str]:
    try:
        runs = read(log)
    except LossaccError as error:
        yield f"{type(error).__name__} {len(getattr(error, 'runs', ()))}"
        return
    for run in runs:
        yield from lines("run", replace(run, name=run.name.replace(str(log.parent), "")))


def _in_short(name: str, content: bytes) -> str:
    """What is read of a file of this name, in one line: all of it in a number that changes with any of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            runs = read(path)
        except LossaccError as error:
            return f"{type(error).__name__} {len(getattr(error, 'runs', ()))}"
        told = [one for run in runs for one in lines("run", replace(run, name=run.name.replace(folder, "")))]
        points = " ".join("+".join(str(len(series.value)) for series in run.series) for run in runs)
    whole = zlib.crc32("\n".join(told).encode())
    return f"{runs[0].format} {points} {whole:08x}"


def _of_damaged(log: Path) -> Iterator[str]:
    content = log.read_bytes()
    text = content.decode("utf-8", "surrogateescape")
    for what, damage in DAMAGES.items():
        damaged_text = damage(text).encode("utf-8", "surrogateescape")
        yield f"{what}: {_in_short(f'{log.parent.name}/{log.name}', damaged_text)}"


def _of_forms(first: int) -> Iterator[str]:
    for i in range(first, first + A_PART):
        text = form_of(i).text
        yield f"{i} whole: {_in_short('forms/train.log', text.encode())}"
        yield f"{i} damaged: {_in_short('forms/train.log', damaged(text, Random(i)).encode('utf-8', 'replace'))}"


def parts() -> Iterator[tuple[str, Lines]]:
    """All of them with their names, but for a format that is read only with a package that few have."""
    for log in sorted(log for log in logs_under(DATA) if isinstance(log, Path) and log.suffix != ".parquet"):
        name = log.relative_to(DATA).as_posix()
        yield f"log {name}", partial(_of_log, log)
        if log.suffix in TEXTS and log.is_file():
            yield f"log {name} damaged", partial(_of_damaged, log)
    for part in range(PARTS):
        yield f"forms {part}", partial(_of_forms, FORMS + A_PART * part)
