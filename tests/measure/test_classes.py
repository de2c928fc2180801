"""How many classes there are, as settings and the first point tell it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from strategies import Log, run_of

from lossacc_gui.chart.ruler import reference_lines
from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.classes import known_classes, with_told_classes
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run
from lossacc_gui.use_case import analyze_run

WAY = 1 - np.exp(-np.arange(20) / 4)


def begun(loss: tuple[float, float], right: tuple[float, float]) -> Run:
    """A run of two splits, training first, with these first points."""
    losses = [first * (1 - 0.9 * WAY) for first in loss]
    hits = [first + (0.95 - first) * WAY for first in right]
    return run_of(Log({"loss": losses[0], "accuracy": hits[0], "val_loss": losses[1], "val_accuracy": hits[1]}))


def told(run: Run) -> int | None:
    return known_classes(course_of(run, pairs_of(run), Options()), Options())


@pytest.mark.parametrize(
    ("classes", "right"),
    [(2, (0.28, 0.33)), (2, (0.72, 0.66)), (10, (0.05, 0.03)), (10, (0.19, 0.17)), (60, (0.0, 0.05))],
)
def test_an_untrained_network_tells_the_classes_though_it_answers_whole_kinds_alike(
    classes: int, right: tuple[float, float]
) -> None:
    start = float(np.log(classes))
    assert told(begun((start, 1.01 * start), right)) == classes


@pytest.mark.parametrize(("classes", "right"), [(2, 0.6), (10, 0.2), (60, 0.1)])
def test_two_splits_that_an_epoch_has_parted_tell_no_classes(classes: int, right: float) -> None:
    start = float(np.log(classes))
    assert told(begun((start, 0.9 * start), (right, right))) is None


@pytest.mark.parametrize("penalty", [1.2, 2.5])
def test_a_penalty_at_the_start_is_not_taken_for_more_classes(penalty: float) -> None:
    start = float(np.log(4)) + penalty
    assert told(begun((start, start), (0.27, 0.24))) is None


@pytest.mark.parametrize("name", ["num_classes", "model.n_classes", "NumLabels", "classes"])
def test_the_settings_of_a_run_tell_the_classes_where_a_person_does_not(name: str) -> None:
    run = replace(begun((1.0, 0.8), (0.6, 0.7)), settings=(("lr", "0.1"), (name, "7")))
    assert with_told_classes(Options(), run).classes == 7
    assert with_told_classes(Options(classes=3), run).classes == 3


@pytest.mark.parametrize(
    "settings",
    [
        (("num_classes", "7"), ("num_labels", "5")),
        (("num_classes", "1"),),
        (("num_classes", "-4"),),
        (("num_classes", "cat dog"),),
        (("num_classes", "\u0663"),),
        (("num_classes", "9" * 5000),),
        (("class_weight", "3"),),
    ],
)
def test_settings_that_are_no_number_of_classes_tell_none(settings: tuple[tuple[str, str], ...]) -> None:
    run = replace(begun((1.0, 0.8), (0.6, 0.7)), settings=settings)
    assert with_told_classes(Options(), run) == Options()


def guessing_among(count: int, first: float) -> Run:
    """A run that guesses to its end, whose first validation loss is so far off ln K."""
    rng = np.random.default_rng(0)
    off = rng.normal(0, 0.01, (2, 40))
    off[1, 0] = first
    right = 1 / count + np.abs(rng.normal(0, 0.0005, (2, 40)))
    losses = np.log(count) + off
    return run_of(Log({"loss": losses[0], "accuracy": right[0], "val_loss": losses[1], "val_accuracy": right[1]}))


def test_the_number_of_classes_is_one_wherever_it_is_told_and_one_point_does_not_tell_it() -> None:
    run = guessing_among(100, 0.03)
    analysis = analyze_run(run, Request())
    guessed = [one.value for one in analysis.findings if one.kind is FindingKind.CHANCE]
    assert [analysis.classes, *guessed] == [100, 100, 100]
    assert "guessing among 100 classes" in [text for _, text in reference_lines(analysis)]


def test_nobody_guesses_among_other_classes_than_there_are() -> None:
    for classes, kinds in ((0, [FindingKind.CHANCE] * 2), (7, [FindingKind.CHANCE] * 2), (10, [])):
        found = detect(guessing_among(7, 0.0), Options(classes=classes)).findings
        assert [one.kind for one in found if one.kind is FindingKind.CHANCE] == kinds


def test_how_many_classes_there_may_be_at_the_most_is_one_number_in_all_that_is_said() -> None:
    way = np.exp(-np.arange(60) / 4)
    run = run_of(
        Log(
            {"loss": 1.2 + 3 * way, "accuracy": 0.97 - 0.6 * way, "val_loss": 1.3 + 3 * way, "val_accuracy": 0.95 - way}
        )
    )
    analysis = analyze_run(run, Request(options=Options(most_classes=3000)))
    said = [one.text for one in analysis.findings]
    said += [one.text for ranked in analysis.overall.causes for one in ranked.evidence]
    most = [text for text in said if "as many as" in text]
    assert len(most) > 2 and all("as many as 3,000 classes" in text for text in most)
