"""What is drawn but not judged is told: scores, and metrics of which no name says what they measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.export.phrases import not_judged
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.mapping import Choice, mapped
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze_run

FALLING = [13.05, 5.75, 5.33, 4.0, 4.61, 5.2, 6.13, 7.02, 7.5, 8.26]
BEYOND = [one * 1000 for one in FALLING]


def table(folder: Path, name: str, values: list[float]) -> Run:
    log = folder / "log.csv"
    rows = (f"{i},{2 / (i + 1):.4f},{value}" for i, value in enumerate(values))
    log.write_text("\n".join([f"epoch,loss,{name}", *rows]))
    return read(log)[0]


@pytest.mark.parametrize("name", ["avg_tour", "val_zork", "val/zork"])
def test_a_metric_of_unknown_name_is_told_with_how_to_take_it(name: str, tmp_path: Path) -> None:
    run = table(tmp_path, name, FALLING)
    (told,) = run.left_out
    assert (told.metric, told.points, told.taken_by.partition("=")[0]) == (name, len(FALLING), name)
    (text,) = not_judged(analyze_run(run, Request()))
    assert text == f"Not understood: {name} (10 values, 13.05 to 8.26). --map {name}=loss:val takes it."


def test_what_a_person_takes_is_told_no_more(tmp_path: Path) -> None:
    run = mapped(table(tmp_path, "avg_tour", FALLING), [Choice("avg_tour", Quantity.LOSS, Split.VAL)])
    assert not run.left_out and len(run.series) == 2


def test_a_score_is_told_with_its_best(tmp_path: Path) -> None:
    run = table(tmp_path, "val_psnr", [20.5, 23.25, 22.5])
    (text,) = not_judged(analyze_run(run, Request()))
    assert text == "Not judged: val_psnr (3 values, best 23.25 at epoch 1, 22.5 in the end)."


@pytest.mark.parametrize(
    "name", ["words_per_second", "n_tokens", "grad_scale", "duration_mins", "dropout", "best_so_far"]
)
def test_speeds_sizes_and_settings_are_no_metrics(name: str, tmp_path: Path) -> None:
    assert not table(tmp_path, name, FALLING).left_out


@pytest.mark.parametrize("values", [[3.5] * 10, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]], ids=["constant", "counts"])
def test_what_goes_nowhere_or_counts_is_no_metric(values: list[float], tmp_path: Path) -> None:
    assert not any(one.goes for one in table(tmp_path, "zork", values).left_out)


def test_a_curve_is_not_called_single_beside_one_that_is_not_judged(tmp_path: Path) -> None:
    def said(name: str) -> str:
        values = [10 / (i + 1) + 0.01 for i in range(12)]
        return analyze_run(table(tmp_path, name, values), Request()).verdict.text

    assert "the one curve that is judged" in said("avg_tour")
    assert "a single curve" in said("words_per_second")


def test_an_accuracy_that_is_none_has_its_own_notice(tmp_path: Path) -> None:
    run = table(tmp_path, "accuracy", BEYOND)
    assert not run.left_out and "taken as another quantity" in run.notices[0].text


def test_a_list_of_lists_is_told_as_not_taken(tmp_path: Path) -> None:
    log = tmp_path / "history.json"
    log.write_text(
        '{"loss": [0.9, 0.7, 0.5], "val_loss": [1, 0.8, 0.6], "per_class_iou": [[0.1, 0.2], [0.2, 0.3], [0.3, 0.4]]}'
    )
    (run,) = read(log)
    assert [(one.metric, one.points) for one in run.left_out] == [("per_class_iou", 3)]
