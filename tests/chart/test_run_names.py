"""What runs are called in a chart of several."""

from __future__ import annotations

import os

import pytest

from lossacc_gui.chart.run_names import BRIEF, brief, differing, shared_ends, shortened, told_apart


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("weight_decay = 0 (3 runs)", "weight_decay = 0.01 (3 runs)"), ("weight_decay = 0", "weight_decay = 0.01")),
        (("a_weight_decay=0", "a_weight_decay=1"), ("a_weight_decay=0", "a_weight_decay=1")),
        (("big_net_one", "big_net_two"), ("one", "two")),
    ],
)
def test_the_name_of_a_setting_is_not_cut(names: tuple[str, str], parts: tuple[str, str]) -> None:
    assert differing(names)[0] == parts


def test_runs_of_one_name_have_the_parts_of_their_paths_that_differ_and_those_of_one_log_a_number() -> None:
    places = {"a/run_1/log.csv": 1, "a/run_2/log.csv": 2, "a/run_2/more/log.csv": 1}
    runs = [("log", place.replace("/", os.sep)) for place, count in places.items() for _ in range(count)]
    assert told_apart([*runs, ("other", "a")]) == [
        "log · run_1",
        "log · run_2 (1)",
        "log · run_2 (2)",
        "log · run_2/more",
        "other",
    ]


def test_ten_thousand_names_are_cut_by_what_each_has_of_its_own() -> None:
    names = [f"a sweep of everything that can be changed, run {i:05d} of many, to the end" for i in range(10_000)]
    assert len(set(brief(names))) == len(names) and max(map(len, brief(names))) <= BRIEF


def test_runs_of_several_places_keep_what_parts_them_within_one() -> None:
    """Lightning calls them version_0, version_1, ... in every project."""
    names = told_apart(
        [
            (
                f"version_{number}/metrics",
                f"/logs/{place}__a_project_of_a_long_name/lightning_logs/version_{number}/metrics.csv",
            )
            for place in ("somebody", "another")
            for number in range(3)
        ]
    )
    cut = [
        shortened(name, ends, lambda text: len(text) <= 28)
        for name, ends in zip(names, shared_ends(names), strict=True)
    ]
    assert len({name[:20] for name in cut}) == 6, "also where the rest is not seen"
    assert cut[1].startswith("version_1…somebody")
