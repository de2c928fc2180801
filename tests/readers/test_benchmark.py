"""The benchmark of the readers runs and prints its ratios."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossacc_gui.readers.formats.tensorboard.event_file import read_tags
from lossacc_gui.readers.registry import read

TOOL = Path(__file__).resolve().parent.parent / "benchmarks" / "reading.py"
specification = importlib.util.spec_from_file_location("readers_benchmark", TOOL)
assert specification is not None and specification.loader is not None
benchmark = importlib.util.module_from_spec(specification)
sys.modules[specification.name] = benchmark
specification.loader.exec_module(benchmark)


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of a process that ends next
def test_the_benchmark_prints_a_ratio_to_every_other_reader(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = [other for other in benchmark.OTHERS if other[1] == "trainer_state.json"]
    monkeypatch.setattr(benchmark, "OTHERS", one)
    real = benchmark.subprocess.run

    def in_one_process(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        """What is measured runs here, but for one that does run in a process of its own."""
        script = command[2]
        if "event_accumulator" in script or "seconds" not in script:
            return real(command, **how)
        monkeypatch.setattr(sys, "argv", command[2:])
        with redirect_stdout(io.StringIO()) as said:
            exec(script, {"__name__": "__main__"})
        return subprocess.CompletedProcess(command, 0, said.getvalue())

    with monkeypatch.context() as standing_in:
        standing_in.setattr(benchmark.subprocess, "run", in_one_process)
        benchmark.main(["--scalars", "400", "--rows", "100", "--rounds", "1"])
    told = capsys.readouterr().out
    for name in ("EventAccumulator", "Rust data server", "pandas", "floor", "200 rows", "trainer_state.json", "gap"):
        assert name in told
    assert told.count("x ours") >= 8


@pytest.mark.parametrize(
    ("file", "write"), [pytest.param(file, write, id=name) for name, file, _, write in benchmark.OTHERS]
)
def test_the_log_of_another_kind_can_be_read(file: str, write: Callable[[Path, int], None], tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write(path, benchmark.FEWEST_ROWS)
    except ImportError as error:
        pytest.skip(f"{error.name} is not installed")
    (run,) = read(path)
    assert max(len(one.value) for one in run.series) >= benchmark.FEWEST_ROWS // 2  # of two splits in turn


def test_the_event_file_of_the_benchmark_holds_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1.made"
    benchmark.write_events(path, 80_000)  # steps of one, two and three bytes
    tags, notices = read_tags(path, lambda fraction, text: None)
    assert not notices
    assert [tag.name for tag in tags] == ["loss/train", "acc/train.", "loss/valid", "acc/valid."]
    assert all(np.array_equal(tag.step, np.arange(1, 20_001)) for tag in tags)
