"""Histories saved as YAML, and settings that are none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from yaml import YAMLError

from lossacc_gui.model.errors import Cancelled, UnreadableLog
from lossacc_gui.model.progress import TOLD_EVERY
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import identify, read
from lossacc_gui.readers.trees.yaml_tree import yaml_tree

RECORDS = """seed: 3
history:
- round: 0
  fit:  # on the training data
    cost: 2.5
  validation: {cost: 2.25, accuracy: 0.125}
- round: 1
  fit:
    cost: 1.5
  validation: {cost: 1.75, accuracy: 0.5}
"""
LISTS = """net: [64, 32]
log:
  train_loss: [2.5, 1.5,
    1.25]
  val_loss:
  - 2.25
  - 1.75
  - .nan
"""
DOCUMENTS = "---\nepoch: 1\ntrain_loss: 2.5\n---\nepoch: 2\ntrain_loss: 1.5\n---\nepoch: 3\ntrain_loss: 1.25\n"


@pytest.mark.parametrize(
    ("text", "split", "points", "last"),
    [
        (RECORDS, Split.VAL, 2, 1.75),
        (LISTS, Split.TRAIN, 3, 1.25),
        (DOCUMENTS, Split.TRAIN, 3, 1.25),
    ],
)
def test_a_history_in_yaml_is_read_as_its_twin_in_json_is(
    tmp_path: Path, text: str, split: Split, points: int, last: float
) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    assert identify(path).name == "yaml-history"
    (run,) = read(path)
    (loss,) = [one for one in run.series if one.quantity is Quantity.LOSS and one.split is split]
    assert len(loss.value) == points
    assert loss.value[-1] == last


def test_a_history_that_breaks_off_is_read_up_to_its_last_whole_record(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(RECORDS + "- round: 2\n  validation: {cost: 1.2", encoding="utf-8")
    (run,) = read(path)
    assert {len(one.value) for one in run.series} == {2}


@pytest.mark.parametrize(
    "text",
    [
        "lr: [0.1, 0.01]\nloss: mse\nloss_weights: [1.0, 0.5]\n",
        "accuracy: 0.91\nloss: 0.3\n",
        "- name: a\n  image: b\n- name: c\n  image: d\n",
    ],
)
def test_settings_and_results_in_yaml_are_no_history(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableLog, match="settings"):
        identify(path)


@pytest.mark.parametrize("text", ["Epoch: 1\nloss: 2\nEpoch: 2\nloss: 1\n", "a: [1, 2", "just words", "a:\n\tb: 1", ""])
def test_what_is_no_yaml_is_not_guessed_at(text: str) -> None:
    with pytest.raises(YAMLError, match=r".+"):
        yaml_tree(text)


def test_records_in_braces_are_read_from_the_first_line_on(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(
        "".join(f"- {{epoch: {i}, loss: {2 - i / 4}, val_loss: 1.5}}\n" for i in range(3)), encoding="utf-8"
    )
    (run,) = read(path)
    assert [list(one.value) for one in run.series] == [[2.0, 1.75, 1.5], [1.5, 1.5, 1.5]]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('- {epoch: 1, msg: "a, b: [c]"}  # of {it', [{"epoch": 1, "msg": "a, b: [c]"}]),
        ("a: [1, \"]\", '{']", {"a": [1, "]", "{"]}),
        ('a: ["# 1",\n  2]', {"a": ["# 1", 2]}),
        (
            '- {"a":1, b:2, c: 12:30:05, d: [e: 1], f: }',
            [{"a": 1, "b": 2, "c": "12:30:05", "d": [{"e": 1}], "f": None}],
        ),
        ("- {msg: don't, loss: 1}", [{"msg": "don't", "loss": 1}]),
        ("note: it's 5 # o'clock", {"note": "it's 5"}),
    ],
)
def test_quoted_text_is_one_word_whatever_is_in_it(text: str, tree: object) -> None:
    assert yaml_tree(text) == tree


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2}\nc: 3\n", 2),
        ("- {epoch: 1, loss: 2}\n- {epoch: 2, loss: 1]\n- {epoch: 3, loss: 1}\n", 2),
        ("a: &a [1, 2]\nb: *a\n", 2),
        ("? [1, 2]\n: 3\n", 1),
        ("# a\n\na: 1\na: 2\nb: 3\n", 4),
        ("a: 1\n  b: 2\nc: 3\n", 2),
        ("a:\n\tb: 1\nc: 1\n", 2),
    ],
)
def test_yaml_that_is_not_understood_is_said_to_be_so_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableLog, match="not understood") as caught:
        identify(path)
    assert caught.value.line == line


@pytest.mark.parametrize("suffix", [".toml", ".yaml"])
@pytest.mark.parametrize("before", ["loss = ", "loss: ", "- ", "{'loss': "])
@pytest.mark.parametrize("bracket", ["[", "{", "- "])
def test_what_is_nested_too_deeply_is_refused(tmp_path: Path, before: str, bracket: str, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"
    path.write_text(before + bracket * 20_000, encoding="utf-8")
    with pytest.raises(UnreadableLog) as caught:
        read(path)
    assert "error in lossacc" not in caught.value.reason


def test_yaml_that_is_larger_than_any_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    doubled = (f"a{i}: &a{i} [{', '.join(9 * [f'*a{i - 1}'])}]\n" for i in range(1, 60))
    path.write_text("a0: &a0 [loss, loss]\n" + "".join(doubled), encoding="utf-8")
    with pytest.raises(UnreadableLog, match="refers to a part of itself"):
        read(path)


def test_without_pyyaml_other_logs_are_read_and_yaml_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    path = tmp_path / "run.yaml"
    path.write_text(RECORDS, encoding="utf-8")
    with pytest.raises(UnreadableLog, match="PyYAML is needed"):
        read(path)
    log = tmp_path / "log.txt"
    log.write_text("loss: 0.5\nloss: 0.4\nloss: 0.3\nloss: 0.2\n", encoding="utf-8")
    (run,) = read(log)
    assert len(run.series) == 1


def test_nothing_in_yaml_is_run(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    made = tmp_path / "made"
    path.write_text(
        f"loss: [2.0, 1.0]\nval_loss: !!python/object/apply:pathlib.Path.touch ['{made}']\n", encoding="utf-8"
    )
    (run,) = read(path)
    assert [one.metric for one in run.series] == ["loss"]
    assert not made.exists()


def cancelled_after(calls: Iterator[int], fraction: float, text: str) -> None:
    """A Progress that ends in Cancelled after some calls."""
    if next(calls, None) is None:
        raise Cancelled


def test_a_list_over_many_lines_can_be_cancelled_at_any_time() -> None:
    text = "loss: [\n" + "0.5,\n" * (4 * TOLD_EVERY) + "]\n" + "a: 1\n"
    told: list[float] = []
    yaml_tree(text, lambda fraction, _: told.append(fraction))
    assert len(told) > 4 and told == sorted(told)
    for last in range(len(told)):
        calls = iter(range(last))
        with pytest.raises(Cancelled):
            yaml_tree(text, partial(cancelled_after, calls))
