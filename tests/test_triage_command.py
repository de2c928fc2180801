"""`lossacc triage` from its arguments to its status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.cli.triage import since


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "runs"
    folder.mkdir()
    for name, slope in (("well", 0.0), ("sick", 0.05)):
        rows = [
            f"{i},{min(0.9, 0.3 + 0.03 * i):.3f},{0.4 + 1.8 * 0.85**i + slope * max(0, i - 20):.4f}" for i in range(60)
        ]
        (folder / f"{name}.csv").write_text("\n".join(["epoch,val_accuracy,val_loss", *rows, ""]))
    return folder


def test_the_table_comes_on_standard_output_and_nothing_else(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["triage", str(runs)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("2 runs: 1 problem, 1 fine.") and told.err == ""
    assert told.out.index("sick") < told.out.index("well")
    assert command_line(["triage", str(runs)]) == 0
    again = capsys.readouterr()
    assert again.out == told.out and again.err == "0 logs read, 2 known from an earlier look.\n"
    assert command_line(["triage", str(runs), "--no-cache"]) == 0
    assert capsys.readouterr() == told


def test_files_are_written_by_their_endings(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / f"out.{kind}" for kind in ("csv", "json", "html", "xml", "txt")]
    assert command_line(["triage", str(runs), *(word for file in files for word in ("-o", str(file)))]) == 0
    assert all(file.stat().st_size > 100 for file in files) and capsys.readouterr().out == ""
    assert len(json.loads(files[1].read_text())["runs"]) == 2
    assert command_line(["triage", str(runs), "-o", str(files[0])]) == 1
    assert "exists already" in capsys.readouterr().err
    assert command_line(["triage", str(runs), "-o", str(tmp_path / "out.png")]) == 2


def test_no_log_of_a_folder_is_replaced_by_its_table(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (runs / "sick.csv").read_bytes()
    assert command_line(["triage", str(runs), "-o", str(runs / "sick.csv"), "--overwrite"]) == 1
    assert "is what was read" in capsys.readouterr().err
    assert (runs / "sick.csv").read_bytes() == before
    for _ in range(2):  # what is no log is replaced where that is asked for
        assert command_line(["triage", str(runs), "-o", str(runs / "all.html"), "--overwrite"]) == 0


def test_a_run_as_bad_as_asked_fails_the_check(runs: Path, tmp_path: Path) -> None:
    target = tmp_path / "junit.xml"
    assert command_line(["triage", str(runs), "--fail-on", "problem", "-o", str(target)]) == 3
    assert ElementTree.parse(target).getroot().get("failures") == "1"
    assert command_line(["triage", str(runs / "well.csv"), "--fail-on", "watch"]) == 0


def test_a_log_that_cannot_be_read_is_status_1_and_told(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (runs / "history.csv").write_text("")
    assert command_line(["triage", str(runs), "--format", "json"]) == 1
    told = capsys.readouterr()
    (error,) = json.loads(told.out)["errors"]
    assert error["path"].endswith("history.csv") and "history.csv" in told.err


def test_since_takes_dates_and_ages(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert abs(since("2d") - (time.time() - 172800)) < 60 and since("2026-11-28") < since("2026-11-28T09:30")
    os.utime(runs / "well.csv", (1e9, 1e9))
    assert command_line(["triage", str(runs), "--since", "1h"]) == 0
    told = capsys.readouterr()
    assert "well" not in told.out and "1 older log was passed over (--since)." in told.err
    with pytest.raises(SystemExit):
        command_line(["triage", str(runs), "--since", "soon"])


def test_groups_are_counted(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["triage", str(runs), "--group-by", "cause"]) == 0
    assert ": 1 run: 1 problem; best" not in (text := capsys.readouterr().out)  # one value has no middle
    assert "Groups:\n" in text and "(nothing): 1 run: 1 fine" in text
    assert command_line(["triage", str(runs), "--group-by", "lr"]) == 2
    assert "there is no 'lr'; there are folder, cause, configuration" in capsys.readouterr().err


def test_two_at_once_find_the_same(runs: Path) -> None:
    call = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line())"
    words = [sys.executable, "-c", call, "triage", str(runs), "--format", "csv"]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    first, second = (one.communicate(timeout=240)[0] for one in both)
    assert first == second and first.count(b"\n") == 3 and [one.returncode for one in both] == [0, 0]


def test_runs_that_are_asked_are_kept_for_the_next_time_unless_told_otherwise(runs: Path) -> None:
    pair = [str(runs / "sick.csv"), str(runs / "well.csv")]
    assert command_line(["compare", *pair, "--among", str(runs), "--no-cache"]) == 0
    assert not any((runs.parent / "cache").rglob("*"))
    assert command_line(["compare", *pair, "--among", str(runs)]) == 0
    assert any((runs.parent / "cache").rglob("*"))


@pytest.mark.parametrize(
    ("words", "endings"),
    [
        ("compare --format json -o x.txt", ".json"),
        ("compare --format html -o x.txt", ".html or .htm"),
        ("compare -o x.png", ".txt, .md, .html, .htm or .json"),
        ("seeds --format text -o x.json", ".txt"),
        ("analyze --json -o x.md", ".json"),
        ("triage -o x.png", ".txt, .csv, .json, .html, .htm, .xml or .sarif"),
    ],
)
def test_an_ending_of_another_form_is_refused_with_those_that_fit(
    words: str, endings: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *options = words.split()
    assert command_line([command, str(runs), *options]) == 2
    assert capsys.readouterr().err.rstrip(".\n").endswith(f" must end in {endings}")


def test_a_report_may_have_an_ending_that_says_nothing(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(runs.parent)
    assert command_line(["analyze", "runs/well.csv", "--json", "-o", "analysis.log"]) == 0
    assert json.loads(Path("analysis.log").read_text(encoding="utf-8"))["runs"]


def test_two_runs_are_compared_with_all_others_asked(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("sick", "well"):
        (runs / name).mkdir()
        (runs / f"{name}.csv").rename(runs / name / "log.csv")
        (runs / name / "hparams.yaml").write_text(f"lr: {0.1 if name == 'sick' else 0.01}\n")
    pair = [str(runs / "sick"), str(runs / "well")]
    assert command_line(["compare", *pair, "--among", str(runs)]) == 0
    told = capsys.readouterr()
    assert "is absent in well/log, which differs in lr (0.1, 0.01). No other runs" in told.out and told.err == ""
    target = runs.parent / "told.json"
    assert command_line(["compare", *pair, "-o", str(target)]) == 0
    assert [one["name"] for one in json.loads(target.read_text())["runs"]] == ["sick/log", "well/log"]
    assert command_line(["compare", *pair, "-o", str(target)]) == 1  # it exists
    assert command_line(["compare", *pair, "-o", str(runs / "told.csv")]) == 2
    assert command_line(["compare", *pair, "-o", str(runs / "told.md"), "--format", "html"]) == 2
    capsys.readouterr()
    assert command_line(["compare", pair[0]]) == 1 and "1 run: two are wanted" in capsys.readouterr().err
