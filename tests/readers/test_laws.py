"""What holds for every reader, on every sample in tests/data/<reader's name>/ and on damaged copies of them."""

from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from run_laws import check, check_refusal

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import head_of
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.registry import READERS, certainty_of, identify, read

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLES = [(reader, file) for reader in READERS for file in sorted((DATA / reader.name).rglob("*")) if file.is_file()]
NEEDS = {"parquet": "pyarrow", "excel": "openpyxl"}  # optional: where it is missing, reading is a refusal
OWN = [
    pytest.param(
        reader,
        file,
        id=f"{reader.name}/{file.name}",
        marks=pytest.mark.skipif(
            reader.name in NEEDS and find_spec(NEEDS[reader.name]) is None, reason="its library is not installed"
        ),
    )
    for reader, file in SAMPLES
]
ALL_OR_NOTHING = {  # readable whole only
    "keras-history-json",
    "keras-history-pickle",
    "huggingface",
    "tensorboard-json",
    "epoch-files",
    "catboost-json",
    "excel",
    "parquet",
    "archive",
    "notebook",
    "curves-json",
    "tracker-database",
    "dvclive",
}
HOLDS_OTHERS = {"archive", "notebook", "wrapped-text", "parts"}  # their runs have the formats of the logs in them
LARGEST_MUTATED = 8_000  # bytes: larger samples are damaged in their first bytes only


def same(a: Run, b: Run) -> bool:
    def alike(x: np.ndarray | None, y: np.ndarray | None) -> bool:
        return (x is None) == (y is None) and (x is None or y is None or np.array_equal(x, y, equal_nan=True))

    return (a.name, a.format, a.x_name, a.breaks, a.notices, a.settings) == (
        b.name,
        b.format,
        b.x_name,
        b.breaks,
        b.notices,
        b.settings,
    ) and all(
        (s.metric, s.quantity, s.split, s.percent) == (t.metric, t.quantity, t.split, t.percent)
        and alike(s.step, t.step)
        and alike(s.value, t.value)
        and alike(s.epoch, t.epoch)
        and alike(s.time, t.time)
        for s, t in zip(a.series, b.series, strict=True)
    )


def test_every_reader_has_a_sample_and_a_name_of_its_own() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert {reader.name for reader in READERS} == {reader.name for reader, _ in SAMPLES}
    assert all(reader.title and reader.looks_like for reader in READERS)


@pytest.mark.parametrize(("reader", "path"), OWN)
def test_a_sample_is_known_as_its_own_and_by_nobody_else_with_more_certainty(reader: Reader, path: Path) -> None:
    head = head_of(path)
    own = certainty_of(reader, head)
    assert 0 < own <= 1
    assert identify(path) is reader
    assert all(certainty_of(other, head) < own or other is reader for other in READERS)


