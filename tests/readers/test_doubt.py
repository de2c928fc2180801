"""Logs that can be read in two ways: they are refused with both named, and a choice settles it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import UnknownNames, UnreadableLog
from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.doubt import doubt_of, proposals
from lossacc_gui.readers.registry import read

EPOCHS = np.arange(1, 31)
FALLS = 2.2 * np.exp(-EPOCHS / 8) + 0.2
HIGHER = FALLS + 0.1 + 0.01 * np.sin(7.0 * EPOCHS)
RISES = 1 - FALLS / 3
IN_TURNS = np.where(EPOCHS % 2, FALLS, FALLS + 1.0)
LOWER_TURNS = np.where(EPOCHS % 2, RISES, RISES - 0.3)


def table(folder: Path, names: Sequence[str], *columns: np.ndarray) -> Path:
    """A CSV of named columns behind an epoch."""
    rows = [f"{e}," + ",".join(f"{column[e - 1]:.5f}" for column in columns) for e in EPOCHS]
    file = folder / "log.csv"
    file.write_text("\n".join([",".join(["epoch", *names]), *rows]) + "\n")
    return file


def printed(folder: Path, *lines: str) -> Path:
    """A text with some lines for each epoch; {l}, {h} are the lower and the higher loss, {a}, {b} the accuracies."""
    file = folder / "out.log"
    values = [
        {"e": e, "l": FALLS[e - 1], "h": HIGHER[e - 1], "a": RISES[e - 1], "b": RISES[e - 1] - 0.1} for e in EPOCHS
    ]
    file.write_text("".join(line.format(**one) + "\n" for one in values for line in lines))
    return file


@pytest.mark.parametrize(
    "names",
    [
        ("chk_loss", "chk_acc", "lrn_loss", "lrn_acc"),
        ("zed_loss", "zed_acc", "loss", "accuracy"),
        ("zed_loss", "zed_acc", "train_loss", "train_acc"),
    ],
)
def test_curves_of_two_sides_with_words_that_nobody_knows_are_not_guessed(tmp_path: Path, names: Sequence[str]) -> None:
    log = table(tmp_path, names, HIGHER, RISES - 0.1, FALLS, RISES)
    with pytest.raises(UnknownNames) as error:
        read(log)
    assert all(name in error.value.sentence for name in names)
    meant = {choice.metric: choice.split for choice in proposals(error.value.runs[0])}
    assert meant == dict(zip(names, [Split.VAL, Split.VAL, Split.TRAIN, Split.TRAIN], strict=True))


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (("loss", "cls_loss", "box_loss", "acc"), (FALLS + HIGHER, FALLS, HIGHER, RISES)),  # a total and its parts
        (("a_loss", "a_acc", "b_loss", "b_acc"), (FALLS, RISES, 9 * FALLS, RISES)),  # of different things
        (("loss", "ema_loss"), (FALLS, HIGHER)),
        (("loss", "macro_f1", "micro_f1"), (FALLS, RISES, RISES - 0.1)),
        (("loss", "val_loss", "aux_loss", "aux_acc"), (FALLS, HIGHER, HIGHER, RISES)),  # where splits are told
        (("d_loss", "g_loss", "cls_acc"), (FALLS, HIGHER, RISES)),  # of two models that learn against each other
        (("D loss", "D acc", "G loss"), (FALLS, RISES, HIGHER)),
        (("teacher_loss", "student_loss"), (FALLS, HIGHER)),
    ],
)
def test_parts_of_one_training_are_not_in_doubt(
    tmp_path: Path, names: Sequence[str], columns: Sequence[np.ndarray]
) -> None:
    (run,) = read(table(tmp_path, names, *columns))
    assert doubt_of(run) is None


def test_lines_of_two_kinds_that_say_the_same_are_not_guessed(tmp_path: Path) -> None:
    log = printed(tmp_path, "epoch {e} <<qux>> loss {l:.4f} acc {a:.4f}", "epoch {e} ((zed)) loss {h:.4f} acc {b:.4f}")
    with pytest.raises(UnknownNames, match="lines of two kinds"):
        read(log)


def test_a_curve_of_two_levels_in_turns_is_not_taken_for_one(tmp_path: Path) -> None:
    log = table(tmp_path, ["loss", "acc"], IN_TURNS, LOWER_TURNS)
    with pytest.raises(UnknownNames, match="jump to and fro"):
        read(log)


def test_noise_is_no_second_curve(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    (run,) = read(table(tmp_path, ["loss"], FALLS + 0.3 * random.standard_normal(len(EPOCHS))))
    assert doubt_of(run) is None


def analyzed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = command_line(["analyze", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_what_the_refusal_says_to_copy_settles_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = table(tmp_path, ["chk_loss", "chk_acc", "lrn_loss", "lrn_acc"], HIGHER, RISES - 0.1, FALLS, RISES)
    with pytest.raises(UnreadableLog) as error:
        read(log)
    assert isinstance(error.value, UnknownNames)
    given = [
        part
        for choice in proposals(error.value.runs[0])
        for part in ("--map", f"{choice.metric}={choice.quantity.value}:{choice.split}")
    ]
    assert all(part in error.value.sentence for part in given)
    code, told = analyzed(capsys, str(log), *given)
    (run,) = told["runs"]
    assert code == 0
    assert {(s["metric"], s["split"]) for s in run["series"]} == {
        ("chk_loss", "val"), ("chk_acc", "val"), ("lrn_loss", "train"), ("lrn_acc", "train"),
    }  # fmt: skip


def test_to_confirm_what_was_read_settles_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = table(tmp_path, ["loss", "acc"], IN_TURNS, RISES)
    code, told = analyzed(capsys, str(log), "--map", "loss=loss:train")
    assert code == 0
    assert len(told["runs"]) == 1


def test_one_doubtful_run_among_others_keeps_none_from_being_read(tmp_path: Path) -> None:
    table(tmp_path, ["loss", "acc"], IN_TURNS, RISES)
    rows = [f"{seed},{e},{curve[e - 1]:.5f}" for seed, curve in enumerate((IN_TURNS, FALLS)) for e in EPOCHS]
    log = tmp_path / "seeds.csv"
    log.write_text("\n".join(["seed,epoch,loss", *rows]) + "\n")
    runs: tuple[Run, ...] = read(log)
    assert ["jump to and fro" in " ".join(n.text for n in run.notices) for run in runs] == [True, False]
