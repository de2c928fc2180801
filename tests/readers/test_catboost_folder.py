"""A folder that CatBoost writes holds one run, however often."""

from __future__ import annotations

import shutil
from pathlib import Path

from lossacc_gui.readers.registry import logs_under

DATA = Path(__file__).parents[1] / "data"


def folder_of(place: Path, *, training: bool) -> Path:
    """What CatBoost leaves behind, with or without its JSON."""
    folder = place / "catboost_info"
    folder.mkdir()
    for name in ("learn_error.tsv", "test_error.tsv"):
        shutil.copy(DATA / "catboost-tsv" / name, folder / name)
    (folder / "time_left.tsv").write_text(
        "iter\tPassed\tRemaining\n" + "".join(f"{i}\t{i}\t{9 - i}\n" for i in range(9))
    )
    if training:
        shutil.copy(DATA / "catboost-json" / "catboost_training.json", folder)
        events = next(one for one in (DATA / "tensorboard-events").rglob("*tfevents*") if one.is_file())
        (folder / "learn").mkdir()
        shutil.copy(events, folder / "learn" / "events.out.tfevents")
    return folder


def test_the_json_stands_for_the_tables_the_events_and_the_times(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, training=True)
    assert logs_under(tmp_path) == [folder / "catboost_training.json"]


def test_without_it_the_errors_are_the_run_and_the_time_that_is_left_is_none(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, training=False)
    assert logs_under(tmp_path) == [folder / "learn_error.tsv"]
