"""Tables whose numbers people marked, rounded or wrote with decimal commas, and tables of a text for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import identify, read

LOSS = [0.91, 0.702, 0.5534, 0.4712, 0.4093, 0.3611]
ACCURACY = [0.61, 0.702, 0.7553, 0.7912, 0.8045, 0.8101]
BEST = 4


def marked(before: str, behind: str) -> str:
    """A table of Markdown in which the numbers of the best epoch are marked."""
    rows = ["| Epoch | Val Loss | Val Acc |", "|:---|---:|---:|"]
    for i, (loss, accuracy) in enumerate(zip(LOSS, ACCURACY, strict=True)):
        one, other = (before, behind) if i == BEST else ("", "")
        rows.append(f"| {i + 1} | {one}{loss}{other} | {one}{accuracy}{other} |")
    return "\n".join(rows) + "\n"


MARKS = [("**", "**"), ("*", "*"), ("__", "__"), ("***", "***"), ("`", "`"), ("", " ✓"), ("", " ⭐ best")]


@pytest.mark.parametrize(("before", "behind"), MARKS)
@pytest.mark.parametrize("name", ["log.md", "log.txt"])
def test_a_marked_number_is_one_of_its_column(name: str, before: str, behind: str, tmp_path: Path) -> None:
    log = tmp_path / name
    log.write_text(f"Results of run 3\n\n{marked(before, behind)}\nDone in 3 min.\n")
    (run,) = read(log)
    assert [(one.quantity, one.split, one.value.tolist()) for one in run.series] == [
        (Quantity.LOSS, Split.VAL, LOSS),
        (Quantity.ACCURACY, Split.VAL, ACCURACY),
    ]


def test_each_table_of_a_text_for_people_is_a_run_of_its_own_rows_alone(tmp_path: Path) -> None:
    log = tmp_path / "training_log.md"
    final = "> **Final: Acc = 0.80 · F1 = 0.79**"
    tables = [f"## Model {i}\n{marked('**', '**')}\n{final}\n".replace("| 0.91 ", f"| 0.9{i} ") for i in range(3)]
    log.write_text("\n".join(tables).replace("| 6 | 0.3611 | 0.8101 |\n", "", 1))
    assert identify(log).name == "markup"
    assert [[len(one.value) for one in run.series] for run in read(log)] == [[5, 5], [6, 6], [6, 6]]


FEW = [35.89219451525977, 37.30776119784595, 36.733117819381505, 70.95538237454625]
ROUNDED = [0.91, 0.802, 0.7001, 0.65]


def _comma(value: float, digits: int | None = None) -> str:
    return (str(value) if digits is None else f"{value:.{digits}f}").replace(".", ",")


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("mse.dat", [_comma(one) for one in FEW], [FEW]),
        ("loss.txt", [_comma(one, 6) for one in ROUNDED], [ROUNDED]),
        ("loss.csv", ["loss", *(_comma(one, 4) for one in ROUNDED)], [ROUNDED]),
        ("loss.txt", ["2,0", "1,5", "1,0", "0,6667", "0,5"], [[2.0, 1.5, 1.0, 0.6667, 0.5]]),
        ("loss.txt", ["2,31", "1,98", "1,52", "1,07"], [[2.31, 1.98, 1.52, 1.07]]),
        ("curves.dat", [f"{_comma(a)}\t{_comma(b)}" for a, b in zip(FEW, ROUNDED, strict=True)], [FEW, ROUNDED]),
        ("mse.txt", [f"{i};{_comma(a)}" for i, a in enumerate(FEW, 1)], [FEW]),
        (
            "mse.txt",
            [f"{i} {_comma(a)} {_comma(b)}" for i, (a, b) in enumerate(zip(FEW, ROUNDED, strict=True), 1)],
            [FEW, ROUNDED],
        ),
    ],
)
def test_commas_of_numbers_without_a_heading_are_decimal_ones(
    name: str, lines: list[str], expected: list[list[float]], tmp_path: Path
) -> None:
    log = tmp_path / name
    log.write_text("\n".join(lines) + "\n")
    (run,) = read(log)
    assert [one.value.tolist() for one in run.series] == expected


@pytest.mark.parametrize("values", [[12, 35, 41, 38], [100, 205, 305, 410]])
def test_whole_numbers_behind_a_count_and_a_comma_are_of_their_own(values: list[int], tmp_path: Path) -> None:
    log = tmp_path / "loss.txt"
    log.write_text("".join(f"{i},{value}.5\n" for i, value in enumerate(values, 1)))
    (run,) = read(log)
    assert [one.value.tolist() for one in run.series] == [[value + 0.5 for value in values]]


def test_lines_of_a_logger_are_no_export_of_charts(tmp_path: Path) -> None:
    head = "2025-06-04 17:36:55,374 - INFO - "
    log = tmp_path / "training.log"
    rows = [f"2025-06-04 17:39:0{i},341 - INFO - Epoch {i}/9, Train Loss: {LOSS[i]}, Acc: 5{i}.1%" for i in range(6)]
    log.write_text("\n".join([f"{head}Using device: cpu", f"{head}Parameters:", f"{head}  seed: 1", *rows]) + "\n")
    (run,) = read(log)
    assert run.format == "text" and [one.metric for one in run.series] == ["Train Loss", "Acc"]


@pytest.mark.parametrize("name", ["log.csv", "notes.md"])
def test_signs_of_about_are_no_part_of_a_number_and_a_range_is_none(name: str, tmp_path: Path) -> None:
    cells = ["0.9", "~0.8", "\u22480.7", "0.6\u20130.55", "0.5", "0.4"]
    log = tmp_path / name
    if name.endswith(".md"):
        rows = ["| Epoch | Loss |", "|---|---|", *(f"| {i} | {cell} |" for i, cell in enumerate(cells, 1))]
    else:
        rows = ["epoch,loss", *(f"{i},{cell}" for i, cell in enumerate(cells, 1))]
    log.write_text("\n".join(rows) + "\n")
    (run,) = read(log)
    assert run.series[0].value.tolist() == [0.9, 0.8, 0.7, 0.5, 0.4] and run.series[0].x.tolist() == [1, 2, 3, 5, 6]
    assert "0.6\u20130.55" in str(run.notices[0].text)


SETTINGS = "# Walker\n\n| Setting | Value |\n|---|---|\n| Learning rate | 3e-4 |\n| Hidden | 64 |\n| Seeds | 3 |\n\n"


@pytest.mark.parametrize("heading", ["Step | AverageReturn | Status", "Episode | Avg Return | Note"])
def test_rewards_over_steps_below_a_table_of_settings_are_a_history(heading: str, tmp_path: Path) -> None:
    rows = "".join(f"| {150 * i} | -{700 - 60 * i}.5 | better |\n" for i in range(1, 6))
    log = tmp_path / "training_log.md"
    log.write_text(f"{SETTINGS}## Progress\n\n| {heading} |\n|---|---|---|\n{rows}\nIt still improves.\n")
    (run,) = read(log)
    (series,) = run.series
    assert series.quantity is Quantity.REWARD and series.x.tolist() == [150, 300, 450, 600, 750]
    assert series.value.tolist() == [-640.5, -580.5, -520.5, -460.5, -400.5]


@pytest.mark.parametrize("name", ["notes.md", "log.csv"])
def test_thousands_of_steps_may_be_counted_in_short(name: str, tmp_path: Path) -> None:
    counts = ["500", "10k", "20.5k", "1M"]
    cells = [("Steps", "Loss"), *zip(counts, LOSS, strict=False)]
    rows = [f"| {a} | {b} |" if name.endswith(".md") else f"{a},{b}" for a, b in cells]
    rows[1:1] = ["|---|---|"] if name.endswith(".md") else []
    log = tmp_path / name
    log.write_text("\n".join(rows) + "\n")
    (run,) = read(log)
    assert run.series[0].x.tolist() == [500, 10_000, 20_500, 1_000_000]


@pytest.mark.parametrize("between", ["\n\n\n", "\n", " "])
def test_lists_without_names_in_a_file_called_after_a_metric_are_curves(between: str, tmp_path: Path) -> None:
    log = tmp_path / "loss.txt"
    log.write_text(f"{LOSS}{between}{ACCURACY}")
    (run,) = read(log)
    assert [(one.metric, one.value.tolist()) for one in run.series] == [("loss 1", LOSS), ("loss 2", ACCURACY)]


def test_of_lists_without_names_one_may_count_the_others(tmp_path: Path) -> None:
    log = tmp_path / "loss.txt"
    log.write_text(f"{list(range(1, 7))}\n{LOSS}\n")
    (run,) = read(log)
    assert [(one.metric, one.x.tolist()) for one in run.series] == [("loss 2", [1, 2, 3, 4, 5, 6])]


@pytest.mark.parametrize(
    ("name", "text"),
    [("data.txt", f"{LOSS}\n{ACCURACY}\n"), ("loss.txt", f"{LOSS}\n" * 6), ("loss.txt", "[1, 2]\n[3, 4]")],
)
def test_other_lists_without_names_are_none(name: str, text: str, tmp_path: Path) -> None:
    log = tmp_path / name
    log.write_text(text)
    with pytest.raises(UnreadableLog):
        read(log)


@pytest.mark.parametrize("name", ["results.txt", "notes.md"])
def test_a_row_of_several_epochs_is_left_out_of_a_table_with_remarks(name: str, tmp_path: Path) -> None:
    remarks = ["starts", "learns fast 📈", "mAP rises by 0.2", "slower", "best.pth is kept", "done"]
    rows = [f"| {i} | {LOSS[i]} | {ACCURACY[i]} | {remark} |" for i, remark in enumerate(remarks)]
    rows[3] = "| 3\u20135 | \u22480.45\u20130.40 | \u22480.60\u20130.63 | slower |"
    log = tmp_path / name
    table = "\n".join(["| Epoch | Loss | mAP@0.5 | Remark |", "|:--|--:|--:|:--|", *rows])
    log.write_text(f"=== TEST RESULTS ===\nAccuracy: 0.8859\nEval time: 25.76s\n\n{table}\n")
    (run,) = read(log)
    assert [one.x.tolist() for one in run.series] == [[0, 1, 2, 4, 5]] * 2
    assert any("3\u20135" in str(notice.text) for notice in run.notices)


def test_a_printed_log_that_ends_in_a_table_is_read_by_its_lines(tmp_path: Path) -> None:
    lines = [f"epoch {i} loss: {2.0 / i:.4f} acc: {1 - 0.5 / i:.4f}" for i in range(1, 21)]
    log = tmp_path / "train.log"
    log.write_text("\n".join(lines) + "\n\n" + marked("**", "**"))
    assert identify(log).name == "text"


@pytest.mark.parametrize("falls", [True, False])
def test_a_list_of_examples_by_their_losses_is_no_curve(falls: bool, tmp_path: Path) -> None:
    losses = sorted((round(1.0 / (1 + i % 13) + i / 1000, 5) for i in range(30)), reverse=falls)
    log = tmp_path / "loss.txt"
    log.write_text("".join(f"{37 * i % 101:06} {loss}\n" for i, loss in enumerate(losses)))
    with pytest.raises(UnreadableLog):
        read(log)
    log.write_text("".join(f"{10 * i} {loss}\n" for i, loss in enumerate(losses)))
    assert [len(one.value) for one in read(log)[0].series] == [30]
