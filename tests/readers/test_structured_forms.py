"""Kinds of tables, trees and programs that were read wrongly when first met in files that people keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, runs_of

from lossacc_gui.model.run import Split


def markdown(rows: list[list[str]]) -> str:
    rule = "|" + "---|" * len(rows[0])
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def html(rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr><td>" + "</td><td>".join(cells) + "</td></tr>\n" for cells in rows) + "</table>"


def csv(rows: list[list[str]]) -> str:
    return "".join(",".join(cells) + "\n" for cells in rows)


PROSE = "# Bericht\n\n" + "So lief es, wie man sieht, und mehr war nicht.\n" * 20 + "\n"
FORMS = {"notes.md": markdown, "page.html": html, "log.csv": csv}


@pytest.mark.parametrize("name", FORMS)
def test_a_percent_sign_in_cells_says_percent_however_small_the_number_is(name: str, tmp_path: Path) -> None:
    rows = [["epoch", "loss", "accuracy"]] + [[str(i), f"{LOSS[i]}", f"{0.1 + i / 20:.2f}%"] for i in N]
    (run,) = runs_of(tmp_path, FORMS[name](rows), name)
    loss, accuracy = run.series
    assert loss.value.tolist() == LOSS and accuracy.percent
    assert accuracy.value == pytest.approx([round(0.1 + i / 20, 2) / 100 for i in N])


def test_an_accuracy_of_nearly_one_with_a_sign_was_not_multiplied(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "accuracy"]] + [[str(i), f"{LOSS[i]}", f"{ACCURACY[i]}%"] for i in N]
    (run,) = runs_of(tmp_path, csv(rows), "log.csv")
    assert run.series[1].value.tolist() == ACCURACY


def test_an_error_rate_below_one_percent_is_believed(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "error"]] + [[str(i), f"{LOSS[i]}", f"{0.99 - i / 50:.2f} %"] for i in N]
    (run,) = runs_of(tmp_path, csv(rows), "log.csv")
    assert run.series[1].value == pytest.approx([round(0.99 - i / 50, 2) / 100 for i in N])


def test_epochs_of_a_table_may_be_of_a_total_and_bold(tmp_path: Path) -> None:
    rows = [["Epoche", "Train Loss", "Val Loss", "Hinweis"]]
    rows += [[f"{i + 1}/8", str(LOSS[i]), str(OTHER[i]), "weiter"] for i in N]
    rows[-1] = [f"**{cell}**" for cell in rows[-1]]
    (run,) = runs_of(tmp_path, PROSE + markdown(rows), "bericht.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize("gap", [[], [""]])
@pytest.mark.parametrize("name", ["notes.md", "page.html"])
def test_parts_of_a_table_that_stand_side_by_side_go_on(name: str, gap: list[str], tmp_path: Path) -> None:
    heading = ["step", "loss", "val_loss"]
    cells = [[str(100 * i), str(LOSS[i]), str(OTHER[i])] for i in N]
    cells[2][2] += " ← best"
    last = cells[5:] + [["", "", ""]] * (5 - len(cells[5:]))
    rows = [[*heading, *gap, *heading]] + [[*a, *gap, *b] for a, b in zip(cells[:5], last, strict=True)]
    (run,) = runs_of(tmp_path, FORMS[name](rows), name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[1].x.tolist() == [100 * i for i in N]


def test_parts_of_a_table_that_each_count_from_the_start_do_not_go_on(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "", "epoch", "loss"]] + [[str(i), str(LOSS[i]), "", str(i), str(OTHER[i])] for i in N]
    runs = runs_of(tmp_path, html(rows), "page.html")
    assert all(len(one.value) <= len(LOSS) for run in runs for one in run.series)


def test_a_metric_with_two_values_between_dashes_is_there(tmp_path: Path) -> None:
    rows = [["iter", "train loss", "val loss"]]
    rows += [[str(i), str(LOSS[i]), str(OTHER[i]) if i in (0, 7) else "—"] for i in N]
    (run,) = runs_of(tmp_path, markdown(rows), "notes.md")
    (found,) = (one for one in run.series if one.split is Split.VAL)
    assert found.value.tolist() == [OTHER[0], OTHER[7]] and found.x.tolist() == [0, 7]
