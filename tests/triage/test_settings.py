"""What is said of settings is what the runs show, and nothing is said where lots would do as much."""

from __future__ import annotations

import random
from itertools import product

import pytest

from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import choices_in
from lossacc_gui.triage.groups import CAUSE, CONFIGURATION, FOLDER, groups_of
from lossacc_gui.triage.luck import Counts, luck_of
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.settings import luck_text, statements


def run(sick: bool, best: float = 0.5, **settings: object) -> Row:
    name = ",".join(f"{key}={value}" for key, value in settings.items())
    return Row(
        name,
        name,
        "csv",
        "problem" if sick else "fine",
        title="Overfitting: by heart" if sick else "",
        kinds=("overfitting",) if sick else (),
        loss_metric="val_loss",
        best_loss=best,
        settings=tuple((key, str(value)) for key, value in settings.items()),
    )


def test_the_luck_of_one_group_is_fishers_and_groups_add_up() -> None:
    assert luck_of([Counts(4, 4, 0, 4)]) == pytest.approx(2 / 70)  # the lady tasting tea, two-sided
    assert luck_of([Counts(1, 1, 0, 1)]) == 1.0
    assert luck_of([Counts(1, 1, 0, 1)] * 6) == pytest.approx(2 / 64)  # a sign test
    assert luck_of([Counts(2, 4, 2, 4)]) == 1.0


def test_what_goes_with_a_setting_is_said_with_its_counts() -> None:
    rows = [
        run(dropout == 0, seed=seed, dropout=dropout, decay=decay)
        for seed, dropout, decay in product(range(5), (0, 0.5), (0, 0.01))
    ]
    found = [one for one in statements(rows, Options()) if one.outcome == "Overfitting"]
    (one,) = found
    assert (one.setting, one.before, one.after) == ("dropout", "0", "0.5")
    assert one.first == (10, 10) and one.second == (0, 10) and one.groups == 2 and one.luck < 0.01
    assert "10 of 10 runs with dropout = 0, 0 of 10 with dropout = 0.5" in one.text
    assert all(one.setting == "dropout" for one in statements(rows, Options()))


def test_the_better_loss_goes_with_the_setting_that_makes_it() -> None:
    rng = random.Random(1)
    rows = [
        run(False, best=1 / width + 0.001 * rng.random(), seed=seed, width=width)
        for seed in range(8)
        for width in (2, 4)
    ]
    (one,) = statements(rows, Options())
    assert one.outcome == "Best loss in the better half of its group" and one.second == (8, 8) and one.first == (0, 8)


def test_of_best_losses_that_tie_none_is_the_better_half() -> None:
    rows = [
        run(False, best=0.5 if width == 2 or seed < 1 else 0.4, seed=seed, width=width)
        for seed in range(9)
        for width in (2, 4)
    ]
    (one,) = statements(rows, Options())
    assert (one.first, one.second) == ((0, 9), (8, 9))


def test_nothing_is_said_where_nothing_goes_with_anything() -> None:
    said = 0
    for seed in range(100):
        rng = random.Random(seed)
        rows = [
            run(rng.random() < 0.5, rng.random(), seed=s, dropout=d, decay=w)
            for s, d, w in product(range(5), (0, 0.5), (0, 0.01))
        ]
        said += bool(statements(rows, Options()))
    assert said <= 5  # a table in twenty at most


def test_settings_that_change_together_are_blamed_for_nothing() -> None:
    rows = [run(bool(both), seed=seed, dropout=both, decay=both) for seed in range(10) for both in (0, 1)]
    assert statements(rows, Options()) == ()


def test_seeds_names_and_results_are_no_choices() -> None:
    rows = [
        run(False, seed=i, run_name=f"x{i}", train_runtime=1.5 * i, loss=("mse", "mae")[i % 2], lr=i, note=f"n{i}")
        for i in range(4)
    ]
    assert choices_in(rows) == ("loss", "lr")
    values = [run(False, width=width) for width in ("auto", "8", "16", "32")]
    assert choices_in(values) == ("width",), "one number among them, and they are values"
    words = [run(False, optimizer=name) for name in ("adam", "sgd", "lion")]
    assert choices_in(words[:2]) == ("optimizer",) and choices_in(words) == (), "of two nobody knows, three are names"


def test_luck_is_told_as_a_share_of_tables_and_from_a_hundredth_on_downwards_as_one_in_so_many() -> None:
    assert luck_text(0.01) == "Luck alone does as much in 1 % of such tables."
    assert luck_text(0.002) == "Luck alone does as much once in 500 such tables."
    assert luck_text(0.0) == "Luck alone does as much once in 1,000,000,000 such tables."


def test_runs_of_one_configuration_are_a_group_with_medians() -> None:
    rows = [run(d == 0, best=0.1 * seed + d, seed=seed, dropout=d) for seed in (1, 2, 4) for d in (0, 10, 2)]
    groups = groups_of(rows, CONFIGURATION)
    assert [group.name for group in groups] == ["dropout = 0", "dropout = 2", "dropout = 10"]
    assert groups[0].text == "dropout = 0: 3 runs: 3 problem; best val_loss 0.2 (0.1 to 0.4)"
    assert [group.name for group in groups_of(rows, CAUSE)] == ["(nothing)", "Overfitting"]
    assert groups_of(rows, "dropout")[0].rows == groups[0].rows


def test_groups_stand_by_the_size_of_their_numbers_and_words_behind_them() -> None:
    values = ("wide", "10", "9", "-1", "1e3", "deep", "0.5")
    groups = groups_of([run(False, width=value) for value in values], "width")
    assert [group.name.removeprefix("width = ") for group in groups] == ["-1", "0.5", "9", "10", "1e3", "deep", "wide"]


def log(source: str) -> Row:
    return Row(source, "run", "csv", "fine")


@pytest.mark.parametrize(
    ("logs", "groups"),
    [
        (["logs/version_0/metrics.csv", "logs/version_1/metrics.csv"], {"logs": 2}),
        ([f"runs/run_{i}/seed_{j}/history.csv" for i in (1, 2) for j in range(3)], {"runs/run_1": 3, "runs/run_2": 3}),
        (["/a/big/checkpoint-500/trainer_state.json", "/a/small/checkpoint-500/trainer_state.json"], {"/a": 2}),
        (["one.csv", "two.csv", "more/three.csv"], {".": 3}),
        (["/deep/down/one.csv"], {"/deep/down": 1}),
        ([f"s/seed_{i}/h.csv" for i in range(5)] + ["s/seed_3/again.csv"], {"s": 6}),
        (["a/x/1.csv", "a/y/2.csv", "b/1.csv", "b/2.csv", "lone/v/w/1.csv"], {"a": 2, "b": 2, "lone": 1}),
    ],
)
def test_runs_are_grouped_by_the_deepest_folders_that_hold_several(logs: list[str], groups: dict[str, int]) -> None:
    assert {group.name: len(group.rows) for group in groups_of(list(map(log, logs)), FOLDER)} == groups


def test_runs_of_one_log_make_no_group_of_their_own() -> None:
    rows = [log(f"runs/seed_{i}/printed.txt") for i in range(3) for _ in range(2)]
    assert [(group.name, len(group.rows)) for group in groups_of(rows, FOLDER)] == [("runs", 6)]
