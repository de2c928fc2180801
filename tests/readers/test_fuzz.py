from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parent.parent / "benchmarks" / "fuzz_readers.py"
specification = importlib.util.spec_from_file_location("fuzz_readers", TOOL)
assert specification is not None and specification.loader is not None
fuzz_readers = importlib.util.module_from_spec(specification)
specification.loader.exec_module(fuzz_readers)


@pytest.fixture(autouse=True)
def _memory_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_readers, "limit_memory", lambda: None)  # it would hold for the tests that follow


def test_damaged_logs_are_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz_readers.main(["--count", "150", "--seed", "7", "--defects", str(tmp_path)]) == 0
    assert "150 damaged logs" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_defect_is_counted_and_its_bytes_are_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def falls(path: Path) -> None:
        raise KeyError(path.name)

    monkeypatch.setattr(fuzz_readers, "read", falls)
    assert fuzz_readers.main(["--count", "2", "--defects", str(tmp_path)]) == 1
    assert "KeyError" in capsys.readouterr().out
    assert sum(file.is_file() for file in tmp_path.rglob("*")) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no alarm signal")
def test_a_reader_that_hangs_is_a_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(_: Path) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz_readers, "read", hangs)
    monkeypatch.setattr(fuzz_readers, "MOST_SECONDS", 0.05)
    assert "took more than" in fuzz_readers.outcome(tmp_path)


def test_the_same_seed_makes_the_same_bytes() -> None:
    data = bytes(range(256)) * 4
    assert fuzz_readers.damaged(data, data, random.Random(3)) == fuzz_readers.damaged(data, data, random.Random(3))
    assert fuzz_readers.damaged(data, data, random.Random(3)) != data
