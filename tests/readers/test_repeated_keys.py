"""A JSON object in which keys come again holds one record after the other; nothing of it is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, runs_of

from lossacc_gui.model.run import Split
from lossacc_gui.readers.trees.json_pieces import PIECE


def test_numbers_of_keys_that_come_again_are_curves(tmp_path: Path) -> None:
    text = ", ".join(f'"epoch": {i}, "loss": {LOSS[i]}, "val_loss": {OTHER[i]}' for i in N)
    (run,) = runs_of(tmp_path, f"{{{text}}}", "log.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert (run.x_name, run.series[0].x.tolist()) == ("epoch", list(N))


def test_objects_of_keys_that_come_again_are_records(tmp_path: Path) -> None:
    text = ", ".join(f'"train": {{"loss": {LOSS[i]}, "acc": {ACCURACY[i]}}}, "val": {{"loss": {OTHER[i]}}}' for i in N)
    (run,) = runs_of(tmp_path, f"{{{text}}}", "log.json")
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY), VAL_LOSS]


@pytest.mark.parametrize(("first", "told"), [(OTHER, True), (LOSS, False)])
def test_of_lists_of_one_key_the_last_counts_and_a_notice_says_so(
    first: list[float], told: bool, tmp_path: Path
) -> None:
    text = f'{{"loss": {json.dumps(first)}, "loss": {json.dumps(LOSS)}, "val_loss": {json.dumps(OTHER)}}}'
    (run,) = runs_of(tmp_path, text, "log.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert any("comes again" in notice.text for notice in run.notices) is told


RECORDS = [f'{{"epoch": {i}, "loss": {OTHER[i]}, "loss": {LOSS[i]}, "val": {{"loss": {OTHER[i]}}}}}' for i in N]
ONE_AFTER_ANOTHER = {
    "lines": ("log.jsonl", "\n".join(RECORDS), 1),
    "a blank before the colon": ("log.jsonl", "\n".join(RECORDS).replace('":', '" :'), 1),
    "a list": ("log.json", f"[{', '.join(RECORDS)}]", None),
    "values below each other": ("log.json", "\n".join(record.replace("{", "{\n", 1) for record in RECORDS), None),
    "a file for each epoch": ("metrics_epoch_0.json", RECORDS[0], None),
    "a state of a trainer": ("trainer_state.json", f'{{"log_history": [{", ".join(RECORDS)}]}}', None),
}


@pytest.mark.parametrize(("name", "text", "line"), ONE_AFTER_ANOTHER.values(), ids=ONE_AFTER_ANOTHER)
def test_the_last_value_of_a_key_in_a_record_counts_wherever_the_record_stands(
    name: str, text: str, line: int | None, tmp_path: Path
) -> None:
    (run,) = runs_of(tmp_path, text, name)
    assert run.series[0].value.tolist() == LOSS[: len(run.series[0].value)]
    assert [notice.line for notice in run.notices if "comes again" in notice.text] == [line]


LONG = range(PIECE // 24)
FALLING = [round(2 / (1 + i) ** 0.2, 6) for i in LONG]
LONG_TEXTS = {
    "numbers": "{" + ", ".join(f'"epoch": {i}, "loss": {x}, "val_loss": {x + 1}' for i, x in enumerate(FALLING)) + "}",
    "lists": f'{{"loss": {FALLING[::-1]}, "loss": {FALLING}, "val_loss": {[x + 1 for x in FALLING]}}}',
    "records": json.dumps([{"epoch": i, "val_loss": x + 1, "less": 9, "loss": x} for i, x in enumerate(FALLING)]),
}


@pytest.mark.parametrize("form", LONG_TEXTS)
def test_what_comes_again_in_a_long_text_is_noticed_as_in_a_short_one(form: str, tmp_path: Path) -> None:
    text = LONG_TEXTS[form].replace("less", "loss")
    assert len(text) > PIECE
    (run,) = runs_of(tmp_path, text, "log.json")
    found = {one.split: one.value.tolist() for one in run.series}
    assert found == {Split.TRAIN: FALLING, Split.VAL: [x + 1 for x in FALLING]}
    assert any("comes again" in notice.text for notice in run.notices) is (form != "numbers")


def test_nothing_comes_again_where_a_text_in_a_record_looks_like_a_key(tmp_path: Path) -> None:
    lines = [json.dumps({"epoch": i, "loss": LOSS[i], "said": '"loss": 1, {"a" : 2}'}) for i in N]
    (run,) = runs_of(tmp_path, "\n".join(lines), "log.jsonl")
    assert curves(run) == [TRAIN_LOSS]
    assert run.notices == ()
