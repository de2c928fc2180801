"""What is measured of a planted run decides on both sides of each threshold: under it one way, over it the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from detect.planted import Floats, knots, run, series, val
from in_one import in_one_test

from lossacc_gui.detect.claims import Measured, claim
from lossacc_gui.detect.detection import detect
from lossacc_gui.detect.severity import severity_of
from lossacc_gui.detect.stretches import reasons_against, rise_of, stretches_of
from lossacc_gui.measure.aligned import aligned
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Split

OPTIONS = Options()
UP, FLAT, DOWN = Direction.UP, Direction.FLAT, Direction.DOWN


def counted(accuracy: Floats) -> Floats:
    return np.rint(accuracy * 1999) / 1999


def parted(accuracy: float = 0.7) -> Run:
    """Training goes on alone: a gap of accuracy."""
    return run(
        series("loss", knots((0, 2.3), (79, 0.05)), split=Split.TRAIN),
        series("accuracy", knots((0, 0.1), (30, 0.7), (79, 0.99)), Quantity.ACCURACY, Split.TRAIN),
        *val(knots((0, 2.3), (30, 1.0), (79, 0.6)), counted(knots((0, 0.1), (30, accuracy), (79, accuracy)))).series,
    )


def losses_parted() -> Run:
    return run(
        series("loss", knots((0, 2.0), (39, 0.2)), split=Split.TRAIN), series("val_loss", knots((0, 2.0), (39, 1.0)))
    )


def both_worse() -> Run:
    return val(knots((0, 2.3), (30, 0.5), (79, 0.9)), counted(knots((0, 0.1), (30, 0.85), (79, 0.7))))


def one_of(a_run: Run, kind: FindingKind, options: Options) -> Finding | None:
    found = [one for one in detect(a_run, options).findings if one.kind is kind]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("make", "kind", "option"),
    [
        (parted, FindingKind.GAP, "gap_accuracy"),
        (losses_parted, FindingKind.GAP, "gap_loss"),
    ],
)
def test_a_finding_is_told_from_its_threshold_on(make: Callable[[], Run], kind: FindingKind, option: str) -> None:
    usual = one_of(make(), kind, OPTIONS)
    assert usual is not None and usual.value is not None
    assert one_of(make(), kind, replace(OPTIONS, **{option: usual.value * 0.999})) is not None
    assert one_of(make(), kind, replace(OPTIONS, **{option: usual.value})) is not None
    assert one_of(make(), kind, replace(OPTIONS, **{option: usual.value * 1.001})) is None


def test_a_gap_counts_more_from_its_threshold_on() -> None:
    usual = one_of(parted(), FindingKind.GAP, OPTIONS)
    assert usual is not None and usual.value is not None
    for share, severity in ((0.999, Severity.WATCH), (1.001, Severity.BENIGN)):
        found = one_of(parted(), FindingKind.GAP, replace(OPTIONS, gap_watch=usual.value * share))
        assert found is not None and found.severity is severity


def test_a_gap_must_exceed_two_standard_errors_of_what_was_held_out() -> None:
    """A gap of 6 points: of 9 in 10 right among 100 examples two standard errors are 6 points, among 10,000 0.6."""
    a_run = run(
        series("accuracy", np.full(40, 0.96), Quantity.ACCURACY, Split.TRAIN),
        series("loss", knots((0, 1.0), (39, 0.3)), split=Split.TRAIN),
        *val(knots((0, 1.0), (39, 0.4)), np.full(40, 0.9)).series,
    )
    n = round(4 * 0.9 * 0.1 / 0.06**2)  # examples of which two standard errors are the gap
    told = [one_of(a_run, FindingKind.GAP, replace(OPTIONS, n_examples=k)) is not None for k in (n - 10, n + 10)]
    assert told == [False, True]


@pytest.mark.parametrize(
    ("rise", "fall", "severity"),
    [(0.999, 9.0, Severity.PROBLEM), (9.0, 0.999, Severity.PROBLEM), (1.001, 1.001, Severity.WATCH)],
)
def test_both_worse_is_a_problem_where_either_lost_as_much_as_makes_one(
    rise: float, fall: float, severity: Severity
) -> None:
    curves = aligned(both_worse(), pairs_of(both_worse())[0], OPTIONS)
    worst = max(stretches_of(curves, OPTIONS), key=lambda one: one.loss_change)
    options = replace(
        OPTIONS,
        problem_loss_nats=(worst.loss_to - worst.loss_from) * rise,
        problem_accuracy_fall=min(1.0, -worst.accuracy_change * fall),
    )
    found = one_of(both_worse(), FindingKind.DETERIORATION, options)
    assert found is not None and found.severity is severity


@pytest.mark.parametrize(("share", "severity"), [(0.999, Severity.PROBLEM), (1.001, Severity.WATCH)])
def test_an_error_that_rises_alone_is_a_problem_by_its_share_of_the_best(share: float, severity: Severity) -> None:
    """A mean squared error of hundreds, whose unit nobody knows; no training is logged."""
    a_run = run(series("val_mse", knots((0, 900.0), (20, 300.0), (60, 480.0)), Quantity.MSE))
    usual = one_of(a_run, FindingKind.OVERFITTING, OPTIONS)
    assert usual is not None and usual.value is not None
    found = one_of(a_run, FindingKind.OVERFITTING, replace(OPTIONS, problem_loss_rise=usual.value * share))
    assert found is not None and found.severity is severity


def test_a_plateau_of_two_points_is_a_spike_too_and_a_step_up_is_none() -> None:
    loss = knots((0, 2.3), (20, 1.0), (79, 0.45))
    loss[40:42] = 5.0
    found = one_of(val(loss, np.full(80, 0.8)), FindingKind.SPIKE, OPTIONS)
    assert found is not None and (found.start, found.end, found.value) == (40, 41, 2)
    assert one_of(val(np.where(np.arange(80) < 40, 0.5, 5.0), np.full(80, 0.8)), FindingKind.SPIKE, OPTIONS) is None


@pytest.mark.parametrize(("jitters", "told"), [(5.9, False), (6.1, True)])
def test_a_step_is_told_from_six_times_the_jitter_on(jitters: float, told: bool) -> None:
    """A zigzag of 0.01 bends by 0.04: its jitter is 1.4826 * 0.04 / sqrt(6). Its windows of four points go by 0.02 over
    three of them against the step, and that slope, 0.02 * 4 / 3, is taken off the step where it is judged.
    """
    jitter, slope = 1.4826 * 0.04 / np.sqrt(6), 0.02 * 4 / 3
    curve = 0.01 * (-1.0) ** np.arange(80)
    curve[40:] += jitters * jitter - slope
    found = one_of(val(np.exp(curve), np.full(80, 0.8)), FindingKind.STEP, OPTIONS)
    assert (found is not None) is told
    assert found is None or (
        found.start == 40 and np.log1p(found.value) == pytest.approx(jitters * jitter - slope, rel=1e-3)
    )


def test_a_step_is_compared_wherever_a_window_fits_on_both_sides() -> None:
    """Of the loss by itself none is told elsewhere; a step of the rate is told without what the loss did."""
    accuracy = np.full(80, 0.8)
    window = aligned(val(accuracy, accuracy), pairs_of(val(accuracy, accuracy))[0], OPTIONS).window
    for place, fits in ((window - 1, False), (window, True), (80 - window, True), (80 - window + 1, False)):
        late = np.arange(80) >= place
        loss = np.where(late, 0.4, 1.0)
        assert (one_of(val(loss, accuracy), FindingKind.STEP, OPTIONS) is not None) is fits
        rate = series("lr", np.where(late, 0.01, 0.1), Quantity.LEARNING_RATE, Split.TRAIN)
        told = one_of(run(*val(loss, accuracy).series, rate), FindingKind.STEP, OPTIONS)
        assert told is not None and ("val_loss -60" in told.text) is fits and (told.value is not None) is fits


@pytest.mark.parametrize(("left", "stays"), [(3, True), (8, False)])
def test_who_guesses_up_to_the_last_points_has_never_left(left: int, stays: bool) -> None:
    """Of the last points so many are better than a guess: as few as a median needs do not count."""
    loss, accuracy = np.full(40, np.log(8)), np.full(40, 0.125)
    loss[-left:], accuracy[-left:] = 1.5, 0.4
    found = one_of(val(loss, accuracy), FindingKind.CHANCE, OPTIONS)
    assert found is not None and (found.severity is Severity.PROBLEM) is stays
    assert ("to the end" in found.text) is stays


def test_two_stretches_that_touch_and_go_the_same_ways_are_one_episode_with_the_ends_of_both() -> None:
    """A rise that turns steeper halfway: the phases of its slope are two, the episode is one."""
    loss = knots((0, 2.3), (30, 0.5), (79, 1.1))
    found = detect(val(loss, counted(knots((0, 0.1), (30, 0.85), (79, 0.85)))), OPTIONS).episodes
    assert [one.pattern for one in found] == [Pattern.LOSS_WORSE_ACCURACY_FLAT]
    assert found[0].start <= 36 and found[0].end == 79 and found[0].loss_change > 0.9


def episode_of(a_run: Run, pattern: Pattern) -> Episode:
    (found,) = [one for one in detect(a_run, OPTIONS).episodes if one.pattern is pattern]
    return found


@pytest.mark.parametrize(("level", "severity"), [(0.5, Severity.WATCH), (1.0, Severity.BENIGN)])
def test_an_accuracy_that_never_moved_is_worth_a_look_unless_all_is_right(level: float, severity: Severity) -> None:
    a_run = val(knots((0, 1.2), (79, 0.2)), np.full(80, level))
    assert episode_of(a_run, Pattern.LOSS_BETTER_ACCURACY_FLAT).severity is severity


def test_the_level_that_is_told_of_a_flat_accuracy_is_the_last_one() -> None:
    loss = knots((0, 2.3), (30, 0.3), (79, 0.1))
    curves = aligned(val(loss, np.full(80, 0.9)), pairs_of(val(loss, np.full(80, 0.9)))[0], OPTIONS)
    stretch = replace(stretches_of(curves, OPTIONS)[0], accuracy_from=0.91, accuracy_to=0.93)
    _, reason = severity_of(
        Pattern.LOSS_BETTER_ACCURACY_FLAT, stretch, rise_of(stretch, curves, OPTIONS), 0.0, False, False, OPTIONS
    )
    assert "93.0 %" in reason and "91.0 %" not in reason


@pytest.mark.parametrize(
    ("won_back", "severity", "words"),
    [(0.4, Severity.PROBLEM, "Problem"), (0.5, Severity.WATCH, "won back 50 %"), (0.95, Severity.BENIGN, "all of it")],
)
def test_what_was_won_back_counts_from_a_half_on_and_no_more_from_nearly_all_on(
    won_back: float, severity: Severity, words: str
) -> None:
    a_run = val(knots((0, 0.5), (30, 0.5), (79, 0.9)), np.full(80, 0.9))
    curves = aligned(a_run, pairs_of(a_run)[0], OPTIONS)
    stretch = max(stretches_of(curves, OPTIONS), key=lambda one: one.loss_change)
    risen = replace(stretch, loss_from=0.5, loss_to=1.0, accuracy_from=0.9, accuracy_to=0.8, accuracy=FLAT)
    for pattern in (Pattern.LOSS_WORSE_ACCURACY_FLAT, Pattern.LOSS_FLAT_ACCURACY_WORSE):
        found, reason = severity_of(pattern, risen, rise_of(risen, curves, OPTIONS), won_back, False, False, OPTIONS)
        assert found is severity and words in reason


# what can be claimed of two changes, each with an error of 0.001, so that only their sizes decide

AT = Measured(
    loss=0.2,
    loss_error=0.001,
    accuracy=0.0,
    accuracy_error=0.001,
    relative=0.2,
    absolute=0.2,
    absolute_error=0.001,
    loss_room=OPTIONS.loss_effect,
    accuracy_room=OPTIONS.accuracy_effect,
    needed=3.0,
    price=None,
    price_needed=0.0,
)
LOSS, BOTH = OPTIONS.loss_effect, OPTIONS.both_loss_effect
MOVED, BOTH_MOVED = OPTIONS.accuracy_effect, OPTIONS.both_accuracy_effect
SLIGHT = 1e-6


def said(loss: float, accuracy: float, thought: tuple[Direction, Direction]) -> tuple[Direction, Direction] | None:
    at = AT._replace(loss=np.log1p(loss), relative=loss, absolute=loss, accuracy=accuracy)
    found = claim(at, *thought, OPTIONS)
    return None if found is None else (found.loss, found.accuracy)


@pytest.mark.parametrize(("error", "flat"), [(0.0001, True), (0.012, True), (0.016, False)])
def test_a_slow_fall_is_flat_only_where_it_is_known_to_be_slow(error: float, flat: bool) -> None:
    """Of a stretch that may drift by 5 points, 3 lost ones: on few examples they may be many more."""
    at = AT._replace(accuracy=-0.03, accuracy_room=0.05, accuracy_error=error)
    found = claim(at, UP, FLAT, OPTIONS)
    assert (found is not None and found.accuracy is FLAT) is flat


@in_one_test(
    ("loss", "accuracy", "thought", "told"),
    [
        (LOSS + SLIGHT, 0.0, (UP, FLAT), (UP, FLAT)),
        (LOSS - SLIGHT, 0.0, (UP, FLAT), None),
        (LOSS + SLIGHT, MOVED - SLIGHT, (UP, FLAT), (UP, FLAT)),
        (BOTH + SLIGHT, MOVED + SLIGHT, (UP, UP), (UP, UP)),
        (BOTH - SLIGHT, MOVED + SLIGHT, (UP, UP), None),
        (BOTH + SLIGHT, -BOTH_MOVED - SLIGHT, (UP, DOWN), (UP, DOWN)),
        (-BOTH - SLIGHT, -BOTH_MOVED - SLIGHT, (DOWN, DOWN), (DOWN, DOWN)),
        (-BOTH - SLIGHT, -BOTH_MOVED + SLIGHT, (DOWN, DOWN), None),
        (0.0, -MOVED - SLIGHT, (FLAT, DOWN), (FLAT, DOWN)),
        (0.0, -MOVED + SLIGHT, (FLAT, DOWN), None),
        (0.0, MOVED + SLIGHT, (FLAT, UP), (FLAT, UP)),
        (0.0, MOVED - SLIGHT, (FLAT, UP), None),
        (-0.2, 0.0, (DOWN, FLAT), (DOWN, FLAT)),
        (-LOSS + 0.01, 0.0, (DOWN, FLAT), None),
    ],
)
def test_a_stretch_is_called_what_its_changes_are_from_the_sizes_on_that_count(
    loss: float, accuracy: float, thought: tuple[Direction, Direction], told: tuple[Direction, Direction] | None
) -> None:
    assert said(loss, accuracy, thought) == told


@pytest.mark.parametrize(("fall", "by_luck"), [(0.2, True), (0.22, False)])
def test_guesses_may_have_less_luck_by_three_errors_of_a_difference(fall: float, by_luck: bool) -> None:
    """One guess in two among 100 examples has an error of 0.05, a difference of two guesses 0.0707."""
    a_run = val(np.full(60, np.log(2)), np.full(60, 0.5))
    options = replace(OPTIONS, n_examples=100)
    curves = aligned(a_run, pairs_of(a_run)[0], options)
    stretch = stretches_of(curves, options)[0]
    fallen = replace(stretch, accuracy=DOWN, accuracy_from=0.5 + fall / 2, accuracy_to=0.5 - fall / 2)
    assert any("more luck" in reason for reason in reasons_against(fallen, curves, options)) is by_luck


@pytest.mark.parametrize(("loss", "accuracy"), [(UP, FLAT), (DOWN, FLAT), (FLAT, UP), (FLAT, DOWN)])
@pytest.mark.parametrize(("moved", "clear"), [(1e-9, True), (0.0, False), (-1e-9, False)])
def test_a_curve_that_ends_where_it_began_or_beyond_has_no_direction(
    loss: Direction, accuracy: Direction, moved: float, clear: bool
) -> None:
    """The points may show a direction that the smoothed curve does not have: then nothing is said of it."""
    curves = aligned(both_worse(), pairs_of(both_worse())[0], OPTIONS)
    stretch = max(stretches_of(curves, OPTIONS), key=lambda one: one.loss_change)
    assert stretch.passage.shown
    signs = {UP: 1.0, FLAT: 0.0, DOWN: -1.0}
    turned = replace(
        stretch,
        loss=loss,
        accuracy=accuracy,
        loss_to=stretch.loss_from + signs[loss] * moved,
        accuracy_to=stretch.accuracy_from + signs[accuracy] * moved,
    )
    assert any("not clearly one way" in one for one in reasons_against(turned, curves, OPTIONS)) is not clear


@pytest.mark.parametrize(("drift", "dead"), [(0.0, True), (0.01, True), (0.02, False), (0.06, False)])
def test_a_loss_alone_that_drifts_beyond_its_noise_is_learned_from(drift: float, dead: bool) -> None:
    """Its first and last third lie two thirds of the drift apart."""
    jitter = np.random.default_rng(0).normal(0, 0.004, 60)
    a_run = run(series("loss", 2.0 - drift * np.arange(60) / 59 + jitter, split=Split.TRAIN))
    assert (one_of(a_run, FindingKind.DEAD, OPTIONS) is not None) is dead


@pytest.mark.parametrize(("jumps", "shown"), [(0.1, "11 %"), (0.3, "47 %")])
def test_of_a_loss_that_only_jumps_about_the_change_that_would_show_is_told_in_whole_percent(
    jumps: float, shown: str
) -> None:
    loss = 2.0 * np.exp(np.random.default_rng(1).normal(0, jumps, 60))
    found = one_of(run(series("val_loss", loss)), FindingKind.DEAD, OPTIONS)
    assert found is not None and found.severity is Severity.WATCH
    assert found.text == (
        "No learning is to be seen: the loss only jumps about and ends where it began. A change of the loss by "
        f"{shown} would show."
    )


def test_a_plateau_lasts_more_than_the_least_window_and_its_share_of_the_run() -> None:
    def flat(points: int, options: Options) -> bool:
        a_run = val(np.full(points, 0.5), np.full(points, 0.9))
        return one_of(a_run, FindingKind.PLATEAU, options) is not None

    least = OPTIONS.window_least
    assert [flat(n, OPTIONS) for n in (least, least + 1)] == [False, True]
