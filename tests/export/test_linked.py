"""Reports as Markdown, with charts beside it, and those of `lossacc report` as text, which leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from commanded import run

import lossacc_gui as la

pytestmark = pytest.mark.usefixtures("qapp")


def test_markdown_links_a_picture_of_each_run_beside_it(log: Path, tmp_path: Path) -> None:
    other = log.rename(tmp_path / "b.csv")
    log.write_bytes(other.read_bytes())
    report = tmp_path / "my runs.md"
    assert run("report", log, other, "-o", report, "--smoothing", "0.6", "--metric", "val_loss") == 0
    links = re.findall(r"!\[Loss and accuracy of [^\]]+\]\(([^)]+)\)", report.read_text("utf-8"))
    assert [unquote(link) for link in links] == ["my runs-chart-1.svg", "my runs-chart-2.svg"] and " " not in "".join(
        links
    )
    for link in links:
        picture = (tmp_path / unquote(link)).read_text("utf-8")
        assert "weight 0.6" in picture and "val_loss" in picture and "val_accuracy" not in picture
    assert run("report", log, "-o", tmp_path / "one.md") == 0
    assert "](one-chart.svg)" in (tmp_path / "one.md").read_text("utf-8") and (tmp_path / "one-chart.svg").exists()


def test_a_markdown_report_is_the_same_with_its_chart_whatever_writes_it(log: Path, tmp_path: Path) -> None:
    names = [tmp_path / name / "r.md" for name in ("report", "analyze", "export", "api")]
    for name in names:
        name.parent.mkdir()
    for name in names[:3]:
        assert run(name.parent.name, log, "-o", name) == 0
    la.analyze(log).save(names[3])
    assert run("export", log, "-o", tmp_path / "batch", "--kind", "markdown", "--kind", "svg", "--jobs", "1") == 0
    texts = {name.read_text("utf-8") for name in names}
    assert len(texts) == 1 and "](r-chart.svg)" in texts.pop()
    charts = {name.with_name("r-chart.svg").read_bytes() for name in names}
    charts.add((tmp_path / "batch" / f"{log.stem}-chart.svg").read_bytes())
    assert len(charts) == 1 and (tmp_path / "batch" / f"{log.stem}.svg").exists()


def test_a_chart_beside_a_report_is_no_more_replaced_unasked_than_the_report(log: Path, tmp_path: Path) -> None:
    chart, report = tmp_path / "r-chart.svg", tmp_path / "r.md"
    chart.write_text("mine")
    with pytest.raises(la.CannotWrite, match="r-chart"):
        la.analyze(log).save(report)
    assert run("analyze", log, "-o", report) == 1 and run("export", log, "-o", report) == 1
    assert chart.read_text() == "mine" and not report.exists()
    assert la.analyze(log).save(report, overwrite=True) == report and chart.read_text("utf-8").startswith("<?xml")


def test_a_picture_that_is_there_is_kept_and_nothing_is_written(log: Path, tmp_path: Path) -> None:
    picture, report = tmp_path / "report-chart.svg", tmp_path / "report.md"
    picture.write_text("mine")
    assert run("report", log, "-o", report) == 1
    assert picture.read_text() == "mine" and not report.exists()
    assert run("report", log, "-o", report, "--overwrite") == 0 and picture.read_text("utf-8").startswith("<?xml")


def test_a_part_of_x_without_values_is_refused_as_for_a_page(log: Path, tmp_path: Path) -> None:
    assert run("report", log, "-o", tmp_path / "report.md", "--range", "9000:9001") == 2
    assert not list(tmp_path.glob("report*"))


def test_a_report_as_text_has_all_and_names_no_option_that_it_has_not(log: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    assert run("report", log, "-o", report, "--provenance") == 0
    told = report.read_text("utf-8")
    assert "--all" not in told and "source  " in told and "default options" in told
