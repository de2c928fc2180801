"""All figures of a folder in one go."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from commanded import LOG, run
from pypdf import PdfReader

from lossacc_gui.cli.batch import Drawing, Orders, draw
from lossacc_gui.export.look import Look
from lossacc_gui.export.naming import names_of
from lossacc_gui.model.request import Request


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    for name in ("a", "b", "deep/er"):
        (folder / name).mkdir(parents=True)
        (folder / name / "history.csv").write_text(LOG)
    (folder / "broken.csv").write_bytes(b"PK\x03\x04nothing")
    return folder


def test_every_log_of_a_folder_is_drawn_by_several_processes_and_nothing_is_replaced_unasked(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures" / "new"
    asked = ("export", runs, "-o", out, "--kind", "svg", "--kind", "csv", "--preset", "icml", "--palette", "grey")
    assert run(*asked, "--jobs", "2") in (0, 1)
    written = {"a-history", "b-history", "deep-er-history"}
    assert {path.name for path in out.iterdir()} == {f"{name}{end}" for name in written for end in (".svg", ".csv")}
    page = (out / "a-history.svg").read_text(encoding="utf-8")
    assert 'width="82.5500mm"' in page and "#0072b2" not in page
    assert "wrote 6 files" in capsys.readouterr().err
    (out / "a-history.svg").write_text("mine")
    assert run(*asked, "--jobs", "1") == 1
    said = capsys.readouterr().err
    assert (out / "a-history.svg").read_text() == "mine"
    assert said.count("exists already") == 6 and "wrote 0 files" in said


def orders(folder: Path, **changes: object) -> Orders:
    told = {"kinds": ("svg",), "folder": folder, "look": Look(), "metrics": None, "overwrite": False} | changes
    return Orders(**told)  # type: ignore[arg-type]


@pytest.mark.usefixtures("no_processes")
@pytest.mark.parametrize(("preset", "inches"), [((), (12.5, 5.5)), (("--preset", "icml"), (3.25, 3.25))])
def test_a_figure_for_a_paper_has_the_width_of_papers_whatever_is_written_with_it(
    preset: tuple[str, ...], inches: tuple[float, float], runs: Path, tmp_path: Path
) -> None:
    kinds = ("--kind", "pdf", "--kind", "paper", "--jobs", "1")
    assert run("export", runs / "a", "-o", tmp_path / "out", *kinds, *preset) == 0
    with zipfile.ZipFile(tmp_path / "out" / "history.zip") as packed:
        paper = packed.read(next(name for name in packed.namelist() if name.endswith(".pdf")))
    for content, width in zip(((tmp_path / "out" / "history.pdf").read_bytes(), paper), inches, strict=True):
        assert float(PdfReader(io.BytesIO(content)).pages[0].mediabox.width) == pytest.approx(72 * width, abs=0.1)


def test_a_file_that_cannot_be_written_leaves_no_half_and_does_not_keep_the_others(runs: Path, tmp_path: Path) -> None:
    log = runs / "a" / "history.csv"
    (tmp_path / "one.svg").mkdir()
    done = draw(Request(), orders(tmp_path, kinds=("svg", "csv")), Drawing(log, "one"))
    assert done.files == 1 and "is a folder" in done.troubles[0]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_log_in_the_folder_of_the_figures_is_never_replaced(runs: Path) -> None:
    log = runs / "a" / "history.csv"
    done = draw(Request(), orders(log.parent, kinds=("csv",), overwrite=True), Drawing(log, "history"))
    assert done.files == 0 and "a log is never replaced" in done.troubles[0]
    assert log.read_text() == LOG


def test_a_metric_that_a_run_does_not_have_is_told_of_that_run_alone(runs: Path, tmp_path: Path) -> None:
    done = draw(Request(), orders(tmp_path, metrics=("val_f1",)), Drawing(runs / "a" / "history.csv", "one"))
    assert done.files == 0 and "no metric 'val_f1'" in done.troubles[0]


@pytest.mark.parametrize("more", [["--kind", "svg"], ["--jobs", "2"]])
def test_what_means_a_folder_is_wrong_usage_for_a_file(more: list[str], runs: Path, tmp_path: Path) -> None:
    assert run("export", runs / "a", "-o", tmp_path / "a.svg", *more) == 2
    assert run("export", runs, "-o", tmp_path / "out", "--run", "a") == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("no_processes")
def test_a_folder_that_is_called_as_a_file_is_no_place_for_what_was_not_asked_for(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "paper.zip"
    folder.mkdir()
    assert run("export", runs / "a", "-o", folder) == 1
    assert "paper.zip is a folder; give another name" in capsys.readouterr().err
    assert not list(folder.iterdir())
    assert (
        run("export", runs / "a", "-o", folder, "--kind", "svg", "--jobs", "1") == 0
        and len(list(folder.iterdir())) == 1
    )


@pytest.mark.skipif(os.name == "nt", reason="colons are no part of names there")
def test_names_come_from_places_are_safe_and_never_the_same() -> None:
    logs = [Path(f"/runs/{name}") for name in ("a/log.csv", "a/log.json", "A/LOG.csv", "a-log.txt", "c:d?/x.csv")]
    found = list(names_of(logs, [Path("/")]).values())
    assert len({name.casefold() for name in found}) == len(logs)
    assert all(not set(name) & set(":?/\\") for name in found) and found[4] == "runs-c-d--x"


def test_logs_of_one_name_are_called_by_the_folders_that_tell_them_apart() -> None:
    logs = [Path(f"/runs/{name}/history.csv") for name in ("lr0.1/seed1", "lr0.1/seed2", "lr0.2/seed1")]
    assert list(names_of(logs[:2], logs[:2]).values()) == ["seed1-history", "seed2-history"]
    assert list(names_of(logs, logs).values()) == ["lr0.1-seed1-history", "lr0.1-seed2-history", "lr0.2-seed1-history"]
    assert list(names_of([*logs[:1], Path("/other/loss.csv")], logs[:1]).values()) == ["history", "loss"]
