"""Planted disagreements are found where they are; healthy curves are left alone."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from detect.planted import Floats, knots, run, series, val
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossacc_gui.detect import stretches
from lossacc_gui.detect.detection import detect
from lossacc_gui.detect.gate import Gate, Passage
from lossacc_gui.detect.stretches import Stretch, _lowest, stretches_of
from lossacc_gui.measure.aligned import aligned
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.episode import Direction, Episode, FindingKind, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Break, Quantity, Run, Split

OPTIONS = Options()
UP, FLAT, DOWN = Direction.UP, Direction.FLAT, Direction.DOWN


def counted(accuracy: Floats, n: int = 1500) -> Floats:
    """As a log has it: a count over n, a few examples to and fro."""
    jitter = np.random.default_rng(4).normal(0, 1.5, len(accuracy))
    return np.clip(np.rint(accuracy * n + jitter), 0, n) / n


def jittered(loss: Floats) -> Floats:
    return loss * np.exp(np.random.default_rng(5).normal(0, 0.004, len(loss)))


def planted(loss: tuple[float, float, float], accuracy: tuple[float, float, float]) -> tuple[Floats, Floats]:
    """80 epochs: learning until 30, then the planted stretch from 30 to 79."""
    return (
        jittered(knots((0, loss[0]), (30, loss[1]), (79, loss[2]))),
        counted(knots((0, accuracy[0]), (30, accuracy[1]), (79, accuracy[2]))),
    )


OVERCONFIDENT = planted((2.3, 0.5, 0.9), (0.1, 0.85, 0.85))


@pytest.mark.parametrize(
    ("loss", "accuracy", "pattern"),
    [
        ((2.3, 0.5, 0.9), (0.1, 0.85, 0.85), Pattern.LOSS_WORSE_ACCURACY_FLAT),
        ((2.3, 0.8, 1.2), (0.1, 0.7, 0.85), Pattern.LOSS_WORSE_ACCURACY_BETTER),
        ((2.3, 0.8, 0.4), (0.1, 0.9, 0.75), Pattern.LOSS_BETTER_ACCURACY_WORSE),
        ((2.3, 0.3, 0.1), (0.1, 0.95, 0.95), Pattern.LOSS_BETTER_ACCURACY_FLAT),
        ((2.3, 0.8, 0.8), (0.1, 0.7, 0.85), Pattern.LOSS_FLAT_ACCURACY_BETTER),
        ((2.3, 0.8, 0.8), (0.1, 0.85, 0.7), Pattern.LOSS_FLAT_ACCURACY_WORSE),
    ],
)
def test_every_pattern_is_found_where_it_was_planted(
    loss: tuple[float, float, float], accuracy: tuple[float, float, float], pattern: Pattern
) -> None:
    (episode,) = detect(val(*planted(loss, accuracy)), OPTIONS).episodes
    assert episode.pattern is pattern
    assert abs(episode.start - 30) <= 6 and abs(episode.end - 79) <= 4
    assert episode.start_range[0] <= 30 and episode.start <= episode.start_range[1] <= episode.start + 4
    assert episode.end_range[0] <= episode.end and episode.end_range[1] == 79
    assert episode.confidence > 0.9 and episode.n_examples == 1500
    assert episode.loss_change == pytest.approx(loss[2] / loss[1] - 1, abs=0.15)
    assert episode.accuracy_change == pytest.approx(accuracy[2] - accuracy[1], abs=0.03)
    assert episode.reason.endswith(".") and episode.reason.lower().startswith(episode.severity.said)


def test_learning_and_forgetting_are_agreement() -> None:
    learning = val(jittered(knots((0, 2.3), (79, 0.3))), counted(knots((0, 0.1), (79, 0.9))))
    forgetting = val(jittered(knots((0, 0.3), (79, 2.3))), counted(knots((0, 0.9), (79, 0.1))))
    assert detect(learning, OPTIONS).episodes == () == detect(forgetting, OPTIONS).episodes


@pytest.mark.parametrize("seed", range(8))
def test_noise_around_a_level_is_no_episode(seed: int) -> None:
    rng = np.random.default_rng(seed)
    accuracy = np.rint(rng.normal(80, 2, 100)) / 100
    noisy = val(np.exp(rng.normal(0, 0.05, 100)), accuracy)
    assert detect(noisy, OPTIONS).episodes == ()


def test_a_few_examples_are_not_enough_to_call_a_fall_of_accuracy() -> None:
    loss = knots((0, 2.0), (20, 0.5), (59, 0.5))
    accuracy = knots((0, 0.3), (20, 0.8), (40, 0.76), (59, 0.76))
    few, many = np.rint(accuracy * 60) / 60, np.rint(accuracy * 30_011) / 30_011
    assert not [e for e in detect(val(loss, few), OPTIONS).episodes if e.accuracy is DOWN]
    assert [e.accuracy for e in detect(val(loss, many), replace(OPTIONS, n_examples=30_011)).episodes] == [DOWN]


@pytest.mark.parametrize(
    ("best", "end", "severity"),
    [
        (0.02, 0.036, Severity.BENIGN),
        (0.02, 0.4, Severity.PROBLEM),
        (0.3, 0.5, Severity.WATCH),
        (2.0, 2.4, Severity.PROBLEM),
    ],
)
def test_a_rise_of_cross_entropy_counts_by_the_probability_that_the_right_answers_lost(
    best: float, end: float, severity: Severity
) -> None:
    """1 - exp(-rise): at whatever level, 0.3 nats take a quarter of it away and 0.02 a fiftieth."""
    hits = 0.65 if best > 0.3 else 0.98  # no cross-entropy is as low with a third of the answers wrong
    loss, right = planted((4.3, best, end), (0.1, hits, hits))
    (told,) = detect(val(loss, right), OPTIONS).episodes
    assert told.severity is severity
    (share,) = re.findall(r"takes ([\d.]+) %", told.reason)
    assert float(share) == pytest.approx(100 * (1 - np.exp(told.loss_from - told.loss_to)), abs=0.06)


def test_a_loss_that_comes_back_is_no_problem() -> None:
    accuracy = counted(np.full(90, 0.85))
    gone = jittered(knots((0, 0.5), (30, 0.5), (60, 0.9), (89, 0.9)))
    back = jittered(knots((0, 0.5), (30, 0.5), (60, 0.9), (75, 0.5), (89, 0.5)))
    assert [e.severity for e in detect(val(gone, accuracy), OPTIONS).episodes] == [Severity.PROBLEM]
    up, *_ = detect(val(back, accuracy), OPTIONS).episodes
    assert up.loss is UP and up.severity is Severity.BENIGN and "won all of it back" in up.reason
    half = jittered(knots((0, 0.5), (30, 0.5), (60, 0.9), (75, 0.65), (89, 0.65)))
    up, *_ = detect(val(half, accuracy), OPTIONS).episodes
    assert up.loss is UP and up.severity is Severity.WATCH and "won back" in up.reason


def test_growing_confidence_at_high_accuracy_is_benign() -> None:
    (episode,) = detect(val(*planted((2.3, 0.3, 0.1), (0.1, 0.95, 0.95))), OPTIONS).episodes
    assert episode.severity is Severity.BENIGN


def test_no_episode_crosses_a_break() -> None:
    loss, accuracy = OVERCONFIDENT
    broken = replace(val(loss, accuracy), breaks=(Break(55.0, "restart", "The training started again at 55."),))
    episodes = detect(broken, OPTIONS).episodes
    assert len(episodes) == 2
    assert all(e.end < 55 or e.start >= 55 for e in episodes)


def test_no_episode_crosses_a_step_of_the_learning_rate() -> None:
    loss, accuracy = OVERCONFIDENT
    rate = series("lr", np.where(np.arange(80) < 55, 0.1, 0.01), Quantity.LEARNING_RATE)
    stepped = run(*val(loss, accuracy).series, rate)
    assert all(e.end < 55 or e.start >= 55 for e in detect(stepped, OPTIONS).episodes)
    smooth = series("lr", 0.1 * 0.97 ** np.arange(80), Quantity.LEARNING_RATE)
    assert len(detect(run(*val(loss, accuracy).series, smooth), OPTIONS).episodes) == 1


def test_what_is_no_number_splits_and_is_not_bridged() -> None:
    loss, accuracy = OVERCONFIDENT
    holed = loss.copy()
    holed[55:58] = np.nan
    assert all(e.end < 55 or e.start > 57 for e in detect(val(holed, accuracy), OPTIONS).episodes)


def test_batch_losses_are_aligned_with_epoch_accuracies() -> None:
    loss, accuracy = OVERCONFIDENT
    steps = np.arange(8000)
    fine = np.interp(steps / 100, np.arange(80) + 0.5, loss) * np.exp(
        np.random.default_rng(8).normal(0, 0.2, len(steps))
    )
    mixed = run(
        series("val_loss", fine, x=steps, epochs=False),
        series("val_accuracy", accuracy, Quantity.ACCURACY, x=np.arange(80) * 100 + 50, epochs=False),
    )
    (episode,) = detect(mixed, OPTIONS).episodes
    assert episode.pattern is Pattern.LOSS_WORSE_ACCURACY_FLAT
    assert abs(episode.start - 3050) <= 500 and (episode.start - 50) % 100 == 0


def test_an_error_rate_gives_the_episodes_of_its_accuracy() -> None:
    loss, accuracy = OVERCONFIDENT
    wrong = run(series("val_loss", loss), series("val_error", 1 - accuracy, Quantity.ERROR_RATE))
    assert told(wrong) == told(val(loss, accuracy))


def told(a_run: Run) -> list[tuple[Pattern, float, float]]:
    return [(e.pattern, e.start, e.end) for e in detect(a_run, OPTIONS).episodes]


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-6, 1e6))
def test_the_unit_of_the_loss_does_not_matter(scale: float) -> None:
    loss, accuracy = OVERCONFIDENT
    assert told(val(loss * scale, accuracy)) == told(val(loss, accuracy))


def test_percent_in_the_log_does_not_matter() -> None:
    loss, accuracy = OVERCONFIDENT
    percent = replace(series("val_accuracy", (accuracy * 100) / 100, Quantity.ACCURACY), percent=True)
    assert told(run(series("val_loss", loss), percent)) == told(val(loss, accuracy))


def test_repeating_changes_nothing() -> None:
    a_run = val(*OVERCONFIDENT)
    assert detect(a_run, OPTIONS).episodes == detect(a_run, OPTIONS).episodes


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_one_epoch_more_or_less_moves_no_end_beyond_its_range(seed: int, first: bool) -> None:
    rng = np.random.default_rng(seed)
    loss = knots((0, 2.3), (30, 0.5), (79, 0.9)) * np.exp(rng.normal(0, 0.01, 80))
    accuracy = np.rint(knots((0, 0.1), (30, 0.85), (79, 0.85)) * 1500 + rng.normal(0, 2, 80)) / 1500
    whole = [e for e in detect(val(loss, accuracy), OPTIONS).episodes if e.loss is UP]
    keep = slice(1, None) if first else slice(None, -1)
    x = np.arange(80)[keep]
    cut = run(series("val_loss", loss[keep], x=x), series("val_accuracy", accuracy[keep], Quantity.ACCURACY, x=x))
    shorter = [e for e in detect(cut, OPTIONS).episodes if e.loss is UP]
    assert len(whole) == len(shorter) == 1
    assert overlap(whole[0].start_range, shorter[0].start_range, 1)
    assert overlap(whole[0].end_range, shorter[0].end_range, 1)


def overlap(a: tuple[float, float], b: tuple[float, float], slack: float) -> bool:
    return a[0] <= b[1] + slack and b[0] <= a[1] + slack


def test_negative_losses_are_judged_too() -> None:
    loss, accuracy = OVERCONFIDENT
    (episode,) = detect(val(loss - 1.2, accuracy), OPTIONS).episodes
    assert episode.loss is UP and episode.loss_to > episode.loss_from
    assert isinstance(episode, Episode)


def test_a_start_that_stands_still_is_judged_by_itself() -> None:
    loss = jittered(knots((0, 1.2), (25, 0.95), (26, 0.9), (99, 0.3)))
    accuracy = knots((0, 0.35), (25, 0.35), (26, 0.5), (99, 0.9))
    accuracy = np.where(np.arange(100) <= 25, 350 / 997, np.rint(accuracy * 997) / 997)
    (episode,) = detect(val(loss, accuracy), OPTIONS).episodes
    assert (episode.loss, episode.accuracy) == (DOWN, FLAT)
    assert episode.start == 0 and 20 <= episode.end <= 26


def test_a_dip_of_the_accuracy_no_deeper_than_its_jitter_is_no_episode() -> None:
    rng = np.random.default_rng(6)
    accuracy = np.rint((0.9 + rng.normal(0, 0.004, 60)) * 800) / 800
    accuracy[53:56] = 0.885, 0.8875, 0.8875
    assert detect(val(np.linspace(1.56, 1.54, 60) + rng.normal(0, 0.005, 60), accuracy), OPTIONS).episodes == ()


@pytest.mark.parametrize(("still", "severity"), [(True, Severity.WATCH), (False, Severity.BENIGN)])
def test_a_high_accuracy_that_never_moved_has_not_been_learnt(still: bool, severity: Severity) -> None:
    loss = jittered(knots((0, 0.4), (79, 0.2)))
    accuracy = np.full(80, 1899 / 1999)
    if not still:
        accuracy = np.rint((accuracy + np.random.default_rng(7).normal(0, 0.001, 80)) * 1999) / 1999
    (episode,) = detect(val(loss, accuracy), OPTIONS).episodes
    assert (episode.loss, episode.accuracy, episode.severity) == (DOWN, FLAT, severity)


@pytest.mark.parametrize(("level", "severity"), [(0.5, Severity.BENIGN), (0.8, Severity.WATCH)])
def test_a_start_at_the_luck_of_guessing_that_learns_later_was_only_slow(level: float, severity: Severity) -> None:
    loss = knots((0, 0.75), (15, 0.66), (79, 0.3)) if level == 0.5 else knots((0, 0.6), (15, 0.5), (79, 0.3))
    accuracy = np.rint(knots((0, level), (16, level), (79, 0.97)) * 1000) / 1000
    episode = detect(val(loss, accuracy), OPTIONS).episodes[0]
    assert (episode.start, episode.loss, episode.accuracy, episode.severity) == (0, DOWN, FLAT, severity)


def test_other_guesses_with_less_luck_are_no_fall() -> None:
    rng = np.random.default_rng(9)
    loss = np.log(3) * (1 + rng.normal(0, 0.0005, 60))
    accuracy = np.rint(500 * knots((0, 0.37), (20, 0.37), (32, 0.324), (59, 0.324))) / 500
    assert detect(val(loss, accuracy), OPTIONS).episodes == ()
    never_guessing = replace(OPTIONS, guessing_share=1.1)
    assert [e.accuracy for e in detect(val(loss, accuracy), never_guessing).episodes] == [DOWN]


def test_what_drifts_up_all_along_is_not_called_flat_for_want_of_examples() -> None:
    rng = np.random.default_rng(10)
    loss = knots((0, 0.9), (20, 0.6), (99, 0.45)) * np.exp(rng.normal(0, 0.003, 100))
    few = np.rint(100 * (knots((0, 0.5), (20, 0.7), (99, 0.76)) + rng.normal(0, 0.004, 100))) / 100
    assert detect(val(loss, few), OPTIONS).episodes == ()


def test_a_few_counts_do_not_tell_how_many_examples_there_are() -> None:
    loss = jittered(knots((0, 2.3), (30, 0.5), (79, 0.9)))
    even = np.rint(750 * knots((0, 0.1), (30, 0.85), (79, 0.85))) / 750
    few = np.where(np.arange(80) < 30, 0.5, np.where(np.arange(80) % 2, 636, 638) / 750)
    assert [e.n_examples for e in detect(val(loss, even), OPTIONS).episodes] == [750]
    assert {e.n_examples for e in detect(val(loss, few), OPTIONS).episodes} == {None}


@pytest.mark.parametrize("points", [15, 30, 60, 100])
@pytest.mark.parametrize("noise", [0.005, 0.02, 0.05])
def test_curves_that_only_jump_are_left_alone(points: int, noise: float) -> None:
    false = 0
    for seed in range(12):
        rng = np.random.default_rng([points, seed])
        t = np.arange(points)
        fall = np.exp(-t / (0.12 * points))
        loss = (0.5 + 1.3 * fall) * (1 + noise * rng.normal(size=points))
        accuracy = np.clip(0.85 - 0.6 * fall + noise / 5 * rng.normal(size=points), 0, 1)
        false += bool(detect(val(loss, np.round(accuracy, 6)), OPTIONS).episodes)
    assert false <= 1


def test_the_rise_since_the_best_is_one_band_to_the_end() -> None:
    rng = np.random.default_rng(3)
    loss = knots((0, 1.5), (24, 0.5), (59, 0.75)) * (1 + 0.03 * rng.normal(size=60))
    accuracy = np.round(knots((0, 0.3), (24, 0.85), (59, 0.85)) + 0.006 * rng.normal(size=60), 4)
    (episode,) = [e for e in detect(val(loss, accuracy), OPTIONS).episodes if e.loss is UP]
    assert 18 <= episode.start <= 32 and episode.end >= 55


def test_what_training_tells_of_a_short_rise_makes_it_an_episode() -> None:
    """Five epochs that no noise can be told from: training falls on, so that validation rises is believed."""
    val_part = val(np.array([0.21, 0.19, 0.25, 0.22, 0.27]), np.array([0.915, 0.92, 0.92, 0.917, 0.92]))
    train = series("loss", np.array([0.4, 0.2, 0.1, 0.05, 0.02]), split=Split.TRAIN)
    assert detect(val_part, OPTIONS).episodes == ()
    (episode,) = detect(run(train, *val_part.series), OPTIONS).episodes
    assert (episode.loss, episode.accuracy) == (UP, FLAT)


def test_a_wider_margin_is_never_less_sure() -> None:
    margins = [-np.inf, -3.0, -1.0, 0.0, 0.7, 2.0, 50.0, np.inf]
    sure = [Passage(UP, FLAT, margin, 0.0, 0.0, 0.0, 0.0).confidence for margin in margins]
    assert sure == sorted(sure) and 0.5 < sure[0] < sure[3] < sure[-1] < 1


def test_two_stretches_that_are_one_are_as_sure_as_the_surer_of_them() -> None:
    def part(start: float, margin: float, loss: float) -> Stretch:
        ends = {"loss_from": loss, "loss_to": loss + 0.1, "accuracy_from": 0.8, "accuracy_to": 0.8}
        places = {"start": start, "end": start + 9, "start_range": (start, start), "end_range": (start + 9, start + 9)}
        passage = Passage(UP, FLAT, margin, 0.0, 0.0, 0.0, 0.0)
        return Stretch(UP, FLAT, **places, piece=0, points=10, **ends, passage=passage)  # type: ignore[arg-type]

    for margins in ((0.5, 1.5), (1.5, 0.5)):
        first, second = part(0, margins[0], 0.5), part(10, margins[1], 0.6)
        one = first.joined(second)
        assert one.passage.margin == 1.5
        assert (one.start, one.end, one.points, one.loss_from, one.loss_to) == (0, 19, 20, 0.5, 0.7)


def noisy(seed: int) -> tuple[Floats, Floats]:
    """60 epochs that turn at 25, through noise that hides some of it."""
    rng = np.random.default_rng(seed)
    loss = knots((0, 1.5), (25, 0.5), (59, 0.5 + 0.4 * rng.random())) * (1 + 0.02 * rng.normal(size=60))
    accuracy = knots((0, 0.3), (25, 0.85), (59, 0.8 + 0.1 * rng.random())) + 0.004 * rng.normal(size=60)
    return loss, np.clip(np.round(accuracy, 4), 0, 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 500))
def test_where_epochs_begin_to_count_does_not_matter(seed: int, offset: int) -> None:
    loss, accuracy = noisy(seed)
    x = np.arange(60) + offset
    later = run(series("val_loss", loss, x=x), series("val_accuracy", accuracy, Quantity.ACCURACY, x=x))
    assert [(p, a + offset, b + offset) for p, a, b in told(val(loss, accuracy))] == told(later)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_a_loss_rounded_to_four_decimals_gives_the_same_episodes(seed: int) -> None:
    loss, accuracy = noisy(seed)
    logged, exact = val(np.round(loss, 4), accuracy), val(loss, accuracy)
    assume(min(nearest_margin(logged), nearest_margin(exact)) > 0.01)  # nothing is decided by a hair
    assert told(logged) == told(exact)


def test_where_an_end_may_lie_is_reckoned_of_what_is_shown_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[int] = []
    monkeypatch.setattr(stretches, "_end_range", lambda *given: reckoned.append(given[2]) or (0.0, 0.0))
    a_run = val(*planted((2.0, 0.5, 1.0), (0.2, 0.8, 0.8)))
    found = stretches_of(aligned(a_run, pairs_of(a_run)[0], OPTIONS), OPTIONS)
    assert len(found) > 1 and not reckoned
    (episode,) = detect(a_run, OPTIONS).episodes
    assert len(reckoned) == 2 and episode.start_range == (0.0, 0.0)


def nearest_margin(a_run: Run) -> float:
    """How near to its limit the nearest stretch of a run was judged."""
    found = stretches_of(aligned(a_run, pairs_of(a_run)[0], OPTIONS), OPTIONS)
    return min(abs(one.passage.margin) for one in found)


def test_training_proves_no_rise_that_is_not_worth_a_look() -> None:
    """Training learns by heart; after a step of the rate validation creeps up by a thousandth."""
    loss = np.concatenate([knots((0, 1.5), (15, 0.6), (39, 1.0)), np.linspace(0.998, 1.0, 20)])
    accuracy = np.concatenate([knots((0, 0.3), (15, 0.8), (39, 0.8)), np.linspace(0.8, 0.8007, 20)])
    train = series("loss", knots((0, 1.5), (59, 0.01)), split=Split.TRAIN)
    rate = series("lr", np.where(np.arange(60) < 40, 0.1, 0.001), Quantity.LEARNING_RATE, Split.TRAIN)
    detection = detect(run(train, rate, *val(loss, accuracy).series), OPTIONS)
    assert any(f.kind is FindingKind.OVERFITTING for f in detection.findings)
    assert [e.accuracy for e in detection.episodes if e.end >= 40] == []


@pytest.mark.parametrize(("level", "shown"), [(0.0, 0), (0.3, 1)])
def test_with_an_accuracy_of_exactly_nothing_no_loss_disagrees(level: float, shown: int) -> None:
    loss = knots((0, 2.0), (30, 0.5), (59, 0.4))
    assert len(detect(val(loss, np.full(60, level)), Options()).episodes) == shown


@pytest.mark.parametrize("risen", [1, 2, 5])
def test_a_rise_since_the_best_is_judged_as_soon_as_it_is_as_long_as_noise_is_smoothed_over(risen: int) -> None:
    noise = np.random.default_rng(1).normal(0, 0.002, 20 + risen)
    loss = np.concatenate([np.linspace(1.5, 0.5, 20), 0.5 + 0.3 * np.arange(1, risen + 1)]) + noise
    a_run = val(loss, np.rint((1 - loss / 3) * 5000) / 5000)
    curves = aligned(a_run, pairs_of(a_run)[0], OPTIONS)
    rise = Gate(curves, OPTIONS).after_best(*curves.pieces[-1], known=False)
    assert rise is not None
    (first, last), passage = rise
    assert last == len(loss) - 1 and last - first + 1 == risen + curves.window - 1
    assert passage.loss is Direction.UP and passage.shown


@pytest.mark.parametrize(
    ("window", "begins"),
    [(5, 14), (30, 10), (40, 10)],  # what would leave no window begins where its phase does
)
def test_a_rise_begins_at_its_lowest_point_and_not_where_the_level_before_it_does(window: int, begins: int) -> None:
    calm = knots((0, 2.0), (10, 1.07), (14, 1.06), (37, 1.55))
    assert _lowest(calm, 10, 38, window) == begins


def test_a_dip_late_in_a_rise_is_not_its_begin() -> None:
    calm = knots((0, 1.0), (20, 1.5), (24, 0.9), (30, 1.6))
    assert _lowest(calm, 0, 31, 3) == 0