@pytest.mark.parametrize(("reader", "path"), OWN)
def test_a_sample_is_read_twice_alike_with_rising_steps_and_rising_progress(reader: Reader, path: Path) -> None:
    told: list[float] = []
    runs = read(path, lambda fraction, text: told.append(fraction))
    check(runs, path)
    assert all(run.format == reader.name or reader.name in HOLDS_OTHERS for run in runs)
    assert all(same(a, b) for a, b in zip(runs, read(path), strict=True))
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` cut, with flipped bits, junk put in, lines shuffled, or parts repeated."""
    body = bytearray(data[:LARGEST_MUTATED])
    for _ in range(chance.randint(1, 3)):
        kind = chance.randrange(6)
        at = chance.randrange(len(body) + 1)
        if kind == 0:
            del body[at:]
        elif kind == 1 and body:
            body[at - 1] ^= 1 << chance.randrange(8)
        elif kind == 2:
            body[at:at] = chance.randbytes(chance.randint(1, 40))
        elif kind == 3:
            lines = body.split(b"\n")
            chance.shuffle(lines)
            body = bytearray(b"\n".join(lines))
        elif kind == 4:
            body[at:at] = body[: chance.randint(0, 300)]
        else:
            junk = (
                b",",
                b";",
                b"\n",
                b"\r",
                b'"',
                b"nan",
                b"inf",
                b"-1e999",
                b"[",
                b"{",
                b"]",
                b"}",
                b"\0",
                b"\xff\xfe",
            )
            body[at:at] = chance.choice(junk)
    return bytes(body)


def expect_runs_or_one_sentence(path: Path) -> bool:
    try:
        check(read(path), path)
    except UnreadableLog as error:
        check_refusal(error)
        return False
    return True


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SAMPLES), st.integers(0, 2**32))
def test_a_damaged_log_gives_runs_or_one_sentence(tmp_path: Path, sample: tuple[Reader, Path], seed: int) -> None:
    _, source = sample
    folder = tmp_path / str(seed)
    folder.mkdir(exist_ok=True)
    path = folder / source.name
    path.write_bytes(damaged(source.read_bytes(), random.Random(seed)))
    expect_runs_or_one_sentence(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["log.csv", "history.json", "events.out.tfevents.1", "log.txt", "x"]))
def test_junk_gives_runs_or_one_sentence(tmp_path: Path, junk: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(junk)
    expect_runs_or_one_sentence(path)


@pytest.mark.parametrize(("reader", "path"), OWN)
def test_every_truncation_gives_runs_or_one_sentence(reader: Reader, path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    opened = 0
    for stop in range(0, len(data), max(1, len(data) // 8)):
        cut = tmp_path / path.name
        cut.write_bytes(data[:stop])
        opened += expect_runs_or_one_sentence(cut)
    assert opened or reader.name in ALL_OR_NOTHING


GROWING = {"text", "table", "keras-csv", "lightning-csv", "ultralytics", "wandb-csv", "json-lines", "mlflow"}
GROWING_SAMPLES = [file for reader, file in SAMPLES if reader.name in GROWING and file.stat().st_size < LARGEST_MUTATED]
TORN_OFTEN = {  # whose last line once decided how all others are read
    "printed.txt": "      loss    acc  val_loss\n0  0.91  0.51  1.01\n"
    "1  0.81  0.61  0.93\n2  0.72  0.66  0.88\n3  0.66  0.70  0.84\n",
    "train_loss": "1710149100000 0.91 0\n1710149105000 0.81 1\n1710149110000 0.71 2\n1710149115000 0.65 3\n",
}


@pytest.mark.parametrize("path", GROWING_SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_torn_last_line_loses_that_line_only(path: Path, tmp_path: Path) -> None:
    expect_only_the_last_line_lost(tmp_path / path.name, path.read_bytes(), every=2)


@pytest.mark.parametrize("name", TORN_OFTEN)
def test_a_last_line_that_is_torn_anywhere_decides_nothing(name: str, tmp_path: Path) -> None:
    expect_only_the_last_line_lost(tmp_path / name, TORN_OFTEN[name].encode(), every=20)


def expect_only_the_last_line_lost(cut: Path, data: bytes, every: int) -> None:
    """That nothing but the last line changes, torn at `every` so many places."""
    *lines, last = data.splitlines(keepends=True)
    whole = b"".join(lines)
    before = _values_of(cut, whole)
    for stop in range(1, len(last) - 1, max(1, len(last) // every)):
        after = _values_of(cut, whole + last[:stop])
        for name, value in before.items():
            kept = value[:-1]  # the last one may be told anew by the line that is torn
            assert any(_begins(found, kept) for key, found in after.items() if key[1:] == name[1:]), (name, last[:stop])


def _values_of(path: Path, data: bytes) -> dict[tuple[int, str, str], np.ndarray]:
    path.write_bytes(data)
    try:
        runs = read(path)
    except UnreadableLog:
        return {}
    return {(i, one.metric, one.split.value): one.value for i, run in enumerate(runs) for one in run.series}


def _begins(value: np.ndarray, kept: np.ndarray) -> bool:
    return len(value) >= len(kept) and np.array_equal(value[: len(kept)], kept, equal_nan=True)
