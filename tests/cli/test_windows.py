"""Files of a project show what its window shows, but for what the arguments say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from commanded import LOG, run

from lossacc_gui.model.colour import Colour
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note
from lossacc_gui.project import OverlayView, Project, RunPart, RunView, WindowView, written

GREEN, RED = "#117733", "#cc3311"
RANGE = RunView(x=(10.0, 40.0), left=(0.0, 1.0), right=(0.0, 1.0))


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """Two runs; of the second a part is looked at, with everything that a person can change."""
    logs = tuple(tmp_path / f"{name}.csv" for name in "ab")
    for number, log in enumerate(logs):
        log.write_text(LOG.replace("0.9", f"0.{8 - number}"))
    return Project(
        logs=logs,
        runs=(
            RunPart(logs[0], "a", colour=GREEN),
            RunPart(logs[1], "b", notes=(Note("warm-up ends", 12.0, 12.0),), view=RANGE),
        ),
        view=WindowView(
            current=(logs[1], "b"),
            smoothing=0.6,
            log_loss=True,
            lines=(Level("left", 0.69, text="chance"),),
            colours=(Colour("val_loss", RED),),
            hidden=(("accuracy", "train"),),
        ),
    )


SAME = (
    *("--smoothing", "0.6", "--log-loss", "--line", "loss=0.69:chance", "--colour", f"val_loss={RED}"),
    *("--metric", "loss", "--metric", "val_loss", "--metric", "val_accuracy", "--range", "10:40"),
)
"""What says the same of the second run but for its note."""


def saved(project: Project, name: str = "p") -> Path:
    path = project.logs[0].with_name(f"{name}.lossacc")
    path.write_text(written(project, path.parent))
    return path


def page(*arguments: object, target: Path) -> str:
    assert run("export", *arguments, "-o", target, "--overwrite") == 0
    return target.read_text(encoding="utf-8")


def test_a_figure_shows_the_run_of_the_window_as_the_window_does(made: Project, tmp_path: Path) -> None:
    target = tmp_path / "out.svg"
    shown = page(saved(made), target=target)
    assert "warm-up ends" in shown and RED in shown and "chance" in shown
    without = replace(made, runs=tuple(replace(part, notes=()) for part in made.runs))
    assert page(saved(without), target=target) == page(made.logs[1], *SAME, target=target)
    assert page(saved(made), "--run", "a", target=target) != shown


def test_what_the_arguments_say_comes_first(made: Project, tmp_path: Path) -> None:
    target, file = tmp_path / "out.svg", saved(replace(made, runs=made.runs[:1]))
    asked = ("--smoothing", "0", "--range", "0:20", "--colour", f"val_loss={GREEN}", "--metric", "val_loss")
    same = (*asked, "--log-loss", "--line", "loss=0.69:chance")
    assert page(file, *asked, target=target) == page(made.logs[1], *same, target=target)


@pytest.mark.usefixtures("no_processes")
def test_reports_and_folders_of_a_project_show_each_run_as_its_window_does(made: Project, tmp_path: Path) -> None:
    file, report = saved(made), tmp_path / "out.html"
    assert run("report", file, "-o", report) == 0
    told = report.read_text(encoding="utf-8")
    assert told.count("weight 0.6") == 4, "in the chart for wide screens and in that for phones"
    assert told.count(RED) >= 2 and told.count("warm-up ends") >= 1
    assert run("export", file, "-o", tmp_path / "figures", "--kind", "svg", "--jobs", "1") == 0
    one, other = ((tmp_path / "figures" / f"{name}.svg").read_text(encoding="utf-8") for name in "ab")
    assert RED in one and RED in other and "warm-up ends" in other
    assert other == page(file, target=tmp_path / "out.svg")


def test_what_another_run_counts_by_and_has_is_no_matter(made: Project, tmp_path: Path) -> None:
    logs, view = made.logs, replace(made.view, x="tokens")
    parts = (RunPart(logs[1], "b", view=RunView(shown=("loss",))),)
    told = page(saved(replace(made, runs=parts, view=view)), target=tmp_path / "out.svg")
    assert ">epoch<" in told and "val_loss" not in told.split("</desc>")[1]


def together(made: Project, **changes: object) -> Project:
    overlay = OverlayView(runs=tuple((log, log.stem) for log in reversed(made.logs)))
    return replace(made, view=replace(made.view, overlay=replace(overlay, **changes)))  # type: ignore[arg-type]


def test_runs_in_one_chart_are_drawn_in_one_figure(made: Project, tmp_path: Path) -> None:
    target, (a, b) = tmp_path / "out.svg", made.logs
    same = ("--overlay", "--smoothing", "0.6", "--log-loss", "--colour", f"a={GREEN}")
    assert page(saved(together(made)), target=target) == page(b, a, *same, target=target)
    baseline = saved(together(made, baseline=(a, "a")))
    assert page(baseline, target=target) == page(b, a, *same, "--baseline", "a", target=target)
    gone = saved(together(made, baseline=(a.with_name("gone.csv"), "gone")))
    assert page(gone, target=target) == page(b, a, *same, target=target), "what is not here is compared with nothing"
    plain = saved(replace(together(made), runs=made.runs[:1]))
    assert page(plain, target=target) == page(b, a, *same, target=target), "nothing is noted of one of them"
    part = saved(together(made, place=RANGE))
    assert page(part, target=target) == page(b, a, *same, "--range", "10:40", target=target)
    alone = page(part, "--run", "b", target=target)
    assert "warm-up ends" in alone, "of a run that is asked for the figure is of that run"


def test_what_is_hidden_in_one_chart_is_not_in_its_figure(made: Project, tmp_path: Path) -> None:
    target = tmp_path / "out.svg"
    whole = page(saved(together(made)), target=target)
    gone = page(saved(together(made, hidden_runs=((made.logs[0], "a"),))), target=target)
    assert GREEN in whole and len(gone) < len(whole)
    assert gone.count(f'stroke="{GREEN}"') < whole.count(f'stroke="{GREEN}"')
    kinds = page(saved(together(made, hidden_kinds=(("right", "train"), ("right", "val")))), target=target)
    assert kinds.count("<path") < whole.count("<path")
