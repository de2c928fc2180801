"""Reading causes, and what is said about a file that breaks the rules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from explain.planted import PLANTED, explained

from lossacc_gui.explain import knowledge
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.knowledge import known_causes, load_causes, own_causes
from lossacc_gui.model.cause import FORMS
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.resource import resource

GOOD = """
title = "Too little coffee"
story = "Nobody watched."
prior = -1.0
benign = false
patterns = ["loss_better_accuracy_flat"]
checks = ["Look into the cup."]
remedies = ["Fill it."]

[expects]
accuracy_end = 1
val_rise = -1

[weights]
accuracy_end = 60.0

[[sources]]
title = "A cup"
"""


def written(folder: Path, text: str, name: str = "coffee.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_new_file_in_an_own_folder_is_a_new_cause_that_can_win(tmp_path: Path) -> None:
    causes = load_causes(resource("causes"), written(tmp_path, GOOD))
    told = explained(PLANTED["overconfidence"](), causes)
    assert told.overall.causes[0].cause.id == "coffee"
    assert (
        told.overall.causes[0].evidence[0].text
        == "Validation: in the last points accuracy was 75.0 % (median, epochs 54–59)."
    )
    assert told.overall.families[0].cause.title == "Too little coffee"


def test_what_is_expected_counts_moderately_where_no_weight_was_fitted(tmp_path: Path) -> None:
    (cause,) = load_causes(written(tmp_path, GOOD))
    assert {s.fact: (s.expected, s.weight) for s in cause.signs} == {"accuracy_end": (1, 60.0), "val_rise": (-1, -1.0)}


def test_a_folder_may_hold_as_many_files_as_are_read_and_not_one_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "MOST_FILES", 2)
    written(tmp_path, GOOD, "a.toml")
    assert [cause.id for cause in load_causes(written(tmp_path, GOOD, "b.toml"))] == ["a", "b"]
    with pytest.raises(BadKnowledge, match="3 files of causes; up to 2 are read"):
        load_causes(written(tmp_path, GOOD, "c.toml"))


def test_a_parent_has_to_be_there_and_have_no_parent_itself(tmp_path: Path) -> None:
    with_parent = GOOD.replace("prior", 'parent = "kitchen"\nprior', 1)
    with pytest.raises(BadKnowledge, match=r"coffee.toml: cause coffee, parent: 'kitchen' is no cause"):
        load_causes(written(tmp_path, with_parent))
    written(tmp_path, GOOD.replace("prior", 'parent = "house"\nprior', 1), "kitchen.toml")
    written(tmp_path, GOOD, "house.toml")
    with pytest.raises(BadKnowledge, match="parent: 'kitchen'"):
        load_causes(tmp_path)


def test_an_own_cause_replaces_one_of_the_same_id(tmp_path: Path) -> None:
    causes = load_causes(resource("causes"), written(tmp_path, GOOD, "overconfidence.toml"))
    assert [c.title for c in causes if c.id == "overconfidence"] == ["Too little coffee"]
    assert len(causes) == len(load_causes(resource("causes")))


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ("accuracy_end = 1", "acuracy_end = 1", "expects.acuracy_end", "did you mean 'accuracy_end'?"),
        ("accuracy_end = 1", "accuracy_end = 2", "expects.accuracy_end", "must be 1"),
        ("accuracy_end = 60.0", 'accuracy_end = "much"', "weights.accuracy_end", "must be a number"),
        ("accuracy_end = 60.0", "accuracy_end = nan", "weights.accuracy_end", "must be a number"),
        ("benign = false", 'benign = false\nlevers = {colour = "less"}', "levers.colour", "is no setting"),
        ("benign = false", 'benign = false\nlevers = {lr = "lower"}', "levers.lr", "must be less or more"),
        ("benign = false", "benign = false\nlevers = 1", "levers", "must be a table of texts by a setting"),
        ("benign = false", "", "benign", "is missing"),
        ("benign = false", "benign = 0", "benign", "must be true or false"),
        ("prior = -1.0", 'prior = "low"', "prior", "must be a number"),
        ("prior = -1.0", "prior = true", "prior", "must be a number"),
        ('"loss_better_accuracy_flat"', '"loss_flat"', "patterns", "'loss_flat' is none of"),
        ('checks = ["Look into the cup."]', "checks = []", "checks", "not empty"),
        ('title = "A cup"', 'name = "A cup"', "sources[0].name", "is unknown"),
        ('title = "A cup"', 'title = "A cup"\nyear = "2020"', "sources[0].year", "whole number from 1600"),
        ('title = "A cup"', 'title = "A cup"\nid = "10.1/x"', "sources[0].id", "must be doi:10"),
        ('title = "A cup"', 'title = "A cup"\nform = "poem"', "sources[0].form", "must be one of answers, blog"),
        ('title = "A cup"', 'title = "A cup"\nyear = 99999', "sources[0].year", "whole number from 1600"),
        ("prior = -1.0", "prior = nan", "prior", "a number from -100 to 100"),
        ("prior = -1.0", "prior = 1" + "0" * 400, "prior", "a number from -100 to 100"),
        ("accuracy_end = 60.0", "accuracy_end = inf", "weights.accuracy_end", "a number from -100 to 100"),
        ("benign = false", 'benign = false\n"' + "x" * 500 + '\\n" = 1', "x" * 40 + "…", "is unknown"),
        ('"loss_better_accuracy_flat"', '"' + "x" * 500 + '"', "patterns", "x…' is none of"),
        ("accuracy_end = 1", "qqq = 1", "expects.qqq", "the nearest are"),
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


def test_one_broken_file_does_not_disable_the_others(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD.replace("prior = -1.0", "prior = nan"), "overconfidence.toml")
    written(tmp_path, "title = ", "half.toml")
    causes, errors = known_causes(tmp_path)
    assert {"coffee", "overconfidence"} <= {cause.id for cause in causes}
    assert next(cause.title for cause in causes if cause.id == "overconfidence") != "Too little coffee"
    assert [str(error).partition(": ")[0] for error in errors] == [
        str(tmp_path / "half.toml"),
        str(tmp_path / "overconfidence.toml"),
    ]
    assert len(own_causes(tmp_path)[0]) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"prior = " + b"[" * 5000, "nested too deeply"),
        (b"prior = 1" + b"0" * 5000, "too many digits"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"#" * (2 << 20), "longer than 1 MB"),
    ],
)
def test_a_file_that_can_be_no_cause_is_a_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "big.toml").write_bytes(content)
    (error,) = own_causes(tmp_path)[1]
    assert "cause big cannot be read" in str(error) and why in str(error)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_causes_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    written(tmp_path, GOOD)
    causes, errors = own_causes(tmp_path)
    assert len(causes) == 1 and "it is no file" in str(errors[0])


def test_an_own_cause_without_its_parent_is_left_out_and_told(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD.replace("prior", 'parent = "kitchen"\nprior', 1), "tea.toml")
    parent = next(cause.parent for cause in load_causes(resource("causes")) if cause.parent)
    written(tmp_path, GOOD.replace("prior", 'parent = "coffee"\nprior', 1), f"{parent}.toml")
    causes, errors = known_causes(tmp_path)
    assert {cause.id for cause in causes} == {"coffee"} | {cause.id for cause in load_causes(resource("causes"))}
    assert next(cause.title for cause in causes if cause.id == parent) != "Too little coffee"
    told = sorted(str(error).partition(": cause")[0] for error in errors)
    assert told == sorted(str(tmp_path / name) for name in ("tea.toml", f"{parent}.toml"))


@pytest.mark.parametrize("text", ["title = ", "\x00\x01", "[[sources]\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadKnowledge, match=r"coffee\.toml: cause coffee cannot be read"):
        load_causes(written(tmp_path, text))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledge, match="nowhere is no folder"):
        load_causes(tmp_path / "nowhere")


def test_every_fact_is_argued_with_by_some_cause() -> None:
    """What no cause weighs is measured for nobody."""
    argued = {sign.fact for cause in load_causes(resource("causes")) for sign in cause.signs}
    assert set(FACTS) - argued == set()


def test_a_source_says_where_and_when_it_stands() -> None:
    """Documentation has no year and no number; what has a year has authors' names or is a page, and a number if any."""
    sources = {source.title: source for cause in load_causes(resource("causes")) for source in cause.sources}
    for title, source in sources.items():
        assert source.venue, title
        assert (source.year is not None) or not source.author, title
        assert bool(source.id) is not bool(source.form), title
        assert source.number, title
    assert {source.form for source in sources.values()} - {""} == set(FORMS) and len(sources) >= 30


def test_the_causes_that_come_along_are_read_once_and_own_ones_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_causes(written(tmp_path, GOOD))
    opened: list[Path] = []
    real = knowledge._text
    monkeypatch.setattr(knowledge, "_text", lambda path: opened.append(path) or real(path))
    causes, errors = known_causes(tmp_path)
    assert opened == [tmp_path / "coffee.toml"] and not errors
    assert {cause.id for cause in causes} >= {"coffee", "overfitting"}
