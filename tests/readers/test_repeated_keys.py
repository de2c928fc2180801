"""A JSON object in which keys come again holds one record after the other; nothing of it is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, runs_of

from lossacc_gui.model.run import Split


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
