"""The command that holds real logs against their list finds what a reader loses, adds, or takes for something else."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from readers.test_nothing_lost import lost
from run_laws import check, check_refusal

from lossacc_gui.explain.knowledge import usual_causes
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import silent
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Notice, Run, Series, Split
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze_run

TOOL = Path(__file__).resolve().parent.parent / "benchmarks" / "corpus_table.py"
specification = importlib.util.spec_from_file_location("corpus_table", TOOL)
assert specification is not None and specification.loader is not None
corpus_table = importlib.util.module_from_spec(specification)
specification.loader.exec_module(corpus_table)

LOG = Path(__file__).resolve().parent.parent / "data" / "keras-csv" / "csvlogger.csv"
ROW = {
    "kind": "01_keras_csvlogger",
    "rows": "12",
    "columns_or_tags": "epoch; accuracy; loss; val_accuracy; val_loss",
    "notes": "",
    "local_path": "01_keras_csvlogger/csvlogger.csv",
}


def shortened(series: Series) -> Series:
    epoch = series.epoch[:-1] if series.epoch is not None else None
    return replace(series, step=series.step[:-1], value=series.value[:-1], epoch=epoch)


def short(run: Run) -> list[Run]:
    return [replace(run, series=(*run.series[:-1], shortened(run.series[-1])))]


def told(run: Run) -> list[Run]:
    notice = Notice("val_loss: 1 value came again at the same place, the last one counts.")
    return [replace(one, notices=(notice,)) for one in short(run)]


def told_too_much(run: Run) -> list[Run]:
    return [replace(one, notices=(Notice(one.notices[0].text.replace("1 value", "2 values")),)) for one in told(run)]


def mistaken(run: Run) -> list[Run]:
    return [replace(run, series=(*run.series[:-1], replace(run.series[-1], split=Split.TRAIN)))]


def cut(run: Run) -> list[Run]:
    return [replace(run, series=run.series[:2]), replace(run, series=run.series[2:])]


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda run: [run], set()),
        (short, {"points"}),
        (told, set()),
        (told_too_much, {"points"}),
        (lambda run: [replace(run, series=run.series[:-1])], {"points"}),
        (mistaken, {"splits"}),
        (cut, {"runs"}),
    ],
)
def test_what_a_reader_gets_wrong_is_found(
    change: Callable[[Run], list[Run]], differs: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus_table, "read", lambda path: tuple(new for run in read(path) for new in change(run)))
    outcome, wrong = corpus_table.judged(LOG, ROW)
    assert (outcome, set(wrong)) == ("opened", differs)


def test_a_log_that_falls_or_is_refused_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prose = tmp_path / "csvlogger.csv"
    prose.write_text("epoch,loss\n")
    assert corpus_table.judged(prose, ROW)[0] == "refused"
    monkeypatch.setattr(corpus_table, "read", lambda path: 1 / 0)
    assert corpus_table.judged(LOG, ROW)[0] == "fell"


def read_and_held(path: Path) -> tuple[Run, ...]:
    """The runs of a log, which keep to the laws, lose no number and can be analysed; its refusal keeps to the laws."""
    try:
        runs = read(path)
    except UnreadableLog as error:
        check_refusal(error)
        raise
    check(runs, path)
    if all(run.format == "text" for run in runs) and path.suffix != ".ipynb":
        assert lost(text_of(path, silent), runs) == []
    for run in runs:
        names = [(one.metric, one.split) for one in analyze_run(run, Request(causes=usual_causes())).run.series]
        assert len(names) == len(set(names))
    return runs


@pytest.mark.shared
def test_every_log_of_the_collection_is_read_as_its_list_says_or_refused_in_one_sentence(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus_table, "read", read_and_held)
    monkeypatch.setattr(sys, "argv", ["corpus_table.py", str(shared / "corpus"), "--verbose"])
    status = corpus_table.main()
    lines = capsys.readouterr().out.splitlines()
    print(next(line for line in lines if line.startswith("all")))  # noqa: T201
    assert status == 0, [line for line in lines if line.startswith(("opened ", "refused ", "fell "))]
