"""Reading causes, and what is said about a file that breaks the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from explain.planted import PLANTED, pairs_of

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import explain
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.model.options import Options
from lossacc_gui.resource import resource

GOOD = """
title = "Too little coffee"
story = "Nobody watched."
prior = -1.0
benign = false
patterns = ["loss_better_accuracy_flat"]
checks = ["Look into the cup."]
remedies = ["Fill it."]

[[signs]]
fact = "val_accuracy_end"
low = 0.5
weight = 9.0
otherwise = -1.0
text = "Accuracy was {value} in {where}."
text_otherwise = "Accuracy was only {value}."

[[sources]]
title = "A cup"
"""


def written(folder: Path, text: str, name: str = "coffee.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_new_file_in_an_own_folder_is_a_new_cause_that_can_win(tmp_path: Path) -> None:
    causes = load_causes(resource("causes"), written(tmp_path, GOOD))
    run = PLANTED["overconfidence"]()
    _, overall = explain(run, pairs_of(run), causes, Options())
    assert overall.causes[0].cause.id == "coffee"
    assert overall.causes[0].evidence[0].text == "Accuracy was 75.0 % in epochs 54–59."
    assert "too little coffee" in overall.summary


def test_an_own_cause_replaces_one_of_the_same_id(tmp_path: Path) -> None:
    causes = load_causes(resource("causes"), written(tmp_path, GOOD, "overconfidence.toml"))
    assert [c.title for c in causes if c.id == "overconfidence"] == ["Too little coffee"]
    assert len(causes) == len(load_causes(resource("causes")))


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('fact = "val_accuracy_end"', 'fact = "val_acuracy_end"', "signs[0].fact", "did you mean 'val_accuracy_end'?"),
        ("benign = false", "", "benign", "is missing"),
        ("benign = false", "benign = 0", "benign", "must be true or false"),
        ("prior = -1.0", 'prior = "low"', "prior", "must be a number"),
        ("prior = -1.0", "prior = true", "prior", "must be a number"),
        ("low = 0.5", "lower = 0.5", "signs[0].lower", "is unknown"),
        ("low = 0.5", "", "signs[0].low", "needs a lower or an upper bound"),
        ("low = 0.5", "low = 0.5\nhigh = 0.4", "signs[0].low", "is above high"),
        ("{value} in", "{values} in", "signs[0].text", "{values} cannot be filled in"),
        ("{value} in", "{value in", "signs[0].text", "brace"),
        ('"loss_better_accuracy_flat"', '"loss_flat"', "patterns", "'loss_flat' is none of"),
        ('checks = ["Look into the cup."]', "checks = []", "checks", "not empty"),
        ('title = "A cup"', 'name = "A cup"', "sources[0].name", "is unknown"),
        ('title = "A cup"', 'title = "A cup"\nyear = "2020"', "sources[0].year", "whole number"),
        ("[[sources]]", "[apart]\noutliers = 3\n[[sources]]", "apart", "table of texts"),
    ],
)
def test_a_broken_rule_is_named_with_file_id_and_key(tmp_path: Path, old: str, new: str, key: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(BadKnowledge) as told:
        load_causes(written(tmp_path, GOOD.replace(old, new, 1)))
    assert str(tmp_path / "coffee.toml") in str(told.value)
    assert f"cause coffee, {key}:" in str(told.value)
    assert why in str(told.value)


@pytest.mark.parametrize("text", ["title = ", "\x00\x01", "[[signs]\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadKnowledge, match=r"coffee\.toml: cause coffee cannot be read"):
        load_causes(written(tmp_path, text))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledge, match="nowhere is no folder"):
        load_causes(tmp_path / "nowhere")
