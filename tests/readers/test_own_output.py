"""What lossacc itself wrote about logs is no log: passed over in a folder, refused in true words by itself."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from forms import each

from lossacc_gui.__main__ import command_line
from lossacc_gui.export.csv import COLUMNS
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.registry import identify, logs_under, read
from lossacc_gui.triage.reports.values import VALUES

LOG = "epoch,loss,val_loss\n" + each("{i},{loss},{other}\n")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with three logs."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


WRITTEN = {
    "values": ["export", "a.csv", "-o", "metrics.csv"],
    "an analysis": ["analyze", "a.csv", "-o", "metrics.json"],
    "an analysis of several": ["analyze", "a.csv", "b.csv", "-o", "results.json"],
    "a table of runs": ["triage", ".", "--jobs", "1", "-o", "train_log.csv"],
    "a document of runs": ["triage", ".", "--jobs", "1", "-o", "train_log.json"],
    "a page of runs": ["triage", ".", "--jobs", "1", "-o", "results.html"],
    "a comparison": ["compare", "a.csv", "b.csv", "-o", "results.json"],
    "a report": ["report", "a.csv", "-o", "train_log.html"],
    "a text": ["analyze", "a.csv", "-o", "train_log.txt"],
    "a figure for a paper": ["export", "a.csv", "-o", "results.zip"],
}


@pytest.mark.parametrize("form", WRITTEN)
def test_what_was_written_beside_logs_is_none_of_them(form: str, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(logs)
    assert command_line(WRITTEN[form]) == 0
    written = logs / WRITTEN[form][-1]
    assert written.is_file()
    assert logs_under(logs) == [logs / name for name in ("a.csv", "b.csv", "c.csv")]
    with pytest.raises(UnreadableLog):
        identify(written)


@pytest.mark.parametrize(
    "form",
    [
        "values",
        "an analysis",
        "a table of runs",
        "a document of runs",
        "a comparison",
        "a text",
        "a figure for a paper",
    ],
)
def test_what_was_written_is_called_so_where_it_is_opened(
    form: str, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(logs)
    assert command_line(WRITTEN[form]) == 0
    with pytest.raises(UnreadableLog, match="lossacc itself wrote"):
        identify(logs / WRITTEN[form][-1])


def test_tables_are_known_by_the_columns_that_they_have(tmp_path: Path) -> None:
    for names in (",".join(COLUMNS), ",".join(VALUES)):
        (tmp_path / "metrics.csv").write_text(f"{names}\n{','.join(['1'] * len(names.split(',')))}\n", encoding="utf-8")
        with pytest.raises(UnreadableLog, match="lossacc itself wrote"):
            identify(tmp_path / "metrics.csv")


def test_an_archive_with_a_figure_before_its_log_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "run.zip", "w") as archive:
        archive.writestr("loss-figure.pdf", "%PDF-1.5 of somebody else")
        archive.writestr("metrics.csv", LOG)
    (run,) = read(tmp_path / "run.zip")
    assert [one.metric for one in run.series] == ["loss", "val_loss"]


def test_a_log_of_runs_with_such_words_is_read(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "run,step,epoch,metric,value\n" + each("a,{x},{i},loss,{loss}\n"), encoding="utf-8"
    )
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]
