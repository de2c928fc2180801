"""What is said of two runs is what they show, and nothing is made of what luck or another seed does as well."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage_logs import healthy
from triage_logs import sick as sick_log

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.levers import moved, setting_named
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import relative_text
from lossacc_gui.resource import resource
from lossacc_gui.triage.compare import Argued, Comparison, argued_among, compare
from lossacc_gui.triage.compare.belief import weighed_again
from lossacc_gui.triage.compare.comparison import Ground, Seen, Statement
from lossacc_gui.triage.compare.known import Counted, Known, Tally, certain
from lossacc_gui.triage.compare.wording import luck_text
from lossacc_gui.triage.reports.comparison import as_body, as_html, as_json, as_markdown, as_text, parts_of
from lossacc_gui.triage.reports.registry import REPORTS
from lossacc_gui.triage.reports.report import CAUSES_TITLE, Told
from lossacc_gui.triage.row import Happening, Row, Table
from lossacc_gui.triage.summary import row_of
from lossacc_gui.triage.triage import Triage
from lossacc_gui.use_case import analyze

CAUSES = {cause.id: cause for cause in load_causes(resource("causes"))}
LOGGED = ("train loss", "val accuracy", "val loss")


def run(
    sick: bool, best: float = 0.5, kind: str = "overfitting", cause: str = "overfitting", **settings: object
) -> Row:
    """A run with or without an event from epoch 20 on."""
    name = ",".join(f"{key}={value}" for key, value in settings.items())
    event = Happening(kind, "val", 20.0, 60.0, "problem", 0.42)
    return Row(
        f"runs/{name}.csv",
        name,
        "csv",
        "problem" if sick else "fine",
        main=event.said if sick else "",
        split="val" if sick else "",
        start=20.0 if sick else None,
        end=60.0 if sick else None,
        cause=cause if sick else "",
        keep=20.0,
        keep_low=18.0,
        keep_high=22.0,
        keep_by="val_loss",
        loss_metric="val_loss",
        best_loss=best,
        last_loss=best * (1.42 if sick else 1.0),
        loss_noise=0.01,
        loss_cost=0.42 if sick else 0.0,
        last=60.0,
        kinds=(event.said,) if sick else (),
        events=(event,) if sick else (),
        logged=LOGGED,
        settings=tuple((key, str(value)) for key, value in settings.items()),
    )


def compared(*rows: Row, others: tuple[Row, ...] = ()) -> Comparison:
    return compare(rows, others, CAUSES, Options())


def about(comparison: Comparison, what: str) -> list[Statement]:
    return [one for one in comparison.said if one.about == what]


def test_an_absent_event_is_said_with_all_that_differs_and_what_other_pairs_say() -> None:
    rows = [
        run(dropout == 0, seed=1, weight_decay=decay, dropout=dropout)
        for decay, dropout in product((0, 0.01), (0, 0.5))
    ]
    (one,) = about(compared(rows[0], rows[3], others=tuple(rows)), "event")
    assert one.text == (
        "The overfitting of seed=1,weight_decay=0,dropout=0 (val, epochs 20–60; loss +42 %) is absent "
        "in seed=1,weight_decay=0.01,dropout=0.5, which differs in weight_decay (0, 0.01) and dropout (0, 0.5). "
        "0 of 1 pair that differs in weight_decay alone says the same. "
        "2 of 2 pairs that differ in dropout alone say the same."
    )
    assert one.settings == ("weight_decay", "dropout") and one.ground is Ground.FEW


def test_two_runs_alone_tell_not_whether_a_setting_or_luck_made_it() -> None:
    (one,) = about(compared(run(True, dropout=0), run(False, dropout=0.5)), "event")
    assert one.text.endswith("No other runs tell whether that or luck made it.")


def test_runs_that_differ_in_their_seed_alone_say_nothing_of_a_setting() -> None:
    sick, well = run(True, 0.5, seed=1, lr=0.1), run(False, 0.4, seed=2, lr=0.1)
    others = (run(True, seed=3, lr=0.1), run(False, seed=1, lr=0.3))
    comparison = compared(sick, well, others=others)
    assert all(not one.settings and one.ground in (Ground.LUCK, Ground.FACT) for one in comparison.said)
    (event,) = about(comparison, "event")
    assert event.text.endswith("is absent in seed=2,lr=0.1. 2 of 3 runs with these settings show it.")
    assert about(comparison, "settings")[0].text.endswith(
        "differ in seed (1, 2) alone, which says nothing of any setting."
    )
    assert not about(comparison, "cause")


def test_what_seeds_do_as_well_is_blamed_on_no_setting() -> None:
    rows = [run(seed % 2 == 0, seed=seed, lr=lr) for seed, lr in product(range(4), (0.1, 0.3))]
    sick, well = rows[0], replace(rows[3])
    (one,) = about(compared(sick, well, others=tuple(rows)), "event")
    assert one.ground is Ground.LUCK and not one.settings and "lr cannot be said to make the difference" in one.text


def test_what_many_runs_say_is_backed_by_their_counts() -> None:
    rows = [run(lr == 0.3, seed=seed, lr=lr) for seed, lr in product(range(5), (0.1, 0.3))]
    (one,) = about(compared(rows[1], rows[0], others=tuple(rows)), "event")
    assert one.ground is Ground.BACKED and one.settings == ("lr",)
    assert "5 of 5 with the lr of seed=0,lr=0.3 show it, and 0 of 5 with the lr of seed=0,lr=0.1" in one.text


def test_settings_that_differ_together_are_named_once_in_a_sentence() -> None:
    every = product(range(6), (0.1, 0.3), (1, 2))
    rows = [run(lr == 0.3, 10 * lr, seed=seed, lr=lr, depth=depth) for seed, lr, depth in every]
    comparison = compared(rows[3], rows[0], others=tuple(rows))
    counts = about(comparison, "event")[0].text
    assert "Of all runs that differ in lr and depth alone, 6 of 6 with those of seed=0,lr=0.3" in counts
    assert "lr and depth alone the run with those of seed=0,lr=0.1" in about(comparison, "best")[0].text


def test_settings_that_change_by_lot_are_hardly_ever_backed() -> None:
    backed = 0
    for number in range(200):
        rng = random.Random(number)
        rows = [run(rng.random() < 0.5, rng.random(), seed=s, lr=lr) for s, lr in product(range(6), (0.1, 0.3))]
        sick = next((row for row in rows if row.events and dict(row.settings)["lr"] == "0.3"), None)
        well = next((row for row in rows if not row.events and dict(row.settings)["lr"] == "0.1"), None)
        if sick is not None and well is not None:
            said = compared(sick, well, others=tuple(rows)).said
            backed += any(one.ground is Ground.BACKED for one in said)
    assert backed <= 20  # three tests of one in twenty each, at most


@pytest.mark.parametrize(
    ("changed", "seen", "told"),
    [
        ({"last": 15.0}, Seen.ENDED, "ends at epoch 15, before the overfitting"),
        ({"state": "too_short"}, Seen.UNKNOWN, "cannot be told: it is too short to say."),
        ({"logged": ("val accuracy",)}, Seen.UNKNOWN, "cannot be told: it logs no val loss."),
        ({"x_name": "step"}, Seen.UNKNOWN, "cannot be told: it counts in steps, the other one in epochs."),
        ({"last_loss": 0.62}, Seen.HARDLY, "dropout=0.5 is not said to show the overfitting"),
        (
            {"events": (Happening("deterioration", "val", 25.0, 60.0, "watch", 0.2),)},
            Seen.AKIN,
            "(val, epochs 20–60; loss +42 %) shows in dropout=0.5 as a worsening (val, epochs 25–60",
        ),
        (
            {"events": (Happening("overfitting", "val", 40.0, 60.0, "benign"),)},
            Seen.SHOWN,
            "Both show overfitting: in dropout=0 (val, epochs 20–60; loss +42 %) and in dropout=0.5 "
            "(val, epochs 40–60, harmless)",
        ),
        ({"last": 40.0}, Seen.ABSENT, "is absent in dropout=0.5, which ends at epoch 40 and differs"),
    ],
)
def test_absent_is_only_what_could_have_been_seen(changed: dict[str, object], seen: Seen, told: str) -> None:
    sick, well = run(True, dropout=0), replace(run(False, dropout=0.5), **changed)  # type: ignore[arg-type]
    comparison = compared(sick, well)
    assert comparison.events[0].seen == (Seen.SHOWN, seen)
    assert told in about(comparison, "event")[0].text


def test_a_lone_training_loss_that_rises_has_no_accuracy_that_declines() -> None:
    rises = Happening("deterioration", "train", 20.0, 60.0, "problem")
    sick = replace(run(True, lr=0.3), events=(rises,), split="train", logged=("train loss",))
    (one,) = about(compared(sick, run(False, lr=0.1)), "event")
    assert one.text.startswith("The worsening of lr=0.3 (train, epochs 20–60) is absent")


def test_one_rise_is_told_once_and_another_fate_of_it_again() -> None:
    stretches = tuple(
        Happening(kind, "val", start, end, "problem", 0.42)
        for kind, start, end in (("loss_worse_accuracy_flat", 40.0, 60.0), ("deterioration", 20.0, 40.0))
    )
    sick, well = replace(run(True, lr=0.3), events=stretches), run(False, lr=0.1)
    (one,) = about(compared(sick, well), "event")
    assert "epochs 40–60; loss +42 %" in one.text
    ended, absent = about(compared(sick, replace(well, last=30.0)), "event")
    assert "ends at epoch 30, before" in ended.text and "worsening" in absent.text
    (both,) = about(compared(sick, replace(run(True, lr=0.1), events=stretches)), "event")
    assert both.text.startswith("Both show a rise")


def test_a_loss_without_bound_is_no_percentage() -> None:
    sick = replace(
        run(True, lr=0.3), loss_cost=float("inf"), events=(Happening("overfitting", "val", 20.0, 60.0, "problem"),)
    )
    assert "inf" not in about(compared(sick, run(False, lr=0.1)), "event")[0].text


@pytest.mark.parametrize(("gone", "said"), [("0.5", "50 %"), ("0.001", "0.1 %"), ("1", "100 %")])
def test_how_much_is_gone_is_said_as_the_option_has_it(gone: str, said: str) -> None:
    options = Options().changed({"compare_gone": gone})
    sick, hardly = run(True, dropout=0), replace(run(False, dropout=0.5), last_loss=0.9)
    texts = [one.text for one in compare([sick, hardly], (), CAUSES, options).said]
    assert any(f"may lose more than {said} as much in the same way" in text for text in texts)
    rising = {"kind": "deterioration", "cause": "unstable_training"}
    here = run(True, lr=0.3, **rising)  # type: ignore[arg-type]
    less = replace(run(True, lr=0.03, **rising), last_loss=0.45, loss_noise=0.0)  # type: ignore[arg-type]
    (cause, *_) = about(compare([here, less], (), CAUSES, options), "cause")
    assert f"costs less than {said} as much" in cause.text


@pytest.mark.parametrize("gone", ["-0.1", "1.1"])
def test_what_is_gone_is_a_share(gone: str) -> None:
    with pytest.raises(BadOption):
        Options().changed({"compare_gone": gone})


def test_best_values_within_noise_are_equal_and_beyond_it_seeds_are_asked() -> None:
    def best(other: float, *others: Row) -> Statement:
        return about(compared(run(False, 0.5, lr=1, seed=0), run(False, other, lr=2, seed=0), others=others), "best")[0]

    assert "no difference beyond the noise of their curves (up to 0.02)" in best(0.49).text
    assert best(0.4).ground is Ground.FEW and "how much another seed or other examples would make" in best(0.4).text
    near = [run(False, 0.6 - 0.1 * lr + 0.002 * i, lr=lr, seed=10 * lr + i) for i, lr in product(range(5), (1, 2))]
    far = [replace(one, best_loss=one.best_loss + 0.1 * (i % 4)) for i, one in enumerate(near) if one.best_loss]
    assert (
        best(0.4, *near).ground is Ground.BACKED
        and "runs with the settings of lr=2,seed=0 are better by more" in best(0.4, *near).text
    )
    assert (
        best(0.4, *far).ground is Ground.LUCK and "no difference beyond what another seed makes" in best(0.4, *far).text
    )


def test_runs_that_scatter_are_not_told_apart_by_how_little_others_do() -> None:
    def sweep(scatter: float) -> list[Row]:
        wide = ((1, 0.0), (2, 0.15))
        rows = [
            run(False, 0.5 + worse + scatter * at, lr=lr, seed=10 * lr + at) for lr, worse in wide for at in range(4)
        ]
        return rows + [run(False, 0.6 + 0.001 * at, lr=lr, seed=10 * lr + at) for lr in range(3, 9) for at in range(4)]

    for scatter, ground in ((0.01, Ground.BACKED), (0.09, Ground.LUCK)):
        rows = sweep(scatter)
        (one,) = about(compared(rows[0], rows[4], others=tuple(rows)), "best")
        assert one.ground is ground, one.text


def test_a_noisier_curve_has_a_better_best_and_is_not_better_for_it() -> None:
    def best(noise: float, shift: float) -> Statement:
        rows = [run(False, 0.5 + 0.002 * at, lr=1, seed=at) for at in range(4)]
        loud = [replace(run(False, 0.5 + shift + 0.002 * at, lr=2, seed=9 + at), loss_noise=noise) for at in range(4)]
        every = [replace(row, length=600) for row in (*rows, *loud)]
        return about(compared(every[0], every[4], others=tuple(every)), "best")[0]

    assert best(0.01, -0.17).ground is Ground.BACKED and best(0.1, 0.17).ground is Ground.BACKED
    assert best(0.1, -0.17).ground is Ground.LUCK and "the choice of the best alone make up to" in best(0.1, -0.17).text


def test_pairs_of_one_seed_see_through_what_seeds_make() -> None:
    rows = [run(False, seed - 0.1 * lr, lr=lr, seed=seed) for seed, lr in product(range(6), (1, 2))]
    (one,) = about(compared(rows[0], rows[1], others=tuple(rows)), "best")
    assert (
        one.ground is Ground.BACKED
        and "in 6 of 6 pairs of one seed that differ in lr alone the run with the lr of" in one.text
    )


def test_losses_of_another_kind_are_not_compared() -> None:
    (one,) = about(compared(run(False, 0.5, label_smoothing=0), run(False, 0.9, label_smoothing=0.1)), "best")
    assert "not comparable" in one.text and one.ground is Ground.FACT


def test_a_cause_is_raised_where_its_event_goes_with_it_and_lowered_where_it_stays() -> None:
    shaky = {"kind": "unsteady", "cause": "unstable_training"}
    sick = run(True, lr=0.3, **shaky)  # type: ignore[arg-type]
    (gone,) = about(compared(sick, run(False, lr=0.03)), "cause")
    assert gone.speaks_for and gone.cause == "unstable_training"
    assert gone.text == (
        "Unstable training is suspected in lr=0.3; lr=0.03 differs in lr (0.3, 0.03) alone, and the jumping about is "
        "gone. That speaks for this cause in lr=0.3, as far as one pair of runs tells."
    )
    both = about(compared(sick, run(False, lr=0.03, momentum=0.9)), "cause")
    assert both[0].speaks_for is None and "and in momentum: the jumping about is gone, but to which" in both[0].text
    rising = {"kind": "deterioration", "cause": "unstable_training"}
    here = run(True, lr=0.3, **rising)  # type: ignore[arg-type]
    for lr, says in ((0.03, False), (0.2, None), (3, None)):  # a third at least; a larger one should not help
        there = replace(run(True, lr=lr, **rising), last_loss=0.8)  # type: ignore[arg-type]
        said = about(compared(here, there), "cause")
        assert [one.speaks_for for one in said if one.runs[0] == here.name] == ([] if says is None else [says])
    assert not about(compared(here, run(True, lr=0.03, **rising)), "cause")  # type: ignore[arg-type]  # perhaps less
    less = replace(run(True, lr=0.03, **rising), last_loss=0.55)  # type: ignore[arg-type]
    assert about(compared(here, less), "cause")[0].speaks_for is True


def test_jumps_are_gone_only_where_they_are_less_than_half() -> None:
    shaky = {"kind": "unsteady", "cause": "unstable_training"}
    sick = replace(run(True, lr=0.3, **shaky), loss_jumps=0.2, accuracy_jumps=0.04)  # type: ignore[arg-type]

    def of(loss: float, accuracy: float) -> Comparison:
        return compared(sick, replace(run(False, lr=0.03), loss_jumps=loss, accuracy_jumps=accuracy))

    assert "jumping about of lr=0.3" in about(of(0.05, 0.01), "event")[0].text
    assert about(of(0.05, 0.01), "cause")[0].speaks_for
    for near in (of(0.15, 0.01), of(0.05, 0.03)):
        (one,) = about(near, "event")
        assert "lr=0.03 is not said to show the jumping about" in one.text and "jumps more than 50 % as far" in one.text
        assert one.ground is Ground.FACT and not about(near, "cause")


def test_one_pair_of_another_seed_says_nothing_of_a_cause() -> None:
    sick, well = run(True, weight_decay=0, seed=1), run(False, weight_decay=0.01, seed=2)
    comparison = compared(sick, well)
    assert not about(comparison, "cause")
    (one,) = about(comparison, "event")
    assert one.text.endswith(
        "weight_decay (0, 0.01) and seed (1, 2). No other runs tell whether one of these or luck made it."
    )
    others = tuple(run(decay == 0, weight_decay=decay, seed=seed) for decay, seed in product((0, 0.01), range(5)))
    assert about(compared(sick, well, others=others), "cause")[0].speaks_for


def test_a_remedy_that_is_too_weak_does_not_clear_overfitting() -> None:
    assert not about(compared(run(True, weight_decay=0), run(True, weight_decay=0.01)), "cause")
    (gone,) = about(compared(run(True, weight_decay=0), run(False, weight_decay=0.01)), "cause")
    assert gone.speaks_for and gone.cause == "overfitting"


def test_settings_are_known_by_the_names_that_programs_give_them() -> None:
    assert setting_named("optimizer.learningRate") == "lr" and setting_named("hparams/weight_decay") == "weight_decay"
    assert setting_named("colour") is None
    assert moved("False", "true") == "more" and moved("1e-3", "0.0001") == "less"
    assert moved("adam", "sgd") is None and moved("0.1", "0.10") is None


def test_the_spread_of_seeds_is_pooled_and_few_runs_are_not_trusted() -> None:
    rows = [run(False, best, lr=lr, seed=seed) for lr in (1, 2, 3) for seed, best in enumerate((0.4, 0.5, 0.6))]
    spread = Known.of(rows).spread("val_loss", lambda row: row.best_loss, lambda row: row.loss_metric)
    assert spread is not None and spread.deviation == pytest.approx(0.1) and (spread.freedom, spread.runs) == (6, 9)
    assert Known.of(rows[:3]).spread("val_loss", lambda row: row.best_loss, lambda row: row.loss_metric) is None
    two = Options().changed({"compare_noise": "1.959964"})
    assert certain(1.0, 6, two) == pytest.approx(2.447, rel=0.01) and certain(1.0, 60, two) == pytest.approx(
        2.0, rel=0.01
    )


def test_two_runs_of_a_configuration_tell_what_seeds_make_and_one_tells_nothing() -> None:
    pairs = [run(False, best, lr=lr, seed=seed) for lr in range(4) for seed, best in enumerate((0.4, 0.6))]
    lone = [run(False, 5.0 * lr, lr=lr, seed=1) for lr in range(10, 20)]
    spread = Known.of((*pairs, *lone)).spread("val_loss", lambda row: row.best_loss, lambda row: row.loss_metric)
    assert spread is not None and spread.deviation == pytest.approx(0.02**0.5)
    assert (spread.freedom, spread.runs) == (4, 8)


MAY_BE_UNKNOWN = [one.name for one in fields(Row) if one.default is None]


@pytest.mark.parametrize("unknown", MAY_BE_UNKNOWN)
@pytest.mark.parametrize("sick", [True, False])
def test_what_a_run_does_not_tell_keeps_it_from_no_comparison(unknown: str, sick: bool) -> None:
    rows = [
        replace(run(ill, 0.5 + 0.1 * ill, lr=lr, seed=seed), best_accuracy=0.8, last_accuracy=0.7, accuracy_noise=0.01)
        for ill, lr in ((True, 0.1), (False, 0.2))
        for seed in range(5)
    ]
    lacking = [replace(row, **{unknown: None}) if bool(row.problems or row.kinds) == sick else row for row in rows]
    for some in (lacking, [lacking[0], *rows[1:]], [rows[0], *lacking[1:5], lacking[5], *rows[6:]]):
        found = compared(some[0], some[5], others=tuple(some))
        assert as_text(found) and as_markdown(found) and as_body(found) and json.loads(as_json(found))


@pytest.mark.parametrize(("noise", "apart", "differ"), [(0.0, 0.0, False), (0.0, 1e-6, True), (0.01, 0.0, False)])
def test_best_values_differ_where_more_than_noise_lies_between_them(noise: float, apart: float, differ: bool) -> None:
    rows = [replace(run(False, 0.5 + extra, lr=extra), loss_noise=noise) for extra in (0.0, apart)]
    (one,) = about(compared(*rows), "best")
    assert ("they differ by more than the noise" in one.text) == differ


def test_the_columns_of_every_table_of_a_text_begin_in_one_place() -> None:
    rows = [run(True, lr=0.1, name="a run with a long name"), run(False, lr=123456789, name="b")]
    comparison = compared(*rows)
    blocks = as_text(comparison).split("\n\n")
    tables = [part for part in parts_of(comparison) if part.cells]
    assert len(tables) == 3
    for part in tables:
        _, *lines = next(block for block in blocks if block.startswith(f"{part.title}:")).splitlines()
        widths = [max(map(len, column)) for column in zip(part.headings, *part.cells, strict=True)]
        for line, cells in zip(lines, (part.headings, *part.cells), strict=True):
            at = 2
            for cell, width in zip(cells, widths, strict=True):
                assert line[at : at + width].rstrip() == cell
                at += width + 2


def test_text_markdown_page_and_json_say_the_same_and_take_names_for_text() -> None:
    odd = replace(run(True, lr=0.1), name="<b>|a")
    comparison = compared(odd, run(False, lr=0.2), replace(odd, source="runs/again/x.csv"))
    assert [one.name for one in comparison.runs] == ["<b>|a · lr=0.1.csv", "lr=0.2", "<b>|a · again/x.csv"]
    comparison = compared(odd, run(False, lr=0.2))
    for said in comparison.said:
        assert said.text in as_text(comparison)
    assert as_html(comparison).count("<main>") == 1 and 'name="viewport"' in as_html(comparison)
    assert not re.search(r"\s(align|cellpadding)=", as_html(comparison)), "obsolete, and a browser has the style"
    assert as_html(comparison).count("<table") == as_html(comparison).count("<div class='wide' tabindex='0'")
    assert all("<b>" not in page and "&lt;b&gt;|a" in page for page in (as_body(comparison), as_html(comparison)))
    assert r"\<b\>\|a" in as_markdown(comparison) and "<b>" not in as_markdown(comparison)
    document = json.loads(as_json(comparison))
    assert [one["text"] for one in document["statements"]] == [one.text for one in comparison.said]
    assert document["settings"] == [{"name": "lr", "choice": True, "values": {"<b>|a": "0.1", "lr=0.2": "0.2"}}]
    assert document["events"][0]["runs"]["lr=0.2"] == {"seen": "absent", "start": None, "end": None, "severity": None}
    assert document["runs"][0]["keep_range"] == [18.0, 22.0]


SUSPECTED = (("overconfidence", 0.3), ("distribution_shift", 0.1), ("unstable_training", 0.2))


def sweep(values: tuple[float, ...], name: str, sick: Callable[[float, int], bool], seeds: int = 1) -> list[Row]:
    rows = [run(sick(value, seed), **{name: value, "seed": seed}) for value in values for seed in range(seeds)]
    return [replace(row, believed=SUSPECTED if row.events else ()) for row in rows]


def argued(rows: Sequence[Row], options: Options | None = None) -> dict[str, list[Argued]]:
    found: dict[str, list[Argued]] = {}
    for row, one in argued_among(rows, CAUSES, options or Options()):
        found.setdefault(row.name, []).append(one)
    return found


def test_a_cause_is_believed_in_more_where_its_event_goes_with_its_remedy_and_the_ground_is_said() -> None:
    found = argued(sweep((0, 0.5), "dropout", lambda value, _: value == 0, seeds=2))
    assert list(found) == ["dropout=0,seed=0", "dropout=0,seed=1"]  # nothing is to be explained where nothing shows
    (one,) = found["dropout=0,seed=0"]
    (evidence,) = one.evidence
    assert evidence.text == (
        "In 2 of 2 pairs of one seed that differ in dropout alone (0 → 0.5) the overfitting is gone."
    )
    assert one.cause.id == "overfitting" and evidence.weight == 2 * Options().pair_weight
    assert one.before == pytest.approx(0.4) and one.before < one.after < 0.9
    assert one.text.startswith("Overfitting: 40 % → 7") and one.text.endswith(evidence.text)


def test_of_several_causes_the_most_believed_comes_first_whatever_setting_is_named_first() -> None:
    for settings in ({"dropout": 0, "lr": 0.3}, {"lr": 0.3, "dropout": 0}):
        rows = [run(True, **settings), run(False, **settings | {"dropout": 0.5}), run(False, **settings | {"lr": 0.03})]
        found = argued([replace(row, believed=SUSPECTED if row.events else ()) for row in rows])[rows[0].name]
        assert [one.cause.id for one in found] == ["overfitting", "unstable_training"]
        assert found[0].after > found[1].after


def test_what_one_run_alone_or_other_settings_show_changes_no_belief() -> None:
    assert not argued(sweep((0,), "dropout", lambda *_: True))
    assert not argued(sweep((0, 0.5), "colour", lambda value, _: value == 0))
    assert not argued(sweep((0, 0.5), "dropout", lambda value, _: value == 0.5))  # a remedy that brings it
    both = [run(True, dropout=0, lr=0.1), run(False, dropout=0.5, lr=0.3)]
    assert not argued([replace(row, believed=SUSPECTED) for row in both])  # to which of the two it is due nobody knows


def test_what_comes_and_goes_with_the_seed_changes_no_belief() -> None:
    assert not argued(sweep((0, 0.5), "dropout", lambda value, seed: (value == 0) is (seed % 2 == 0), seeds=4))
    one_pair = [run(True, dropout=0, seed=1), run(False, dropout=0.5, seed=2)]
    assert not argued([replace(row, believed=SUSPECTED if row.events else ()) for row in one_pair])
    far = sweep((0, 0.5), "dropout", lambda value, _: value == 0, seeds=4)
    apart = [replace(row, settings=(row.settings[0], ("seed", str(i)))) for i, row in enumerate(far)]
    (evidence,) = argued(apart)["dropout=0,seed=0"][0].evidence
    assert evidence.text.startswith("In 16 of 16 pairs that differ")  # no two of one seed, but clearer than lots do


def test_a_mechanism_is_believed_in_less_in_both_runs_where_its_event_is_no_less_without_it() -> None:
    rising = {"kind": "deterioration", "cause": "unstable_training"}
    rows = [replace(run(True, lr=lr, **rising), believed=SUSPECTED) for lr in (0.3, 0.03)]  # type: ignore[arg-type]
    worse = [rows[0], replace(rows[1], last_loss=0.8)]
    found = argued(worse)
    (first,) = found["lr=0.3"]
    assert first.cause.id == "unstable_training" and first.after < first.before == pytest.approx(0.2)
    assert first.evidence[0].text == ("In 1 of 1 pair that differs in lr alone (0.3 → 0.03) the worsening is no less.")
    (second,) = found["lr=0.03"]
    assert second.after < second.before and second.evidence[0].weight == first.evidence[0].weight < 0
    less = [rows[0], replace(rows[1], last_loss=0.55)]
    assert [one.after > one.before for one in argued(less)["lr=0.3"]] == [True]


def test_many_pairs_make_no_more_than_a_few_and_none_makes_sure() -> None:
    few, many = (
        argued(sweep((0, 0.5), "dropout", lambda value, _: value == 0, seeds=seeds))["dropout=0,seed=0"][0]
        for seeds in (3, 30)
    )
    assert many.after == few.after < 0.95 and "30 of 30" in many.text
    values = sweep((0, 0.2, 0.4, 0.6), "dropout", lambda value, _: value == 0, seeds=3)
    assert argued(values)["dropout=0,seed=0"][0].after == few.after
    strong = Options().changed({"pair_weight": "9"})
    rows = sweep((0, 0.5), "dropout", lambda value, _: value == 0)
    assert argued(rows, strong)["dropout=0,seed=0"][0].after < 0.95


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 0.16), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(-5, 5)),
)
def test_shares_stay_shares_and_move_as_their_weights_do(shares: dict[str, float], weights: dict[str, float]) -> None:
    after = weighed_again(shares, weights)
    assert all(0 <= share <= 1 for share in after.values()) and sum(after.values()) <= 1 + 1e-9
    assert weighed_again(shares, {}) == pytest.approx(shares)
    best = max(weights.get(leaf, 0.0) for leaf in shares)
    assert all(after[leaf] >= shares[leaf] - 1e-9 for leaf in shares if weights.get(leaf, 0.0) == best >= 0)


def test_comparison_and_triage_say_it_and_json_has_the_numbers() -> None:
    rows = sweep((0, 0.5), "dropout", lambda value, _: value == 0, seeds=2)
    comparison = compared(rows[0], rows[2], others=tuple(rows))
    text = argued(rows)["dropout=0,seed=0"][0].text
    assert f"dropout=0,seed=0: {text}" in as_text(comparison)
    (cause,) = json.loads(as_json(comparison))["causes"]
    assert (cause["run"], cause["cause"]) == ("dropout=0,seed=0", "overfitting") and cause["before"] < cause["after"]
    among = argued_among(rows, CAUSES, Options())
    told = Told(Table(tuple(rows), ()), State.PROBLEM, "1.0", argued=among)
    for report in REPORTS:
        if report.name in ("text", "html"):
            assert CAUSES_TITLE in report.render(told)
    runs = json.loads(next(one for one in REPORTS if one.name == "json").render(told))["runs"]
    assert [len(one["other_runs"]) for one in runs] == [1, 1, 0, 0]


def test_of_a_search_over_many_values_no_more_pairs_speak_than_are_witnesses() -> None:
    values = tuple(round(0.01 * 1.3**i, 4) for i in range(40))
    rows = sweep(values, "dropout", lambda value, _: value < 0.2)
    options = Options()
    for found in argued(rows, options).values():
        for one in found:
            assert 0 < len(one.evidence) <= options.most_pairs


@pytest.mark.parametrize(
    ("errors", "noises", "pairs", "ground", "said"),
    [
        ((0.02, 0.02), (0.01, 0.01), 1, Ground.FEW, "another seed would make"),
        ((0.02, 0.02), (0.01, 0.01), 20, Ground.LUCK, "no difference beyond what other examples"),
        ((0.02, 0.05), (0.01, 0.01), 1, Ground.LUCK, "no difference beyond what other examples"),
        ((0.02, 0.02), (0.01, 0.03), 1, Ground.LUCK, "no difference beyond what other examples"),
        ((0.02, None), (0.01, 0.01), 1, Ground.FEW, "another seed or other examples would make"),
    ],
)
def test_best_values_of_few_runs_are_held_against_what_their_examples_and_the_choice_of_the_best_make(
    errors: tuple[float, float | None], noises: tuple[float, float], pairs: int, ground: Ground, said: str
) -> None:
    rows = [
        replace(run(False, best, lr=best), loss_error=error, loss_noise=noise, length=40)
        for best, error, noise in zip((0.5, 0.42), errors, noises, strict=True)
    ]
    one = about(compared(rows[0], *[rows[1]] * pairs), "best")[0]
    assert one.ground is ground and said in one.text


def test_one_seed_is_one_draw_in_however_many_pairs_it_has_its_way() -> None:
    def luck(seeds: int, depths: int) -> float:
        rows = [
            run(False, 0.5 - 0.1 * lr + 0.01 * depth, lr=lr, depth=depth, seed=seed)
            for lr, depth, seed in product((1, 2), range(depths), range(seeds))
        ]
        known = Known.of(rows)
        one, other = (next(row for row in rows if ("lr", lr) in row.settings) for lr in ("1", "2"))
        return known.wins(
            one, other, ["lr"], lambda here, there: (here.best_loss or 0.0) < (there.best_loss or 0.0)
        ).luck

    assert luck(3, 1) == pytest.approx(luck(3, 8)) == pytest.approx(0.25)
    assert luck(8, 1) == pytest.approx(2 * 0.5**8)


@pytest.mark.parametrize(
    ("luck", "told"), [(0.031, "in 3 % of such"), (0.01, "in 1 % of such"), (0.004, "once in 250 such")]
)
def test_what_luck_hardly_does_is_not_told_as_never(luck: float, told: str) -> None:
    assert told in luck_text(Counted(Tally(6, 6), Tally(0, 6), luck))


@pytest.mark.parametrize(
    ("metric", "other", "compared_"),
    [
        ("val_accuracy", "val_acc", True),
        ("val_accuracy", "eval/accuracy", True),
        ("val_accuracy", "accuracy", False),
        ("val_accuracy", "val_top_5_acc", False),
        ("val_accuracy", "val_masked_acc", False),
    ],
)
def test_names_of_one_measure_are_compared_and_others_are_not(metric: str, other: str, compared_: bool) -> None:
    one = replace(run(False, lr=0.1), accuracy_metric=metric, best_accuracy=0.8)
    two = replace(run(False, lr=0.2), accuracy_metric=other, best_accuracy=0.7)
    texts = [said.text for said in compared(one, two).said if metric in said.text]
    assert any(text.startswith(f"Best {metric} 80.0 %") for text in texts) == compared_
    assert any("are different metrics" in text for text in texts) != compared_


def test_logs_without_settings_are_not_said_to_have_the_same() -> None:
    known, silent = run(True, lr=0.1), replace(run(False), name="silent", source="s.csv")
    other = replace(silent, name="dumb", source="d.csv")
    assert compared(known, silent).said[0].text.startswith("The log of silent tells no setting")
    assert compared(silent, other).said[0].text.startswith("The logs of silent and dumb tell no setting")
    assert "differ in no setting" in compared(known, replace(known, source="again.csv")).said[0].text


def test_a_wild_start_does_not_make_two_runs_equal_that_stand_apart_at_their_best(tmp_path: Path) -> None:
    """From the thirtieth epoch on the first never falls below the best of the second."""
    rng = random.Random(1)
    wild = [rng.uniform(0.4, 0.85) for _ in range(25)] + [0.96 + rng.gauss(0, 0.006) for _ in range(20)]
    calm = [0.9 - 0.5 * 0.8**epoch + rng.gauss(0, 0.006) for epoch in range(45)]
    (best,) = [
        one for one in _compared_logs(tmp_path, wild, calm).said if one.about == "best" and "accuracy" in one.text
    ]
    assert "they differ by more than" in best.text
    (best,) = [
        one for one in _compared_logs(tmp_path, calm, calm).said if one.about == "best" and "accuracy" in one.text
    ]
    assert "no difference" in best.text


def _compared_logs(folder: Path, *accuracies: Sequence[float]) -> Comparison:
    """Logs with these accuracies, each with a loss that falls."""
    for number, values in enumerate(accuracies):
        rows = [f"{epoch},{1 / (1 + epoch):.5f},{value:.5f}" for epoch, value in enumerate(values)]
        (folder / f"log{number}.csv").write_text("\n".join(["epoch,val_loss,val_accuracy", *rows, ""]))
    rows_of = {row.name: row for row in Triage([folder], Request()).results() if isinstance(row, Row)}
    return compared(*[rows_of[f"log{number}"] for number in range(len(accuracies))])


def test_the_rise_of_an_event_is_the_number_that_its_analysis_tells(tmp_path: Path) -> None:
    log, other = tmp_path / "sick.csv", tmp_path / "well.csv"
    log.write_text(sick_log())
    other.write_text(healthy())
    rows = [row_of(analyze(path, Request())[0], str(path)) for path in (log, other)]
    event = analyze(log, Request())[0].events[0]
    assert event.what.loss_change is not None and event.what.loss_change > 0
    rise = relative_text(event.what.loss_change)
    assert rise in event.explanation.summary
    texts = [one.text for one in compared(*rows).said if one.about == "event"]
    assert any(f"; loss {rise})" in text for text in texts)


def test_an_event_that_cost_nothing_in_the_end_is_not_absent_where_as_much_is_lost() -> None:
    rises = (Happening("overfitting", "val", 20.0, 60.0, "watch", 0.2),)
    sick = replace(run(True, dropout=0), loss_cost=0.0, events=rises)
    for last, absent in ((0.58, False), (0.5, True)):
        (one,) = about(compared(sick, replace(run(False, dropout=0.5), last_loss=last)), "event")
        assert ("is absent in" in one.text) is absent


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"examples": 208}, ("208 and 2,000 examples",)),
        ({"examples": 4000}, ()),
        ({"examples": None}, ()),
        ({"classes": 3}, ("3 and 10 classes",)),
        ({"classes": 11}, ()),
        ({"settings": (("data.dataset", "mnist"),)}, ("data.dataset (mnist, cifar10)",)),
        ({"settings": (("data.dataset", "cifar10"), ("task_weight", "2"))}, ()),
        ({"settings": (("data", "1"),)}, ()),
        ({"examples": 208, "classes": 3}, ("3 and 10 classes and 208 and 2,000 examples",)),
    ],
)
def test_runs_of_another_task_are_said_to_be_such_once(changed: dict[str, object], told: tuple[str, ...]) -> None:
    settings = (("data.dataset", "cifar10"), ("data", "2"), ("task_weight", "1"))
    other = replace(run(False, 0.4), source="other.csv", name="other", examples=2000, classes=10, settings=settings)
    one = replace(other, source="one.csv", name="one", **changed)  # type: ignore[arg-type]
    said = about(compared(one, other), "task")
    assert len(said) == bool(told)
    for text in told:
        assert text in said[0].text
