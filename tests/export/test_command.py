"""Figures as the command line writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commanded import run


@pytest.mark.parametrize(
    ("options", "wanted", "unwanted"),
    [
        ([], "/history</text>", "My run"),
        (["--title", "My run"], "<title id=.title.>My run</title>(?s:.)*>My run</text>", "history</text>"),
        (["--no-title"], "val_loss", "history</text>"),
        (["--palette", "grey"], 'stroke="#000000"', "#0072b2"),
        (["--dark"], "#17191c", 'fill="#ffffff"'),
        (["--font-size", "9"], 'font-size="7.92"', 'font-size="8.8"'),
        (["--line-width", "3"], 'stroke-width="3"', 'stroke-width="1.4"'),
        (["--width", "100", "--height", "90"], 'width="100.0000mm" height="90.0000mm"', "nothing"),
        (["--without", "captions", "--without", "legend"], ">epoch</text>", r"\[problem\]|>val_loss</text>"),
        (["--provenance"], "default options", "nothing"),
        (["--preset", "nature-89"], 'width="89.0000mm"', "history</text>"),
    ],
)
def test_every_option_of_the_looks_has_its_effect(
    options: list[str], wanted: str, unwanted: str, log: Path, tmp_path: Path
) -> None:
    output = tmp_path / "chart.svg"
    assert run("export", log, "-o", output, *options) == 0
    page = output.read_text(encoding="utf-8")
    body = page.split("</desc>")[1]
    assert re.search(wanted, page), wanted
    assert not re.search(unwanted, body), unwanted


def test_own_presets_are_taken_from_a_file(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    presets = tmp_path / "mine.toml"
    presets.write_text('[thesis]\nbase = "nature-89"\nwidth_mm = 150\n', encoding="utf-8")
    output = tmp_path / "chart.svg"
    assert run("export", log, "-o", output, "--presets", presets, "--preset", "thesis") == 0
    assert 'width="150.0000mm"' in output.read_text(encoding="utf-8")
    assert run("export", log, "-o", output, "--overwrite", "--presets", tmp_path / "none.toml") == 2
    assert "could not be read" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--palette", "neon"], ["--font-size", "3"], ["--without", "curves"]])
def test_what_a_figure_cannot_be_is_wrong_usage(
    options: list[str], log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", log, "-o", tmp_path / "chart.svg", *options) == 2
    assert not (tmp_path / "chart.svg").exists() and capsys.readouterr().err.startswith("lossacc: ")


@pytest.mark.parametrize(("name", "begins"), [("run.csv", b"run,step"), ("run.html", b"<!doctype"), ("run.zip", b"PK")])
def test_one_run_is_written_as_any_kind_of_file(name: str, begins: bytes, log: Path, tmp_path: Path) -> None:
    output = tmp_path / name
    assert run("export", log, "-o", output, "--range", "10:19", "--smoothing", "0.5") == 0
    content = output.read_bytes()
    assert content.startswith(begins)
    if name == "run.csv":
        assert {line.split(",")[2] for line in content.decode().splitlines()[1:]} == {str(i) for i in range(10, 20)}


def test_a_file_of_no_known_kind_is_refused(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", log, "-o", tmp_path / "chart.gif") == 2
    assert ".png, .svg, .pdf, .zip" in capsys.readouterr().err
    assert run("export", log, "--overlay", "-o", tmp_path / "chart.gif") == 2


def test_a_report_draws_the_metrics_that_are_named_and_no_others(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "r.html"
    for more, wide in (([], True), (["--metric", "val_loss"], False)):
        assert run("report", log, "-o", page, "--overwrite", *more) == 0
        words = page.read_text(encoding="utf-8")
        assert ("on the right axis over" in words) is wide and ">val_loss</text>" in words
    assert run("report", log, "-o", page, "--overwrite", "--metric", "f1") == 2
    assert "there is no metric 'f1' in any of the runs" in capsys.readouterr().err
