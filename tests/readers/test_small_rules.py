"""Small rules of reading, each on a case in which any other rule would give another number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from in_one import in_one_test

from lossacc_gui.model.choice import Choice
from lossacc_gui.model.progress import silent
from lossacc_gui.model.run import Break, Notice, Quantity, Run, Series, Split
from lossacc_gui.readers.mapping import mapped
from lossacc_gui.readers.printed import understanding
from lossacc_gui.readers.registry import identify, logs_under, read
from lossacc_gui.readers.series.finish import as_fraction
from lossacc_gui.readers.series.streams import Stream, run_of_streams
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.columns import Content
from lossacc_gui.readers.tables.numeric import Numbers
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.row_kinds import names_several
from lossacc_gui.readers.tables.titled import MOST_ABOVE, rows_above
from lossacc_gui.readers.tables.unheaded import heading_of_long

ROWS = "epoch,loss,val_loss\n0,0.9,1.0\n1,0.8,0.9\n2,0.7,0.8\n"


@in_one_test(
    ("cell", "value"),
    [
        ("1:02:03", 3723.0),
        ("02:03", 123.0),
        ("90s", 90.0),
        ("2.5h", 9000.0),
        ("85.3 %", 85.3),
        ("1,234.5", 1234.5),
        ("tensor(0.25)", 0.25),
        ("tensor(True)", 1.0),
        ("false", 0.0),
        ("'inf'", float("inf")),
        ("abc", None),
        ("", None),
        ("1:2:3:4", None),
    ],
)
def test_a_cell_holds_this_number(cell: str, value: float | None) -> None:
    assert number(cell) == (value if value is None else pytest.approx(value))


def test_a_whole_last_line_without_its_end_stays_where_another_line_is_short() -> None:
    table = parse_table(ROWS + "3,0.6\n4,0.5,0.7")
    assert table is not None and table.rows[-1] == ["4", "0.5", "0.7"] and table.rows[-2] == ["3", "0.6", ""]
    torn = parse_table(ROWS + "3,0.6")
    assert torn is not None and torn.rows[-1] == ["2", "0.7", "0.8"]
    assert any("not complete" in notice.text for notice in torn.notices)


@pytest.mark.parametrize(("first", "curves"), [(0, 1), (1, 1), (5, 2)])
def test_a_first_column_counts_epochs_only_where_it_begins_with_the_first_or_none(
    tmp_path: Path, first: int, curves: int
) -> None:
    log = tmp_path / "val_loss.csv"
    log.write_text("".join(f"{first + i},{1 / (i + 1):.4f}\n" for i in range(8)))
    (run,) = read(log)
    assert len(run.series) == curves and run.series[-1].value[1] == 0.5


def test_what_other_programs_install_is_no_log_of_the_person(tmp_path: Path) -> None:
    for folder in ("mine", "venv", "node_modules", "__pycache__", ".hidden"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "history.csv").write_text(ROWS)
    assert logs_under(tmp_path) == [tmp_path / "mine" / "history.csv"]


def test_a_break_goes_along_when_another_metric_becomes_the_x_axis() -> None:
    step = np.arange(6)

    def series(metric: str, quantity: Quantity, values: list[float]) -> Series:
        return Series(metric, quantity, Split.TRAIN, step, np.array(values))

    members = (
        series("loss", Quantity.LOSS, [1, 0.9, 0.8, 0.7, 0.6, 0.5]),
        series("images", Quantity.OTHER, [10, 20, 30, 40, 50, 60]),
    )
    run = Run("a", Path("a"), "made", members, "step", breaks=(Break(3.0, "restart", "begun anew"),))
    moved = mapped(run, (Choice("images", Quantity.STEP),))
    assert moved.breaks == (replace(run.breaks[0], position=40.0),)
    assert moved.series[0].x.tolist() == [10, 20, 30, 40, 50, 60]


def stream(name: str, steps: list[int]) -> Stream:
    return Stream(name, np.array(steps), np.arange(len(steps)) / 100)


def run_of(*streams: Stream) -> Run:
    run = run_of_streams("a", Path("a"), "made", streams)
    assert run is not None
    return run


def test_a_resumed_training_replaces_what_it_repeats_its_first_step_too() -> None:
    run = run_of(stream("loss", [*range(11), *range(5, 13)]))
    (series,) = run.series
    assert series.step.tolist() == list(range(13)) and series.value[5] == 0.11
    assert [one.kind for one in run.breaks] == ["resume"] and run.breaks[0].position == 5
    assert any("6 repeated values replaced" in notice.text for notice in run.notices)


def test_a_counter_that_starts_again_is_counted_on_behind_what_counts_alike() -> None:
    """The losses of batches end at 99, those of epochs at 9: each goes on behind its own end."""
    batches, epochs = list(range(100)), list(range(10))
    run = run_of(stream("batch_loss", batches * 2), stream("acc", [*range(95)] * 2), stream("val_loss", epochs * 2))
    ends = {one.metric: (int(one.step[len(one.step) // 2]), int(one.step[-1])) for one in run.series}
    assert ends == {"batch_loss": (100, 199), "acc": (100, 194), "val_loss": (10, 19)}


def test_steps_that_would_overflow_when_they_are_counted_on_are_left_out() -> None:
    large = 2**59
    run = run_of(stream("loss", [0, large, 0, large, 0, 1, 0, 1, 2]))
    assert int(run.series[0].step.max()) < 2**60
    assert any("2 values with a step beyond" in notice.text for notice in run.notices)
    once = run_of(stream("loss", [0, 1, large]))
    assert int(once.series[0].step[-1]) == large


def test_an_accuracy_without_a_split_beside_both_is_validation_and_a_loss_whose_twin_is_named_is_not_doubted(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "epoch,train_accuracy,val_accuracy,accuracy\n" + "".join(f"{i},0.{i + 1},0.2,0.3\n" for i in range(5))
    )
    splits = {one.metric: one.split for one in read(log)[0].series}
    assert splits == {"train_accuracy": Split.TRAIN, "val_accuracy": Split.VAL, "accuracy": Split.VAL}
    log.write_text("epoch,val_loss,loss\n" + "".join(f"{i},0.{i + 1},0.2\n" for i in range(5)))
    assert {one.metric: one.split for one in read(log)[0].series}["loss"] is Split.TRAIN


LONG = [(str(k // 2 + 1), ("loss", "val_loss")[k % 2], f"0.{90 - k}", "run-a") for k in range(16)]


def test_rows_of_one_value_each_are_named_where_each_column_is_of_words_or_of_numbers() -> None:
    assert heading_of_long(LONG, False) == ("epoch", "name", "value", "field 4")
    mixed = [(*row[:3], "7" if k == 5 else row[3]) for k, row in enumerate(LONG)]
    assert heading_of_long(mixed, False) is None


@pytest.mark.parametrize(
    ("cells", "several"),
    [
        (["resnet", "vgg", "resnet", "vgg"], True),
        (["resnet", "vgg", "mixer", "vit"], False),  # none of which comes again
        (["resnet"] * 4, False),
        (["1", "2", "1", "2"], False),
        (["train", "val", "train", "val"], False),
    ],
)
def test_several_things_are_named_where_words_come_again(cells: list[str], several: bool) -> None:
    assert names_several(cells) is several


def test_some_rows_of_a_table_stand_on_the_lines_they_stood_on() -> None:
    numbers = Numbers("loss", np.array([0.9, 0.8, 0.7]), np.ones(3, dtype=bool))
    for lines, kept in ((np.array([2, 3, 5]), [2, 5]), (None, None)):
        found = Content([numbers], [], lines).rows(np.array([0, 2]))
        assert found.numeric[0].value.tolist() == [0.9, 0.7]
        assert (None if found.lines is None else found.lines.tolist()) == kept


@pytest.mark.parametrize(
    ("top", "kept", "told"),
    [
        (1.0, 1.0, None),
        (1.1, 1.1, "though it may be a small percentage"),
        (1.5, 1.5, "though it may be a small percentage"),
        (1.6, 0.016, "is taken as a percentage"),
        (101.0, 1.01, "is taken as a percentage"),
        (101.5, 101.5, "neither a fraction nor a percentage"),
    ],
)
def test_an_accuracy_is_a_fraction_or_a_percentage_by_what_it_reaches(
    top: float, kept: float, told: str | None
) -> None:
    notices: list[Notice] = []
    value, quantity, percent = as_fraction("acc", np.array([0.5, np.nan, top]), Quantity.ACCURACY, notices)
    assert value[2] == pytest.approx(kept) and percent is (kept < top)
    assert quantity is (Quantity.ACCURACY if kept < 2 else Quantity.OTHER)
    assert [notice.text for notice in notices if told is None or told not in notice.text] == []
    assert len(notices) == (told is not None)


def test_a_step_that_falls_back_is_a_restart_and_no_value_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("step,loss\n" + "".join(f"{100 * (i % 3)},0.{9 - i}\n" for i in range(9)))  # it goes on falling
    (run,) = read(path)
    (loss,) = run.series
    assert run.x_name == "row" and loss.value.tolist() == [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    assert [(one.position, one.kind) for one in run.breaks] == [(3, "restart"), (6, "restart")]
    assert "falls from 200 to 0" in run.breaks[0].text


def test_what_is_streamed_in_percent_is_a_fraction() -> None:
    (series,) = run_of(Stream("val_acc", np.array([1, 2]), np.array([50.0, 85.0]))).series
    assert series.percent and series.value.tolist() == [0.5, 0.85]


@pytest.mark.parametrize("unknown", ["nan", ""])
def test_an_epoch_that_is_written_twice_alike_counts_once_also_where_both_lack_a_value(
    unknown: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    rows = [f"{k},0.{9 - k},{0.5 if k % 2 else unknown}\n" for k in range(1, 7)]
    path.write_text("epoch,loss,val_loss\n" + "".join(row * 2 for row in rows))
    (run,) = read(path)
    assert run.x_name == "epoch" and run.series[0].value.tolist() == [0.8, 0.7, 0.6, 0.5, 0.4, 0.3]


@pytest.mark.parametrize(("lines", "above"), [(0, 0), (1, 1), (MOST_ABOVE, MOST_ABOVE), (MOST_ABOVE + 1, 0)])
def test_a_heading_is_looked_for_below_so_many_lines_of_a_title_and_no_more(lines: int, above: int) -> None:
    table = [line.split(",") for line in ROWS.splitlines()]
    assert rows_above([["my run", "", ""]] * lines + table) == above


def test_what_is_understood_to_judge_a_small_log_is_not_understood_again_to_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    understood, paths, count = understanding.understood, [tmp_path / "a.log", tmp_path / "b.log"], []
    monkeypatch.setattr(understanding, "understood", lambda *told: count.append(1) or understood(*told))
    for path, least in zip(paths, (0.5, 0.25), strict=True):
        path.write_text("".join(f"epoch {i} loss {least + 1 / (i + 1):.4f}\n" for i in range(5)), encoding="ascii")
    readers = [identify(path) for path in paths]
    runs = [reader.read(path, silent) for path, reader in zip(paths, readers, strict=True)]
    assert [run.series[0].value[0] for (run,) in runs] == [1.5, 1.25]
    assert len(count) == len(paths)
    again, _ = (readers[0].read(path, silent) for path in paths)
    assert again[0].notices == runs[0][0].notices  # who reads adds to what is understood, which is for one alone


@pytest.mark.parametrize(("top", "quantity"), [(1.5, Quantity.ERROR_RATE), (1.6, Quantity.LOSS), (20.0, Quantity.LOSS)])
def test_a_bare_error_is_a_rate_up_to_one_and_a_half(top: float, quantity: Quantity) -> None:
    _, found, _ = as_fraction("error", np.array([top, 0.2]), Quantity.ERROR_RATE, [])
    assert found is quantity
