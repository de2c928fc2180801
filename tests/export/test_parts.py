"""A part of x that is asked for: where there is nothing, that is said and no file is made."""

from __future__ import annotations

from pathlib import Path

import handmade
import pytest
from commanded import LOG, run

from lossacc_gui.chart import View
from lossacc_gui.chart.part import check_part, in_window
from lossacc_gui.model.errors import BadOption


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(LOG)  # epochs 0 to 49
    return path


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf", "a.zip", "a.html", "a.csv"])
@pytest.mark.parametrize("part", ["500:600", "-9:-1"])
def test_a_range_beside_the_run_is_told_and_no_file_made(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, part: str
) -> None:
    assert run("export", log, "-o", tmp_path / name, f"--range={part}") == 2
    said = capsys.readouterr().err.strip()
    low, high = part.split(":")
    assert f"between {low} and {high} there is nothing of " in said
    assert said.endswith("history: it goes from 0 to 49 (epoch)")
    assert len(said.splitlines()) == 1 and not (tmp_path / name).exists()


@pytest.mark.usefixtures("no_processes")
def test_so_it_is_for_reports_overlays_and_folders(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(LOG)
    part = "--range=500:600"
    assert run("report", log, other, "-o", tmp_path / "r.html", part) == 2
    assert run("export", log, other, "--overlay", "-o", tmp_path / "o.svg", part) == 2
    assert run("export", log, other, "-o", f"{tmp_path}/out/", "--kind", "svg", "--jobs", "1", part) == 1
    assert capsys.readouterr().err.count("between 500 and 600 there is nothing of ") == 4
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".html", ".svg")]


def test_a_report_of_several_runs_is_made_where_one_of_them_has_something(log: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    head, *rows = LOG.splitlines()
    later.write_text("\n".join([head, *(f"{100 + i},{row.partition(',')[2]}" for i, row in enumerate(rows))]) + "\n")
    assert run("report", log, later, "-o", tmp_path / "r.html", "--range=0:20") == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "epochs 0–20 of 0–49" in page and "epochs 0–20 of 100–149" in page


def test_a_range_between_two_points_shows_the_line_that_joins_them(log: Path, tmp_path: Path) -> None:
    assert run("export", log, "-o", tmp_path / "a.svg", "--range=3.2:3.8") == 0


def test_a_range_that_only_what_is_not_drawn_reaches_is_empty() -> None:
    analysis = handmade.analysis()
    drawn = [one for one in analysis.run.series if one.split.value == "val"]
    last = max(float(one.x[-1]) for one in drawn)
    check_part([(analysis.run, View(x_range=(last, last + 9)), drawn)])
    with pytest.raises(BadOption, match="there is nothing of"):
        check_part([(analysis.run, View(x_range=(last + 1, last + 9)), drawn)])
    check_part([(analysis.run, View(x_range=(last + 1, last + 9)), ())])  # nothing is drawn: that is told otherwise


def test_a_window_shows_a_run_that_does_not_count_as_others_by_its_own_axis() -> None:
    seen = in_window(handmade.analysis(), View(x="tokens"), None, (), (3.0, 9.0))
    assert seen.x == "" and seen.x_range == (3.0, 9.0)
